"""The status of many promises at once, and the changes that the closes write of it.

The set-based form of ``accounts/rules/promises.py``: requests go into one temporary table,
``sql/promises.sql`` makes statuses of them in another. Everything happens inside the caller's transaction.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import connection, transaction

from accounts import packs
from accounts.database import prepared_statements, statements
from accounts.models import Account, Product, Promise, PromisedAccount
from accounts.promises.tables import PROMISE_REQUEST, PROMISE_STATUS
from accounts.rules import promises as promise_rules
from accounts.standings import evaluation, facts
from accounts.status_changes import StatusChanges, tolerance_values


@dataclass(frozen=True, slots=True)
class PromiseStatus:
    """What a promise has come to; ``replaced_by`` is the row of another."""

    state: str
    since: date
    expected: int
    paid: int
    replaced_by: int | None


def evaluate(cursor: Any) -> None:
    """Find out the status of the promises of ``promise_request``, into ``promise_status``."""
    values = {**evaluation.pack_values(), **tolerance_values("", lambda pack: pack.promises.tolerance)}
    PROMISE_STATUS.evaluate(cursor, statements.text("promise_status"), PROMISE_REQUEST, values)


def fill_statuses(cursor: Any, promises: list[int], day: date, horizon: date) -> None:
    """The status of these on a day, into ``promise_status``: of those that are made and known by then."""
    _fill_statuses(cursor, [(pk, day) for pk in promises], horizon)


def statuses(promises: Iterable[int], day: date, horizon: date) -> dict[int, PromiseStatus]:
    """What these have come to on a day, those of them that are made and known by then."""
    by_day = statuses_by_day({(pk, day) for pk in promises}, horizon)
    return {pk: status for (pk, _), status in by_day.items()}


def statuses_by_day(
    asked: Collection[tuple[int, date]], horizon: date
) -> dict[tuple[int, date], PromiseStatus]:
    """What promises have come to, each on a day of its own."""
    if not asked:
        return {}
    with transaction.atomic(), connection.cursor() as cursor:
        _fill_statuses(cursor, asked, horizon)
        cursor.execute(
            "SELECT promise_id, day, state, since, expected, paid, replaced_by FROM promise_status"
        )
        return {
            (pk, day): PromiseStatus(state, since, int(expected), int(paid), replaced_by)
            for pk, day, state, since, expected, paid, replaced_by in cursor.fetchall()
        }


def find(cursor: Any, day: date, **bits: int) -> None:
    """In a shard of the close: what the promises of ``candidates`` turn to by the facts known on the day.

    ``bits`` of ``CloseCandidate.why``: ``promise``, ``money``, ``returns``, ``policy``.
    """
    PROMISE_REQUEST.empty(cursor)
    prepared_statements.execute(cursor, "request_candidate_promises", day=day, **bits)
    evaluate(cursor)
    prepared_statements.execute(cursor, "find_promise_changes")


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


def _fill_statuses(cursor: Any, asked: Collection[tuple[int, date]], horizon: date) -> None:
    PROMISE_REQUEST.empty(cursor)
    promises, days = [pk for pk, _ in asked], [day for _, day in asked]
    statements.execute(cursor, "request_promises", promises=promises, days=days, horizon=horizon)
    evaluate(cursor)


def _covered(accounts: list[int]) -> dict[int, promise_rules.CoveredAccount]:
    granted = _tolerances_of_packs()
    products = dict(Account.objects.filter(pk__in=accounts).values_list("pk", "product"))
    account_facts = facts.of_accounts(accounts)
    return {
        pk: promise_rules.CoveredAccount(account_facts[pk], granted.get(product))
        for pk, product in products.items()
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
    tolerances = {
        pk: packs.of(jurisdiction).promises.tolerance.get(currency)
        for pk, jurisdiction, currency in Product.objects.values_list("pk", "jurisdiction", "currency")
    }
    return {pk: tolerance for pk, tolerance in tolerances.items() if tolerance is not None}


def _multimap(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    values = defaultdict(list)
    for key, value in pairs:
        values[key].append(value)
    return values


CHANGES = StatusChanges(
    "promise", Promise, PROMISE_REQUEST, evaluate, plain, promise_rules.status, fill_statuses, {}
)
