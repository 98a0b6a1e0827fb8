"""ASVS 5.0, 8.2.1 and 8.2.2, of the API: every operation, tokens of every scope, of the whole book and of branches."""

from itertools import product

import pytest
import time_machine
from django.db import transaction

from accounts import holds
from accounts.acts import Act
from accounts.models import GateAnswer
from notices.models import AppMessage, Dispatch
from servicing.api import urls as api
from servicing.api.http.resource import Nowhere
from servicing.api.models import Delivery, Event, Subscription
from tests.notices.posted import noticed
from tests.security.conftest import AT, NAME, SEEN, UNSEEN
from tests.security.test_v2_3_4_a_form_sent_twice_is_done_once import rows_of_all_tables
from tests.servicing.api.calling import EVERY_SCOPE, System, token

pytestmark = pytest.mark.django_db

OPERATIONS = sorted(
    (method, str(pattern.pattern))
    for pattern in api.urlpatterns
    if getattr(pattern.callback, "cls", Nowhere) is not Nowhere
    for method in ("GET", "POST")
    if hasattr(pattern.callback.cls, method.lower())
)
_ONE = "subscriptions/<int:number>/"
# What each scope is for; whatever else is read is of the scope "read".
SCOPES = {
    "write": {
        ("POST", "promises/"), ("POST", "promises/<str:reference>/cancel/"),
        ("POST", "holds/"), ("POST", "holds/<str:reference>/end/"),
    },
    "contact": {
        ("POST", "contacts/"), ("POST", "contacts/ask/"), ("POST", "contacts/answers/<int:answer>/give-back/"),
    },
    "intake": {("POST", "intake/<slug:kind>/")},
    "app": {("GET", "messages/"), ("POST", "messages/<str:reference>/taken/")},
    "webhooks": {
        ("GET", "subscriptions/"), ("POST", "subscriptions/"), ("GET", _ONE), ("GET", f"{_ONE}secret/"),
        ("POST", f"{_ONE}secret/"), ("POST", f"{_ONE}end/"), ("POST", f"{_ONE}test/"), ("GET", f"{_ONE}deliveries/"),
        ("POST", f"{_ONE}deliveries/<int:delivery>/resend/"),
    },
}  # fmt: skip
SCOPES["read"] = {each for each in OPERATIONS if each[0] == "GET"} - set.union(*SCOPES.values())
OF_THE_WHOLE_BOOK = {("GET", "reports/aging/"), ("GET", "reports/roll-rates/")}  # refused to a branch
LISTS = {"accounts/", "events/", "messages/", "subscriptions/"}


def test_every_operation_has_one_scope():
    assert sorted(each for scope in SCOPES.values() for each in scope) == OPERATIONS
    assert set(SCOPES) == set(EVERY_SCOPE)


@pytest.fixture(scope="module", autouse=True)
def clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture(autouse=True)
def installation(settings, tmp_path):
    settings.HOME, settings.API_RATE, settings.WEBHOOK_LOOPBACK = tmp_path, 0, True


@pytest.fixture(scope="module")
def made(book, unseen) -> dict[str, object]:
    """One of everything about the account of the branch, by how it is called in an address."""
    account = book["unseen"]
    customer = account.parties.get().customer
    notice = noticed(account, state="sending")
    dispatch = Dispatch.objects.create(
        notice=notice, content=notice.contents.get(), channel="app", state="handed", queued_at=AT, next_try_at=AT,
        handed_at=AT,
    )  # fmt: skip
    AppMessage.objects.create(dispatch=dispatch, made_at=AT)
    holds.place(Act(by="agent", at=AT), account=account, kind="our-error", starts_on=AT.date())
    answer = GateAnswer.objects.create(
        account=account, customer=customer, channel="call", purpose="collection", number="+8613800009999", at=AT,
        allowed=True, asked_by="api/crm", reserved_until="2026-01-24T03:00Z",
    )  # fmt: skip
    subscription = Subscription.objects.create(
        url="http://127.0.0.1:9/", events=["stage.changed"], system="crm", branches=[UNSEEN], made_at=AT,
        made_by="ada",
    )  # fmt: skip
    event = Event.objects.create(
        type="stage.changed", source="1", account=account, data={"account": account.reference}, at=AT
    )
    delivery = Delivery.objects.create(
        subscription=subscription, event=event, account=account, queued_at=AT, next_try_at=AT
    )
    return {
        "accounts": account.reference, "people": customer.reference, "notices": notice.reference,
        "messages": notice.reference, "promises": account.promised.first().promise.reference,
        "holds": account.holds.get(kind="our-error").reference, "plans": account.plans.get().reference,
        "cases": account.cases.get().pk, "contacts": answer.pk, "subscriptions": subscription.pk,
        "intake": "payments", "delivery": delivery.pk,
    }  # fmt: skip


def address(route: str, made) -> str:
    found = route.replace("<int:delivery>", str(made["delivery"]))
    begin, _, end = found.partition("<")
    return f"{begin}{made[route.partition('/')[0]]}{end.partition('>')[2]}" if end else found


def body(route: str, made) -> dict[str, object] | None:
    account, today = made["accounts"], "2026-01-24"
    return {
        "promises/": {"account": account, "instalments": [{"due_on": "2026-01-26", "amount": "60.00"}]},
        "promises/<str:reference>/cancel/": {"reason": "x"},
        "holds/": {"account": account, "kind": "payment-holiday"},
        "holds/<str:reference>/end/": {"ends_on": today, "reason": "x"},
        "contacts/ask/": {"account": account, "channel": "call", "purpose": "collection"},
        "contacts/": {"answer": made["contacts"], "outcome": "no-answer"},
        "intake/<slug:kind>/": {"payment": "NEW", "account": account, "posted_on": "2026-01-23", "amount": "1.00"},
        "subscriptions/": {"url": "http://127.0.0.1:9/x", "events": ["stage.changed"]},
    }.get(route)  # fmt: skip


def ask(system: System, operation: tuple[str, str], made):
    method, route = operation
    where = address(route, made)
    if method == "POST":
        return system.post(where, body(route, made), **{"If-Match": "*"})
    return system.get(where + ("?from=2026-01-15&to=2026-01-22" if "roll" in route else ""))


def problem(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].split("/")[-2]


def changed(before: dict[str, int]) -> set[str]:
    after = rows_of_all_tables()
    told_of_requests = {"servicing_api_idempotencykey"}
    return {name for name in before if after[name] != before[name]} - told_of_requests


BRANCHES = {"whole book": (), "own": (UNSEEN,), "other": (SEEN,)}
TOKENS = [
    (scope, whose)
    for scope, whose in product(EVERY_SCOPE, BRANCHES)
    if scope != "intake" or not BRANCHES[whose]  # there is no such token
]


@pytest.fixture
def system(scope, whose, client, made) -> System:
    return System(client, token("crm", scope, branches=BRANCHES[whose]))


@pytest.mark.parametrize(("scope", "whose"), TOKENS)
def test_nothing_beyond_its_scope(scope, whose, system, made):
    before = rows_of_all_tables()
    for operation in set(OPERATIONS) - SCOPES[scope]:
        assert problem(ask(system, operation, made)) == (403, "scope-missing"), operation
    assert changed(before) == set()


@pytest.mark.parametrize(("scope", "whose"), [each for each in TOKENS if each[1] != "other"])
def test_everything_within_it_in_its_branches(scope, whose, system, made):
    before = rows_of_all_tables()
    for operation in SCOPES[scope]:
        with transaction.atomic():
            answer = ask(system, operation, made)
            if whose == "own" and operation in OF_THE_WHOLE_BOOK:
                assert problem(answer) == (403, "branch-missing")
                continue
            assert answer.status_code in (200, 201), (operation, answer.content)
            if operation[1] in LISTS - {"subscriptions/"}:
                assert made["accounts"] in answer.content.decode(), operation
            elif operation in CREATING:
                assert changed(before), operation
            transaction.set_rollback(True)


CREATING = {(method, route) for method, route in OPERATIONS if method == "POST" and route.count("/") == 1}


@pytest.mark.parametrize("scope", sorted(set(EVERY_SCOPE) - {"intake"}))
@pytest.mark.parametrize("whose", ["other"])
def test_nothing_of_another_branch(scope, whose, system, made):
    before = rows_of_all_tables()
    for operation in SCOPES[scope] - OF_THE_WHOLE_BOOK - {("POST", "subscriptions/")}:
        answer = ask(system, operation, made)
        is_list = operation[0] == "GET" and operation[1] in LISTS
        assert answer.status_code in ((200,) if is_list else (404, 422)), operation
        content = answer.content.decode().replace(address(operation[1], made), "")  # asked, and said again
        for told in (made["accounts"], made["people"], made["notices"], NAME):
            assert told not in content, operation
    assert changed(before) <= {"servicing_accessrecord"}
