"""What the close of one business date does: list, work in shards, publish (rules, section 4).

Shards only find out. What they found is written to the book by ``publish`` in one transaction that ends in
the close's own checks, so a day is closed at one moment, and nobody ever reads half of it.
"""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.business_dates import last_closed
from accounts.calendars import due_date_rolling
from accounts.close import feed_gate
from accounts.close.shards import Lease
from accounts.close.tables import SPAN_DIFF
from accounts.database import prepared_statements, statements
from accounts.dates import month_earlier
from accounts.models import Account, BusinessDay, Payment
from accounts.plans import evaluation as plan_evaluation
from accounts.promises import evaluation as promise_evaluation
from accounts.rules import plans as plan_rules
from accounts.rules import standing as standing_rules
from accounts.stages import STAGES
from accounts.standings import evaluation, facts, reconciliation
from accounts.standings.tables import CANDIDATES, STANDING_REQUEST

LEAST_SAMPLE, SAMPLE_ONE_IN, SAMPLE = 3, 20, 20  # accounts asked again by the plain rule: least, share, most
PENDING_KEPT = 2**20  # bytes of a table of what is pending up to which its rows are deleted one by one
MANY = 20_000  # accounts that come into the book in one close: the planner must hear of it at once
# Why an account is looked at. Each is a bit of ``CloseCandidate.why``, in this order.
WHY = (
    "entered", "statement", "past-due", "payment", "credit", "fee-waiver", "return", "re-age",
    "closed", "charged-off", "sold", "placed", "recalled", "policy", "mended", "hold", "calendar",
    "promise", "plan",
)  # fmt: skip
STATEMENT = 1 << WHY.index("statement")
PAYMENTS = sum(1 << WHY.index(kind) for kind in Payment.Kind.values)
MOVE_NO_STAGE = ("promise", "plan")
RETURN, POLICY, PROMISE, PLAN = (1 << WHY.index(why) for why in ("return", "policy", *MOVE_NO_STAGE))


class CloseFailed(RuntimeError):  # noqa: N818
    """The close's own checks found something wrong; nothing of the day was written."""


def list_accounts(cursor: Any, day: date) -> None:
    """List the accounts with something new and make the shards; done once a day."""
    _forget_pending(cursor)
    month_later = [later for n in range(28, 32) if month_earlier(later := day + timedelta(days=n)) == day]
    prepared_statements.execute(
        cursor,
        "list_candidates",
        day=day,
        first_close=last_closed() is None,
        codes=list(WHY),
        size=settings.SHARD_ACCOUNTS,
        month_later=month_later,
        heeded_kinds=[*evaluation.pausing_anywhere(), *plan_rules.ASKS_NOTHING_DURING],
        **due_date_rolling.listed(day, [day, *month_later]),
    )
    cursor.execute("UPDATE accounts_businessday SET listed_at = %s WHERE day = %s", [timezone.now(), day])


def _forget_pending(cursor: Any) -> None:
    """Empty what the day before left pending: to make files anew costs more than to delete a few rows."""
    prepared_statements.execute(cursor, "forget_candidates", "pending_tables", most_bytes=PENDING_KEPT)
    for table, is_small in cursor.fetchall():
        cursor.execute(f"DELETE FROM {table}" if is_small else f"TRUNCATE {table}")


def work(cursor: Any, shard: Lease, day: date) -> None:
    """Find out what the day does to the accounts of one shard."""
    fill_candidates(cursor, day, "shard_entries", shard=shard.id)
    prepared_statements.execute(cursor, "count_shard", shard=shard.id, found=cursor.rowcount)
    STANDING_REQUEST.empty(cursor)
    reconciliation.request(cursor, day)
    request_standings(cursor, day)
    evaluation.evaluate(cursor)
    reconciliation.write(cursor, day)
    find_stage_changes(cursor, day)
    values = {"day": day, "shard": shard.id, "statement": STATEMENT}
    prepared_statements.execute(cursor, "tally_shard", **values)
    promise_evaluation.find(
        cursor, day, money=PAYMENTS | RETURN, returns=RETURN, policy=POLICY, promise=PROMISE
    )
    plan_evaluation.find(cursor, day)


def fill_candidates(cursor: Any, day: date, listed: str, **values: Any) -> None:
    """Fill ``candidates`` with what ``listed``, a part of that statement, finds."""
    bits = {"payments": PAYMENTS, "statement": STATEMENT, "agreed": PROMISE | PLAN}
    CANDIDATES.fill(cursor, statements.text("candidates", listed=listed), {"day": day, **bits, **values})


def request_standings(cursor: Any, day: date) -> None:
    """Ask where the candidates that are not quiet stand, with the facts known on the day."""
    prepared_statements.execute(cursor, "request_candidate_standings", day=day, horizon=day)


def find_stage_changes(cursor: Any, day: date) -> None:
    """Hold the results against the open spans; differences go to ``PendingStageChange``."""
    SPAN_DIFF.fill(cursor, statements.text("span_diff"))
    codes = [why for why in WHY if why not in MOVE_NO_STAGE]
    prepared_statements.execute(cursor, "find_stage_changes", codes=codes)


def write(cursor: Any, day: date) -> Counter[str]:
    """Write the spans and stage changes of ``PendingStageChange``.

    Returns by how many accounts the spans move each stage.
    """
    prepared_statements.execute(cursor, "end_spans", day=day)
    ended = Counter(dict(cursor.fetchall()))
    prepared_statements.execute(cursor, "begin_spans", day=day)
    begun = Counter(dict(cursor.fetchall()))
    prepared_statements.execute(
        cursor, "write_stage_changes", day=day, rule_version=standing_rules.RULE_VERSION
    )
    begun.subtract(ended)
    return begun


def publish(cursor: Any, day: date) -> BusinessDay:
    """Write what the shards found, check it, close the day and judge its feeds. Raises CloseFailed."""
    cursor.execute("SELECT FROM accounts_businessday WHERE day = %s FOR UPDATE", [day])
    if open_shards(day):
        raise CloseFailed(f"{day}: shards are still open")
    written = write(cursor, day)
    prepared_statements.execute(
        cursor,
        "forget_set_aside",
        "set_aside",
        "tally_day",
        "forget_shard_tallies",
        day=day,
        stages=list(STAGES),
    )
    _check_counts(cursor, day, written)
    if written.total() >= MANY:
        cursor.execute("ANALYZE accounts_stagespan")
    _check_sample(cursor, day)
    if problem := promise_evaluation.CHANGES.write(cursor, day) or plan_evaluation.CHANGES.write(cursor, day):
        raise CloseFailed(f"{day}: {problem}")
    business_day = _closed(cursor, day)
    feed_gate.judge(cursor, business_day)
    return business_day


def open_shards(day: date) -> int:
    with connection.cursor() as cursor:
        prepared_statements.execute(cursor, "count_open_shards", day=day)
        return int(cursor.fetchone()[0])


def _check_counts(cursor: Any, day: date, written: Counter[str]) -> None:
    """The tallies, which count stage changes, and the spans as written must move each stage alike."""
    prepared_statements.execute(cursor, "moves_by_tallies", day=day)
    expected = Counter(dict(cursor.fetchall()))
    for stage in STAGES:
        if expected[stage] != written[stage]:
            raise CloseFailed(
                f"{day}: the tallies move {stage} by {expected[stage]}, the spans by {written[stage]}"
            )


def _check_sample(cursor: Any, day: date) -> None:
    """A few of the accounts listed, at random, once more by the plain rule: more of them on a larger day."""
    bounds = {"least": LEAST_SAMPLE, "most": SAMPLE, "one_in": SAMPLE_ONE_IN}
    prepared_statements.execute(cursor, "sample_of_close", day=day, **bounds)
    sample = {pk: columns for pk, *columns in cursor.fetchall()}
    for pk, known in facts.of_accounts(sample).items():
        plain = standing_rules.standing(known.known_by(day), day)
        due = plain.oldest_missed.effective_due if plain.oldest_missed else None
        if sample[pk] != [plain.stage, plain.past_due, plain.statements_missed, due]:
            account = Account.objects.get(pk=pk)
            raise CloseFailed(
                f"{day}: {account} is {sample[pk][0]} in the close and {plain.stage} by the plain rule"
            )


def _closed(cursor: Any, day: date) -> BusinessDay:
    prepared_statements.execute(cursor, "figures_of_close", day=day)
    figures = cursor.fetchone()
    business_day = BusinessDay.objects.get(day=day)
    business_day.looked_at, business_day.moved, business_day.resumed, business_day.set_aside = figures
    business_day.closed_at = timezone.now()
    business_day.save()
    return business_day
