"""What packs say reaches SQL as values, whatever is written in them; what cannot be used is told by a check."""

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from accounts import packs
from accounts.models import CalendarDay, Product
from accounts.packs import PackRegistry
from accounts.promises import evaluation as promise_evaluation
from accounts.rules.standing import Cycle, Facts, Policy
from accounts.standings import evaluation
from tests.book import ALWAYS, put

ROOT = Path(__file__).resolve().parents[2]
CHECK = """
import sys
from pathlib import Path
from accounts import packs
packs.PACKS.folder = Path(sys.argv.pop())
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""
QUOTED = "C' || 'N"


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(packs.FOLDER, tmp_path / "packs")
    return tmp_path / "packs"


@pytest.fixture
def quoted(folder, monkeypatch):
    """The pack of China, with a calendar whose code would end a text of SQL."""
    rewrite(folder / "cn.toml", 'country = "CN"', f'country = "{QUOTED}"')
    monkeypatch.setattr(packs, "PACKS", PackRegistry(folder))
    packs.of.cache_clear()
    yield
    packs.of.cache_clear()


def rewrite(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def check(folder):
    environment = {"DATABASE_URL": "postgres://x@127.0.0.1:1/x", "REDIS_URL": "redis://127.0.0.1:1"}
    return subprocess.run(
        [sys.executable, "-c", CHECK, "check", folder],
        cwd=ROOT,
        env={**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "servicing.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.django_db
def test_a_code_with_a_quote_is_a_code(quoted):
    product = Product.objects.create(code="quoted", jurisdiction="CN", currency="CNY")
    due = date(2026, 1, 21)
    facts = Facts(
        (Policy(ALWAYS, 0, 0, 0, ALWAYS, rolls=True),),
        (Cycle(date(2026, 1, 1), due, 500, 100, 0, date(2026, 1, 1), date(2026, 1, 1)),),
    )
    account = put(facts, product=product)
    CalendarDay.objects.create(calendar=QUOTED, day=due, works=False, name="", known_on=ALWAYS)
    CalendarDay.objects.create(calendar="CN", day=date(2026, 1, 22), works=False, name="", known_on=ALWAYS)
    assert [stage(account, date(2026, 1, day)) for day in (22, 23)] == ["CURRENT", "M0"]
    assert promise_evaluation.statuses_by_day([(1, due)], due) == {}


def stage(account, day):
    with evaluation.requesting() as cursor:
        cursor.execute(
            "INSERT INTO standing_request VALUES (%s, %s, %s, %s, %s::date + 1)",
            [account.pk, account.product_id, day, day, day],
        )
        evaluation.evaluate(cursor)
        cursor.execute("SELECT stage FROM standing_result")
        return cursor.fetchone()[0]


def test_a_pack_that_cannot_be_used_ends_in_a_complaint_of_the_check(folder):
    assert check(folder).returncode == 0
    rewrite(folder / "cn.toml", 'currency = "CNY"', 'currency = "cny"')
    checked = check(folder)
    assert checked.returncode != 0
    assert "(accounts.E001) cn.toml: " in checked.stderr
    assert "Traceback" not in checked.stderr
