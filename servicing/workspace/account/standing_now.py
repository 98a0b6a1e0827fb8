"""Where an account stands now, by everything known, beside where the last close left it."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts import formatting
from accounts.dates import NEVER
from accounts.models import StageSpan
from accounts.rules import pauses
from accounts.rules import standing as standing_rules
from accounts.rules.standing import Facts, NoPolicy, Payment, Standing
from servicing.templatetags.desk import label


@dataclass(frozen=True)
class Figures:
    """What the head of the page says of a standing. Minor units; days are calendar days."""

    stage: str
    days_past_due: int
    days_paused: int
    past_due: int
    statements_missed: int
    oldest_missed_statement: date | None
    oldest_missed_due: date | None

    @classmethod
    def of_standing(cls, standing: Standing) -> "Figures":
        oldest = standing.oldest_missed
        return cls(
            standing.stage,
            standing.days_past_due,
            standing.days_paused,
            standing.past_due,
            standing.statements_missed,
            oldest.statement_date if oldest else None,
            oldest.effective_due if oldest else None,
        )

    @classmethod
    def of_span(cls, span: StageSpan, on: date, known: Facts) -> "Figures":
        """As the close of a day left it; what is paused, as known then."""
        due = span.oldest_missed_due
        paused = pauses.of(pauses.as_seen(known.holds, on))
        return cls(
            span.stage,
            (on - due).days if due else 0,
            pauses.size(paused, pauses.following(due), on) if due else 0,
            span.past_due,
            span.statements_missed,
            span.oldest_missed_statement,
            due,
        )


@dataclass(frozen=True)
class StandingNow:
    """The standing of today, the span that the last close left, and what was paid since."""

    standing: Standing
    closed: StageSpan | None
    closed_on: date | None
    payment: Payment | None
    currency: str

    @property
    def differs(self) -> bool:
        """Whether stage or amount are not what the last close wrote."""
        if self.closed is None:
            return True
        return (self.standing.stage, self.standing.past_due) != (self.closed.stage, self.closed.past_due)

    @property
    def sentence(self) -> str:
        """The one thing to know first: now, then the last close."""
        values = {"stage": label(self.standing.stage)}
        if self.closed is None or self.closed_on is None:
            return _("%(stage)s now; no close has written a stage yet.") % values
        values |= {"before": label(self.closed.stage), "closed": formatting.day(self.closed_on)}
        if not self.differs:
            return _("%(stage)s now, as of the close of %(closed)s.") % values
        if self.payment:
            amount = formatting.amount(self.payment.amount, self.currency)
            values |= {"amount": amount, "day": formatting.day(self.payment.posted_on)}
            return (
                _(
                    "%(stage)s since the payment of %(amount)s on %(day)s;"
                    " %(before)s as of the close of %(closed)s."
                )
                % values
            )
        return _("%(stage)s now; %(before)s as of the close of %(closed)s.") % values


def standing_now(
    known: Facts, closed: StageSpan | None, closed_on: date | None, today: date, currency: str
) -> StandingNow | None:
    """None where the rule cannot say: no policy is in force, or a day is too far off to count from it."""
    seen = known.known_by(NEVER)
    with suppress(NoPolicy, OverflowError):
        standing = standing_rules.standing(seen, today)
        return StandingNow(standing, closed, closed_on, _newest_payment(seen, closed_on, today), currency)
    return None


def _newest_payment(seen: Facts, closed_on: date | None, today: date) -> Payment | None:
    """What came in since the last close and counts today, the newest of it."""
    later = [
        payment
        for payment in seen.payments
        if closed_on and payment.known_on > closed_on and payment.value_on <= today
        if not payment.returned_by(today)
    ]
    return max(later, key=lambda payment: (payment.posted_on, payment.known_on), default=None)
