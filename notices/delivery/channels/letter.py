"""Letters as packages for a print vendor (rules, section 12): a PDF a notice, the sheets that are enclosed,
and ``manifest.csv``.

A package is written beside the others and renamed into its place: it appears whole or not at all, and
whether it has appeared can be told by what is left beside them.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO, StringIO

from pypdf import PdfReader

from notices.delivery.channels.outbox import PARTS, Outbox

COLUMNS = (
    "notice", "file", "sha256", "pages", "language", "post_class", "name", "line1", "line2", "line3", "line4",
    "postcode", "town", "country", "enclosure", "enclosure_sha256",
)  # fmt: skip
_LINES = 4
_TOWN_PARTS = {"US": 2}  # town and state; elsewhere a town is one part of a line that holds all
# The last line of an address as the country writes it: town and postcode, either of which may be alone. China
# may put the postcode first, before all else.
_POSTCODE = {
    "CN": re.compile(r"(?P<town>.*?)[\s,，]*(?P<postcode>\d{6})|(?P<first>\d{6})[\s,，]+(?P<rest>.+)"),
    "US": re.compile(r"(?P<town>.*?)[\s,]+(?P<postcode>\d{5}(?:-\d{4})?)"),
    "GB": re.compile(r"(?P<town>.*?)[\s,]*(?P<postcode>[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of a package; ``address`` as it was given, line by line."""

    reference: str
    content: bytes
    sha256: str
    language: str
    post_class: str
    name: str
    address: str
    country: str
    enclosure: bytes = b""
    enclosure_sha256: str = ""

    @property
    def enclosed_file(self) -> str:
        """The sheet that is put into the envelope: one file of the package for all letters that have it."""
        return f"enclosure-{self.enclosure_sha256[:16]}.pdf" if self.enclosure_sha256 else ""

    @property
    def file(self) -> str:
        return f"{self.reference}.pdf"


def write(outbox: Outbox, name: str, letters: Iterable[Letter]) -> int:
    """Write a package beside the others. Returns how many letters it holds. Raises OSError."""
    folder, rows, enclosed = f"{PARTS}/{name}", [], set()
    outbox.make(folder)
    for letter in letters:
        outbox.put(f"{folder}/{letter.file}", letter.content)
        if letter.enclosed_file and letter.enclosed_file not in enclosed:
            enclosed.add(letter.enclosed_file)
            outbox.put(f"{folder}/{letter.enclosed_file}", letter.enclosure)
        rows.append(_row(letter))
    outbox.put(f"{folder}/manifest.csv", _manifest(rows))
    return len(rows)


def publish(outbox: Outbox, name: str) -> bool:
    """Hand it over; no where it has been, or was taken away."""
    return outbox.move(f"{PARTS}/{name}", name)


def drop(outbox: Outbox, name: str) -> bool:
    """Take a package away that is not handed over: nobody can do so any more. No where there is none."""
    away = f"{PARTS}/{name}.dropped"
    if not outbox.move(f"{PARTS}/{name}", away):
        return False
    outbox.remove(away)
    return True


def pages(pdf: bytes) -> int:
    return len(PdfReader(BytesIO(pdf)).pages)


def address_columns(address: str, country: str) -> dict[str, str]:
    """An address in the columns of the manifest. What has no column of its own stays in the lines."""
    lines, town, postcode = _parted([line.strip() for line in address.splitlines() if line.strip()], country)
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], ", ".join(lines[_LINES - 1 :])]
    lines += [""] * (_LINES - len(lines))
    placed = {f"line{number}": line for number, line in enumerate(lines, start=1)}
    return {**placed, "postcode": postcode, "town": town, "country": country}


def _parted(lines: list[str], country: str) -> tuple[list[str], str, str]:
    """The lines before the town, the town, and the postcode, as far as they can be told."""
    match = _POSTCODE[country].fullmatch(lines[-1]) if lines and country in _POSTCODE else None
    if match is None:
        return lines, "", ""
    if match.groupdict().get("first"):
        return [*lines[:-1], match["rest"]], "", match["first"]
    lines, town = lines[:-1], match["town"]
    if not lines:  # all of it is on one line
        street, *parts = town.rsplit(",", _TOWN_PARTS.get(country, 1))
        return (
            ([street], ",".join(parts).strip(), match["postcode"])
            if parts
            else ([], street, match["postcode"])
        )
    if not town and len(lines) > 1:
        town = lines.pop()
    return lines, town, match["postcode"]


def _row(letter: Letter) -> dict[str, object]:
    return {
        "notice": letter.reference, "file": letter.file, "sha256": letter.sha256,
        "pages": pages(letter.content), "language": letter.language, "post_class": letter.post_class,
        "name": letter.name, **address_columns(letter.address, letter.country),
        "enclosure": letter.enclosed_file, "enclosure_sha256": letter.enclosure_sha256,
    }  # fmt: skip


def _manifest(rows: Iterable[dict[str, object]]) -> bytes:
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
