"""What many promises have come to at once, and the turns that the closes write of it.

The set-based form of ``accounts/promised.py``: questions go into a temporary table, ``sql/promises.sql``
answers them into another. Everything happens inside the caller's transaction.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from accounts import packs
from accounts.database import temp_tables
from accounts.models import Account, BusinessDay, Product, Promise, PromisedAccount
from accounts.rules import promises as promise_rules
from accounts.standings import evaluation, facts

PAGE = 5_000
SAMPLE = 10
MANY = 20_000  # turns written in one close: the planner must hear of them at once


def _tolerance(pack: packs.Pack) -> str:
    """SQL: the tolerance that a pack has for promises in the currency of a product ``p``, if it has one."""
    cases = " ".join(f"WHEN '{code}' THEN {amount}" for code, amount in pack.promises.tolerance.items())
    return f"CASE p.currency {cases} END" if cases else "NULL::bigint"


SQL = Path(__file__).parent / "sql"
_COME = (SQL / "promises.sql").read_text().replace("{tolerance}", evaluation.of_product(_tolerance))
_MAY_TURN, _TURNED, _ENDED, _BEGUN = (SQL / "promise_turns.sql").read_text().split("\n--;\n")
_DAYS, _VIOLATIONS = (SQL / "verify_promises.sql").read_text().split("\n--;\n")


@dataclass(frozen=True, slots=True)
class PromiseStatus:
    """What a promise has come to; ``replaced_by`` is the row of another."""

    state: str
    since: date
    expected: int
    paid: int
    replaced_by: int | None


def open_questions(cursor: Any) -> None:
    temp_tables.empty(
        cursor,
        "promise_question",
        "id bigint GENERATED ALWAYS AS IDENTITY, promise_id bigint, day date, horizon date",
    )


def answer(cursor: Any) -> None:
    """Answer all questions into the table ``come``."""
    temp_tables.answer(cursor, "come", _COME, "promise_question")


def ask(cursor: Any, promises: list[int], day: date, horizon: date) -> None:
    """What these have come to, into the table ``come``: those of them that are made and known by then."""
    _ask(cursor, [(pk, day) for pk in promises], horizon)


def statuses(promises: Iterable[int], day: date, horizon: date) -> dict[int, PromiseStatus]:
    """What these have come to on a day, those of them that are made and known by then."""
    found = statuses_by_day({(pk, day) for pk in promises}, horizon)
    return {pk: come for (pk, _), come in found.items()}


def statuses_by_day(
    asked: Collection[tuple[int, date]], horizon: date
) -> dict[tuple[int, date], PromiseStatus]:
    """What promises have come to, each on a day of its own."""
    if not asked:
        return {}
    with transaction.atomic(), connection.cursor() as cursor:
        _ask(cursor, asked, horizon)
        cursor.execute("SELECT promise_id, day, state, since, expected, paid, replaced_by FROM come")
        return {(pk, day): PromiseStatus(*come) for pk, day, *come in cursor.fetchall()}


def find(cursor: Any, day: date, **bits: int) -> None:
    """In a shard of the close: what the promises of ``looked_at`` turn to by the facts known on the day.

    ``bits`` of ``CloseCandidate.why``: ``promise``, ``money``, ``returns``, ``policy``.
    """
    open_questions(cursor)
    temp_tables.run(cursor, _MAY_TURN, {"day": day, **bits})
    answer(cursor)
    temp_tables.run(cursor, _TURNED)


def write(cursor: Any, day: date) -> str:
    """As the close publishes: write the turns. A few, at random, are asked again of the plain rule; what
    does not agree."""
    cursor.execute(_ENDED, {"day": day})
    cursor.execute(_BEGUN, {"day": day})
    if cursor.rowcount >= MANY:
        cursor.execute("ANALYZE accounts_promisestatuschange")
    cursor.execute(
        "SELECT promise_id, state FROM accounts_pendingpromisechange ORDER BY random() LIMIT %s", [SAMPLE]
    )
    sample = dict(cursor.fetchall())
    for pk, promise in plain(sample).items():
        seen = promise.known_by(day)
        state = seen and promise_rules.status(seen, day).state
        if state != sample[pk]:
            return f"promise {promise.reference} is {sample[pk]} in the close and {state} by the plain rule"
    return ""


def plain(promises: Iterable[int]) -> dict[int, promise_rules.Promise]:
    """These promises with all that bears on them, as the plain rule wants them."""
    asked = list(promises)
    accounts = PromisedAccount.objects.filter(promise__in=asked).values("account")
    sharing = PromisedAccount.objects.filter(account__in=accounts).values_list("promise", "account")
    of_account, of_promise = _multimap((pk, promise) for promise, pk in sharing), _multimap(sharing)
    rows = Promise.objects.prefetch_related("instalments").in_bulk(list(of_promise))
    covered = _covered(list(of_account))
    return {
        pk: _plain(
            rows[pk],
            accounts=tuple(covered[account] for account in of_promise[pk]),
            others={rows[other] for account in of_promise[pk] for other in of_account[account]},
        )
        for pk in asked
    }


def violations() -> Iterator[tuple[str, date, str]]:
    """(account, day, problem) for each turn that is missing, unfounded or out of order."""
    closed = BusinessDay.objects.filter(closed_at__isnull=False).order_by("day").values_list("day", flat=True)
    first, last = closed.first(), closed.last()
    for ids in pages() if first else ():
        values = {"ids": ids, "first": first, "last": last}
        with transaction.atomic(), connection.cursor() as cursor:
            open_questions(cursor)
            cursor.execute(_DAYS, values)
            answer(cursor)
            cursor.execute(_VIOLATIONS, values)
            rows = cursor.fetchall()
        yield from sorted(rows)


def pages(size: int = PAGE) -> Iterator[list[int]]:
    """Ids of every promise, in code-point order of the reference."""
    after = ""
    while page := list(
        Promise.objects.filter(reference__gt=after)
        .order_by("reference")
        .values_list("reference", "pk")[:size]
    ):
        yield [pk for _, pk in page]
        after = page[-1][0]


def _ask(cursor: Any, asked: Collection[tuple[int, date]], horizon: date) -> None:
    open_questions(cursor)
    cursor.execute(
        "INSERT INTO promise_question (promise_id, day, horizon)"
        " SELECT q.promise_id, q.day, %s FROM unnest(%s::bigint[], %s::date[]) AS q (promise_id, day)",
        [horizon, [pk for pk, _ in asked], [day for _, day in asked]],
    )
    answer(cursor)


def _covered(accounts: list[int]) -> dict[int, promise_rules.CoveredAccount]:
    granted = _tolerances_of_packs()
    products = dict(Account.objects.filter(pk__in=accounts).values_list("pk", "product"))
    found = facts.of_accounts(accounts)
    return {
        pk: promise_rules.CoveredAccount(found[pk], granted.get(product)) for pk, product in products.items()
    }


def _plain(
    row: Promise, accounts: tuple[promise_rules.CoveredAccount, ...], others: set[Promise]
) -> promise_rules.Promise:
    instalments = [(each.due_on, each.grace_ends_on, each.amount) for each in row.instalments.all()]
    percent = row.tolerance_percent
    return promise_rules.Promise(
        reference=row.reference,
        made_on=row.made_on,
        known_on=row.known_on,
        instalments=tuple(promise_rules.Instalment(*each) for each in instalments),
        accounts=accounts,
        tolerance=row.tolerance,
        percent=None if percent is None else Fraction(percent),
        cancelled_on=row.cancelled_on,
        cancel_known_on=row.cancel_known_on,
        others=tuple(
            promise_rules.OtherPromise(other.reference, other.made_on, other.known_on)
            for other in others - {row}
        ),
    )


def _tolerances_of_packs() -> dict[int, int]:
    """By product, where its pack has a tolerance of its own for promises in the product's currency."""
    found = {
        pk: packs.of(jurisdiction).promises.tolerance.get(currency)
        for pk, jurisdiction, currency in Product.objects.values_list("pk", "jurisdiction", "currency")
    }
    return {pk: tolerance for pk, tolerance in found.items() if tolerance is not None}


def _multimap(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
