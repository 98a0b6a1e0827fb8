"""The queues in a real browser: a morning by keys alone, and every page for every kind of reader."""

from datetime import timedelta
from itertools import cycle, islice

import pytest
import time_machine
from django.conf import settings
from playwright.sync_api import expect

from accounts.models import Promise
from servicing.models import Claim, ClaimRecord
from tests.accounts.contact.calling import holder_of
from tests.servicing.queues.waiting import NOW, late
from tests.servicing.workspace.builders import team
from tests.servicing.workspace.conftest import plain_static_files  # noqa: F401 -- a fixture
from tests.servicing.workspace.test_browser import (  # noqa: F401 -- fixtures
    NARROW,
    WIDE,
    browser,
    desk,
    sign_in,
)

pytestmark = pytest.mark.django_db(transaction=True)
MOST_KEYS, MOST_TRIPS = 14, 4
# In each language: what the header and the button say, and what is said when nobody is left.
WORDS = {
    "en": ("past due since", "no calls until", "Nobody waits"),
    "es": ("en mora desde", "sin llamadas hasta", "No espera nadie"),
    "zh-hans": ("逾期", "前不致电", "现在没有可以处理的人"),
}


@pytest.fixture
def morning(transactional_db):
    team()
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def typed(desk):  # noqa: F811
    """A signed-in page, a way to press keys on it, and counts of keys and of pages and parts asked for."""
    page, counted = sign_in(desk()), {"keys": 0, "trips": 0}
    page.on("request", lambda asked: counted.update(trips=counted["trips"] + asked.is_navigation_request()))

    def press(key):
        page.wait_for_load_state()  # the keys are there once the page's script is
        counted["keys"] += 1
        page.keyboard.press(key)

    return page, press, counted


def test_ten_people_by_keys_alone_in_every_language(morning, typed):
    accounts = [late(number=number) for number in range(10)]
    languages = list(
        islice(cycle(WORDS), len(accounts) + 1)
    )  # the last is that of the page on which nobody is left
    page, press, counted = typed
    page.goto("/queues/m1/")
    counted.update(trips=0)
    press("n")
    for account, language, following in zip(accounts, languages, languages[1:], strict=False):
        state, button, _nobody = WORDS[language]
        person = page.locator(f"html[lang={language}] [data-person]")
        expect(person.get_by_role("link", name=account.reference).first).to_be_visible()
        expect(page.locator(".state")).to_contain_text(state)
        expect(page.get_by_text(button)).to_be_attached()  # what will happen
        press("p")
        expect(page.locator("[name=form-0-due_on]")).to_be_focused()
        speak(page, following)
        press("Control+Enter")
        expect(page.get_by_role("status")).to_be_visible()
        assert counted["keys"] <= MOST_KEYS and counted["trips"] <= MOST_TRIPS, counted
        counted.update(keys=0, trips=0)
    expect(page.get_by_role("status")).to_contain_text(WORDS[languages[-1]][-1])
    assert Promise.objects.filter(taken_by="agent").count() == 10
    assert set(ClaimRecord.objects.values_list("end", flat=True)) == {"done"}


def speak(page, language):
    """The next page is in this language."""
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language}
    page.context.add_cookies([cookie | {"url": page.evaluate("location.origin")}])


def test_rows_by_j_and_k_taken_by_c_snoozed_by_s(morning, typed):
    first, second = late(number=1), late(number=2)
    page, press, _counted = typed
    page.goto("/queues/m1/")
    rows = [page.locator(f'tr[data-account="{account.reference}"] th a') for account in (first, second)]
    press("j")
    expect(rows[0]).to_be_focused()
    press("j")
    expect(rows[1]).to_be_focused()
    press("k")
    press("c")
    expect(page.get_by_role("status")).to_have_text("This person is yours.")
    assert Claim.objects.get().pk == holder_of(first)
    press("s")
    expect(page.get_by_label("Until, their time")).to_be_focused()
    page.keyboard.type("tomorrow 9")
    press("Control+Enter")
    page.wait_for_url(f"**/customers/{holder_of(second)}/workspace/")
    press("?")
    expect(page.get_by_text("save and next").last).to_be_visible()


def test_the_lease_lapses_after_a_closed_browser_and_the_old_page_says_so(morning, typed, desk):  # noqa: F811
    account = late()
    page, press, _counted = typed
    page.goto("/queues/m1/")
    press("n")
    page.wait_for_url("**/workspace/")
    Claim.objects.update(leased_until=NOW - timedelta(minutes=1))  # nobody has used the page for long
    other = sign_in(desk(), "supervisor")
    other.goto("/queues/m1/")
    other.keyboard.press("n")
    other.wait_for_url(f"**/customers/{holder_of(account)}/workspace/")
    press("n")
    expect(page.get_by_role("status")).to_contain_text("Nobody waits")
    assert Claim.objects.get().holder == "supervisor"


def test_without_scripts(morning, desk):  # noqa: F811
    account = late()
    page = sign_in(desk(java_script_enabled=False))
    page.get_by_role("link", name="Queues", exact=True).click()
    page.get_by_role("button", name="Next person of M1").click()
    page.wait_for_url(f"**/customers/{holder_of(account)}/workspace/")
    page.locator("summary", has_text="Record a promise").click()
    page.get_by_role("button", name="Record the promise").click()
    expect(page.get_by_role("status")).to_contain_text("Recorded.")
    assert f"/customers/{holder_of(account)}/workspace/" in page.url
