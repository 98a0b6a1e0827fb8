"""Stories of notices in dated lines, lived day by day: every day is closed, then planned, then held against.

2026-01-25 due cn-overdue by 2026-01-26        the last notice of the kind; `about WHAT`, `on DATE`, `to CUSTOMER`,
                                               `issue 2`, `since DATE` (its run), `missed DATE` may follow
2026-01-25 suspended cn-overdue for hold complaint      cancelled, superseded, failed: with the reason
2026-01-25 none cn-overdue                     there is no notice of the kind, to `CUSTOMER` where one follows
2026-01-26 sends cn-overdue                    it is sent in the morning after; to a `CUSTOMER` where one follows
2026-01-26 now cancelled cn-overdue for not-past-due    as above, looked at by the facts of now of that day
2026-01-10 appoints executor E1                also authorised-representative; before the close of the day
2026-01-10 reviews                             somebody looked at the hold of the story
2026-01-10 joint J1                            a joint holder from the start; guarantor too
2026-01-20 pending 100                         due on the day; cleared DATE or returned DATE may follow
2026-01-10 unreachable                         nothing can be sent to the cardholder; reachable takes it back
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from django.db import connection

from accounts import holds
from accounts.acts import Act
from accounts.close import run as nightly_close
from accounts.customers import parties
from accounts.dates import each
from accounts.intake import Intake, load
from accounts.models import Account, ContactPoint, ContactRemark, Customer, Hold
from notices.models import Notice, NoticeStateChange
from notices.planning import recheck
from notices.planning import run as notice_planning
from tests.acts import act_by
from tests.stories import casebook, telling
from tests.stories.casebook import CaseStory

STATES = ("due", "suspended", "cancelled", "superseded", "failed", "ready", "released", "sent")
_BEFORE = (
    "appoints",
    "reviews",
    "unreachable",
    "reachable",
    *casebook.DEEDS,
)  # done before the day is closed
_SHOWN = {
    "by": "due_by", "on": "occasion_on", "issue": "issue", "since": "run_since", "missed": "missed_on",
    "words": "wording", "found": "found_on",
}  # fmt: skip


@dataclass
class NoticeStory(CaseStory):
    jurisdiction: str = "CN"
    reached: tuple[str, str, str] = ("a@example.org", "+442079460000", "1 High St")
    told: list[tuple[date, str, list[str]]] = field(default_factory=list)
    beside: dict[str, list[list[str]]] = field(default_factory=lambda: {"parties": [], "pending": []})

    def tell(self, line: str) -> None:
        day, verb, *words = line.split()
        if verb in ("joint", "guarantor"):
            role = {"joint": "joint-holder"}.get(verb, verb)
            self.beside["parties"].append([self.account, f"{words[0]}-{self.account}", role])
        elif verb == "pending":
            said = dict(zip(words[1::2], words[2::2], strict=True))
            outcome = next(iter(said), "")
            reference = f"{self.account}-D{len(self.beside['pending'])}"
            self.beside["pending"].append(
                [reference, self.account, day, words[0], outcome, said.get(outcome, "")]
            )
        elif verb in ("none", "sends", "now", *STATES, *_BEFORE):
            self.told.append((date.fromisoformat(day), verb, words))
        else:
            super().tell(line)

    def do(self, day: date, verb: str, words: list[str]) -> None:
        """What is done on the day, before its close."""
        at = datetime.combine(day, time(4), UTC)
        if verb == "appoints":
            self._appoint(words, at)
        elif verb == "reviews":
            hold = Hold.objects.filter(reference__startswith=f"{self.account}-").last()
            holds.review(hold, day, act_by("ana", "looked at"), next_review_on=None)
        elif verb in ("unreachable", "reachable"):
            self._reach(verb == "reachable", day, at)
        else:
            self.live(day, verb, words)

    def _appoint(self, words, at):
        account = Account.objects.get(reference=self.account)
        person, _ = Customer.objects.get_or_create(reference=f"{words[1]}-{self.account}")
        ContactPoint.objects.get_or_create(
            customer=person, kind="address", value="2 High St", source="staff", since=at, entered_by="ana"
        )
        parties.appoint(account, person, words[0], Act(by="ana", at=at), evidence="deed")

    def _reach(self, on, day, at):
        for point in ContactPoint.objects.filter(customer__reference=self.holder):
            ContactRemark.objects.create(
                point=point, what="resumed" if on else "stopped", on=day, note="post came back",
                entered_at=at, entered_by="ana",
            )  # fmt: skip

    def hold_against(self, day: date, verb: str, words: list[str]) -> None:
        """What must be true of the day, once it is planned."""
        if verb == "now":
            morning = datetime.combine(day, time(8), UTC)
            recheck.look_again([each.pk for each in self._rows(words[1])], morning)
            verb, words = words[0], words[1:]
        rows = [row for row in self._rows(words[0], self._customer(words)) if _is_about(row, words)]
        if verb == "sends":
            _send(rows[-1], day + timedelta(days=1))
        elif verb == "none":
            assert not rows, f"{self.title}, {day}: {rows[-1].kind} is {rows[-1].state} {rows[-1].reason}"
        else:
            assert rows, f"{self.title}, {day}: there is no {words[0]}"
            self._compare(rows[-1], day, verb, words)

    def _compare(self, row, day, verb, words):
        reason = words.index("for") if "for" in words else len(words)
        said = dict(zip(words[1:reason:2], words[2:reason:2], strict=True))
        shown = {name: str(getattr(row, column)) for name, column in _SHOWN.items()}
        shown |= {"about": row.occasion.split()[1], "to": row.recipient.reference.split("-")[0]}
        expected = (verb, " ".join(words[reason + 1 :]), said)
        found = (row.state, row.reason, {name: shown[name] for name in said})
        assert found == expected, f"{self.title}, {day}: {words[0]} is {found}"

    def _customer(self, words):
        named = words[words.index("to") + 1] if "to" in words else words[1] if len(words) == 2 else ""
        return f"{named}-{self.account}" if named and named != "C" else self.holder if named else ""

    def _rows(self, kind, customer=""):
        rows = Notice.objects.filter(account__reference=self.account, kind=kind).select_related("recipient")
        return (rows.filter(recipient__reference=customer) if customer else rows).order_by("pk")


def _is_about(row, words) -> bool:
    return "about" not in words or row.occasion.split()[1] == words[words.index("about") + 1]


Told = TypeVar("Told", bound=NoticeStory)


def read(text: str, kind: type[Told] = NoticeStory) -> list[Told]:  # type: ignore[assignment]
    stories: list[Told] = []
    for block in text.strip().split("\n\n"):
        title, *lines = [line.split("#")[0].strip() for line in block.strip().splitlines()]
        story = kind(title=title, account=f"NOTE{len(stories):04d}")
        for line in filter(None, lines):
            word, *rest = line.split()
            setattr(story, rest[0], rest[1]) if word == "with" else story.tell(line)
        stories.append(story)
    return stories


def write(stories: Sequence[NoticeStory], folder: Path) -> Path:
    telling.write(stories, folder)
    headers = {
        "parties": "account,customer,role,customer_name,email",
        "pending": "pending,account,due_on,amount,outcome,outcome_on",
    }
    for name, header in headers.items():
        rows = [row for story in stories for row in story.beside[name]]
        if name == "parties":
            rows = [[*row, "Jo", "b@example.org"] for row in rows]
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header.split(","), *rows])
    return folder


def lived(stories: list[NoticeStory], through: date, folder: Path) -> dict[str, Exception]:
    """What went wrong first in each story, by title, once they are all loaded into one book and lived."""
    load_book(stories, folder)
    return live(stories, through)


def load_book(stories: Sequence[NoticeStory], folder: Path) -> None:
    """All of them into one book; nothing of it may be refused."""
    write(stories, folder)
    faults: list[object] = []
    intake = Intake(folder / "refused", False, lambda path, fault: faults.append((path.name, fault)))
    list(load(sorted(folder.glob("*.csv")), intake))
    assert not faults


def live(stories: Sequence[NoticeStory], through: date) -> dict[str, Exception]:
    wrong: dict[str, Exception] = {}
    told = [(day, place, story, verb, words)
            for story in stories for place, (day, verb, words) in enumerate(story.told)]  # fmt: skip
    assert max(line[0] for line in told) <= through, (
        "what is told of later days is never held against anything"
    )
    lines = sorted(told, key=lambda line: line[:2])
    by_day = {day: list(of_day) for day, of_day in groupby(lines, key=lambda line: line[0])}
    for day in each(min(by_day) - timedelta(days=1), through):
        of_day = by_day.get(day, [])
        _each(wrong, [line for line in of_day if line[3] in _BEFORE], "do")
        nightly_close.close_through(day, now=datetime(2026, 12, 1, tzinfo=UTC))
        notice_planning.plan_through(day, datetime.combine(day + timedelta(days=1), time(2), UTC))
        _each(wrong, [line for line in of_day if line[3] not in _BEFORE], "hold_against")
        connection.check_constraints()  # as at the end of each transaction, where a day is one
    return wrong


def _each(wrong, lines, what):
    for day, _, story, verb, words in lines:
        if story.title in wrong:
            continue
        try:
            getattr(story, what)(day, verb, words)
        except Exception as error:  # told of the one story, by its own test
            wrong[story.title] = error


def _send(notice: Notice, on: date) -> None:
    at = datetime.combine(on, time(9), UTC)
    NoticeStateChange.objects.create(notice=notice, at=at, from_state=notice.state, to_state="sent")
    Notice.objects.filter(pk=notice.pk).update(state="sent", reason="", state_since=at, sent_on=on)
