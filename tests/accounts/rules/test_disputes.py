"""Disputed money against a ledger kept by hand: the issuer may go on printing it, or leave it out."""

from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from accounts.dates import ALWAYS, NEVER
from accounts.rules import standing as standing_rules
from accounts.rules.pauses import Hold
from accounts.rules.standing import Cycle, Facts, Payment, Policy

POLICY = Policy(ALWAYS, 0, 0, 0, ALWAYS)


def day(month: int, number: int) -> date:
    return date(2026 + month // 12, month % 12 + 1, number)


@dataclass(frozen=True)
class Dispute:
    cycle: int
    amount: int
    made: int  # the month, on its 5th


@dataclass(frozen=True)
class Life:
    """Statements on the 1st, due on the 20th; what is paid on the 10th; disputes that never end."""

    instalments: tuple[int, ...]
    payments: tuple[int, ...]
    disputes: tuple[Dispute, ...]

    def named(self, month: int) -> int:
        return min(self.instalments[month], sum(d.amount for d in self.disputes if d.cycle == month))

    @property
    def is_told_by_prints(self) -> bool:
        """Prints are sums: of two disputes they do not tell which one somebody has paid something of."""
        last = len(self.instalments) - 1
        named = sum(map(self.named, range(len(self.instalments))))
        return len(self.disputes) < 2 or self.ledger(last)[1] == named

    def ledger(self, paid_through: int) -> tuple[list[int], int]:
        """What is unpaid of each cycle apart from what is disputed, and what is unpaid of that in all."""
        undisputed, disputed = [], 0
        for month, instalment in enumerate(self.instalments):
            named = self.named(month)
            undisputed.append(instalment - named)
            disputed += named
            left = self.payments[month] if month <= paid_through else 0
            for cycle, owed in enumerate(undisputed):
                undisputed[cycle], left = max(0, owed - left), max(0, left - owed)
            disputed -= min(disputed, left)
        return undisputed, disputed

    def printed(self, month: int, leaves_out: bool) -> int:
        """What the statement of a month prints past due; disputes made later are printed by anybody."""
        before = Life(self.instalments[:month], self.payments, self.disputes)
        undisputed, disputed = before.ledger(month)
        if not leaves_out:
            return sum(undisputed) + disputed
        known = Life(before.instalments, self.payments, tuple(d for d in self.disputes if d.made < month))
        return sum(known.ledger(month)[0])

    def facts(self, leaves_out: bool) -> Facts:
        prints = [self.printed(month, leaves_out) for month in range(len(self.instalments))]
        return Facts(
            policies=(POLICY,),
            cycles=tuple(
                Cycle(day(m, 1), day(m, 20), 0, past_due + asked, past_due, day(m, 1), day(m, 1))
                for m, (asked, past_due) in enumerate(zip(self.instalments, prints, strict=True))
            ),
            payments=tuple(
                Payment(day(m, 10), day(m, 10), amount, day(m, 10))
                for m, amount in enumerate(self.payments)
                if amount
            ),
            holds=tuple(
                Hold("dispute", day(d.made, 5), day(d.made, 5), disputed_amount=d.amount,
                     statement_date=day(d.cycle, 1))
                for d in self.disputes
            ),
        )  # fmt: skip


@st.composite
def lives(draw):
    months = draw(st.integers(1, 7))
    instalments = tuple(draw(st.sampled_from([40, 100, 100, 250])) for _ in range(months))
    payments = tuple(draw(st.sampled_from([0, 0, 40, 60, 100, 160, 300])) for _ in range(months))
    cycles = draw(st.lists(st.integers(0, months - 1), max_size=2, unique=True))
    disputes = [
        Dispute(cycle, draw(st.integers(1, instalments[cycle])), draw(st.integers(cycle, months - 1)))
        for cycle in cycles
    ]
    return Life(instalments, payments, tuple(disputes))


def asked_and_owed(life: Life, leaves_out: bool, on: int) -> tuple[dict[date, int], dict[date, int]]:
    """What the rule says is unpaid of each statement in the last month, and what the ledger says."""
    last = len(life.instalments) - 1
    standing = standing_rules.standing(life.facts(leaves_out).known_by(day(last, 28)), day(last, on))
    undisputed, _ = life.ledger(last if on >= 10 else last - 1)
    return (
        {cycle.statement_date: cycle.unpaid for cycle in standing.asked if cycle.unpaid},
        {day(month, 1): owed for month, owed in enumerate(undisputed) if owed},
    )


@given(life=lives(), on=st.sampled_from([9, 15, 25]))
def test_where_disputed_money_is_printed_on_it_stays_on_its_own_cycle(life, on):
    asked, owed = asked_and_owed(life, False, on)
    assert asked == owed if life.is_told_by_prints else sum(asked.values()) == sum(owed.values())


@given(life=lives(), on=st.sampled_from([9, 15, 25]))
def test_where_disputed_money_is_left_out_all_that_is_printed_is_asked(life, on):
    asked, owed = asked_and_owed(life, True, on)
    assert sum(asked.values()) == sum(owed.values())
    assert min(asked, default=NEVER) >= min(owed, default=NEVER)


@given(life=lives(), on=st.sampled_from([9, 15, 25]))
def test_without_disputes_nothing_is_left_on_a_cycle_of_its_own(life, on):
    undisputed = Life(life.instalments, life.payments, ())
    last = len(life.instalments) - 1
    standing = standing_rules.standing(undisputed.facts(leaves_out=False), day(last, on))
    shares = {cycle.statement_date: cycle.printed for cycle in standing.asked}
    left, expected = undisputed.printed(last, leaves_out=False), {day(last, 1): life.instalments[last]}
    for month in range(last - 1, -1, -1):
        expected[day(month, 1)] = min(left, life.instalments[month])
        left -= expected[day(month, 1)]
    assert shares == {on: share for on, share in expected.items() if share}
    assert list(accumulate(shares.values()))[-1] == life.instalments[last] + undisputed.printed(last, False)
