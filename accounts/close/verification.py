"""Every invariant of the book: what the closes wrote, against itself and against the rule."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from accounts.business_dates import last_closed
from accounts.cases import lifecycle as case_lifecycle
from accounts.models import Account
from accounts.promises import evaluation as promise_evaluation
from accounts.stages import STAGES
from accounts.standings import evaluation

SQL = Path(__file__).parent / "sql"
_ACCOUNTS = (SQL / "verify.sql").read_text()
_DAYS = (SQL / "verify_days.sql").read_text()

# The first and the last closed day of every span, and the day on which an account is in no span any more.
_ASK = """
    INSERT INTO question (account_id, product_id, day, horizon, before)
    SELECT DISTINCT e.account_id, a.product_id, e.day, e.day, e.day + 1
    FROM accounts_stagespan s
    JOIN accounts_account a ON a.id = s.account_id
    CROSS JOIN LATERAL (VALUES (s.account_id, s.starts_on),
                               (s.account_id, least(s.ends_before - 1, %(last)s))) AS e (account_id, day)
    WHERE s.account_id = ANY(%(ids)s)
"""
_WRITTEN = """
    SELECT a.reference, w.day, 'the close wrote ' || s.stage || ' with ' || s.past_due
           || ' past due (minor units); the rule says ' || w.stage || ' with ' || w.past_due
    FROM answer w
    JOIN accounts_account a ON a.id = w.account_id
    JOIN accounts_stagespan s ON s.account_id = w.account_id AND s.starts_on <= w.day
     AND (s.ends_before IS NULL OR s.ends_before > w.day)
    WHERE w.problem IS NULL
      AND (s.stage, s.past_due, s.statements_missed, s.oldest_missed_statement, s.oldest_missed_due)
          IS DISTINCT FROM
          (w.stage, w.past_due, w.statements_missed, w.oldest_missed_statement, w.oldest_missed_due)
"""
_MEMBERS = f"""
    SELECT b.reference, %(day)s::date,
           CASE WHEN s.id IS NULL THEN 'is in the book, but has no open span'
                ELSE 'has an open span, but is not in the book' END
    FROM (SELECT a.id, a.reference, {evaluation.IN_BOOK} AS in_book
          FROM accounts_account a WHERE a.id = ANY(%(ids)s)) b
    LEFT JOIN accounts_stagespan s ON s.account_id = b.id AND s.ends_before IS NULL
    WHERE b.in_book <> (s.id IS NOT NULL)
      AND NOT EXISTS (SELECT FROM accounts_setaside x WHERE x.account_id = b.id)
"""


@dataclass(frozen=True, slots=True)
class Violation:
    """An invariant that does not hold; no account where it is one of the days."""

    account: str
    day: date
    problem: str


def verify(checked: Callable[[int], None] = lambda accounts: None) -> Iterator[Violation]:
    """Every violation in the book, days first, then accounts and promises, each in code-point order."""
    last = last_closed()
    if last is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, {"stages": list(STAGES), "last": last})
        yield from (Violation(*row) for row in cursor.fetchall())
    for ids in evaluation.pages():
        yield from sorted(set(_of_accounts(ids, last)), key=lambda v: (v.account, v.day, v.problem))
        checked(len(ids))
    yield from (Violation(*found) for found in promise_evaluation.violations())


def _of_accounts(ids: list[int], last: date) -> Iterator[Violation]:
    references = dict(Account.objects.filter(pk__in=ids).values_list("pk", "reference"))
    with evaluation.asking() as cursor:
        for pk, day, problem in _rows(cursor, _ACCOUNTS, ids=ids):
            yield Violation(references[pk], day, problem)
        cursor.execute(_ASK, {"ids": ids, "last": last})
        evaluation.answer(cursor)
        yield from (Violation(*row) for row in _rows(cursor, _WRITTEN))
        yield from (Violation(*row) for row in _rows(cursor, _MEMBERS, ids=ids, day=last, horizon=last))
    for case in case_lifecycle.standing_otherwise(ids):
        problem = f"case {case.pk} does not stand as its steps add up"
        yield Violation(references[case.account_id], case.opened_on, problem)


def _rows(cursor: Any, query: str, **values: object) -> list[tuple]:
    cursor.execute(query, values)
    return cursor.fetchall()
