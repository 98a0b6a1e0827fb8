"""Quality reviews: the sample anybody can draw again, the review by somebody else, and what comes of it."""

from datetime import UTC, date, datetime, timedelta
from hashlib import md5

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import ContactEvent
from notices.models import Notice
from servicing.models import QualityReview, SampledDay, Scorecard
from servicing.quality import reviews, sampling, scorecards
from servicing.worklists import conduct
from tests.accounts.contact.calling import holder_of, owing
from tests.notices.posted import noticed
from tests.servicing.workspace.builders import colleague, team
from tests.servicing.workspace.conftest import plain_static_files  # noqa: F401 -- a fixture

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 3)
AT = datetime(2026, 3, 3, 15, tzinfo=UTC)
DRAWN = datetime(2026, 3, 5, 1, tzinfo=UTC)


@pytest.fixture
def account(db):
    return owing()


def called(account, number: int = 1, agent: str = "agent", **more) -> list[ContactEvent]:
    """Conversations that a colleague wrote down on the day."""
    said = {
        "customer_id": holder_of(account), "account": account, "at": AT, "channel": "call", "direction": "in",
        "purpose": "service", "outcome": "conversation", "identity": "questions", "right_party": True,
        "agent": agent, "source": "desk", "known_on": DAY, "entered_at": AT, "reason": "forgot",
    } | more  # fmt: skip
    return ContactEvent.objects.bulk_create(ContactEvent(**said) for _ in range(number))


def all_are_drawn(subject: str = "call") -> None:
    card = scorecards.in_force(subject)
    Scorecard.objects.create(
        subject=subject, per_thousand=1000, pass_mark=card.pass_mark, questions=card.questions, made_by="root",
        made_at=AT,
    )  # fmt: skip


class TestTheSample:
    def test_anybody_works_it_out_again(self, account):
        """As the page says: MD5 of call-<key>, its first eight digits, the rest of a division by a thousand."""
        calls = called(account, 600)
        assert sampling.draw_due(DRAWN) == QualityReview.objects.count()
        mine = {
            call.pk
            for call in calls
            if int(md5(f"call-{call.pk}".encode(), usedforsecurity=False).hexdigest()[:8], 16) % 1000 < 20
        }
        assert set(QualityReview.objects.values_list("contact_id", flat=True)) == mine
        assert SampledDay.objects.get(day=DAY).calls == 600

    def test_a_day_is_drawn_once_and_when_it_is_over_everywhere(self, account):
        all_are_drawn()
        called(account)
        assert sampling.draw_due(DRAWN - timedelta(days=1)) == 0
        assert [sampling.draw_due(DRAWN), sampling.draw_due(DRAWN)] == [1, 0]
        called(account)  # entered as if on the day, after the day was drawn
        assert sampling.draw_due(DRAWN + timedelta(days=3)) == 0
        assert SampledDay.objects.count() == 5

    def test_only_conversations_by_telephone_that_a_colleague_wrote_down(self, account):
        all_are_drawn()
        [call] = called(account)
        called(account, outcome="no-answer", identity="", right_party=None, reason="")
        called(account, channel="visit")
        called(account, corrects=call)
        called(account, entered_at=AT - timedelta(days=1))
        assert sampling.draw(DAY, DRAWN) == 1

    def test_a_letter_is_its_colleagues_who_let_it_go(self, account):
        all_are_drawn("letter")
        letter = noticed(account)
        Notice.objects.filter(pk=letter.pk).update(sent_on=DAY)
        sampling.draw(DAY, DRAWN)
        review = QualityReview.objects.get()
        assert (review.notice_id, review.colleague, review.subject) == (letter.pk, "", "letter")


@pytest.mark.parametrize(
    ("answers", "score", "passed"),
    [
        (("yes",) * 6, 100, True),
        (("yes", "no", "yes", "yes", "yes", "yes"), 83, True),
        (("no", "yes", "yes", "yes", "yes", "yes"), 83, False),  # nobody asked who speaks
        (("yes", "no", "no", "yes", "yes", "yes"), 66, False),
        (("does-not-apply",) * 6, 100, True),
    ],
)
def test_a_no_to_what_is_decisive_fails_the_whole(answers, score, passed):
    result = scorecards.result(scorecards.shipped("call"), answers)
    assert (result.score, result.passed) == (score, passed)


@pytest.fixture
def everybody(db):
    with time_machine.travel(DRAWN, tick=False):
        yield team()


@pytest.fixture
def review(account, everybody):
    all_are_drawn()
    called(account)
    sampling.draw(DAY, DRAWN)
    return QualityReview.objects.get()


ALL_YES = {f"answer-{place}": "yes" for place in range(6)}


def test_reviewed_seen_and_put_right(client, everybody, review):
    where = reverse("quality-review", args=[review.pk])
    client.force_login(everybody["supervisor"])
    assert review.account.reference in client.get(reverse("quality")).content.decode()
    assert "Was help offered" in client.get(where).content.decode()
    said = ALL_YES | {
        "answer-3": "no",
        "note": "They said they lost work.",
        "correction": "Call with the offer.",
    }
    client.post(where, said)
    review.refresh_from_db()
    assert (review.passed, review.score, review.reviewed_by) == (False, 83, "supervisor")

    client.force_login(everybody["agent"])
    assert "1 review of your work is new" in client.get(reverse("home")).content.decode()
    page = client.get(reverse("own-quality")).content.decode()
    assert "Not passed" in page and "Call with the offer." in page and "The supervisor" in page
    client.post(reverse("correct-review", args=[review.pk]), {"how": "Called on 5 March, sent the form."})
    review.refresh_from_db()
    assert (review.corrected_by, review.seen_at) == ("agent", DRAWN)
    assert "review of your work" not in client.get(reverse("home")).content.decode()
    assert conduct.counts("reviews", conduct.Period(DAY, DAY)) == {
        "call": {"sampled": 1, "reviewed": 1, "passed": 0, "failed": 1, "asked": 1, "corrected": 1},
    }


def test_read_is_enough_where_nothing_is_asked(client, everybody, review):
    client.force_login(everybody["compliance"])
    client.post(reverse("quality-review", args=[review.pk]), ALL_YES)
    client.force_login(everybody["agent"])
    client.post(reverse("see-review", args=[review.pk]))
    review.refresh_from_db()
    assert (review.passed, review.seen_at) == (True, DRAWN)
    assert not reviews.is_new("agent").exists()


def test_nobody_reviews_their_own_and_nobody_twice(client, everybody, review, account):
    called(account, agent="supervisor")
    QualityReview.objects.create(
        subject="call", contact=ContactEvent.objects.latest("pk"), account=account, day=DAY,
        colleague="supervisor", sampled_at=DRAWN,
    )  # fmt: skip
    own = QualityReview.objects.get(colleague="supervisor")
    client.force_login(everybody["supervisor"])
    client.post(reverse("quality-review", args=[own.pk]), ALL_YES)
    for note in ("first", "second"):
        client.post(reverse("quality-review", args=[review.pk]), ALL_YES | {"note": note})
    own.refresh_from_db()
    review.refresh_from_db()
    assert own.reviewed_at is None and review.note == "first"
    with pytest.raises(IntegrityError), transaction.atomic():
        QualityReview.objects.filter(pk=own.pk).update(
            reviewed_by="supervisor", reviewed_at=DRAWN, passed=True, score=1, answers=[]
        )


def test_a_colleague_sees_no_review_of_another(client, everybody, review):
    client.force_login(everybody["supervisor"])
    client.post(reverse("quality-review", args=[review.pk]), ALL_YES | {"correction": "x"})
    client.force_login(colleague("agent", "bo"))
    assert client.post(reverse("correct-review", args=[review.pk]), {"how": "y"}).status_code == 404
    assert review.account.reference not in client.get(reverse("own-quality")).content.decode()


def test_an_administrator_sets_what_is_asked_and_how_many(client, everybody, review):
    client.force_login(everybody["administrator"])
    shown = client.get(reverse("scorecard", args=["call"])).context["form"].initial
    said = {
        **shown,
        "others": shown["others"] + "\nWas the branch named?",
        "per_thousand": 50,
        "pass_mark": 90,
    }
    client.post(reverse("scorecard", args=["call"]), said)
    card = scorecards.in_force("call")
    assert (card.per_thousand, card.pass_mark, card.made_by) == (50, 90, "administrator")
    asked = scorecards.questions(card)
    assert [question.code for question in asked if question.decisive] == [
        "identity",
        "help-offered",
        "no-pressure",
    ]
    assert asked[-1].text == "Was the branch named?"
    assert "Was the branch named?" in client.get(reverse("scorecards")).content.decode()
