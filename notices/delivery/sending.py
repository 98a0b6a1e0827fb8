"""One notice at a time to its provider: claimed, asked, begun, called, completed.

Each of these is a transaction of its own, and the call is in none. Whoever is killed between two of them
leaves a row from which ``sweep`` and the next worker go on.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from notices.delivery import channels, claims, last_check, outcomes, queue, reasons, waits
from notices.delivery.channels.answer import Answer, Channel, Message, Result
from notices.delivery.claims import State
from notices.models import Attempt, Dispatch

Clock = Callable[[], datetime]

CHUNK = 20
BUDGET = timedelta(minutes=2)  # after which the next tick goes on: whoever waits in the queue gets a turn
FRESH = timedelta(seconds=30)  # how old the facts may be by which a notice goes


def send_due(channel: str, clock: Clock) -> int:
    """Send every dispatch that waits for this channel and is due. Returns how many calls were made."""
    calls, me, end = 0, claims.holder(), clock() + BUDGET
    while clock() < end and queue.may_send() and (claimed := claims.take(channel, CHUNK, me, clock())):
        calls += _send(claimed, channels.calling(channel), me, clock)
    return calls


def _send(claimed: list[int], channel: Channel, me: str, clock: Clock) -> int:
    asked_at, calls = clock(), 0
    last_check.facts(claimed, asked_at)
    for place, pk in enumerate(claimed):
        if clock() - asked_at > FRESH:
            claims.give_back(claimed[place:], me)
            break
        calls += _send_one(pk, channel, me, clock)
    return calls


def _send_one(pk: int, channel: Channel, me: str, clock: Clock) -> bool:
    if not _is_certain(pk, channel, me, clock):
        return False
    at = clock()
    dispatch = last_check.begin(pk, me, at)
    if dispatch is None:
        return False
    complete(dispatch, channel.send(message_of(dispatch, at)), channel.is_sent, clock())
    return True


def message_of(dispatch: Dispatch, at: datetime) -> Message:
    """The notice as its provider is given it; the id is the reference, at every try."""
    content = dispatch.content
    if content is None:
        raise RuntimeError(f"dispatch {dispatch.pk} has no content")
    return Message(
        reference=dispatch.notice.reference, to=content.address, name=content.recipient_name,
        content=bytes(content.document.content), media_type=content.document.media_type,
        at=at,
        dispatch=dispatch.pk,
    )  # fmt: skip


def _is_certain(pk: int, channel: Channel, me: str, clock: Clock) -> bool:
    """After a call without a clear answer the provider is asked first, where it can be.

    No: it has the notice, which is sent by that; or it does not answer.
    """
    dispatch = Dispatch.objects.select_related("notice__account__product").get(pk=pk)
    if not dispatch.uncertain or not channel.can_be_asked:
        return True
    is_known = channel.find(dispatch.notice.reference)
    with transaction.atomic():
        held = claims.held(pk, me, clock())
        if held is None:
            return False
        if is_known is None:
            _ask_later(held, clock())
            return False
        if is_known:
            _accept(held, channel.is_sent, clock())
            return False
        outcomes.not_sent(held, clock())
        Dispatch.objects.filter(pk=pk).update(uncertain=False, answer=None)
        return True


def _ask_later(dispatch: Dispatch, now: datetime) -> None:
    """Not yet; once the table of waits has ended, a person decides."""
    tries = dispatch.tries + 1
    until = waits.next_try(tries, now)
    if until is None:
        outcomes.failed(dispatch, reasons.UNCERTAIN, now)
        return
    Dispatch.objects.filter(pk=dispatch.pk).update(
        state=State.WAITING, holder="", lease_until=None, tries=tries, next_try_at=until
    )


def complete(dispatch: Dispatch, answer: Answer, is_sent: bool, now: datetime) -> None:
    """Keep what was answered, and let it count if this attempt still does."""
    with transaction.atomic():
        attempt = Attempt.objects.filter(dispatch=dispatch, number=dispatch.attempt)
        ended = {"ended_at": now, "result": answer.result, "code": answer.code[:32]}
        if not attempt.filter(ended_at=None).update(text=answer.text, **ended):
            attempt.update(text=answer.text)  # it had lapsed; what came late is kept beside that
        if not claims.complete(dispatch, {"state": State.WAITING, "next_try_at": now}):
            return
        if answer.is_success:
            _accept(dispatch, is_sent, now)
        elif answer.result == Result.NEVER:
            outcomes.failed(dispatch, answer.reason, now)
        else:
            _wait(dispatch, answer, now)


def _accept(dispatch: Dispatch, is_sent: bool, now: datetime) -> None:
    """``is_sent``: law counts it from now on; else it waits to be taken."""
    look = outcomes.FIRST_LOOK.get(dispatch.channel)
    Dispatch.objects.filter(pk=dispatch.pk).update(
        state=State.ACCEPTED if is_sent else State.HANDED, handed_at=now, reason="", uncertain=False,
        accepted_at=now if is_sent else None, holder="", lease_until=None,
        next_look_at=look and now + timedelta(seconds=look),
    )  # fmt: skip
    outcomes.log_contact(dispatch, now)
    if is_sent:
        outcomes.sent(dispatch, outcomes.day_of(dispatch.notice, now), now)


def _wait(dispatch: Dispatch, answer: Answer, now: datetime) -> None:
    """Until the next try, or to the end of all. A failure leaves it open whether the provider has it."""
    if answer.result == Result.LATER:
        until = waits.come_back(answer.wait, dispatch.queued_at, now)
        tries = dispatch.tries - 1
    else:
        until, tries = waits.next_try(dispatch.tries, now), dispatch.tries
    uncertain = dispatch.uncertain or not answer.certain
    if until is None:
        outcomes.failed(dispatch, reasons.UNCERTAIN if uncertain else reasons.NO_ANSWER, now)
        return
    if not uncertain:
        outcomes.not_sent(dispatch, now)
    Dispatch.objects.filter(pk=dispatch.pk).update(
        tries=tries, next_try_at=until, uncertain=uncertain, reason=f"{answer.result}:{answer.code}"[:64]
    )
