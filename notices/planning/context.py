"""What bears on notices on a day: where their accounts stand, promises, and money on its way.

As tables of the session that ``notice_decision`` reads. Facts known by the horizon count: the day itself for
what a close brought, ``dates.NEVER`` for now.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
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
_JOINED_BY = "id", "account_id", "kind", "recipient_id", "state", "type", "nature"

_Questions = defaultdict[str, list[tuple[int, str]]]


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
    OPEN_NOTICES.analyze(cursor, *_JOINED_BY)
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
    asked = _questions(cursor)
    UNBROKEN_PROMISE.empty(cursor)
    UNBROKEN_PROMISE.insert(cursor, ((reference,) for reference in _unbroken(asked, day, horizon)))
    MADE_UP_ACCOUNT.empty(cursor)
    MADE_UP_ACCOUNT.insert(cursor, ((pk,) for pk in _made_up_by_contract(asked, day, horizon)))
    PLAN_STATE.empty(cursor)
    PLAN_STATE.insert(cursor, _plan_states(asked, day, horizon))
    OWING_ACCOUNT.empty(cursor)
    OWING_ACCOUNT.insert(cursor, ((pk,) for pk in _owing(asked, day, horizon)))
    NOTICE_DECISION.fill(cursor, statements.text("notice_decision"), values)


def _evaluate(cursor: Any, values: dict[str, Any]) -> None:
    STANDING_REQUEST.empty(cursor)
    by_statement = list(BEFORE_PAST_DUE)
    statements.execute(cursor, "request_standings_by_statement", **values, by_statement=by_statement)
    evaluation.evaluate(cursor)


def _collected(cursor: Any, day: date) -> Iterable[tuple[int, int]]:
    """What mandates will collect for a statement that is not due yet, by account that has one."""
    statements.execute(cursor, "accounts_with_mandate", by_statement=list(BEFORE_PAST_DUE))
    coming = {pk: 0 for (pk,) in cursor.fetchall()}
    for pk, _due_on, amount in pending_payments.collected(list(coming), day):
        coming[pk] += amount
    return coming.items()


def _questions(cursor: Any) -> _Questions:
    """By the type of open notices: the accounts and what they are about."""
    statements.execute(cursor, "questions_of_open_notices")
    asked: _Questions = defaultdict(list)
    for type_, account, about in cursor.fetchall():
        asked[type_].append((account, about))
    return asked


def _made_up_by_contract(asked: _Questions, day: date, horizon: date) -> list[int]:
    """Accounts with a notice of missed minimums that owe nothing of what was due by now."""
    facts_of = facts.of_accounts({pk for pk, _ in asked[missed_minimums.TYPE]})
    return [pk for pk, known in facts_of.items() if not _owes_by_contract(known.known_by(horizon), day)]


def _owes_by_contract(seen: standing_rules.Facts, day: date) -> bool:
    """By the payments of the day itself; where that cannot be computed, yes."""
    try:
        now = standing_rules.standing(seen, day)
    except standing_rules.NoPolicy:
        return True
    return any(cycle.unpaid and cycle.basis.due_date < day for cycle in now.asked)


def _plan_states(asked: _Questions, day: date, horizon: date) -> Iterator[tuple[str, str]]:
    """The state of plans with a notice that says it; the name of its occasion ends in a day."""
    saying = asked["plan-instalment-missed"] + asked["plan-complete"]
    if not saying:
        return
    plans = Plan.objects.filter(reference__in={about[:-9] for _, about in saying})
    references = dict(plans.values_list("pk", "reference"))
    statuses = plan_evaluation.statuses(references, day, horizon)
    for pk, status in statuses.items():
        yield references[pk], status.state


def _unbroken(asked: _Questions, day: date, horizon: date) -> list[str]:
    said = {about for _, about in asked["promise-broken"]}
    if not said:
        return []
    references = dict(Promise.objects.filter(reference__in=said).values_list("pk", "reference"))
    status_of = promise_evaluation.statuses(references, day, horizon)
    return [
        references[pk] for pk, status in status_of.items() if status.state != PromiseStatusChange.State.BROKEN
    ]


def _owing(asked: _Questions, day: date, horizon: date) -> list[int]:
    """Closed accounts about to be told that all is settled on which something is owed."""
    known = facts.of_accounts({pk for pk, _ in asked["settled"]})
    return [pk for pk, each in known.items() if not settlement.settled_on(each.known_by(horizon), day)]
