"""Every page of every role in a real browser, light and dark: axe finds nothing, and the policy reports nothing."""

from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from notices import batches
from servicing.access import may
from servicing.models import QualityReview, Team
from servicing.urls import Day
from tests.notices.posted import noticed
from tests.servicing.axe import violations
from tests.servicing.workspace.builders import LAST, call_back, restated, small_book, team
from tests.servicing.workspace.cases.test_cases import opened
from tests.servicing.workspace.conftest import plain_static_files  # noqa: F401 -- a fixture
from tests.servicing.workspace.test_browser import browser, desk  # noqa: F401 -- fixtures

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 1, 24, 2, tzinfo=UTC)
ROLES = ("supervisor", "compliance", "administrator", "agent")
OPENED = "document.querySelectorAll('main details').forEach(part => { part.open = true })"
DARK = "color-contrast"  # the theme changes colours alone
WORDS = {"code": "CN", "name": "cn-help", "language": "en", "queue": "m1", "situation": "forgot", "number": 1,
         "jurisdiction": "CN", "subject": "call", "day": LAST}  # fmt: skip


@pytest.fixture
def rows(transactional_db):
    """One of everything that has a page of its own, by how its address begins."""
    everybody, book = team(), small_book()
    account = book["late"]
    notice = noticed(account, state="failed", reason="no address")
    noticed(account)
    [batch] = batches.make(AT)
    review = QualityReview.objects.create(
        subject="letter", notice=notice, account=account, day=date(2026, 1, 24), sampled_at=AT
    )
    customer = account.parties.get().customer
    return everybody, {
        "accounts/": account.pk, "customers/": customer.pk, "call-backs/": call_back(account).pk,
        "cases/": opened(account).pk, "notices/": notice.pk, "batches/": batch.pk, "quality/": review.pk,
        "restatements/": restated(account, LAST).pk, "team/": everybody["agent"].pk,
        "teams/": Team.objects.create(name="North").pk, "templates/": account.pk,
    }  # fmt: skip


def addresses(rows: dict[str, int]) -> dict[str, str]:
    """Every address of a page by the name of its route, as far as there is something to show."""
    found = {}
    for pattern in get_resolver().url_patterns:
        if not isinstance(pattern, URLPattern) or str(pattern.pattern).endswith(".pdf"):
            continue
        begins = [each for each in rows if str(pattern.pattern).startswith(each)]
        values = WORDS | ({"pk": rows[max(begins, key=len)]} if begins else {})
        wanted = pattern.pattern.converters
        if wanted.keys() <= values.keys() and not isinstance(wanted.get("code"), Day):
            found[pattern.name] = reverse(pattern.name, kwargs={name: values[name] for name in wanted})
    return found


def opens(client: Client, name: str, address: str) -> bool:
    """Whether it is a page: what only takes what is posted, files and parts of pages are none."""
    answer = client.get(address)
    assert answer.status_code < 500, address
    is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    return is_page and b"<html" in answer.content


def test_axe_finds_nothing_on_any_page_in_either_theme(rows, desk, live_server):  # noqa: F811
    everybody, numbers = rows
    left, problems, seen = addresses(numbers), {}, set()
    views = {each.name: each.callback for each in get_resolver().url_patterns if isinstance(each, URLPattern)}
    for role in ROLES:
        client, page = Client(), desk()
        client.force_login(everybody[role])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        for name, address in list(left.items()):
            capability = getattr(views[name], "capability", None)
            if capability is None or not may(everybody[role], capability):
                continue
            del left[name]
            if not opens(client, name, address):
                continue
            seen.add(name)
            page.emulate_media(color_scheme="light")
            page.goto(address)
            page.evaluate(OPENED)
            if found := violations(page):
                problems[address] = found
            page.emulate_media(color_scheme="dark")
            if found := violations(page, DARK):
                problems[f"{address} dark"] = found
    assert problems == {}
    assert len(seen) > 90, sorted(seen)
