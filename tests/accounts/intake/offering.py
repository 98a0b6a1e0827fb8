"""A desk where files are offered to the book, and what they are made of."""

from datetime import UTC, datetime
from pathlib import Path

from accounts.intake import Intake, load

NOW = datetime(2026, 11, 1, tzinfo=UTC)

PRODUCTS = "product,jurisdiction,currency,grace_days,tolerance\nCLASSIC,CN,CNY,3,10.00\nPLAIN,JP,JPY,0,10\n"
ACCOUNT_HEADER = (
    "account,product,currency,jurisdiction,language,time_zone,opened_on,credit_limit,last4,branch,"
    "customer,customer_name,email,phone,address\n"
)
ANNA = "A1,CLASSIC,CNY,CN,zh-hans,Asia/Shanghai,2025-01-01,5000.00,0001,B1,C1,Anna,a@example.org,+442079460000,1 High St\n"
BEN = "A2,PLAIN,JPY,JP,ja,Asia/Tokyo,2025-01-01,,0002,,C2,,,,\n"
STATEMENT_HEADER = "account,statement_date,due_date,statement_balance,minimum_due,past_due\n"
JANUARY = "A1,2026-01-01,2026-01-21,900.00,100.00,0.00\n"
PAYMENT_HEADER = "payment,account,posted_on,amount\n"


class Desk:
    """Offers files to the book and remembers what was complained of."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []

    def offer(self, name: str, content: str | bytes, *, skip_bad: bool = False):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.said = []
        intake = Intake(
            self.folder / "refused",
            skip_bad,
            lambda path, fault: self.said.append(f"{fault.line}: {fault.field}: {fault.reason}"),
        )
        (outcome,) = load([path], intake)
        return outcome


def counts(outcome) -> tuple[int, int, int, int]:
    return (outcome.loaded, outcome.unchanged, outcome.refused, outcome.conflicting)
