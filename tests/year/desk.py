"""The hardship desk of the year: who asks, what they have, what they are offered, and how they answer."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from accounts import packs, reages
from accounts.acts import Act
from accounts.hardship import affordability, offers, options, requests
from accounts.hardship.offers import Answer
from accounts.models import Account, AffordabilityItem, HardshipOffer, Plan, StageChange
from accounts.plans import lifecycle as plans

ONE_IN = 6  # late accounts that ask for help
ANSWERED_AFTER = timedelta(days=3)
DECIDED_AFTER = timedelta(days=7)  # how long a lapsed plan waits for its decision
RECORDED = Answer("recording", "the call of that day")
# What a month leaves, in thirds of what the account asks for and in tokens.
BUDGETS = ("0", "2 tokens", "1/3", "2", "4", "4", "9")


def lot(of: int, *about: object) -> int:
    """A number below ``of`` that is the same in every run."""
    return int(sha256("/".join(map(str, about)).encode()).hexdigest()[:12], 16) % of


@dataclass
class Desk:
    """One pass a day over everything that waits. ``agreed``: plans that came of it, by account."""

    agreed: list[Plan] = field(default_factory=list)

    def work(self, closed: date) -> None:
        """The day after a close."""
        today = closed + timedelta(days=1)
        for account in _asks(closed):
            self.take_in(account, today)
        offers.expire(_at(today))
        for offer in offers.awaited(today).filter(sent_on__lte=today - ANSWERED_AFTER):
            self.answer(offer, today)
        for plan in plans.in_state("lapsed"):
            self.decide(plan, closed)
        for plan in plans.in_state("complete"):
            _finish(plan, today)

    def take_in(self, account: Account, today: date) -> None:
        """On the telephone: the request, the statement, the first option that fits, drafted and approved."""
        if plans.in_force(account, today):
            return
        request = requests.take(account, _act(today, note="lost the job"), on=today)
        _record_budget(account, today)
        try:
            found = options.of_account(account, today)
        except options.NoStatement:
            requests.refuse(request, "not-liable", _act(today), on=today)
            return
        if not found.options:
            requests.refuse(request, "nothing-owed", _act(today), on=today)
            return
        offer = offers.draft(account, found, found.options[0], _act(today), on=today)
        offer = offers.approve(offer, _act(today, "bea"), on=today)
        if offer.state == offers.DRAFTED:
            offers.approve(offer, _act(today, "chris"), on=today)

    def answer(self, offer: HardshipOffer, today: date) -> None:
        """Three in four agree, one in eight says no, the others never answer."""
        number = lot(8, offer.reference)
        if number < 6:
            self.agreed.append(offers.accept(offer, RECORDED, _act(today, "bea"), on=today))
        elif number == 6:
            offers.decline(offer, _act(today), on=today)

    def decide(self, plan: Plan, closed: date) -> None:
        """Half of those that lapsed begin anew a month later, half are broken."""
        today = closed + timedelta(days=1)
        status = plans.statuses([plan], closed).get(plan.pk)
        if status is None or status.state != "lapsed" or status.since > closed - DECIDED_AFTER:
            return
        left = {part.due_on: part.amount for part in plan.instalments.all() if part.due_on > today}
        if lot(2, plan.reference) and left:
            self.agreed.append(plans.defer(plan, 1, _act(today), on=today))
        else:
            plans.end(plan, today, "broken", _act(today))


def _asks(closed: date) -> list[Account]:
    """One in six of those that became late with the day."""
    began = StageChange.objects.filter(on=closed, from_stage__in=("", "CURRENT")).exclude(
        to_stage__in=("", "CURRENT")
    )
    rows = Account.objects.filter(pk__in=began.values("account")).select_related("product")
    return [account for account in rows.order_by("reference") if lot(ONE_IN, account.reference, closed) == 0]


def _record_budget(account: Account, today: date) -> None:
    pack = packs.of(account.product.jurisdiction)
    if not pack.hardship.items:
        return
    position = options.position_of(account, today)
    token = pack.hardship.token.get(account.product.currency, 100)
    budget = BUDGETS[lot(len(BUDGETS), "budget", account.reference)]
    whole = max(position.instalment, position.past_due, token)
    left = 2 * token if budget == "2 tokens" else whole * int(budget[0]) // (3 if "/" in budget else 1)
    holder = account.parties.filter(role="cardholder").select_related("customer").first()
    if holder is None:
        return
    spent = 100 * token
    items = [
        AffordabilityItem(
            kind="income", name=pack.hardship.names("income")[0], amount=spent + left, every="month"
        ),
        AffordabilityItem(
            kind="essential", name=pack.hardship.names("essential")[0], amount=spent, every="month"
        ),
    ]
    affordability.record(holder.customer, account.product.currency, items, _act(today), on=today)


def _finish(plan: Plan, today: date) -> None:
    """Where the pack allows no re-age the hold goes on, and somebody looks at it."""
    try:
        plans.finish(plan, _act(today), on=today)
    except (reages.ReAgeRefused, plans.NotComplete):
        return


def _act(today: date, by: str = "ada", note: str = "") -> Act:
    return Act(by=by, at=_at(today), note=note)


def _at(today: date) -> datetime:
    return datetime.combine(today, time(16), UTC)
