"""Random lives of a person with two accounts and some promises, crowded with what makes the rule hard."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from accounts.dates import ALWAYS
from accounts.models import Account, PromisedAccount, PromisedInstalment
from accounts.models import Promise as PromiseRow
from accounts.rules.promises import CoveredAccount, Instalment, OtherPromise, Promise
from accounts.rules.standing import Facts, Payment, Policy
from tests.book import put

FIRST, LAST = date(2024, 2, 20), date(2024, 4, 10)  # holds a leap day
DAYS = st.integers(0, (LAST - FIRST).days).map(lambda n: FIRST + timedelta(n))
AMOUNTS = st.sampled_from([1, 99, 100, 500, 950, 1000, 1001, 2000])
LATE = st.sampled_from([0, 0, 0, 1, 3, 20])


@dataclass(frozen=True)
class Life:
    """Facts of two accounts, and promises with the places of the accounts that each covers."""

    accounts: tuple[Facts, Facts]
    promises: tuple[tuple[Promise, tuple[int, ...]], ...]

    def plain(self) -> list[Promise]:
        """The promises with what bears on each, as the plain rule wants them."""
        return [
            replace(
                promise,
                accounts=tuple(CoveredAccount(self.accounts[place]) for place in places),
                others=tuple(
                    OtherPromise(other.reference, other.made_on, other.known_on)
                    for other, theirs in self.promises
                    if other is not promise and set(places) & set(theirs)
                ),
            )
            for promise, places in self.promises
        ]


@st.composite
def payments(draw):
    posted_on = draw(DAYS)
    returned_on = posted_on + timedelta(draw(st.sampled_from([0, 1, 4, 12]))) if draw(st.booleans()) else None
    return Payment(
        posted_on=posted_on,
        value_on=posted_on - timedelta(draw(st.sampled_from([0, 0, 0, 1, 6, 15]))),
        amount=draw(AMOUNTS),
        known_on=posted_on + timedelta(draw(LATE)),
        returned_on=returned_on,
        return_known_on=returned_on and returned_on + timedelta(draw(LATE)),
        kind=draw(st.sampled_from(["payment", "credit", "fee-waiver"])),
    )


@st.composite
def policies(draw):
    found = [
        Policy(draw(st.sampled_from([ALWAYS, FIRST + timedelta(10)])), 0, draw(AMOUNTS) // 10, 0, ALWAYS)
    ]
    if draw(st.booleans()):
        found.append(Policy(draw(DAYS), 0, draw(AMOUNTS) // 10, 0, draw(DAYS)))
    return tuple(found)


@st.composite
def promises(draw, number):
    made_on = draw(DAYS)
    due = draw(st.lists(st.sampled_from([0, 1, 3, 5, 9, 14, 20]), min_size=1, max_size=3, unique=True))
    percent = draw(st.sampled_from([None, None, Fraction(5), Fraction(33), Fraction(1, 8)]))
    cancelled_on = made_on + timedelta(draw(st.integers(0, 15))) if draw(st.integers(0, 3)) == 0 else None
    return Promise(
        reference=f"{draw(st.sampled_from('AB'))}{number}",
        made_on=made_on,
        known_on=made_on + timedelta(draw(LATE)),
        instalments=tuple(
            Instalment(
                made_on + timedelta(after),
                made_on + timedelta(after + draw(st.sampled_from([0, 0, 1, 4]))),
                draw(AMOUNTS),
            )
            for after in due
        ),
        accounts=(),
        tolerance=draw(st.sampled_from([None, 0, 50])) if percent is None else None,
        percent=percent,
        cancelled_on=cancelled_on,
        cancel_known_on=cancelled_on and cancelled_on + timedelta(draw(LATE)),
    )


@st.composite
def promised_lives(draw):
    """One to three promises between FIRST and LAST, each about one account or about both."""
    facts = [
        Facts(policies=draw(policies()), payments=tuple(draw(st.lists(payments(), max_size=5))))
        for _ in range(2)
    ]
    places = st.sampled_from([(0,), (0,), (1,), (0, 1)])
    found = [(draw(promises(number)), draw(places)) for number in range(draw(st.integers(1, 3)))]
    return Life(tuple(facts), tuple(found))


def keep(life: Life) -> list[PromiseRow]:
    """Put the life into the real book; the rows of its promises, in their order."""
    accounts = [put(facts) for facts in life.accounts]
    number = accounts[0].pk
    return [put_promise(replace(p, reference=f"{p.reference}-{number}"), [accounts[place] for place in places])
            for p, places in life.promises]  # fmt: skip


def put_promise(promise: Promise, accounts: list[Account], **taken: object) -> PromiseRow:
    """A promise as the book keeps it, its instalments all on the first account."""
    percent = promise.percent
    row = PromiseRow.objects.create(
        reference=promise.reference,
        made_on=promise.made_on,
        known_on=promise.known_on,
        tolerance=promise.tolerance,
        tolerance_percent=None if percent is None else Decimal(percent.numerator) / percent.denominator,
        cancelled_on=promise.cancelled_on,
        cancel_known_on=promise.cancel_known_on,
        **taken,
    )
    PromisedAccount.objects.bulk_create(PromisedAccount(promise=row, account=each) for each in accounts)
    PromisedInstalment.objects.bulk_create(
        PromisedInstalment(
            promise=row,
            account=accounts[0],
            due_on=each.due_on,
            grace_ends_on=each.grace_ends_on,
            amount=each.amount,
        )
        for each in promise.instalments
    )
    return row
