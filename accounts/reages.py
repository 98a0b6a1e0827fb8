"""Re-ages: what the pack's limits say, a supervisor's decision within them, and what it rested on.

Loaded re-ages are facts of the issuer. They are never refused, only shown as outside the limits.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import formatting, packs
from accounts.acts import Act
from accounts.business_dates import becomes_known
from accounts.dates import NEVER, months_later
from accounts.models import Account, Payment, ReAge, ReAgePayment
from accounts.packs import ReAgeLimits
from accounts.rules import reages as reage_rules
from accounts.rules import standing as standing_rules
from accounts.standings import facts

LEAST_AGE, PAYMENTS, ONCE, TWICE = "least_age_months", "least_payments", "once_in_months", "twice_in_months"
PAST_DUE, ONE_A_DAY = "past_due", "one_a_day"


@dataclass(frozen=True, slots=True)
class Limit:
    """One thing a re-age needs, in words, and whether it is so. ``cited`` only where the rule is verified."""

    name: str
    met: bool
    says: str
    cited: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the limits say of a re-age of one account on one day, and the payments it would rest on."""

    limits: tuple[Limit, ...]
    payments: tuple[standing_rules.Payment, ...]

    @property
    def refusal(self) -> Limit | None:
        return next((limit for limit in self.limits if not limit.met), None)


class ReAgeRefused(ValueError):  # noqa: N818 -- named for what happened
    """A re-age outside the limits of the pack; ``limit`` is the first that is not met."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(limit.says)
        self.limit = limit


class NotInForce(ValueError):  # noqa: N818
    """A re-age that was withdrawn already, or of which nothing is to be looked at again."""


def verdict(account: Account, on: date, known: standing_rules.Facts | None = None) -> Verdict:
    """Every limit, met or not, by all that is known now: ``known``, where the caller has read it."""
    judgement = _judged(account, (known or facts.of_account(account)).known_by(NEVER), on)
    return Verdict((*judgement.limits, _one_a_day(account, on)), judgement.payments)


def refusal(account: Account, on: date) -> Limit | None:
    """Why the account may not be re-aged on the day; none where it may."""
    return verdict(account, on).refusal


def outside(account: Account, known: standing_rules.Facts | None = None) -> dict[int, Limit]:
    """The limit that each re-age of the account lies outside of, loaded or not, by all that is known now."""
    seen = (known or facts.of_account(account)).known_by(NEVER)
    judged = {reage.pk: _judged(account, seen, reage.on).refusal for reage in account.reages.all()}
    return {pk: limit for pk, limit in judged.items() if limit}


def grant(account: Account, on: date, act: Act) -> ReAge:
    """Re-age the account, and keep what that rests on. Raises ReAgeRefused."""
    with transaction.atomic():
        account = (
            Account.objects.select_for_update(of=("self",), no_key=True)
            .select_related("product")
            .get(pk=account.pk)
        )
        judgement = verdict(account, on)
        if judgement.refusal:
            raise ReAgeRefused(judgement.refusal)
        reage = ReAge.objects.create(
            account=account, on=on, reason=act.note, known_on=becomes_known(on), granted_by=act.by
        )
        _rest(reage, judgement.payments)
    return reage


def withdraw(reage: ReAge, on: date, act: Act) -> None:
    """Take a re-age back, from now on; it has counted until then (rules, section 2). Raises NotInForce."""
    with transaction.atomic():
        on = max(on, reage.on)
        withdrawn = in_force().filter(pk=reage.pk).update(
            withdrawn_on=on, withdraw_known_on=becomes_known(on), withdrawn_by=act.by,
            withdraw_reason=act.note,
        )  # fmt: skip
    if not withdrawn:
        raise NotInForce


def uphold(reage: ReAge, on: date, act: Act) -> None:
    """Let a re-age stand although payments it rests on are returned. Raises NotInForce."""
    returned = _returned().filter(reage=reage, reage__withdrawn_on=None)
    if not returned.update(reviewed_on=on, reviewed_by=act.by, review=act.note):
        raise NotInForce


def in_force() -> QuerySet[ReAge]:
    return ReAge.objects.filter(withdrawn_on=None)


def to_review() -> QuerySet[ReAge]:
    """Re-ages in force that rest on a payment since returned, and at which nobody has looked again."""
    return in_force().filter(Exists(_returned().filter(reage=OuterRef("pk")))).order_by("pk")


def _returned() -> QuerySet[ReAgePayment]:
    return ReAgePayment.objects.filter(payment__returned_on__isnull=False, reviewed_on=None)


def _judged(account: Account, seen: standing_rules.Facts, on: date) -> Verdict:
    """The limits of the pack for a re-age on the day, with only earlier ones beside it."""
    pack = packs.of(account.product.jurisdiction)
    seen = replace(seen, reages=tuple(reage for reage in seen.reages if reage.on < on))
    try:
        payments = reage_rules.rests_on(seen, on, pack.reage.least_payments)
        past_due = standing_rules.standing(seen, on).oldest_missed is not None
    except standing_rules.NoPolicy as none:
        return Verdict((_no_policy(none.day),), ())
    earlier = [reage.on for reage in seen.reages]
    limits = _of_pack(pack.reage, account, on, bool(payments), earlier)
    return Verdict((_past_due(past_due), *limits), payments)


def _rest(reage: ReAge, payments: tuple[standing_rules.Payment, ...]) -> None:
    rows = Payment.objects.filter(reference__in=[payment.reference for payment in payments])
    ReAgePayment.objects.bulk_create(ReAgePayment(reage=reage, payment=payment) for payment in rows)


def _of_pack(
    limits: ReAgeLimits, account: Account, on: date, paid: bool, earlier: list[date]
) -> Iterator[Limit]:
    old_enough = months_later(account.opened_on, limits.least_age_months)
    yield _limit(limits, LEAST_AGE, old_enough <= on, _said_age(limits.least_age_months, old_enough))
    yield _limit(limits, PAYMENTS, paid, _said_payments(limits.least_payments))
    for name, number in ((ONCE, 1), (TWICE, 2)):
        months = getattr(limits, name)
        again = reage_rules.next_after(earlier, number, months)
        yield _limit(limits, name, again is None or again <= on, _said_often(number, months, again))


def _limit(limits: ReAgeLimits, name: str, met: bool, says: str) -> Limit:
    return Limit(name, met, says, limits.rule(name).cited)


def _said_age(months: int, old_enough: date) -> str:
    text = ngettext(
        "The account must be at least %(months)s month old: from %(day)s on.",
        "The account must be at least %(months)s months old: from %(day)s on.",
        months,
    )
    return text % {"months": months, "day": formatting.day(old_enough)}


def _said_payments(least: int) -> str:
    text = ngettext(
        "Since it fell behind, %(least)s minimum payment must have been made, or as much in all.",
        "Since it fell behind, %(least)s minimum payments in a row must have been made, or as much in all.",
        least,
    )
    return text % {"least": least}


def _said_often(number: int, months: int, again: date | None) -> str:
    text = (
        _("Not more than once in %(months)s months.")
        if number == 1
        else _("Not more than twice in %(months)s months.")
    ) % {"months": months}
    return (
        text if again is None else text + " " + _("Again from %(day)s on.") % {"day": formatting.day(again)}
    )


def _past_due(met: bool) -> Limit:
    return Limit(PAST_DUE, met, _("A statement must be missed: otherwise there is nothing to re-age."))


def _one_a_day(account: Account, on: date) -> Limit:
    taken = ReAge.objects.filter(account=account, on=on).exists()
    return Limit(ONE_A_DAY, not taken, _("The account must have no other re-age of this day."))


def _no_policy(day: date) -> Limit:
    text = _("The product must have a policy in force on %(day)s.") % {"day": formatting.day(day)}
    return Limit("no_policy", False, text)
