"""Random lives of an account on a hardship plan, crowded with what makes the rule hard."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from accounts.models import Account, Hold, PlanInstalment
from accounts.models import Plan as PlanRow
from accounts.plans.lifecycle import hold_reference
from accounts.rules import pauses
from accounts.rules.plans import ASKS_NOTHING_DURING, Plan
from accounts.rules.promises import CoveredAccount, Instalment
from accounts.rules.standing import Facts
from tests.book import put
from tests.promised_lives import AMOUNTS, FIRST, LATE, payments, policies

DAYS = st.integers(0, 30).map(lambda n: FIRST + timedelta(n))


@dataclass(frozen=True)
class Life:
    """The facts of an account, and its plan, which is a hold as well."""

    facts: Facts
    plan: Plan

    def plain(self) -> Plan:
        """The plan with what bears on it, as the plain rule wants it."""
        return replace(self.plan, account=CoveredAccount(self.facts))


@st.composite
def holds(draw):
    starts_on, lasts = draw(DAYS), st.sampled_from([0, 1, 6, 20])
    ends_on = starts_on + timedelta(draw(lasts)) if draw(st.booleans()) else None
    known_on = starts_on + timedelta(draw(LATE))
    return pauses.Hold(
        kind=draw(st.sampled_from([*ASKS_NOTHING_DURING, "serious-illness"])),
        starts_on=starts_on,
        known_on=known_on,
        ends_on=ends_on,
        end_known_on=ends_on and max(known_on, ends_on + timedelta(draw(LATE))),
        lapses_on=starts_on + timedelta(draw(lasts)) if draw(st.booleans()) else None,
        withdraw_known_on=known_on + timedelta(draw(LATE)) if draw(st.integers(0, 4)) == 0 else None,
    )


@st.composite
def plans(draw):
    agreed_on = draw(DAYS)
    due = draw(st.lists(st.sampled_from([0, 1, 3, 5, 9, 14, 20]), min_size=1, max_size=4, unique=True))
    percent = draw(st.sampled_from([None, None, Fraction(5), Fraction(33), Fraction(1, 8)]))
    ended_on = agreed_on + timedelta(draw(st.integers(0, 25))) if draw(st.integers(0, 3)) == 0 else None
    return Plan(
        reference="H",
        agreed_on=agreed_on,
        known_on=agreed_on + timedelta(draw(LATE)),
        instalments=tuple(
            Instalment(
                agreed_on + timedelta(after),
                agreed_on + timedelta(after + draw(st.sampled_from([0, 0, 1, 4]))),
                draw(st.sampled_from([0]) | AMOUNTS),
            )
            for after in sorted(due)
        ),
        account=CoveredAccount(Facts()),
        cure_days=draw(st.sampled_from([0, 1, 3, 14])),
        tolerance=draw(st.sampled_from([None, 0, 50])) if percent is None else None,
        percent=percent,
        ended_on=ended_on,
        end_known_on=ended_on and ended_on + timedelta(draw(LATE)),
    )


@st.composite
def planned_lives(draw):
    """A plan agreed in the first days of the time looked at."""
    return Life(
        Facts(
            policies=draw(policies()),
            payments=tuple(draw(st.lists(payments(), max_size=6))),
            holds=tuple(draw(st.lists(holds(), max_size=2))),
        ),
        draw(plans()),
    )


def keep(life: Life) -> PlanRow:
    """Put the life into the real book; the row of its plan."""
    account = put(life.facts)
    return put_plan(replace(life.plan, reference=f"{life.plan.reference}-{account.pk}"), account)


def put_plan(plan: Plan, account: Account, **agreed: object) -> PlanRow:
    """A plan as the book keeps it, with the hold that it is."""
    days = {"known_on": plan.known_on, "end_known_on": plan.end_known_on}
    hold = Hold.objects.create(
        reference=hold_reference(plan.reference),
        account=account,
        kind=Hold.Kind.HARDSHIP_PLAN,
        starts_on=plan.agreed_on,
        ends_on=plan.ended_on,
        **days,
    )
    row = PlanRow.objects.create(
        reference=plan.reference,
        account=account,
        hold=hold,
        agreed_on=plan.agreed_on,
        ended_on=plan.ended_on,
        end_reason="withdrawn" if plan.ended_on else "",
        tolerance=plan.tolerance,
        tolerance_percent=plan.percent and Decimal(plan.percent.numerator) / plan.percent.denominator,
        cure_days=plan.cure_days,
        **days,
        **agreed,
    )
    PlanInstalment.objects.bulk_create(
        PlanInstalment(plan=row, due_on=each.due_on, grace_ends_on=each.grace_ends_on, amount=each.amount)
        for each in plan.instalments
    )
    return row
