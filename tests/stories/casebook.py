"""Stories of cases in dated lines, lived day by day: what is done, what the case then says, where it stands.

2026-01-10 opened dispute 60 on 2026-01-01     or: opened complaint
2026-01-20 acknowledged                        asks, granted, refused, settled, reopened; redress 25
2026-02-01 decided rejected                    amount 40, fresh 2026-03-01 may follow; takes-back acknowledged
2026-02-01 cannot decided rejected             the step is refused
2026-02-01 says resolve_by 2026-03-01          a column of the case at the end of the day; hold.ends_on too
2026-01-25 stands M0 4 100                     as in ``telling``; every day is closed
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import groupby

from accounts import money
from accounts.acts import Act
from accounts.cases import credits
from accounts.cases import lifecycle as case_lifecycle
from accounts.models import Account, Case, Hold, Party, Product
from tests.history import rewritten
from tests.stories.telling import Story

DEEDS = (
    "opened", "acknowledged", "asks", "granted", "refused", "decided", "redress", "settled", "reopened",
    "takes-back",
)  # fmt: skip


@dataclass
class CaseStory(Story):
    jurisdiction: str = "US"
    lines: list[tuple[date, str, list[str]]] = field(default_factory=list)
    case: Case | None = None

    def tell(self, line: str) -> None:
        day, verb, *words = line.split()
        if verb in (*DEEDS, "cannot", "says"):
            self.lines.append((date.fromisoformat(day), verb, words))
        else:
            super().tell(line)

    def live(self, day: date, verb: str, words: list[str]) -> None:
        act = Act(by="asker" if verb == "asks" else "decider", at=datetime.combine(day, time(4), UTC))
        getattr(self, f"_{verb.replace('-', '_')}")(day, words, act)

    def _cannot(self, day, words, act):
        try:
            self.live(day, words[0], words[1:])
        except case_lifecycle.Refused:
            return
        raise AssertionError(f"{self.title}, {day}: {' '.join(words)} was not refused")

    def _says(self, day, words, act):
        told = self.case
        told.refresh_from_db()
        for name in words[0].split("."):
            told = getattr(told, name)
        said = str(told if words[0] != "credit" else money.text(told, self.currency))
        assert said == words[1], f"{self.title}, {day}: {words[0]} is {said}"

    def _opened(self, day, words, act):
        account = Account.objects.select_related("product").get(reference=self.account)
        customer = Party.objects.get(account=account).customer
        named = {}
        if len(words) > 1:
            named = {"disputed_amount": self._minor(words[1]), "statement_date": date.fromisoformat(words[3])}
        opening = case_lifecycle.Opening(words[0], customer, Hold.Channel.LETTER, day, "as said", **named)
        self.case = case_lifecycle.open_case(account, opening, act)

    def _acknowledged(self, day, words, act):
        case_lifecycle.acknowledge(self.case, day, act)

    def _asks(self, day, words, act):
        case_lifecycle.ask_extension(self.case, "the shop has not answered", act)

    def _granted(self, day, words, act):
        by = Act(by=words[0], at=act.at) if words else act
        case_lifecycle.grant_extension(self.case, by)

    def _refused(self, day, words, act):
        case_lifecycle.refuse_extension(self.case, "the shop has answered", act)

    def _decided(self, day, words, act):
        said = dict(zip(words[1::2], words[2::2], strict=True))
        fresh = said.get("fresh")
        decision = case_lifecycle.Decision(
            outcome=words[0],
            reason="as found",
            on=day,
            amount=self._minor(said.get("amount", "0")),
            fresh_due_on=fresh and date.fromisoformat(fresh),
        )
        case_lifecycle.decide(self.case, decision, act)

    def _redress(self, day, words, act):
        case_lifecycle.give_redress(self.case, self._minor(words[0]), "for the trouble", act)

    def _settled(self, day, words, act):
        case_lifecycle.settle(self.case, "paid out at the branch", act)

    def _reopened(self, day, words, act):
        case_lifecycle.reopen(self.case, "a new receipt came", act)

    def _takes_back(self, day, words, act):
        step = self.case.steps.filter(kind=words[0]).last()
        case_lifecycle.take_back(self.case, step, "put down by mistake", act)

    def _minor(self, text):
        return money.parse(text, self.currency)


def read(text: str) -> list[CaseStory]:
    stories = []
    for block in text.strip().split("\n\n"):
        title, *lines = [line.split("#")[0].strip() for line in block.splitlines()]
        story = CaseStory(title=title, account=f"CASE{len(stories):04d}")
        for line in lines:
            word, *rest = line.split()
            setattr(story, rest[0], rest[1]) if word == "with" else story.tell(line)
        stories.append(story)
    return stories


def live(stories: list[CaseStory], close) -> dict[str, Exception]:
    """Live all stories together, day by day; what went wrong by title. ``close`` closes through a day."""
    for story in stories:
        with rewritten():
            Product.objects.filter(code=f"P-{story.account}").update(jurisdiction=story.jurisdiction)
    wrong: dict[str, Exception] = {}
    lines = sorted(
        (
            (day, place, story, verb, words)
            for story in stories
            for place, (day, verb, words) in enumerate(story.lines)
        ),
        key=lambda line: line[:2],
    )
    for day, of_day in groupby(lines, key=lambda line: line[0]):
        close(date.fromordinal(day.toordinal() - 1))
        credits.note(datetime.combine(day, time(5), UTC))
        for _, _, story, verb, words in of_day:
            try:
                if story.title not in wrong:
                    story.live(day, verb, words)
            except Exception as error:  # told of the one story, below
                wrong[story.title] = error
    return wrong
