"""Three cards, one a jurisdiction. Amounts are minor units; all three currencies have two decimals."""

from typing import NamedTuple


class Product(NamedTuple):
    """What the issuer's conditions say, as far as a ledger needs them."""

    code: str
    jurisdiction: str
    currency: str
    grace_days: int
    tolerance: int
    least_days: int | None  # between sending and lateness; None where the pack says
    sent_after: range  # days from the statement date
    due_after: range
    instalment_percent: int
    least_instalment: int
    interest_per_mille: int  # a month, on what is carried over
    late_fee: int
    limits: tuple[int, int, int]  # lowest, highest, step
    reages: bool


# Due dates leave room for the grace before the next statement, in February too; the US ones also for
# the 21 days after sending.
CHINA = Product(
    "CN-CLASSIC", "CN", "CNY", 3, 10_00, None, range(1), range(20, 24), 5, 100_00, 15, 20_00,
    (5_000_00, 80_000_00, 1_000_00), False,
)  # fmt: skip
UNITED_STATES = Product(
    "US-CASHBACK", "US", "USD", 0, 1_00, 21, range(1, 3), range(23, 26), 2, 35_00, 18, 30_00,
    (1_000_00, 25_000_00, 500_00), True,
)  # fmt: skip
BRITAIN = Product(
    "GB-PLATINUM", "GB", "GBP", 1, 1_00, None, range(1), range(20, 24), 3, 25_00, 19, 12_00,
    (500_00, 15_000_00, 250_00), False,
)  # fmt: skip

PRODUCTS = (CHINA, UNITED_STATES, BRITAIN)
OF_JURISDICTION = {product.jurisdiction: product for product in PRODUCTS}

LONGER_GRACE = BRITAIN._replace(grace_days=3)  # from the middle of the period on
