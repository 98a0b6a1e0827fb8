"""Acts on many rows: seen before, done row by row, above a limit by two people."""

import pytest
from django.urls import reverse

from accounts.acts import Act
from accounts.models import Break, Case, Hold
from notices import batches
from notices.models import Notice
from servicing.models import BulkAct, BulkRow
from servicing.workspace.lists import bulk
from tests.notices.posted import noticed
from tests.servicing.workspace.builders import LAST, release
from tests.servicing.workspace.cases.test_cases import opened
from tests.servicing.workspace.reading import text

pytestmark = pytest.mark.django_db


def begin(client, listed, act, keys=(), **said):
    return client.post(reverse(f"bulk-{listed}"), {"act": act, "chosen": list(keys), **said}, follow=True)


def run(client, made: BulkAct, **terms):
    return client.post(reverse(f"run-bulk-{made.list}", args=[made.pk]), terms, follow=True)


def in_bulk(client, listed, act, keys, **terms):
    begin(client, listed, act, keys)
    return run(client, BulkAct.objects.latest("pk"), **terms)


@pytest.fixture
def found(book):
    return Break.objects.get()


@pytest.fixture
def two(found):
    """The open difference, and one that is settled."""
    settled = Break.objects.get()
    settled.pk, settled.statement_date, settled.settled_on = None, LAST, LAST
    settled.save()
    return [found.pk, settled.pk]


class TestBreaks:
    def test_what_is_allowed_and_refused_is_seen_before_anything_happens(self, desk, found, two):
        page = text(begin(desk, "breaks", "assign", two))
        assert "Refused: 1" in page
        assert "Allowed: 1" in page
        assert "It is settled." in page
        assert set(Break.objects.values_list("owner", flat=True)) == {""}

    def test_every_row_has_a_result(self, desk, found, two):
        page = text(in_bulk(desk, "breaks", "assign", two, owner="agent"))
        assert "Done: 1. Refused: 1." in page
        assert Break.objects.get(pk=found.pk).owner == "agent"
        assert dict(BulkRow.objects.values_list("key", "outcome")) == {two[0]: "done", two[1]: "refused"}

    def test_whoever_cannot_have_the_work_is_not_given_it(self, desk, found):
        in_bulk(desk, "breaks", "assign", [found.pk], owner="compliance")
        assert Break.objects.get().owner == ""
        assert BulkAct.objects.get().started_at is None

    def test_all_that_match_are_those_of_the_filters(self, desk, found, two):
        begin(desk, "breaks", "assign", query="state=settled", everything="on")
        assert list(BulkRow.objects.values_list("key", flat=True)) == two[1:]

    def test_nothing_selected_does_nothing(self, desk):
        assert "Select at least one row." in text(begin(desk, "breaks", "assign"))
        assert not BulkAct.objects.exists()

    def test_too_many_are_to_be_narrowed_first(self, desk, two, monkeypatch):
        monkeypatch.setattr(bulk, "MOST", 1)
        assert "At most 1 rows at once" in text(begin(desk, "breaks", "assign", two))

    def test_an_agent_may_not(self, agent, found):
        assert begin(agent, "breaks", "assign", [found.pk]).status_code == 403

    def test_cut_short_it_goes_on_with_the_rest(self, desk, found, two):
        begin(desk, "breaks", "assign", two)
        made = BulkAct.objects.get()
        BulkAct.objects.update(started_at=made.made_at, terms={"owner": "agent"})
        BulkRow.objects.filter(key=two[1]).update(outcome="refused", reason="before")
        run(desk, made)
        assert Break.objects.get(pk=found.pk).owner == "agent"
        assert BulkRow.objects.get(key=two[1]).reason == "before"
        assert BulkAct.objects.get().finished_at


class TestSecondPerson:
    @pytest.fixture(autouse=True)
    def above_none(self, settings):
        settings.BULK_SECOND_PERSON_ABOVE = 0

    def test_above_the_limit_another_supervisor_lets_it_go(self, desk, found, client, people):
        page = text(in_bulk(desk, "breaks", "assign", [found.pk], owner="agent"))
        assert "A second person has to approve" in page
        made = BulkAct.objects.get()
        run(desk, made, owner="agent")
        assert Break.objects.get().owner == ""

        other = type(people["supervisor"]).objects.create(username="second", role="supervisor")
        client.force_login(other)
        assert "Approve, and do it" in text(client.get(reverse("bulk-act-breaks", args=[made.pk])))
        run(client, made, owner="somebody else")
        assert Break.objects.get().owner == "agent"
        assert BulkAct.objects.get().approved_by == "second"

    def test_nobody_does_what_another_has_not_asked_for(self, desk, found, client, people):
        begin(desk, "breaks", "assign", [found.pk])
        client.force_login(type(people["supervisor"]).objects.create(username="second", role="supervisor"))
        assert run(client, BulkAct.objects.get(), owner="agent").status_code == 403


def test_holds_are_looked_at_again(desk, book):
    hold = Hold.objects.create(
        account=book["late"], kind="dispute", starts_on=LAST, known_on=LAST, review_on=LAST, reference="H1"
    )
    answer = in_bulk(desk, "holds", "review", [hold.pk], note="still disputed", next_review_on="2099-01-01")
    assert "Done: 1. Refused: 0." in text(answer)
    assert hold.reviews.get().note == "still disputed"


def test_cases_are_acknowledged_and_what_is_too_early_is_refused(desk, book):
    case = opened(book["late"])
    for on, done in (("2020-01-01", 0), (case.opened_on.isoformat(), 1)):
        assert f"Done: {done}. Refused: {1 - done}." in text(
            in_bulk(desk, "cases", "acknowledge", [case.pk], on=on, note="")
        )
    assert Case.objects.get(pk=case.pk).acknowledged_on == case.opened_on


def test_notices_are_recalled_from_their_batch(desk, book):
    release()
    inside, outside = noticed(book["late"]), noticed(book["broken"], state="failed", reason="no address")
    batches.make(Act(at=inside.state_since))
    page = text(begin(desk, "notices", "recall", [inside.pk, outside.pk]))
    assert "It is in no batch that waits." in page
    run(desk, BulkAct.objects.get(), reason="the letterhead is old", to="ready")
    assert dict(BulkRow.objects.values_list("key", "outcome")) == {inside.pk: "done", outside.pk: "refused"}
    in_bulk(desk, "notices", "try-again", [outside.pk])
    assert Notice.objects.get(pk=outside.pk).state == "due"
