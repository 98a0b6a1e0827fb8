"""A day's feed through the API gives the same book as through files, row for row."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction

from accounts.intake import Intake, load
from accounts.intake.file_types.registry import KINDS
from servicing.demo.book import write_book
from tests.servicing.api.calling import BOOK, System, token
from tests.stories.telling import read, write

pytestmark = pytest.mark.django_db

TABLES = (
    "product", "policy", "account", "customer", "party", "contactpoint", "billingcycle", "payment", "hold",
    "promise", "promisedaccount", "promisedinstalment", "affordabilitystatement", "affordabilityitem", "plan",
    "planinstalment", "reage", "exit", "pendingpayment", "mandate", "contactevent", "deliveryreport", "expectedfeed",
)  # fmt: skip
MORE = {  # what neither book has
    "affordability": "statement,customer,made_on,currency,kind,item,amount,every,balance\n"
    "S1,C-STORY0000,2026-03-01,CNY,income,salary-or-wages,5000.00,month,\n"
    "S1,C-STORY0000,2026-03-01,CNY,creditor,another bank,20.00,month,500.00\n",
    "reages": "account,on,reason\nSTORY0001,2026-02-15,agreed\n",
    "exits": "account,on,reason\nSTORY0002,2026-03-20,closed\n",
    "returns": "notice,outcome,on,detail\nN000000000001,posted,2026-03-05,\nN000000000002,returned,2026-03-05,moved\n",
    "feeds": "business_date,kind,rows,control_sum\n2026-03-31,payments,3,250.00\n",
}
# Keys are drawn anew and moments are those of the loading; all else must be alike.
_ROWS = """
    SELECT to_jsonb(t) - '{{id,since,entered_at,made_at}}'::text[] FROM accounts_{table} t ORDER BY t.id
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
                rows = [_relative(json.loads(row), firsts) for (row,) in cursor.fetchall()]
                found[table] = sorted(rows, key=json.dumps)  # one statement adds them in no order
        raise _Undone
    return found


def _relative(row: dict, firsts: dict[str, int]) -> dict:
    """Keys of other tables as so many after their first."""
    keys = {f"{table}_id": first for table, first in firsts.items()}
    keys["statement_id"] = firsts["affordabilitystatement"]
    return {name: value - keys[name] if name in keys and value else value for name, value in row.items()}


def books(tmp_path) -> list[Path]:
    """A book of invented accounts, then one of stories, each with its feeds."""
    invented = tmp_path / "invented"
    write_book(invented, accounts=25, months=3, through=date(2026, 3, 31))
    told = tmp_path / "told"
    told.mkdir()
    write(read(BOOK), told)
    for name, rows in MORE.items():
        (told / f"{name}.csv").write_text(rows, encoding="utf-8")
    return [invented, told]


def test_row_for_row(client, tmp_path):
    folders = books(tmp_path)
    system = System(client, token("core-banking", "intake"))
    order = [kind.name for kind in KINDS]

    def files_of(folder: Path) -> list[Path]:
        return sorted(folder.glob("*.csv"), key=lambda path: order.index(path.stem))

    def by_files():
        for folder in folders:
            outcomes = list(load(files_of(folder), Intake(tmp_path / "refused")))
            assert all(outcome.clean for outcome in outcomes), outcomes

    def by_api():
        for path in (path for folder in folders for path in files_of(folder)):
            answer = system.post(f"intake/{path.stem}/", csv=path.read_text(encoding="utf-8"))
            assert answer.status_code == 200, answer.content

    files, api = book(by_files), book(by_api)
    assert {path.stem for folder in folders for path in files_of(folder)} == set(order)
    assert sum(map(len, files.values())) > 300
    for table in TABLES:
        assert api[table] == files[table], table
