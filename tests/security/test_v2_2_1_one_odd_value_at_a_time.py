"""ASVS 5.0, 2.2.1: one odd value in a form that is otherwise right: never 500, and the answer says what is wrong."""

import random
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction

from tests.security.conftest import AT
from tests.security.forms import Form, forms
from tests.security.test_v2_3_4_a_form_sent_twice_is_done_once import LEAVE_IT, pages, route_of

pytestmark = pytest.mark.django_db

ODD = (
    "", "foo", "9999-12-31", "0001-01-01", "2026-02-30", "-1", "0", "1e9", "９９", "🙂" * 60, "9" * 40, "a~b", "x" * 5000,
    "' OR 1=1 --", "[]", "//elsewhere.example/", "9999-12-31T23:59", "2147483648", "9223372036854775808",
    "4111111111111111",
)  # fmt: skip
NOT_TYPED = {"csrfmiddlewaretoken", "form_key", "next", "then"}
MARKED = re.compile(r'<(?:input|select|textarea)[^>]*aria-invalid="true"')
SAID = re.compile(r'class="(?:errorlist|error|alert|warning)')


def fields(client, people, unseen) -> Iterator[tuple[str, Form, str]]:
    """Every field of every form, once: in the first role that has it."""
    known = set()
    for role in ("agent", "supervisor", "compliance", "administrator"):
        for where, page in pages(role, client, people, unseen):
            for form in forms(where, page):
                route = route_of(form.action)
                for field in sorted(set(form.fields) - NOT_TYPED):
                    if route and route not in LEAVE_IT and (route, field) not in known:
                        known.add((route, field))
                        yield route, form, field


def test_every_field_of_every_form(client, people, book, unseen):
    client.raise_request_exception = False
    rng, broken, silent, tried = random.Random(2), [], [], 0
    with time_machine.travel(AT, tick=False):
        for route, form, field in fields(client, people, unseen):
            odd = rng.choice(ODD)
            tried += 1
            with transaction.atomic():
                answer = client.post(form.action, form.fields | {field: odd, "form_key": str(tried)})
                transaction.set_rollback(True)
            if answer.status_code >= 500:
                broken.append((route, field, odd[:40]))
            elif answer.status_code == 200 and not says_it(answer):
                silent.append((route, field, odd[:40]))
    assert (broken, silent) == ([], [])
    assert tried > 100


def says_it(answer) -> bool:
    """Whether the page that comes back marks a field, or says in words what is wrong. Files are no pages."""
    page = answer.content.decode() if answer["Content-Type"].startswith("text/html") else None
    return page is None or bool(MARKED.search(page) or SAID.search(page))
