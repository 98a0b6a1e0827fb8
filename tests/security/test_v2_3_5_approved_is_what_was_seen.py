"""ASVS 5.0, 2.3.5: two people for what matters; the second approves what they have seen, and not their own."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.acts import Act
from accounts.cases import lifecycle as case_lifecycle
from accounts.promises import lifecycle as promise_lifecycle
from notices.letters import letterheads
from notices.letters.letterheads import TEXTS
from notices.models import LetterheadApproval, TemplateVersion
from notices.wordings import versions as wording_versions
from notices.wordings.parts import parts_of
from servicing.prompts import versions as prompt_versions
from tests.security.conftest import AT
from tests.servicing.workspace.builders import LAST, colleague
from tests.servicing.workspace.cases.test_cases import opened
from tests.servicing.workspace.reading import text

pytestmark = pytest.mark.django_db

NAME, LANGUAGE = "cn-help", "en"
CHANGED = "Somebody has changed it since you opened it"
LATER = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def draft(people):
    parts = parts_of(wording_versions.shipped(NAME, LANGUAGE))
    return wording_versions.draft(NAME, LANGUAGE, parts, Act(by="compliance", at=LATER))


def approve(client, draft, seen: datetime) -> str:
    where = reverse("approve-template-version", args=[NAME, LANGUAGE, draft.number])
    day = wording_versions.today(NAME, timezone.now()) + timedelta(days=1)
    return text(client.post(where, {"effective_from": str(day), "seen": seen.isoformat()}, follow=True))


def test_words_changed_since_they_were_read_are_not_approved(client, people, draft):
    client.force_login(people["supervisor"])
    seen = draft.written_at
    wording_versions.revise(draft, draft.parts, Act(by="carla", at=LATER + timedelta(minutes=1)))
    assert "Somebody has changed it since you opened it" in approve(client, draft, seen)
    draft.refresh_from_db()
    assert draft.approved_at is None
    assert "Approved." in approve(client, draft, draft.written_at)


def test_the_page_says_what_was_seen(client, people, draft):
    client.force_login(people["supervisor"])
    page = client.get(reverse("template-version", args=[NAME, LANGUAGE, draft.number])).content.decode()
    assert f'name="seen" value="{draft.written_at.isoformat()}"' in page


def test_whoever_wrote_any_of_it_is_not_the_second_person(client, people, draft):
    """Also where somebody else saved it once more, changed or not."""
    wording_versions.revise(draft, draft.parts, Act(by="carla", at=LATER + timedelta(minutes=1)))
    client.force_login(people["compliance"])
    draft.refresh_from_db()
    assert draft.writers == ["carla", "compliance"]
    assert "Somebody else approves what you have written" in approve(client, draft, draft.written_at)
    assert TemplateVersion.objects.get().approved_by == ""


class TestPrompts:
    def test_words_changed_since_they_were_read(self, client, people):
        said = prompt_versions.shipped("forgot", "en")
        row = prompt_versions.draft("forgot", "en", list(said.say), said.help, Act(by="compliance", at=LATER))
        client.force_login(people["supervisor"])
        where = reverse("approve-prompt", args=[row.pk])
        shown = field(client.get(reverse("prompt", args=["forgot", "en"])), where, "seen")
        later = Act(by="carla", at=LATER + timedelta(minutes=1))
        prompt_versions.draft("forgot", "en", ["Other words."], said.help, later)
        for forged in (shown, "", "x"):
            assert CHANGED in text(client.post(where, {"seen": forged}, follow=True))
        shown = field(client.get(reverse("prompt", args=["forgot", "en"])), where, "seen")
        assert "Approved." in text(client.post(where, {"seen": shown}, follow=True))


class TestOfAnAccount:
    """Decisions about one account: what became known since the page was opened is read first."""

    @pytest.fixture(autouse=True)
    def clock(self):
        with time_machine.travel(AT, tick=False):
            yield

    @pytest.fixture
    def supervisor(self, client, people, book):
        client.force_login(people["supervisor"])
        return client

    def test_a_step_of_a_case_taken_since(self, supervisor, book):
        case = opened(book["late"])
        where = reverse("decide-case", args=[case.pk])
        shown = field(supervisor.get(reverse("case", args=[case.pk])), where, "seen")
        case_lifecycle.give_redress(case, 5_000, "for the trouble", Act(by="colleague", at=AT))
        said = {"outcome": "rejected", "reason": "x", "on": "2026-01-24"}
        stale = supervisor.post(where, said | {"seen": shown}, follow=True)
        assert "for the trouble" in text(stale)
        page = supervisor.post(where, said, follow=True)
        assert CHANGED in text(page)
        case.refresh_from_db()
        assert case.is_open
        shown = field(page, where, "seen")  # the page that says so shows it as it is
        supervisor.post(where, said | {"seen": shown})
        case.refresh_from_db()
        assert case.outcome == "rejected"

    @pytest.mark.parametrize("name", ["uphold-reage", "withdraw-reage"])
    def test_a_payment_that_a_re_age_rests_on_returned_since(self, name, supervisor, book):
        account = book["late"]
        paid = [self.paid(account, number) for number in range(2)]
        reage = account.reages.create(on=LAST, reason="x", known_on=LAST)
        for payment in paid:
            reage.rests_on.create(payment=payment)
        self.returned(paid[0])
        where = reverse(name, args=[reage.pk])
        shown = field(supervisor.get(reverse("account", args=[account.pk])), where, "seen")
        self.returned(paid[1])
        said = {"reason": "it stands"}
        assert CHANGED in text(supervisor.post(where, said | {"seen": shown}, follow=True))
        assert CHANGED in text(supervisor.post(where, said, follow=True))
        assert not reage.rests_on.filter(reviewed_on__isnull=False).exists()
        shown = field(supervisor.get(reverse("account", args=[account.pk])), where, "seen")
        assert CHANGED not in text(supervisor.post(where, said | {"seen": shown}, follow=True))

    def test_a_promise_that_goes_beyond_more_limits_since(self, supervisor, book, monkeypatch):
        account = book["late"]
        terms = promise_lifecycle.Terms(AT.date(), {AT.date() + timedelta(days=60): 5_000})
        promise = promise_lifecycle.record([account], terms, Act(by="agent", at=AT))
        where = reverse("approve-promise", args=[account.pk, promise.pk])
        shown = field(supervisor.get(reverse("account", args=[account.pk])), where, "seen")
        for number in range(4):
            self.paid(account, number, amount=10)
        happened = dict.fromkeys([promise.pk], ("too-late", "too-many"))
        monkeypatch.setattr("accounts.promises.limits.beyond", lambda _promises: happened)
        assert CHANGED in text(supervisor.post(where, {"seen": shown}, follow=True))
        promise.refresh_from_db()
        assert promise.approved_by == ""

    def paid(self, account, number: int, amount: int = 1_000):
        return account.payments.create(
            reference=f"P{account.pk}-{number}", posted_on=LAST, value_on=LAST, amount=amount, known_on=LAST
        )

    def returned(self, payment) -> None:
        payment.returned_on = payment.return_known_on = LAST
        payment.save()


def field(page, where: str, name: str) -> str:
    """What a hidden field of the form that goes there carries."""
    [form] = re.findall(rf'<form[^>]*action="{where}".*?</form>', page.content.decode(), re.DOTALL)
    [value] = re.findall(rf'name="{name}" value="([^"]*)"', form)
    return value


class TestLetterheads:
    @pytest.fixture
    def waiting(self, people):
        """One that changes where money is paid to: two others approve it."""
        said = dict.fromkeys(TEXTS, "x") | {"iban": "", "bic": ""}
        letterheads.save("CN", "zh-hans", said, None, Act(by="administrator", at=timezone.now()))
        return letterheads.pending("CN", "zh-hans", letterheads.today("CN", timezone.now()))

    def approve(self, client, seen) -> str:
        where = reverse("letterhead-approval", args=["CN", "zh-hans"])
        return text(client.post(where, {"seen": seen}, follow=True))

    def test_another_version_than_was_read_is_not_approved(self, client, people, waiting):
        client.force_login(people["compliance"])
        assert "Somebody has changed it since you opened it" in self.approve(client, waiting.number - 1)
        assert not LetterheadApproval.objects.exists()

    def test_it_stands_on_the_board_of_whoever_may_approve_it(self, client, people, waiting):
        said = "1 letterhead has new words that wait for approval"
        for person, told in [("compliance", True), ("administrator", False), ("agent", False)]:
            client.force_login(people[person])
            assert (said in text(client.get(reverse("home")))) == told
        client.force_login(people["compliance"])
        self.approve(client, waiting.number)
        assert said not in text(client.get(reverse("home")))

    def test_two_who_approve_have_different_roles(self, client, people, waiting):
        assert waiting.needs_approvals == 2
        client.force_login(people["compliance"])
        assert "One more person has to" in self.approve(client, waiting.number)
        client.force_login(colleague("compliance", "carla"))
        assert "somebody of another role" in self.approve(client, waiting.number)
        client.force_login(colleague("administrator", "adam"))
        assert "It counts from" in self.approve(client, waiting.number)
