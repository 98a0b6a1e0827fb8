"""Stories of notices on their way, in dated lines; each line's day is passed through once, at noon there.

2026-02-24 released letter           a notice that is past its cut-off, made for these channels in their order;
                                     `by law` before them: a notice that law asks for; `overdue`: one that
                                     prints what is past due; `collection`: one that asks for it
2026-02-25 vendor posted             the print vendor says so of the newest issue; a detail may follow
2026-02-25 bounces 5.1.1             a mail comes back
2026-02-25 receipt failed            the gateway says so when it is asked
2026-02-25 refuses 550 5.1.1 gone    from now on the mail server, or with three figures alone the gateway, does
2026-02-25 is sent on 2026-02-25     the newest issue that has left; `for REASON`, `work WORK` may follow
2026-02-25 issue 2 due               there is such an issue; `by letter`: its next channel is that one
2026-02-25 no issue 2
2026-02-25 marked address            the contact point is not used any more, and is there still, unchanged
2026-02-25 unmarked email
2026-02-25 pays                      everything that is asked, or an amount
2026-02-25 hold complaint            2026-02-25 dies      a hold of that kind, deceased
"""

import mailbox
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from accounts import money
from accounts.customers import reachability
from accounts.models import ContactPoint, DeliveryReport, Hold, Payment
from notices.delivery import queue
from notices.models import Dispatch, Notice
from tests.notices.delivery.sent import CHANNEL_POINT, LAW, TEXT, Clock, passed, released
from tests.notices.delivery.test_messages import bounce

ASKED = "cn-help"  # asks for what is past due, so that payers and holds bear on it
_KINDS = {"overdue": TEXT, "collection": "cn-collection-first"}
NOON = time(4, tzinfo=UTC)  # in Shanghai


@dataclass
class DeliveryStory:
    title: str
    lines: list[tuple[date, str, list[str]]] = field(default_factory=list)
    first: Notice | None = None
    address: str = ""

    def live(self, providers) -> None:
        """Day by day, from the first line to the last; raises AssertionError where a line is not so."""
        self.providers, clock = providers, Clock()
        by_day = {day: list(lines) for day, lines in groupby(self.lines, key=lambda line: line[0])}
        day = min(by_day)
        while day <= max(by_day):
            clock.at = datetime.combine(day, NOON)
            lines = by_day.get(day, [])
            for _, verb, words in lines:
                if verb not in _CLAIMS:
                    getattr(self, verb)(day, words)
            passed(clock)
            clock.move(hours=2)
            passed(clock)
            for _, verb, words in lines:
                if verb in _CLAIMS:
                    self.claim(day, verb, words)
            day += timedelta(days=1)

    def released(self, day, words):
        kind = LAW if words[:2] == ["by", "law"] else _KINDS.get(words[0], ASKED)
        channels = tuple(word for word in words if word in CHANNEL_POINT)
        self.first = released(kind, channels, prints=kind == TEXT)

    def vendor(self, day, words):
        outcome, *detail = words
        DeliveryReport.objects.create(
            notice=self.newest().reference, outcome=outcome, on=day, detail=" ".join(detail), known_on=day
        )

    def bounces(self, day, words):
        mailbox.Maildir(self.providers.bounces).add(bounce(self.newest().reference, words[0]))

    def receipt(self, day, words):
        self.providers.texts.states[self.newest().reference] = words[0]

    def refuses(self, day, words):
        at = {content.channel: content.address for content in self.first.contents.all()}
        if len(words) == 1:
            self.providers.texts.refuses[at["sms"]] = int(words[0])
        else:
            self.providers.mails.refuses[at["email"]] = " ".join(words)

    def pays(self, day, words):
        Payment.objects.create(
            reference=f"P{self.first.pk}", account=self.first.account, posted_on=day, value_on=day,
            amount=money.parse(words[0], "CNY") if words else 10_000_000, known_on=day,
        )  # fmt: skip

    def hold(self, day, words):
        Hold.objects.create(
            reference=f"H{self.first.pk}",
            account=self.first.account,
            kind=words[0],
            starts_on=day,
            known_on=day,
        )

    def dies(self, day, words):
        Hold.objects.create(
            reference=f"D{self.first.pk}", customer=self.first.recipient, kind="deceased", starts_on=day,
            known_on=day,
        )  # fmt: skip

    def newest(self) -> Notice:
        """The newest issue that has a dispatch."""
        sent = Dispatch.objects.filter(notice__account=self.first.account).order_by("-notice__issue")
        return sent.first().notice if sent.exists() else self.first

    def claim(self, day, verb, words):
        told = f"{self.title}, {day}: {verb} {' '.join(words)}"
        if verb == "is":
            self._is(told, words)
        elif verb == "issue":
            found = Notice.objects.filter(supersedes__account=self.first.account, issue=int(words[0]))
            assert [notice.state for notice in found] == words[1:2], told
            if "by" in words:
                made = dict.fromkeys(self.first.contents.values_list("channel", flat=True))
                assert next(queue.open_channels(found[0], made)) == words[-1], told
        elif verb == "no":
            assert not Notice.objects.filter(account=self.first.account, issue=int(words[1])).exists(), told
        else:
            self._marked(told, verb, words[0])

    def _is(self, told, words):
        notice = self.newest()
        notice.refresh_from_db()
        said: dict[str, str] = {}
        for word in words[1:]:
            if word in ("on", "for", "work"):
                said[word] = ""
            else:
                said[list(said)[-1]] = f"{said[list(said)[-1]]} {word}".strip()
        dispatch = Dispatch.objects.filter(notice=notice).first()
        shown = {"on": str(notice.sent_on), "for": notice.reason, "work": dispatch.work if dispatch else ""}
        found = (notice.state, {name: shown[name] for name in said})
        assert found == (words[0], said), f"{told}: {found}"

    def _marked(self, told, verb, kind):
        kept = ContactPoint.objects.filter(customer=self.first.recipient, kind=kind, until=None)
        assert kept.count() == 1, told
        channel = next(name for name, point in CHANNEL_POINT.items() if point == kind)
        used = reachability.reachable(self.first.recipient_id, channel)
        assert bool(used) == (verb == "unmarked"), told


_CLAIMS = ("is", "issue", "no", "marked", "unmarked")


def read(text: str) -> list[DeliveryStory]:
    stories = []
    for block in text.strip().split("\n\n"):
        title, *lines = [line.split("#")[0].strip() for line in block.strip().splitlines()]
        story = DeliveryStory(title)
        for line in filter(None, lines):
            day, verb, *words = line.split()
            story.lines.append((date.fromisoformat(day), verb, words))
        stories.append(story)
    return stories
