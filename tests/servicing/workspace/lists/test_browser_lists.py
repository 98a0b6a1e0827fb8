"""Lists, search, drafts and stale saves in a real browser."""

from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Break
from servicing.models import Draft, PromptVersion
from tests.servicing.workspace.test_browser import book, browser, desk, pytestmark, sign_in  # noqa: F401


def test_a_view_is_saved_and_used_and_rows_are_acted_on_in_bulk(desk, book):  # noqa: F811
    page = sign_in(desk(), "supervisor")
    page.goto("/breaks/?owner=nobody")
    page.get_by_text("Save this view").click()
    page.get_by_label("Name").fill("Nobody's")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/breaks/")
    page.get_by_role("link", name="Nobody's").click()
    assert page.url.endswith("/breaks/?owner=nobody")
    expect(page.get_by_role("link", name="Nobody's")).to_have_attribute("aria-current", "page")

    page.get_by_label("Select every row of this page").check()
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_text("Allowed: 1")).to_be_visible()
    page.get_by_label("To").select_option("agent")
    page.get_by_role("button", name="Assign: 1").click()
    expect(page.get_by_text("Done: 1. Refused: 0.")).to_be_visible()
    assert Break.objects.get().owner == "agent"


def test_whom_the_caller_is_opens_at_once_and_no_number_stays_in_the_address(desk, book):  # noqa: F811
    page = sign_in(desk())
    page.goto("/caller/#+44%207700%20900123")
    page.wait_for_url(f"**{reverse('account', args=[book['paid'].pk])}")
    page.go_back()
    assert "900123" not in page.url


def test_what_was_typed_comes_back_after_the_session_ended(desk, book):  # noqa: F811
    page = sign_in(desk())
    address = reverse("log-incoming", args=[book["late"].pk])
    page.goto(address)
    page.get_by_label("Note").fill("she is abroad until May")
    expect(page.get_by_text("Draft kept.")).to_be_visible()
    page.locator("[name=channel]").select_option("call")
    page.locator("[name=outcome]").select_option("answered")
    expect(page.get_by_text("Draft kept.")).to_be_visible()
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Log").click()
    page.wait_for_url(f"**/sign-in/?next={address}")
    page.get_by_label("Username").fill("agent")
    page.get_by_label("Password").fill("a-long-enough-passphrase")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")
    expect(page.get_by_label("Note")).to_have_value("she is abroad until May")
    page.get_by_role("button", name="Discard the draft").click()
    expect(page.get_by_label("Note")).to_have_value("")
    expect(page.locator(".draft-note")).to_have_count(0)
    assert not Draft.objects.exists()


def test_a_stale_save_loses_nothing(desk, book):  # noqa: F811
    address = reverse("prompt", args=["away", "en"])
    mine = sign_in(desk(), "compliance")
    mine.goto(address)
    theirs = sign_in(desk(), "compliance")
    theirs.goto(address)
    theirs.get_by_label("Sentences").fill("Thank you for taking the call.")
    theirs.get_by_role("button", name="Save the draft").click()
    theirs.goto(address)
    mine.goto(address)
    theirs.get_by_label("Sentences").fill("Thank you.")
    theirs.get_by_role("button", name="Save the draft").click()
    mine.get_by_label("Sentences").fill("Thank you for telling me.")
    mine.get_by_role("button", name="Save the draft").click()
    expect(mine.get_by_role("alert").filter(has_text="saved other words")).to_contain_text("Thank you.")
    expect(mine.get_by_label("Sentences")).to_have_value("Thank you for telling me.")
    mine.get_by_role("button", name="Save the draft").click()
    assert PromptVersion.objects.get().say == ["Thank you for telling me."]
