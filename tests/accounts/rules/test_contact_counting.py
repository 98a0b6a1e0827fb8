"""The gate against a counter without any cleverness, on lives crowded with contacts; and its first yes."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.rules.contact.policy import decide
from accounts.rules.contact.terms import ActiveHold, AgreedCallback, ContactAttempt, Question
from tests.accounts.rules.asking import CALL, ZONES, known

TICK = timedelta(microseconds=1)
SMS, EMAIL = Question("sms", "collection"), Question("email", "collection")
SERVICE, CALL_BACK = Question("call", "service"), Question("call", "call-back")
STATUTORY = Question("letter", "statutory")

FIRST = date(2026, 3, 5)  # the clock changes in New York on the 8th
ZONE_NAMES = ["America/New_York", "Asia/Shanghai", "Europe/London"]


@st.composite
def moments(draw, zone):
    day = FIRST + timedelta(days=draw(st.integers(0, 9)))
    clock = time(draw(st.sampled_from([0, 2, 7, 8, 12, 20, 21, 23])), draw(st.sampled_from([0, 30, 59])))
    return datetime.combine(day, clock, zone).astimezone(UTC)


@st.composite
def attempts(draw, zone):
    when = draw(moments(zone))
    if draw(st.integers(0, 4)) == 0:  # under way
        return ContactAttempt(
            when, draw(st.sampled_from(["call", "email"])), "collection", lapses=when + timedelta(hours=1)
        )
    outcome = draw(st.sampled_from(["no-answer", "no-answer", "answered", "conversation"]))
    return ContactAttempt(
        at=when,
        channel=draw(st.sampled_from(["call", "call", "sms", "email"])),
        purpose=draw(st.sampled_from(["collection", "collection", "service", "statutory"])),
        outward=draw(st.integers(0, 4)) > 0,
        answered=outcome != "no-answer",
        conversation=outcome == "conversation",
    )


@st.composite
def situations(draw):
    zone = ZoneInfo(draw(st.sampled_from(ZONE_NAMES)))
    holidays = draw(st.sets(st.integers(5, 15), max_size=3))
    stop = draw(
        st.sampled_from(
            [(), (ActiveHold("disaster", FIRST, FIRST + timedelta(days=draw(st.integers(0, 4)))),)]
        )
    )
    silent = FIRST + timedelta(days=draw(st.integers(-1, 3)))
    return known(
        draw(st.sampled_from(["CN", "US", "GB"])),
        str(zone),
        tried=tuple(draw(st.lists(attempts(zone), max_size=12))),
        agreed=tuple(
            AgreedCallback(draw(moments(zone)), draw(st.booleans())) for _ in range(draw(st.integers(0, 2)))
        ),
        stops=stop,
        promised_on=lambda day: day <= silent,
        is_holiday=lambda day: day.day in holidays and day.month == 3,
    ), zone


def brute(situation, question, now) -> bool:
    """Whether caps and rest allow it: every contact of the last days looked at one by one."""
    contact, zone = situation.contact, situation.zones[0]
    purpose, today = contact.purposes[question.purpose], now.astimezone(zone).date()
    past = [t for t in situation.tried if t.at <= now and (t.lapses is None or now < t.lapses)]
    if any(t.lapses and t.channel == "call" for t in past) and purpose.uses_caps:
        return False
    for cap in contact.caps if purpose.keeps_caps else ():
        counts = Counter()
        for t in past:
            age = (today - t.at.astimezone(zone).date()).days
            matches = {"attempt": True, "answered": t.answered, "unanswered": not t.answered}[cap.counts]
            if t.outward and t.purpose != "statutory" and age < cap.days and (matches or t.lapses):
                counts[t.channel] += t.channel in cap.channels
        used = counts[question.channel] if cap.each_channel else sum(counts.values())
        if question.channel in cap.channels and used >= cap.most:
            return False
    if purpose.keeps_rest:
        rests = (t for t in past if t.conversation)
        days = contact.rest_days_after_conversation
        return all((today - t.at.astimezone(zone).date()).days >= days for t in rests)
    return True


QUESTIONS = st.sampled_from([CALL, SMS, EMAIL, SERVICE, CALL_BACK, STATUTORY])


@settings(max_examples=150, deadline=None)
@given(situations(), QUESTIONS, st.data())
def test_caps_and_rest_are_those_of_a_plain_count(drawn, question, data):
    situation, zone = drawn
    now = data.draw(moments(zone))
    refused = {each.rule for each in decide(situation, question, now).refusals}
    assert brute(situation, question, now) == (not refused & {"cap", "rest", "under-way"})


@settings(max_examples=150, deadline=None)
@given(situations(), QUESTIONS, st.data())
def test_the_moment_of_the_first_yes_is_exact(drawn, question, data):
    """A yes then, a no just before, and a no at any moment between."""
    situation, zone = drawn
    now = data.draw(moments(zone))
    verdict = decide(situation, question, now)
    if verdict.allowed:
        assert verdict.from_when == now
        assert decide(situation, question, verdict.until - TICK).allowed or situation.tried
    elif verdict.from_when:
        assert decide(situation, question, verdict.from_when).allowed
        assert not decide(situation, question, verdict.from_when - TICK).allowed
        between = now + (verdict.from_when - now) * data.draw(st.floats(0, 0.999))
        assert not decide(situation, question, between).allowed
    else:
        later = now + timedelta(hours=data.draw(st.integers(0, 24 * 40)))
        assert not decide(situation, question, later).allowed


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["CN", "US", "GB"]), st.data())
def test_who_only_does_what_the_gate_allows_never_passes_a_cap(pack, data):
    """However often it is asked: no days in a row, as many as a cap counts, hold more than the cap."""
    zone = ZoneInfo(ZONES[pack])
    now, log = datetime(2026, 3, 5, 14, tzinfo=UTC), []
    for _ in range(data.draw(st.integers(10, 60))):
        now += timedelta(minutes=data.draw(st.sampled_from([5, 20, 180, 600])))
        channel, answered = data.draw(st.sampled_from(["call", "sms"])), data.draw(st.booleans())
        if decide(known(pack, tried=tuple(log)), Question(channel, "collection"), now).allowed:
            log.append(ContactAttempt(now, channel, "collection", answered=answered))
    days = [(t, t.at.astimezone(zone).date()) for t in log]
    for cap in known(pack).contact.caps:
        kind = {"attempt": (True, False), "answered": (True,), "unanswered": (False,)}[cap.counts]
        counted = [(t, day) for t, day in days if t.answered in kind and t.channel in cap.channels]
        for first in {day for _, day in counted}:
            window = Counter(
                t.channel if cap.each_channel else ""
                for t, day in counted
                if 0 <= (day - first).days < cap.days
            )
            assert max(window.values()) <= cap.most
