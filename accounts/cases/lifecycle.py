"""Cases: disputes, fraud claims and complaints, each with the pack's clocks and the hold that goes with it.

Every verb adds one step, by an act at a moment, and brings the case up to date in the same transaction. It
raises Refused where the step cannot be taken. Amounts in minor units.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import formatting, holds
from accounts.acts import Act
from accounts.cases import deadlines as case_deadlines
from accounts.dates import local_day
from accounts.models import Account, Case, CaseStep, Customer, Hold
from accounts.rules import cases as case_rules
from accounts.rules.cases import Progress

Outcome, Done = Case.Outcome, CaseStep.Kind
Refused = holds.Refused  # a step that cannot be taken, or the hold that goes with it; why, in words


@dataclass(frozen=True, slots=True)
class Opening:
    """What came in, from whom, on which channel and day. An amount and its statement are named together.

    ``confirmed_because``: why what looked unlikely is right all the same.
    """

    kind: str
    customer: Customer
    channel: str
    on: date
    about: str
    disputed_amount: int | None = None
    statement_date: date | None = None
    confirmed_because: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """How a case is decided. ``amount``: what the issuer is to credit; upheld without one, all that was
    disputed. ``fresh_due_on``: when what is owed after all is due; the pack's earliest day without one."""

    outcome: str
    reason: str
    on: date
    amount: int = 0
    fresh_due_on: date | None = None


def open_case(account: Account, opening: Opening, act: Act) -> Case:
    """Take in a dispute, a fraud claim or a complaint, and place its hold."""
    _check_day(opening.on, account.opened_on, local_day(act.at, account.time_zone))
    _check_opening(account, opening)
    clock = case_deadlines.fixed(account, opening.kind, opening.on)
    with transaction.atomic():
        case = Case.objects.create(
            account=account, customer=opening.customer, kind=opening.kind, channel=opening.channel,
            opened_on=opening.on, about=opening.about, disputed_amount=opening.disputed_amount,
            statement_date=opening.statement_date, acknowledge_by=clock.acknowledge_by,
            acknowledge_rule=clock.acknowledge_rule, resolve_by=clock.resolve_by,
            resolve_rule=clock.resolve_rule,
        )  # fmt: skip
        work = _Work(case, Progress(), opening.on, act)
        work.place_hold(opening.on)
        work.step(Done.OPENED, until=clock.resolve_by, reason=opening.confirmed_because)
        work.stand()
    return case


def acknowledge(case: Case, on: date, act: Act, note: str = "") -> None:
    """Put down that the customer was told that the case is looked into."""
    with _working_on(case, act) as work:
        work.check_open()
        _check_day(on, case.opened_on, work.day)
        if work.stands.acknowledged_on:
            raise Refused(_("It is acknowledged already."))
        work.step(Done.ACKNOWLEDGED, on=on, reason=note)


def ask_extension(case: Case, reason: str, act: Act) -> None:
    """Ask for the next extension of the pack; somebody else answers."""
    with _working_on(case, act) as work:
        work.check_open()
        until = case_deadlines.extended(work.case, work.stands.extensions)
        if work.stands.asked:
            raise Refused(_("An extension is asked for already."))
        if until is None:
            raise Refused(_("The rules that apply to this account allow no further extension."))
        work.step(Done.EXTENSION_ASKED, reason=reason, until=until)


def grant_extension(case: Case, act: Act, note: str = "") -> None:
    """Grant what somebody else asked for."""
    with _working_on(case, act) as work:
        asked = work.asked()
        if asked.by == act.by:
            raise Refused(_("Somebody other than who asked for it must approve an extension."))
        work.step(Done.EXTENDED, reason=note, until=asked.until, of=asked, asked_by=asked.by)


def refuse_extension(case: Case, reason: str, act: Act) -> None:
    """Refuse what was asked for: the clock stays as it is."""
    with _working_on(case, act) as work:
        asked = work.asked()
        work.step(Done.NOT_EXTENDED, reason=reason, of=asked, asked_by=asked.by)


def decide(case: Case, decision: Decision, act: Act) -> None:
    """Decide a case. Its hold ends; where a credit for what was disputed is to come, once it has."""
    with _working_on(case, act) as work:
        work.check_open()
        _check_day(decision.on, case.opened_on, work.day)
        amount = decision.amount or ((case.disputed or 0) if decision.outcome == Outcome.UPHELD else 0)
        _check_amount(case, decision.outcome, amount)
        until = _fresh_due(work.case, decision)
        work.step(
            Done.DECIDED,
            on=decision.on,
            reason=decision.reason,
            outcome=decision.outcome,
            amount=amount,
            until=until,
        )
        if not (case.disputed and amount):
            work.end_hold(decision.on, until)


def give_redress(case: Case, amount: int, reason: str, act: Act) -> None:
    """Put down what the issuer is to credit to the account to make good; it is expected from now on."""
    with _working_on(case, act) as work:
        work.step(Done.REDRESS, reason=reason, amount=amount)


def settle(case: Case, reason: str, act: Act) -> None:
    """Expect no credit any more: it was made good in another way, which the reason tells.

    What was disputed stands on the account then, so all of it is due on a fresh day.
    """
    with _working_on(case, act) as work:
        if not work.stands.credit or work.stands.credited_on:
            raise Refused(_("No credit is awaited."))
        work.step(Done.SETTLED, reason=reason)
        if not work.case.is_open:
            work.end_hold(work.day, case_deadlines.fresh_due(work.case, work.day))


def note_credit(case: Case, credited_on: date, act: Act) -> None:
    """All credits that were expected had come by the day: a hold that waited ends on the day before."""
    with _working_on(case, act) as work:
        if work.stands.credited_on:
            return
        work.step(Done.CREDITED, on=credited_on)
        if not work.case.is_open and work.case.hold:
            last = max(credited_on - timedelta(days=1), work.case.hold.starts_on)
            work.end_hold(last, _fresh_due_after(work.case, last))


def note_credit_gone(case: Case, act: Act) -> None:
    """Credits that had been counted were returned: they are expected again, and the amount held again."""
    with _working_on(case, act) as work:
        if not work.stands.credited_on:
            return
        noted = case.steps.filter(kind=Done.CREDITED).last()
        work.step(Done.TAKEN_BACK, reason=_("The credit was returned."), of=noted)
        work.await_again()


def reopen(case: Case, reason: str, act: Act) -> None:
    """Open a decided case again: its hold is placed anew, its clock goes on as it was."""
    with _working_on(case, act) as work:
        if work.stands.state == case_rules.OPEN:
            raise Refused(_("It is open."))
        work.step(Done.REOPENED, reason=reason)
        work.hold_again()


def note(case: Case, text: str, act: Act) -> None:
    """Put down what is worth knowing about it, open or decided. Changes nothing."""
    with _working_on(case, act) as work:
        work.step(Done.NOTED, reason=text)


def amend(case: Case, amount: int, reason: str, act: Act, statement: date | None = None) -> None:
    """Correct the amount that is disputed or, where all of it was, name it with its statement: the hold is
    withdrawn for one of this amount, from its first day."""
    with _working_on(case, act) as work:
        work.check_open()
        if work.case.kind == Case.Kind.COMPLAINT:
            raise Refused(_("A complaint disputes no amount. Open a dispute about the amount."))
        if amount == work.case.disputed:
            raise Refused(_("That is the amount as it is."))
        named = None if work.case.disputed_statement else statement
        _check_statement(work.case.account, amount, work.case.disputed_statement or named)
        work.step(Done.AMENDED, amount=amount, statement=named, reason=reason)
        work.case.amended_amount = amount
        work.case.named_statement = named or work.case.named_statement
        work.hold_otherwise()


def take_back(case: Case, step: CaseStep, reason: str, act: Act) -> None:
    """Put down that an earlier step is wrong: it does not count any more."""
    with _working_on(case, act) as work:
        if step not in can_be_taken_back(case):
            raise Refused(_("This step cannot be taken back."))
        work.step(Done.TAKEN_BACK, reason=reason, of=step)
        if step.kind == Done.SETTLED:
            work.await_again()


def can_be_taken_back(case: Case) -> list[CaseStep]:
    """Steps that count and may be called wrong. A decision is left by reopening instead."""
    steps = {step.pk: step for step in case.steps.all()}
    counting = case_rules.standing(map(_plain, steps.values()))
    return [steps[step.number] for step in counting if step.kind in case_rules.CAN_BE_TAKEN_BACK]


def seen(case: Case) -> str:
    """What an act upon the case carries of what a page showed of it: any later step changes it."""
    return str(max((step.pk for step in case.steps.all()), default=0))


def standing_otherwise(accounts: Iterable[int]) -> Iterator[Case]:
    """Cases of these accounts that do not stand as their steps add up; there should be none."""
    for case in Case.objects.filter(account__in=accounts).prefetch_related("steps").order_by("pk"):
        wanted = _columns(progress(case))
        if {name: getattr(case, name) for name in wanted} != wanted:
            yield case


def progress(case: Case) -> Progress:
    """Where the case stands, by its steps."""
    return case_rules.progress(map(_plain, case.steps.all()))


@dataclass(frozen=True)
class _Work:
    """A case that is ours alone for one step: as its steps have it, the day it is there, whose act it is."""

    case: Case
    stands: Progress
    day: date
    act: Act

    def step(self, kind: str, **columns: Any) -> None:
        columns = {"on": self.day, **columns}
        CaseStep.objects.create(case=self.case, kind=kind, by=self.act.by, at=self.act.at, **columns)

    def stand(self) -> None:
        """Bring the columns up to what the steps add up to."""
        Case.objects.filter(pk=self.case.pk).update(**_columns(progress(self.case)))

    def place_hold(self, starts_on: date) -> None:
        case = self.case
        case.hold = holds.place(
            replace(self.act, note=f"case {case.pk}"), account=case.account, kind=case.kind,
            starts_on=starts_on, disputed_amount=case.disputed, statement_date=case.disputed_statement,
        )  # fmt: skip
        case.save(update_fields=["hold"])

    def end_hold(self, last: date, fresh_due_on: date | None) -> None:
        """End the hold of the case, if nobody has yet."""
        if (hold := self.case.hold) and _runs(hold):
            holds.end(hold, last, self.act, fresh_due_on=fresh_due_on)

    def hold_again(self) -> None:
        """Place the hold anew, if it has ended. Where its amount is still off, as though it had never ended:
        the same amount is not taken off twice."""
        hold = self.case.hold
        if hold and _runs(hold):
            return
        if hold and hold.withdrawn_on is None and _off_through(hold) >= self.day:
            holds.withdraw(hold, self.day, self.act)
            self.place_hold(hold.starts_on)
        else:
            self.place_hold(self.day)

    def hold_otherwise(self) -> None:
        """Withdraw the hold for another from the same first day, by the case as it is now."""
        hold = self.case.hold
        if hold and hold.withdrawn_on is None:
            holds.withdraw(hold, self.day, self.act)
        self.place_hold(hold.starts_on if hold else self.day)

    def await_again(self) -> None:
        """Hold what was upheld until its credit has come."""
        if self.case.disputed and self.stands.upheld:
            self.hold_again()

    def check_open(self) -> None:
        if self.stands.state != case_rules.OPEN:
            raise Refused(_("It is decided. Open it again first."))

    def asked(self) -> CaseStep:
        """The request for an extension that waits for an answer."""
        self.check_open()
        if not self.stands.asked:
            raise Refused(_("No extension is asked for."))
        return self.case.steps.get(pk=self.stands.asked)


@contextmanager
def _working_on(case: Case, act: Act) -> Iterator[_Work]:
    """Lock the case, let one step be taken, and bring it up to date."""
    with transaction.atomic():
        rows = Case.objects.select_for_update(of=("self",), no_key=True).select_related(
            "account__product", "hold"
        )
        locked = rows.get(pk=case.pk)
        if act.seen is not None and act.seen != seen(locked):
            raise Refused(_("Somebody has changed it since you opened it: read it again."))
        work = _Work(locked, progress(locked), local_day(act.at, locked.account.time_zone), act)
        yield work
        work.stand()
    case.refresh_from_db()


def _columns(stands: Progress) -> dict[str, Any]:
    return {
        "state": stands.state,
        "outcome": stands.outcome,
        "acknowledged_on": stands.acknowledged_on,
        "decided_on": stands.decided_on,
        "resolve_by": stands.resolve_by,
        "fresh_due_on": stands.fresh_due_on,
        "extension_asked": stands.asked is not None,
        "credit": stands.credit,
        "credited_on": stands.credited_on,
        "amended_amount": stands.disputed,
        "named_statement": stands.statement,
    }


def _plain(step: CaseStep) -> case_rules.Step:
    return case_rules.Step(
        number=step.pk, kind=step.kind, on=step.on, until=step.until, amount=step.amount,
        outcome=step.outcome, of=step.of_id, statement=step.statement,
    )  # fmt: skip


def _runs(hold: Hold) -> bool:
    """Nobody has given the hold a last day, or withdrawn it."""
    return hold.ends_on is None and hold.withdrawn_on is None


def _off_through(hold: Hold) -> date:
    """The last day on which the amount of the hold, which has a last day, is not asked for."""
    return max(day for day in (hold.ends_on, hold.fresh_due_on) if day)


def _check_day(on: date, first: date, last: date) -> None:
    if not first <= on <= last:
        days = {"first": formatting.day(first), "last": formatting.day(last)}
        raise Refused(_("The day must lie between %(first)s and %(last)s.") % days)


def _check_opening(account: Account, opening: Opening) -> None:
    if not account.parties.filter(customer=opening.customer).exists():
        raise Refused(_("Only a party of the account can raise a case about it."))
    _check_statement(account, opening.disputed_amount, opening.statement_date)


def _check_statement(account: Account, amount: int | None, statement: date | None) -> None:
    if (amount is None) != (statement is None):
        raise Refused(_("A disputed amount belongs to a statement: name both, or neither."))
    if statement and not account.cycles.filter(statement_date=statement).exists():
        day = formatting.day(statement)
        raise Refused(_("The account has no statement of %(day)s.") % {"day": day})


def _check_amount(case: Case, outcome: str, amount: int) -> None:
    if outcome in (Outcome.REJECTED, Outcome.WITHDRAWN) and amount:
        raise Refused(_("Nothing is credited where nothing is upheld."))
    if case.disputed is None:
        return
    if outcome == Outcome.UPHELD and amount < case.disputed:
        raise Refused(_("Upheld means all that is disputed. Choose partly upheld for less."))
    if outcome == Outcome.PARTLY_UPHELD and not 0 < amount < case.disputed:
        raise Refused(_("Partly upheld means a part of what is disputed."))


def _fresh_due(case: Case, decision: Decision) -> date | None:
    earliest = case_deadlines.fresh_due(case, decision.on)
    if earliest is None or decision.outcome == Outcome.UPHELD:
        return None
    if decision.fresh_due_on and decision.fresh_due_on < earliest:
        raise Refused(_("The fresh due date is %(day)s at the earliest.") % {"day": formatting.day(earliest)})
    return decision.fresh_due_on or earliest


def _fresh_due_after(case: Case, last: date) -> date | None:
    """The fresh due date where a hold ends later than its case: as told, or as many days after its end."""
    earliest = case_deadlines.fresh_due(case, last)
    return max(case.fresh_due_on, earliest) if case.fresh_due_on and earliest else None
