"""ASVS 5.0, 2.2.1 and 16.5.3: whatever is typed or forged, every page of every role answers, and never with 500."""

import random
import re
from io import BytesIO
from wsgiref.util import setup_testing_defaults

import pytest
import time_machine
from django.urls import URLPattern, get_resolver, reverse

from accounts.models import ContactEvent, WrongNumber
from servicing.models import User
from servicing.security.requests.bodies import in_our_characters
from servicing.wsgi import application
from tests.security.conftest import AT
from tests.servicing.api.calling import System, token
from tests.servicing.workspace.reading import text
from tests.servicing.workspace.test_access import MAY_OPEN, address

pytestmark = pytest.mark.django_db

PATTERNS = {
    pattern.name: pattern for pattern in get_resolver().url_patterns if isinstance(pattern, URLPattern)
}
ODD = (
    "", "foo", "9999-12-31", "0001-01-01", "2026-02-30", "-1", "1e9", "\x00", "９９", "🙂" * 60, "9" * 40, "a~b",
    "2026-01-01~x", "' OR 1=1 --", "[]", "//elsewhere.example/", "javascript:1", "call collection x", "9999-12-31T23:59",
)  # fmt: skip
ALWAYS = (
    "next", "after", "on", "since", "show", "state", "stage", "product", "currency", "kind", "owner", "search", "q", "batch",
    "reference", "what", "customer", "chosen", "act", "query", "everything", "format", "seen", "ends_on", "starts_on",
    "number", "note", "reason", "day", "time", "asked", "basis", "payday", "said", "name", "form_key",
)  # fmt: skip
NOT_HERE = {"sign-out", "serve"}


@pytest.fixture
def own(book):
    """Addresses of the account that everybody sees instead of one that is not there."""
    pks = {"accounts": book["late"].pk, "customers": book["late"].parties.get().customer_id}

    def found(name: str) -> str:
        route = str(PATTERNS[name].pattern)
        begins = route.partition("/")[0]
        converters = PATTERNS[name].pattern.converters
        if begins in pks and set(converters) == {"pk"}:
            return reverse(name, args=[pks[begins]])
        return address(PATTERNS[name])

    return found


@pytest.mark.parametrize("role", User.Role.values)
def test_every_form_and_list_of_a_role(role, client, people, own):
    client.force_login(people[role])
    client.raise_request_exception = False
    rng, broken = random.Random(role), []
    for name in sorted((MAY_OPEN[role] & set(PATTERNS)) - NOT_HERE):
        where = own(name)
        page = client.get(where, {key: rng.choice(ODD) for key in rng.sample(ALWAYS, 6)})
        asked = set(re.findall(r'name="([\w-]+)"', client.get(where).content.decode(errors="replace")))
        names = [*(asked - {"csrfmiddlewaretoken"}), *rng.sample(ALWAYS, 10)]
        posted = [client.post(where, {key: rng.choice(ODD) for key in names}) for _ in range(2)]
        broken += [(name, each.status_code) for each in (page, *posted) if each.status_code >= 500]
    assert broken == []


@pytest.mark.parametrize("odd", [odd for odd in ODD if odd != "\0"])
def test_back_to_where_a_form_says(odd, client, people, book):
    client.force_login(people["agent"])
    client.raise_request_exception = False
    found = book["broken"].breaks.get()
    answer = client.post(reverse("take-break", args=[found.pk]), {"next": odd})
    assert answer.status_code == 302
    assert answer.url.startswith("/")
    assert not answer.url.startswith("//")


def served(program, content_type: str, method: str = "POST") -> int:
    """The status that a program answers with, before it is a request of the test client."""
    environ = {"PATH_INFO": "/sign-in/", "QUERY_STRING": "q=x", "HTTP_HOST": "localhost"}
    setup_testing_defaults(environ)
    statuses = []
    body = {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": "1", "wsgi.input": BytesIO(b"x")}
    program(environ | body | {"REQUEST_METHOD": method}, lambda status, _headers: statuses.append(status))
    return int(statuses[0].split()[0])


@pytest.mark.parametrize("said", ["=rot13", "=zip", "=utf-7", "=nonsense", "*=nonsense''x", "*=utf-8''rot13"])
def test_characters_that_are_those_of_no_text(said):
    for kind in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/csv"):
        content_type = f"{kind}; charset{said}"
        assert [served(application, content_type, method) for method in ("POST", "GET")] == [415, 415]


@pytest.mark.parametrize("said", ["", "; charset=utf-8", '; charset="UTF-8"'])
def test_characters_of_ours(said):
    behind = in_our_characters(lambda _environ, start_response: start_response("200 OK", []) or [])
    assert served(behind, f"application/x-www-form-urlencoded{said}") == 200


class TestContacts:
    """What is said of a contact stays for ever, so nothing that no page can show is taken."""

    @pytest.fixture
    def incoming(self, client, people, book):
        client.force_login(people["agent"])

        def log(**said):
            plain = {"customer": book["late"].parties.get().customer_id, "channel": "call", "at": "2026-01-24T09:15",
                     "purpose": "service", "outcome": "answered", "identity": "none"}  # fmt: skip
            with time_machine.travel(AT, tick=False):
                return client.post(reverse("log-incoming", args=[book["late"].pk]), plain | said)

        return log

    @pytest.mark.parametrize("at", ["0001-01-01T00:00", "0001-01-01", "1949-12-31T23:59", "9999-12-31T23:59"])
    def test_a_moment_out_of_all_years(self, at, incoming, client, book):
        answer = incoming(at=at)
        assert "The year is not one of this book." in text(answer)
        system = System(client, token("dialler"))
        body = {
            "direction": "in",
            "account": book["late"].reference,
            "channel": "call",
            "outcome": "answered",
        }
        refused = system.post("contacts/", body | {"at": f"{at[:10]}T00:00:00+14:00"})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "at")
        assert not ContactEvent.objects.exists()

    @pytest.mark.parametrize("number", ["", " "])
    def test_a_wrong_number_that_nobody_knows_is_logged(self, number, incoming, client, book):
        assert incoming(outcome="wrong-number", right_party="no", number=number).status_code == 302
        event = ContactEvent.objects.get()
        assert (event.outcome, event.number) == ("wrong-number", "")
        said = {"outcome": "wrong-number", "identity": "none", "at": "2026-01-24T09:14", "number": number}
        with time_machine.travel(AT, tick=False):
            where = reverse("correct-contact", args=[book["late"].pk, event.pk])
            assert client.post(where, said).status_code == 302
        assert ContactEvent.objects.count() == 2
        assert not WrongNumber.objects.exists()
