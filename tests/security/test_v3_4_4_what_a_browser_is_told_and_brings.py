"""ASVS 5.0, 3.3.2, 3.3.4, 3.4.4, 3.4.5, 3.5.1: what browsers are told of every answer, and whose posts are taken."""

from itertools import cycle

import pytest
import time_machine
from django.urls import reverse

from tests.security.conftest import AT
from tests.servicing.browsing import Client
from tests.servicing.workspace.builders import PASSWORD
from tests.servicing.workspace.reading import text
from tests.servicing.workspace.test_access import PATTERNS, address

pytestmark = pytest.mark.django_db

TOLD = "For your safety it was not sent."


@pytest.fixture
def signed_in(client, people, quick_hashing):
    """A browser in which an agent has signed in, chosen a language and worked."""
    client.post(reverse("language"), {"language": "es"})
    client.get(reverse("sign-in"))
    with time_machine.travel(AT, tick=False) as clock:
        client.post(reverse("sign-in"), {"username": "agent", "password": PASSWORD})
        clock.shift(120)
        client.get(reverse("home"))
        yield client


def test_every_cookie_is_kept_from_other_sites_and_from_scripts(signed_in, settings):
    names = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}
    assert names | {settings.USED_COOKIE_NAME} <= set(signed_in.cookies)
    assert any(name.startswith(settings.KNOWN_COOKIE_NAME) for name in signed_in.cookies)
    for name, cookie in signed_in.cookies.items():
        told = (cookie["samesite"], bool(cookie["httponly"]), cookie["path"], cookie["domain"])
        assert told == ("Lax", True, "/", ""), name


def answers(client, settings):
    """One of every kind: pages, files, errors of every status, refusals before anything is read."""
    settings.HTTPS = False
    yield 200, client.get(reverse("home"))
    yield 302, client.get(reverse("sign-in"))
    yield 302, client.post(reverse("sign-out"))
    yield 200, client.get(reverse("health"))
    yield 401, client.get("/api/v1/accounts/")
    yield 404, client.get("/nowhere/")
    yield 405, client.trace(reverse("sign-in"))
    yield 413, client.post(reverse("sign-in"), {"username": "x" * 1_000_001})
    streamed = {"Transfer-Encoding": "chunked"}
    yield 411, client.generic("POST", reverse("sign-in"), headers=streamed, CONTENT_LENGTH="")
    yield 400, client.get(reverse("sign-in"), headers={"Host": "elsewhere.example"})
    settings.HTTPS = True
    yield 403, client.get("/api/v1/accounts/")


def test_no_answer_is_taken_for_what_it_does_not_say_it_is(signed_in, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    for status, answer in answers(signed_in, settings):
        assert (answer.status_code, answer["X-Content-Type-Options"]) == (status, "nosniff")


def test_no_other_site_learns_where_somebody_was(signed_in):
    for name in ("home", "accounts"):
        assert signed_in.get(reverse(name))["Referrer-Policy"] == "same-origin"


def test_what_other_sites_make_a_browser_post_is_refused(people, settings):
    """At every address: without the token of a page, with a wrong one, or from another origin."""
    settings.ALLOWED_HOSTS = ["testserver"]
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people["agent"])
    browser.get(reverse("password"))
    token = {"csrfmiddlewaretoken": browser.cookies[settings.CSRF_COOKIE_NAME].value}
    forged = cycle(
        [({}, {}), ({"csrfmiddlewaretoken": "x" * 64}, {}), (token, {"Origin": "https://x.example"})]
    )
    for name in sorted(PATTERNS):
        form, headers = next(forged)
        refused = browser.post(address(PATTERNS[name]), form, headers=headers)
        assert (refused.status_code, TOLD in text(refused)) == (403, True), name
    assert browser.post(reverse("password"), token).status_code == 200
