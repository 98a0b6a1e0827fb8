"""Builders: notices as planning and rendering leave them, for accounts in the real book."""

from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import count

from accounts.acts import Act
from accounts.models import Account, Customer, Party
from notices.kinds import catalogue
from notices.letters import letterheads
from notices.letters.letterheads import TEXTS
from notices.models import Document, Letterhead, Notice, NoticeContent
from notices.state_changes import write

NOW = datetime(2026, 1, 24, 9, tzinfo=UTC)
ON = date(2026, 1, 23)
ADDRESS = "1 Example Road\nShanghai"
# Both go whatever the account owes, so that looking again leaves them as they are.
ALONE = "cn-dispute-receipt"  # law asks for it, nobody releases it
SECOND = "cn-correction"  # a service, released by a second person
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

_number = count(1)


def noticed(account: Account, kind: str = SECOND, state: str = "ready", **said) -> Notice:
    """A notice to the cardholder; with its letter from ``ready`` on."""
    number = next(_number)
    recipient = _one_without_letters(account)
    reached(recipient)
    notice = Notice.objects.create(
        **{
            "reference": f"N{number:08d}",
            "account": account,
            "recipient": recipient,
            "kind": kind,
            "occasion": f"{catalogue.get(kind).occasion.type} {number}",
            "occasion_on": ON,
            "due_by": date(2026, 1, 30),
            "state": state,
            "state_since": NOW,
            **said,
        }
    )
    write({notice.pk: ""}, "due", Act(at=NOW))
    if state != "due":
        write({notice.pk: "due"}, state, Act(at=NOW), notice.reason)
    if state not in ("due", "suspended", "failed", "cancelled"):
        lettered(notice)
    return notice


def _one_without_letters(account: Account) -> Customer:
    """The cardholder, or another one who owes: nobody gets more than a few letters on one day."""
    parties = account.parties.filter(role__in=Party.HOLDERS).order_by("pk")
    free = parties.exclude(customer__notices__state__in=("due", "ready", "released")).first()
    if free is None:
        other = Customer.objects.create(reference=f"J{next(_number):08d}", name="")
        free = Party.objects.create(account=account, customer=other, role="joint-holder")
    return free.customer


def reached(customer: Customer) -> None:
    """Has an address to write to."""
    if not customer.contact_points.filter(kind="address").exists():
        customer.contact_points.create(kind="address", value=ADDRESS, source="intake", since=NOW)


def lettered(
    notice: Notice, content: bytes = PDF, media_type: str = "application/pdf", at=NOW
) -> NoticeContent:
    document, _ = Document.objects.get_or_create(
        sha256=sha256(content).hexdigest(),
        defaults={"media_type": media_type, "content": content},
    )
    return NoticeContent.objects.create(
        notice=notice, frozen_at=at, as_of=ON, channel="letter", language="zh-hans", template_number=1,
        template_sha256="0" * 64, figures={"currency": "CNY", "values": {"balance": 100_000, "days_past_due": 17}},
        recipient_name=notice.recipient.name or "somebody", address=ADDRESS, document=document,
        letterhead=_letterhead(),
    )  # fmt: skip


def _letterhead() -> Letterhead:
    head = Letterhead.objects.filter(jurisdiction="CN", language="zh-Hans").first()
    return head or letterheads.save(
        "CN",
        "zh-Hans",
        dict.fromkeys(TEXTS, "x") | {"iban": "", "bic": ""},
        None,
        Act(by="administrator", at=NOW),
    )
