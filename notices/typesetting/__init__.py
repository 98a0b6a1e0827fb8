"""Letters as PDF/A-2a and PDF/UA-1, set by Typst with fonts of our own (``letter.typ``).

The same letter gives the same bytes for as long as ``MARK`` is the same.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import typst

HERE = Path(__file__).parent
# The package that brings a font, the file in it, and what its bytes add up to.
FONTS = (
    (
        "cvttf_NotoSansCJK_Regular",
        "NotoSansCJKtc-Regular.otf",
        "f57e46120a3dd025ac993801981849622405d1359b32093b1f046490f7885711",
    ),
    (
        "cvttf_NotoSansCJK_Bold",
        "NotoSansCJKtc-Bold.otf",
        "977833121efae44b1c2115282724383b3201bdc104064d7bb2c1c92da928aafc",
    ),
    (
        "fontpkg_noto_sans",
        "files/NotoSans[wdth,wght].ttf",
        "bfb7bb691513f12e734dc346c03a03f784912432d7e3fa8e56efcf906fe86b3d",
    ),
)
LONG = "address-too-long"
STANDARDS = ["a-2a", "ua-1"]
LAYOUT = (HERE / "letter.typ").read_bytes() + (HERE / "envelopes.toml").read_bytes()
_ENVELOPES = tomllib.loads((HERE / "envelopes.toml").read_text(encoding="utf-8"))
Images = Mapping[str, bytes]  # by the name under which a letter speaks of them: their SHA-256
NO_IMAGES: Images = {}
_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")  # what the setter cannot show, either


def envelope(country: str) -> Mapping[str, Any]:
    """Paper, window and folds of the envelopes of a country; where it has none of its own, as in Britain."""
    known: Mapping[str, Any] = _ENVELOPES.get(country.partition("-")[0], _ENVELOPES["GB"])
    return known


def mark(layout: bytes = LAYOUT) -> str:
    """What the look of a letter rests on beside its words: the setter, the layout and the fonts."""
    parts = [version("typst"), sha256(layout).hexdigest(), *(pinned for _, _, pinned in FONTS)]
    return sha256(" ".join(parts).encode()).hexdigest()


MARK = mark()


class PressError(ValueError):
    """The letter cannot be set. ``code``: ``missing-glyph``, with the characters, ``address-too-long`` or
    ``cannot-be-set``."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


class WrongFont(RuntimeError):  # noqa: N818 -- named for what is wrong
    """A font is not the one that letters are pinned to."""


class Press:
    """One setter with its fonts. Only one letter at a time is set by it."""

    def __init__(self) -> None:
        self.folder = TemporaryDirectory(prefix="press-")
        self.root = Path(self.folder.name)
        for form in HERE.glob("*.typ"):
            copy(form, self.root)
        self.lock = Lock()
        self.compiler = typst.Compiler(root=str(self.root), font_paths=_fonts(), ignore_system_fonts=True)

    def pdf(self, source: str, images: Images, made: datetime) -> bytes:
        return bytes(self._set(source, images, format="pdf", pdf_standards=STANDARDS, timestamp=made))

    def pages(self, source: str, images: Images = NO_IMAGES, ppi: int = 300) -> list[bytes]:
        made = self._set(source, images, format="png", ppi=ppi)
        return made if isinstance(made, list) else [made]

    def _set(self, source: str, images: Images, **how: Any) -> Any:
        with self.lock, _as_press_error():
            for name, content in images.items():
                self._keep(name, content)
            return self.compiler.compile(input=source.encode(), **how)

    def _keep(self, name: str, content: bytes) -> None:
        path = self.root / name
        if not path.exists():
            path.write_bytes(content)


def letter(content: dict[str, Any], images: Images, as_of: date) -> bytes:
    """The letter as PDF. It counts as made when the day that it stands for begins. Raises PressError."""
    made = datetime.combine(as_of, time(), UTC)
    return _press().pdf(_source(content, "letter"), images, made)


def report(content: dict[str, Any], made: datetime) -> bytes:
    """A report (``report.typ``) as PDF. Raises PressError."""
    return _press().pdf(_source(content, "report"), NO_IMAGES, made)


def seal(name: str) -> bytes:
    """A made-up seal with this name, as PNG."""
    (made,) = _press().pages(_source({"name": name}, "seal"))
    return made


def try_recipient(lines: Sequence[str], country: str) -> None:
    """Set a name and the lines of an address as a letter of a country bears them. Raises PressError."""
    empty: dict[str, Any] = {
        "envelope": envelope(country), "lang": "en", "region": "gb", "size": 10.5, "title": "-",
        "reference": "-", "as_of": {"year": 2000, "month": 1, "day": 1}, "date": "-",
        "issuer": {"name": "-", "address": []}, "recipient": lines, "facts": [],
        "body": [{"text": ["-"], "lang": ""}], "seal": None, "slip": None, "foot": [], "pages": ["", "", ""],
    }  # fmt: skip
    letter(empty, NO_IMAGES, date(2000, 1, 1))


def can_set(picture: bytes) -> bool:
    """Whether a picture can be put into a letter."""
    try:
        name = sha256(picture).hexdigest()
        _press().pages('#image("{name}")'.replace("{name}", name), {name: picture})
    except PressError:
        return False
    return True


def pages(content: dict[str, Any], images: Images, ppi: int = 110) -> list[bytes]:
    """Its pages as PNG, to be looked at. Raises PressError."""
    return _press().pages(_source(content, "letter"), images, ppi)


@cache
def _press() -> Press:
    return Press()


def _fonts() -> typst.Fonts:
    folders = []
    for package, name, pinned in FONTS:
        with as_file(files(package) / name) as path:
            if sha256(path.read_bytes()).hexdigest() != pinned:
                raise WrongFont(f"{name} of {package} is not the font that letters are pinned to")
            folders.append(str(path.parent))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _source(content: dict[str, Any], form: str) -> str:
    """What is said goes in as one text literal, in which only these two characters mean anything."""
    text = json.dumps(content, ensure_ascii=False)
    literal = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'#import "{form}.typ": {form}\n#{form}(json(bytes("{literal}")))'


@contextmanager
def _as_press_error() -> Iterator[None]:
    try:
        yield
    except typst.TypstError as error:
        named = "".join(_GLYPH.findall(error.diagnostic))
        if lacked := _ESCAPED.sub(lambda match: chr(int(match[1], 16)), named):
            raise PressError("missing-glyph", "".join(dict.fromkeys(lacked))) from None
        if LONG in error.message:
            raise PressError(LONG, "it does not fit the window of an envelope") from None
        raise PressError("cannot-be-set", error.message) from error
