"""The settings as the type checker reads them: it asks no server anything, and keeps no key."""

import os

for variable, address in {
    "DATABASE_URL": "postgresql://127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "none",
}.items():
    os.environ.setdefault(variable, address)

from servicing.settings import *  # noqa: E402, F403
