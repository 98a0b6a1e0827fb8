"""What a person would read on a page."""

import re


def markup(response) -> str:
    """The page with the white space taken out that only lays it out: a tag stands beside its text."""
    page = re.sub(r"\s+", " ", response.content.decode())
    return re.sub(r" (/?>)", r"\1", re.sub(r" ?(<[^>]+>) ?", r"\1", page)).strip()


def text(response) -> str:
    """What is read on the page, in one line."""
    page = re.sub(r"<(script|style|title)\b.*?</\1>", "", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def rows(response) -> list[str]:
    body = re.search(r"<tbody>(.*?)</tbody>", response.content.decode(), re.S)
    found = re.findall(r"<tr.*?</tr>", body[1], re.S) if body else []
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]
