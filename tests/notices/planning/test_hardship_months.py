"""Months of the demo book lived day by day with hardship in it: of those who fall behind, one in six asks for help.

What goes out is sent the morning after, plans are paid, paid late or not at all, and nothing that is not a service
or law's own reaches anybody on a plan. Each later stage brings an invitation to get help.
"""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, pairwise
from random import Random

import pytest

from accounts import holds, packs
from accounts.acts import Act
from accounts.close import run as nightly_close
from accounts.dates import each
from accounts.hardship import affordability as affordability_store
from accounts.hardship import offers as hardship_offers
from accounts.hardship import options as account_options
from accounts.hardship import requests as help_requests
from accounts.hardship.offers import Answer
from accounts.intake import Intake, load
from accounts.models import (
    Account,
    AffordabilityItem,
    Customer,
    HardshipOffer,
    Hold,
    Party,
    Payment,
    Plan,
    PlanInstalment,
    PlanStatusChange,
    Promise,
    PromisedAccount,
    StageChange,
)
from accounts.plans import evaluation as plan_evaluation
from accounts.plans import keep_rates as plan_rates
from accounts.promises import silence
from accounts.rules import plans as plan_rules
from accounts.stages import MISSED
from notices import state_changes
from notices.archive import freshness
from notices.kinds import catalogue
from notices.kinds.schema import DUE, SENT
from notices.letters import figures
from notices.models import Notice
from notices.planning import run as notice_planning
from notices.wordings import substitution
from notices.wordings import versions as wording_versions
from servicing.demo.book import write_book

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 8, 1), date(2026, 10, 31)
ONE_IN = 6
ANSWERS = cycle((True, True, False, True))
HABITS = cycle(("pays late", "pays", "stops", "pays"))
# What may reach somebody on a plan whatever is late: what law asks for, and service.
NOT_ALLOWED = {code for code, kind in catalogue.KINDS.items() if kind.is_discretionary}


class Year:
    """The desk's part of it: who asks, what is agreed, what is paid."""

    def __init__(self) -> None:
        self.chance = Random(6)
        self.asked: Counter[str] = Counter()  # by pack
        self.habits: dict[int, str] = {}
        self.sent_on_plan: list[Notice] = []
        self.sent_too_late: list[Notice] = []
        self.sent_although: list[tuple[Notice, str]] = []  # discretionary, with what forbids it
        self.sent_with_past_days: list[tuple[Notice, list[str]]] = []
        self.sent_of: Counter[str] = Counter()  # statutory ones by pack

    def day(self, day: date) -> None:
        self.pay(day)
        self.answer(day)
        nightly_close.close_through(day, now=at(day + timedelta(days=2)))
        notice_planning.plan_through(day, at(day + timedelta(days=1)))
        self.send(day)
        self.ask(day)

    def ask(self, day: date) -> None:
        """One in six of those of a pack who fell behind asks, and gets an offer where there is one."""
        fell = StageChange.objects.filter(on=day, from_stage__in=["", "CURRENT"], to_stage__in=MISSED)
        for change in fell.select_related("account__product").order_by("account"):
            jurisdiction = change.account.product.jurisdiction
            self.asked[jurisdiction] += 1
            if (
                self.asked[jurisdiction] % ONE_IN == 1
                and not change.account.plans.filter(ended_on=None).exists()
            ):
                self.offer(change.account, day)

    def offer(self, account: Account, day: date) -> None:
        customer = Customer.objects.get(parties__account=account, parties__role="cardholder")
        help_requests.take(account, act(day), on=day)
        income = self.chance.choice([400_000, 900_000, 2_000_000])
        items = [AffordabilityItem(kind="income", name="salary", amount=income, every="month"),
                 AffordabilityItem(kind="essential", name="rent", amount=90_000, every="week")]  # fmt: skip
        affordability_store.record(customer, account.product.currency, items, act(day), on=day)
        found = account_options.of_account(account, day)
        if found.options:
            offer = hardship_offers.draft(account, found, found.options[-1], act(day), on=day)
            offer = hardship_offers.approve(offer, act(day), on=day)
            if offer.state == "drafted":
                hardship_offers.approve(offer, act(day, "eve"), on=day)

    def send(self, day: date) -> None:
        """What is due leaves, and with it the offers."""
        due = Notice.objects.filter(state=DUE)
        self.read(list(due.select_related("recipient", "account__product")), day)
        on_plan = set(holds_of_plans(day).values_list("account", flat=True))
        people = set(people_who_keep_a_plan(day))
        self.sent_on_plan += [
            row
            for row in due
            if row.kind in NOT_ALLOWED and (row.account_id in on_plan or row.recipient_id in people)
        ]
        gone = state_changes.change_state(due, SENT, Act(at=at(day + timedelta(days=1))))
        Notice.objects.filter(pk__in=gone).update(sent_on=day + timedelta(days=1))
        for offer in hardship_offers.to_send():
            hardship_offers.mark_sent(offer, act(day), on=day)

    def read(self, leaving: list[Notice], day: date) -> None:
        """When each of them leaves, under what, and every third day what it says, by what is known then."""
        on = day + timedelta(days=1)
        accounts = list({row.account_id for row in leaving})
        covered = PromisedAccount.objects.filter(account__in=accounts).values_list("account", "promise")
        promised, held = silence.among(covered, day, day), holds.in_force(accounts, day)
        for row in leaving:
            kind = catalogue.get(row.kind)
            if kind.is_statutory:
                self.sent_of[kind.jurisdiction] += 1
                self.sent_too_late += [row] if row.due_by and row.due_by < on else []
            if kind.is_discretionary:
                stopping = [hold.kind for hold in held[row.account_id] if hold.known_on <= day]
                self.sent_although += [(row, why) for why in stopping if self.forbids(row, why)]
                self.sent_although += [(row, "promise")] if row.account_id in promised else []
        if day.toordinal() % 3 == 0:
            self.read_days(leaving, on)

    def read_days(self, leaving: list[Notice], on: date) -> None:
        known = figures.of(leaving, on)
        for row in leaving:
            language = wording_versions.language_for(row.kind, known[row.pk].language)
            words = wording_versions.shipped(wording_versions.name_of(catalogue.get(row.kind)), language)
            if passed := freshness.passed_days(known[row.pk], substitution.names(words)):
                self.sent_with_past_days.append((row, passed))

    @staticmethod
    def forbids(row: Notice, hold: str) -> bool:
        kind = catalogue.get(row.kind)
        of_pack = packs.of(kind.jurisdiction).holds[hold]
        return of_pack.stops_discretionary == "all" and hold not in kind.survives

    def answer(self, day: date) -> None:
        """Four days later three in four say yes; of the others some let it expire."""
        for offer in HardshipOffer.objects.filter(state="sent", sent_on=day - timedelta(days=4)):
            if next(ANSWERS):
                plan = hardship_offers.accept(offer, Answer("recording", "tape"), act(day, "eve"), on=day)
                self.habits[plan.pk] = next(HABITS)
        hardship_offers.expire(at(day))

    def pay(self, day: date) -> None:
        """What falls due, or fell due a week ago, by the habit of whoever pays."""
        late = {"pays": 0, "pays late": 7}
        for due in PlanInstalment.objects.filter(
            due_on__in=(day, day - timedelta(days=7)), plan__ended_on=None, amount__gt=0
        ):
            habit = self.habits.get(due.plan_id)
            if habit in late and due.due_on + timedelta(days=late[habit]) == day:
                Payment.objects.create(
                    reference=f"Y{due.pk}", account_id=due.plan.account_id, posted_on=day, value_on=day,
                    amount=due.amount, kind="payment", known_on=day,
                )  # fmt: skip


def at(day: date) -> datetime:
    return datetime.combine(day, time(8), UTC)


def act(day: date, by: str = "ada") -> Act:
    return Act(by=by, at=at(day))


def holds_of_plans(day: date):
    """Holds of plans that the day belongs to."""
    plans = Plan.objects.filter(agreed_on__lte=day).exclude(ended_on__lt=day)
    return Hold.objects.filter(kind="hardship-plan", plan__in=plans)


def people_who_keep_a_plan(day: date):
    """Whoever owes on an account with a plan that is neither paid nor lapsed: on no account asked for anything."""
    over = PlanStatusChange.objects.filter(ends_before=None, to_state__in=("complete", "lapsed", "ended"))
    plans = Plan.objects.filter(agreed_on__lte=day, ended_on=None).exclude(pk__in=over.values("plan"))
    owing = Party.objects.filter(account__in=plans.values("account"), role__in=("cardholder", "joint-holder"))
    return owing.values_list("customer", flat=True)


@pytest.fixture(scope="module")
def year(module_db, tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    write_book(folder, accounts=300, months=3, through=LAST)
    for outcome in load(sorted(folder.glob("*.csv")), Intake(folder / "refused")):
        assert outcome.clean, outcome
    lived = Year()
    for day in each(FIRST, LAST):
        lived.day(day)
    return lived


def test_nothing_discretionary_goes_to_anybody_on_a_plan(year):
    plans = Counter(Plan.objects.values_list("account__product__jurisdiction", flat=True))
    assert set(plans) == {"CN", "US", "GB"}, plans
    assert year.sent_on_plan == []
    sent = Notice.objects.filter(sent_on__isnull=False, kind__in=NOT_ALLOWED)
    assert sent.count() > 20


def test_every_notice_that_law_asks_for_went_by_our_own_day_in_all_packs(year):
    assert year.sent_too_late == []
    assert set(year.sent_of) == {"CN", "US", "GB"}


def test_nothing_discretionary_went_under_a_promise_or_a_hold_that_forbids_it(year):
    assert year.sent_although == []
    assert Hold.objects.exclude(kind="hardship-plan").exists() and Promise.objects.exists()


def test_no_day_that_was_printed_as_still_to_come_had_passed(year):
    assert year.sent_with_past_days == []


def test_keep_and_cure_rates_reconcile_with_the_plans_by_the_plain_rule(year):
    changes = [
        change
        for plan in plan_evaluation.plain(Plan.objects.values_list("pk", flat=True)).values()
        for change in plan_rules.as_known(plan, FIRST, LAST)
    ]
    found = plan_rates.of_days(FIRST, LAST)
    to = Counter(change.to_state for change in changes)
    cured = [
        c for c in changes if c.from_state in ("missed", "lapsed") and c.to_state in ("kept", "complete")
    ]
    assert (found.begun, found.missed, found.lapsed) == (Plan.objects.count(), to["missed"], to["lapsed"])
    assert (found.cured, found.complete, found.ended) == (len(cured), to["complete"], to["ended"])
    assert found.missed >= 1 and found.cured >= 1
    missed = set(PlanStatusChange.objects.filter(to_state="missed").values_list("plan", flat=True))
    assert found.kept_throughout == Plan.objects.exclude(pk__in=missed).count()


def test_each_later_stage_adds_an_invitation_unless_a_hold_forbids_it(year):
    later = [
        c
        for c in StageChange.objects.filter(to_stage__gt="M0", from_stage__in=MISSED)
        if c.to_stage > c.from_stage
    ]
    invited = set(
        Notice.objects.filter(occasion__startswith="help-needed later-stage/").values_list(
            "account", "occasion_on"
        )
    )
    assert len(later) > 10
    for change in later:
        assert (change.account_id, change.on) in invited or is_without_pack(change), change
    went = Notice.objects.filter(occasion__startswith="help-needed later-stage/")
    for row in went.exclude(state__in=(SENT, "cancelled")):
        assert row.reason in ("invited", "no-address") or row.reason.startswith(("hold ", "daily")), (
            row.reason
        )


def test_nobody_is_invited_twice_within_the_quiet_days(year):
    invitations = Notice.objects.filter(sent_on__isnull=False, occasion__startswith="help-needed ")
    by_account = defaultdict(list)
    for row in invitations.order_by("sent_on").select_related("account__product"):
        by_account[row.account].append(row.sent_on)
    gaps = [
        (later - earlier).days - packs.of(account.product.jurisdiction).hardship.invite_quiet_days
        for account, days in by_account.items()
        for earlier, later in pairwise(days)
    ]
    assert len(gaps) > 5
    assert min(gaps) >= 0


def is_without_pack(change: StageChange) -> bool:
    account = Account.objects.select_related("product").get(pk=change.account_id)
    return not catalogue.of(account.product.jurisdiction) or bool(
        {hold.kind for hold in holds.in_force([account.pk], change.on)[account.pk]} & {"deceased"}
    )


def test_packs_agree_that_a_plan_stops_what_is_discretionary():
    assert all(
        packs.of(code).holds["hardship-plan"].stops_discretionary == "all" for code in ("CN", "US", "GB")
    )
