"""What a person would read on a page."""

import re
from html import unescape

_DAY = re.compile(r'<time datetime="(\d{4}-\d{2}-\d{2})">[^<]*</time>')


def plain_days(page: str) -> str:
    """Days as machines read them, so that a test holds in every language."""
    return _DAY.sub(r" \1 ", page)


def markup(response) -> str:
    """The page with the white space taken out that only lays it out: a tag stands beside its text."""
    page = re.sub(r"\s+", " ", plain_days(response.content.decode()))
    return re.sub(r" (/?>)", r"\1", re.sub(r" ?(<[^>]+>) ?", r"\1", page)).strip()


def text(response) -> str:
    """What is read on the page, in one line."""
    page = plain_days(re.sub(r"<(script|style|title)\b.*?</\1>", "", response.content.decode(), flags=re.S))
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def rows(response) -> list[str]:
    body = re.search(r"<tbody>(.*?)</tbody>", plain_days(response.content.decode()), re.S)
    found = re.findall(r"<tr.*?</tr>", body[1], re.S) if body else []
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def linked_counts(response) -> list[tuple[str, int]]:
    """Addresses of the accounts behind whole numbers of a report, with the number."""
    found = re.findall(r'<a href="([^"]+accounts/[^"]*)">([\d,]+)</a>', markup(response))
    return [(unescape(address), int(number.replace(",", ""))) for address, number in found]
