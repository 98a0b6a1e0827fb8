"""Every letter of every kind and language as page images: python -m tests.notices.shots [--only WORD].

Figures are examples. The images go into ``shots`` in the data folder, to be looked at, and with them
``messages.txt``: of each letter the subject of its e-mail, and its text message with its length.
"""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from servicing import servers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicing.settings")
os.environ.update(servers.ensure().environment())

import django
from django.conf import settings

django.setup()

from notices import typesetting  # noqa: E402
from notices.kinds.catalogue import KINDS  # noqa: E402
from notices.letters import electronic, letterheads, samples  # noqa: E402
from notices.letters import render as rendering  # noqa: E402
from notices.models import Document, Letterhead  # noqa: E402
from notices.wordings import versions as wording_versions  # noqa: E402

AS_OF = date(2026, 11, 22)
CURRENCIES = {"CN": "CNY", "US": "USD", "GB": "GBP"}


def heads() -> dict[tuple[str, str], Letterhead]:
    return {
        (code, language): _head(code, language, texts) for code, language, texts in letterheads.examples()
    }


def _head(jurisdiction: str, language: str, texts: dict[str, Any]) -> Letterhead:
    seal = None
    if name := texts.pop("seal", ""):
        picture = typesetting.seal(name)
        seal = Document(sha256=sha256(picture).hexdigest(), media_type="image/png", content=picture)
    return Letterhead(jurisdiction=jurisdiction, language=language, seal=seal, **texts)


def letters() -> Iterator[tuple[str, Any, Letterhead]]:
    """Name, letter and letterhead of each."""
    known = heads()
    for kind in KINDS.values():
        for language in kind.languages:
            head = known[kind.jurisdiction, language]
            nobody = samples.empty(kind, language, CURRENCIES[kind.jurisdiction], AS_OF)
            said = samples.completed(nobody, kind, language)
            template = wording_versions.shipped(wording_versions.name_of(kind), language)
            yield f"{kind.code}.{language}", rendering.write(template, kind, said, head), head


def main(only: str) -> None:
    folder = Path(settings.HOME) / "shots"
    folder.mkdir(parents=True, exist_ok=True)
    messages = []
    for name, letter, head in letters():
        if only not in name:
            continue
        messages.append(_messages(name, letter))
        rendering.print_pdf(letter, head)
        for number, page in enumerate(rendering.pages(letter, head), start=1):
            (folder / f"{name}.{number}.png").write_bytes(page)
        sys.stdout.write(f"{name}\n")
    (folder / "messages.txt").write_text("\n".join(messages), encoding="utf-8")


def _messages(name: str, letter: Any) -> str:
    size = electronic.size(letter.sms)
    length = f"{size.encoding}, {size.units} units, {size.segments} messages"
    return f"{name}\n  {letter.email_subject}\n  {letter.sms}\n  {length}\n"


if __name__ == "__main__":
    parser = ArgumentParser(prog="python -m tests.notices.shots")
    parser.add_argument("--only", default="")
    main(parser.parse_args().only)
