"""One person's letters of a kind and day are one letter: made, released, sent and answered as one (rules, section 7)."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connections

from accounts.acts import Act
from accounts.models import ContactEvent, Hold, Payment, Policy
from notices import batches, state_changes
from notices.archive import freeze as archive
from notices.archive import verification
from notices.delivery import channels, claims, last_check, queue, sending
from notices.kinds import catalogue
from notices.letters import electronic, figures
from notices.letters import render as rendering
from notices.models import Batch, Dispatch, Notice, NoticeContent
from notices.planning import recheck
from notices.wordings import versions as wording_versions
from servicing.demo.providers import ledger
from tests.history import rewritten
from tests.notices.delivery.sent import NOW, passed
from tests.notices.delivery.test_messages import Once
from tests.notices.written import account, due, heads

pytestmark = pytest.mark.django_db

TWELVE = 12
EARLIER = NOW - timedelta(hours=5)
KIND = "cn-overdue"  # by text message, app or letter


@pytest.fixture
def written_on():
    return heads()


def owed(number: int = TWELVE, kind: str = KIND, occasion: str = "past-due 2026-01-01") -> list[Notice]:
    """Notices that are due to one person, each about another account."""
    first = account()
    holder = first.parties.get().customer
    others = [account(holder=holder) for _ in range(number - 1)]
    return [due(each, kind, occasion=occasion, occasion_on=NOW.date()) for each in [first, *others]]


def make(notices, at=EARLIER) -> None:
    archive.make_ready([notice.pk for notice in notices], Act(at=at))


def release(at=EARLIER) -> None:
    """Gathered, looked over by the facts of now, and released: past the cut-off by ``NOW``."""
    batches.make(Act(at=at))
    for batch in Batch.objects.filter(released_at=None, recalled_at=None):
        batches.release(batch.pk, Act(by="sam", at=at))


def again(notices, clock) -> None:
    """The rounds that follow: what is due is made anew, gathered, released, and sent."""
    make(notices, clock())
    release(clock())
    clock.move(hours=5)
    passed(clock)


def states(notices) -> list[str]:
    return [Notice.objects.get(pk=notice.pk).state for notice in notices]


def tails(text: str, notices) -> list[bool]:
    return [notice.account.last4 in text for notice in notices]


def pays(notice: Notice) -> None:
    Payment.objects.create(
        reference=f"ALL{notice.pk}", account=notice.account, posted_on=NOW.date(), value_on=NOW.date(),
        amount=2_000_000, known_on=NOW.date(),
    )  # fmt: skip


def text_of(gateway, reference: str) -> str:
    content = NoticeContent.objects.filter(notice__reference=reference, channel="sms").last()
    assert gateway.ledger.delivered[reference] == 1
    return bytes(content.document.content).decode()


def test_twelve_accounts_are_one_text(texts, clock, written_on):
    notices = owed()
    before = texts.ledger.delivered.total()
    make(notices)
    release()
    passed(clock)
    assert set(states(notices)) == {"sent"}
    assert {Notice.objects.get(pk=notice.pk).sent_on for notice in notices} == {NOW.date()}
    assert texts.ledger.delivered.total() == before + 1
    text = text_of(texts, notices[0].reference)
    assert all(tails(text, notices)) and "12张信用卡" in text
    assert Dispatch.objects.count() == 1 == ContactEvent.objects.count() + 1  # law's own uses up no contact
    assert list(verification.verify(render=5)) == []


def test_law_s_own_goes_first_and_what_is_over_the_most_of_a_day_waits(written_on):
    """Two letters a day: of three that are ready law's own goes, which came last, and one of the others."""
    first = account()
    holder = first.parties.get().customer
    kinds = ["cn-complaint-receipt", "cn-complaint-receipt", "cn-dispute-receipt"]
    accounts = [first, account(holder=holder), account(holder=holder)]
    notices = [
        due(about, kind, occasion=f"case-opened {number}", state="ready")
        for number, (about, kind) in enumerate(zip(accounts, kinds, strict=True))
    ]
    recheck.look_again([notice.pk for notice in notices], EARLIER)
    assert states(notices) == ["ready", "suspended", "ready"]
    assert Notice.objects.get(pk=notices[1].pk).reason == "daily-most"


def test_the_letter_lists_each_account_with_its_own_figures_and_their_sum(written_on):
    notices = owed(3)
    make(notices)
    contents = NoticeContent.objects.filter(channel="letter").select_related("document")
    assert len({content.document_id for content in contents}) == 1
    assert [content.figures["values"]["past_due"] for content in contents] == [60_000] * 3
    letter = contents.get(notice=notices[1])
    template = wording_versions.shipped(KIND, "zh-hans")
    thawed = figures.thawed(letter.figures)
    text = electronic.plain(rendering.write(template, catalogue.get(KIND), thawed, letter.letterhead))
    assert all(tails(text, notices)) and text.count("人民币600.00元") == 3 and "人民币1,800.00元" in text
    assert notices[0].reference in text and notices[1].reference not in text


def test_each_keeps_its_own_words_where_there_is_one(written_on):
    (alone,) = owed(1)
    make([alone])
    assert Notice.objects.get(pk=alone.pk).joined_to is None
    text = bytes(alone.contents.get(channel="sms").document.content).decode()
    assert "尾号" + alone.account.last4 in text


def test_who_pays_one_before_the_release_hears_of_the_others_only(texts, clock, written_on):
    notices = owed(4)
    make(notices)
    pays(notices[0])  # the one that leads
    release()
    assert states(notices) == ["cancelled", "due", "due", "due"]
    assert {Notice.objects.get(pk=notice.pk).reason for notice in notices[1:]} == {"joined"}
    again(notices, clock)
    assert states(notices) == ["cancelled", "sent", "sent", "sent"]
    text = text_of(texts, notices[1].reference)
    assert tails(text, notices) == [False, True, True, True]


def test_who_pays_one_after_the_release_hears_of_the_others_only(texts, clock, written_on):
    notices = owed(3)
    make(notices)
    release()
    pays(notices[2])
    passed(clock)
    assert states(notices) == ["due", "due", "cancelled"]
    assert texts.ledger.delivered[notices[0].reference] == 0
    again(notices, clock)
    assert states(notices) == ["sent", "sent", "cancelled"]
    assert tails(text_of(texts, notices[0].reference), notices) == [True, True, False]


def test_who_pays_all_hears_nothing(texts, clock, written_on):
    notices = owed(3)
    make(notices)
    release()
    for notice in notices:
        pays(notice)
    before = texts.ledger.delivered.total()
    passed(clock)
    assert set(states(notices)) == {"cancelled"}
    assert texts.ledger.delivered.total() == before
    assert not Notice.objects.exclude(joined_to=None).exists()


def test_a_complaint_about_one_keeps_back_that_one(texts, clock, written_on):
    notices = owed(3)
    make(notices)
    Hold.objects.create(
        reference="H1",
        account=notices[1].account,
        kind="complaint",
        starts_on=NOW.date(),
        known_on=NOW.date(),
    )
    release()
    assert states(notices) == ["due", "suspended", "due"]
    again(notices, clock)
    assert states(notices) == ["sent", "suspended", "sent"]
    assert tails(text_of(texts, notices[0].reference), notices) == [True, False, True]


def test_one_that_cannot_be_made_fails_alone(written_on):
    notices = owed(3)
    with rewritten():
        Policy.objects.filter(product=notices[1].account.product).delete()
    make(notices)
    assert states(notices) == ["ready", "failed", "ready"]
    lead, joined = notices[0], Notice.objects.get(pk=notices[2].pk)
    assert joined.joined_to_id == lead.pk


def test_what_falls_due_later_that_day_comes_to_the_letter(texts, clock, written_on):
    first, second, third = owed(3)
    make([first, second])
    Notice.objects.filter(pk=third.pk).update(state="suspended", reason="pending")
    Notice.objects.filter(pk__in=[first.pk, second.pk]).update(joined_to=None)  # as if made one by one
    make([first, second])
    batches.make(Act(at=EARLIER))
    Notice.objects.filter(pk=third.pk).update(state="due", reason="")
    make([third])
    assert states([first, second, third]) == ["ready"] * 3
    assert set(Notice.objects.filter(joined_to=first.pk)) == {second, third}
    release()
    passed(clock)
    assert all(tails(text_of(texts, first.reference), [first, second, third]))


def test_what_a_person_keeps_back_goes_with_nothing_else(texts, clock, written_on):
    notices = owed(3)
    make(notices)
    (batch,) = batches.make(Act(at=EARLIER))
    batches.recall(batch.pk, Act(at=EARLIER, by="ana", note="ask first"), notice=notices[1].pk)
    assert states(notices) == ["due"] * 3
    again(notices, clock)
    assert states(notices) == ["sent", "ready", "sent"]
    assert batches.recalled().get().pk == notices[1].pk
    assert tails(text_of(texts, notices[0].reference), notices) == [True, False, True]
    own = notices[1].contents.filter(channel="sms").last()
    assert tails(bytes(own.document.content).decode(), notices) == [False, True, False]


def test_killed_before_the_call_all_wait_and_go_once(texts, clock, written_on):
    notices = owed(3)
    make(notices)
    release()
    queue.queue(clock())
    claims.take("sms", 5, "killed", clock())
    last_check.begin(Dispatch.objects.get().pk, "killed", clock())
    assert set(states(notices)) == {"sending"}
    clock.move(minutes=10)
    passed(clock)
    assert set(states(notices)) == {"sent"}
    assert texts.ledger.delivered[notices[0].reference] == 1


def test_killed_during_the_call_none_is_lost_and_none_goes_twice(texts, clock, written_on):
    notices = owed(3)
    make(notices)
    release()
    queue.queue(clock())
    claims.take("sms", 5, "killed", clock())
    dispatch = last_check.begin(Dispatch.objects.get().pk, "killed", clock())
    assert channels.calling("sms").send(sending.message_of(dispatch, clock())).is_success
    clock.move(minutes=10)
    passed(clock)
    assert set(states(notices)) == {"sent"}
    assert texts.ledger.offered[notices[0].reference] == 1


def test_one_paid_while_nobody_knows_whether_it_went_is_for_a_person(mails, clock, written_on):
    notices = owed(2, "cn-help-invitation", "help-needed back-again/2026-02-24")
    make(notices)
    release()
    mails.fault = Once(ledger.DROPS)
    passed(clock)
    assert states(notices) == ["sending"] * 2
    pays(notices[1])
    clock.move(minutes=2)
    assert passed(clock).work == 1
    assert states(notices) == ["failed"] * 2
    assert mails.ledger.offered[notices[0].reference] == 1


def test_what_did_not_arrive_did_not_for_any_of_them_and_is_issued_anew_as_one(texts, clock, written_on):
    notices = owed(3)
    make(notices)
    release()
    passed(clock)
    texts.states[notices[0].reference] = "failed"
    clock.move(minutes=10)
    passed(clock)
    assert states(notices) == ["returned"] * 3
    anew = list(Notice.objects.filter(issue=2).order_by("pk"))
    assert [notice.supersedes for notice in anew] == notices
    make(anew, clock())
    assert {Notice.objects.get(pk=notice.pk).joined_to_id for notice in anew[1:]} == {anew[0].pk}
    made = queue.contents_of(anew)
    assert "sms" not in list(queue.open_channels(anew[2], made[anew[2].pk]))


def test_deemed_served_all_at_once(texts, clock, written_on):
    notices = owed(2)
    make(notices)
    release()
    passed(clock)
    clock.move(days=14)
    passed(clock)
    assert set(states(notices)) <= {"served", "delivered"} and len(set(states(notices))) == 1


def test_tried_again_all_of_the_letter_is(texts, clock, written_on):
    notices = owed(2)
    make(notices)
    release()
    texts.refuses[notices[0].contents.filter(channel="sms").last().address] = 413
    passed(clock)
    assert states(notices) == ["failed"] * 2
    state_changes.try_again(notices[1].pk, Act(at=clock(), by="ana"))
    assert states(notices) == ["due"] * 2
    texts.refuses.clear()
    again(notices, clock)
    assert states(notices) == ["sent"] * 2


def test_the_archive_finds_a_notice_that_is_not_in_the_letter_it_is_joined_to(written_on):
    first, second, other = *owed(2), *owed(1)
    make([first, second, other])
    assert list(verification.verify()) == []
    Notice.objects.filter(pk=other.pk).update(joined_to=first)
    assert [(each.notice, each.what) for each in verification.verify()] == [(other.reference, "joined")]


def test_looking_at_one_looks_at_all_of_its_letter(written_on):
    notices = owed(3)
    make(notices)
    pays(notices[2])
    recheck.look_again([notices[0].pk], EARLIER)
    assert states(notices) == ["due", "due", "cancelled"]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_letter():
    heads()
    notices = owed(6)
    halves = [[notice.pk for notice in notices[at::2]] for at in (0, 1)]

    def work(pks: list[int]) -> None:
        archive.make_ready(pks, Act(at=EARLIER))
        connections.close_all()

    threads = [Thread(target=work, args=(half,)) for half in halves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    make(notices)
    assert set(states(notices)) == {"ready"}
    assert Notice.objects.filter(joined_to=notices[0]).count() == len(notices) - 1
    assert NoticeContent.objects.filter(channel="letter").values("document").distinct().count() == 1
