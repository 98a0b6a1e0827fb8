"""What is said on the telephone: lawful in every language, and shown once it is clear who speaks."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.acts import Act
from accounts.models import GateAnswer
from servicing.models import PromptVersion
from servicing.prompts import versions
from servicing.prompts.versions import LANGUAGES, SITUATIONS
from tests.servicing.workspace.reading import markup, text

AT = datetime(2026, 6, 1, tzinfo=UTC)
SAID = {"say": "Thank you for telling me.\nTake the time you need.", "help": "We look at what help there is."}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_what_comes_with_the_program_breaks_no_rule_and_ends_in_help(situation, language):
    prompt = versions.shipped(situation, language)
    assert versions.faults(prompt) == []
    assert 2 <= len(prompt.say) <= versions.MOST_SENTENCES
    assert prompt.help


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_said_before_identity_tells_of_a_debt(language):
    said = " ".join(
        sentence
        for name in versions.BEFORE_IDENTITY
        for sentence in versions.shipped(name, language).sentences
    ).lower()
    assert not any(
        word in said for word in ("debt", "past due", "owe", "欠", "逾期", "还款", "deuda", "debe", "pago")
    )


@pytest.mark.parametrize(
    ("code", "language"), [("zh-CN", "zh-Hans"), ("es-US", "es"), ("en-GB", "en"), ("ar", "en"), ("", "en")]
)
def test_a_customer_hears_their_language_or_english(code, language):
    assert versions.language_for(code) == language


@pytest.mark.django_db
class TestVersions:
    def draft(self, client, people, role="compliance", **said):
        client.force_login(people[role])
        return client.post(reverse("draft-prompt", args=["forgot", "en"]), {**SAID, **said}, follow=True)

    def test_a_second_person_lets_other_words_come_into_force(self, client, people):
        self.draft(client, people)
        row = PromptVersion.objects.get()
        assert row.number == 2
        shown = {"seen": row.written_at.isoformat()}
        client.post(reverse("approve-prompt", args=[row.pk]), shown)
        assert self.said() != tuple(SAID["say"].splitlines())
        client.force_login(people["supervisor"])
        answer = client.post(reverse("approve-prompt", args=[row.pk]), shown, follow=True)
        assert "Approved." in text(answer)
        assert self.said() == tuple(SAID["say"].splitlines())
        client.post(reverse("withdraw-prompt", args=[row.pk]))
        assert self.said() == versions.shipped("forgot", "en").say

    def test_what_breaks_a_rule_does_not_come_into_force(self, client, people):
        page = self.draft(client, people, say="Pay today or we go to court.")
        assert "It invokes police, courts or criminal law" in text(page)
        with pytest.raises(versions.PromptError, match="faults"):
            versions.approve(PromptVersion.objects.get().pk, Act(by="supervisor", at=AT))

    def test_an_agent_writes_none(self, client, people):
        assert self.draft(client, people, "agent").status_code == 403

    def test_a_new_draft_takes_the_place_of_the_open_one(self, client, people):
        self.draft(client, people)
        self.draft(client, people, say="Thank you.")
        assert PromptVersion.objects.get().say == ["Thank you."]

    @pytest.mark.parametrize("path", ["", "forgot/en/", "self-harm/zh-Hans/"])
    def test_everybody_who_works_here_reads_them(self, agent, path):
        assert agent.get(reverse("prompts") + path).status_code == 200

    @pytest.mark.parametrize("path", ["nonsense/en/", "forgot/fr/"])
    def test_others_there_are_none(self, agent, path):
        assert agent.get(reverse("prompts") + path).status_code == 404

    def said(self):
        return next(each.say for each in versions.in_force("en") if each.situation == "forgot")


@pytest.mark.django_db
def test_the_page_of_a_call_says_first_who_is_speaking_then_the_rest_in_their_language(agent, book):
    late = book["late"]
    type(late).objects.filter(pk=late.pk).update(language="zh-CN")
    page = agent.get(reverse("log-incoming", args=[late.pk]))
    assert "请问是机主本人吗" in text(page)
    assert "May I speak with the person this account belongs to?" in text(page)
    guide = markup(page)
    assert guide.index("请问是机主本人吗") < guide.index("这种情况很常见")
    assert not GateAnswer.objects.exists()
