"""A second worker: works on the shards of whatever close is at work, until its standard input ends."""

import select
import sys

import django
from django.db import connection

django.setup()

from accounts.close import run as nightly_close  # noqa: E402

connection.settings_dict["NAME"] = sys.argv[1]
nightly_close.work_shards()
sys.stdout.write("here\n")
sys.stdout.flush()
while not select.select([sys.stdin], [], [], 0.005)[0]:
    nightly_close.work_shards()
