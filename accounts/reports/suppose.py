"""The past as it would stand if products had always granted another grace or tolerance (rules, section 11).

The night's statement is asked, with supposed policies in place of those in force: the policy that there is
gives the history that there is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from accounts import money
from accounts.business_dates import first_closed
from accounts.database import statements
from accounts.dates import ALWAYS
from accounts.models import Account, Policy, Product
from accounts.reports import aging
from accounts.reports.aging import AccountStanding
from accounts.reports.tables import SUPPOSED_DAY
from accounts.stages import CURRENT
from accounts.standings import evaluation
from accounts.standings.tables import SUPPOSED_POLICY

PAGE = 500  # accounts whose past is looked at in one go
_FORM = re.compile(r"(?P<product>.+):(?P<terms>[^:]*)")
_MOST_GRACE = 366


class SuppositionError(ValueError):
    """What is supposed of a product cannot be read, or there is no such product."""


@dataclass(frozen=True, slots=True)
class Supposition:
    """What a product is supposed to have always granted; none: as it was. Tolerance in minor units."""

    product: Product
    grace: int | None = None
    tolerance: int | None = None


@dataclass(frozen=True, slots=True)
class Stood:
    """Where an account stands from a day on, until the next of its days; no stage: not in the book."""

    day: date
    stage: str | None
    past_due: int = 0
    statements_missed: int = 0
    oldest_missed_statement: date | None = None
    oldest_missed_due: date | None = None


def read(text: str) -> Supposition:
    """``P3:grace=5,tolerance=20.00``, either term or both. Raises SuppositionError."""
    form = _FORM.fullmatch(text.strip())
    if form is None:
        raise SuppositionError(f"{text!r} is not like P3:grace=5,tolerance=20.00")
    product = Product.objects.filter(code=form["product"].strip()).first()
    if product is None:
        raise SuppositionError(f"there is no product {form['product']}")
    supposed = Supposition(product)
    for term in filter(None, map(str.strip, form["terms"].split(","))):
        name, _equals, value = (part.strip() for part in term.partition("="))
        supposed = _with(supposed, name, value)
    return supposed


def _with(supposed: Supposition, name: str, value: str) -> Supposition:
    if name == "grace" and value.isascii() and value.isdigit() and int(value) <= _MOST_GRACE:
        return replace(supposed, grace=int(value))
    if name == "tolerance":
        try:
            minor = money.parse(value, supposed.product.currency)
        except money.MoneyError as problem:
            raise SuppositionError(str(problem)) from problem
        if minor >= 0:
            return replace(supposed, tolerance=minor)
    raise SuppositionError(f"{name}={value} is neither grace=days nor tolerance=amount")


def standing(
    day: date, basis: str, supposed: Sequence[Supposition], ids: list[int] | None = None
) -> Iterator[AccountStanding]:
    """As ``aging.standing``, as it would stand. Raises DayNotClosed at once."""
    evaluation.horizon(day, basis)
    return _standing(day, basis, supposed, ids)


def _standing(
    day: date, basis: str, supposed: Sequence[Supposition], ids: list[int] | None
) -> Iterator[AccountStanding]:
    for page in [ids] if ids is not None else evaluation.pages(PAGE):
        products = [each.product.pk for each in supposed]
        accounts = Account.objects.filter(pk__in=page, product__in=products).values_list("pk", "reference")
        references = dict(accounts)
        would = _would_stand(day, basis, supposed, list(references))
        by_reference = {references[pk]: line for pk, line in would.items()}
        for line in aging.standing(day, basis, page):
            yield _line(line, by_reference[line.account], day) if line.account in by_reference else line


def _would_stand(
    day: date, basis: str, supposed: Sequence[Supposition], ids: list[int]
) -> dict[int, tuple[Stood, date | None]]:
    """By account, where it would stand on the day and, as known, since when it would be in that stage."""
    if basis == "known":
        histories = _histories(day, supposed, ids)
        return {pk: (days[-1], since(days)) for pk, days in histories if days and days[-1].stage}
    with evaluation.requesting() as cursor:
        _suppose(cursor, supposed)
        statements.execute(
            cursor, "request_standings", day=day, horizon=evaluation.horizon(day, basis), ids=ids
        )
        evaluation.evaluate(cursor, "supposed_policies")
        cursor.execute(
            "SELECT account_id, day, CASE WHEN problem IS NULL THEN stage END, past_due, statements_missed,"
            " oldest_missed_statement, oldest_missed_due FROM standing_result"
        )
        return {pk: (Stood(*row), None) for pk, *row in cursor.fetchall()}


def histories(day: date, supposed: Sequence[Supposition]) -> Iterator[tuple[int, list[Stood]]]:
    """Every account of the supposed products with the days on which it would stand differently than the day
    before, in order, from the first closed day through this one, by the facts known on each."""
    products = [each.product.pk for each in supposed]
    ids = list(Account.objects.filter(product__in=products).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), PAGE):
        yield from _histories(day, supposed, ids[start : start + PAGE])


def _histories(
    day: date, supposed: Sequence[Supposition], ids: list[int]
) -> Iterator[tuple[int, list[Stood]]]:
    with evaluation.requesting() as cursor:
        _suppose(cursor, supposed)
        SUPPOSED_DAY.fill(
            cursor,
            statements.text("supposed_day"),
            {"ids": ids, "first_day": first_closed() or day, "day": day},
        )
        SUPPOSED_DAY.analyze(cursor)
        statements.execute(cursor, "request_supposed_days")
        evaluation.evaluate(cursor, "supposed_policies")
        cursor.execute(statements.text("supposed_history"))
        rows = cursor.fetchall()
    for pk, of_account in groupby(rows, key=itemgetter(0)):
        yield pk, [_stood(row[1:]) for row in of_account]


def _stood(row: Sequence[Any]) -> Stood:
    day, stage, *figures = row
    return Stood(day, stage) if stage is None else Stood(day, stage, *figures)


def since(days: Sequence[Stood]) -> date | None:
    """The first day of the unbroken run in the last stage; none where there was never another."""
    stage: str | None = None
    first: date | None = None
    ever: set[str] = set()
    for each in days:
        if each.stage is None:
            stage = None
        elif each.stage != stage:
            comes_back = stage is None and not ever - {each.stage}
            first = None if comes_back else each.day
            stage = each.stage
            ever.add(stage)
    return first


def stages(days: Sequence[Stood]) -> list[tuple[date, str]]:
    """The changes of stage as the nights would have written them; no stage: it left the book."""
    changes: list[tuple[date, str]] = []
    for each in days:
        stage = each.stage or ""
        if stage != (changes[-1][1] if changes else ""):
            changes.append((each.day, stage))
    return changes


def _suppose(cursor: Any, supposed: Sequence[Supposition]) -> None:
    """What the products would have granted, from always on, at the due dates and least days they have."""
    SUPPOSED_POLICY.empty(cursor)
    rows: list[tuple[Any, ...]] = []
    for each in supposed:
        policies = list(Policy.objects.filter(product=each.product).order_by("effective_from", "known_on"))
        always = [(ALWAYS, ALWAYS, policies[0])] if policies else []
        dated = [(policy.effective_from, policy.known_on, policy) for policy in policies]
        rows += [_row(each, *what) for what in dict.fromkeys(always + dated)]
    SUPPOSED_POLICY.insert(cursor, rows)


def _row(supposed: Supposition, effective_from: date, known_on: date, policy: Policy) -> tuple[Any, ...]:
    return (
        supposed.product.pk,
        effective_from,
        policy.grace_days if supposed.grace is None else supposed.grace,
        policy.tolerance if supposed.tolerance is None else supposed.tolerance,
        policy.least_days,
        policy.rolls,
        known_on,
    )


def _line(line: AccountStanding, would: tuple[Stood, date | None], day: date) -> AccountStanding:
    stood, in_stage_since = would
    return AccountStanding(
        account=line.account,
        currency=line.currency,
        stage=stood.stage,
        stage_since=in_stage_since,
        days_past_due=(day - stood.oldest_missed_due).days if stood.oldest_missed_due else 0,
        past_due=stood.past_due or 0,
        statements_missed=stood.statements_missed or 0,
        oldest_missed_statement=stood.oldest_missed_statement,
    )


def became_past_due(changes: Sequence[tuple[date, str]]) -> list[date]:
    """The days on which it left current, or came into the book past due."""
    late, before = [], CURRENT
    for day, stage in changes:
        if stage not in ("", CURRENT) and before in ("", CURRENT):
            late.append(day)
        before = stage
    return late
