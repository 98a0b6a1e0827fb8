"""ASVS 5.0, 2.2.1 and 2.3.4, of every form of every page.

One odd value in a form that is otherwise right: never 500, and the answer says what is wrong. Sent twice, a form
is done once.
"""

import random
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings
from django.urls import Resolver404, resolve, reverse

from servicing.access import may
from tests.security.conftest import AT
from tests.security.forms import Form, forms
from tests.security.test_v2_3_4_a_form_sent_twice_is_done_once import about, rows_of_all_tables
from tests.security.test_v8_2_2_each_person_sees_the_accounts_of_their_branches import (
    LISTS,
    PATTERNS,
    address,
    rows_of,
)
from tests.servicing.browsing import Client
from tests.servicing.workspace.conftest import PLAIN_STORAGES

pytestmark = pytest.mark.django_db

ROLES = ("supervisor", "compliance", "administrator")  # together they have every form that there is
ODD = (
    "", "foo", "9999-12-31", "0001-01-01", "2026-02-30", "-1", "0", "1e9", "９９", "🙂" * 60, "9" * 40, "a~b", "x" * 5000,
    "' OR 1=1 --", "[]", "//elsewhere.example/", "9999-12-31T23:59", "2147483648", "9223372036854775808",
    "4111111111111111",
)  # fmt: skip
NOT_TYPED = {"csrfmiddlewaretoken", "form_key", "next", "then"}
LEAVE_IT = {"sign-out", "language", ""}
LEAST = 25  # forms that do something as they are filled in here; the others are refused
MARKED = re.compile(r'<(?:input|select|textarea)[^>]*aria-invalid="true"')
TOLD = re.compile(r'class="(?:errorlist|error|alert|warning)')


@pytest.fixture(scope="module")
def every_form(module_db, book, people, unseen) -> dict[str, list[tuple[str, Form]]]:
    """The forms of all pages by role, each with the name of where it is sent."""
    with time_machine.travel(AT, tick=False), override_settings(STORAGES=PLAIN_STORAGES):
        return {role: list(forms_of(people[role], unseen)) for role in ROLES}


def forms_of(person, unseen) -> Iterator[tuple[str, Form]]:
    client = Client()
    client.force_login(person)
    for name in (*LISTS, *about(unseen)):
        capability = PATTERNS[name].callback.capability
        if capability and not may(person, capability):
            continue
        where = reverse(name) if name in LISTS else address(name, rows_of(name, unseen))
        page = client.get(where)
        if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
            for form in forms(where, page.content.decode()):
                if (route := route_of(form.action)) not in LEAVE_IT:
                    yield route, form


def test_every_field_takes_nothing_odd(client, people, every_form):
    client.raise_request_exception = False
    rng, known, broken, silent = random.Random(2), set(), [], []
    with time_machine.travel(AT, tick=False):
        for role, listed in every_form.items():
            client.force_login(people[role])
            for route, form in listed:
                for field in unseen_fields(route, form, known):
                    odd = rng.choice(ODD)
                    sent = form.fields | {field: odd, "form_key": f"{route} {field}"}
                    answer = taken_back(lambda form=form, sent=sent: client.post(form.action, sent))
                    if answer.status_code >= 500:
                        broken.append((route, field, odd[:40]))
                    elif answer.status_code == 200 and not says_it(answer):
                        silent.append((route, field, odd[:40]))
    assert (broken, silent) == ([], [])
    assert len(known) > 100


def unseen_fields(route: str, form: Form, known: set[tuple[str, str]]) -> Iterator[str]:
    """Fields of the form that were in none before it. One line of a statement stands for its others."""
    for field in sorted(set(form.fields) - NOT_TYPED):
        alike = re.sub(r"\d+", "#", re.sub(r"(?<=\.)[^.]+(?=\.)", "#", field))
        if (route, alike) not in known:
            known.add((route, alike))
            yield field


def says_it(answer) -> bool:
    """Whether the page that comes back marks a field, or says in words what is wrong. Files are no pages."""
    page = answer.content.decode() if answer["Content-Type"].startswith("text/html") else None
    return page is None or bool(MARKED.search(page) or TOLD.search(page))


def test_sent_twice_it_is_done_once(client, people, every_form):
    did, done_again = set(), set()
    with time_machine.travel(AT, tick=False):
        before = rows_of_all_tables()
        for role, listed in every_form.items():
            client.force_login(people[role])
            for route, form in listed:
                if route in did:
                    continue
                once, more = taken_back(lambda form=form: sent_twice(client, form))
                did |= {route} if once != before else set()
                done_again |= {(route, form.action, *more)} if more else set()
    assert done_again == set()
    assert len(did) >= LEAST, sorted(did)


def sent_twice(client, form: Form) -> tuple[dict[str, int], list[str]]:
    """Rows of all tables after the first sending of a form, and tables in which the second made more.

    A file is taken away as often as it is asked for.
    """
    is_file = client.post(form.action, form.fields).has_header("Content-Disposition")
    once = rows_of_all_tables()
    client.post(form.action, form.fields)
    twice = once if is_file else rows_of_all_tables()
    return once, [name for name in once if once[name] != twice[name]]


def taken_back(work):
    with transaction.atomic():
        found = work()
        transaction.set_rollback(True)
    return found


def route_of(where: str) -> str:
    try:
        return resolve(where.partition("?")[0]).url_name or ""
    except Resolver404:
        return ""
