"""The words of notices at the desk: read by all, written by compliance, approved by somebody else."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.acts import Act
from notices.letters import letterheads
from notices.models import TemplateVersion
from notices.wordings import versions as wording_versions
from notices.wordings.parts import parts_of
from tests.servicing.workspace.builders import colleague
from tests.servicing.workspace.reading import markup, rows, text

pytestmark = pytest.mark.django_db

NAME, LANGUAGE = "cn-help", "en"
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def compliance(client, book, people):
    client.force_login(people["compliance"])
    return client


def address(name="template", *more):
    return reverse(name, args=[NAME, LANGUAGE, *more])


def sent(parts=None, **changed):
    """The form as a browser sends it: the parts of the first version, and three spare rows."""
    parts = parts or parts_of(wording_versions.shipped(NAME, LANGUAGE))
    said = {key: parts[key] for key in ("title", "email_subject", "sms")}
    written = [*parts["paragraphs"], {}, {}, {}]
    for number, paragraph in enumerate(written):
        sort = next((f"{key}:{paragraph[key]}" for key in ("block", "table") if key in paragraph), "")
        said |= {
            f"p-{number}-heading": paragraph.get("heading", ""),
            f"p-{number}-source": sort,
            f"p-{number}-text": paragraph.get("text", ""),
            f"p-{number}-part": paragraph.get("part", ""),
            f"p-{number}-needs": paragraph.get("needs", ""),
            f"p-{number}-ORDER": number + 1 if paragraph else "",
        }
    said |= {"p-TOTAL_FORMS": len(written), "p-INITIAL_FORMS": len(written) - 3, "keep": "1"}
    return said | changed


def last_row():
    return len(parts_of(wording_versions.shipped(NAME, LANGUAGE))["paragraphs"])


def drafted(by="somebody", **changed):
    parts = {**parts_of(wording_versions.shipped(NAME, LANGUAGE)), **changed}
    return wording_versions.draft(NAME, LANGUAGE, parts, Act(by=by, at=datetime(2026, 3, 1, tzinfo=UTC)))


def approve(client, version, day="2026-03-05"):
    said = {"effective_from": day, "seen": version.written_at.isoformat()}
    return client.post(address("approve-template-version", version.number), said, follow=True)


def test_every_template_with_its_version_in_force(agent):
    shown = rows(agent.get(reverse("templates")))
    assert "Overdue notice Simplified Chinese 1 always built-in" in shown
    assert "Collection letter, first; Collection letter, second English 1 always built-in" in shown


def test_the_words_in_force(agent):
    page = agent.get(address())
    assert "In force: version 1" in text(page)
    assert "Nothing in it is refused, and nothing required is missing." in text(page)
    assert "<var>{{ promise_total }}</var>" in markup(page)
    assert "Write a new version" not in text(page)


def test_an_unknown_one_is_not_found(agent):
    for wrong in (["cn-none", "en"], ["gb-help", "es"]):
        assert agent.get(reverse("template", args=wrong)).status_code == 404
    assert agent.get(address("template-version", 7)).status_code == 404


def test_a_locked_block_shows_its_citation(agent):
    page = text(agent.get(reverse("template", args=["us-negative-notice", "es"])))
    assert "Prescribed text, locked: 12 CFR 1022, App. B, B-1" in page


def test_what_counsel_has_still_to_look_at(agent):
    page = text(agent.get(reverse("template", args=["gb-sums-in-arrears", "en"])))
    assert "Counsel has yet to review it: To be proofed against SI 2007/1167" in page


class TestWriting:
    def test_the_form_begins_as_the_version_in_force(self, compliance):
        page = markup(compliance.get(address("new-template-version")))
        assert "On {{ promise_made_on }} you planned" in page or "you planned to pay" in page
        assert "Save as a draft" in page

    def test_a_draft_is_kept_and_nothing_is_written_with_it(self, compliance):
        number = last_row()
        said = sent(**{f"p-{number}-text": "We are glad to hear\r\nfrom you.", f"p-{number}-ORDER": "2"})
        page = compliance.post(address("new-template-version"), said, follow=True)
        assert "Saved as a draft." in text(page)
        draft = TemplateVersion.objects.get()
        assert draft.parts["paragraphs"][1] == {"text": "We are glad to hear\nfrom you."} or (
            draft.parts["paragraphs"][2] == {"text": "We are glad to hear\nfrom you."}
        )
        assert draft.written_by == "compliance"
        assert wording_versions.in_force(NAME, LANGUAGE, TODAY).number == 1

    def test_unchanged_it_says_the_same(self, compliance):
        compliance.post(address("new-template-version"), sent())
        assert (
            wording_versions.of(TemplateVersion.objects.get()).sha256
            == wording_versions.shipped(NAME, LANGUAGE).sha256
        )

    def test_checking_marks_the_place_and_keeps_nothing(self, compliance):
        number = last_row()
        said = sent(**{f"p-{number}-text": "Pay, or the p0lice will know {{ debt }}."})
        del said["keep"]
        page = compliance.post(address("new-template-version"), {**said, "look": "1"})
        assert ">p0lice</mark>" in markup(page)
        assert ">{{ debt }}</mark>" in markup(page)
        assert "It invokes police, courts or criminal law" in text(page)
        assert not TemplateVersion.objects.exists()

    def test_the_live_preview_is_a_part_of_the_page(self, compliance):
        said = sent(title="Final notice")
        page = compliance.post(address("check-template"), said)
        assert markup(page).strip().startswith('<div id="reading"')
        assert ">Final notice</mark>" in markup(page)

    def test_what_is_required_and_gone_is_named(self, compliance):
        gone = {f"p-{number}-DELETE": "on" for number in range(last_row())}
        page = text(compliance.post(address("check-template"), sent(**gone)))
        assert "This is required and not said: The help invitation" not in page
        assert "The help invitation" in page and "How to object" in page

    def test_a_draft_is_changed_by_number(self, compliance):
        draft = drafted()
        where = address("change-template-version", draft.number)
        assert "Change draft 2" in text(compliance.get(where))
        compliance.post(where, sent(title="Let us talk"))
        draft.refresh_from_db()
        assert (draft.parts["title"], draft.written_by) == ("Let us talk", "compliance")

    def test_approved_words_are_not_changed(self, compliance):
        draft = drafted()
        wording_versions.approve(
            draft, Act(by="x", at=datetime(2026, 3, 1, tzinfo=UTC)), effective_from=TODAY
        )
        page = compliance.post(address("change-template-version", draft.number), sent(title="B"), follow=True)
        assert "It was approved meanwhile" in text(page)

    def test_what_is_of_no_list_is_refused(self, compliance):
        page = compliance.post(address("new-template-version"), sent(**{"p-0-source": "block:none"}))
        assert page.status_code == 200
        assert not TemplateVersion.objects.exists()

    def test_no_words_are_lost_under_a_block(self, compliance):
        page = compliance.post(address("new-template-version"), sent(**{"p-0-text": "Lost?"}))
        assert "A block or a table has no words of its own." in text(page)
        assert not TemplateVersion.objects.exists()


class TestApproval:
    def test_it_counts_from_its_day_on(self, desk):
        draft = drafted(title="Let us talk")
        page = text(desk.get(address("template-version", draft.number)))
        assert "Difference against version 1, in force" in page
        assert "Approved." in text(approve(desk, draft))
        assert wording_versions.in_force(NAME, LANGUAGE, date(2026, 3, 4)).number == 1
        assert wording_versions.in_force(NAME, LANGUAGE, date(2026, 3, 5)).title == "Let us talk"

    def test_the_difference_is_marked_word_by_word(self, desk):
        draft = drafted(title="Let us look at it now")
        page = markup(desk.get(address("template-version", draft.number)))
        assert "<del>together</del><ins>now</ins>" in page

    def test_nobody_approves_their_own(self, compliance):
        draft = drafted(by="compliance")
        assert "Somebody else approves what you have written." in text(
            compliance.get(address("template-version", draft.number))
        )
        assert "Somebody else approves" in text(approve(compliance, draft))
        draft.refresh_from_db()
        assert draft.approved_at is None

    def test_words_with_a_fault_cannot_come_into_force(self, desk):
        draft = drafted(title="Last warning")
        assert "it cannot come into force" in text(desk.get(address("template-version", draft.number)))
        assert "it cannot come into force" in text(approve(desk, draft))

    @pytest.mark.parametrize(
        ("day", "said"),
        [("2026-03-01", "Date is in the past."), ("", "required"), ("2999-01-01", "not one of")],
    )
    def test_the_day_is_one_to_come(self, desk, day, said):
        assert said in text(approve(desk, drafted(), day))

    def test_withdrawn_it_gives_way(self, desk):
        draft = drafted()
        approve(desk, draft, "2026-03-02")
        page = desk.post(address("withdraw-template-version", draft.number), follow=True)
        assert "Withdrawn. The version before it counts." in text(page)
        assert "In force: version 1" in text(page)

    def test_compliance_approves_what_a_colleague_wrote(self, client, book, people):
        colleague("compliance", username="second")
        draft = drafted(by="second")
        client.force_login(people["compliance"])
        assert "Approved." in text(approve(client, draft))


class TestRoles:
    @pytest.mark.parametrize("name", ["new-template-version", "check-template"])
    def test_only_compliance_writes(self, desk, name):
        assert desk.post(address(name), sent()).status_code == 403

    @pytest.mark.parametrize("name", ["approve-template-version", "withdraw-template-version"])
    def test_an_agent_approves_nothing(self, agent, name):
        assert agent.post(address(name, 2)).status_code == 403


class TestSamples:
    @pytest.fixture(autouse=True)
    def letterhead(self):
        letterheads.put_examples(Act(by="administrator", at=datetime(2026, 1, 1, tzinfo=UTC)))

    def test_a_version_on_an_account(self, agent, book):
        page = agent.get(address("template-sample", 1, book["late"].pk))
        assert "As the cardholder would have it today." in text(page)
        assert "Let us look at it together" in text(page)

    def test_as_pdf(self, agent, book):
        page = agent.get(address("template-sample-pdf", 1, book["late"].pk))
        assert page["Content-Type"] == "application/pdf"
        assert page.content.startswith(b"%PDF")

    def test_the_version_offers_accounts_of_its_jurisdiction(self, agent, book):
        page = text(agent.get(address("template-version", 1)))
        assert book["late"].reference in page

    def test_nothing_of_a_person_for_an_administrator(self, client, book, people):
        client.force_login(people["administrator"])
        assert "On sample accounts" not in text(client.get(address("template-version", 1)))
        assert client.get(address("template-sample", 1, book["late"].pk)).status_code == 403


def test_the_queries_of_the_list_do_not_grow(agent, django_assert_num_queries):
    for enlarge in (lambda: None, lambda: [drafted() for _ in range(5)]):
        enlarge()
        with django_assert_num_queries(3):
            agent.get(reverse("templates"))
