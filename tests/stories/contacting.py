"""Stories of whether a person may be contacted, in timed lines, by the clock where the account is.

with pack US                                   or: with zone America/Los_Angeles
2026-03-02 09:00 call no-answer                a contact from us; `in` after the channel: from them
2026-03-03 10:00 reserves sms                  asks the gate, which says yes and keeps it so
2026-03-03 10:30 gives back                    what was reserved last
2026-03-03 hold dispute                        until DAY, channel CHANNEL may follow; `person` binds the person
2026-03-03 pays 100                            promises 100 by DAY; expects 100 on DAY (a direct debit)
2026-03-03 holiday                             in the calendar of the pack
2026-03-03 prefers 18:00 20:00 24              hours, and days of the week with 1 for Monday
2026-03-03 refuses sms                         a wish; `lives Europe/London` another
2026-03-03 wrong                               their number is marked as somebody else's
2026-03-03 call-back 2026-03-04 07:30 hour     agreed for then; `call`: that they asked, `no`: that they did not
2026-03-03 10:00 call? yes                     the gate about the debt; `sms? service no rest from DAY TIME`
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from accounts import packs
from accounts.acts import Act, ActRefused
from accounts.calendars import store as calendar_store
from accounts.contact import callbacks, gate
from accounts.customers import contact_points
from accounts.models import (
    CallBack,
    Consent,
    Hold,
    Payment,
    PendingPayment,
    PreferredTime,
    Promise,
    PromisedAccount,
    PromisedInstalment,
    Wish,
)
from accounts.rules.contact.terms import Question
from tests.accounts.contact.calling import happened, holder_of, owing, person

PURPOSES = ("collection", "service", "call-back", "statutory")


@dataclass
class Story:
    title: str
    lines: list[str] = field(default_factory=list)
    pack: str = "US"
    zone: str = ""


def read(text: str) -> list[Story]:
    """A title line, perhaps ``with NAME VALUE`` lines, then the timed lines."""
    stories = []
    for block in text.strip().split("\n\n"):
        title, *lines = [line.split("#")[0].strip() for line in block.strip().splitlines()]
        story = Story(title)
        for line in filter(None, lines):
            if line.startswith("with "):
                setattr(story, *line.split()[1:])
            else:
                story.lines.append(line)
        stories.append(story)
    return stories


class Teller:
    """Lives a story line by line in the book, and says where the gate says otherwise than the story."""

    def __init__(self, story: Story) -> None:
        self.account = owing(story.pack, zone=story.zone, holder=person(email="ann@example.com"))
        self.customer, self.pack = holder_of(self.account), story.pack
        self.zone = ZoneInfo(self.account.time_zone)
        self.reserved: int | None = None
        self.facts = 0

    def tell(self, line: str) -> str:
        """What is wrong with the line; nothing, as a rule."""
        day, *words = line.split()
        if words[0][0].isdigit():
            return self._at(self._moment(day, words[0]), words[1], words[2:])
        self.facts += 1
        getattr(self, "_" + words[0].replace("-", "_"))(date.fromisoformat(day), *words[1:])
        return ""

    def _moment(self, day: str, clock: str) -> datetime:
        return datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=self.zone)

    def _at(self, at: datetime, verb: str, words: list[str]) -> str:
        if verb.endswith("?"):
            purpose = words.pop(0) if words[0] in PURPOSES else "collection"
            said = self._said(at, Question(verb[:-1], purpose))
            return "" if said == " ".join(words) else f"the gate says: {said}"
        if verb == "reserves":
            asked = {"channel": words[0], "purpose": "collection", "now": at}
            answer = gate.ask(customer=self.customer, account=self.account.pk, **asked)
            self.reserved = answer.pk
            return "" if answer.allowed else f"the gate says: no {answer.rule}"
        if verb == "gives":
            try:
                gate.give_back(self.reserved, at)
            except ActRefused:
                return "there was nothing to give back"
            return ""
        direction = words.pop(0) if words[0] == "in" else "out"
        happened(self.account, at, words[0], verb, direction=direction)
        return ""

    def _said(self, at: datetime, question: Question) -> str:
        pair = (self.customer, self.account.pk)
        (answer,) = gate.look([pair], [question], at)[pair]
        if answer.allowed:
            return "yes"
        local = answer.from_when and answer.from_when.astimezone(self.zone)
        when = f"from {local:%Y-%m-%d %H:%M}" if local else "for good"
        return " ".join(filter(None, ("no", answer.rule, answer.about, when)))

    def _hold(self, day: date, kind: str, *words: str) -> None:
        said = dict(zip(words[::2], words[1::2], strict=False)) if "person" not in words else {}
        personal = "person" in packs.of(self.pack).holds[kind].binds
        Hold.objects.create(
            reference=f"H{self.facts}",
            account=None if personal else self.account,
            customer_id=self.customer if personal else None,
            kind=kind,
            starts_on=day,
            known_on=day,
            ends_on=said.get("until"),
            end_known_on=day if "until" in said else None,
            channel=said.get("channel", ""),
            **(
                {"disputed_amount": int(said["amount"]) * 100, "statement_date": "2026-01-01"}
                if "amount" in said
                else {}
            ),
        )

    def _pays(self, day: date, amount: str) -> None:
        dated = {"posted_on": day, "value_on": day, "known_on": day}
        Payment.objects.create(
            reference=f"P{self.facts}", account=self.account, amount=int(amount) * 100, **dated
        )

    def _promises(self, day: date, amount: str, _by: str, due_on: str) -> None:
        promise = Promise.objects.create(reference=f"T{self.facts}", made_on=day, known_on=day)
        PromisedAccount.objects.create(promise=promise, account=self.account)
        PromisedInstalment.objects.create(
            promise=promise,
            account=self.account,
            due_on=due_on,
            grace_ends_on=due_on,
            amount=int(amount) * 100,
        )

    def _expects(self, day: date, amount: str, _on: str, due_on: str) -> None:
        PendingPayment.objects.create(
            reference=f"D{self.facts}",
            account=self.account,
            due_on=due_on,
            amount=int(amount) * 100,
            known_on=day,
        )

    def _holiday(self, day: date) -> None:
        act = Act(at=self._noon(day), by="anna")
        calendar_store.correct(packs.of(self.pack).calendar, day, act, works=False, name="Feast")

    def _prefers(self, day: date, opens: str, closes: str, weekdays: str) -> None:
        PreferredTime.objects.create(
            customer_id=self.customer,
            weekdays=weekdays,
            opens=opens,
            closes=closes,
            entered_by="anna",
            said_at=self._noon(day),
        )

    def _refuses(self, day: date, channel: str) -> None:
        Consent.objects.create(
            customer_id=self.customer, channel=channel, given=False, on=day, how="said so", entered_by="anna",
            entered_at=self._noon(day),
        )  # fmt: skip

    def _lives(self, day: date, zone: str) -> None:
        Wish.objects.create(customer_id=self.customer, kind="time-zone", value=zone, said_at=self._noon(day))

    def _wrong(self, day: date) -> None:
        contact_points.mark_wrong("+12125550100", Act(by="anna", at=self._noon(day), note="told so"))

    def _call_back(self, day: date, on: str, clock: str, asked: str) -> None:
        call = CallBack(
            customer_id=self.customer, account=self.account, day=date.fromisoformat(on),
            time=time.fromisoformat(clock), zone=self.account.time_zone, asked=asked,
        )  # fmt: skip
        callbacks.agree(call, Act(by="anna", at=self._noon(day)))

    def _noon(self, day: date) -> datetime:
        return datetime.combine(day, time(12), self.zone)
