"""Stories of one person with many accounts, in dated lines, through the whole house: from files to what arrives.

2026-01-01 statement 100 on 12           each of so many accounts has a statement, due 20 days later
2026-01-12 pays 100 on 3                 all that is asked, on so many accounts from the last one back
2026-01-14 texts 1 about 12              what the close of the day brought: so many text messages, about so many
                                         accounts in all; letters likewise
2026-02-20 letters 0
2026-02-20 held 10 for daily-most        so many notices wait for that reason
"""

import csv
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

import pytest
from django.test import override_settings

from accounts.acts import Act
from accounts.close import run as nightly_close
from accounts.dates import each
from accounts.intake import Intake, load
from accounts.models import DeliveryReport
from notices import batches
from notices.archive import freeze as archive
from notices.archive import verification
from notices.delivery import run as delivery
from notices.letters import letterheads
from notices.models import Batch, Notice
from notices.planning import recheck
from notices.planning import run as notice_planning
from servicing.demo.providers.vendor import Vendor
from tests.notices.delivery.conftest import gateway, mail_server
from tests.notices.delivery.sent import Clock

__all__ = ["gateway", "mail_server"]

pytestmark = pytest.mark.django_db

STORIES = {
    "twelve accounts: one text before they fall due, one in grace, and then one letter of a kind": """
2026-01-01 statement 100 on 12
2026-01-13 texts 0
2026-01-14 texts 1 about 12
2026-01-15 texts 0
2026-01-21 texts 0
2026-01-22 texts 1 about 12
2026-01-23 texts 0
2026-01-25 letters 2 about 24
2026-01-26 texts 0
""",
    "who has paid three of them hears of the others": """
2026-01-01 statement 100 on 12
2026-01-12 pays 100 on 3
2026-01-14 texts 1 about 9
2026-01-22 texts 1 about 9
""",
    "letters that stay one an account come two a day, the others later": """
2026-01-01 statement 100 on 5
2026-01-25 letters 2 about 10
2026-02-01 letters 2 about 2
2026-02-01 held 3 for daily-most
2026-02-02 letters 2 about 2
2026-02-03 letters 1 about 1
2026-02-03 held 0 for daily-most
""",
}


class Person:
    """One person, the accounts, and everybody who writes: a day is its close and the morning after it."""

    def __init__(self, lines, folder, texts) -> None:
        self.lines, self.folder, self.texts = lines, folder, texts
        self.vendor, self.clock = Vendor(folder / "outbox", folder / "received"), Clock()
        self.went: dict[str, int] = {}

    def begin(self) -> None:
        """The files of all accounts. Those dated later wait for their day."""
        statements, payments, accounts = [], [], 0
        for day, verb, words in self.lines:
            if verb == "statement":
                accounts = max(accounts, int(words[2]))
                due = day + timedelta(days=20)
                statements += [[f"J{at:02d}", day, due, "5000.00", words[0], "0"] for at in range(accounts)]
            elif verb == "pays":
                paid = range(accounts - int(words[2]), accounts)
                payments += [[f"P{at:02d}", f"J{at:02d}", day, words[0]] for at in paid]
        people = [
            [f"J{at:02d}", "CARD", "CNY", "CN", "zh-hans", "Asia/Shanghai", "2025-01-01", "", f"{1000 + at}", "", "P1",
             "李明", "", "+8613800000001", "示例街8号\n100020"]
            for at in range(accounts)
        ]  # fmt: skip
        self._file(
            "products", "product,jurisdiction,currency,grace_days,tolerance", [["CARD", "CN", "CNY", 3, 10]]
        )
        self._file(
            "accounts",
            "account,product,currency,jurisdiction,language,time_zone,opened_on,credit_limit,last4,branch,"
            "customer,customer_name,email,phone,address", people,
        )  # fmt: skip
        self._file(
            "statements", "account,statement_date,due_date,statement_balance,minimum_due,past_due", statements
        )
        self._file("payments", "payment,account,posted_on,amount", payments)
        for outcome in load(sorted(self.folder.glob("*.csv")), Intake(self.folder / "refused")):
            assert outcome.clean, outcome

    def _file(self, name, header, rows):
        with (self.folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header.split(","), *rows])

    def live(self, day: date) -> None:
        morning = day + timedelta(days=1)
        nightly_close.close_through(day, now=at(morning, 14))
        notice_planning.plan_through(day, at(morning, 1))
        recheck.look_at_all(at(morning, 1))
        archive.make_ready(archive.to_make(500), Act(at=at(morning, 1)))
        batches.make(Act(at=at(morning, 1)))
        for batch in Batch.objects.filter(released_at=None, recalled_at=None):
            if not batches.why_not(batch, "sam"):
                batches.release(batch.pk, Act(by="sam", at=at(morning, 1)))
        before = Notice.objects.exclude(sent_on=None).count()
        texts = self.texts.ledger.delivered.total()
        self.clock.at = at(morning, 6)
        delivery.send(self.clock)
        letters = self.vendor.collect()
        DeliveryReport.objects.bulk_create(
            DeliveryReport(notice=reference, outcome="posted", on=morning, detail="", known_on=morning)
            for reference in letters
        )
        delivery.read_back(self.clock)
        about = Notice.objects.exclude(sent_on=None).count() - before
        self.went = {
            "texts": self.texts.ledger.delivered.total() - texts,
            "letters": len(letters),
            "about": about,
        }

    def claim(self, told: str, verb: str, words: list[str]) -> None:
        if verb == "held":
            held = Counter(Notice.objects.filter(state="suspended").values_list("reason", flat=True))
            assert held[words[2]] == int(words[0]), f"{told}: {held}"
        elif verb in ("texts", "letters"):
            expected = {verb: int(words[0]), "about": int(words[2]) if len(words) > 1 else 0}
            assert {name: self.went[name] for name in expected} == expected, f"{told}: {self.went}"


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def read(text: str):
    lines = [line.split() for line in text.strip().splitlines()]
    return [(date.fromisoformat(day), verb, words) for day, verb, *words in lines]


@pytest.mark.parametrize("title", STORIES)
def test_one_person_with_many_accounts(title, tmp_path, gateway):
    lines = read(STORIES[title])
    person = Person(lines, tmp_path, gateway)
    person.begin()
    letterheads.put_examples(Act(at=at(lines[0][0], 1)))
    by_day = {day: list(of_day) for day, of_day in groupby(lines, key=lambda line: line[0])}
    with override_settings(
        OUTBOX=str(tmp_path / "outbox"), EMAIL_URL="", SMS_URL=gateway.url, APP_MESSAGES=False,
        SEND_TIMEOUT_SECONDS=2,
    ):  # fmt: skip
        for day in each(min(by_day), max(by_day)):
            person.live(day)
            for _, verb, words in by_day.get(day, []):
                person.claim(f"{title}, {day}: {verb} {' '.join(words)}", verb, words)
    assert list(verification.verify(render=3)) == []
