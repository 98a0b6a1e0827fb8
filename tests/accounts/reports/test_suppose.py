"""The past under other policies: what there is gives the history there is; anything else what the rule gives."""

import csv
import io
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from accounts.close import run as nightly_close
from accounts.dates import ALWAYS
from accounts.models import Product
from accounts.reports import suppose
from accounts.reports.suppose import Stood, SuppositionError
from accounts.rules.standing import Cycle, Facts, Payment, Policy
from tests.book import put

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 1, tzinfo=UTC)
POLICY = Policy(ALWAYS, 3, 1000, 0, ALWAYS)


def story(*payments: tuple[date, int]) -> Facts:
    """January to March as in the worked examples: due on the 21st, 100.00 each, of which ``payments`` came."""
    cycles, arrears, before = [], 0, date(2025, 12, 1)
    for month in (1, 2, 3):
        day = date(2026, month, 1)
        arrears = max(0, arrears - sum(amount for on, amount in payments if before <= on < day))
        cycles.append(Cycle(day, date(2026, month, 21), 90000, arrears + 10000, arrears, day, day))
        arrears, before = arrears + 10000, day
    return Facts((POLICY,), tuple(cycles), tuple(Payment(on, on, amount, on) for on, amount in payments))


def lines(**options: object) -> dict[str, dict[str, str]]:
    out = io.StringIO()
    with redirect_stdout(out):
        call_command("standing", **options)
    return {line["account"]: line for line in csv.DictReader(io.StringIO(out.getvalue()))}


@pytest.fixture(scope="module")
def book(module_db):
    """P3: one who pays 19.00 short, one who pays two days after grace, one who pays nothing; and P4 alike."""
    made = {}
    for code in ("P3", "P4"):
        product = Product.objects.create(code=code, jurisdiction="CN", currency="CNY")
        for name, facts in (
            ("short", story((date(2026, 1, 20), 8100))),
            ("late", story((date(2026, 1, 26), 10000), (date(2026, 2, 20), 10000))),
            ("nothing", story()),
        ):
            own = facts if not product.policies.exists() else replace(facts, policies=())
            made[code, name] = put(own, product=product).reference
    nightly_close.close_through(date(2026, 3, 10), now=NOW)
    return made


def test_who_would_have_been_spared(book):
    on = date(2026, 1, 26)
    before = lines(on=on)
    assert [before[book["P3", name]]["stage"] for name in ("short", "late", "nothing")] == [
        "M0",
        "CURRENT",
        "M0",
    ]
    after = lines(on=on, suppose=["P3:grace=5,tolerance=20.00"])
    assert [after[book["P3", name]]["stage"] for name in ("short", "late", "nothing")] == ["CURRENT"] * 3
    assert after[book["P3", "short"]]["past_due"] == "0.00"  # past due from the 27th
    later = lines(on=date(2026, 1, 27), suppose=["P3:grace=5,tolerance=20.00"])
    assert [later[book["P3", name]]["stage"] for name in ("short", "nothing")] == ["CURRENT", "M0"]
    assert later[book["P3", "short"]]["past_due"] == "19.00"
    assert later[book["P3", "nothing"]]["stage_since"] == "2026-01-27"
    assert later[book["P3", "late"]]["stage_since"] == ""  # never was anything but current


def test_other_products_stay_as_they_were(book):
    for basis in ("known", "restated"):
        before = lines(on=date(2026, 1, 26), basis=basis)
        after = lines(on=date(2026, 1, 26), basis=basis, suppose=["P3:grace=9"])
        assert list(before) == list(after)
        for name in ("short", "late", "nothing"):
            assert before[book["P4", name]] == after[book["P4", name]]


@pytest.mark.parametrize("basis", ["known", "restated"])
@pytest.mark.parametrize("day", [date(2026, 1, 26), date(2026, 2, 1), date(2026, 3, 10)], ids=str)
def test_the_present_policy_gives_the_present_lines(book, day, basis):
    suppositions = ["P3:grace=3,tolerance=10.00", "P4:tolerance=10"]
    assert lines(on=day, basis=basis, suppose=suppositions) == lines(on=day, basis=basis)


def test_one_account_alone(book):
    found = lines(on=date(2026, 1, 26), account=book["P3", "nothing"], suppose=["P3:grace=5"])
    assert {name: line["stage"] for name, line in found.items()} == {book["P3", "nothing"]: "CURRENT"}


@pytest.mark.parametrize(
    "text",
    [
        "P3",
        "P9:grace=1",
        "P3:grace=-1",
        "P3:grace=x",
        "P3:tolerance=1.234",
        "P3:tolerance=-1",
        "P3:rolls=yes",
    ],
)
def test_what_cannot_be_read_is_refused(book, text):
    with pytest.raises(SuppositionError):
        suppose.read(text)
    with pytest.raises(CommandError):
        call_command("standing", on=date(2026, 1, 26), suppose=[text])


def test_a_day_that_is_not_closed_is_refused(book):
    with pytest.raises(CommandError, match="not closed"):
        call_command("standing", on=date(2026, 4, 1), suppose=["P3:grace=5"])


def test_since_begins_anew_when_it_comes_back():
    days = [Stood(date(2026, 1, day), stage) for day, stage in ((1, "M0"), (2, None), (3, "M0"))]
    assert suppose.since(days) is None  # never another stage
    days = [Stood(date(2026, 1, day), stage) for day, stage in ((1, "M0"), (2, "M1"), (3, None), (4, "M1"))]
    assert suppose.since(days) == date(2026, 1, 4)
