"""Where one account stands and why, as a servicing agent could say it on the phone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts import formatting
from accounts.dates import NEVER
from accounts.models import Account, Exit
from accounts.promises import lifecycle as promise_lifecycle
from accounts.reports import hold_sentences
from accounts.rules import pauses
from accounts.rules import standing as standing_rules
from accounts.rules.first_delinquency import first_delinquency
from accounts.rules.forecast import Outlook, outlook
from accounts.stages import CURRENT, MISSED
from accounts.standings import evaluation, facts


@dataclass(frozen=True, slots=True)
class Line:
    """One cycle that asks something, or did. Minor units; dates only where something is unpaid.

    No day from which it is past due: ageing pauses, and no end of that is known.
    """

    statement_date: date
    opening: bool
    printed: int
    reopened: int
    disputed: int
    paid: int
    unpaid: int
    effective_due: date | None
    past_due_from: date | None
    past_due: bool
    rolled: bool  # the effective due date, to a working day


@dataclass(frozen=True, slots=True)
class Explanation:
    """The arithmetic of a standing, in figures and in sentences of the active language."""

    account: Account
    basis: str
    currency: str
    seen: standing_rules.Facts
    standing: standing_rules.Standing
    outlook: Outlook | None
    absence: str = ""  # why the account is not in the book on the day; then there is nothing else to say
    promised: tuple[promise_lifecycle.OpenPromise, ...] = ()
    first_delinquency: date | None = None  # always restated

    @property
    def day(self) -> date:
        return self.standing.day

    @property
    def lines(self) -> list[Line]:
        return [] if self.absence else [self._line(cycle) for cycle in self.standing.asked]

    @property
    def disputed(self) -> int:
        """What disputes take off all cycles."""
        return sum(line.disputed for line in self.lines)

    @property
    def payments(self) -> list[standing_rules.Payment]:
        """Those posted after the newest statement, by day of posting; returned ones among them."""
        newest = None if self.absence else self.standing.newest
        after = [p for p in self.seen.payments if newest and p.posted_on > newest.statement_date]
        return sorted((p for p in after if p.value_on <= self.day), key=lambda p: p.posted_on)

    @property
    def sentences(self) -> list[str]:
        if self.absence:
            return [self.absence]
        on_hold = hold_sentences.in_force(self.seen.holds, self.day)
        return [
            *_verdict(self), *on_hold, *_asked(self), *_came_in(self), *_open(self), *_why(self),
            *_next(self), *_promised(self),
        ]  # fmt: skip

    def money(self, minor: int) -> str:
        return formatting.amount(minor, self.currency)

    def _line(self, cycle: standing_rules.CycleDue) -> Line:
        unpaid = cycle.unpaid > 0
        return Line(
            statement_date=cycle.statement_date,
            opening=cycle.opening,
            printed=cycle.printed,
            reopened=cycle.reopened,
            disputed=cycle.disputed,
            paid=cycle.amount - cycle.unpaid,
            unpaid=cycle.unpaid,
            effective_due=cycle.effective_due if unpaid else None,
            past_due_from=cycle.past_due_from if unpaid and cycle.past_due_from != NEVER else None,
            past_due=unpaid and cycle.past_due_from <= self.day,
            rolled=cycle.rolled_from is not None,
        )


def explain(
    account: Account, day: date, basis: str = "known", known: standing_rules.Facts | None = None
) -> Explanation:
    """Explain an account at the end of a day, by what was known then or by everything known now.

    ``known``: every fact of it, where the caller has read them. Raises standings.DayNotClosed for ``known``
    on a day not closed, aging.NoPolicy where the product has no policy the rule could ask.
    """
    horizon = evaluation.horizon(day, basis)
    known = known or facts.of_account(account)
    seen = known.known_by(horizon)
    absence = _absence(account, day, horizon)
    standing = standing_rules.Standing(day=day) if absence else standing_rules.standing(seen, day)
    following = None if absence else outlook(seen, standing)
    promised = () if absence else tuple(promise_lifecycle.open_on(account, day, horizon))
    first = None if absence else first_delinquency(known, day)
    return Explanation(
        account, basis, account.product.currency, seen, standing, following, absence, promised, first
    )


def _absence(account: Account, day: date, horizon: date) -> str:
    values = {"day": formatting.day(day), "account": account}
    exit_ = account.exits.filter(on__lte=day, known_on__lte=horizon).order_by("on").last()
    if account.opened_on > day:
        values["opened"] = formatting.day(account.opened_on)
        return (
            _("At the end of %(day)s account %(account)s is not in the book; it opens on %(opened)s.")
            % values
        )
    if account.known_on > horizon:
        values["known"] = formatting.day(account.known_on)
        return (
            _("At the end of %(day)s account %(account)s was not known yet; it is since %(known)s.") % values
        )
    if exit_ and exit_.reason != Exit.Reason.RECALLED:
        values |= {"left": formatting.day(exit_.on), "reason": exit_.get_reason_display()}
        return (
            _(
                "At the end of %(day)s account %(account)s is not in the book;"
                " it left on %(left)s (%(reason)s)."
            )
            % values
        )
    return ""


def _verdict(explanation: Explanation) -> Iterator[str]:
    now = explanation.standing
    day = formatting.day(now.day)
    if now.stage == CURRENT:
        yield _("At the end of %(day)s account %(account)s is current.") % {
            "day": day,
            "account": explanation.account,
        }
        return
    yield _("At the end of %(day)s account %(account)s is in stage %(stage)s.") % {
        "day": day,
        "account": explanation.account,
        "stage": now.stage,
    }
    yield ngettext(
        "%(amount)s is past due, for %(days)s day, with %(missed)s.",
        "%(amount)s is past due, for %(days)s days, with %(missed)s.",
        now.days_past_due,
    ) % {
        "amount": explanation.money(now.past_due),
        "days": now.days_past_due,
        "missed": _statements_missed(now),
    }
    yield from hold_sentences.paused(now)
    if explanation.first_delinquency:
        yield _("It has been behind without a break since %(day)s, the date of first delinquency.") % {
            "day": formatting.day(explanation.first_delinquency)
        }


def _statements_missed(now: standing_rules.Standing) -> str:
    return ngettext("%(count)s statement missed", "%(count)s statements missed", now.statements_missed) % {
        "count": now.statements_missed
    }


def _asked(explanation: Explanation) -> Iterator[str]:
    newest = explanation.standing.newest
    if newest is None:
        yield _("No statement had come in by then, so nothing is asked.")
        return
    values = {
        "day": formatting.day(newest.statement_date),
        "minimum": explanation.money(newest.minimum_due),
        "due": formatting.day(newest.due_date),
    }
    if newest.minimum_due:
        yield _("The last statement, of %(day)s, asked for at least %(minimum)s by %(due)s.") % values
    else:
        yield _("The last statement, of %(day)s, asked for nothing.") % values
    if newest.past_due:
        yield _(
            "Of that, %(past_due)s was carried over from earlier statements and %(instalment)s was new."
        ) % {
            "past_due": explanation.money(newest.past_due),
            "instalment": explanation.money(newest.instalment),
        }
    if explanation.standing.reaged_on:
        yield _("The account was re-aged on %(day)s: only statements dated after it count.") % {
            "day": formatting.day(explanation.standing.reaged_on)
        }
    for cycle in explanation.standing.asked:
        yield from _unusual(explanation, cycle)


def _unusual(explanation: Explanation, cycle: standing_rules.CycleDue) -> Iterator[str]:
    if cycle.opening:
        yield _(
            "No earlier statement here began with nothing past due, so %(amount)s is taken to belong to an"
            " opening cycle of %(day)s, one month before the earliest statement."
        ) % {"amount": explanation.money(cycle.printed), "day": formatting.day(cycle.statement_date)}
    if cycle.reopened:
        yield _(
            "A payment that the last statement had counted was returned since, so %(amount)s of the statement"
            " of %(day)s is open again."
        ) % {"amount": explanation.money(cycle.reopened), "day": formatting.day(cycle.statement_date)}

    yield from hold_sentences.disputed(cycle, explanation.currency)


def _came_in(explanation: Explanation) -> Iterator[str]:
    if explanation.standing.newest is None:
        return
    if not explanation.payments:
        yield _("Nothing has come in since that statement.")
    for payment in explanation.payments:
        yield _payment(explanation, payment)


def _payment(explanation: Explanation, payment: standing_rules.Payment) -> str:
    values = {
        "amount": explanation.money(payment.amount),
        "day": formatting.day(payment.posted_on),
        "from": formatting.day(payment.value_on),
        "returned": payment.returned_on and formatting.day(payment.returned_on),
    }
    if payment.returned_by(explanation.day):
        return (
            _("%(amount)s came in on %(day)s and was returned on %(returned)s, so it does not count.")
            % values
        )
    if payment.value_on < payment.posted_on:
        return _("%(amount)s came in on %(day)s and counts from %(from)s.") % values
    return _("%(amount)s came in on %(day)s.") % values


def _open(explanation: Explanation) -> Iterator[str]:
    still_open = [
        (line, cycle)
        for line, cycle in zip(explanation.lines, explanation.standing.asked, strict=True)
        if line.unpaid
    ]
    if explanation.standing.asked and not still_open:
        yield _("With that, everything the statement asked is paid.")
    for line, cycle in still_open:
        yield _left_open(line) % {
            "amount": explanation.money(line.unpaid),
            "day": formatting.day(line.statement_date),
            "due": line.effective_due and formatting.day(line.effective_due),
            "from": line.past_due_from and formatting.day(line.past_due_from),
        }
        yield from _rolled(explanation, cycle)
        yield from hold_sentences.moved(cycle)


def _rolled(explanation: Explanation, cycle: standing_rules.CycleDue) -> Iterator[str]:
    """Why what is open could be paid a day or more longer than was printed."""
    if cycle.rolled_from is None:
        return
    noted = explanation.seen.working_days.of(cycle.rolled_from)
    values = {
        "day": formatting.day(cycle.rolled_from),
        "name": noted.name or WEEKDAYS[cycle.rolled_from.weekday()],
        "due": formatting.day(cycle.effective_due),
    }
    yield _("%(day)s is no working day (%(name)s), so it is due on %(due)s, the next one.") % values


def _left_open(line: Line) -> str:
    if line.past_due:
        return _("Of the statement of %(day)s, due %(due)s, %(amount)s is open and past due since %(from)s.")
    if line.past_due_from is None:
        return _("Of the statement of %(day)s, due %(due)s, %(amount)s is open.")
    return _(
        "Of the statement of %(day)s, due %(due)s, %(amount)s is open; it is past due only from %(from)s on."
    )


def _why(explanation: Explanation) -> Iterator[str]:
    now = explanation.standing
    if now.oldest_missed is None:
        if now.past_due:
            yield _(
                "What is past due is within the tolerance of %(tolerance)s, so nothing counts as missed."
            ) % {"tolerance": explanation.money(now.tolerance)}
        return
    later = [
        c.statement_date
        for c in explanation.seen.cycles
        if now.oldest_missed.past_due_from < c.statement_date <= now.day
    ]
    since = [day for day in later if not pauses.cover(now.pauses, day)]
    values = {
        "day": formatting.day(now.oldest_missed.statement_date),
        "from": formatting.day(now.oldest_missed.past_due_from),
        "stage": now.stage,
        "count": len(since),
        "dates": pgettext("between days", ", ").join(map(formatting.day, since)),
    }
    yield _("The oldest missed statement is that of %(day)s.") % values
    yield from hold_sentences.uncounted(now, later)
    if not since:
        yield (
            _("No statement has come since it became past due on %(from)s, which makes it %(stage)s.")
            % values
        )
    else:
        yield (
            ngettext(
                "%(count)s statement (%(dates)s) came after it became past due on %(from)s,"
                " which makes it %(stage)s.",
                "%(count)s statements (%(dates)s) came after it became past due on %(from)s,"
                " which makes it %(stage)s.",
                len(since),
            )
            % values
        )


def _next(explanation: Explanation) -> Iterator[str]:
    now = explanation.standing
    if now.stage != CURRENT:
        yield _("Once %(amount)s more is credited, the account is current again.") % {
            "amount": explanation.money(now.past_due)
        }
    if explanation.outlook is None:
        yield _last_word(now)
        return
    values = {"day": formatting.day(explanation.outlook.day), "stage": explanation.outlook.stage}
    if explanation.outlook.stage == CURRENT:
        yield _("On %(day)s it becomes current.") % values
    elif explanation.outlook.statement:
        yield (
            _("If nothing more comes in, the next statement, expected about %(day)s, makes it %(stage)s.")
            % values
        )
    else:
        yield _("If nothing more comes in, it becomes %(stage)s on %(day)s.") % values


def _promised(explanation: Explanation) -> Iterator[str]:
    for promise in explanation.promised:
        values = {
            "day": formatting.day(promise.made_on),
            "total": explanation.money(promise.total),
            "paid": explanation.money(promise.paid),
            "due": promise.next_due_on and formatting.day(promise.next_due_on),
        }
        yield _("A promise of %(total)s made on %(day)s is open; %(paid)s of it is paid.") % values
        if promise.next_due_on:
            yield _("The next day for which something is promised is %(due)s.") % values


def _last_word(now: standing_rules.Standing) -> str:
    if now.stage == MISSED[-1]:
        return _("%(stage)s is the last stage; later statements do not change it.") % {"stage": now.stage}
    return _("Nothing that is known changes its stage next; the next statement will say what it asks.")
