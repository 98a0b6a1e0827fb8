from collections.abc import Callable, Iterator
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from django.db import connection, transaction

from accounts.database import temp_tables


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The test database for a whole module, rolled back at its end. The module is marked ``django_db``."""
    with django_db_blocker.unblock():
        assert connection.settings_dict["NAME"].startswith("test_"), "this is no test database"
        with transaction.atomic():
            yield
            transaction.set_rollback(True)


@pytest.fixture
def django_assert_num_queries(
    django_assert_num_queries: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Any]:
    """As it is, in a session that remembers nothing: a count must not hang on the tests before."""

    def forgetful(*args: Any, **kwargs: Any) -> Any:
        monkeypatch.setattr(temp_tables, "_sessions", WeakKeyDictionary())
        return django_assert_num_queries(*args, **kwargs)

    return forgetful
