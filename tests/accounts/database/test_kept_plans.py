"""Plans that a session keeps: what they answer is what the statement answers, whatever its values."""

from datetime import date

import pytest
from django.db import connection, transaction

from accounts.database import prepared_statements

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_session():
    connection.close()
    yield
    connection.close()


def plans():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'plan_%'")
        return cursor.fetchone()[0]


def asked(statement, **values):
    with connection.cursor() as cursor:
        prepared_statements.run(cursor, statement, values)
        return cursor.fetchone()[0]


def test_one_plan_answers_for_every_day_and_number():
    days = "SELECT (%(day)s + %(days)s)::text"
    assert [asked(days, day=date(2026, 1, 31), days=n) for n in (1, 2, 3)] == [
        "2026-02-01", "2026-02-02", "2026-02-03",
    ]  # fmt: skip
    assert asked(days, day=date(2028, 2, 28), days=1) == "2028-02-29"
    assert plans() == 1


def test_a_number_beyond_a_word_has_a_plan_of_its_own():
    doubled = "SELECT %(n)s * 2"
    assert [asked(doubled, n=n) for n in (3, 2**40, 4, 2**41)] == [6, 2**41, 8, 2**42]
    assert plans() == 2


def test_lists_are_of_any_length_and_empty_ones_have_a_plan_of_their_own():
    added = "SELECT coalesce(sum(n), 0)::int FROM unnest(%(numbers)s::bigint[]) AS v (n)"
    assert [asked(added, numbers=numbers) for numbers in ([], [1], [1, 2, 3], [])] == [0, 1, 6, 0]
    assert plans() == 2


def test_texts_and_decisions_are_part_of_the_statement():
    said = "SELECT CASE WHEN %(is_loud)s THEN upper(%(word)s) ELSE %(word)s END || '100 %%'"
    words = [("one", True), ("one", False), ("o'ne", False), ("one", True)]
    assert [asked(said, word=word, is_loud=is_loud) for word, is_loud in words] == [
        "ONE100 %", "one100 %", "o'ne100 %", "ONE100 %",
    ]  # fmt: skip
    assert plans() == 1


def test_who_plans_anew_is_told_before(monkeypatch):
    told = []
    with connection.cursor() as cursor:
        for n in (1, 2, 3):
            prepared_statements.run(cursor, "SELECT %(n)s + 1", {"n": n}, before_planning=told.append)
    assert len(told) == 1


def test_plans_that_have_not_come_for_long_are_given_up(monkeypatch):
    monkeypatch.setattr(prepared_statements, "_KEPT", 5)
    for word in "abcdefgh":
        assert [asked("SELECT %(word)s || %(n)s", word=word, n=n) for n in (1, 2)] == [word + "1", word + "2"]
    assert plans() == 5


def test_a_plan_lives_on_after_a_transaction_that_failed():
    for n in range(4):
        with transaction.atomic():
            assert asked("SELECT %(n)s - 1", n=n) == n - 1
            transaction.set_rollback(True)
    assert plans() == 1
