"""Hardship offers: drafted, approved by one person or two, sent, and answered (rules, section 8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Max, QuerySet, Sum

from accounts import packs
from accounts.acts import Act
from accounts.calendars import store as calendar_store
from accounts.dates import local_day, months_later, utc_day
from accounts.hardship import affordability as affordability_store
from accounts.hardship import requests as help_requests
from accounts.hardship.options import AccountOptions
from accounts.models import Account, HardshipOffer, HelpRequest, Hold, OfferPart, Plan
from accounts.packs import Hardship
from accounts.plans import lifecycle as plan_lifecycle
from accounts.plans.lifecycle import PlanTerms
from accounts.rules.hardship_options import OWN, Option

ABOVE_LIMIT, BELOW_FLOOR, ABOVE_SHARE = "above-limit", "below-floor", "above-share"
DRAFTED, APPROVED, SENT, ACCEPTED, DECLINED, WITHDRAWN, EXPIRED = HardshipOffer.State.values
_REFERENCE = (
    "SELECT 'F' || lpad(nextval(pg_get_serial_sequence('accounts_hardshipoffer', 'id'))::text, 12, '0')"
)


class NotPossible(ValueError):  # noqa: N818 -- named for what it is
    """The offer is in another state than this asks for."""


class AnotherPersonNeeded(ValueError):  # noqa: N818
    """Above the pack's limit or below its floor a second person decides, who has not decided before."""


class Expired(ValueError):  # noqa: N818
    """The offer was open through an earlier day."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What proves that an offer was accepted, and where it is kept."""

    evidence_kind: str
    evidence: str


def draft(account: Account, options: AccountOptions, option: Option, act: Act, *, on: date) -> HardshipOffer:
    """An offer of one of the options; a draft or an approved one that has not been sent gives way to it."""
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        unsent = HardshipOffer.objects.filter(account=account, state__in=(DRAFTED, APPROVED))
        unsent.update(state=WITHDRAWN)
        offer = HardshipOffer.objects.create(
            reference=_new_reference(),
            account=account,
            statement=options.statement,
            request=help_requests.of_account(account),
            option=option.name,
            beside=option.beside,
            review_on=option.review_on,
            needs_second=list(needs_second(account, options, option)),
            drafted_on=on,
            drafted_by=act.by,
            note=act.note,
        )
        OfferPart.objects.bulk_create(
            OfferPart(offer=offer, due_on=part.due_on, amount=part.amount) for part in option.parts
        )
    return offer


def needs_second(account: Account, options: AccountOptions, option: Option) -> Iterator[str]:
    """Why a second person approves an offer of this option; nothing where one is enough."""
    rules, currency = affordability_store.rules_of(account), account.product.currency
    limit, floor = rules.approval_limit.get(currency), rules.payment_floor.get(currency, 0)
    if limit is not None and max(option.total, options.position.balance) >= limit:
        yield ABOVE_LIMIT
    if option.most_a_month < floor:
        yield BELOW_FLOOR
    if option.name == OWN and option.most_a_month > options.means.share:
        yield ABOVE_SHARE


def approve(offer: HardshipOffer, act: Act, *, on: date) -> HardshipOffer:
    """The first approval, or the second where one is needed; then it can be sent.

    Raises NotPossible, and AnotherPersonNeeded where the same person approves twice.
    """
    with transaction.atomic():
        offer = _in_state(offer, DRAFTED)
        if offer.approved_by == act.by:
            raise AnotherPersonNeeded
        if offer.approved_by:
            offer.second_by = act.by
        else:
            offer.approved_by = act.by
        if offer.second_by or not offer.needs_second:
            offer.state, offer.approved_on = APPROVED, on
        offer.save()
        if offer.state == APPROVED and offer.request and offer.request.decided_on is None:
            HelpRequest.objects.filter(pk=offer.request.pk).update(
                outcome=help_requests.OFFERED, decided_on=max(on, offer.request.asked_on), decided_by=act.by
            )
    return offer


def mark_sent(offer: HardshipOffer, act: Act, *, on: date) -> HardshipOffer:
    """The offer has left; from now on it is open for the pack's days, and so long nothing else is asked for.

    The hold of its preparation gives way to one of its own, which an answer ends. Raises NotPossible.
    """
    with transaction.atomic():
        offer = _in_state(offer, APPROVED)
        offer.state, offer.sent_on = SENT, on
        offer.open_through = on + timedelta(days=_rules(offer).offer_days)
        named = Act(by=act.by, at=act.at, note=offer.reference)
        offer.hold = help_requests.hold_for(offer.account, named, on, lapses_on=offer.open_through)
        offer.save()
        _end_hold(offer.request.hold if offer.request else None, act, on)
    return offer


def accept(offer: HardshipOffer, answer: Answer, act: Act, *, on: date) -> Plan:
    """The plan that was offered, agreed on the day. A plan in force gives way to it.

    A schedule whose first day has passed begins so many months later. Above the pack's limit the answer is
    taken by somebody who has not drafted the offer. Raises NotPossible, Expired and AnotherPersonNeeded.
    """
    with transaction.atomic():
        offer = _in_state(offer, SENT)
        if is_expired(offer, on):
            raise Expired
        if ABOVE_LIMIT in offer.needs_second and act.by == offer.drafted_by:
            raise AnotherPersonNeeded
        terms = PlanTerms(
            agreed_on=on,
            instalments=_schedule(offer, on),
            option=offer.option,
            statement=offer.statement,
            review_on=offer.review_on,
        )
        before = plan_lifecycle.in_force(offer.account, on)
        plan = (
            plan_lifecycle.reschedule(before, terms, act)
            if before and before.ended_on is None
            else plan_lifecycle.agree(offer.account, terms, act)
        )
        offer.state, offer.plan, offer.answered_on, offer.answered_by = ACCEPTED, plan, on, act.by
        offer.evidence_kind, offer.evidence = answer.evidence_kind, answer.evidence
        offer.save()
        _end_hold(offer.hold, act, on)
    return plan


def decline(offer: HardshipOffer, act: Act, *, on: date) -> HardshipOffer:
    """The person says no, which has no consequence for them. Raises NotPossible."""
    with transaction.atomic():
        offer = _in_state(offer, SENT)
        offer.state, offer.answered_on, offer.answered_by, offer.note = DECLINED, on, act.by, act.note
        offer.save()
        _end_hold(offer.hold, act, on)
    return offer


def withdraw(offer: HardshipOffer) -> None:
    """Give up an offer that has not been sent. Raises NotPossible."""
    unsent = HardshipOffer.objects.filter(pk=offer.pk, state__in=(DRAFTED, APPROVED))
    if not unsent.update(state=WITHDRAWN):
        raise NotPossible


def expire(now: datetime) -> int:
    """Close the offers that were open through an earlier day where their accounts are; how many.

    What was held for them has lapsed with their last day.
    """
    over = HardshipOffer.objects.filter(state=SENT, open_through__lte=utc_day(now)).select_related("account")
    return sum(_expire(offer, now) for offer in over.order_by("open_through", "pk"))


def is_expired(offer: HardshipOffer, day: date) -> bool:
    """Whether nobody can accept it any more, also before the task has closed it."""
    is_over = offer.open_through is not None and offer.open_through < day
    return offer.state == EXPIRED or (offer.state == SENT and is_over)


def drafts() -> QuerySet[HardshipOffer]:
    """Offers that wait for approval, or for the second one."""
    return _listed(HardshipOffer.objects.filter(state=DRAFTED)).order_by("drafted_on", "pk")


def to_send() -> QuerySet[HardshipOffer]:
    return _listed(HardshipOffer.objects.filter(state=APPROVED)).order_by("approved_on", "pk")


def awaited(day: date) -> QuerySet[HardshipOffer]:
    """Sent and not answered, the first to expire first; expired ones are no longer awaited."""
    sent = HardshipOffer.objects.filter(state=SENT, open_through__gte=day)
    return _listed(sent).order_by("open_through", "pk")


def of_account(account: Account) -> QuerySet[HardshipOffer]:
    """Every offer that was ever made for an account, the newest first."""
    return _listed(HardshipOffer.objects.filter(account=account)).order_by("-drafted_on", "-pk")


def _listed(rows: QuerySet[HardshipOffer]) -> QuerySet[HardshipOffer]:
    figures = {"total": Sum("parts__amount"), "months": Count("parts"), "monthly": Max("parts__amount")}
    return rows.annotate(**figures).select_related("account__product", "statement__customer")


def _in_state(offer: HardshipOffer, state: str) -> HardshipOffer:
    """The offer as it stands, ours alone until the transaction ends. Raises NotPossible and Expired."""
    locked = (
        HardshipOffer.objects.select_for_update(of=("self",), no_key=True)
        .select_related("account__product", "statement", "request__hold", "hold")
        .get(pk=offer.pk)
    )
    if locked.state == EXPIRED:
        raise Expired
    if locked.state != state:
        raise NotPossible
    return locked


def _schedule(offer: HardshipOffer, on: date) -> dict[date, int]:
    """The parts as they were offered, or all of them later by whole months where the first day has passed."""
    parts = list(offer.parts.all())
    months = next(n for n in range(1200) if months_later(parts[0].due_on, n) >= on)
    if not months:
        return {part.due_on: part.amount for part in parts}
    calendar = calendar_store.of(packs.of(offer.account.product.jurisdiction).calendar)
    return {calendar.next_working(months_later(part.due_on, months)): part.amount for part in parts}


def _expire(offer: HardshipOffer, now: datetime) -> bool:
    today = local_day(now, offer.account.time_zone)
    asked = HardshipOffer.objects.filter(pk=offer.pk, state=SENT, open_through__lt=today)
    return bool(asked.update(state=EXPIRED))


def _end_hold(hold: Hold | None, act: Act, on: date) -> None:
    if hold and hold.ends_on is None:
        help_requests.end_hold(hold, act, on)


def _rules(offer: HardshipOffer) -> Hardship:
    return affordability_store.rules_of(offer.account)


def _new_reference() -> str:
    with connection.cursor() as cursor:
        cursor.execute(_REFERENCE)
        reference: str = cursor.fetchone()[0]
    return reference
