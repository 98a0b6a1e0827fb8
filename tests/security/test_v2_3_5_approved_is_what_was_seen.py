"""ASVS 5.0, 2.3.5: two people for what matters; the second approves what they have seen, and not their own."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.letters import letterheads
from notices.letters.letterheads import TEXTS
from notices.models import LetterheadApproval, TemplateVersion
from notices.wordings import versions as wording_versions
from notices.wordings.parts import parts_of
from tests.servicing.workspace.builders import colleague
from tests.servicing.workspace.reading import text

pytestmark = pytest.mark.django_db

NAME, LANGUAGE = "cn-help", "en"
LATER = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def draft(people):
    parts = parts_of(wording_versions.shipped(NAME, LANGUAGE))
    return wording_versions.draft(NAME, LANGUAGE, parts, by="compliance", at=LATER)


def approve(client, draft, seen: datetime) -> str:
    where = reverse("approve-template-version", args=[NAME, LANGUAGE, draft.number])
    day = wording_versions.today(NAME, timezone.now()) + timedelta(days=1)
    return text(client.post(where, {"effective_from": str(day), "seen": seen.isoformat()}, follow=True))


def test_words_changed_since_they_were_read_are_not_approved(client, people, draft):
    client.force_login(people["supervisor"])
    seen = draft.written_at
    wording_versions.revise(draft, draft.parts, by="carla", at=LATER + timedelta(minutes=1))
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
    wording_versions.revise(draft, draft.parts, by="carla", at=LATER + timedelta(minutes=1))
    client.force_login(people["compliance"])
    draft.refresh_from_db()
    assert draft.writers == ["carla", "compliance"]
    assert "Somebody else approves what you have written" in approve(client, draft, draft.written_at)
    assert TemplateVersion.objects.get().approved_by == ""


class TestLetterheads:
    @pytest.fixture
    def waiting(self, people):
        """One that changes where money is paid to: two others approve it."""
        said = dict.fromkeys(TEXTS, "x")
        letterheads.save("CN", "zh-hans", said, None, by="administrator", at=timezone.now())
        return letterheads.pending("CN", "zh-hans", letterheads.today("CN", timezone.now()))

    def approve(self, client, seen) -> str:
        where = reverse("letterhead-approval", args=["CN", "zh-hans"])
        return text(client.post(where, {"seen": seen}, follow=True))

    def test_another_version_than_was_read_is_not_approved(self, client, people, waiting):
        client.force_login(people["compliance"])
        assert "Somebody has changed it since you opened it" in self.approve(client, waiting.number - 1)
        assert not LetterheadApproval.objects.exists()

    def test_two_who_approve_have_different_roles(self, client, people, waiting):
        assert waiting.needs_approvals == 2
        client.force_login(people["compliance"])
        assert "One more person has to" in self.approve(client, waiting.number)
        client.force_login(colleague("compliance", "carla"))
        assert "Somebody of another role" in self.approve(client, waiting.number)
        client.force_login(colleague("administrator", "adam"))
        assert "It counts from" in self.approve(client, waiting.number)
