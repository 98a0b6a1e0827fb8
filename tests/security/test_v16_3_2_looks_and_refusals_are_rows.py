"""ASVS 5.0, 16.3.2: who looked at whom, who was refused, and who took what away are rows that nobody edits."""

import re
from hashlib import sha256

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.evidence.sources import sources
from accounts.models import Account
from servicing.access import may
from servicing.api import urls as api
from servicing.api.http.resource import Nowhere
from servicing.models import AccessRecord, Export
from tests.security.conftest import AT, SEEN
from tests.security.test_v8_2_2_each_person_sees_the_accounts_of_their_branches import (
    ONE,
    PATTERNS,
    address,
    rows_of,
)
from tests.servicing.api.calling import System, token

pytestmark = pytest.mark.django_db

TELLS_NOTHING = {"lease", "received-letter", "received-mail"}


@pytest.fixture(autouse=True)
def clock(book, people):
    with time_machine.travel(AT, tick=False):
        yield


def records(**which) -> list[tuple]:
    rows = AccessRecord.objects.filter(**which).order_by("pk")
    return [*rows.values_list("by", "route", "account", "customer", "is_refused")]


@pytest.mark.parametrize("role", ["supervisor", "compliance"])
def test_every_page_about_somebody_leaves_a_row(role, client, people, unseen):
    client.force_login(people[role])
    for name in ONE:
        about_an_account = any(str(PATTERNS[name].pattern).startswith(begins) for begins in unseen)
        if not may(people[role], PATTERNS[name].callback.capability) or not about_an_account:
            continue
        if client.get(address(name, rows_of(name, unseen))).status_code == 200 and name not in TELLS_NOTHING:
            row = AccessRecord.objects.latest("pk")
            assert (row.by, row.route, row.at, row.is_refused) == (role, name, AT, False)
            assert row.account_id or row.customer_id or row.source == "notices_batch", name


def test_account_and_customer_and_list_and_search(client, people, book):
    client.force_login(people["agent"])
    account = book["late"]
    person = account.parties.get().customer_id
    client.get(reverse("account", args=[account.pk]))
    client.get(reverse("customer", args=[person]))
    client.get(reverse("accounts"))
    assert records() == [
        ("agent", "account", account.pk, None, False),
        ("agent", "customer", None, person, False),
        ("agent", "accounts", None, None, False),
    ]


def test_a_form_that_comes_back_shows_the_person_too(client, people, book):
    client.force_login(people["agent"])
    client.post(reverse("open-case", args=[book["late"].pk]), {})
    assert [row[1] for row in records()] == ["open-case"]


def test_whoever_asks_for_what_is_not_theirs(client, local, unseen):
    """By role, and by branch; what there is not is nobody's, and no row."""
    client.force_login(local["agent"])
    client.get(reverse("team"))
    client.get(reverse("account", args=[unseen["accounts/"]]))
    client.get(reverse("account", args=[987_654_321]))
    assert records() == [
        ("agent", "team", None, None, True),
        ("agent", "account", unseen["accounts/"], None, True),
    ]


def test_nobody_edits_a_row(client, people, book):
    assert "servicing_accessrecord" in {source.table for source in sources()}
    client.force_login(people["agent"])
    client.get(reverse("account", args=[book["late"].pk]))
    for act in (lambda rows: rows.update(by="eve"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
            act(AccessRecord.objects.all())


@pytest.mark.parametrize("form", ["csv", "xlsx", "pdf"])
def test_a_report_that_is_taken_away(form, client, people, book):
    client.force_login(people["compliance"])
    client.get(reverse("aging"), {"format": form})
    taken = Export.objects.get()
    assert (taken.list, taken.format, taken.by) == ("aging", form, "compliance")


def test_a_list_that_a_command_writes(book, capsys):
    call_command("dial_list")
    written = capsys.readouterr().out
    taken = Export.objects.get()
    assert (taken.list, taken.by, taken.rows) == ("dial-list", "manage.py", len(written.splitlines()) - 1)
    assert taken.sha256 == sha256(written.encode()).hexdigest()


READS = {
    str(pattern.pattern): pattern.callback.cls for pattern in api.urlpatterns
    if hasattr(pattern.callback, "cls") and hasattr(pattern.callback.cls, "get")
    and pattern.callback.cls is not Nowhere
}  # fmt: skip
TELL_NOTHING_OF_PEOPLE = {
    "reports/aging/", "reports/roll-rates/", "subscriptions/", "subscriptions/<int:number>/",
    "subscriptions/<int:number>/secret/",
}  # fmt: skip


class TestSystems:
    """What a token reads: one row for a request, however many people it is about."""

    @pytest.fixture
    def of_unseen(self, unseen) -> dict[str, str]:
        """How addresses begin, with one of each of the account of the other branch."""
        account = Account.objects.get(pk=unseen["accounts/"])
        return {
            "accounts/": account.reference,
            "people/": account.parties.get().customer.reference,
            "promises/": account.promised.first().promise.reference,
            "holds/": account.holds.first().reference,
            "plans/": account.plans.get().reference,
            "notices/": account.notices.first().reference,
            "cases/": str(account.cases.get().pk),
        }

    def address(self, route: str, of: dict[str, str]) -> str:
        begins = route.partition("/")[0] + "/"
        return re.sub(r"<\w+:\w+>", of.get(begins, "0"), route)

    def test_every_read_is_one_row(self, client, of_unseen):
        system, answered = System(client, token("crm"), person="ann"), 0
        assert {route for route in READS if not READS[route].tells_of_people} == TELL_NOTHING_OF_PEOPLE
        for route in READS:
            before = AccessRecord.objects.count()
            ok = system.get(self.address(route, of_unseen)).status_code == 200
            kept = AccessRecord.objects.count() - before
            assert kept == (ok and route not in TELL_NOTHING_OF_PEOPLE), route
            if kept:
                row = AccessRecord.objects.latest("pk")
                plain = re.sub(r"<\w+:", "<", route)
                assert (row.by, row.route, row.is_refused) == ("api/crm/ann", f"api/v1/{plain}", False)
                about = row.account_id or row.customer_id
                assert bool(about) == ("<" in route), route
                answered += 1
        assert answered > 15

    def test_what_a_token_does_not_reach(self, client, book, of_unseen, unseen):
        local, other = (
            System(client, token("local", branches=(SEEN,))),
            System(client, token("x", "webhooks")),
        )
        for route, view in READS.items():
            if "<" in route and view.tells_of_people and route.partition("/")[0] + "/" in of_unseen:
                assert local.get(self.address(route, of_unseen)).status_code == 404
                row = AccessRecord.objects.latest("pk")
                assert (row.by, row.is_refused) == ("api/local", True)
                assert row.account_id in (unseen["accounts/"], None), route
                assert row.account_id or row.customer_id, route
        other.get(f"accounts/{book['late'].reference}/")
        row = AccessRecord.objects.latest("pk")
        assert (row.by, row.is_refused, row.account_id) == ("api/x", True, None)


class TestThePage:
    def test_compliance_reads_who_looked_at_a_person(self, client, people, book):
        account = book["late"]
        person = account.parties.get().customer
        client.force_login(people["agent"])
        client.get(reverse("account", args=[account.pk]))
        client.get(reverse("account", args=[book["paid"].pk]))
        client.force_login(people["compliance"])
        where = reverse("access-records") + f"?customer={person.pk}"
        assert where in client.get(reverse("customer", args=[person.pk])).content.decode()
        page = client.get(where).content.decode()
        assert "The agent" in page
        assert account.reference in page
        assert book["paid"].reference not in page

    def test_and_who_was_refused(self, client, people):
        client.force_login(people["agent"])
        client.get(reverse("access-records"))
        client.force_login(people["compliance"])
        refused = client.get(reverse("access-records") + "?show=refused").content.decode()
        assert "The agent" in refused and "Record of access <code" in refused
        assert "The agent" not in client.get(reverse("access-records")).content.decode()
