"""The API: reads a second beside plain views of the same queries, and files beside ``load``."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from django.db import connection, transaction
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from accounts.acts import Act
from accounts.intake import Intake, load
from accounts.models import Account
from servicing.api import tokens
from tests.bench.book import settle

READS, TRIES, FILES = 200, 3, 5
_PAYMENTS = """
    SELECT 'API' || b.id AS payment, a.reference AS account, b.paid_on AS posted_on,
           (b.minimum / 100.0)::numeric(20, 2) AS amount
    FROM bench_payment b JOIN accounts_account a USING (id) WHERE b.c = 8 ORDER BY b.paid_on, b.id % 1009
"""


def measure() -> dict[str, float]:
    """By how much of a plain view's reads and of ``load``'s rows the API keeps."""
    terms = tokens.TokenTerms("bench", ["read", "intake"])
    headers = {"Authorization": f"Bearer {tokens.make(terms, Act(at=timezone.now()))[1]}"}
    with override_settings(ROOT_URLCONF="tests.bench.plain", ALLOWED_HOSTS=["testserver"], API_RATE=10**9):
        return {**_of_reads(headers), **_of_files(headers)}


def _of_reads(headers: dict[str, str]) -> dict[str, float]:
    client, one = Client(), Account.objects.order_by("reference")[0].reference
    found = {}
    for name, path, times in (("account", f"accounts/{one}/", READS), ("list", "accounts/", READS // 10)):
        plain = _seconds(lambda path=path: client.get(f"/plain/{path}"), times)
        api = _seconds(lambda path=path: client.get(f"/api/v1/{path}", headers=headers), times)
        found[f"api_{name}_to_plain"] = plain / api
        found[f"api_{name}_a_second"] = times / api
    return found


def _seconds(ask: Callable[[], object], times: int) -> float:
    """Of so many requests, the best of some tries."""
    best = float("inf")
    for _ in range(TRIES):
        began = time.perf_counter()
        for _ in range(times):
            answer = ask()
        best = min(best, time.perf_counter() - began)
        assert answer.status_code == 200, answer.content  # type: ignore[attr-defined]
    return best


def _of_files(headers: dict[str, str]) -> dict[str, float]:
    with TemporaryDirectory() as name:
        path = Path(name) / "payments.csv"
        with connection.cursor() as cursor, path.open("w") as file:
            cursor.copy_expert(f"COPY ({_PAYMENTS}) TO STDOUT (FORMAT csv, HEADER)", file)
        load_once, post_once = partial(_load, path), partial(_post, path, headers)
        pairs = [(_taken_back(load_once), _taken_back(post_once)) for _ in range(FILES)]  # side by side
    loads, posts = zip(*pairs, strict=True)
    return {"api_intake_to_load": min(loads) / min(posts)}


def _load(path: Path) -> None:
    (outcome,) = load([path], Intake(path.parent / "refused"))
    assert outcome.clean and outcome.loaded, outcome


def _post(path: Path, headers: dict[str, str]) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    answer = Client().post(
        "/api/v1/intake/payments/", path.read_bytes(), content_type="text/csv", headers={**headers, **key}
    )
    assert answer.status_code == 200 and answer.json()["loaded"], answer.content


def _taken_back(work: Callable[[], None]) -> float:
    """Seconds, in the book as it was, and taken back."""
    settle()
    with transaction.atomic():
        began = time.perf_counter()
        work()
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    return seconds
