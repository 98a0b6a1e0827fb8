"""Two hundred posts with one key at once: one of them takes effect, and all have its answer or wait."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction
from django.test import Client

from accounts.models import Hold
from servicing.api.models import IdempotencyKey
from tests.accounts.contact.calling import owing
from tests.servicing.api.calling import System, token

CALLS, HANDS = 200, 16


@pytest.mark.django_db(transaction=True)
def test_one_takes_effect(settings, tmp_path):
    settings.HOME, settings.API_RATE = tmp_path, 0
    account, shown = owing(), token("core-banking")
    body = {"account": account.reference, "kind": "complaint", "reason": "slow"}

    def post(_) -> tuple[int, bytes]:
        try:
            answer = System(Client(), shown).post("holds/", body, key="one")
            return answer.status_code, answer.content
        finally:
            connections.close_all()

    with ThreadPoolExecutor(HANDS) as hands:
        answers = list(hands.map(post, range(CALLS)))
    assert Hold.objects.filter(reason="slow").count() == 1
    assert IdempotencyKey.objects.get(key="one").status == 201
    assert {status for status, _ in answers} <= {201, 409}
    assert len({content for status, content in answers if status == 201}) == 1
    assert post(None)[0] == 201


@pytest.mark.django_db(transaction=True)
def test_while_the_first_is_at_work_the_others_wait(settings, tmp_path):
    settings.HOME = tmp_path
    account, shown = owing(), token("core-banking")
    body = {"account": account.reference, "kind": "complaint", "reason": "slow"}
    System(Client(), shown).post("holds/", body, key="one")
    IdempotencyKey.objects.update(status=None)

    def post():
        try:
            return System(Client(), shown).post("holds/", body, key="one")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as another, transaction.atomic():
        IdempotencyKey.objects.select_for_update().get()
        waits = another.submit(post).result()
    assert waits.status_code == 409 and waits["Retry-After"] == "1"
