"""The second factor by keyboard alone, in a real browser: set up, used, and read by everybody."""

import pyotp
import pytest
from playwright.sync_api import expect

from servicing.models import SecondFactor
from tests.servicing.axe import violations
from tests.servicing.workspace.builders import PASSWORD, colleague
from tests.servicing.workspace.test_browser import NARROW, WIDE, browser, desk, pytestmark  # noqa: F401


@pytest.fixture
def supervisor(transactional_db, settings):
    settings.SECOND_FACTOR = "supervisors"
    colleague("supervisor")


def shows_password(page):
    page.goto("/sign-in/")
    expect(page.locator("[name=username]")).to_be_focused()
    page.keyboard.type("supervisor")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/*/")


def is_readable(page):
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(WIDE, "dark", "zh-Hans"), (NARROW, "light", "es")],
)
@pytest.mark.usefixtures("supervisor")
def test_set_up_and_used(desk, width, scheme, language):  # noqa: F811
    page = desk(viewport=width, color_scheme=scheme, locale=language, reduced_motion="reduce")
    shows_password(page)
    expect(page.locator("[name=code]")).to_be_focused()
    page.locator("summary").press("Enter")
    is_readable(page)
    secret = page.locator("code.key").inner_text().replace(" ", "")
    page.locator("[name=code]").focus()
    page.keyboard.type(pyotp.TOTP(secret).now())
    page.keyboard.press("Enter")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    code = page.locator(".recovery-codes code").first.inner_text()
    is_readable(page)
    page.locator("main a.main").press("Enter")
    expect(page.get_by_role("banner")).to_be_visible()
    page.goto("/second-factor/")
    is_readable(page)
    page.context.clear_cookies()
    shows_password(page)
    expect(page.locator("[name=code]")).to_be_focused()
    is_readable(page)
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("banner")).to_be_visible()
    assert SecondFactor.objects.count() == 1
