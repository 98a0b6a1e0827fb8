"""What an administrator does about the systems around the book."""

from datetime import UTC, datetime

import pytest

from servicing.api.models import ApiToken, Delivery, Subscription
from servicing.api.webhooks import delivery
from tests.servicing.api.receiving import receiving

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client, book, people):
    client.force_login(people["administrator"])
    return client


def test_a_token_is_made_approved_shown_once_used_and_revoked(administrator, client, people):
    said = {"name": "dialler", "scopes": ["read", "contact"], "branches": "", "days": "30"}
    made = administrator.post("/api-tokens/new/", said)
    shown = made.context["shown"]
    assert shown in made.content.decode() and "no-store" in made["Cache-Control"]
    listing = administrator.get("/api-tokens/").content.decode()
    kept = ApiToken.objects.get()
    assert shown not in listing and kept.prefix in listing and kept.made_by == "administrator"
    asked = {"headers": {"Authorization": f"Bearer {shown}"}}
    for person, status in [("administrator", 401), ("compliance", 200)]:
        client.force_login(people[person])
        client.post(f"/api-tokens/{kept.pk}/approve/")
        assert client.get("/api/v1/accounts/", **asked).status_code == status
    administrator.force_login(people["administrator"])
    assert client.get("/api/v1/accounts/", **asked).status_code == 200
    administrator.post(f"/api-tokens/{kept.pk}/revoke/")
    assert client.get("/api/v1/accounts/", **asked).status_code == 401


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("name", {"name": "the dialler"}), ("scopes", {"scopes": []}), ("days", {"days": "0"}),
        ("branches", {"scopes": ["intake"], "branches": "B1"}),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_said_at_its_field(administrator, field, said):
    good = {"name": "dialler", "scopes": ["read"], "branches": "", "days": ""}
    page = administrator.post("/api-tokens/new/", {**good, **said})
    assert set(page.context["form"].errors) == {field} and not ApiToken.objects.exists()


def test_an_address_is_added_tested_and_ended(administrator, settings):
    settings.WEBHOOK_LOOPBACK = True
    with receiving() as (receiver, url):
        administrator.post("/subscriptions/new/", {"url": url, "events": ["close.done"]})
        made = Subscription.objects.get()
        page = f"/subscriptions/{made.pk}/"
        receiver.secret = administrator.get(f"{page}?secret=1").context["secret"]
        assert receiver.secret not in administrator.get(page).content.decode()
        administrator.post(f"{page}test/")
        assert delivery.deliver(made.pk, lambda: datetime.now(UTC)) == 1
        sent = Delivery.objects.get()
        assert "HTTP 200" in administrator.get(page).content.decode()
        administrator.post(f"{page}{sent.pk}/resend/")
        assert delivery.deliver(made.pk, lambda: datetime.now(UTC)) == 1
        administrator.post(f"{page}rotate/")
        administrator.post(f"{page}end/")
    made.refresh_from_db()
    assert (made.secret_number, made.ended_by) == (2, "administrator")
    assert len({name for name, _ in receiver.taken}) == 1 and len(receiver.taken) == 2


def test_an_address_inside_is_refused(administrator):
    page = administrator.post("/subscriptions/new/", {"url": "https://10.0.0.1/", "events": ["close.done"]})
    assert "inside our own network" in page.content.decode() and not Subscription.objects.exists()
