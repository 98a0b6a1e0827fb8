"""What people of the year do who do not ask for a plan: they promise, dispute, complain, or are protected by law."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from accounts import holds
from accounts.acts import Act
from accounts.cases import lifecycle as cases
from accounts.cases.lifecycle import Decision, Opening
from accounts.models import Account, Case, Customer, Promise, StageChange
from accounts.promises import lifecycle as promises
from accounts.rules import standing as standing_rules
from accounts.standings import facts
from tests.acts import act_by
from tests.year.desk import lot
from tests.year.issuer import Issuer

DECIDED_BEFORE = timedelta(days=5)  # its last day
PROTECTED_FOR = timedelta(days=40)
PROTECTED_BY = {"GB": "breathing-space", "US": "bankruptcy", "CN": "serious-illness"}


@dataclass
class People:
    """One day after the other: what those who became late on it do the day after."""

    issuer: Issuer

    def act(self, closed: date) -> None:
        today = closed + timedelta(days=1)
        began = StageChange.objects.filter(on=closed, from_stage__in=("", "CURRENT"))
        late = Account.objects.filter(pk__in=began.exclude(to_stage__in=("", "CURRENT")).values("account"))
        for account in late.select_related("product").order_by("reference"):
            number = lot(8, "does", account.reference, closed)
            if number < len(_DOES) and account.parties.filter(role="cardholder").exists():
                _DOES[number](self, account, today)
        for case in Case.objects.filter(decided_on=None, resolve_by__lte=today + DECIDED_BEFORE):
            cases.decide(case, Decision("rejected", "The records bear out the entry.", today), _act(today))

    def promise(self, account: Account, today: date) -> None:
        """All that is past due within a week; every second one comes."""
        if holds.in_force([account.pk], today)[account.pk]:
            return
        known = facts.of_accounts([account.pk])[account.pk]
        now = standing_rules.standing(known, today)
        if not now.past_due:
            return
        due_on = today + timedelta(days=6)
        try:
            made = promises.record(
                [account], promises.Terms(today, {due_on: now.past_due}), Act(by="eve", at=_at(today))
            )
        except promises.AlreadyFulfilled:
            return
        if lot(2, made.reference):
            self.issuer.coming[due_on].append((account.reference, now.past_due))

    def dispute_all(self, account: Account, today: date) -> None:
        _open(account, Opening("dispute", _holder(account), "letter", today, "This is not mine."), today)

    def dispute_part(self, account: Account, today: date) -> None:
        newest = account.cycles.filter(statement_date__lte=today).order_by("-statement_date").first()
        if newest is None or newest.minimum_due - newest.past_due < 2:
            return
        amount = (newest.minimum_due - newest.past_due) // 2
        opening = Opening(
            "dispute", _holder(account), "letter", today, "This is not mine.", amount, newest.statement_date
        )
        _open(account, opening, today)

    def complain(self, account: Account, today: date) -> None:
        _open(account, Opening("complaint", _holder(account), "letter", today, "Nobody answers."), today)

    def be_protected(self, account: Account, today: date) -> None:
        kind = PROTECTED_BY[account.product.jurisdiction]
        try:
            hold = holds.place(
                act_by("eve"), kind=kind, starts_on=today, customer=_holder(account), evidence="letter"
            )
        except holds.Refused:
            return
        if hold.lapses_on is None:
            holds.end(hold, today + PROTECTED_FOR, act_by("sam", "over"))


_DOES = (People.promise, People.dispute_all, People.dispute_part, People.complain, People.be_protected)


def done() -> dict[str, int]:
    """How often, over the year."""
    found = {"promises_of_the_year": Promise.objects.filter(taken_by="eve").count()}
    for kind in ("dispute", "complaint"):
        found[f"{kind}s_of_the_year"] = Case.objects.filter(kind=kind).count()
    return found


def _open(account: Account, opening: Opening, today: date) -> None:
    try:
        cases.open_case(account, opening, _act(today))
    except cases.Refused:
        return


def _holder(account: Account) -> Customer:
    return Customer.objects.get(parties__account=account, parties__role="cardholder")


def _act(today: date) -> Act:
    return Act(by="eve", at=_at(today))


def _at(today: date) -> datetime:
    return datetime.combine(today, time(16), UTC)
