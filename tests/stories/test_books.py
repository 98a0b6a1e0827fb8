"""Small books as reports of people who do this job tell them, worked out by hand: what every reader answers.

Each folder of ``books`` is loaded and closed through the last day that its ``expected.txt`` names:

standing DAY BASIS ACCOUNT STAGE DAYS-PAST-DUE PAST-DUE MISSED OLDEST      `-` where it is empty
aging DAY BASIS BY GROUP CURRENCY STAGE ACCOUNTS BALANCE PAST-DUE
notice ACCOUNT KIND HOW-MANY STATE OCCASION DUE-BY REASON                   the last of so many
gate LOCAL-TIME ACCOUNT CHANNEL PURPOSE yes, or no with the rule
refused FILE FIELD                                                          nothing of the file is loaded
"""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from accounts.close import run as nightly_close
from accounts.close.verification import verify
from accounts.contact import gate
from accounts.intake import Intake, load
from accounts.models import Account, Party
from notices.models import Notice
from notices.planning import run as notice_planning

BOOKS = sorted(path for path in (Path(__file__).parent / "books").iterdir() if path.is_dir())
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d")

pytestmark = pytest.mark.django_db


def expected(book: Path) -> list[str]:
    lines = (book / "expected.txt").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def rows(capsys, command: str, **options) -> list[dict[str, str]]:
    capsys.readouterr()
    call_command(command, **options)
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


class Reader:
    """Answers the lines of a book that is loaded and closed."""

    def __init__(self, capsys, refusals: dict[str, set[str]]) -> None:
        self.capsys, self.refusals = capsys, refusals

    def standing(self, day: str, basis: str, account: str, *_: str) -> list[str]:
        on = date.fromisoformat(day)
        (row,) = rows(self.capsys, "standing", on=on, basis=basis, account=account)
        columns = ("stage", "days_past_due", "past_due", "statements_missed", "oldest_missed_statement")
        return [day, basis, account, *(row[column] or "-" for column in columns)]

    def aging(  # noqa: PLR0917 -- as the words of a line come
        self, day: str, basis: str, by: str, group: str, currency: str, stage: str, *_: str
    ) -> list[str]:
        options = {} if by == "all" else {"by": by}
        lines = rows(self.capsys, "aging", on=date.fromisoformat(day), basis=basis, **options)
        (row,) = (
            line
            for line in lines
            if (line["group"], line["currency"], line["stage"]) == (group, currency, stage)
        )
        return [day, basis, by, group, currency, stage, row["accounts"], row["balance"], row["past_due"]]

    def notice(self, account: str, kind: str, *_: str) -> list[str]:
        notices = Notice.objects.filter(account__reference=account, kind=kind).order_by("pk")
        last = notices.last()
        told = (last.state, last.occasion_on, last.due_by, last.reason)
        return [account, kind, str(notices.count()), *(str(each or "-") for each in told)]

    def gate(self, moment: str, reference: str, channel: str, purpose: str, *_: str) -> list[str]:
        account = Account.objects.get(reference=reference)
        holder = account.parties.get(role=Party.Role.CARDHOLDER).customer_id
        now = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(account.time_zone))
        answer = gate.ask(customer=holder, account=account.pk, channel=channel, purpose=purpose, now=now)
        about = f"{answer.rule}:{answer.about}" if answer.about else answer.rule
        return [moment, reference, channel, purpose, *(["yes"] if answer.allowed else ["no", about])]

    def refused(self, file: str, field: str) -> list[str]:
        return [file, *sorted(self.refusals.get(file, ()))]


@pytest.mark.parametrize("book", BOOKS, ids=[book.name for book in BOOKS])
def test_book(book, capsys, tmp_path):
    lines = expected(book)
    refusals: dict[str, set[str]] = {}
    intake = Intake(
        tmp_path, complain=lambda path, problem: refusals.setdefault(path.name, set()).add(problem.field)
    )
    outcomes = load(sorted(book.glob("*.csv")), intake)
    assert {outcome.path.name for outcome in outcomes if not outcome.clean} == set(refusals)
    if days := [date.fromisoformat(day) for line in lines for day in _DAY.findall(line)]:
        now = datetime.combine(max(days) + timedelta(days=2), datetime.min.time(), UTC)
        nightly_close.close_through(max(days), now=now)
        notice_planning.plan_through(max(days), now=now)
    reader = Reader(capsys, refusals)
    wrong = []
    for line in lines:
        verb, *words = line.split()
        if (answer := getattr(reader, verb)(*words)) != words:
            wrong.append(f"{line}\n    is {' '.join(answer)}")
    assert not wrong, "\n".join(wrong)
    assert list(verify()) == []
