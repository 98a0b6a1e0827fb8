"""What the issuer says of itself on its letters, by jurisdiction and language, version by version."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max

from notices import typesetting
from notices.models import Document, Letterhead

TEXTS = (
    "name", "address", "service_number", "complaint_channel", "how_to_pay", "pay_to", "how_to_query",
    "how_to_object", "how_to_send_evidence", "debt_advice", "terms_url",
)  # fmt: skip
MOST_BYTES = 1_000_000  # of a seal
EXAMPLES = Path(__file__).parent / "letterheads.toml"
_PNG = b"\x89PNG\r\n\x1a\n"


class NoLetterhead(LookupError):  # noqa: N818 -- named for what is missing
    """Nobody has said what stands on letters in this language of the jurisdiction."""


class NotAPicture(ValueError):  # noqa: N818 -- named for what is wrong
    """A seal is a PNG picture of reasonable size."""


def in_force(jurisdiction: str, language: str) -> Letterhead:
    """The newest version, with its seal. Raises NoLetterhead."""
    rows = Letterhead.objects.filter(jurisdiction=jurisdiction, language=language)
    newest = rows.select_related("seal").order_by("-number").first()
    if newest is None:
        raise NoLetterhead(f"{jurisdiction} {language}")
    return newest


def save(  # noqa: PLR0913 -- one version, with who wrote it
    jurisdiction: str,
    language: str,
    texts: Mapping[str, str],
    seal: Document | None,
    *,
    by: str,
    at: datetime,
) -> Letterhead:
    """The next version. Letters made from now on bear it; those that are made stay as they are."""
    with transaction.atomic():
        rows = Letterhead.objects.filter(jurisdiction=jurisdiction, language=language)
        last = rows.aggregate(number=Max("number"))["number"] or 0
        return Letterhead.objects.create(
            jurisdiction=jurisdiction, language=language, number=last + 1, seal=seal, written_by=by,
            written_at=at, **{name: texts.get(name, "") for name in TEXTS},
        )  # fmt: skip


def keep_seal(picture: bytes, at: datetime) -> Document:
    """The picture under its SHA-256, once. Raises NotAPicture."""
    if not is_picture(picture):
        raise NotAPicture
    key = sha256(picture).hexdigest()
    seal, _ = Document.objects.get_or_create(
        sha256=key, defaults={"media_type": "image/png", "content": picture, "kept_at": at}
    )
    return seal


def is_picture(content: bytes) -> bool:
    """Whether it is a PNG of reasonable size that can be put into a letter."""
    return content.startswith(_PNG) and len(content) <= MOST_BYTES and typesetting.can_set(content)


def put_examples(by: str, at: datetime) -> list[Letterhead]:
    """A made-up letterhead for every jurisdiction and language that has none, some with a seal."""
    there = set(Letterhead.objects.values_list("jurisdiction", "language").distinct())
    return [
        save(jurisdiction, language, texts, _example_seal(texts, at), by=by, at=at)
        for jurisdiction, language, texts in examples()
        if (jurisdiction, language) not in there
    ]


def examples() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Jurisdiction, language and texts of the made-up letterheads."""
    for jurisdiction, languages in tomllib.loads(EXAMPLES.read_text(encoding="utf-8")).items():
        for language, texts in languages.items():
            yield jurisdiction, language, texts


def _example_seal(texts: Mapping[str, str], at: datetime) -> Document | None:
    return keep_seal(typesetting.seal(texts["seal"]), at) if "seal" in texts else None
