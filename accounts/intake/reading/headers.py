"""What a file's first line says it is, or what it looks like where it says nothing we know."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator

from accounts.intake.file_types.file_type import Kind
from accounts.intake.file_types.registry import EXITS, KINDS
from accounts.intake.parsers import without_margins
from accounts.intake.reading.source import FileRefused, Source
from accounts.models import Exit

# Columns of a file of bad rows, which comes back mended.
RETURNED = ("refused_line", "refused_field", "refused_reason", "refused_text")
MOST_COLUMNS = 100
NOT_UTF8 = "holds bytes that are not UTF-8; save the file as CSV UTF-8"

_COLUMN_NAME = re.compile(r"[a-z_]{1,30}", re.ASCII)
_PREAMBLE = 30  # lines among which the header may stand, after what a report says of itself
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars", "^": "carets", "，": "wide commas"}
_WIDE = 'is UTF-16, a spreadsheet\'s "Unicode text"; save it as CSV UTF-8'
_WIDE_UNMARKED = "is UTF-16 without a byte order mark; save it as CSV UTF-8"
_SIGNATURES = {
    b"\x1f\x8b": "is a gzip archive; unpack it",
    b"BZh": "is a bzip2 archive; unpack it",
    b"\xfd7zXZ": "is an xz archive; unpack it",
    b"7z\xbc\xaf": "is a 7-Zip archive; unpack it",
    b"Rar!": "is a RAR archive; unpack it",
    b"\xd0\xcf\x11\xe0": "is an old Excel workbook; save the sheet as CSV UTF-8",
    b"%PDF": "is a PDF; save the table as CSV UTF-8",
    b"{\\rtf": "is a text processor's document (RTF), not CSV",
    b"PAR1": "is a Parquet file; write it as CSV",
    b"\xff\xfe\x00\x00": "is UTF-32; save it as CSV UTF-8",
    b"\xff\xfe": _WIDE,
    b"\xfe\xff": _WIDE,
}

_LANGUAGES = {
    b"<": "is a web page or XML, not CSV",
    b"{": "is JSON, not CSV",
    b"[": "is JSON, not CSV",
    b"INSERT INTO ": "is SQL, not CSV",
    b"CREATE TABLE": "is SQL, not CSV",
}


def read_header(source: Source, rows: Iterator[list[str]]) -> list[str]:
    """The names of the columns, from the first line. Raises FileRefused where they cannot be that."""
    if reason := _no_text(source.beginning(4096), source):
        raise FileRefused(reason)
    try:
        first = next(rows, None)
    except csv.Error:
        raise FileRefused("its header is not a CSV row") from None
    if first is None:
        raise FileRefused("is empty; it has no header")
    header = [without_margins(name) for name in first]
    if not any(header):
        raise FileRefused("its first line is blank; put the names of the columns there")
    if len(header) > MOST_COLUMNS:
        raise FileRefused(f"its first line has {len(header):,} values, more than any header")
    return header


def kind_of(source: Source, header: list[str]) -> Kind:
    """The kind whose columns these are; where two fit, by the file's name, or by what only one allows.

    Raises FileRefused where it is none, or one with something wrong.
    """
    fitting = _fitting(header)
    if not fitting or len(set(header)) < len(header):
        raise FileRefused(_resemblance(source, header))
    if len(fitting) == 1:
        return fitting[0]
    named = [kind for kind in fitting if kind.name in source.path.stem.lower()]
    if len(named) == 1:
        return named[0]
    if EXITS in fitting and _all_leave(source, header.index("reason")):
        return EXITS
    names = " and ".join(kind.name for kind in fitting)
    raise FileRefused(f"its header fits {names}; name it after one of them")


def _fitting(header: Iterable[str]) -> list[Kind]:
    names = frozenset(header) - set(RETURNED)
    return [kind for kind in KINDS if kind.required <= names <= frozenset(kind.columns)]


def _all_leave(source: Source, place: int) -> bool:
    """Whether every row gives a reason that only an exit can have."""
    rows = csv.reader(source.lines())
    next(rows)
    try:
        reasons = {without_margins(row[place]) for row in rows if len(row) > place}
    except csv.Error:
        return False
    return bool(reasons) and reasons <= set(Exit.Reason.values)


def _no_text(start: bytes, source: Source) -> str:
    """What a file is that is no text in UTF-8, by its first bytes."""
    if start.startswith(b"PK\x03\x04"):
        return _zipped(source)
    for signature, reason in _SIGNATURES.items():
        if start.startswith(signature):
            return reason
    written = start.lstrip(b"\xef\xbb\xbf \r\n\t")[:12].upper()
    if reason := next((reason for begin, reason in _LANGUAGES.items() if written.startswith(begin)), ""):
        return reason
    if b"\x00" in start[:2] or start[:200].count(b"\x00") * 3 > len(start[:200]) > 0:
        return _WIDE_UNMARKED if _looks_wide(start) else "is no text; save the table as CSV UTF-8"
    return ""


def _looks_wide(start: bytes) -> bool:
    return any(set(start[place:200:2]) == {0} for place in (0, 1))


def _zipped(source: Source) -> str:
    try:
        names = zipfile.ZipFile(source.path).namelist()
    except (zipfile.BadZipFile, OSError):
        names = []
    if any(name.startswith("xl/") for name in names):
        return "is an Excel workbook; save the sheet as CSV UTF-8"
    if "content.xml" in names:
        return "is an OpenDocument spreadsheet; save the sheet as CSV"
    return "is a zip archive; unpack it"


def _resemblance(source: Source, header: list[str]) -> str:
    """What a header that is refused looks like, the likeliest mistake first."""
    trailing = len(header) - len(_without_empty_end(header))
    tests = (
        (
            header[0].lower().startswith("sep="),
            "its first line is a spreadsheet's sep=; take it out: the header stands there",
        ),
        (trailing, f"its header ends in {trailing} empty columns: commas at the end of lines that a"
                   " spreadsheet leaves; take them out"),
        ("" in header, "a column of its header has no name"),
        (any(map(is_foreign, header)), f"its header {NOT_UTF8}"),
        (_fitting(header), f"its header names {_named(_doubled(header))} twice"),
    )  # fmt: skip
    for fits, reason in tests:
        if fits:
            return reason
    return _separated(header) or _written_otherwise(header) or _preceded(source) or _nearest(header)


def _without_empty_end(header: list[str]) -> list[str]:
    kept = list(header)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _doubled(header: list[str]) -> set[str]:
    return {name for name in header if header.count(name) > 1}


def _separated(header: list[str]) -> str:
    line = ",".join(header)
    for separator, name in _SEPARATORS.items():
        if _known_name_count(line.split(separator)) > 1:
            return f"its values are separated by {name}; they must be separated by commas"
    if len(header) == 1 and _known_name_count(line.split(",")) > 1:
        return "its header is one quoted value; only values with commas in them are quoted"
    return ""


def _known_name_count(names: Iterable[str]) -> int:
    known = {name for kind in KINDS for name in kind.columns}
    return sum(name.strip(' "').lower() in known for name in names)


def _written_otherwise(header: list[str]) -> str:
    """Names in capitals, or with spaces or hyphens in them."""
    plain = [re.sub(r"[\s\-]+", "_", name.lower()) for name in header]
    if plain != header and _fitting(plain):
        changed = sorted(new for new, old in zip(plain, header, strict=True) if new != old)
        return f"its header writes {', '.join(changed)} otherwise; names are in lower case with underscores"
    return ""


def _preceded(source: Source) -> str:
    start = source.beginning(1 << 16).decode("utf-8-sig", "replace")
    for number, line in enumerate(io.StringIO(start), 1):
        if number > _PREAMBLE:
            break
        names = [without_margins(name) for name in next(csv.reader([line.rstrip("\r\n")]), [])]
        if number > 1 and _fitting(_without_empty_end(names)):
            return f"its header stands in line {number}; take out what stands before it"
    return ""


def _nearest(header: list[str]) -> str:
    doubled = _doubled(header)
    if doubled:
        return f"its header names {_named(doubled)} twice"
    names = frozenset(header) - set(RETURNED)
    nearest = max(KINDS, key=lambda kind: len(kind.required & names) - len(names - frozenset(kind.columns)))
    if not nearest.required & names:
        return f"its header is that of no known file; known are {', '.join(kind.name for kind in KINDS)}"
    missing, unknown = nearest.required - names, names - frozenset(nearest.columns)
    faults = [f"lacks {_named(missing)}"] * bool(missing) + [f"has unknown {_named(unknown)}"] * bool(unknown)
    return f"its header is nearest to {nearest.name}, but {' and '.join(faults)}"


def _named(names: frozenset[str] | set[str]) -> str:
    """Names of columns; what is none may be a customer's data in a file without a header."""
    shown = sorted(name for name in names if _COLUMN_NAME.fullmatch(name))
    others = len(names) - len(shown)
    return ", ".join(shown + [f"{others} that are no names of columns"] * bool(others))


def is_foreign(value: str) -> bool:
    return any("\udc80" <= character <= "\udcff" for character in value)
