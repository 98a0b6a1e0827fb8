"""Scratch tables of a session, whatever happens to the transactions they are made in."""

import pytest
from django.db import connection, transaction

from accounts.database.temp_tables import TempTable

COUNTED = TempTable("counted", "n integer")
ASKED, DOUBLED = TempTable("asked", "n integer"), TempTable("doubled", "n integer")

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


def numbers(cursor, table):
    cursor.execute(f"SELECT n FROM {table} ORDER BY n")
    return [n for (n,) in cursor.fetchall()]


def fill_with(cursor, most):
    COUNTED.fill(cursor, "SELECT generate_series(1, %(most)s) AS n", {"most": most})
    return numbers(cursor, "counted")


def test_a_table_is_empty_at_the_end_of_its_transaction_and_filled_anew():
    for _ in range(3):
        with transaction.atomic(), connection.cursor() as cursor:
            assert fill_with(cursor, 2) == [1, 2]
            assert fill_with(cursor, 3) == [1, 2, 3]
        with connection.cursor() as cursor:
            assert numbers(cursor, "counted") == []


def test_a_table_made_in_a_transaction_that_fails_is_made_again():
    for _ in range(3):
        with transaction.atomic(), connection.cursor() as cursor:
            assert fill_with(cursor, 2) == [1, 2]
            transaction.set_rollback(True)
    with transaction.atomic(), connection.cursor() as cursor:
        assert fill_with(cursor, 2) == [1, 2]


def test_a_table_is_filled_by_one_plan_whatever_the_values():
    with transaction.atomic(), connection.cursor() as cursor:
        assert [fill_with(cursor, most) for most in (1, 2, 3)] == [[1], [1, 2], [1, 2, 3]]
        assert plans() == 1


def test_results_are_planned_by_how_many_requests_there_are():
    with transaction.atomic(), connection.cursor() as cursor:
        for count in (3, 4, 5, 30, 40):
            ASKED.fill(cursor, "SELECT generate_series(1, %(count)s) AS n", {"count": count})
            DOUBLED.evaluate(cursor, "SELECT 2 * n AS n FROM asked", ASKED)
            assert numbers(cursor, "doubled") == list(range(2, 2 * count + 1, 2))
        assert plans() == 3  # one fills the requests, two make results of few and of many
        ASKED.fill(cursor, "SELECT 1 AS n WHERE false")
        DOUBLED.evaluate(cursor, "SELECT 2 * n AS n FROM asked", ASKED)
        assert numbers(cursor, "doubled") == []


def test_rows_are_counted_whether_planned_or_not():
    with transaction.atomic(), connection.cursor() as cursor:
        for _ in range(3):
            COUNTED.fill(cursor, "SELECT generate_series(1, 4) AS n")
            assert cursor.rowcount == 4
