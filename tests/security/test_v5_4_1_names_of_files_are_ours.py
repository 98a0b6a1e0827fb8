"""ASVS 5.0, 5.4.1 and 5.4.2: what a file is called that somebody takes away, whatever the address or the book says."""

import re
from urllib.parse import urlencode

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Account, Customer
from servicing.access import may
from tests.history import rewritten
from tests.security.conftest import AT
from tests.security.test_v2_3_4_a_form_sent_twice_is_done_once import about
from tests.security.test_v8_2_2_each_person_sees_the_accounts_of_their_branches import (
    EXPORTS,
    LISTS,
    PATTERNS,
    address,
    rows_of,
)

pytestmark = pytest.mark.django_db

EVIL = '../x"\r\nSet-Cookie: y=1;.exe'
OURS = re.compile(
    r'(attachment|inline); filename="[a-z][\w-]*\.(csv|xlsx|pdf|html|txt|json|eml)"', re.ASCII | re.I
)
ASKING = urlencode(dict.fromkeys(("filename", "name", "file", "q", "reference", "list"), EVIL))


@pytest.fixture
def evil(book):
    """Texts of the book as a file can bring them."""
    with rewritten():
        Account.objects.filter(pk=book["unseen"].pk).update(branch=EVIL)
        Customer.objects.update(name=EVIL)


def addresses(person, unseen):
    """Of every page that the person may open, and of every list that is taken away."""
    for name in (*LISTS, *about(unseen)):
        capability = PATTERNS[name].callback.capability
        if capability and name != "sign-out" and may(person, capability):
            yield name, reverse(name) if name in LISTS else address(name, rows_of(name, unseen))


def test_nobody_else_names_a_file(client, people, unseen, evil):
    client.force_login(people["supervisor"])
    files = {}
    with time_machine.travel(AT, tick=False):
        for name, where in addresses(people["supervisor"], unseen):
            answer = client.get(f"{where}?format=csv&{ASKING}")
            if answer.status_code == 405:
                answer = client.post(where, {"format": "csv", "query": "", "filename": EVIL})
            if answer.has_header("Content-Disposition"):
                files[name] = answer["Content-Disposition"]
    assert {name: told for name, told in files.items() if not OURS.fullmatch(told)} == {}
    assert set(EXPORTS) <= set(files)
    assert len(files) > len(EXPORTS) + 3, files
