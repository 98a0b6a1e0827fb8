"""Any lives under any grace and tolerance: the history is what the plain rule says of every day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.close import run as nightly_close
from accounts.dates import ALWAYS, each
from accounts.models import Account, StageChange
from accounts.reports import aging, suppose
from accounts.reports.suppose import Stood, Supposition
from accounts.rules import standing as standing_rules
from accounts.rules.standing import Cycle, Facts, Policy
from tests.book import put
from tests.histories import FIRST, LAST, lives

pytestmark = pytest.mark.django_db
# Somebody with a statement on the first day, from which days are closed.
UNPAID = Facts(
    (Policy(ALWAYS, 3, 1000, 0, ALWAYS),),
    (Cycle(FIRST, FIRST + timedelta(days=20), 90000, 10000, 0, FIRST, FIRST),),
)


def simple(facts: Facts) -> bool:
    return facts.policies[0].effective_from == ALWAYS and facts.policies[0].known_on == ALWAYS


@settings(
    max_examples=1,
    deadline=None,
    phases=[Phase.generate],  # to shrink a book takes longer than to read it
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(lives().filter(simple), min_size=20, max_size=25), st.integers(0, 9), st.integers(0, 3000))
def test_the_histories_of_any_lives(book_of, grace, tolerance):
    """Supposing nothing gives what the closes wrote; supposing another policy gives what the plain rule says."""
    with transaction.atomic():
        accounts = {put(facts): facts for facts in [*book_of, UNPAID]}
        nightly_close.close_through(LAST, now=datetime(2024, 8, 1, tzinfo=UTC))
        as_it_was = [Supposition(account.product) for account in accounts]
        written = {account.pk: [] for account in accounts}
        for change in StageChange.objects.order_by("on"):
            written[change.account_id].append((change.on, change.to_stage))
        found = dict(suppose.histories(LAST, as_it_was))
        aside = set(Account.objects.filter(set_aside__isnull=False).values_list("pk", flat=True))
        for pk, changes in written.items():
            assert pk in aside or suppose.stages(found[pk]) == changes
        for day in (LAST, FIRST + (LAST - FIRST) / 2):
            ids = [account.pk for account in accounts if account.pk not in aside]
            for basis in ("known", "restated"):
                present = list(aging.standing(day, basis, ids))
                assert list(suppose.standing(day, basis, as_it_was, ids)) == present
        other = [Supposition(account.product, grace, tolerance) for account in accounts]
        would = dict(suppose.histories(LAST, other))
        for account, facts in accounts.items():
            _is_what_the_rule_says(facts, grace, tolerance, would[account.pk])
        transaction.set_rollback(True)


def _is_what_the_rule_says(facts: Facts, grace: int, tolerance: int, days: list[Stood]) -> None:
    policies = tuple(replace(each_, grace_days=grace, tolerance=tolerance) for each_ in facts.policies)
    supposed = replace(facts, policies=policies)
    by_day = {stood.day: stood for stood in days}
    stood = None
    for day in each(min(by_day), LAST):
        stood = by_day.get(day, stood)
        plain = standing_rules.standing(supposed.known_by(day), day)
        assert (stood.stage, stood.past_due, stood.statements_missed) == (
            plain.stage, plain.past_due, plain.statements_missed,
        ), day  # fmt: skip
