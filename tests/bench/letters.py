"""Letters from due to archived against Typst alone: the same letters, in one process."""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.acts import Act
from notices import typesetting
from notices.archive import freeze as archive
from notices.kinds import catalogue
from notices.letters import figures, letterheads
from notices.letters import render as rendering
from notices.models import Notice, NoticeContent
from notices.wordings import versions as wording_versions
from tests.bench.book import NIGHT
from tests.history import rewritten

LETTERS = 400
_KINDS = ("cn-collection-first", "us-hardship-offer")
# Accounts that are past due, in turn of each jurisdiction, with an address and a statement that says its parts.
_PREPARE = """
CREATE TEMP TABLE chosen AS
SELECT account_id, customer_id, kind, row_number() OVER () AS number
FROM (
    SELECT s.account_id, y.customer_id, k.kind, row_number() OVER (PARTITION BY k.kind ORDER BY s.account_id) AS place
    FROM accounts_stagespan s
    JOIN accounts_account a ON a.id = s.account_id
    JOIN accounts_product p ON p.id = a.product_id
    JOIN accounts_party y ON y.account_id = a.id
    JOIN unnest(%(kinds)s) AS k (kind) ON k.kind LIKE lower(p.jurisdiction) || '-%%'
    WHERE s.ends_before IS NULL AND s.stage IN ('M1', 'M2', 'M3')
) x
ORDER BY place, kind LIMIT %(letters)s
--;
UPDATE accounts_account a SET language = CASE WHEN c.kind LIKE 'cn-%%' THEN 'zh-hans' ELSE 'en' END
FROM chosen c WHERE c.account_id = a.id
--;
UPDATE accounts_customer p SET name = '李㛃' || c.number FROM chosen c
WHERE p.id = c.customer_id AND c.kind LIKE 'cn-%%'
--;
INSERT INTO accounts_contactpoint (customer_id, kind, value, normal, source, since, entered_by)
SELECT customer_id, 'address', number || E' Example Road\\nExampleton\\n' || 100000 + number, '', 'intake', now(), ''
FROM chosen
--;
UPDATE accounts_billingcycle b SET principal = balance - 900, interest = 600, fees = 300
FROM chosen c WHERE c.account_id = b.account_id
"""


@dataclass(frozen=True, slots=True)
class Letters:
    """Seconds for the whole way, and for Typst alone."""

    made: int
    seconds: float
    typst_seconds: float


def measure() -> Letters:
    """In the book as it is. The press is warm in both."""
    _prepare()
    now = timezone.now()
    ids = archive.to_make(LETTERS)
    _make(ids[:10], now)
    began = time.perf_counter()
    made = _make(ids[10:], now)
    seconds = time.perf_counter() - began
    return Letters(made, seconds, _typst_alone(ids[10:]))


def _prepare() -> None:
    letterheads.put_examples(Act(by="bench", at=timezone.now()))
    with rewritten(), connection.cursor() as cursor:
        for step in _PREPARE.split("\n--;\n"):
            cursor.execute(step, {"kinds": list(_KINDS), "letters": LETTERS})
        cursor.execute("SELECT number, account_id, customer_id, kind FROM chosen")
        Notice.objects.bulk_create(_due(*row) for row in cursor.fetchall())


def _due(number: int, account: int, customer: int, kind: str) -> Notice:
    return Notice(
        reference=f"N{number:012d}", account_id=account, recipient_id=customer, kind=kind,
        occasion=f"bench {number}", occasion_on=NIGHT, state_since=timezone.now(),
    )  # fmt: skip


def _make(ids: list[int], now: datetime) -> int:
    made = archive.make_ready(ids, Act(at=now))
    assert not made.failed, made.failed
    return len(made.ready)


def _typst_alone(ids: list[int]) -> float:
    said = [_printed(content) for content in _contents(ids)]
    began = time.perf_counter()
    for words, images in said:
        typesetting.letter(words, images, NIGHT)
    return time.perf_counter() - began


def _contents(ids: list[int]) -> list[NoticeContent]:
    rows = NoticeContent.objects.filter(notice__in=ids, channel="letter")
    return list(rows.select_related("notice", "letterhead__seal").order_by("notice"))


def _printed(content: NoticeContent) -> tuple[dict[str, Any], dict[str, bytes]]:
    kind = catalogue.get(content.notice.kind)
    template = wording_versions.number(
        wording_versions.name_of(kind), content.language, content.template_number
    )
    letter = rendering.write(template, kind, figures.thawed(content.figures), content.letterhead)
    return letter.printed(), rendering.images(letter, content.letterhead)
