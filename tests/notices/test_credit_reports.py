"""What of a month's credit report goes out, what is held back, and the checks that every line has to pass."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command

from accounts.close import run as nightly_close
from accounts.dates import ALWAYS
from accounts.models import Account, Break, Exit, Hold, Party, Product
from accounts.packs import PACKS
from accounts.reports.credit.checks import faults
from accounts.reports.credit.status import CreditLine, amount_late, field_25, history
from accounts.rules.standing import Cycle, Facts, Payment, Policy, standing
from notices.models import Notice
from servicing.models import Export
from tests.book import put, somebody
from tests.notices.written import due

pytestmark = pytest.mark.django_db
POLICY = Policy(ALWAYS, grace_days=0, tolerance=0, least_days=0, known_on=ALWAYS)
STOPPING = next(
    name
    for name, kind in PACKS["CN"].holds.items()
    if kind.holds_reporting == "all" and not kind.pauses_ageing
)
CODES = PACKS["US"].credit_codes


def facts(months: int = 4, payments: tuple[tuple[date, int], ...] = ()) -> Facts:
    """Statements on the 1st from January on, due on the 21st, 100.00 each; nothing of it paid but these."""
    cycles = []
    for month in range(1, months + 1):
        stated = date(2026, month, 1)
        paid = sum(amount for on, amount in payments if on < stated)
        carried = max(0, (month - 1) * 10_000 - paid)
        cycles.append(Cycle(stated, date(2026, month, 21), 90_000, carried + 10_000, carried, stated, stated))
    paid_in = tuple(Payment(on, on, amount, on) for on, amount in payments)
    return Facts(policies=(POLICY,), cycles=tuple(cycles), payments=paid_in)


def account(jurisdiction: str, seen: Facts) -> Account:
    product = Product.objects.create(
        code=f"{jurisdiction}{Product.objects.count()}", jurisdiction=jurisdiction,
        currency={"US": "USD", "CN": "CNY", "GB": "GBP"}[jurisdiction],
    )  # fmt: skip
    made = put(seen, product=product)
    Party.objects.create(account=made, customer=somebody(name="Ana", address="1 High St"), role="cardholder")
    return made


def reported(capsys, month: str) -> dict[str, dict[str, str]]:
    nightly_close.close_through(date(2026, 4, 30), now=datetime(2026, 6, 1, tzinfo=UTC))
    call_command("credit_report", "--month", month)
    return {row["account"]: row for row in csv.DictReader(capsys.readouterr().out.splitlines())}


def sent(about: Account, kind: str, on: date, state: str = "sent") -> Notice:
    return due(about, kind, state=state, sent_on=on)


def test_lines_by_pack_and_held_back_without_the_notice_that_the_pack_demands(capsys):
    clean, without, told, late, back = (account("CN", facts(payments=((date(2026, 1, 15), 10_000),) if n == 0 else ()))
                                        for n in range(5))  # fmt: skip
    kind = "cn-adverse-report"
    sent(told, kind, date(2026, 1, 25))
    sent(late, kind, date(2026, 1, 30))
    sent(back, kind, date(2026, 1, 25), "returned")
    rows = reported(capsys, "2026-01")
    taken = Export.objects.get()
    assert (taken.list, taken.by, taken.filters, taken.rows) == (
        "credit-report",
        "manage.py",
        "month=2026-01",
        5,
    )
    assert (rows[clean.reference]["code"], rows[clean.reference]["held_back"]) == ("N", "no")
    found = {
        each: (rows[each.reference]["code"], rows[each.reference]["reason"])
        for each in (without, told, late, back)
    }
    assert found == {
        without: ("1", "no-notice"),
        told: ("1", ""),
        late: ("1", "notice-too-late"),
        back: ("1", "no-notice"),
    }
    assert rows[told.reference]["first_delinquency"] == "2026-01-21"
    assert rows[told.reference]["past_due"] == "100.00"


def test_a_hold_and_an_open_break_hold_back_what_is_adverse(capsys):
    held, broken = account("CN", facts()), account("CN", facts())
    for each in (held, broken):
        sent(each, "cn-adverse-report", date(2026, 1, 25))
    Hold.objects.create(
        reference="H", account=held, kind=STOPPING, starts_on=date(2026, 1, 1), known_on=date(2026, 1, 1)
    )
    Break.objects.create(
        account=broken,
        statement_date=date(2026, 2, 1),
        printed=2,
        ours=1,
        cause="return",
        found_on=date(2026, 1, 30),
    )
    rows = reported(capsys, "2026-01")
    assert rows[held.reference]["reason"] == f"hold:{STOPPING}"
    assert rows[broken.reference]["reason"] == "break"


def test_of_somebody_bankrupt_no_line_goes_out_by_itself(capsys):
    """Neither what is late nor what is current: a person writes the codes of bankruptcy."""
    late, current = (
        account("US", facts(payments=((date(2026, 1, 15), 10_000),) if n else ())) for n in range(2)
    )
    for each in (late, current):
        Hold.objects.create(
            reference=f"B{each.pk}", customer=each.parties.get().customer, kind="bankruptcy",
            starts_on=date(2026, 1, 10), known_on=date(2026, 1, 10),
        )  # fmt: skip
    rows = reported(capsys, "2026-01")
    assert {rows[each.reference]["reason"] for each in (late, current)} == {"hold:bankruptcy"}


def test_metro_2_counts_what_is_thirty_days_late_and_keeps_two_dates_apart(capsys):
    late, early = (
        account("US", facts()),
        account("US", facts(payments=((date(2026, 1, 15), 10_000), (date(2026, 2, 15), 10_000)))),
    )
    rows = reported(capsys, "2026-03")
    line = rows[late.reference]
    assert (line["code"], line["days_past_due"]) == ("78", "69")
    assert (line["first_delinquency"], line["field_25"]) == ("2026-01-21", "2026-02-20")
    assert line["past_due"] == "200.00"  # March is ten days late, and no part of field 22
    current = rows[early.reference]
    assert (current["code"], current["past_due"], current["field_25"]) == ("11", "0.00", "")
    assert (current["held_back"], current["first_delinquency"]) == ("no", "2026-03-21")


def test_field_25_is_asked_anew_once_the_account_was_current():
    paid = ((date(2026, 2, 25), 20_000),)
    seen = facts(6, paid)
    assert field_25(seen, date(2026, 2, 24)) == date(2026, 2, 20)
    assert field_25(seen, date(2026, 3, 1)) is None
    assert field_25(seen, date(2026, 4, 30)) == date(2026, 4, 20)
    assert field_25(seen, date(2026, 6, 30)) == date(2026, 4, 20)


def test_field_25_stays_while_a_payment_only_makes_the_account_less_late():
    seen = facts(6, ((date(2026, 4, 25), 10_000),))
    before, after = standing(seen, date(2026, 4, 24)), standing(seen, date(2026, 4, 26))
    assert (before.days_past_due, after.days_past_due) == (93, 64)
    assert field_25(seen, date(2026, 4, 30)) == date(2026, 2, 20)
    assert amount_late(after) == 20_000


def line(code: str, past_due: int, field: date | None, balance: int = 90_000, **more) -> CreditLine:
    return CreditLine("A", "USD", code, 0, None, field, balance, past_due, **more)


CLOSED = {"closed_on": date(2026, 3, 5), "balance": 0}
WRITTEN = {"closed_on": date(2026, 3, 5), "charge_off": 90_000}


FEB, MAR = date(2026, 2, 20), date(2026, 3, 20)


@pytest.mark.parametrize(
    ("now", "before", "failed"),
    [
        (line("11", 0, None), line("84", 1, FEB), []),
        (line("11", 100, None), None, ["status-apd-1"]),
        (line("71", 0, FEB), None, ["status-apd-2"]),
        (line("71", 100, FEB, balance=0), None, ["status-balance-10"]),
        (line("71", 100, None), None, ["status-dofd-1"]),
        (line("11", 0, FEB), None, ["status-dofd-2"]),
        (line("78", 100, MAR), line("71", 100, FEB), ["prog-dofd-1"]),
        (line("80", 100, FEB), line("71", 100, FEB), ["prog-status-1"]),
        (line("78", 100, FEB), line("71", 100, FEB), []),
        (line("13", 0, None, rating="0", **CLOSED), line("11", 0, None), []),
        (line("13", 5, None, rating="0", **CLOSED), None, ["status-apd-1"]),
        (line("13", 0, None, rating="0", **{**CLOSED, "balance": 5}), None, ["status-balance-1"]),
        (line("05", 0, None, rating="0", **{**CLOSED, "balance": 5}), None, ["status-balance-2"]),
        (line("97", 100, FEB, **WRITTEN), line("84", 100, FEB), []),
        (line("97", 0, FEB, **WRITTEN), None, ["status-apd-2"]),
        (line("97", 100, FEB, balance=0, **WRITTEN), None, ["status-balance-9"]),
        (line("97", 100, FEB, scheduled=10, **WRITTEN), None, ["status-smpa-2"]),
        (line("13", 0, None, rating="0", scheduled=10, **CLOSED), None, ["status-smpa-1"]),
        (line("11", 0, None, scheduled=None), None, ["status-smpa-4"]),
        (line("71", 100, FEB, charge_off=5), None, ["status-chargeoff-1"]),
        (line("97", 100, FEB, closed_on=MAR), None, ["status-chargeoff-2"]),
        (line("71", 100, FEB, closed_on=MAR), None, ["status-dateclosed-1"]),
        (line("97", 100, FEB, charge_off=5), None, ["status-dateclosed-2"]),
        (line("13", 0, None, rating="1", **CLOSED), None, ["status-dofd-1"]),
        (line("13", 0, FEB, rating="1", **CLOSED), None, []),
        (line("13", 0, FEB, rating="0", **CLOSED), None, ["status-dofd-2"]),
        (line("64", 0, FEB, 0, last_paid_on=MAR, **WRITTEN), None, ["doai-1"]),
        (line("71", 5, FEB, is_bankrupt=True), None, ["bankruptcy-apd-1"]),
        (line("71", 0, None, is_bankrupt=True), None, ["bankruptcy-dofd-1"]),
        (line("11", 0, FEB), line("71", 5, FEB), ["status-dofd-2", "prog-dofd-2"]),
        (line("71", 5, FEB), replace(line("11", 0, None), first_delinquency=MAR), ["prog-dofd-3"]),
        (line("71", 5, FEB), line("97", 5, FEB, **WRITTEN), ["prog-status-2", "prog-chargeoff-1"]),
        (line("71", 5, FEB), line("13", 0, None, rating="0", **CLOSED), ["prog-status-3"]),
        (
            line("97", 5, FEB, **{**WRITTEN, "charge_off": 7}),
            line("97", 5, FEB, **WRITTEN),
            ["prog-chargeoff-1"],
        ),
        (line("78", 5, FEB, history="0"), line("71", 5, FEB), ["php-status-1"]),
        (line("78", 5, FEB, history="1"), line("71", 5, FEB), []),
        (line("11", 0, None, opened_on=FEB), line("11", 0, None), ["prog-dateopen-1"]),
        (line("11", 0, None, portfolio="I"), line("11", 0, None), ["prog-portfolio-1"]),
        (line("11", 0, None, ecoa="2"), line("11", 0, None), ["prog-ecoa-1"]),
    ],
)
def test_the_checks_of_the_examiners(now, before, failed):
    assert list(faults(now, before, CODES)) == failed


def test_a_year_of_many_lives_passes_every_check():
    """Whoever pays late, in part or not at all: what the rules make of it is consistent."""
    for seed in range(12):
        payments = tuple(
            (date(2026, month, 5 + seed), 2_500 * seed) for month in range(1, 13) if (month + seed) % 3
        )
        seen = facts(12, payments)
        before = None
        for month in range(1, 13):
            end = (date(2026, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
            now = standing(seen, end)
            this = CreditLine(
                "A", "USD", CODES.of(now.days_past_due), now.days_past_due, None, field_25(seen, end),
                now.balance, amount_late(now), history=history(seen, end, CODES),
                scheduled=now.newest.instalment if now.newest else None,
            )  # fmt: skip
            assert list(faults(this, before, CODES)) == [], (seed, end)
            before = this


def test_history_says_of_each_month_before_how_late_it_ended():
    seen = facts(6, ((date(2026, 2, 25), 20_000),))
    assert history(seen, date(2026, 6, 30), CODES) == "210" + "00" + "B" * 19


def test_an_account_that_left_is_reported_once_more_and_one_charged_off_every_month(capsys):
    unpaid = [account("US", facts()) for _ in range(3)]
    paid = account("US", facts(payments=tuple((date(2026, month, 15), 90_000) for month in range(1, 5))))
    for row, reason in zip(unpaid, ("charged-off", "sold", "recalled"), strict=True):
        Exit.objects.create(account=row, on=date(2026, 3, 25), reason=reason, known_on=date(2026, 3, 25))
    Exit.objects.create(account=paid, on=date(2026, 4, 20), reason="closed", known_on=date(2026, 4, 20))
    march, april = reported(capsys, "2026-03"), reported(capsys, "2026-04")
    off, sold, back = (row.reference for row in unpaid)
    assert (march[off]["code"], april[off]["code"]) == ("97", "97")
    assert (march[off]["field_25"], march[off]["charge_off"]) == ("2026-02-20", "900.00")
    assert (march[sold]["code"], march[sold]["payment_rating"], march[sold]["balance"]) == ("05", "2", "0.00")
    assert sold not in april
    assert march[back]["code"] == "78"
    assert (april[paid.reference]["code"], april[paid.reference]["held_back"]) == ("13", "no")
    assert april[paid.reference]["closed_on"] == "2026-04-20"
    assert {row["reason"].partition(":")[0] for row in (*march.values(), *april.values())} <= {
        "",
        "no-notice",
    }
