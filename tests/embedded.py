"""Loaded before everything else: the tests' own servers, beside those of the workspace.

Given DATABASE_URL and REDIS_URL win. Whoever starts the servers stops them; workers inherit the addresses.
"""

import os

import pytest

from servicing import servers

_home = servers.home() / "tests"
_addresses = servers.ensure(_home)
os.environ.update(_addresses.environment())
# Most tests are about something else than signing in; those of the second factor ask for it.
os.environ.setdefault("SERVICING_SECOND_FACTOR", "nobody")
# Tests ask faster than people, and at one moment.
os.environ.setdefault("SERVICING_PERSON_RATE", "0")


def pytest_unconfigure(config: pytest.Config) -> None:
    if _addresses.started and not hasattr(config, "workerinput"):
        servers.stop(_home)
