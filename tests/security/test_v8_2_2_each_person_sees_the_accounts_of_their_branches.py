"""ASVS 5.0, 8.2.2: data-specific access. Every role, every address, accounts of one's branch and of another."""

from datetime import time, timedelta
from itertools import product

import pytest
from django.urls import URLPattern, get_resolver, reverse

from accounts.models import Account
from servicing import scope
from servicing.access import ROLES, SCOPES, Capability, Scope, may
from servicing.models import BulkAct, BulkRow, Team, User
from servicing.queues.catalogue import QUEUES
from tests.accounts.contact.calling import happened
from tests.security.conftest import AT, NAME, SEEN
from tests.servicing.workspace.builders import LAST

pytestmark = pytest.mark.django_db

OF_THE_BOOK = {"restatement", "restated-accounts", "withdraw-restatement", "change-feed", "withdraw-feed"}
OF_PROMPTS = {"approve-prompt", "withdraw-prompt"}
OF_PEOPLE = {"person", "reset-password", "change-team", "approve-person", "refuse-person"}
WITHOUT_ACCOUNTS = OF_THE_BOOK | OF_PEOPLE | OF_PROMPTS
# The API has tokens of its own (tests.servicing.api).
PATTERNS = {
    pattern.name: pattern for pattern in get_resolver().url_patterns if isinstance(pattern, URLPattern)
}
LOCAL = [role for role in User.Role.values if SCOPES[role] == Scope.OWN_BRANCHES]


def is_of_one(name: str) -> bool:
    """Whether an address names a row about an account or its people. Those of lists are asked apart."""
    if str(PATTERNS[name].pattern).startswith("lists/"):
        return False
    numbered = any(
        type(each).__name__ == "IntConverter" for each in PATTERNS[name].pattern.converters.values()
    )
    return numbered and "pk" in PATTERNS[name].pattern.converters and name not in WITHOUT_ACCOUNTS


def rows_of(name: str, unseen: dict[str, int]) -> int:
    route = str(PATTERNS[name].pattern)
    return unseen[max((begins for begins in unseen if route.startswith(begins)), key=len)]


def address(name: str, pk: int) -> str:
    values = {"pk": pk, "name": "cn-help", "language": "en"}
    return reverse(name, kwargs={key: values.get(key, 0) for key in PATTERNS[name].pattern.converters})


ONE = sorted(name for name in PATTERNS if is_of_one(name))
LISTS = sorted(name for name, pattern in PATTERNS.items() if not pattern.pattern.converters)


@pytest.mark.parametrize(("role", "name"), [*product(LOCAL, ONE)])
def test_what_is_of_another_branch_is_not_there(role, name, client, local, unseen):
    if not may(local[role], PATTERNS[name].callback.capability):
        return
    client.force_login(local[role])
    where = address(name, rows_of(name, unseen))
    answers = {client.get(where).status_code, client.post(where).status_code}
    assert answers <= {404, 405}, answers
    assert 404 in answers


@pytest.fixture
def inner(book, unseen) -> dict[str, int]:
    """One of everything about the account of the other branch, by what an address calls it behind its owner."""
    account = book["unseen"]
    customer, today = account.parties.get().customer, AT.date()
    acting = account.parties.create(customer=customer, role="authorised-representative")
    answer = account.gate_answers.create(
        customer=customer, channel="call", purpose="collection", number="+8613800009999", at=AT, allowed=True,
        asked_by="agent", reserved_until=AT + timedelta(hours=1),
    )  # fmt: skip
    mandate = account.mandates.create(reference="M1", kind="minimum", starts_on=today, known_on=today)
    hours = customer.preferred_times.create(
        weekdays="12345", opens=time(9), closes=time(12), said_at=AT, entered_by="agent"
    )
    spelling = customer.print_spellings.create(text="x", spelling="x", entered_at=AT, entered_by="ann")
    return {
        "spelling": spelling.pk, "party": acting.pk, "mandate": mandate.pk, "answer": answer.pk, "hours": hours.pk,
        "event": happened(account, AT, "conversation", agent="agent").pk,
        "hold": account.holds.first().pk, "promise": account.promised.first().promise_id,
        "point": customer.contact_points.first().pk,
    }  # fmt: skip


@pytest.mark.parametrize("role", LOCAL)
def test_what_is_of_another_branch_is_not_there_behind_what_is_of_ones_own(role, client, local, book, inner):
    """Every address that names two things: the account or person of one's own, and what is about another."""
    client.force_login(local[role])
    own = {"accounts": book["late"].pk, "customers": book["late"].parties.get().customer_id}
    for name, pattern in PATTERNS.items():
        more = list(pattern.pattern.converters)[1:]
        begins = str(pattern.pattern).partition("/")[0]
        if not more or begins not in own or not may(local[role], pattern.callback.capability):
            continue
        where = reverse(name, args=[own[begins], inner[more[0]]])
        answers = {client.get(where).status_code, client.post(where).status_code}
        assert answers <= {404, 405}, name
        assert 404 in answers, name


@pytest.mark.parametrize("role", LOCAL)
def test_no_queue_names_it(role, client, local, book, unseen):
    client.force_login(local[role])
    for name, queue in product(("queue", "unoffered"), QUEUES):
        page = text_of(client.get(reverse(name, args=[queue])))
        assert book["unseen"].reference not in page, (name, queue)
        assert NAME not in page, (name, queue)


@pytest.mark.parametrize("role", LOCAL)
def test_a_restatement_lists_those_of_ones_branches(role, client, local, book, unseen):
    client.force_login(local[role])
    for name in ("restatement", "restated-accounts"):
        page = text_of(client.get(reverse(name, args=[unseen["restatements/"]])))
        assert book["unseen"].reference not in page
        assert NAME not in page


def test_what_is_of_the_whole_book_is_for_those_who_see_it(client, local, people):
    client.force_login(local["supervisor"])
    assert client.get(reverse("aging")).status_code == 403
    assert reverse("aging") not in text_of(client.get(reverse("home")))
    User.objects.update(team=None)
    client.force_login(User.objects.get(role="supervisor"))
    assert client.get(reverse("aging")).status_code == 200


@pytest.mark.parametrize("role", LOCAL)
def test_no_list_names_it(role, client, local, book, unseen):
    client.force_login(local[role])
    reference = book["unseen"].reference
    for name, query in queries():
        page = text_of(client.get(reverse(name) + query))
        assert reference not in page, name + query
        assert NAME not in page, name + query


NAMING = {
    "accounts", "breaks", "call-backs", "cases", "hardship", "holds", "moves", "notices", "promises", "reages",
    "sending", "set-aside",
}  # fmt: skip


def test_whoever_sees_every_branch_finds_it_in_every_list(client, people, book, unseen):
    """So that the test before this one can fail."""
    User.objects.update(team=None)
    client.force_login(User.objects.get(role="supervisor"))
    reference = book["unseen"].reference
    naming = set()
    for name, query in queries():
        page = text_of(client.get(reverse(name) + query))
        if reference in page or NAME in page:
            naming.add(name)
    assert naming >= NAMING


def queries():
    """Every list with every filter that it offers as a choice."""
    for name in set(LISTS) - {"sign-in", "sign-out", "language", "health", "metrics"}:
        yield name, ""
    for name, filters in FILTERS.items():
        for each in filters:
            yield name, each


FILTERS = {
    "accounts": ["?stage=M0", "?stage=M1", "?stage=M2", f"?on={LAST}"],
    "breaks": ["?state=settled", "?owner=nobody"],
    "call-backs": ["?show=missed", "?show=mine", "?show=nobody"],
    "cases": [
        f"?show={show}"
        for show in ("open", "unacknowledged", "late", "soon", "extensions", "credits", "decided")
    ],
    "hardship": [
        f"?show={show}" for show in ("requests", "drafts", "to-send", "awaited", "reviews", "missed")
    ],
    "holds": ["?state=due", "?state=in-force", "?state=ended"],
    "moves": [f"?on={day}" for day in ("2026-01-04", "2026-01-08", "2026-01-15", "2026-01-22", LAST)],
    "notices": [f"?show={show}" for show in ("suspended", "failed", "missed", "corrected", "recalled")],
    "promises": [
        f"?show={show}"
        for show in ("due", "tomorrow", "waiting", "new", "open", "broken", "kept", "cancelled")
    ],
}


def text_of(response) -> str:
    return b"".join(response).decode() if response.streaming else response.content.decode()


@pytest.mark.parametrize("term", [NAME, "138 0000 9999", "A0"])
def test_no_search_finds_it(term, client, local, book, unseen):
    client.force_login(local["agent"])
    page = client.post(reverse("accounts"), {"q": term}, follow=True).content.decode()
    assert f">{book['unseen'].reference}<" not in page
    assert (book["late"].reference in page) == (term == "A0")


def test_the_dial_list_is_of_ones_branches(client, local, book, unseen, monkeypatch):
    client.force_login(local["supervisor"])
    rows = text_of(client.post(reverse("dial-list")))
    assert rows.startswith("account,number")
    assert book["unseen"].reference not in rows


# An act on many rows of each list that has one.
ACTS = {
    "breaks": "assign", "call-backs": "assign", "cases": "acknowledge", "holds": "review", "notices": "recall",
    "queues": "snooze",
}  # fmt: skip


@pytest.mark.parametrize(
    "listed", [name.removeprefix("bulk-act-") for name in PATTERNS if "bulk-act-" in name]
)
def test_nothing_is_done_to_many_rows_that_one_does_not_see(listed, client, local, book, unseen):
    client.force_login(local["supervisor"])
    rows = {"holds": book["unseen"].holds.first().pk, "queues": unseen["customers/"]}
    act, pk = ACTS[listed], rows.get(listed) or unseen[f"{listed}/"]
    client.post(reverse(f"bulk-{listed}"), {"act": act, "chosen": [pk]})
    client.post(reverse(f"bulk-{listed}"), {"act": act, "everything": "on", "query": ""})
    assert not BulkRow.objects.filter(key=pk).exists()
    others = BulkAct.objects.create(list=listed, act=act, made_by="ann", made_at=AT, asked_at=AT)
    others.rows.create(key=pk)
    assert client.get(reverse(f"bulk-act-{listed}", args=[others.pk])).status_code == 404
    assert client.post(reverse(f"run-bulk-{listed}", args=[others.pk])).status_code == 404


EXPORTS = sorted(name for name in PATTERNS if name.startswith("export-"))


@pytest.mark.parametrize("name", EXPORTS)
def test_no_file_has_it(name, client, local, book, unseen):
    client.force_login(local["supervisor"])
    for query in FILTERS.get(name.removeprefix("export-"), [""]):
        answer = client.post(reverse(name), {"format": "csv", "query": query.lstrip("?")})
        assert answer.status_code == 200
        assert book["unseen"].reference not in text_of(answer)


def test_letters_of_several_branches_are_put_together_by_whoever_sees_them_all(client, local, unseen):
    client.force_login(local["supervisor"])
    assert client.post(reverse("make-batches")).status_code == 404


@pytest.mark.parametrize("role", LOCAL)
def test_own_branches_are_seen(role, client, local, book):
    client.force_login(local[role])
    for name in ("account", "account-rules", "contacts"):
        assert client.get(reverse(name, args=[book["late"].pk])).status_code == 200
    person = book["late"].parties.get().customer
    assert client.get(reverse("customer", args=[person.pk])).status_code == 200
    assert book["late"].reference in client.get(reverse("accounts")).content.decode()


def test_a_person_with_accounts_in_two_branches_is_seen_with_those_of_ones_own(client, local, book, unseen):
    person = book["late"].parties.get().customer
    book["unseen"].parties.create(customer=person, role="joint-holder")
    client.force_login(local["agent"])
    for where in (reverse("customer", args=[person.pk]), reverse("account", args=[book["late"].pk])):
        page = client.get(where).content.decode()
        assert person.name in page
        assert book["unseen"].reference not in page


@pytest.mark.parametrize(
    ("branches", "seen"),
    [([], {"late", "paid", "broken", "unseen"}), ([SEEN], {"late", "paid", "broken"}), (["?"], set())],
)
def test_a_team_without_branches_works_on_all(branches, seen, book, people):
    agent = User(role="agent", team=Team.objects.create(name="x", branches=branches))
    found = set(scope.narrow(Account.objects.all(), agent).values_list("pk", flat=True))
    assert found == {book[name].pk for name in seen}


def test_compliance_sees_every_branch_whatever_its_team(local, book):
    assert scope.sees_every_branch(local["compliance"])
    assert scope.find(Account, local["compliance"], pk=book["unseen"].pk) == book["unseen"]


def test_the_table_says_of_every_role_what_it_sees():
    assert set(SCOPES) == set(User.Role.values) == set.union(*ROLES.values())
    assert not may(User(role="administrator"), Capability.SEE_ACCOUNTS)


class TestTeams:
    @pytest.fixture
    def administrator(self, client, people, book):
        client.force_login(people["administrator"])
        return client

    def test_an_administrator_names_the_branches_of_a_team(self, administrator):
        said = {"name": "East", "branches": f" {SEEN}\n\n{SEEN} \n"}
        assert administrator.post(reverse("new-team"), said).status_code == 302
        team = Team.objects.get(name="East")
        assert team.branches == [SEEN]
        assert [edit.branches for edit in team.edits.all()] == [[SEEN]]
        page = administrator.get(reverse("change-team", args=[team.pk])).content.decode()
        assert f"{SEEN}</textarea>" in page

    def test_a_branch_of_which_there_is_no_account_is_refused(self, administrator):
        page = administrator.post(reverse("new-team"), {"name": "East", "branches": "Pudnog"})
        assert "No account is of this branch: Pudnog" in page.content.decode()
        assert not Team.objects.filter(name="East").exists()

    @pytest.mark.parametrize("whose", ["in it", "to be in it"])
    def test_a_team_of_people_is_given_no_more_branches(self, whose, administrator, people, book):
        team = Team.objects.create(name="East", branches=[SEEN])
        if whose == "in it":
            User.objects.filter(pk=people["agent"].pk).update(team=team)
        else:
            administrator.post(
                reverse("person", args=[people["agent"].pk]),
                {"role": "agent", "team": team.pk, "is_active": "on"},
            )
            assert people["agent"].changes.get().team == team
        for branches in ("", f"{SEEN}\n{book['unseen'].branch}"):
            page = administrator.post(
                reverse("change-team", args=[team.pk]), {"name": "East", "branches": branches}
            )
            assert "they would see more" in page.content.decode()
        assert Team.objects.get(pk=team.pk).branches == [SEEN]
