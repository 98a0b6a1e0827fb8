"""When a re-age is allowed, and what it rests on, as worked stories.

2026-05-22 allows 3                            resting on three payments
2026-05-20 refuses least_payments              the first limit that is not met
"""

from dataclasses import dataclass, field
from datetime import date

import pytest

from accounts import reages
from accounts.intake import Intake, load
from accounts.models import Account
from tests.stories.telling import Story, write

pytestmark = pytest.mark.django_db

TEXT = """
three minimum payments in a row since it fell behind
2025-10-01 statement 400 past-due 300
2025-11-01 statement 500 past-due 400
2025-11-20 pays 100
2025-12-01 statement 500 past-due 400
2025-12-20 pays 100
2026-01-01 statement 500 past-due 400
2026-01-19 refuses least_payments
2026-01-20 pays 100
2026-01-20 allows 3
2026-02-01 statement 500 past-due 400
2026-02-21 allows 3                    # the newest minimum is not due before the end of the day
2026-02-22 refuses least_payments

one statement behind all the time
2025-10-01 statement 100
2025-11-01 statement 200 past-due 100
2025-11-20 pays 100
2025-12-01 statement 200 past-due 100
2025-12-20 pays 100
2026-01-01 statement 200 past-due 100
2026-01-20 pays 100
2026-01-24 refuses past_due            # what was missed in December is paid
2026-01-25 allows 3                    # what January asked is missed now

as much in one sum
2025-10-01 statement 400 past-due 300
2025-11-01 statement 500 past-due 400
2025-12-01 statement 600 past-due 500
2025-12-09 refuses least_payments
2025-12-10 pays 270
2025-12-10 allows 1                    # each short by no more than the tolerance

not quite as much in one sum
2025-10-01 statement 400 past-due 300
2025-11-01 statement 500 past-due 400
2025-12-01 statement 600 past-due 500
2025-12-10 pays 269.99
2025-12-10 refuses least_payments

more statements ask for more
2025-10-01 statement 400 past-due 300
2025-11-01 statement 500 past-due 400
2025-12-01 statement 650 past-due 500
2025-12-10 pays 300
2025-12-10 refuses least_payments
2025-12-11 pays 50
2025-12-11 allows 2

what was paid before it fell behind shows nothing
2025-09-01 statement 100
2025-09-20 pays 1000
2025-10-01 statement 100
2025-11-01 statement 200 past-due 100
2025-12-01 statement 300 past-due 200
2025-12-10 refuses least_payments

the issuer's own credits are no payments of the customer
2025-10-01 statement 400 past-due 300
2025-11-01 statement 500 past-due 400
2025-12-01 statement 600 past-due 500
2025-12-10 pays 300 kind credit
2025-12-10 refuses least_payments

a missed minimum breaks the row
2025-10-01 statement 400 past-due 300
2025-11-01 statement 500 past-due 400
2025-11-20 pays 100
2025-12-01 statement 500 past-due 400
2026-01-01 statement 600 past-due 500
2026-01-20 pays 90
2026-02-01 statement 600 past-due 500
2026-02-20 pays 90
2026-02-25 refuses least_payments
2026-03-01 statement 600 past-due 500
2026-03-20 pays 90                     # each short by the tolerance
2026-03-25 allows 3

a cycle that asks for nothing new neither makes nor breaks the row
2025-10-01 statement 400 past-due 300
2025-10-20 pays 100
2025-11-01 statement 400 past-due 300
2025-11-20 pays 100
2025-12-01 statement 300 past-due 300
2026-01-01 statement 400 past-due 300
2026-01-10 refuses least_payments
2026-01-20 pays 100
2026-01-20 allows 3

a returned payment is none
2025-10-01 statement 400 past-due 300
2025-11-01 statement 500 past-due 400
2025-12-01 statement 600 past-due 500
2025-12-10 pays 300 returned 2025-12-15
2025-12-14 allows 1
2025-12-15 refuses least_payments

an account opened less than nine months ago
with opened_on 2025-06-30
2025-12-01 statement 400 past-due 300
2026-01-01 statement 500 past-due 400
2026-02-01 statement 600 past-due 500
2026-02-10 pays 300
2026-03-29 refuses least_age_months
2026-03-30 allows 1

fewer statements than payments are asked for
2026-02-01 statement 600 past-due 500
2026-02-10 pays 300
2026-02-10 refuses least_payments

nothing missed
2025-10-01 statement 100
2025-10-20 pays 100
2025-11-01 statement 100
2025-11-10 refuses past_due

less than twelve months after the one before
2025-12-15 re-aged
2026-09-01 statement 400 past-due 300
2026-10-01 statement 500 past-due 400
2026-11-01 statement 600 past-due 500
2026-11-10 pays 300
2026-12-14 refuses once_in_months
2026-12-15 allows 1
2025-12-15 refuses past_due

the last day of a leap year's February
with opened_on 2015-01-01
2024-02-29 re-aged
2024-12-01 statement 400 past-due 300
2025-01-01 statement 500 past-due 400
2025-02-01 statement 600 past-due 500
2025-02-10 pays 300
2025-02-27 refuses once_in_months
2025-02-28 allows 1

not twice on one day
2025-10-01 statement 400 past-due 300
2025-11-01 statement 500 past-due 400
2025-12-01 statement 600 past-due 500
2025-12-10 pays 300
2025-12-10 re-aged withdrawn 2025-12-11
2025-12-10 refuses one_a_day
2025-12-11 allows 1                    # one that was withdrawn does not count

twice in five years
with opened_on 2015-01-01
2021-02-01 re-aged
2023-05-01 re-aged
2025-11-01 statement 400 past-due 300
2025-12-01 statement 500 past-due 400
2026-01-01 statement 600 past-due 500
2026-01-10 pays 300
2026-01-31 refuses twice_in_months
2026-02-01 allows 1
"""


@dataclass
class ReAgeStory(Story):
    verdicts: list[tuple[date, str, str]] = field(default_factory=list)

    def tell(self, line: str) -> None:
        day, verb, *words = line.split()
        if verb in ("allows", "refuses"):
            self.verdicts.append((date.fromisoformat(day), verb, words[0]))
        else:
            super().tell(line)


def read(text: str) -> list[ReAgeStory]:
    stories = []
    for block in text.strip().split("\n\n"):
        title, *lines = [line.split("#")[0].strip() for line in block.splitlines()]
        story = ReAgeStory(title=title, account=f"RE{len(stories):04d}")
        for line in lines:
            word, *rest = line.split()
            setattr(story, rest[0], rest[1]) if word == "with" else story.tell(line)
        stories.append(story)
    return stories


STORIES = read(TEXT)


@pytest.fixture(scope="module")
def book(module_db, tmp_path_factory):
    folder = write(STORIES, tmp_path_factory.mktemp("stories"))
    outcomes = list(load(sorted(folder.glob("*.csv")), Intake(keep_in=folder / "refused")))
    assert all(outcome.clean for outcome in outcomes), outcomes


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_story(book, story):
    account = Account.objects.select_related("product").get(reference=story.account)
    for day, verb, said in story.verdicts:
        verdict = reages.verdict(account, day)
        found = verdict.refusal.name if verdict.refusal else str(len(verdict.payments))
        assert (verb, found) == ("refuses" if verdict.refusal else "allows", said), f"{story.title}, {day}"
