"""The workspace: how long each queue, the person's page and a search take, and how many people are claimed."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from accounts.acts import Act
from accounts.models import StageSpan
from servicing.models import User
from servicing.queues import claims
from servicing.queues.catalogue import QUEUES
from servicing.queues.entries import Entry
from tests.bench import book
from tests.servicing.browsing import Client

NOW = datetime(2026, 11, 10, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
STAFF, CLAIMED, TRIES = 100, 2_000, 9
AT_ONCE = 150  # people of whom one claim takes the first: more than there are colleagues
_PLAINLY = {  # what a page needs that is asked without a browser
    "STORAGES": {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
    "ALLOWED_HOSTS": ["localhost"],
    "SECOND_FACTOR": "nobody",
    "PERSON_RATE": 0,
}
_CLAIMED: list[int] = []
_BOOK = (Path(__file__).parent / "queues.sql").read_text()

_BARE = """
    UPDATE bench_claim SET holder = %s
    WHERE id = (SELECT id FROM bench_claim WHERE holder = '' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id
"""


@dataclass(frozen=True)
class Page:
    """Seconds, the best of some tries, and queries of one page, or of a search with the page it leads to."""

    seconds: float
    queries: int


Pages = dict[str, Page]


@dataclass(frozen=True)
class Claims:
    """Claims a second by a hundred colleagues at once, and the slowest of a hundred claims; beside each that of
    the bare statement."""

    a_second: float
    bare_a_second: float
    slowest_seconds: float
    bare_slowest_seconds: float


def make(accounts: int) -> None:
    """A fresh database in which people wait in every queue."""
    book.fill(_BOOK, {"n": accounts, "eve": book.EVE})


def pages() -> Pages:
    """Open each page of the workspace."""
    user, _ = User.objects.get_or_create(username="bench", role=User.Role.SUPERVISOR)
    person = StageSpan.objects.filter(ends_before=None, stage="M1").earliest("oldest_missed_due", "account")
    customer = person.account.parties.get(role="cardholder").customer
    addresses = {f"queue {code}": reverse("queue", args=[code]) for code in QUEUES}
    addresses |= {"queues": reverse("queues"), "person": reverse("work", args=[customer.pk])}
    searched = {
        "reference": person.account.reference,
        "beginning of a reference": person.account.reference[:2],
        "last four digits": person.account.last4,
        "telephone": f"+86138{customer.pk:08d}",
        "name": customer.name,
        "the most frequent family name": _most_frequent(),
    }
    client = Client(HTTP_HOST="localhost")
    with time_machine.travel(NOW, tick=True), override_settings(**_PLAINLY):
        client.force_login(user)
        opened = {name: _page(partial(client.get, address)) for name, address in addresses.items()}
        found = {f"search by {by}": _page(partial(_searched, client, term)) for by, term in searched.items()}
        return opened | found


def _most_frequent() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mode() WITHIN GROUP (ORDER BY split_part(name, ' ', 1)) FROM accounts_customer"
        )
        return str(cursor.fetchone()[0])


def _searched(client: Client, term: str) -> Any:
    return client.post(reverse("accounts"), {"q": term}, follow=True)


def _page(ask: Callable[[], Any]) -> Page:
    _answered(ask)
    with CaptureQueriesContext(connection) as captured:
        _answered(ask)
    queries = len(captured)  # counted here: the next request forgets them
    return Page(_best(partial(_answered, ask)), queries)


def _answered(ask: Callable[[], Any]) -> None:
    """A refusal is quick: it is never measured for the page."""
    assert ask().status_code == 200


def growth(large: Pages, small: Pages) -> dict[str, float]:
    """How many times as long each page takes as in the smaller book."""
    return {name: round(page.seconds / small[name].seconds, 2) for name, page in large.items()}


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
    bare, bare_waits = _raced(_claim_bare)
    return Claims(len(people) / took, len(people) / bare, _slowest(waits), _slowest(bare_waits))


def _slowest(waits: list[float]) -> float:
    """The 99th percentile."""
    return sorted(waits)[int(len(waits) * 0.99)]


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
            claim = claims.take(free, Act(by=name, at=NOW), queue="m1", how="next")
            waits.append(time.perf_counter() - began)
            if claim:
                _CLAIMED.append(claim.pk)
    finally:
        connection.close()
    return waits


def _claim_bare(name: str) -> list[float]:
    waits: list[float] = []
    try:
        with connection.cursor() as cursor:
            while cursor.rowcount:  # -1 before the first
                began = time.perf_counter()
                cursor.execute(_BARE, [name])
                waits.append(time.perf_counter() - began)
        return waits
    finally:
        connection.close()
