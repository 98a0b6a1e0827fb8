"""What the close of one business date does: list, work in shards, publish (rules, section 4).

Shards only find out. What they found is written to the book by ``publish`` in one transaction that ends in
the close's own checks, so a day is closed at one moment, and nobody ever reads half of it.
"""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.business_dates import last_closed
from accounts.calendars import due_date_rolling
from accounts.close import feed_gate
from accounts.close.shards import Lease
from accounts.database import temp_tables
from accounts.dates import month_earlier
from accounts.models import Account, BusinessDay, ClosingShard, DayTally, Payment, SetAside
from accounts.promises import evaluation as promise_evaluation
from accounts.rules import standing as standing_rules
from accounts.stages import STAGES
from accounts.standings import evaluation, facts, reconciliation

SAMPLE = 20  # accounts asked again by the plain rule
MANY = 20_000  # accounts that come into the book in one close: the planner must hear of it at once
# Why an account is looked at. Each is a bit of ``CloseCandidate.why``, in this order.
WHY = (
    "entered", "statement", "past-due", "payment", "credit", "fee-waiver", "return", "re-age",
    "closed", "charged-off", "sold", "placed", "recalled", "policy", "mended", "hold", "calendar",
    "promise",
)  # fmt: skip
STATEMENT = 1 << WHY.index("statement")
PAYMENTS = sum(1 << WHY.index(kind) for kind in Payment.Kind.values)
RETURN, POLICY, PROMISE = (1 << WHY.index(why) for why in ("return", "policy", "promise"))

SQL = Path(__file__).parent / "sql"
_LISTING = (SQL / "listing.sql").read_text()
_LOOKED_AT = (SQL / "looked_at.sql").read_text()
_OF_SHARD = """
    SELECT u.id, bit_or(u.why) AS why, min(u.counts_from) AS counts_from
    FROM accounts_closecandidate h, unnest(h.account_ids, h.why, h.counts_from) AS u (id, why, counts_from)
    WHERE h.shard_id = %(shard)s
    GROUP BY u.id
    ORDER BY u.id
"""
# A place in a shard, drawn again and again: to draw from all that was listed would unpack all of it.
_SAMPLE = """
    SELECT s.account_id, s.stage, s.past_due, s.statements_missed, s.oldest_missed_due
    FROM (
        SELECT DISTINCT h.account_ids[1 + floor(random() * h.accounts)::int] AS account_id
        FROM generate_series(1, %(size)s) AS draw
        CROSS JOIN LATERAL (
            SELECT account_ids, cardinality(account_ids) AS accounts FROM accounts_closecandidate
            WHERE draw > 0  -- so that each draw is one by itself
            ORDER BY random()
            LIMIT 1
        ) h
    ) l
    JOIN accounts_stagespan s ON s.account_id = l.account_id AND s.ends_before IS NULL
    WHERE NOT EXISTS (SELECT FROM accounts_setaside x WHERE x.account_id = l.account_id)
"""
_HELD = (SQL / "held.sql").read_text()
_MOVED, _SHARD_TALLIES = (SQL / "shard.sql").read_text().split("\n--;\n")
_ENDED = (SQL / "spans_ended.sql").read_text()
_BEGUN = (SQL / "spans_begun.sql").read_text()
_CHANGES = (SQL / "stage_changes.sql").read_text()
_PUBLISHING = (SQL / "publishing.sql").read_text()


class CloseFailed(RuntimeError):  # noqa: N818
    """The close's own checks found something wrong; nothing of the day was written."""


def list_accounts(cursor: Any, day: date) -> None:
    """List the accounts with something new and make the shards; done once a day."""
    values = {"day": day, "first": last_closed() is None, "codes": list(WHY), "size": settings.SHARD_ACCOUNTS}
    month_later = [later for n in range(28, 32) if month_earlier(later := day + timedelta(days=n)) == day]
    rolled = due_date_rolling.listed(day, [day, *month_later])
    run(cursor, _LISTING, {**values, **rolled, "month_later": month_later, "pausing": evaluation.PAUSING})
    BusinessDay.objects.filter(day=day).update(listed_at=timezone.now())


def work(cursor: Any, shard: Lease, day: date) -> None:
    """Find out what the day does to the accounts of one shard."""
    look_at(cursor, day, _OF_SHARD, {"shard": shard.id})
    ClosingShard.objects.filter(pk=shard.id).update(accounts=cursor.rowcount)
    evaluation.open_questions(cursor)
    reconciliation.ask(cursor, day)
    ask(cursor, day)
    evaluation.answer(cursor)
    reconciliation.reconcile(cursor, day)
    find(cursor, day, shard.id)
    promise_evaluation.find(
        cursor, day, money=PAYMENTS | RETURN, returns=RETURN, policy=POLICY, promise=PROMISE
    )


def look_at(cursor: Any, day: date, listed: str, values: dict[str, Any]) -> None:
    """Fill ``looked_at`` with the accounts of a query (id, why, counts_from)."""
    bits = {"payments": PAYMENTS, "statement": STATEMENT, "promise": PROMISE}
    temp_tables.fill(cursor, "looked_at", _LOOKED_AT.format(listed=listed), {"day": day, **bits, **values})


def ask(cursor: Any, day: date) -> None:
    """Ask where the accounts of ``looked_at`` that are not quiet stand, with the facts known on the day."""
    evaluation.ask(cursor, day, day, "(SELECT * FROM looked_at WHERE NOT quiet)")


def find(cursor: Any, day: date, shard: int | None) -> None:
    """Hold the answers against the open spans.

    Differences go to ``PendingStageChange`` and to the shard's tallies.
    """
    temp_tables.fill(cursor, "held", _HELD)
    temp_tables.run(
        cursor, _MOVED, {"codes": [why for why in WHY if why != "promise"]}
    )  # which moves no stage
    if shard is not None:
        temp_tables.run(cursor, _SHARD_TALLIES, {"day": day, "shard": shard, "statement": STATEMENT})


def write(cursor: Any, day: date) -> Counter[str]:
    """Write the spans and stage changes of ``PendingStageChange``.

    Returns by how many accounts the spans move each stage.
    """
    cursor.execute(_ENDED, {"day": day})
    ended = Counter(dict(cursor.fetchall()))
    cursor.execute(_BEGUN, {"day": day})
    begun = Counter(dict(cursor.fetchall()))
    cursor.execute(_CHANGES, {"day": day, "rule_version": standing_rules.RULE_VERSION})
    begun.subtract(ended)
    return begun


def publish(cursor: Any, day: date) -> BusinessDay:
    """Write what the shards found, check it, close the day and judge its feeds. Raises CloseFailed."""
    BusinessDay.objects.select_for_update().get(day=day)
    if open_shards(day):
        raise CloseFailed(f"{day}: shards are still open")
    written = write(cursor, day)
    run(cursor, _PUBLISHING, {"day": day, "stages": list(STAGES)})
    _check_counts(day, written)
    if written.total() >= MANY:
        cursor.execute("ANALYZE accounts_stagespan")
    _check_sample(cursor, day)
    if problem := promise_evaluation.write(cursor, day):
        raise CloseFailed(f"{day}: {problem}")
    business_day = _closed(cursor, day)
    feed_gate.judge(cursor, business_day)
    return business_day


def open_shards(day: date) -> int:
    return ClosingShard.objects.filter(day=day, done_at=None).count()


def run(cursor: Any, steps: str, values: dict[str, Any]) -> None:
    """Carry out the statements of one file, one after the other."""
    for step in steps.split("\n--;\n"):
        cursor.execute(step, values)


def _check_counts(day: date, written: Counter[str]) -> None:
    """The tallies, which count stage changes, and the spans as written must move each stage alike."""
    said: Counter[str] = Counter()
    for tally in DayTally.objects.filter(day=day):
        said[tally.stage] += tally.closing - tally.opening
    for stage in STAGES:
        if said[stage] != written[stage]:
            raise CloseFailed(
                f"{day}: the tallies move {stage} by {said[stage]}, the spans by {written[stage]}"
            )


def _check_sample(cursor: Any, day: date) -> None:
    """A few of the accounts listed, at random, once more by the plain rule."""
    cursor.execute(_SAMPLE, {"size": SAMPLE})
    sample = {pk: found for pk, *found in cursor.fetchall()}
    for pk, known in facts.of_accounts(sample).items():
        plain = standing_rules.standing(known.known_by(day), day)
        due = plain.oldest_missed.effective_due if plain.oldest_missed else None
        if sample[pk] != [plain.stage, plain.past_due, plain.statements_missed, due]:
            account = Account.objects.get(pk=pk)
            raise CloseFailed(
                f"{day}: {account} is {sample[pk][0]} in the close and {plain.stage} by the plain rule"
            )


def _closed(cursor: Any, day: date) -> BusinessDay:
    cursor.execute(
        "SELECT coalesce(sum(accounts), 0), (SELECT count(*) FROM accounts_pendingstagechange"
        " WHERE from_stage <> to_stage AND from_stage <> '' AND to_stage <> '' AND problem = ''),"
        " coalesce(sum(attempt - 1), 0) FROM accounts_closingshard WHERE day_id = %s",
        [day],
    )
    business_day = BusinessDay.objects.get(day=day)
    business_day.looked_at, business_day.moved, business_day.resumed = cursor.fetchone()
    business_day.set_aside = SetAside.objects.count()
    business_day.closed_at = timezone.now()
    business_day.save()
    return business_day
