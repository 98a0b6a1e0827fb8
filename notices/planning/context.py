"""What bears on notices on a day: where their accounts stand, promises, and money on its way.

As tables of the session that ``sql/judging.sql`` reads. Facts known by the horizon count: the day itself for
what a close brought, ``days.NEVER`` for now.
"""

from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from psycopg2.extras import execute_values

from accounts.database import temp_tables
from accounts.models import Promise, PromiseStatusChange
from accounts.payments import pending as pending_payments
from accounts.promises import evaluation as promise_evaluation
from accounts.promises import limits as promise_limits
from accounts.rules import standing as standing_rules
from accounts.standings import evaluation, facts
from notices.kinds.rows import BY_STATEMENT

SQL = Path(__file__).parent / "sql"
GONE = [
    "released",
    "sending",
    "sent",
    "delivered",
    "served",
    "returned",
]  # released, it leaves at the cut-off

_WEIGHED = (SQL / "weighed.sql").read_text()
_IN_FORCE = (SQL / "in_force.sql").read_text()
_RECIPIENTS = (SQL / "recipients.sql").read_text()
_JUDGED = (SQL / "judging.sql").read_text()
_STOOD = """
    SELECT a.id AS account_id, coalesce(s.stage, w.stage) AS stage,
           coalesce(s.past_due, w.past_due) AS past_due,
           coalesce(s.statements_missed, w.statements_missed) AS missed,
           coalesce(s.oldest_missed_statement, w.oldest_missed_statement) AS oldest,
           coalesce(%(day)s - coalesce(s.oldest_missed_due, w.oldest_missed_due), 0) AS days,
           w.unpaid, w.problem, y.tolerance
    FROM (SELECT DISTINCT account_id AS id FROM weighed) q
    JOIN accounts_account a USING (id)
    LEFT JOIN answer w ON w.account_id = a.id AND w.before > w.day
    LEFT JOIN accounts_stagespan s ON %(as_closed)s AND s.account_id = a.id AND s.starts_on <= %(day)s
     AND (s.ends_before IS NULL OR s.ends_before > %(day)s)
    LEFT JOIN LATERAL (
        SELECT y.tolerance FROM accounts_policy y
        WHERE y.product_id = a.product_id AND y.effective_from <= %(day)s AND y.known_on <= %(horizon)s
        ORDER BY y.effective_from DESC, y.known_on DESC
        LIMIT 1
    ) y ON true
    WHERE s.id IS NOT NULL OR w.id IS NOT NULL
"""
_COMING = """
    SELECT p.account_id, sum(p.amount) AS amount FROM accounts_pendingpayment p
    WHERE p.account_id IN (SELECT account_id FROM weighed) AND p.known_on <= %(horizon)s
      AND p.due_on >= %(day)s::date - %(waited)s AND (p.outcome = '' OR p.outcome_known_on > %(horizon)s)
    GROUP BY p.account_id
"""
_MANDATED = """
    SELECT DISTINCT w.account_id FROM weighed w
    JOIN accounts_mandate m ON m.account_id = w.account_id
    WHERE w.type = ANY(%(types)s)
"""
_PROMISED = """
    SELECT w.account_id, c.promise_id
    FROM (SELECT DISTINCT account_id FROM weighed WHERE nature = 'discretionary') w
    JOIN accounts_promisedaccount c ON c.account_id = w.account_id
    JOIN accounts_promise p ON p.id = c.promise_id AND p.made_on <= %(day)s AND p.known_on <= %(horizon)s
"""


def weigh(cursor: Any, notices: Collection[int] | None = None) -> int:
    """Lock these notices, or all, as far as they are in hand, into ``weighed``; how many those are."""
    temp_tables.fill(cursor, "weighed", _WEIGHED, {"notices": None if notices is None else list(notices)})
    return cursor.rowcount


def recipients(cursor: Any, subject: str, day: date, horizon: date) -> None:
    """Holds in force, ``in_force``, and ``recipient_of`` for the accounts and kinds of a query."""
    temp_tables.fill(cursor, "subject", subject)
    cursor.execute("ANALYZE subject")
    temp_tables.fill(cursor, "in_force", _IN_FORCE, {"day": day, "horizon": horizon})
    temp_tables.fill(cursor, "recipient_of", _RECIPIENTS, {"day": day, "horizon": horizon})
    cursor.execute("ANALYZE in_force")
    cursor.execute("ANALYZE recipient_of")


def judge(cursor: Any, day: date, horizon: date) -> None:
    """What is to become of ``weighed``, into ``judged``; ``recipients`` were asked before."""
    cursor.execute("ANALYZE weighed")
    values = {"day": day, "horizon": horizon, "as_closed": day == horizon, "gone": GONE}
    _ask(cursor, day, horizon)
    temp_tables.fill(cursor, "account_stood", _STOOD, values)
    temp_tables.fill(cursor, "coming", _COMING, {**values, "waited": pending_payments.WAITED_FOR.days})
    _collected(cursor, day)
    _list(cursor, "silenced", "account_id bigint", _silenced(cursor, day, horizon))
    _list(cursor, "unbroken", "reference text", _unbroken(cursor, day, horizon))
    temp_tables.fill(cursor, "judged", _JUDGED, values)


def _ask(cursor: Any, day: date, horizon: date) -> None:
    """Of a closed day only what is asked of one statement: all else stands in the spans."""
    evaluation.open_questions(cursor)
    of = "WHERE type = ANY(%(types)s)" if day == horizon else ""
    accounts = f"(SELECT * FROM accounts_account WHERE id IN (SELECT account_id FROM weighed {of}))"
    evaluation.ask(cursor, day, horizon, accounts, {"types": list(BY_STATEMENT)})
    evaluation.answer(cursor)


def _collected(cursor: Any, day: date) -> None:
    """What mandates will collect for a statement that is not due yet."""
    cursor.execute(_MANDATED, {"types": list(BY_STATEMENT)})
    found = pending_payments.expected([pk for (pk,) in cursor.fetchall()], day)
    rows = [
        (pk, sum(each.amount for each in expected if not each.reference)) for pk, expected in found.items()
    ]
    if rows:
        execute_values(cursor, "INSERT INTO coming VALUES %s", rows)


def _silenced(cursor: Any, day: date, horizon: date) -> list[int]:
    """Accounts that an open promise silences, within its limits and until a minimum is newly missed."""
    cursor.execute(_PROMISED, {"day": day, "horizon": horizon})
    covered = cursor.fetchall()
    come = promise_evaluation.statuses({promise for _, promise in covered}, day, horizon)
    open_ = Promise.objects.in_bulk(
        [pk for pk, found in come.items() if found.state == PromiseStatusChange.State.OPEN]
    )
    beyond = promise_limits.beyond(open_.values())
    within = {pk: open_[promise] for pk, promise in covered if promise in open_ and not beyond[promise]}
    known = facts.of_accounts(within)
    return [
        pk for pk, promise in within.items() if not _missed_since(promise, known[pk].known_by(horizon), day)
    ]


def _missed_since(promise: Promise, seen: standing_rules.Facts, day: date) -> bool:
    """Whether a minimum is newly missed; where that cannot be computed, no."""
    try:
        return promise_limits.newly_missed(standing_rules.standing(seen, day), promise.made_on)
    except standing_rules.NoPolicy:
        return False


def _unbroken(cursor: Any, day: date, horizon: date) -> list[str]:
    cursor.execute("SELECT DISTINCT about FROM weighed WHERE type = 'promise-broken'")
    asked = Promise.objects.filter(reference__in=[about for (about,) in cursor.fetchall()])
    references = dict(asked.values_list("pk", "reference"))
    come = promise_evaluation.statuses(references, day, horizon)
    return [references[pk] for pk, found in come.items() if found.state != PromiseStatusChange.State.BROKEN]


def _list(cursor: Any, table: str, column: str, values: Iterable[Any]) -> None:
    temp_tables.empty(cursor, table, column)
    if rows := [(value,) for value in values]:
        execute_values(cursor, f"INSERT INTO {table} VALUES %s", rows)
