import pytest

from tests.servicing.workspace.builders import small_book, team

PLAIN_STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(autouse=True)
def plain_static_files(settings, tmp_path):
    """Static files by their plain names, as none are collected here."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = PLAIN_STORAGES


@pytest.fixture(scope="module")
def book(module_db):
    return small_book()


@pytest.fixture(scope="module")
def people(module_db):
    return team()


@pytest.fixture
def desk(client, book, people):
    """A supervisor at the desk."""
    client.force_login(people["supervisor"])
    return client


@pytest.fixture
def agent(client, book, people):
    client.force_login(people["agent"])
    return client
