"""Planning a night against the floor: bare inserts of the same notices and their first turns.

As in a book in service: what was planned before has been sent, and everybody can be reached.
"""

import time
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from notices.models import PlannedDay
from notices.planning import run as notice_planning
from tests.bench.book import EVE, NIGHT
from tests.history import rewritten

RUNS = 3
_REACHED = """
    INSERT INTO accounts_contactpoint (customer_id, kind, value, normal, source, since, entered_by)
    SELECT c.id, k.kind, 'c' || c.id || '@example.org', CASE k.kind WHEN 'email' THEN 'c' || c.id || '@example.org'
                                                             ELSE '' END, 'intake', now(), ''
    FROM accounts_customer c
    CROSS JOIN (VALUES ('email'), ('address')) AS k (kind)
"""
_SENT = """
    UPDATE notices_notice SET state = 'sent', reason = '', sent_on = %s WHERE state NOT IN ('cancelled', 'superseded')
"""
_KNOWN = """
    CREATE TABLE bench_notice AS SELECT * FROM notices_notice WHERE coalesce(found_on, occasion_on) = %(day)s
    --;
    CREATE TABLE bench_turn AS SELECT * FROM notices_noticestatechange t
    WHERE t.notice_id IN (SELECT id FROM bench_notice)
"""
_FORGET = """
    DELETE FROM notices_noticestatechange WHERE notice_id IN
        (SELECT id FROM notices_notice WHERE coalesce(found_on, occasion_on) = %(day)s)
    --;
    DELETE FROM notices_notice WHERE coalesce(found_on, occasion_on) = %(day)s
    --;
    DELETE FROM notices_plannedday WHERE day = %(day)s
"""
_INSERT = """
    INSERT INTO notices_notice SELECT * FROM bench_notice
    --;
    INSERT INTO notices_noticestatechange SELECT * FROM bench_turn
"""
_CLEAR = """
    DROP TABLE bench_notice, bench_turn
    --;
    TRUNCATE notices_plannedday, notices_notice, accounts_contactpoint CASCADE
"""


@dataclass(frozen=True, slots=True)
class Planning:
    found: int
    seconds: float
    floor_seconds: float


def measure() -> Planning:
    """The night is closed. Leaves neither notices nor addresses behind."""
    _run(_REACHED)
    notice_planning.plan_through(EVE, timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_SENT, [EVE])
    seconds = [_planned() for _ in range(RUNS)]
    found = PlannedDay.objects.get(day=NIGHT).found
    _run(_KNOWN)
    floor = [_floor() for _ in range(RUNS)]
    with rewritten():
        _run(_CLEAR)
    return Planning(found, min(seconds), min(floor))


def _planned() -> float:
    _forget()
    began = time.perf_counter()
    notice_planning.plan_through(NIGHT, timezone.now())
    return time.perf_counter() - began


def _floor() -> float:
    _forget()
    began = time.perf_counter()
    with transaction.atomic():
        _run(_INSERT)
    return time.perf_counter() - began


def _forget() -> None:
    with rewritten():
        _run(_FORGET)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE notices_notice, notices_noticestatechange, accounts_contactpoint")


def _run(steps: str) -> None:
    with connection.cursor() as cursor:
        for step in steps.split("--;"):
            cursor.execute(step, {"day": NIGHT})
