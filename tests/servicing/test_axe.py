"""Every page of every role in a real browser: axe finds nothing in either theme, nothing is wider than the window,
and the policy reports nothing."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from accounts import holds
from accounts.acts import Act
from accounts.calendars import sync as calendar_sync
from accounts.close import restatement as restatement_run
from accounts.models import SetAside
from notices import batches
from servicing.access import may
from servicing.models import QualityReview, Team, User
from tests.acts import act_by
from tests.notices.posted import noticed
from tests.servicing.axe import contrast_violations, ready, violations_beside_contrast, violations_of
from tests.servicing.browsing import Client
from tests.servicing.workspace.builders import (
    DOUBTFUL,
    FIRST,
    LAST,
    call_back,
    close_at_work,
    restated,
    small_book,
    team,
    unlikely,
)
from tests.servicing.workspace.cases.test_cases import opened
from tests.servicing.workspace.conftest import plain_static_files  # noqa: F401 -- a fixture
from tests.servicing.workspace.test_browser import NARROW, WIDE, browser, desk  # noqa: F401 -- fixtures

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 1, 24, 2, tzinfo=UTC)
ROLES = ("supervisor", "compliance", "administrator", "agent")
ROOM_RULES = (  # those whose answer changes with what there is room for
    "button-name", "empty-table-header", "label", "link-name", "scrollable-region-focusable", "summary-name",
    "target-size",
)  # fmt: skip
ENLARGED = {"width": 320, "height": 256}  # 1280 pixels at 400 %
WORDS = {"code": "CN", "name": "cn-help", "language": "en", "queue": "cases", "situation": "forgot", "number": 1,
         "jurisdiction": "CN", "subject": "call", "day": LAST}  # fmt: skip
FOR_EACH = {"home", "queues"}  # pages that every role finds another one
OPENED = "document.querySelectorAll('main details').forEach(part => { part.open = true })"
FITS = "document.documentElement.scrollWidth <= innerWidth"
SWAPPED = f"""([language, body]) => {{
  if (language) {{ document.documentElement.lang = language; document.body.innerHTML = body }}
  return {FITS}
}}"""


@pytest.fixture
def everybody(transactional_db):
    return team()


@pytest.fixture
def pages(everybody) -> dict[str, str]:
    """The address of every page for which there is something to show, by its name."""
    book = small_book()
    account = book["late"]
    SetAside.objects.create(account=book["paid"], since=LAST, reason="no policy in force on 2026-01-23")
    calendar_sync.keep(LAST)
    close_at_work(timezone.now())
    notice = noticed(account, state="failed", reason="no address")
    noticed(account, missed_on=LAST)
    [batch] = batches.make(Act(at=AT))
    opened(book["broken"], kind="dispute", disputed_amount=6000, statement_date=FIRST)
    review = QualityReview.objects.create(
        subject="letter", notice=notice, account=account, day=date(2026, 1, 24), sampled_at=AT
    )
    held = holds.place(act_by("agent"), account=account, kind="our-error", starts_on=date(2026, 1, 24))
    unlikely(held, account)
    finished = restated(account, LAST)
    begun = restatement_run.begin(LAST, Act(by="compliance", at=finished.asked_at))
    return named({
        "accounts/": account.pk, "customers/": account.parties.get().customer_id, "notices/": notice.pk,
        "call-backs/": call_back(account).pk, "cases/": opened(account).pk, "batches/": batch.pk,
        "quality/": review.pk, "restatements/": finished.pk, "team/": everybody["agent"].pk,
        "teams/": Team.objects.create(name="North").pk, "templates/": account.pk,
    }) | {
        "accounts of a stage": reverse("accounts") + "?stage=M2",
        "account with a dispute": reverse("account", args=[book["broken"].pk]),
        "notices of a kind": reverse("notices") + "?state=sent&kind=cn-overdue",
        "notices that failed": reverse("notices") + "?show=failed",
        "provisional close": reverse("close", args=[DOUBTFUL]),
        "restatement at work": reverse("restatement", args=[begun.pk]),
    }  # fmt: skip


def named(rows: dict[str, int]) -> dict[str, str]:
    """Every address by the name of its route; the rows by how their addresses begin."""
    addresses = {}
    for pattern in get_resolver().url_patterns:
        if not isinstance(pattern, URLPattern) or str(pattern.pattern).endswith(".pdf"):
            continue
        begins = [each for each in rows if str(pattern.pattern).startswith(each)]
        values = WORDS | ({"pk": rows[max(begins, key=len)]} if begins else {})
        wanted = pattern.pattern.converters
        if wanted.keys() <= values.keys():
            addresses[pattern.name] = reverse(pattern.name, kwargs={name: values[name] for name in wanted})
    return addresses


def body(client: Client, address: str, language: str) -> str:
    """What the page shows; empty where it is none: what only takes what is posted, files and parts of pages."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(address)
    assert answer.status_code < 500, address
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        return ""
    within = re.search("<body>(.*)</body>", answer.content.decode(), re.DOTALL)
    return within[1] if within else ""


def seen_by(user, pages: dict[str, str]) -> list[str]:
    """The names of the pages that this person may open."""
    capabilities = {each.name: getattr(each.callback, "capability", None) for each in get_resolver().url_patterns
                    if isinstance(each, URLPattern)}  # fmt: skip
    return [
        name
        for name, address in pages.items()
        if (needed := capabilities[get_resolver().resolve(address.split("?")[0]).url_name])
        and may(user, needed)
    ]


class Reader:
    """Opens pages in the browser as one role and says what is wrong with them."""

    def __init__(self, page, known: dict[str, set[str]]) -> None:
        self.page, self.known = page, known

    def problems(self, address: str, other_languages: dict[str, str]) -> Iterator[object]:
        page = self.page
        page.set_viewport_size(WIDE)
        page.goto(address)
        page.evaluate(OPENED)
        yield from violations_beside_contrast(page)
        for theme in self.known:
            page.emulate_media(color_scheme=theme)
            yield from contrast_violations(page, self.known[theme])
        page.set_viewport_size(NARROW)
        yield from violations_of(page, *ROOM_RULES)
        if not page.evaluate(FITS):
            yield "scrolls sideways on a telephone"
        page.set_viewport_size(ENLARGED)
        for language, text in {"": "", **other_languages}.items():
            if not page.evaluate(SWAPPED, [language, text]):
                yield f"scrolls sideways at 400 % {language}"


def signed_in(window, user: User, client: Client, address: str):
    """A window of the browser and a client in one session."""
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    window.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
    return window


def test_every_page_can_be_read_by_everybody(everybody, pages, desk, live_server):  # noqa: F811
    known: dict[str, set[str]] = {"light": set(), "dark": set()}
    problems = {"sign-in": list(Reader(ready(desk()), known).problems(reverse("sign-in"), {}))}
    asked, seen = set(), set()
    for role in ROLES:
        client = Client()
        reader = Reader(ready(signed_in(desk(), everybody[role], client, live_server.url)), known)
        if role == "supervisor":
            client.post(pages["pick-person"])
        for name in seen_by(everybody[role], pages):
            is_new = name not in asked or name in FOR_EACH
            asked.add(name)
            # The browser asks in English.
            others = {each: body(client, pages[name], each) for each in ("es", "zh-hans")} if is_new else {}
            if any(others.values()):
                seen.add(name)
                problems[f"{role} {pages[name]}"] = list(reader.problems(pages[name], others))
    found = {where: faults for where, faults in problems.items() if faults}
    assert found == {}, "\n".join(f"{where}: {faults}" for where, faults in found.items())
    assert len(seen) > 95, sorted(seen)
