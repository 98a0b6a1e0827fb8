"""A day's feed through the API gives the same book as through files, row for row."""

import json

import pytest
from django.db import connection, transaction

from accounts.intake import Intake, load
from accounts.intake.file_types.registry import KINDS
from tests.servicing.api.calling import BOOK, System, token
from tests.stories.telling import read, write

pytestmark = pytest.mark.django_db

TABLES = (
    "product", "policy", "account", "customer", "party", "contactpoint", "billingcycle", "payment", "hold",
    "promise", "promisedaccount", "promisedinstalment", "plan", "planinstalment", "reage", "exit",
)  # fmt: skip
# Keys are drawn anew and moments are those of the loading; all else must be alike.
_ROWS = """
    SELECT to_jsonb(t) - 'id' - 'since' FROM accounts_{table} t ORDER BY t.id
"""


class _Undone(Exception):  # noqa: N818
    """So that the second book begins where the first did."""


def book(fill) -> dict[str, list]:
    """What stands in the book once it is filled; keys count from the first of each table."""
    found: dict[str, list] = {}
    with pytest.raises(_Undone), transaction.atomic():
        fill()
        with connection.cursor() as cursor:
            firsts = {}
            for table in TABLES:
                cursor.execute(f"SELECT min(id) FROM accounts_{table}")
                firsts[table] = cursor.fetchone()[0]
            for table in TABLES:
                cursor.execute(_ROWS.format(table=table))
                found[table] = [_relative(json.loads(row), firsts) for (row,) in cursor.fetchall()]
        raise _Undone
    return found


def _relative(row: dict, firsts: dict[str, int]) -> dict:
    """Keys of other tables as so many after their first."""
    keys = {f"{table}_id": first for table, first in firsts.items()}
    return {name: value - keys[name] if name in keys and value else value for name, value in row.items()}


def test_row_for_row(client, tmp_path):
    folder = write(read(BOOK), tmp_path)
    system = System(client, token("core-banking", "intake"))
    order = [kind.name for kind in KINDS]

    def by_files():
        outcomes = list(load(sorted(folder.glob("*.csv")), Intake(tmp_path / "refused")))
        assert all(outcome.clean for outcome in outcomes)

    def by_api():
        for path in sorted(folder.glob("*.csv"), key=lambda path: order.index(path.stem)):
            answer = system.post(f"intake/{path.stem}/", csv=path.read_text(encoding="utf-8"))
            assert answer.status_code == 200, answer.content

    files, api = book(by_files), book(by_api)
    assert sum(map(len, files.values())) > 40
    for table in TABLES:
        assert api[table] == files[table], table
