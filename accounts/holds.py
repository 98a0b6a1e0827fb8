"""Holds: who is bound on a day; placed, ended, corrected and looked at again (rules, section 6).

Loaded holds are facts of the issuer and never refused by a pack's limits; what is placed at the desk is.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts import formatting, packs
from accounts.acts import Act
from accounts.business_dates import becomes_known
from accounts.dates import months_later
from accounts.models import Account, Customer, HardshipOffer, HelpRequest, Hold, HoldReview, Party, Plan

# Imposed by law or by a court: whoever lifts one answers for it.
IMPOSED = (
    "bankruptcy", "breathing-space", "deceased", "incapacity", "mental-health-crisis", "military-service",
    "minor", "moratorium", "time-barred",
)  # fmt: skip
# What protects somebody: nobody who collects lifts it alone.
PROTECTING = ("cease-contact", "complaint", "represented", "serious-illness", "vulnerable")
GUARDED = (*IMPOSED, *PROTECTING)
GRANTED = ("payment-holiday",)  # what the issuer grants of its own accord
# What only the law of one country knows.
OF_ONE_COUNTRY = {
    "breathing-space": "GB", "mental-health-crisis": "GB", "moratorium": "GB", "military-service": "US",
}  # fmt: skip
LAST = Coalesce("ends_on", "lapses_on")


class Refused(ValueError):  # noqa: N818 -- named for what happened
    """What a hold cannot be, or not any more, in words for the person who asked."""


def kinds_in(jurisdiction: str) -> list[str]:
    """The kinds of holds that can be placed on an account of a jurisdiction."""
    return [kind for kind in Hold.Kind.values if OF_ONE_COUNTRY.get(kind, jurisdiction) == jurisdiction]


def in_force(accounts: Iterable[int], day: date) -> dict[int, list[Hold]]:
    """Holds that bind each of these accounts on the day, by everything known now; their holders' included."""
    bound: dict[int, list[Hold]] = {pk: [] for pk in accounts}
    standing = on(day)
    for hold in standing.filter(account__in=bound):
        if hold.account_id is not None:
            bound[hold.account_id].append(hold)
    holders = Party.objects.filter(account__in=bound, role__in=Party.HOLDERS)
    accounts_of: dict[int, set[int]] = {}
    for customer, account in holders.values_list("customer", "account"):
        accounts_of.setdefault(customer, set()).add(account)
    for customer, of_person in on_persons(accounts_of, day).items():
        for account in accounts_of[customer]:
            bound[account].extend(of_person)
    return bound


def on_persons(customers: Iterable[int], day: date) -> dict[int, list[Hold]]:
    """Holds on each of these persons on the day, by everything known now."""
    bound: dict[int, list[Hold]] = {pk: [] for pk in customers}
    for hold in on(day).filter(customer__in=bound):
        if hold.customer_id is not None:
            bound[hold.customer_id].append(hold)
    return bound


def on(day: date) -> QuerySet[Hold]:
    """Holds that the day belongs to, by everything known now."""
    lasts = Q(ends_on__gte=day) | Q(ends_on=None) & (Q(lapses_on=None) | Q(lapses_on__gte=day))
    return Hold.objects.filter(lasts, starts_on__lte=day, withdrawn_on=None)


def of_account(account: Account | int) -> QuerySet[Hold]:
    """Every hold there is or was on the account or on a person who holds it, the newest first."""
    holders = Party.objects.filter(account=account, role__in=Party.HOLDERS).values("customer")
    of_people = Hold.objects.filter(customer__in=holders).order_by().values("pk")
    # Two lists made one, each found by its index: of either one or the other every hold would be looked at.
    bound = Hold.objects.filter(account=account).order_by().values("pk").union(of_people)
    return (
        reviewable().filter(pk__in=bound).select_related("account", "customer").order_by("-starts_on", "-pk")
    )


def of_person(customer: Customer) -> QuerySet[Hold]:
    """Every hold there is or was on the person, the newest first."""
    return reviewable().filter(customer=customer).order_by("-starts_on", "-pk")


def refuse_if_owned(hold: Hold) -> None:
    """A hold that belongs to a case, a plan, an offer or a request for help ends with that, not by itself.

    Raises Refused.
    """
    if hold.cases.exists():
        raise Refused(_("It is the hold of a case, and ends with the case."))
    if Plan.objects.filter(hold=hold, ended_on=None).exists():
        raise Refused(_("It is the hold of a plan, and ends with the plan."))
    if HelpRequest.objects.filter(hold=hold, decided_on=None).exists():
        raise Refused(_("It is the hold of a request for help, and ends when that is decided."))
    if HardshipOffer.objects.filter(hold=hold, state=HardshipOffer.State.SENT).exists():
        raise Refused(_("It is the hold of an offer, and ends when that is answered."))


@transaction.atomic
def place(  # noqa: PLR0913 -- one fact, with what it rests on
    act: Act,
    *,
    kind: str,
    starts_on: date,
    account: Account | None = None,
    customer: Customer | None = None,
    ends_on: date | None = None,
    lapses_on: date | None = None,
    review_on: date | None = None,
    channel: str = "",
    disputed_amount: int | None = None,
    statement_date: date | None = None,
    evidence: str = "",
) -> Hold:
    """Place a hold on an account, or on a person; on the cardholder where its kind binds persons only.

    It may begin in the past: the next close dates it rightly. ``ends_on``: where the pack gives the kind a
    tail, the day on which its cause ended. ``lapses_on``: its last day if nobody ends it before; left
    out: by the pack's length. Raises Refused.
    """
    rules = _rules(kind, account, customer)
    if account is not None and all("account" not in rule.binds for rule in rules):
        customer, account = Customer.objects.get(parties__account=account, parties__role="cardholder"), None
    known_on = becomes_known(starts_on)
    last_on, cause_ended_on = _with_tail(ends_on, rules)
    hold = Hold(
        reference=f"desk-{uuid4().hex[:16]}", account=account, customer=customer, kind=kind,
        starts_on=starts_on, ends_on=last_on, cause_ended_on=cause_ended_on,
        lapses_on=lapses_on or _lapses(starts_on, rules), review_on=review_on,
        channel=channel, disputed_amount=disputed_amount, statement_date=statement_date,
        known_on=known_on, end_known_on=ends_on and known_on, reason=act.note, evidence=evidence,
        placed_by=act.by,
    )  # fmt: skip
    _check_binding(hold, rules)
    _check(hold)
    _check_once(hold, rules)
    _check_new(hold)
    if hold.last is None and review_on is None:
        hold.review_on = starts_on + timedelta(days=min(rule.review_days for rule in rules))
    hold.save()
    return hold


@transaction.atomic
def end(hold: Hold, ends_on: date, act: Act, *, fresh_due_on: date | None = None) -> Hold:
    """Fill in the last day, and the day after which an amount that was rightly asked is due again.

    ``ends_on``: where the pack gives the kind a tail, the day on which its cause ended.
    An end that was said before is corrected: the hold is withdrawn and another, returned, takes its place.
    Raises Refused.
    """
    hold = _ours(hold)
    _check_length(hold, ends_on)
    if hold.ends_on:
        hold = _replacing(hold, act)
    rules = _rules(hold.kind, hold.account, hold.customer)
    hold.ends_on, hold.cause_ended_on = _with_tail(ends_on, rules)
    hold.fresh_due_on, hold.ended_by, hold.end_reason = fresh_due_on, act.by, act.note
    hold.end_known_on = becomes_known(hold.known_on)
    _check(hold)
    hold.save()
    return hold


@transaction.atomic
def withdraw(hold: Hold, on: date, act: Act) -> None:
    """Take back one that was entered in error: it has counted until now, restated it never did.

    Raises Refused.
    """
    hold = _ours(hold)
    hold.withdrawn_on, hold.withdraw_known_on = on, becomes_known(hold.known_on)
    hold.withdrawn_by, hold.withdraw_reason = act.by, act.note
    hold.save()


def review(hold: Hold, on: date, act: Act, *, next_review_on: date | None) -> HoldReview:
    """Say that it is still right, and when to look again. Raises Refused."""
    if next_review_on and next_review_on <= on:
        raise Refused(_("The next review must lie ahead."))
    return HoldReview.objects.create(
        hold=hold, reviewed_on=on, reviewed_by=act.by, note=act.note, next_review_on=next_review_on
    )


def reviewable() -> QuerySet[Any]:
    """Holds with the day of their next review as ``due_on``; none after a review that asked for no other."""
    newest = _reviews().order_by("-pk")
    due_on = Case(
        When(Exists(newest), then=Subquery(newest.values("next_review_on")[:1])), default=F("review_on")
    )
    return Hold.objects.annotate(due_on=due_on)


def due_for_review(day: date) -> QuerySet[Hold]:
    """Holds in force that somebody must look at by now, the longest waiting first."""
    first, again = due_for_first_review(day).values("pk"), due_for_review_again(day).values("pk")
    due = reviewable().filter(pk__in=first.union(again))
    return due.select_related("account", "customer").order_by("due_on", "pk")


def due_for_first_review(day: date) -> QuerySet[Hold]:
    """Those of them that nobody has looked at yet."""
    return on(day).filter(~Exists(_reviews()), review_on__lte=day).order_by()


def due_for_review_again(day: date) -> QuerySet[Any]:
    """Those of them whose last review asked for another, with the day of that as ``due_on``."""
    asked_again = HoldReview.objects.filter(next_review_on__lte=day).values("hold")
    last = Subquery(_reviews().order_by("-pk").values("next_review_on")[:1])
    return on(day).filter(pk__in=asked_again).annotate(due_on=last).filter(due_on__lte=day).order_by()


def _reviews() -> QuerySet[HoldReview]:
    """Of the hold of an outer query."""
    return HoldReview.objects.filter(hold=OuterRef("pk"))


def over(day: date) -> QuerySet[Hold]:
    """Holds whose last day lies before the day, by everything known now."""
    return Hold.objects.annotate(last_day=LAST).filter(last_day__lt=day, withdrawn_on=None)


def ended(day: date) -> QuerySet[Hold]:
    """Holds whose last day it is, by everything known now: with its close they end."""
    return Hold.objects.annotate(last_day=LAST).filter(last_day=day, withdrawn_on=None)


def _rules(kind: str, account: Account | None, customer: Customer | None) -> list[packs.HoldKind]:
    """What the packs of the account, or of every account of the person, say of the kind."""
    if (account is None) == (customer is None):
        raise Refused(_("A hold is on an account or on a person."))
    if kind not in packs.HOLD_KINDS:
        raise Refused(_("There is no such kind of hold."))
    held = Q(pk=account.pk) if account else Q(parties__customer=customer, parties__role__in=Party.HOLDERS)
    jurisdictions = set(Account.objects.filter(held).values_list("product__jurisdiction", flat=True)) or {""}
    return [packs.of(jurisdiction).holds[kind] for jurisdiction in sorted(jurisdictions)]


def _lapses(starts_on: date, rules: list[packs.HoldKind]) -> date | None:
    """The last day by the packs' length, the longest; none where one of them has none."""
    lengths = [rule.length_days for rule in rules]
    return None if None in lengths else starts_on + timedelta(days=max(filter(None, lengths)) - 1)


def tail_days(hold: Hold) -> int:
    """For how many days after its cause has ended it goes on protecting, by the packs: the longest counts."""
    return _tail(_rules(hold.kind, hold.account, hold.customer))


def _tail(rules: list[packs.HoldKind]) -> int:
    return max(rule.tail_days or 0 for rule in rules)


def _with_tail(ends_on: date | None, rules: list[packs.HoldKind]) -> tuple[date | None, date | None]:
    """The last protected day, and the day on which the cause ended where that is another."""
    tail = _tail(rules)
    return (ends_on + timedelta(days=tail), ends_on) if ends_on and tail else (ends_on, None)


def _check_length(hold: Hold, ends_on: date) -> None:
    """A hold with a length can be made longer only as far as its pack allows."""
    if hold.lapses_on is None:
        return
    rules = _rules(hold.kind, hold.account, hold.customer)
    longest = hold.lapses_on + timedelta(days=max(rule.extension_days or 0 for rule in rules))
    if ends_on > longest:
        raise Refused(_("It can last until %(day)s at most.") % {"day": formatting.day(longest)})


def _ours(hold: Hold) -> Hold:
    """The hold as it stands, ours alone until the transaction ends."""
    hold = Hold.objects.select_for_update(of=("self",)).select_related("account", "customer").get(pk=hold.pk)
    if hold.withdrawn_on:
        raise Refused(_("It was withdrawn."))
    if Plan.objects.filter(hold=hold).exists():
        raise Refused(_("It is a hardship plan, and ends when the plan does."))
    return hold


def _replacing(hold: Hold, act: Act) -> Hold:
    """Withdraw this one for another from the same first day, which is not saved: it has no end yet."""
    withdraw(hold, becomes_known(hold.known_on), Act(by=act.by, at=act.at))
    return Hold(
        reference=f"desk-{uuid4().hex[:16]}", account=hold.account, customer=hold.customer, kind=hold.kind,
        starts_on=hold.starts_on, lapses_on=hold.lapses_on, review_on=hold.review_on, channel=hold.channel,
        disputed_amount=hold.disputed_amount, statement_date=hold.statement_date,
        known_on=becomes_known(hold.known_on), reason=hold.reason, evidence=hold.evidence, placed_by=act.by,
    )  # fmt: skip


def _check(hold: Hold) -> None:
    """What the book refuses, said before it does."""
    disputes = hold.disputed_amount is not None
    for refused, reason in (
        (hold.ends_on and hold.ends_on < hold.starts_on, _("The last day is before the first.")),
        (hold.review_on and hold.review_on < hold.starts_on, _("The review is before the first day.")),
        (
            hold.channel and hold.kind != Hold.Kind.CEASE_CONTACT,
            _("Only a wish not to be contacted names a channel."),
        ),
        (disputes != (hold.statement_date is not None), _("An amount is disputed of one statement.")),
        (disputes and hold.kind not in Hold.DISPUTES, _("Only disputes and fraud claims name an amount.")),
        (disputes and hold.account is None, _("An amount is disputed of one account.")),
        (disputes and (hold.disputed_amount or 0) <= 0, _("A disputed amount is more than nothing.")),
        (hold.fresh_due_on and not disputes, _("Only a disputed amount falls due afresh.")),
        (
            hold.fresh_due_on and (hold.ends_on is None or hold.fresh_due_on <= hold.ends_on),
            _("The fresh due date is after the last day."),
        ),
    ):
        if refused:
            raise Refused(reason)


def _check_new(hold: Hold) -> None:
    """The same said twice is one hold: above all, an amount is not taken off twice."""
    if hold.account_id is not None:
        Account.objects.select_for_update(no_key=True).get(pk=hold.account_id)
    elif hold.customer_id is not None:
        Customer.objects.select_for_update(no_key=True).get(pk=hold.customer_id)
    columns = (
        "account", "customer", "kind", "starts_on", "channel", "disputed_amount", "statement_date", "reason",
    )  # fmt: skip
    same = {column: getattr(hold, column) for column in columns}
    if Hold.objects.filter(**same, withdrawn_on=None).exists():
        raise Refused(_("There is such a hold already."))


def _check_binding(hold: Hold, rules: list[packs.HoldKind]) -> None:
    if hold.customer and not any("person" in rule.binds for rule in rules):
        raise Refused(_("This kind of hold is on an account, not on a person."))


def earliest_fresh_due(hold: Hold, ends_on: date) -> date:
    """The first day on which a disputed amount of the account may fall due afresh, by its pack."""
    pack = packs.of(hold.account.product.jurisdiction) if hold.account else packs.of("")
    return ends_on + timedelta(days=pack.cases["dispute"].least_days_after_rejection)


def _check_once(hold: Hold, rules: list[packs.HoldKind]) -> None:
    """Some holds a person can have only once in a while."""
    months = max(rule.once_in_months or 0 for rule in rules)
    since = months_later(hold.starts_on, -months)
    earlier = Hold.objects.filter(
        kind=hold.kind, account=hold.account, customer=hold.customer, withdrawn_on=None, starts_on__gt=since
    ).first()
    if months and earlier:
        values = {"months": months, "day": formatting.day(earlier.starts_on)}
        raise Refused(_("Only one such hold in %(months)s months; there is one from %(day)s.") % values)
