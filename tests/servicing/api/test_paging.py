"""Pages while rows come and go: what was there all along is told once, and nothing is told twice."""

from datetime import date, timedelta

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.request import Request

from accounts.models import Payment
from servicing.api.http.paging import Keyset
from servicing.api.http.problems import Problem
from servicing.api.resources.account_facts import PaymentShape
from tests.book import put
from tests.history import rewritten
from tests.servicing.workspace.builders import UNPAID, facts

pytestmark = pytest.mark.django_db

FIRST = date(2026, 1, 1)
ORDERS = {False: Keyset("posted_on"), True: Keyset("posted_on", newest_first=True)}
SHAPE = PaymentShape()
CHANGES = st.lists(
    st.one_of(st.tuples(st.just("add"), st.integers(0, 3)), st.tuples(st.just("remove"), st.integers(0, 30))),
    max_size=4,
)


@pytest.fixture(scope="module")
def account(module_db):
    return put(facts(UNPAID))


class Ledger:
    """Payments of few days, so that many have the same; rows come and go between two pages."""

    def __init__(self, account, days):
        with rewritten():
            Payment.objects.filter(account=account).delete()
        self.account, self.number = account, 0
        self.all_along = {self.add(day) for day in days}

    def add(self, day: int) -> str:
        self.number += 1
        posted = FIRST + timedelta(days=day)
        return Payment.objects.create(
            reference=f"P{self.number:04d}", account=self.account, posted_on=posted, value_on=posted, amount=1,
            known_on=posted,
        ).reference  # fmt: skip

    def remove(self, place: int) -> None:
        rows = list(Payment.objects.filter(account=self.account).order_by("pk"))
        if place < len(rows):
            self.all_along.discard(rows[place].reference)
            with rewritten():
                rows[place].delete()


def page(order, address, limit, account):
    request = Request(RequestFactory().get(address))
    cursor = request.GET.get("cursor", "")
    rows = Payment.objects.filter(account=account).select_related("account__product")
    return order.page(rows, request, {"limit": limit, "cursor": cursor}, SHAPE).data


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(st.integers(0, 3), max_size=12),
    limit=st.integers(1, 4),
    changes=st.lists(CHANGES, max_size=8),
    newest_first=st.booleans(),
)
def test_nothing_is_skipped_and_nothing_told_twice(account, days, limit, changes, newest_first):
    ledger, told, address = Ledger(account, days), [], "/api/v1/payments/"
    while address:
        found = page(ORDERS[newest_first], address, limit, account)
        told += [row["payment"] for row in found["results"]]
        address = found["next"]
        for what, where in changes.pop() if changes else []:
            getattr(ledger, what)(where)
    assert len(told) == len(set(told))
    assert ledger.all_along <= set(told)


@pytest.mark.parametrize("cursor", ["x", "W251bGwsMV0:1:1", "é"])
def test_a_cursor_of_somebody_elses_making_is_refused(account, cursor):
    with pytest.raises(Problem) as refused:
        page(ORDERS[False], f"/?cursor={cursor}", 1, account)
    assert refused.value.code == "invalid-query"


def test_a_cursor_of_another_list_is_refused(account):
    ledger = Ledger(account, [0, 1])
    following = page(ORDERS[False], "/", 1, ledger.account)["next"]
    with pytest.raises(Problem):
        page(ORDERS[True], following, 1, account)
