"""ASVS 5.0, 2.3.4: what is sent twice is done once; every form of every page carries a key."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import Case
from servicing.models import SentForm
from servicing.security import sent_forms
from tests.security.test_v8_2_2_each_person_sees_the_accounts_of_their_branches import (
    ONE,
    PATTERNS,
    address,
    rows_of,
)
from tests.servicing.workspace.reading import text
from tests.servicing.workspace.test_access import address as anywhere

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor(client, people, book):
    client.force_login(people["supervisor"])
    return client


def complaint(book, **more) -> dict[str, object]:
    customer = book["late"].parties.get().customer_id
    said = {"kind": "complaint", "customer": customer, "channel": "call", "about": "charged twice"}
    return said | {"on": "2026-01-20", "form_key": "k1"} | more


def test_a_form_posted_twice_makes_one_case_and_leads_to_it(supervisor, book):
    where = reverse("open-case", args=[book["late"].pk])
    first = supervisor.post(where, complaint(book))
    again = supervisor.post(where, complaint(book), follow=True)
    case = Case.objects.get()
    assert first.url == reverse("case", args=[case.pk])
    assert again.redirect_chain[0][0] == first.url
    assert "This form was sent already and done once" in text(again)


def test_other_words_or_another_key_are_another_form(supervisor, book):
    where = reverse("open-case", args=[book["late"].pk])
    supervisor.post(where, complaint(book))
    supervisor.post(where, complaint(book, about="rude on the telephone"))
    supervisor.post(where, complaint(book, form_key="k2"))
    assert Case.objects.count() == SentForm.objects.count() == 3


def test_what_was_refused_can_be_sent_again(supervisor, book):
    where = reverse("open-case", args=[book["late"].pk])
    assert supervisor.post(where, complaint(book, about="")).status_code == 200
    assert not SentForm.objects.exists()


def test_two_people_who_send_the_same_are_two(client, people, book):
    where = reverse("open-case", args=[book["late"].pk])
    for role in ("agent", "supervisor"):
        client.force_login(people[role])
        client.post(where, complaint(book))
    assert Case.objects.count() == 2


def test_every_form_of_a_page_has_a_key_of_its_own(supervisor, book):
    page = supervisor.get(reverse("account", args=[book["late"].pk])).content.decode()
    posting = re.findall(r'<form[^>]*method="post".*?</form>', page, re.DOTALL)
    keys = [re.findall(r'name="form_key" value="([\w-]{16})"', form) for form in posting]
    assert len(posting) > 3
    assert all(len(each) == 1 for each in keys)
    assert len({each[0] for each in keys}) == len(keys)


MAY_BE_REPEATED = {
    "accounts", "check-template", "promise-verb",  # only answer
    "affordability-figures", "lease", "keep-draft", "drop-draft",  # the same state however often
}  # fmt: skip
KEYLESS = {"form_key": ""}
NO_PERSON_YET = {"sign-in", "sign-in-code", "set-up-factor", "choose-password"}


def test_without_a_key_no_form_is_taken(supervisor, unseen):
    """Of no address: the key is asked for before anything else of a request."""
    before, taken = rows_of_all_tables(), set()
    for name in sorted(set(PATTERNS) - NO_PERSON_YET):
        where = address(name, rows_of(name, unseen)) if name in about(unseen) else anywhere(PATTERNS[name])
        page = supervisor.post(where, KEYLESS)
        if page.status_code != 400 or "Nothing was changed. The form has no key" not in text(page):
            taken.add(name)
    assert taken == MAY_BE_REPEATED
    assert rows_of_all_tables() == before


def test_in_place_a_form_is_done_once_too(supervisor, book):
    where = reverse("open-case", args=[book["late"].pk])
    first, again = (supervisor.post(where, complaint(book), headers={"HX-Request": "true"}) for _ in range(2))
    assert Case.objects.filter(account=book["late"]).count() == 1
    assert (again.status_code, again["HX-Redirect"]) == (200, first.url)


def test_in_place_what_is_at_work_is_left_alone(supervisor, book, monkeypatch):
    monkeypatch.setattr(sent_forms, "_claimed", lambda *_: False)
    where = reverse("open-case", args=[book["late"].pk])
    assert supervisor.post(where, complaint(book), headers={"HX-Request": "true"}).status_code == 204


TEMPLATES = Path(__file__).parents[2] / "servicing" / "templates"


def test_no_template_posts_a_form_without_a_key():
    """Also those that no test comes to."""
    found = {
        f"{path.relative_to(TEMPLATES)}: {form[:60]}"
        for path in TEMPLATES.rglob("*.html")
        for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.DOTALL)
        if 'method="post"' in form and "{% csrf_token %}" not in form
    }
    assert found == set()


def rows_of_all_tables() -> dict[str, int]:
    """How many there are; what is noted of every request, and what a refused form leaves typed, is left out."""
    left_out = {
        "servicing_sentform", "servicing_accessrecord", "servicing_draft", "accounts_affordabilitydraft",
        "servicing_presence", "django_session",
    }  # fmt: skip
    names = set(connection.introspection.table_names()) - left_out
    counting = " UNION ALL ".join(f"SELECT '{name}', (SELECT count(*) FROM \"{name}\")" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(counting)
        return dict(cursor.fetchall())


def about(unseen) -> list[str]:
    """Addresses of which there is a row."""
    return [name for name in ONE if any(str(PATTERNS[name].pattern).startswith(row) for row in unseen)]
