"""What bears on notices on a day: where their accounts stand, promises, and money on its way.

As tables of the session that ``notice_decision`` reads. Facts known by the horizon count: the day itself for
what a close brought, ``dates.NEVER`` for now.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from accounts.database import statements
from accounts.models import Plan, Promise, PromiseStatusChange
from accounts.payments import pending as pending_payments
from accounts.plans import evaluation as plan_evaluation
from accounts.promises import evaluation as promise_evaluation
from accounts.promises import silence
from accounts.rules import standing as standing_rules
from accounts.standings import evaluation, facts, settlement
from accounts.standings.tables import STANDING_REQUEST
from notices.kinds.schema import BEFORE_PAST_DUE
from notices.planning import missed_minimums
from notices.planning.tables import (
    ACCOUNT_STATE,
    EXPECTED_PAYMENT,
    HOLD_IN_FORCE,
    MADE_UP_ACCOUNT,
    NOTICE_DECISION,
    NOTICE_RECIPIENT,
    OPEN_NOTICES,
    OWING_ACCOUNT,
    PLAN_STATE,
    RECIPIENT_REQUEST,
    SILENCED_ACCOUNT,
    UNBROKEN_PROMISE,
)

GONE = [
    "released",
    "sending",
    "sent",
    "delivered",
    "served",
    "returned",
]  # released, it leaves at the cut-off
# Columns of open notices by which statements join and filter them: of no other the planner need know more.
_JOINED_BY = "id, account_id, kind, recipient_id, state, type, nature"


def open_notices(cursor: Any, notices: Collection[int] | None = None) -> None:
    """Lock these notices, or all, as far as they are in hand, into ``open_notices``."""
    values = {"notices": None if notices is None else list(notices)}
    OPEN_NOTICES.fill(cursor, statements.text("open_notices", asked="asked_by_number"), values)


def add_new_notices(cursor: Any) -> None:
    """What was just written into ``open_notices``, in place of what it supersedes."""
    statements.execute(cursor, "forget_superseded_notices")
    cursor.execute(statements.text("add_new_notices", asked="asked_as_new"))


def find_recipients(cursor: Any, day: date, horizon: date) -> None:
    """``hold_in_force`` and ``notice_recipient`` for the occasions and the open notices."""
    values = {"day": day, "horizon": horizon}
    for table in (RECIPIENT_REQUEST, HOLD_IN_FORCE, NOTICE_RECIPIENT):
        table.fill(cursor, statements.text(table.name), values)
        table.analyze(cursor)


def judge(cursor: Any, day: date, horizon: date) -> None:
    """What is to become of ``open_notices``, into ``notice_decision``; their recipients were found before."""
    cursor.execute(f"ANALYZE {OPEN_NOTICES.name} ({_JOINED_BY})")
    values = {"day": day, "horizon": horizon, "as_closed": day == horizon, "gone": GONE}
    _evaluate(cursor, values)
    ACCOUNT_STATE.fill(cursor, statements.text("account_state"), values)
    waited = {"waited": pending_payments.WAITED_FOR.days}
    EXPECTED_PAYMENT.fill(cursor, statements.text("expected_payment"), {**values, **waited})
    EXPECTED_PAYMENT.insert(cursor, _collected(cursor, day))
    SILENCED_ACCOUNT.empty(cursor)
    statements.execute(cursor, "promises_of_open_notices", day=day, horizon=horizon)
    silenced = silence.among(cursor.fetchall(), day, horizon)
    SILENCED_ACCOUNT.insert(cursor, ((pk,) for pk in silenced))
    UNBROKEN_PROMISE.empty(cursor)
    UNBROKEN_PROMISE.insert(cursor, ((reference,) for reference in _unbroken(cursor, day, horizon)))
    MADE_UP_ACCOUNT.empty(cursor)
    MADE_UP_ACCOUNT.insert(cursor, ((pk,) for pk in _made_up_by_contract(cursor, day, horizon)))
    PLAN_STATE.empty(cursor)
    PLAN_STATE.insert(cursor, _plan_states(cursor, day, horizon))
    OWING_ACCOUNT.empty(cursor)
    OWING_ACCOUNT.insert(cursor, ((pk,) for pk in _owing(cursor, day, horizon)))
    NOTICE_DECISION.fill(cursor, statements.text("notice_decision"), values)


def _evaluate(cursor: Any, values: dict[str, Any]) -> None:
    STANDING_REQUEST.empty(cursor)
    by_statement = list(BEFORE_PAST_DUE)
    statements.execute(cursor, "request_standings_by_statement", **values, by_statement=by_statement)
    evaluation.evaluate(cursor)


def _collected(cursor: Any, day: date) -> Iterator[tuple[int, int]]:
    """What mandates will collect for a statement that is not due yet, by account."""
    statements.execute(cursor, "accounts_with_mandate", by_statement=list(BEFORE_PAST_DUE))
    coming = pending_payments.expected([pk for (pk,) in cursor.fetchall()], day)
    for pk, expected in coming.items():
        yield pk, sum(each.amount for each in expected if not each.reference)


def _made_up_by_contract(cursor: Any, day: date, horizon: date) -> list[int]:
    """Accounts with a notice of missed minimums that owe nothing of what was due by now."""
    statements.execute(cursor, "accounts_of_missed_minimums", type=missed_minimums.TYPE)
    asked = facts.of_accounts([pk for (pk,) in cursor.fetchall()])
    return [pk for pk, known in asked.items() if not _owes_by_contract(known.known_by(horizon), day)]


def _owes_by_contract(seen: standing_rules.Facts, day: date) -> bool:
    """By the payments of the day itself; where that cannot be computed, yes."""
    try:
        now = standing_rules.standing(seen, day)
    except standing_rules.NoPolicy:
        return True
    return any(cycle.unpaid and cycle.basis.due_date < day for cycle in now.asked)


def _plan_states(cursor: Any, day: date, horizon: date) -> Iterator[tuple[str, str]]:
    """The state of plans with a notice that says it; the name of its occasion ends in a day."""
    cursor.execute(
        "SELECT DISTINCT about FROM open_notices WHERE type IN ('plan-instalment-missed', 'plan-complete')"
    )
    asked = Plan.objects.filter(reference__in=[about[:-9] for (about,) in cursor.fetchall()])
    references = dict(asked.values_list("pk", "reference"))
    statuses = plan_evaluation.statuses(references, day, horizon)
    for pk, status in statuses.items():
        yield references[pk], status.state


def _unbroken(cursor: Any, day: date, horizon: date) -> list[str]:
    cursor.execute("SELECT DISTINCT about FROM open_notices WHERE type = 'promise-broken'")
    asked = Promise.objects.filter(reference__in=[about for (about,) in cursor.fetchall()])
    references = dict(asked.values_list("pk", "reference"))
    status_of = promise_evaluation.statuses(references, day, horizon)
    return [
        references[pk] for pk, status in status_of.items() if status.state != PromiseStatusChange.State.BROKEN
    ]


def _owing(cursor: Any, day: date, horizon: date) -> list[int]:
    """Closed accounts about to be told that all is settled on which something is owed."""
    cursor.execute("SELECT DISTINCT account_id FROM open_notices WHERE type = 'settled'")
    known = facts.of_accounts([pk for (pk,) in cursor.fetchall()])
    return [pk for pk, each in known.items() if not settlement.settled_on(each.known_by(horizon), day)]
