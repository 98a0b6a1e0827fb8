"""Asked last, before a notice is handed over: the facts of now, the address, and the contact gate.

``facts`` is asked of many at once; ``begin`` of each one by itself, in the transaction that makes the notice
``sending``. Between that and the call nothing is asked any more.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from accounts.acts import Act, ActRefused
from accounts.contact import gate
from accounts.contact.gate import Answer as GateAnswer
from accounts.customers import reachability
from accounts.customers.phone_numbers import normal
from accounts.dates import local_day
from accounts.rules.contact.terms import Question
from notices import state_changes
from notices.archive import joint_letters
from notices.delivery import channels, claims, reasons
from notices.delivery.claims import State
from notices.delivery.queue import contents_of, open_channels
from notices.kinds import catalogue
from notices.kinds.rows import owes
from notices.kinds.schema import DUE, FAILED, RELEASED, SENDING, NoticeKind
from notices.models import Attempt, Dispatch, Notice, NoticeContent
from notices.planning import recheck

PATIENCE = timedelta(days=1)  # for which a better channel is waited for
ASK_AGAIN = timedelta(hours=1)  # where the gate knows no moment of a yes
ADDRESS, NOT_IN_USE = "address", "not-in-use"


def facts(pks: list[int], now: datetime) -> None:
    """Hold the notices of these dispatches against everything loaded so far (``recheck``)."""
    notices = Notice.objects.filter(dispatch__in=pks, state=RELEASED).values_list("pk", flat=True)
    if asked := list(notices):
        recheck.look_again(asked, now)


def begin(pk: int, holder: str, now: datetime) -> Dispatch | None:
    """Make the notice ``sending`` and count the attempt; the dispatch with its content, ready to be called.

    None where it does not go now: it is not called for any more, is made anew, waits, or is another worker's.
    """
    with transaction.atomic():
        dispatch = claims.held(pk, holder, now)
        if dispatch is None:
            return None
        allowed = _still_allowed(dispatch, now) if dispatch.uncertain else _allowed(dispatch, now)
        return _begun(dispatch, now) if allowed else None


def purpose(kind: NoticeKind) -> str:
    """What the gate is asked for: law's notices, those about a debt, and all others."""
    if kind.is_statutory:
        return "statutory"
    return "collection" if kind.is_discretionary and owes(kind) else "service"


def _allowed(dispatch: Dispatch, now: datetime) -> bool:
    letter = Notice.objects.filter(joint_letters.of(dispatch.notice_id)).order_by("pk")
    states = dict(letter.select_for_update(of=("self",)).values_list("pk", "state"))
    if set(states.values()) != {RELEASED}:
        joint_letters.break_up(states, now)
        _drop(dispatch, states[dispatch.notice_id])
        return False
    notice = dispatch.notice
    made = contents_of([notice]).get(notice.pk, {})
    refused: list[GateAnswer] = []
    for channel in open_channels(notice, made):
        if channel not in channels.in_use():
            continue
        if not _stands(made[channel], notice.recipient_id):
            return _anew(dispatch, now)
        answer = _gate(dispatch, made[channel], now)
        if answer.allowed:
            return _by(channel, dispatch, made[channel], answer, now)
        refused.append(answer)
        if _is_waited_for(answer, notice, now):
            break
    _wait_for(dispatch, refused, now)
    return False


def _anew(dispatch: Dispatch, now: datetime) -> bool:
    """The address is not theirs any more: the letter is made anew, with another one or by another channel."""
    rows = Notice.objects.filter(joint_letters.of(dispatch.notice_id), state=RELEASED)
    state_changes.change_state(rows, DUE, Act(at=now), ADDRESS)
    _drop(dispatch, ADDRESS)
    return False


def _by(channel: str, dispatch: Dispatch, content: NoticeContent, answer: GateAnswer, now: datetime) -> bool:
    """By this channel now; by another one than it was queued for as soon as that comes to it."""
    if channel != dispatch.channel:
        _wait(dispatch, channel=channel, reason="", next_try_at=now)
        return False
    kept = _gate(dispatch, content, now, keep=True)
    if not kept.allowed:  # somebody else has used up the last contact a moment ago
        _wait_for(dispatch, [kept], now)
        return False
    dispatch.content, dispatch.answer_id = content, kept.pk
    rows = Notice.objects.filter(joint_letters.of(dispatch.notice_id), state=RELEASED)
    state_changes.change_state(rows, SENDING, Act(at=now))
    return True


def _is_waited_for(answer: GateAnswer, notice: Notice, now: datetime) -> bool:
    """The better channel opens soon, and in time: the next one is not tried instead."""
    if answer.from_when is None or answer.from_when > now + PATIENCE:
        return False
    opens_on = local_day(answer.from_when, notice.account.time_zone)
    return notice.due_by is None or opens_on <= notice.due_by


def _wait_for(dispatch: Dispatch, refused: list[GateAnswer], now: datetime) -> None:
    """Until the first moment at which any of these would be a yes."""
    moments = [answer.from_when for answer in refused if answer.from_when]
    rule = refused[0].rule if refused else NOT_IN_USE
    _wait(dispatch, reason=f"gate:{rule}", next_try_at=min(moments, default=now + ASK_AGAIN))


def _stands(content: NoticeContent, customer: int) -> bool:
    """Whether the person is still reached at the address that the notice was made for."""
    if content.channel == "app":
        return True
    points = reachability.reachable(customer, content.channel)
    return any(point.value == content.address for point in points)


def _gate(dispatch: Dispatch, content: NoticeContent, now: datetime, *, keep: bool = False) -> GateAnswer:
    """What the gate says to this channel, about every account that the letter is about; a yes that is kept is
    reserved, once."""
    notice = dispatch.notice
    number = content.address if content.channel in ("sms", "email") else ""
    asked_for = purpose(catalogue.get(notice.kind))
    if keep:
        return gate.ask(
            customer=notice.recipient_id, account=notice.account_id, channel=content.channel,
            purpose=asked_for, now=now, number=number,
        )  # fmt: skip
    number = normal(number, notice.account.product.jurisdiction)
    accounts = (
        Notice.objects.filter(joint_letters.of(notice.pk)).order_by("pk").values_list("account", flat=True)
    )
    pairs = [(notice.recipient_id, account) for account in accounts]
    asked = gate.look(pairs, [Question(content.channel, asked_for, number)], now)
    answers = [answer for pair in pairs for answer in asked[pair]]
    return next((answer for answer in answers if not answer.allowed), answers[0])


def _still_allowed(dispatch: Dispatch, now: datetime) -> bool:
    """Once more with an id that the provider may have: only if the notice would go by the facts of now too.

    If it would not, it may have gone all the same, and a person must know.
    """
    sending = Notice.objects.filter(joint_letters.of(dispatch.notice_id), state=SENDING)
    with transaction.atomic():
        before = transaction.savepoint()
        letter = state_changes.change_state(sending, RELEASED, Act(at=now))
        recheck.look_again(letter, now)
        called_for = Notice.objects.filter(pk__in=letter, state=RELEASED).count()
        is_called_for = letter != [] and called_for == len(letter)
        transaction.savepoint_rollback(before)
    if not is_called_for:
        state_changes.change_state(sending, FAILED, Act(at=now), reasons.UNCERTAIN)
        _wait(dispatch, state=State.FAILED, reason=reasons.UNCERTAIN, work=reasons.UNCERTAIN, work_since=now)
        return False
    if dispatch.content is None:
        raise RuntimeError(f"dispatch {dispatch.pk} is uncertain and has no content")
    _give_back(dispatch, now)
    answer = _gate(dispatch, dispatch.content, now, keep=True)
    if not answer.allowed:
        _wait_for(dispatch, [answer], now)
        return False
    dispatch.answer_id = answer.pk
    return True


def _begun(dispatch: Dispatch, now: datetime) -> Dispatch:
    dispatch.state, dispatch.reason, dispatch.lease_until = State.CALLING, "", claims.lease_end(now)
    dispatch.attempt, dispatch.tries = dispatch.attempt + 1, dispatch.tries + 1
    dispatch.save(update_fields=["state", "reason", "lease_until", "attempt", "tries", "content", "answer"])
    Attempt.objects.create(dispatch=dispatch, number=dispatch.attempt, channel=dispatch.channel, at=now)
    return dispatch


def _give_back(dispatch: Dispatch, now: datetime) -> None:
    if dispatch.answer_id:
        with suppress(ActRefused):  # it has lapsed
            gate.give_back(dispatch.answer_id, now)


def _drop(dispatch: Dispatch, why: str) -> None:
    _wait(dispatch, state=State.DROPPED, reason=why)


def _wait(dispatch: Dispatch, **changed: object) -> None:
    values = {"state": State.WAITING, "holder": "", "lease_until": None, **changed}
    Dispatch.objects.filter(pk=dispatch.pk).update(**values)
