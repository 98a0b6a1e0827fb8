"""Builders: accounts that are written to, the notices about them, and what they are written on."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from zlib import compress, crc32

from accounts.acts import Act
from accounts.dates import ALWAYS
from accounts.models import Account, BillingCycle, Customer, Party, Product
from accounts.rules.standing import Cycle, Facts, Payment, Policy
from notices.kinds import catalogue
from notices.letters import letterheads
from notices.models import Letterhead, Notice
from tests.book import put, somebody
from tests.history import rewritten

TODAY = date(2026, 2, 24)
NOW = datetime(2026, 2, 24, 9, tzinfo=UTC)
ACT = Act(at=NOW)
RARE = "李㛃䶮𬱖"
ADDRESS = "北京市朝阳区示例街8号院3号楼\n2单元502室\n100020"
CURRENCIES = {"CN": "CNY", "US": "USD", "GB": "GBP"}


def _chunk(name: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + name + content + crc32(name + content).to_bytes(4, "big")


# A picture of one red dot.
DOT = b"\x89PNG\r\n\x1a\n" + b"".join(
    [
        _chunk(b"IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0])),
        _chunk(b"IDAT", compress(bytes([0, 200, 20, 20]))),
        _chunk(b"IEND", b""),
    ]
)
_number = count(1)


def facts(payments: tuple[Payment, ...] = ()) -> Facts:
    """Two statements, 600.00 and 634.50 of instalments, due on the 21st with three days of grace."""
    first, second = date(2026, 1, 1), date(2026, 2, 1)
    return Facts(
        policies=(Policy(ALWAYS, grace_days=3, tolerance=1000, least_days=0, known_on=ALWAYS),),
        cycles=(
            Cycle(first, first + timedelta(days=20), 900_000, 60_000, 0, first, first),
            Cycle(second, second + timedelta(days=20), 1_028_450, 123_450, 60_000, second, second),
        ),
        payments=payments,
    )


def account(
    jurisdiction: str = "CN",
    language: str = "zh-hans",
    *,
    split: bool = True,
    known: Facts | None = None,
    holder: Customer | None = None,
    **person: str,
) -> Account:
    """Two statements behind, with a cardholder who is reached by everything unless said otherwise."""
    number = next(_number)
    product = Product.objects.create(
        code=f"CLASSIC{number}", jurisdiction=jurisdiction, currency=CURRENCIES[jurisdiction]
    )
    made = put(known or facts(), product=product, opened_on=date(2024, 5, 6))
    Account.objects.filter(pk=made.pk).update(language=language)
    if split:
        with rewritten():
            BillingCycle.objects.filter(account=made, statement_date=date(2026, 2, 1)).update(
                principal=1_000_000, interest=23_450, fees=5_000
            )
    reached = {
        "name": RARE,
        "address": ADDRESS,
        "email": f"li{number}@example.com",
        "phone": f"+8613800{number:06d}",
    }
    holder = holder or somebody(**{key: value for key, value in {**reached, **person}.items() if value})
    Party.objects.create(account=made, customer=holder, role=Party.Role.CARDHOLDER)
    made.refresh_from_db()
    return made


def due(about: Account, kind: str = "cn-collection-first", **said) -> Notice:
    """A notice to the cardholder that is due."""
    number = next(_number)
    return Notice.objects.create(
        **{
            "reference": f"N9{number:011d}",  # apart from those that the book gives
            "account": about,
            "recipient": about.parties.earliest("pk").customer,
            "kind": kind,
            "occasion": f"{catalogue.get(kind).occasion.type} 2026-01-01",
            "occasion_on": date(2026, 1, 25),
            "state": "due",
            "state_since": NOW,
            **said,
        }
    )


def heads() -> dict[tuple[str, str], Letterhead]:
    """The made-up letterheads, by jurisdiction and language."""
    put_ = letterheads.put_examples(Act(by="admin", at=NOW))
    return {(head.jurisdiction, head.language): head for head in put_}


def sum_of(content: bytes) -> str:
    return sha256(content).hexdigest()
