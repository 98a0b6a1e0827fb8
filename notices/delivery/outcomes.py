"""What became of a notice, written down: sent, not sent, failed, come back; and what follows from each.

Everything happens inside the caller's transaction, under a lock on the dispatch. What becomes of a letter
becomes of every notice that it is about.
"""

from contextlib import suppress
from datetime import date, datetime

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from accounts import packs
from accounts.acts import Act, ActRefused
from accounts.business_dates import becomes_known
from accounts.calendars import store as calendar_store
from accounts.contact import gate
from accounts.customers import contact_points, reachability
from accounts.customers.phone_numbers import normal
from accounts.dates import local_day
from accounts.hardship import offers as hardship_offers
from accounts.models import ContactEvent, GateAnswer, HardshipOffer
from notices import state_changes
from notices.archive import joint_letters
from notices.delivery.claims import State
from notices.delivery.reasons import REASONS, Consequence
from notices.kinds import catalogue
from notices.kinds import rows as kind_rows
from notices.kinds.schema import (
    DELIVERED,
    DUE,
    FAILED,
    RELEASED,
    RETURNED,
    SENDING,
    SENT,
    SERVED,
    SUPERSEDED,
)
from notices.models import Dispatch, Notice

BY = "sending"  # who marked an address: no person
IN_DOUBT = "deadline-in-doubt"
FIRST_LOOK = {"sms": 60}  # seconds after which a gateway is first asked what became of a message
OUT = (SENDING, SENT, SERVED, DELIVERED)


def sent(dispatch: Dispatch, on: date, at: datetime) -> None:
    """Law counts it as sent on the day."""
    rows = _told_by(dispatch).filter(state=SENDING)
    if told := state_changes.change_state(rows, SENT, Act(at=at)):
        Notice.objects.filter(pk__in=told).update(sent_on=on)
        _mark_offer_sent(dispatch.notice, on, at)


def _told_by(dispatch: Dispatch) -> QuerySet[Notice]:
    """The notices that the letter is about."""
    return Notice.objects.filter(joint_letters.of(dispatch.notice_id))


def _mark_offer_sent(notice: Notice, on: date, at: datetime) -> None:
    """An offer that has left is open for its days; one that was handed over before is open already."""
    if catalogue.get(notice.kind).occasion.type == "plan-offered":
        reference = notice.occasion.partition(" ")[2]
        for offer in HardshipOffer.objects.filter(reference=reference, state=HardshipOffer.State.APPROVED):
            hardship_offers.mark_sent(offer, Act(at=at), on=on)


def day_of(notice: Notice, now: datetime) -> date:
    """The day where the account is."""
    return local_day(now, notice.account.time_zone)


def log_contact(dispatch: Dispatch, at: datetime) -> None:
    """What used up a contact is logged as one."""
    answer = dispatch.answer_id and GateAnswer.objects.filter(pk=dispatch.answer_id, event=None).first()
    if not answer or answer.reserved_until is None:
        return
    notice = dispatch.notice
    ContactEvent.objects.create(
        reference=f"notice:{notice.reference}:{dispatch.attempt}", customer_id=notice.recipient_id,
        account_id=notice.account_id, at=answer.at, channel=dispatch.channel, direction="out",
        purpose=answer.purpose, number=answer.number if dispatch.channel in ("sms", "email") else "",
        outcome=ContactEvent.Outcome.SENT, source=ContactEvent.Source.POST, answer=answer,
        known_on=becomes_known(day_of(notice, at)), entered_at=at,
    )  # fmt: skip


def not_sent(dispatch: Dispatch, at: datetime) -> None:
    """It has certainly not gone: released as before, and the contact is given back."""
    state_changes.change_state(_told_by(dispatch).filter(state=SENDING), RELEASED, Act(at=at))
    _give_back(dispatch, at)


def _give_back(dispatch: Dispatch, at: datetime) -> None:
    if dispatch.answer_id:
        with suppress(ActRefused):  # it has lapsed
            gate.give_back(dispatch.answer_id, at)


def failed(dispatch: Dispatch, reason: str, at: datetime) -> None:
    """It was never taken, and is not tried any more."""
    rows = _told_by(dispatch).filter(state__in=(SENDING, RELEASED))
    state_changes.change_state(rows, FAILED, Act(at=at), reason)
    _give_back(dispatch, at)
    Dispatch.objects.filter(pk=dispatch.pk).update(
        state=State.FAILED, reason=reason, holder="", lease_until=None, next_look_at=None
    )
    _follow(dispatch, REASONS[reason], at)


def returned(dispatch: Dispatch, reason: str, at: datetime) -> None:
    """It went and did not arrive, however late that is known: what counted as served does not any more."""
    rows = _told_by(dispatch).filter(state__in=OUT)
    if not state_changes.change_state(rows, RETURNED, Act(at=at), reason):
        return
    Dispatch.objects.filter(pk=dispatch.pk).update(state=State.ENDED, reason=reason, next_look_at=None)
    dispatch.reason = reason
    _follow(dispatch, REASONS[reason], at)
    if catalogue.get(dispatch.notice.kind).is_statutory:
        ask_a_person(dispatch, IN_DOUBT, at)


def delivered(dispatch: Dispatch, on: date, at: datetime) -> None:
    """It reached the person; a letter that nobody said was posted was sent by that day."""
    sent(dispatch, on, at)
    rows = _told_by(dispatch).filter(state__in=(SENT, SERVED))
    if state_changes.change_state(rows, DELIVERED, Act(at=at)):
        Dispatch.objects.filter(pk=dispatch.pk).update(state=State.ENDED, next_look_at=None)


def ask_a_person(dispatch: Dispatch, work: str, at: datetime) -> None:
    """Put it on the list of what needs a person; what a person has settled may come up again."""
    Dispatch.objects.filter(pk=dispatch.pk).update(
        work=work, work_since=at, settled_at=None, settled_by="", settled_note=""
    )


def settle(dispatch: Dispatch, act: Act) -> None:
    """A person has seen to it and says how. Raises ActRefused where it needs nobody, or not any more."""
    open_ = Dispatch.objects.filter(pk=dispatch.pk, settled_at=None).exclude(work="")
    if not open_.update(settled_at=act.at, settled_by=act.by, settled_note=act.note):
        raise ActRefused("settled")


def reissue(notice: Notice, at: datetime) -> Notice:
    """The same notice once more, due with a new clock; what could not be sent is superseded by it."""
    kind = catalogue.get(notice.kind)
    calendar = calendar_store.of(packs.of(kind.jurisdiction).calendar)
    day = day_of(notice, at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('notices_notice', 'id'))")
        pk = cursor.fetchone()[0]
    anew = Notice.objects.create(
        pk=pk, reference=f"{settings.BOOK_PREFIX}N{pk:012d}", account_id=notice.account_id, kind=notice.kind,
        occasion=notice.occasion, occasion_on=notice.occasion_on, found_on=day, run_since=notice.run_since,
        recipient_id=notice.recipient_id, issue=notice.issue + 1, state=DUE, state_since=at,
        due_by=kind_rows.due_by(kind.deadline, calendar, day), supersedes=notice,
    )  # fmt: skip
    state_changes.write({anew.pk: ""}, DUE, Act(at=at))
    state_changes.change_state(Notice.objects.filter(pk=notice.pk, state=FAILED), SUPERSEDED, Act(at=at))
    return anew


def _follow(dispatch: Dispatch, then: Consequence, at: datetime) -> None:
    if then.mark:
        _mark(dispatch, then.mark, at)
    if then.reissue:
        for notice in _told_by(dispatch).select_related("account").order_by("pk"):
            if _is_newest(notice):
                reissue(notice, at)
    if then.work:
        reason = Dispatch.objects.values_list("reason", flat=True).get(pk=dispatch.pk)
        ask_a_person(dispatch, reason, at)


def _is_newest(notice: Notice) -> bool:
    """Of one that has been written again nothing is issued anew."""
    return not notice.superseded_by.exists()


def _mark(dispatch: Dispatch, mark: str, at: datetime) -> None:
    """The address is not used any more. What the vendor says of a new one is never written into the book."""
    content = dispatch.content
    if content is None or content.channel == "app":
        return
    notice = dispatch.notice
    why = f"notice {notice.reference} did not arrive"
    value = normal(content.address, notice.account.product.jurisdiction)
    if mark == "wrong" and content.channel != "letter":
        contact_points.mark_wrong(value, Act(by=BY, at=at, note=why))
        return
    for point in reachability.reachable(notice.recipient_id, content.channel):
        if point.value == content.address:
            contact_points.stop(point, Act(by=BY, at=at, note=why), on=day_of(notice, at))
