"""The queues: how long a page of one takes, the person's page, and how many people are claimed a second."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from accounts.models import StageSpan
from servicing.models import User
from servicing.queues import claims
from servicing.queues.entries import Entry
from tests.bench import book

NOW = datetime(2026, 11, 10, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
STAFF, CLAIMED, TRIES = 100, 2_000, 5
AT_ONCE = 150  # people of whom one claim takes the first: more than there are colleagues
_CLAIMED: list[int] = []

_REACHED = """
    INSERT INTO accounts_contactpoint (customer_id, kind, value, normal, source, since, entered_by)
    SELECT id, 'phone', '+86138' || lpad(id::text, 8, '0'), '+86138' || lpad(id::text, 8, '0'), 'intake',
           '2026-01-01', ''
    FROM accounts_customer
"""
_BARE = """
    UPDATE bench_claim SET holder = %s
    WHERE id = (SELECT id FROM bench_claim WHERE holder = '' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id
"""


@dataclass(frozen=True)
class Pages:
    """Seconds of each page, the best of some tries."""

    seconds: dict[str, float]

    def beside(self, smaller: "Pages") -> dict[str, float]:
        """How many times as long as in the smaller book."""
        return {name: round(took / smaller.seconds[name], 2) for name, took in self.seconds.items()}


@dataclass(frozen=True)
class Claims:
    """Claims a second by a hundred colleagues at once, beside the bare statement; the slowest of a hundred."""

    a_second: float
    bare_a_second: float
    slowest_seconds: float


def pages() -> Pages:
    """Make everybody reachable, and open each page of the workspace."""
    with connection.cursor() as cursor:
        cursor.execute(_REACHED)
        cursor.execute("ANALYZE accounts_contactpoint")
    user, _ = User.objects.get_or_create(username="bench", role=User.Role.AGENT)
    person = StageSpan.objects.filter(ends_before=None, stage="M1").earliest("oldest_missed_due", "account")
    customer = person.account.parties.get(role="cardholder").customer_id
    addresses = {
        "queues_page": reverse("queues"),
        "queue_page": reverse("queue", args=["m1"]),
        "person_page": reverse("work", args=[customer]),
    }
    client = Client(HTTP_HOST="localhost")
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with time_machine.travel(NOW, tick=True), override_settings(STORAGES=plain, ALLOWED_HOSTS=["localhost"]):
        client.force_login(user)
        return Pages({name: _best(partial(_opened, client, address)) for name, address in addresses.items()})


def _opened(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def _best(work: Callable[[], Any]) -> float:
    return min(_seconds(work) for _ in range(TRIES))


def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def race() -> Claims:
    """A hundred colleagues claim people as fast as they can; nobody is claimed twice."""
    spans = StageSpan.objects.filter(ends_before=None, account__parties__role="cardholder")
    rows = spans.values_list("account__parties__customer", "account").order_by("account")[:CLAIMED]
    people = [Entry(customer, account, 0, book.NIGHT, 0, account, book.NIGHT) for customer, account in rows]
    took, waits = _raced(lambda name: _claim_all(name, people))
    assert sorted(_CLAIMED) == sorted(entry.customer for entry in people)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_claim (id bigint PRIMARY KEY, holder text NOT NULL DEFAULT '')")
        cursor.execute("INSERT INTO bench_claim SELECT generate_series(1, %s)", [len(people)])
        cursor.execute("CREATE INDEX ON bench_claim (id) WHERE holder = ''")
    bare, _ = _raced(_claim_bare)
    slowest = sorted(waits)[int(len(waits) * 0.99)]
    return Claims(len(people) / took, len(people) / bare, slowest)


def _raced(work: Callable[[str], list[float]]) -> tuple[float, list[float]]:
    began = time.perf_counter()
    with ThreadPoolExecutor(STAFF) as threads:
        found = list(threads.map(work, (f"agent-{number}" for number in range(STAFF))))
    return time.perf_counter() - began, [wait for each in found for wait in each]


def _claim_all(name: str, people: list[Entry]) -> list[float]:
    """Claim the first of those who were free a moment ago, as *Next* does, until nobody is left."""
    waits: list[float] = []
    try:
        while free := people[len(_CLAIMED) :][:AT_ONCE]:
            began = time.perf_counter()
            claim = claims.take(free, by=name, queue="m1", how="next", now=NOW)
            waits.append(time.perf_counter() - began)
            if claim:
                _CLAIMED.append(claim.pk)
    finally:
        connection.close()
    return waits


def _claim_bare(name: str) -> list[float]:
    try:
        with connection.cursor() as cursor:
            while True:
                cursor.execute(_BARE, [name])
                if cursor.rowcount == 0:
                    return []
    finally:
        connection.close()
