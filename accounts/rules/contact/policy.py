"""What the gate decides by: one person, one account, one question, at one moment (rules, section 10).

Pure. Every rule says at a moment whether it refuses and, if so, until when: it refuses at every moment
before that. So the first moment at which none refuses is found by going from one such end to the next, and
it is exact as long as nothing else happens.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from accounts.dates import local_day
from accounts.packs.schema import Cap
from accounts.rules.contact import hours as contact_hours
from accounts.rules.contact.hours import DAWN, DAY, DUSK, Opening, Window
from accounts.rules.contact.terms import (
    AHEAD,
    ESTATE,
    NOTHING,
    OWED,
    RECIPIENTS,
    REPRESENTATIVE,
    UNKNOWN,
    ActiveHold,
    ContactAttempt,
    Question,
    Refusal,
    Situation,
    Verdict,
)

FARTHEST = timedelta(days=366 * 6)  # the longest plan and a year: nobody is told of a later moment


def decide(known: Situation, asked: Question, now: datetime) -> Verdict:
    """Whether this person may be contacted so about this account now."""
    refusals = tuple(_refusals(known, asked, now))
    if refusals:
        return Verdict(refusals, _first_yes(known, asked, now))
    return Verdict((), now, _holds_until(known, asked, now))


def allowed_until(known: Situation, asked: Question, now: datetime) -> datetime | None:
    """How long a yes of now holds at most; None where it is a no, whatever the reason and until when."""
    refused = next(_refusals(known, asked, now), None)
    return None if refused else _holds_until(known, asked, now)


def _refusals(known: Situation, asked: Question, at: datetime) -> Iterator[Refusal]:
    for rule in RULES:
        yield from rule(known, asked, at)


def _first_yes(known: Situation, asked: Question, now: datetime) -> datetime | None:
    at = now
    while at <= now + FARTHEST:
        refusal = next(_refusals(known, asked, at), None)
        if refusal is None:
            return at
        if refusal.until is None:
            return None
        at = refusal.until
    return None


def _holds_until(known: Situation, asked: Question, at: datetime) -> datetime:
    """The end of the hours or of the day, whichever comes first: all else changes with the day only."""
    ends = [known.begins(known.day(at) + DAY)]
    for _, openings in _openings(known, asked):
        ends += filter(None, [contact_hours.closing(openings, at)])
    return min(ends)


# ---- who, and by what

_Rule = Callable[[Situation, Question, datetime], Iterator[Refusal]]


def _entitled(known: Situation, asked: Question, at: datetime) -> Iterator[Refusal]:
    """Writing that law asks for is nobody's own contact: it has its own way (rules, section 7)."""
    if not asked.entitled:
        yield Refusal("purpose", asked.purpose)


def _party(known: Situation, asked: Question, at: datetime) -> Iterator[Refusal]:
    if not known.roles(at) & RECIPIENTS:
        yield Refusal("not-a-party")


def _in_book(known: Situation, asked: Question, at: datetime) -> Iterator[Refusal]:
    if asked.purpose == "collection" and known.is_gone(known.day(at)):
        back = next((on for on, left in known.exits if on > known.day(at) and not left), None)
        yield Refusal("left-the-book", until=known.begins(back) if back else None)


def _channel(known: Situation, asked: Question, at: datetime) -> Iterator[Refusal]:
    if asked.channel not in known.purpose(asked).channels:
        yield Refusal("channel", asked.channel, citation=known.purpose(asked).rule("channels").cited)


def _reached(known: Situation, asked: Question, at: datetime) -> Iterator[Refusal]:
    if not asked.reaches:
        return
    point = known.point(asked)
    if point is None:
        yield Refusal("foreign-number" if asked.number else "no-number")
    elif point.blocked:
        yield Refusal(point.blocked)


def _consented(known: Situation, asked: Question, at: datetime) -> Iterator[Refusal]:
    if known.consents.get(asked.channel) is False and asked.purpose != "statutory":
        yield Refusal("no-consent", asked.channel)


# ---- what stops it


def _held(known: Situation, asked: Question, at: datetime) -> Iterator[Refusal]:
    day = known.day(at)
    for stop in known.stops:
        if stop.first <= day and (stop.last is None or day <= stop.last) and _stops(known, stop, asked, at):
            cited = known.kinds[stop.kind].rule("stops_contact").cited
            until = known.begins(stop.last + DAY) if stop.last else None
            yield Refusal("hold", stop.kind, until, cited)


def _stops(known: Situation, stop: ActiveHold, asked: Question, at: datetime) -> bool:
    """Whether a hold in force stops this contact. What a dispute leaves out the standing leaves out too."""
    kind = known.kinds[stop.kind]
    if asked.purpose in kind.passes:
        return False
    return {
        "no": False,
        "all": True,
        "about-it": not stop.names_amount,
        "channel": stop.channel in ("", asked.channel),
        "trained": not asked.trained,
        "executor": not known.roles(at) & ESTATE,
        "representative": not known.roles(at) & REPRESENTATIVE,
    }[kind.stops_contact]


def _promised(known: Situation, asked: Question, at: datetime) -> Iterator[Refusal]:
    if known.purpose(asked).keeps_promises and known.promised_on(known.day(at)):
        yield Refusal("promise", until=_first_day(known, at, lambda day: not known.promised_on(day)))


def _owing(known: Situation, asked: Question, at: datetime) -> Iterator[Refusal]:
    if asked.purpose != "collection":
        return
    owed = known.owed_on(known.day(at))
    if owed == UNKNOWN:
        yield Refusal("not-computed")
    elif owed != OWED:
        rule = "nothing-owed" if owed == NOTHING else "payment-expected"
        yield Refusal(rule, until=_first_day(known, at, lambda day: known.owed_on(day) == OWED))


def _first_day(known: Situation, at: datetime, holds: Callable[[date], bool]) -> datetime | None:
    """When the first later day begins of which it holds; None where none is in sight."""
    first = next(filter(holds, contact_hours.days_from(known.day(at) + DAY, AHEAD)), None)
    return known.begins(first) if first else None


# ---- when


def _openings(known: Situation, asked: Question) -> Iterator[tuple[str, list[Opening]]]:
    """Of each of these one must be open. Where the person's zones differ it must be time in all of them."""
    contact, agreed = known.contact, known.agreed if asked.purpose == "call-back" else ()
    disturbs = asked.channel == "call" or asked.channel not in contact.hourless
    if asked.purpose == "call-back":
        yield "call-back", [call.about for call in agreed]
    for zone in known.zones if disturbs else ():
        if known.purpose(asked).keeps_hours:
            by_wish = (call.about for call in agreed if call.hour)
            yield "hours", [Window(zone, contact.opens, contact.closes), *by_wish]
        yield "night", [Window(zone, DAWN, DUSK)]
    if asked.purpose in ("collection", "service") and disturbs and known.preferred:
        yield "preferred", list(known.preferred)


def _timely(known: Situation, asked: Question, at: datetime) -> Iterator[Refusal]:
    for rule, openings in _openings(known, asked):
        if contact_hours.closing(openings, at) is None:
            cited = known.contact.rule("opens").cited if rule == "hours" else ""
            yield Refusal(rule, until=contact_hours.next_opening(openings, at), citation=cited)


def _on_a_day(known: Situation, asked: Question, at: datetime) -> Iterator[Refusal]:
    if not known.purpose(asked).keeps_days or asked.channel in known.contact.hourless:
        return
    for zone in known.zones:
        day = local_day(at, zone)
        if wrong := _wrong_day(known, day):
            days = contact_hours.days_from(day + DAY, AHEAD)
            next_day = next((day for day in days if not _wrong_day(known, day)), None)
            until = contact_hours.begins(next_day, zone) if next_day else None
            yield Refusal(wrong, until=until, citation=_cited_of_day(known, wrong))


def _wrong_day(known: Situation, day: date) -> str:
    if day.weekday() not in known.contact.weekdays:
        return "weekday"
    return "holiday" if not known.contact.on_holidays and known.is_holiday(day) else ""


def _cited_of_day(known: Situation, wrong: str) -> str:
    return known.contact.rule({"weekday": "weekdays", "holiday": "on_holidays"}[wrong]).cited


# ---- how often


def _rested(known: Situation, asked: Question, at: datetime) -> Iterator[Refusal]:
    """The day of a conversation is the first of its rest; whoever began the conversation."""
    rest = known.contact.rest_days_after_conversation
    spoken = [known.day(t.at) for t in known.tried if t.conversation and t.of_person and t.at <= at]
    if known.purpose(asked).keeps_rest and spoken and known.day(at) < max(spoken) + rest * DAY:
        cited = known.contact.rule("rest_days_after_conversation").cited
        yield Refusal("rest", until=known.begins(max(spoken) + rest * DAY), citation=cited)


def _one_at_a_time(known: Situation, asked: Question, at: datetime) -> Iterator[Refusal]:
    """Nobody is called, or written to about money, while a colleague has them on the line."""
    calls = [t.lapses for t in known.tried if t.of_person and t.channel == "call" and _is_under_way(t, at)]
    if calls and known.purpose(asked).uses_caps:
        yield Refusal("under-way", until=max(filter(None, calls)))


def _capped(known: Situation, asked: Question, at: datetime) -> Iterator[Refusal]:
    if not known.purpose(asked).keeps_caps:
        return
    for cap in known.contact.caps:
        if asked.channel in cap.channels:
            ends = sorted(_counted(known, cap, asked.channel, at))
            if len(ends) >= cap.most:
                until = ends[len(ends) - cap.most]
                yield Refusal("cap", cap.name, until, cap.rule("most").cited)


def _counted(known: Situation, cap: Cap, channel: str, at: datetime) -> Iterator[datetime]:
    """When each contact that counts now counts no more.

    Days are local calendar days: seven are today and the six before, so that no seven days in a row hold
    more than the cap. What is under way counts as anything that may become of it.
    """
    channels: Iterable[str] = {channel} if cap.each_channel else cap.channels
    for tried in known.tried:
        mine = tried.of_person if cap.per == "person" else tried.of_account
        if mine and tried.channel in channels and tried.at <= at and _counts(known, cap, tried):
            ends = known.begins(known.day(tried.at) + cap.days * DAY)
            ends = min(ends, tried.lapses) if tried.lapses else ends
            if at < ends:
                yield ends


def _counts(known: Situation, cap: Cap, tried: ContactAttempt) -> bool:
    if not (tried.outward and known.contact.purposes[tried.purpose].uses_caps):
        return False
    if cap.counts == "attempt" or tried.lapses:
        return True
    return tried.answered == (cap.counts == "answered")


def _is_under_way(tried: ContactAttempt, at: datetime) -> bool:
    return tried.lapses is not None and tried.at <= at < tried.lapses


RULES: tuple[_Rule, ...] = (
    _entitled, _party, _in_book, _channel, _reached, _consented, _held, _promised, _owing, _on_a_day, _timely,
    _rested, _one_at_a_time, _capped,
)  # fmt: skip
