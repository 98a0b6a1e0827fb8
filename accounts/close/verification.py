"""Every invariant of the book: what the closes wrote, against itself and against the rule."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from accounts.business_dates import last_closed
from accounts.cases import lifecycle as case_lifecycle
from accounts.database import statements
from accounts.evidence import verification as evidence_verification
from accounts.models import Account
from accounts.plans import evaluation as plan_evaluation
from accounts.promises import evaluation as promise_evaluation
from accounts.stages import STAGES
from accounts.standings import evaluation


@dataclass(frozen=True, slots=True)
class Violation:
    """An invariant that does not hold; no account where it is one of the days."""

    account: str
    day: date
    problem: str


def verify(checked: Callable[[int], object] = lambda accounts: None) -> Iterator[Violation]:
    """Every violation in the book, days first, then accounts, promises and plans in code-point order."""
    last = last_closed()
    if last is None:
        return
    yield from _of_days()
    for ids in evaluation.pages():
        yield from sorted(set(_of_accounts(ids, last)), key=lambda v: (v.account, v.day, v.problem))
        checked(len(ids))
    yield from (Violation(*columns) for columns in promise_evaluation.CHANGES.violations())
    yield from (Violation(*columns) for columns in plan_evaluation.CHANGES.violations())
    for misfit in evidence_verification.verify():
        yield Violation("", misfit.day, f"evidence: row {misfit.row} of {misfit.table}: {misfit.problem}")


@transaction.atomic
def _of_days() -> list[Violation]:
    """Whole tables are held against each other; row by row that never ends where they are thought empty."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        statements.execute(cursor, "verify_days", stages=list(STAGES))
        found = [Violation(*row) for row in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_nestloop = DEFAULT")
    return found


def _of_accounts(ids: list[int], last: date) -> Iterator[Violation]:
    references = dict(Account.objects.filter(pk__in=ids).values_list("pk", "reference"))
    with evaluation.requesting() as cursor:
        for pk, day, problem in _rows(cursor, "verify_spans", ids=ids):
            yield Violation(references[pk], day, problem)
        statements.execute(cursor, "request_standings_of_spans", ids=ids, last_day=last)
        evaluation.evaluate(cursor)
        yield from (Violation(*row) for row in _rows(cursor, "verify_written"))
        yield from (
            Violation(*row) for row in _rows(cursor, "verify_members", ids=ids, day=last, horizon=last)
        )
    for case in case_lifecycle.standing_otherwise(ids):
        problem = f"case {case.pk} does not stand as its steps add up"
        yield Violation(references[case.account_id], case.opened_on, problem)


def _rows(cursor: Any, name: str, **values: object) -> list[tuple[Any, ...]]:
    statements.execute(cursor, name, **values)
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
