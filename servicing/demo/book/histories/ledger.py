"""The issuer's little ledger of one account: what it asks, what it was paid, what it prints.

A statement prints as past due what was unpaid the day before it, by the rule that the newest statement
says what is asked (rules, section 3). Amounts are minor units, days ordinals.
"""

from typing import NamedTuple

from servicing.demo.book.products import Product


class Payment(NamedTuple):
    posted_on: int
    amount: int
    value_on: int
    kind: str = "payment"
    returned_on: int | None = None


class Statement(NamedTuple):
    balance: int
    minimum: int
    past_due: int
    interest: int
    fees: int

    @property
    def principal(self) -> int:
        return self.balance - self.interest - self.fees


class Ledger:
    """One account between two statements. ``owed`` is the newest minimum by cycle, oldest first."""

    __slots__ = (
        "balance", "bounced", "fees", "instalments", "interest", "minimum", "missed", "owed", "paid_ahead",
        "pending", "product", "reaged", "reopened",
    )  # fmt: skip

    def __init__(self, product: Product, balance: int, past_due: int) -> None:
        self.product = product
        self.balance = balance
        self.interest = self.fees = 0
        self.minimum = past_due
        self.instalments = [past_due]  # asked since the last statement with nothing past due
        self.owed: list[int] = []
        self.missed = 0
        self.pending: list[Payment] = []  # since the newest statement
        self.paid_ahead = 0  # of it, what came too late for that statement to know of it
        self.reopened = self.bounced = 0  # by returns that come after the statement
        self.reaged = False

    def print_statement(self, day: int, spent: int, let_off: int = 0) -> Statement:
        """Close the cycle with the eve of the day. A let-off lowers the print without a credit to show."""
        past_due = self._book(day)
        let_off = min(let_off, past_due)
        past_due -= let_off
        self._charge(spent - let_off, late=past_due > self.product.tolerance)
        instalment = self._instalment(past_due)
        self._ask(past_due, instalment)
        return Statement(self.balance, self.minimum, past_due, self.interest, self.fees)

    def _book(self, day: int) -> int:
        """Close the window before the day; what is left unpaid of the last minimum."""
        kept, bouncing = self._take_in(day)
        paid = kept + bouncing
        unpaid = max(0, self.minimum + self.reopened - paid)
        self.reopened = min(self.minimum, paid) - min(self.minimum, kept) if bouncing else 0
        self.balance += self.bounced - paid
        self.bounced = bouncing
        if self.reaged:
            unpaid, self.reopened, self.reaged = 0, 0, False
        self._settle_charges(paid)
        return unpaid

    def _take_in(self, day: int) -> tuple[int, int]:
        """Amounts posted before the day: those kept, and those that will be returned on it or later."""
        kept = bouncing = 0
        too_late: list[Payment] = []
        for payment in self.pending:
            if payment.posted_on >= day:
                too_late.append(payment)
            elif payment.returned_on is None:
                kept += payment.amount
            elif payment.returned_on >= day:
                bouncing += payment.amount
        self.pending = too_late
        self.paid_ahead = sum(payment.amount for payment in too_late) if too_late else 0
        return kept, bouncing

    def _settle_charges(self, paid: int) -> None:
        """Payments go to interest and fees before principal."""
        to_interest = min(paid, self.interest)
        self.interest -= to_interest
        self.fees -= min(paid - to_interest, self.fees)

    def _charge(self, spent: int, *, late: bool) -> None:
        interest = max(0, self.balance) * self.product.interest_per_mille // 1000
        fee = self.product.late_fee if late else 0
        self.interest += interest
        self.fees += fee
        self.balance += spent + interest + fee

    def _instalment(self, past_due: int) -> int:
        new = max(0, self.balance - past_due)
        return min(new, max(self.product.least_instalment, new * self.product.instalment_percent // 100))

    def _ask(self, past_due: int, instalment: int) -> None:
        arrears = share_backwards(past_due, self.instalments)
        self.missed = missed_minimums(arrears, self.product.tolerance)
        self.owed = [*arrears, instalment]
        self.minimum = past_due + instalment
        self.instalments = [*self.instalments, instalment] if past_due else [instalment]


def share_backwards(past_due: int, instalments: list[int]) -> list[int]:
    """Past due by cycle, oldest first: each cycle up to its own instalment, the newest takes what is left."""
    shares: list[int] = []
    for instalment in reversed(instalments):
        if not past_due:
            break
        if share := min(past_due, instalment):
            shares.append(share)
            past_due -= share
    if past_due:
        shares[:1] = [past_due + sum(shares[:1])]
    return shares[::-1]


def missed_minimums(arrears: list[int], tolerance: int) -> int:
    """Cycles from the oldest on whose running sum exceeds the tolerance."""
    running = 0
    for place, unpaid in enumerate(arrears):
        running += unpaid
        if running > tolerance:
            return len(arrears) - place
    return 0
