"""Stories of letters in dated lines: those of ``noticing``, and what the letter then says.

2026-01-25 writes cn-overdue                    its letter is made in the morning after; all that are due of the kind
2026-01-25 cannot-write cn-estate no-words      it fails, for this reason
2026-01-25 letter cn-overdue says 2026年1月26日    the newest letter has these words; `lacks`: it has not
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from accounts.acts import Act
from accounts.models import Customer
from notices.archive import freeze as archive
from notices.kinds import catalogue
from notices.letters import electronic, figures, letterheads
from notices.letters import render as rendering
from notices.models import NoticeContent
from notices.wordings import versions as wording_versions
from tests.notices.prescribing import prescribe
from tests.stories import noticing
from tests.stories.noticing import NoticeStory

NAME, ACTS = "王小明", "李代表"
BEFORE = datetime(2025, 12, 1, tzinfo=UTC)


@dataclass
class LetterStory(NoticeStory):
    def tell(self, line: str) -> None:
        day, verb, *words = line.split()
        if verb in ("writes", "cannot-write", "letter"):
            self.told.append((date.fromisoformat(day), verb, words))
        else:
            super().tell(line)

    def hold_against(self, day: date, verb: str, words: list[str]) -> None:
        if verb in ("writes", "cannot-write"):
            due = [row for row in self._rows(words[0]) if row.state == "due"]
            assert due, f"{self.title}, {day}: no {words[0]} is due"
            act = Act(at=datetime.combine(day + timedelta(days=1), time(3), UTC))
            made = archive.make_ready([row.pk for row in due], act)
            failed = set(made.failed.values())
            assert failed == set(words[1:]), f"{self.title}, {day}: {failed}"
        elif verb == "letter":
            says, wanted = words[1] == "says", " ".join(words[2:])
            text = self.text(words[0])
            assert (wanted in text) == says, f"{self.title}, {day}: {text}"
        else:
            super().hold_against(day, verb, words)

    def _appoint(self, words: list[str], at: datetime) -> None:
        super()._appoint(words, at)
        Customer.objects.filter(name="").update(name=ACTS)

    def text(self, kind: str) -> str:
        contents = NoticeContent.objects.filter(notice__in=self._rows(kind)).select_related("letterhead")
        content = contents.latest("pk")
        template = wording_versions.shipped(wording_versions.name_of(catalogue.get(kind)), content.language)
        said = figures.thawed(content.figures)
        letter = rendering.write(template, catalogue.get(kind), said, content.letterhead)
        return electronic.plain(letter).replace("\N{NO-BREAK SPACE}", " ")


def read(text: str) -> list[LetterStory]:
    return noticing.read(text, LetterStory)


def lived(stories: list[LetterStory], through: date, folder: Path) -> dict[str, Exception]:
    """As ``noticing.lived``, of people with names, on the example letterheads."""
    noticing.load_book(stories, folder)
    Customer.objects.update(name=NAME)
    letterheads.put_examples(Act(at=BEFORE))
    prescribe(*(Act(at=BEFORE, by=name) for name in ("chris", "ada", "sam")))
    return noticing.live(stories, through)
