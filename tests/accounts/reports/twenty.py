"""Twenty accounts over five months, whose every stage can be worked out by hand.

Statements on the 1st, due on the 21st, grace 3 days, tolerance 10.00; each asks 100.00 anew and prints as past
due what was unpaid the day before. Balances differ by account, so that no two sums are alike by chance.

    end of                Jan      Feb      Mar      Apr      May
    A1-A5  pay each time  CURRENT  CURRENT  CURRENT  CURRENT  CURRENT
    B1-B3  pay nothing    M0       M1       M2       M3       M3       (B3 pays 50.00 in March)
    C1-C2  late once      M0       CURRENT  CURRENT  CURRENT  CURRENT  (C1's payment counts from January)
    D1     late twice     M0       CURRENT  M0       CURRENT  CURRENT
    E1     re-aged        M0       CURRENT  CURRENT  CURRENT  CURRENT
    F1     on a plan      M0       CURRENT  CURRENT  CURRENT  CURRENT
    G1-G2  from February  CURRENT  M0       M1       M2       M3
    H1     charged off    M0       -        -        -        -
    I1     new, pays      -        CURRENT  CURRENT  CURRENT  CURRENT
    J1     new, does not  -        CURRENT  M0       M1       M2
    K1     asked nothing  CURRENT  CURRENT  CURRENT  CURRENT  CURRENT
    L1     US dollars     M0       M1       M2       M3       M3
"""

from datetime import UTC, date, datetime

from accounts.close import run as nightly_close
from accounts.dates import ALWAYS
from accounts.models import (
    Account,
    BillingCycle,
    Exit,
    Hold,
    Payment,
    Plan,
    PlanInstalment,
    Policy,
    Product,
    ReAge,
)

LAST = date(2026, 5, 31)
JANUARY, FEBRUARY, MARCH, APRIL, MAY = (
    date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), LAST,
)  # fmt: skip
PAYS = dict.fromkeys(range(1, 6), 15)  # on the 15th of each month
NAMES = ("A1", "A2", "A3", "A4", "A5", "B1", "B2", "B3", "C1", "C2", "D1", "E1", "F1", "G1", "G2", "H1", "I1",
         "J1", "K1", "L1")  # fmt: skip
BALANCE = {name: 100_000 + 1_000 * place for place, name in enumerate(NAMES)}  # 1000.00, 1010.00 and so on
NOW = datetime(2026, 6, 2, tzinfo=UTC)


def twenty() -> dict[str, Account]:
    """The book, closed through LAST."""
    products = {
        currency: Product.objects.create(code=code, jurisdiction=jurisdiction, currency=currency)
        for code, jurisdiction, currency in (("YUAN", "CN", "CNY"), ("DOLLAR", "US", "USD"))
    }
    for product in products.values():
        Policy.objects.create(product=product, grace_days=3, tolerance=1000)
    book = {name: _account(name, products["USD" if name == "L1" else "CNY"]) for name in NAMES}
    for name in ("A1", "A2", "A3", "A4", "A5", "I1"):
        _lives(book[name], PAYS)
    for name in ("B1", "B2", "H1", "J1", "L1"):
        _lives(book[name], {})
    _lives(book["B3"], {}, extra=[(date(2026, 3, 10), 5_000)])
    for name in ("C1", "C2"):
        _lives(book[name], {**PAYS, 1: 33})  # a day of January beyond its end: the 2nd of February
    _lives(book["D1"], {**PAYS, 1: 33, 3: 41})  # and the 10th of April
    _lives(book["E1"], {2: 20, 3: 15, 4: 15, 5: 15}, forgiven=date(2026, 2, 15))
    _lives(book["F1"], {**PAYS, 1: 41})
    for name in ("G1", "G2"):
        _lives(book[name], {1: 15})
    _lives(book["K1"], {}, asks=0)
    ReAge.objects.create(
        account=book["E1"], on=date(2026, 2, 15), known_on=date(2026, 2, 15), reason="agreed"
    )
    Exit.objects.create(
        account=book["H1"], on=date(2026, 2, 15), known_on=date(2026, 2, 15), reason="charged-off"
    )
    _plan(book["F1"], date(2026, 2, 5))
    nightly_close.close_through(LAST, now=NOW)
    return book


def credit_january(book: dict[str, Account]) -> None:
    """After all is closed it becomes known that C1's payment counts from before the end of grace."""
    Payment.objects.create(
        reference="C1-credited", account=book["C1"], posted_on=date(2026, 1, 24), value_on=date(2026, 1, 24),
        amount=10_000, known_on=date(2026, 6, 1),
    )  # fmt: skip


def _account(name: str, product: Product) -> Account:
    return Account.objects.create(
        reference=name,
        product=product,
        time_zone="Asia/Shanghai",
        opened_on=date(2026, 2, 5) if name in ("I1", "J1") else ALWAYS,
        last4="0000",
        branch="North" if name < "D" else "South",
    )


def _lives(
    account: Account,
    pays: dict[int, int],
    *,
    asks: int = 10_000,
    extra: list[tuple[date, int]] = [],  # noqa: B006
    forgiven: date | None = None,
) -> None:
    """Statements from January (a new account's from March) to May, and payments of what each asked anew.

    ``pays``: by month of the statement, the day of that month, which may be beyond its end.
    """
    first = 3 if account.opened_on > ALWAYS else 1
    days = [
        (date.fromordinal(date(2026, month, 1).toordinal() + day - 1), asks)
        for month, day in pays.items()
        if month >= first
    ] + extra
    arrears, before = 0, date(2025, 12, 31)
    for month in range(first, 6):
        on = date(2026, month, 1)
        arrears = max(0, arrears - sum(amount for day, amount in days if before <= day < on))
        if forgiven and before <= forgiven < on:
            arrears = 0
        BillingCycle.objects.create(
            account=account, product=account.product, statement_date=on, due_date=on.replace(day=21), sent_on=on,
            known_on=on, stated_known_on=on, balance=BALANCE[account.reference], minimum_due=arrears + asks,
            past_due=arrears,
        )  # fmt: skip
        arrears, before = arrears + asks, on
    Payment.objects.bulk_create(
        Payment(
            reference=f"{account}-{place}",
            account=account,
            posted_on=day,
            value_on=day,
            amount=amount,
            known_on=day,
        )
        for place, (day, amount) in enumerate(sorted(days))
    )


def _plan(account: Account, day: date) -> None:
    hold = Hold.objects.create(
        account=account, reference=f"PLAN-{account}", kind="hardship-plan", starts_on=day, known_on=day
    )
    plan = Plan.objects.create(
        account=account, reference=f"P-{account}", hold=hold, agreed_on=day, known_on=day, cure_days=14
    )
    PlanInstalment.objects.create(
        plan=plan, due_on=date(2026, 2, 20), grace_ends_on=date(2026, 2, 20), amount=10_000
    )
