"""People found by name: the keys of names are made here, and asked."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.customers import name_keys
from accounts.database import statements
from accounts.models import Customer, FormerName, NameKey, NameKeys

CHUNK = 2_000
MOST_KEYS = 300  # that begin with a typed word; whatever is exactly the word comes first
_MOST_WORDS = 6
Narrow = Callable[[QuerySet[Any]], QuerySet[Any]]


def index_waiting(most: int | None = None) -> int:
    """Make the keys of names that are new, a chunk in a transaction. Returns of how many people."""
    done = 0
    while most is None or done < most:
        with transaction.atomic():
            taken = _take()
            if not taken:
                break
            _index(taken)
            done += len(taken)
    return done


def people_named(term: str, narrow: Narrow, most: int) -> list[int]:
    """People whose names have every word of the term, in any order, as it is written; else as it sounds.

    ``narrow`` leaves of rows with a ``customer`` those that whoever searches may see. Read at once: a
    frequent name has many, and whoever is asked twice for them reads them twice.
    """
    return _having(name_keys.words(term), narrow, most) or _having(name_keys.similar(term), narrow, most)


def _having(words: list[str], narrow: Narrow, most: int) -> list[int]:
    """At most so many people whose keys begin with each of the words."""
    rows: QuerySet[Any] = NameKeys.objects.all() if words else NameKeys.objects.none()
    for word in words[:_MOST_WORDS]:
        # Read first: of keys that it does not see, the planner expects many people and reads the whole table.
        keys = NameKey.objects.filter(key__startswith=word).order_by("key").values_list("key", flat=True)
        rows = rows.filter(keys__overlap=list(keys[:MOST_KEYS]))
    return list(narrow(rows).values_list("customer", flat=True)[:most])


def _take() -> list[int]:
    with connection.cursor() as cursor:
        statements.execute(cursor, "take_unindexed_names", most=CHUNK)
        return [pk for (pk,) in cursor.fetchall()]


def _index(customers: list[int]) -> None:
    """By the name of now and every former one."""
    keys_of: dict[int, set[str]] = {pk: set() for pk in customers}
    for pk, name in _names(customers):
        keys_of[pk] |= name_keys.keys(name)
    rows = [NameKeys(customer_id=pk, keys=sorted(keys)) for pk, keys in keys_of.items()]
    NameKey.objects.bulk_create(
        [NameKey(key=key) for key in sorted(set().union(*keys_of.values()))], ignore_conflicts=True
    )
    NameKeys.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["customer"], update_fields=["keys"]
    )


def _names(customers: list[int]) -> Iterable[tuple[int, str]]:
    yield from Customer.objects.filter(pk__in=customers).values_list("pk", "name")
    yield from FormerName.objects.filter(customer__in=customers).values_list("customer", "name")
