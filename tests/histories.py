"""Random lives of one account, crowded with what makes the rule hard."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from accounts.dates import ALWAYS, each, month_earlier, month_later
from accounts.rules.pauses import Hold
from accounts.rules.standing import Cycle, Facts, Payment, Policy, ReAge
from accounts.rules.working_days import CalendarEntry, DayMark

FIRST, LAST = date(2023, 12, 20), date(2024, 7, 10)  # holds a leap day
AMOUNTS = st.sampled_from([1, 500, 999, 1000, 1001, 5000, 9000, 10000, 10001, 20000, 30000])
LATE = st.sampled_from([0, 0, 0, 0, 1, 3, 20, 45])


def _calendar(chance: Random) -> tuple[CalendarEntry, ...]:
    """Days off and worked weekends, more of them than in life, a third of them known or corrected late."""
    said = []
    for day in each(FIRST - timedelta(31), LAST + timedelta(31)):
        known = [ALWAYS] if chance.random() < 0.2 else []
        if chance.random() < 0.1:
            known.append(FIRST + timedelta(chance.randrange((LAST - FIRST).days)))
        said += [CalendarEntry(day, DayMark(chance.random() < 0.5), known_on) for known_on in known]
    return tuple(said)


@st.composite
def policies(draw):
    def policy(effective_from, known_on):
        return Policy(
            effective_from,
            draw(st.sampled_from([0, 1, 3, 15])),
            draw(st.sampled_from([0, 100, 1000])),
            draw(st.sampled_from([0, 0, 21, 25])),
            known_on,
            draw(st.booleans()),
        )

    found = [policy(draw(st.sampled_from([ALWAYS, ALWAYS, ALWAYS, date(2024, 1, 15)])), ALWAYS)]
    if draw(st.booleans()):
        effective_from = draw(st.dates(FIRST, LAST))
        found.append(policy(effective_from, effective_from))
    if draw(st.integers(0, 4)) == 0:
        found.append(policy(found[0].effective_from, draw(st.dates(FIRST, LAST))))
    return tuple({(p.effective_from, p.known_on): p for p in found}.values())


@st.composite
def cycles(draw):
    statement_date = draw(
        st.sampled_from([date(2023, 12, 31), date(2024, 1, 1), date(2024, 1, 29), date(2024, 1, 30)])
    )
    found, owed = [], 0
    for _ in range(draw(st.integers(0, 6))):
        instalment = draw(st.sampled_from([0, 10000, 10000, 10000, 2500]))
        past_due = draw(
            st.sampled_from([0, owed, owed, owed, max(0, owed - draw(AMOUNTS)), owed + 3000, draw(AMOUNTS)])
        )
        known_on = statement_date + timedelta(days=draw(LATE))
        version = Cycle(
            statement_date,
            statement_date + timedelta(days=draw(st.sampled_from([1, 20, 20, 25, 40]))),
            draw(st.integers(-500, 900000)),
            past_due + instalment,
            past_due,
            statement_date + timedelta(days=draw(st.sampled_from([0, 0, 2, 9]))),
            known_on,
        )
        found.append(version)
        if draw(st.integers(0, 5)) == 0:
            corrected_past_due = draw(st.sampled_from([0, past_due, 10000]))
            corrected = replace(
                version,
                minimum_due=corrected_past_due + draw(st.sampled_from([0, instalment])),
                past_due=corrected_past_due,
                known_on=known_on + timedelta(days=draw(st.sampled_from([1, 5, 40]))),
            )
            if replace(corrected, known_on=known_on) != version:  # the same once more is no other version
                found.append(corrected)
        owed = past_due + instalment
        statement_date = (
            month_later(statement_date) if draw(st.integers(0, 9)) else statement_date + timedelta(9)
        )
    return tuple(found)


@st.composite
def payment(draw, statement_dates):
    near = st.sampled_from(statement_dates).map(lambda day: day + timedelta(days=draw(st.integers(-2, 40))))
    posted_on = draw(near if statement_dates else st.dates(FIRST, LAST))
    returned_on = (
        posted_on + timedelta(draw(st.sampled_from([0, 1, 4, 25, 50])))
        if draw(st.integers(0, 3)) == 0
        else None
    )
    return Payment(
        posted_on=posted_on,
        value_on=posted_on - timedelta(days=draw(st.sampled_from([0, 0, 0, 1, 6, 35]))),
        amount=draw(AMOUNTS),
        known_on=posted_on + timedelta(days=draw(LATE)),
        returned_on=returned_on,
        return_known_on=returned_on and returned_on + timedelta(days=draw(LATE)),
    )


@st.composite
def reage(draw):
    on = draw(st.dates(FIRST, LAST))
    known_on = on + timedelta(days=draw(LATE))
    withdrawn = draw(st.integers(0, 3)) == 0
    return ReAge(on, known_on, known_on + timedelta(days=draw(st.integers(0, 30))) if withdrawn else None)


@st.composite
def hold(draw, statement_dates):
    """Pausing, disputing or neither; with an end, a length or neither; perhaps withdrawn.

    A dispute names a statement soon after it, which the next ones print on or leave out.
    """
    kind = draw(st.sampled_from(["hardship-plan", "disaster", "dispute", "dispute", "dispute", "vulnerable"]))
    disputed = statement_dates if kind == "dispute" else ()
    named = draw(st.sampled_from(disputed)) if disputed else None
    soon = st.integers(-1, 45).map(lambda days: named + timedelta(days))
    starts_on = draw(soon if named else st.dates(FIRST - timedelta(40), LAST))
    known_on = starts_on + timedelta(days=draw(st.sampled_from([0, 0, 0, 1, 5, 30, 70])))
    ends_on = draw(st.none() | st.integers(0, 70).map(lambda days: starts_on + timedelta(days)))
    end_known_on = ends_on and max(known_on, ends_on) + timedelta(draw(st.sampled_from([-30, 0, 0, 3, 25])))
    lapses_on = draw(st.sampled_from([None, None, starts_on + timedelta(29)]))
    fresh = bool(disputed and ends_on) and draw(st.booleans())
    return Hold(
        kind=kind,
        starts_on=starts_on,
        known_on=known_on,
        ends_on=ends_on,
        end_known_on=end_known_on,
        lapses_on=lapses_on,
        withdraw_known_on=known_on + timedelta(draw(st.integers(0, 40)))
        if draw(st.integers(0, 4)) == 0
        else None,
        disputed_amount=draw(AMOUNTS) if disputed else None,
        statement_date=named,
        fresh_due_on=ends_on + timedelta(draw(st.sampled_from([1, 10, 24]))) if fresh else None,
        pauses=kind in ("hardship-plan", "disaster"),
    )


ONE_CALENDAR = st.just(_calendar(Random(7)))
CALENDARS = st.integers(0, 10_000).map(lambda seed: _calendar(Random(seed)))


@st.composite
def lives(draw, said=ONE_CALENDAR):
    """Facts of one account between FIRST and LAST. Accounts of one book share what is said of days."""
    statements = draw(cycles())
    dates = [cycle.statement_date for cycle in statements]
    return Facts(
        policies=draw(policies()),
        cycles=statements,
        payments=tuple(draw(st.lists(payment(dates), max_size=7))),
        reages=tuple(draw(st.lists(reage(), max_size=2, unique_by=lambda r: r.on)))
        if draw(st.integers(0, 3)) == 0
        else (),
        holds=tuple(draw(st.lists(hold([*dates, *map(month_earlier, dates[:1])]), max_size=4)))
        if draw(st.booleans())
        else (),
        calendar=draw(said),
    )
