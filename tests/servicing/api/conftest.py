from datetime import UTC, datetime

import pytest

from accounts.close import run as nightly_close
from accounts.intake import Intake, load
from tests.servicing.api.calling import BOOK, System, token
from tests.stories.telling import read, write


@pytest.fixture(autouse=True)
def plain_static_files(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    """Files that are taken in lie where the test can look."""
    settings.HOME = tmp_path


@pytest.fixture(scope="module")
def book(module_db, tmp_path_factory):
    """The stories of ``BOOK``, loaded from files and closed through the end of March."""
    folder = write(read(BOOK), tmp_path_factory.mktemp("files"))
    outcomes = list(load(sorted(folder.glob("*.csv")), Intake(folder / "refused")))
    assert all(outcome.clean for outcome in outcomes)
    nightly_close.close_through(datetime(2026, 3, 31).date(), now=datetime(2026, 4, 2, tzinfo=UTC))
    return folder


@pytest.fixture
def system(client, book):
    """A system that may do everything."""
    return System(client, token("core-banking"))
