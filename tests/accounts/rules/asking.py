"""Situations as the gate's rules want them, with nothing in the way."""

from datetime import datetime
from zoneinfo import ZoneInfo

from accounts import packs
from accounts.rules.contact.policy import decide
from accounts.rules.contact.terms import OWED, ContactAttempt, PartyRole, Question, ReachablePoint, Situation

CALL = Question("call", "collection")
ZONES = {"CN": "Asia/Shanghai", "US": "America/New_York", "GB": "Europe/London"}


def known(pack: str = "US", *zones: str, **facts) -> Situation:
    """A cardholder who owes and can be reached."""
    rules = packs.of(pack)
    plain = {
        "contact": rules.contact,
        "kinds": rules.holds,
        "parts": (PartyRole("cardholder"),),
        "zones": tuple(ZoneInfo(zone) for zone in zones or (ZONES[pack],)),
        "points": (ReachablePoint("phone", "+12125550100"), ReachablePoint("email", "a@example.com")),
        "consents": {},
        "owed_on": lambda day: OWED,
        "promised_on": lambda day: False,
        "is_holiday": lambda day: False,
    }
    return Situation(**plain | facts)


def at(text: str, zone: str = "America/New_York", fold: int = 0) -> datetime:
    """``2026-03-02 08:00`` by the clock of the zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


def tried(
    text: str, channel: str = "call", outcome: str = "no-answer", zone: str = "America/New_York", **more
):
    """A contact logged at a time, unanswered unless said otherwise."""
    taken_up = outcome in ("answered", "conversation", "refused")
    spoken = outcome == "conversation"
    return ContactAttempt(
        at(text, zone),
        channel,
        more.pop("purpose", "collection"),
        answered=taken_up,
        conversation=spoken,
        **more,
    )


def says(situation: Situation, now: datetime, question: Question = CALL) -> str:
    """``yes``, or the rule that refuses first with what it is about, and from when it would be yes."""
    verdict = decide(situation, question, now)
    if verdict.allowed:
        return "yes"
    first = verdict.refusals[0]
    local = verdict.from_when and verdict.from_when.astimezone(situation.zones[0])
    when = f" from {local:%Y-%m-%d %H:%M}" if local else " for good"
    return " ".join(filter(None, (first.rule, first.about))) + when
