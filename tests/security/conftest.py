"""The small book in two branches: whatever there is of an account also exists of one that few see."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts import holds
from accounts.acts import Act
from accounts.hardship import affordability, requests
from accounts.models import (
    Account,
    AffordabilityItem,
    HardshipOffer,
    Plan,
    ReAge,
    ReAgePayment,
    SetAside,
)
from accounts.promises import lifecycle as promise_lifecycle
from notices import batches
from notices.models import Dispatch
from servicing.models import QualityReview, Team
from tests.notices.posted import noticed
from tests.servicing.workspace.builders import (
    LAST,
    PRINTED_TOO_HIGH,
    call_back,
    hashed,
    hold,
    restated,
    small_book,
    team,
    unlikely,
)
from tests.servicing.workspace.cases.test_cases import opened
from tests.servicing.workspace.conftest import plain_static_files  # noqa: F401 -- a fixture

AT = datetime(2026, 1, 24, 2, tzinfo=UTC)
SEEN, UNSEEN = "Pudong", "Xuhui"
NAME = "Unseen Person"


@pytest.fixture(scope="module")
def book(module_db) -> dict[str, Account]:
    """The small book, and ``unseen``: the account of a person in another branch."""
    hidden = hold(PRINTED_TOO_HIGH, [(20, 100)], name=NAME, phone="+86 138 0000 9999")
    book = small_book()
    Account.objects.filter(pk=hidden.pk).update(branch=UNSEEN)
    Account.objects.exclude(pk=hidden.pk).update(branch=SEEN)
    return book | {"unseen": Account.objects.select_related("product").get(pk=hidden.pk)}


@pytest.fixture
def quick_hashing(settings):
    """Passwords hashed quickly: slow on purpose, and not what most tests show."""
    hashed()  # as others have it
    quick = "django.contrib.auth.hashers.MD5PasswordHasher"
    settings.PASSWORD_HASHERS = [quick, *settings.PASSWORD_HASHERS]


@pytest.fixture(scope="module")
def people(module_db):
    return team()


@pytest.fixture(scope="module")
def local(people):
    """The same people, in a team of one branch."""
    pudong = Team.objects.create(name=SEEN, branches=[SEEN])
    for person in people.values():
        person.team = pudong
        person.save()
    return people


@pytest.fixture(scope="module")
def unseen(book) -> dict[str, int]:
    """One of everything about the account of the other branch, by how addresses begin."""
    account = book["unseen"]
    customer = account.parties.get().customer
    today, act = date(2026, 1, 24), Act(by="agent", at=AT)
    asked = requests.take(account, act, on=today)
    income = AffordabilityItem(kind="income", name="salary", amount=900_00, every="month")
    statement = affordability.record(customer, "CNY", [income], act, on=today)
    offer = HardshipOffer.objects.create(
        reference="O1", account=account, statement=statement, request=asked, option="token",
        drafted_on=today, drafted_by="agent",
    )  # fmt: skip
    planned = holds.place(act, account=account, kind="dispute", starts_on=today)
    plan = Plan.objects.create(
        reference="P1", account=account, hold=planned, agreed_on=today, option="token", cure_days=14,
        known_on=today, agreed_by="agent",
    )  # fmt: skip
    promise_lifecycle.record([account], promise_lifecycle.Terms(today, {today + timedelta(5): 5_000}), act)
    notice = noticed(account, state="failed", reason="no address")
    noticed(account)
    [batch] = batches.make(Act(at=AT))
    dispatch = Dispatch.objects.create(
        notice=notice, channel="letter", state="ended", queued_at=AT, next_try_at=AT, reason="moved",
        work="no-word", work_since=AT,
    )  # fmt: skip
    reage = ReAge.objects.create(account=account, on=today, reason="agreed", known_on=today)
    payment = account.payments.get()
    payment.returned_on = payment.return_known_on = today
    payment.save()
    ReAgePayment.objects.create(reage=reage, payment=payment)
    SetAside.objects.create(account=account, since=LAST, reason="x")
    return {
        "accounts/": account.pk,
        "templates/": account.pk,
        "customers/": customer.pk,
        "breaks/": account.breaks.get().pk,
        "call-backs/": call_back(account).pk,
        "cases/": opened(account).pk,
        "re-ages/": reage.pk,
        "hardship/offers/": offer.pk,
        "hardship/requests/": asked.pk,
        "hardship/plans/": plan.pk,
        "notices/": notice.pk,
        "batches/": batch.pk,
        "sending/": dispatch.pk,
        "quality/": QualityReview.objects.create(
            subject="letter", notice=notice, account=account, day=today, colleague="agent", sampled_at=AT
        ).pk,
        "restatements/": restated(account, LAST).pk,
        "unlikely-entries/": unlikely(planned, account).pk,
    }
