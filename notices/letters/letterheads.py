"""What the issuer says of itself on its letters, by jurisdiction and language, version by version."""

import re
import struct
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import packs
from accounts.acts import Act
from accounts.dates import local_day
from notices import content_rules, typesetting
from notices.letters import payment_codes
from notices.models import Document, Letterhead, LetterheadApproval

TEXTS = (
    "name", "address", "service_number", "complaint_channel", "how_to_pay", "pay_to", "iban", "bic",
    "how_to_query", "how_to_object", "how_to_send_evidence", "debt_advice", "product_names", "terms_url",
)  # fmt: skip
MONEY = ("how_to_pay", "pay_to", "iban", "bic")  # by these money finds its way
MOST_BYTES = 1_000_000  # of a seal
EXAMPLES = Path(__file__).parent / "letterheads.toml"
_CODES = ("iban", "bic")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_NO_IBAN = _("No account has this number: its check digits are others. Write it without spaces.")
_NO_BIC = _("A BIC has eight or eleven letters and digits.")
MOST_PIXELS = 4_000_000  # of a seal: little that is sent may be much that is drawn
_PNG = b"\x89PNG\r\n\x1a\n"
_SIZE = struct.Struct(">4xII")  # of the first chunk of a PNG, after its length: its name, width and height


class NoLetterhead(LookupError):  # noqa: N818 -- named for what is missing
    """Nobody has said what stands on letters in this language of the jurisdiction."""


class NotAPicture(ValueError):  # noqa: N818 -- named for what is wrong
    """A seal is a PNG picture of reasonable size."""


class RefusedTexts(ValueError):  # noqa: N818 -- named for what is wrong
    """What may not stand on a letter. ``faults``: field and why, for each."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{field}: {why}" for field, why in faults))
        self.faults = faults


class CannotApprove(ValueError):  # noqa: N818
    """``code``: ``own``, ``twice`` or ``done``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def in_force(jurisdiction: str, language: str, day: date) -> Letterhead:
    """The newest version that counts on the day, with its seal. Raises NoLetterhead."""
    newest = _versions(jurisdiction, language).filter(_counts_on(day)).select_related("seal").first()
    if newest is None:
        raise NoLetterhead(f"{jurisdiction} {language}")
    return newest


def pending(jurisdiction: str, language: str, day: date) -> Letterhead | None:
    """The newest version, where it is not in force yet."""
    newest = _versions(jurisdiction, language).select_related("seal").first()
    waits = newest and not _versions(jurisdiction, language).filter(_counts_on(day), pk=newest.pk).exists()
    return newest if waits else None


def faults(texts: Mapping[str, str], language: str) -> list[tuple[str, str]]:
    """Field and reason of what may not reach a customer. Numbers and pages may stand here, threats not."""
    iban, bic = texts.get("iban", ""), texts.get("bic", "")
    codes = [
        *([("iban", str(_NO_IBAN))] if iban and not payment_codes.is_iban(iban) else []),
        *([("bic", str(_NO_BIC))] if bic and not _BIC.fullmatch(bic) else []),
    ]
    return codes + [
        (name, str(finding.why))
        for name in TEXTS
        if name not in _CODES
        for finding in content_rules.check(texts.get(name, ""), language)
        if finding.rule not in content_rules.OF_TEMPLATES
    ]


def save(
    jurisdiction: str, language: str, texts: Mapping[str, str], seal: Document | None, act: Act
) -> Letterhead:
    """The next version, in force once others have approved it: one, or two where money would go elsewhere.

    Letters made from then on bear it; those that are made stay as they are. Raises RefusedTexts.
    """
    if wrong := faults(texts, language):
        raise RefusedTexts(wrong)
    return _write(jurisdiction, language, texts, seal, act)


def today(jurisdiction: str, at: datetime) -> date:
    """The day by which its letterheads come into force."""
    return local_day(at, packs.of(jurisdiction).time_zone)


@transaction.atomic
def approve(head: Letterhead, act: Act) -> LetterheadApproval:
    """By somebody else than its writer and whoever approved it before. Raises CannotApprove.

    With the last approval that it needs it is in force; where that changes how money is paid, a whole day
    goes by first.
    """
    held = Letterhead.objects.select_for_update().get(pk=head.pk)
    given = list(held.approvals.values_list("by", flat=True))
    if len(given) >= held.needs_approvals:
        raise CannotApprove("done")
    if act.by == held.written_by or act.by in given:
        raise CannotApprove("own" if act.by == held.written_by else "twice")
    is_last = len(given) + 1 == held.needs_approvals
    waits = timedelta(days=2 if held.needs_approvals > 1 else 0)
    effective_on = today(held.jurisdiction, act.at) + waits if is_last else None
    return LetterheadApproval.objects.create(letterhead=held, by=act.by, at=act.at, effective_on=effective_on)


def to_approve(by: str) -> QuerySet[Letterhead]:
    """The newest versions that wait for an approval which this person may give."""
    same = Letterhead.objects.filter(jurisdiction=OuterRef("jurisdiction"), language=OuterRef("language"))
    newer = same.filter(number__gt=OuterRef("number"))
    waiting = Letterhead.objects.annotate(given=Count("approvals")).filter(given__lt=F("needs_approvals"))
    return waiting.exclude(Exists(newer)).exclude(written_by=by).exclude(approvals__by=by)


def changes(before: Letterhead | None, after: Letterhead) -> list[tuple[str, str, str]]:
    """Name of the field, the text in force and the new one, of every text that is another one."""
    return [
        (str(getattr(Letterhead._meta.get_field(name), "verbose_name", name)), old, new)
        for name in TEXTS
        if (old := getattr(before, name, "")) != (new := getattr(after, name))
    ]


def _versions(jurisdiction: str, language: str) -> QuerySet[Letterhead]:
    return Letterhead.objects.filter(jurisdiction=jurisdiction, language=language).order_by("-number")


def _counts_on(day: date) -> Q:
    approved = LetterheadApproval.objects.filter(letterhead=OuterRef("pk"), effective_on__lte=day)
    return Q(needs_approvals=0) | Q(Exists(approved))


def _write(  # noqa: PLR0913
    jurisdiction: str,
    language: str,
    texts: Mapping[str, str],
    seal: Document | None,
    act: Act,
    *,
    is_ours: bool = False,
) -> Letterhead:
    with transaction.atomic():
        rows = _versions(jurisdiction, language)
        last = rows.aggregate(number=Max("number"))["number"] or 0
        before = rows.filter(_counts_on(today(jurisdiction, act.at))).first()
        moves_money = any(getattr(before, name, "") != texts.get(name, "") for name in MONEY)
        return Letterhead.objects.create(
            jurisdiction=jurisdiction, language=language, number=last + 1, seal=seal, written_by=act.by,
            written_at=act.at, needs_approvals=0 if is_ours else 1 + moves_money,
            **{name: texts.get(name, "") for name in TEXTS},
        )  # fmt: skip


def keep_seal(picture: bytes) -> Document:
    """The picture under its SHA-256, once. Raises NotAPicture."""
    if not is_picture(picture):
        raise NotAPicture
    key = sha256(picture).hexdigest()
    seal, _ = Document.objects.get_or_create(
        sha256=key, defaults={"media_type": "image/png", "content": picture}
    )
    return seal


def is_picture(content: bytes) -> bool:
    """Whether it is a PNG of reasonable size that can be put into a letter."""
    return len(content) <= MOST_BYTES and _is_small(content) and typesetting.can_set(content)


def _is_small(content: bytes) -> bool:
    """Whether it says at its beginning that it is a PNG of few pixels, before any of them is drawn."""
    begins = len(_PNG) + 4
    if not content.startswith(_PNG) or len(content) < begins + _SIZE.size:
        return False
    width, height = _SIZE.unpack_from(content, begins)
    return bool(0 < width * height <= MOST_PIXELS)


def put_examples(act: Act) -> list[Letterhead]:
    """A made-up letterhead for every jurisdiction and language that has none, some with a seal."""
    there = set(Letterhead.objects.values_list("jurisdiction", "language").distinct())
    return [
        _write(jurisdiction, language, texts, _example_seal(texts), act, is_ours=True)
        for jurisdiction, language, texts in examples()
        if (jurisdiction, language) not in there
    ]


def examples() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Jurisdiction, language and texts of the made-up letterheads."""
    for jurisdiction, languages in tomllib.loads(EXAMPLES.read_text(encoding="utf-8")).items():
        for language, texts in languages.items():
            yield jurisdiction, language, texts


def _example_seal(texts: Mapping[str, str]) -> Document | None:
    return keep_seal(typesetting.seal(texts["seal"])) if "seal" in texts else None
