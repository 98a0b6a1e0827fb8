from collections.abc import Callable, Iterator
from typing import Any
from weakref import WeakKeyDictionary

import hypothesis
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation

from accounts.database import prepared_statements, temp_tables
from tests.history import rewritten
from tests.servicing.browsing import Client

# A busy machine is no fault of what is tested: no test fails for the time that it took.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The test database for a whole module, rolled back at its end. The module is marked ``django_db``."""
    with django_db_blocker.unblock():
        assert connection.settings_dict["NAME"].startswith("test_"), "this is no test database"
        with transaction.atomic():
            yield
            transaction.set_rollback(True)


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """Each test begins in the language of the settings, whatever a page before was read in."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session", autouse=True)
def emptied_between_tests() -> Iterator[None]:
    """Tests with transactions of their own empty the tables after them, which history refuses."""
    empty = DatabaseOperations.execute_sql_flush

    def emptied(operations: DatabaseOperations, statements: list[str]) -> None:
        with rewritten():
            empty(operations, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", emptied)
        yield


@pytest.fixture
def django_assert_num_queries(
    django_assert_num_queries: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Any]:
    """As it is, in a session that remembers nothing: a count must not hang on the tests before."""

    def forgetful(*args: Any, **kwargs: Any) -> Any:
        for remembering in (prepared_statements, temp_tables):
            monkeypatch.setattr(remembering, "_sessions", WeakKeyDictionary())
        return django_assert_num_queries(*args, **kwargs)

    return forgetful
