"""What every process of the house knows, whichever it is."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
ASK = "import django; django.setup(); from celery import current_app; print(current_app.conf.broker_url)"


def test_a_web_process_knows_the_broker():
    given = {"DATABASE_URL": "postgresql://127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/5"}
    environment = {**os.environ, **given, "DJANGO_SETTINGS_MODULE": "servicing.settings"}
    told = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "redis://127.0.0.1:1/5"
