from collections.abc import Iterator

import pytest
from django.db import connection, transaction


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The test database for a whole module, rolled back at its end. The module is marked ``django_db``."""
    with django_db_blocker.unblock():
        assert connection.settings_dict["NAME"].startswith("test_"), "this is no test database"
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
