"""Facts that come before any close may come in any order: the standing of every day is the same."""

import csv
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.dates import NEVER, each
from accounts.intake import Intake, load
from accounts.models import Account
from tests.accounts.intake.offering import ACCOUNT_HEADER, ANNA, PRODUCTS
from tests.accounts.standings.test_evaluation import in_sets
from tests.histories import FIRST, LAST, lives

pytestmark = pytest.mark.django_db
DAYS = each(FIRST, LAST)[::4]
_number = count(1)


def plain(value):
    return "" if value is None else value


def rows(facts, leave_out):
    """Each fact as a row of its file; returns and ends come once more, filled in."""
    for cycle in facts.cycles:
        yield {
            "account": "A1", "statement_date": cycle.statement_date, "due_date": cycle.due_date,
            "statement_balance": cycle.balance / 100, "minimum_due": cycle.minimum_due / 100,
            "past_due": cycle.past_due / 100, "sent_on": cycle.sent_on, "known_on": cycle.known_on,
        }  # fmt: skip
    for place, payment in enumerate(facts.payments):
        row = {
            "payment": f"P{place}", "account": "A1", "posted_on": payment.posted_on,
            "amount": payment.amount / 100, "value_on": payment.value_on, "known_on": payment.known_on,
        }  # fmt: skip
        yield row | {"returned_on": "", "return_known_on": ""}
        if payment.returned_on:
            yield row | {"returned_on": payment.returned_on, "return_known_on": payment.return_known_on}
    for place, hold in enumerate(facts.holds):
        on_person = place % 2 and not hold.disputed_amount
        row = {
            "hold": f"H{place}", "account": "" if on_person else "A1", "customer": "C1" if on_person else "",
            "kind": hold.kind, "starts_on": hold.starts_on, "known_on": hold.known_on,
            "disputed_amount": hold.disputed_amount and hold.disputed_amount / 100,
            "statement_date": hold.statement_date,
        }  # fmt: skip
        yield row | {"ends_on": "", "end_known_on": "", "fresh_due_on": ""}
        if hold.ends_on:
            known = "" if leave_out else hold.end_known_on
            yield row | {"ends_on": hold.ends_on, "end_known_on": known, "fresh_due_on": hold.fresh_due_on}


def standings_after(folder, files):
    """Where the account stands on the days, as known and restated, after the files came in this order."""
    with transaction.atomic():
        for row in files:
            path = folder / f"{next(_number)}.csv"
            with path.open("w", newline="") as file:
                out = csv.writer(file)
                out.writerows([row, map(plain, row.values())])
            (outcome,) = load([path], Intake(folder / "refused"))
            assert outcome.clean, outcome
        questions = [(day, known, None) for day in DAYS for known in (day, NEVER)]
        found = in_sets(Account.objects.get(reference="A1"), questions)
        transaction.set_rollback(True)
    return found


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(lives(), st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(tmp_path, facts, leave_out, chance):
    (tmp_path / "products.csv").write_text(PRODUCTS)
    (tmp_path / "accounts.csv").write_text(ACCOUNT_HEADER + ANNA)
    list(load([tmp_path / "products.csv", tmp_path / "accounts.csv"], Intake(tmp_path / "refused")))
    files = list(rows(facts, leave_out))
    shuffled = list(files)
    chance.shuffle(shuffled)
    assert standings_after(tmp_path, files) == standings_after(tmp_path, shuffled)
