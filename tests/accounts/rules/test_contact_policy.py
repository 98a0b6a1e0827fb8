"""The gate's rules by themselves: hours, days, caps, rest, holds, and the first moment of a yes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from accounts.rules.contact.hours import Window
from accounts.rules.contact.policy import decide
from accounts.rules.contact.terms import (
    COVERED,
    NOTHING,
    OWED,
    UNKNOWN,
    ActiveHold,
    AgreedCallback,
    PartyRole,
    Question,
    ReachablePoint,
)
from tests.accounts.rules.asking import CALL, ZONES, at, known, says, tried

SMS, EMAIL = Question("sms", "collection"), Question("email", "collection")
LETTER = Question("letter", "collection")
SERVICE, CALL_BACK = Question("call", "service"), Question("call", "call-back")
STATUTORY = Question("letter", "statutory")
TUESDAY = at("2026-03-03 10:00")


class TestHours:
    @pytest.mark.parametrize(("pack", "last"), [("CN", "21:59"), ("US", "20:59"), ("GB", "20:59")])
    def test_from_eight_until_the_packs_evening(self, pack, last):
        zone, closed = ZONES[pack], {"CN": "22:00"}.get(pack, "21:00")
        assert says(known(pack), at("2026-03-03 08:00", zone)) == "yes"
        assert says(known(pack), at("2026-03-03 07:59", zone)).endswith("from 2026-03-03 08:00")
        assert says(known(pack), at(f"2026-03-03 {last}", zone)) == "yes"
        assert says(known(pack), at(f"2026-03-03 {closed}", zone)).endswith("from 2026-03-04 08:00")

    def test_the_clock_is_the_persons(self):
        assert says(known("US", "America/Los_Angeles"), at("2026-03-03 10:59")).startswith("hours")
        assert says(known("US", "America/Los_Angeles"), at("2026-03-03 11:00")) == "yes"

    def test_of_two_zones_it_must_be_time_in_both(self):
        both = known("US", "America/New_York", "America/Los_Angeles")
        assert says(both, at("2026-03-03 10:00")) == "hours from 2026-03-03 11:00"
        assert says(both, at("2026-03-03 21:30")) == "hours from 2026-03-04 11:00"

    @pytest.mark.parametrize(
        ("zone", "eve", "offset"),
        [
            (
                "America/New_York",
                "2026-03-07",
                "2026-03-09 12:00",
            ),  # Sunday skipped an hour; Monday, 12:00 UTC
            ("America/New_York", "2026-10-31", "2026-11-02 13:00"),
            ("Europe/London", "2026-03-28", "2026-03-30 07:00"),
            ("Europe/London", "2026-10-24", "2026-10-26 08:00"),
        ],
    )
    def test_after_the_night_of_the_clock_change_eight_is_eight(self, zone, eve, offset):
        person = known("US" if "York" in zone else "GB", zone)
        answer = decide(person, CALL, at(f"{eve} 22:30", zone))
        assert answer.from_when == datetime.fromisoformat(offset).replace(tzinfo=UTC)

    @pytest.mark.parametrize(
        ("day", "opens"), [("2026-03-08", "2026-03-08 12:00"), ("2026-11-01", "2026-11-01 13:00")]
    )
    def test_on_the_very_morning_of_it_too(self, day, opens):
        """Where Sundays are not excluded."""
        person = known("CN", "America/New_York")
        assert decide(person, CALL, at(f"{day} 01:30")).from_when == datetime.fromisoformat(opens + "+00:00")

    def test_an_hour_that_comes_twice_opens_late_and_closes_early(self):
        zone = ZoneInfo("America/New_York")
        assert Window(zone, time(1, 30), time(12)).on(date(2026, 11, 1))[0] == datetime(
            2026, 11, 1, 6, 30, tzinfo=UTC
        )
        assert Window(zone, time(0), time(1, 30)).on(date(2026, 11, 1))[1] == datetime(
            2026, 11, 1, 5, 30, tzinfo=UTC
        )

    def test_an_hour_that_is_skipped_is_never_too_early_or_too_late(self):
        opens, _ = Window(ZoneInfo("America/New_York"), time(2, 30), time(9)).on(date(2026, 3, 8))
        assert opens.astimezone(ZoneInfo("America/New_York")).time() == time(3, 30)

    def test_a_letter_disturbs_nobody(self):
        assert says(known("US"), at("2026-03-03 03:00"), STATUTORY) == "yes"
        assert says(known("US"), at("2026-03-03 03:00"), LETTER) == "yes"

    def test_no_pack_and_no_wish_makes_a_call_at_night(self):
        early = replace(known("CN").contact, opens=time(4), closes=time(23, 30), hourless=frozenset({"call"}))
        person = known("CN", contact=early, preferred=(Window(ZoneInfo("Asia/Shanghai"), time(5), time(23)),))
        assert says(person, at("2026-03-03 06:30", "Asia/Shanghai")) == "night from 2026-03-03 07:00"
        assert says(person, at("2026-03-03 22:00", "Asia/Shanghai")) == "night from 2026-03-04 07:00"

    def test_a_yes_holds_until_the_hours_end(self):
        assert decide(known("US"), CALL, TUESDAY).until == at("2026-03-03 21:00")
        assert decide(known("US"), LETTER, TUESDAY).until == at("2026-03-04 00:00")


class TestDays:
    def test_sunday_and_a_holiday(self):
        holidays = {date(2026, 3, 2)}
        person = known("US", is_holiday=lambda day: day in holidays)
        assert says(person, at("2026-03-01 10:00")) == "weekday from 2026-03-03 08:00"
        assert says(person, at("2026-03-02 10:00")) == "holiday from 2026-03-03 08:00"
        assert says(person, at("2026-02-28 10:00")) == "yes"  # a Saturday

    def test_what_they_asked_for_does_not_wait_for_monday(self):
        person = known("US", agreed=(AgreedCallback(at("2026-03-01 10:00")),))
        assert says(person, at("2026-03-01 10:00"), CALL_BACK) == "yes"
        assert says(known("US"), at("2026-03-01 10:00"), STATUTORY) == "yes"


class TestWho:
    @pytest.mark.parametrize("role", ["cardholder", "joint-holder", "guarantor", "authorised-representative"])
    def test_who_owes_or_stands_in_for_them(self, role):
        assert says(known(parts=(PartyRole(role),)), TUESDAY) == "yes"

    @pytest.mark.parametrize("parts", [(), (PartyRole("supplementary-holder"),)])
    def test_nobody_else(self, parts):
        assert says(known(parts=parts), TUESDAY) == "not-a-party for good"

    def test_nor_whose_part_is_over(self):
        former = known(parts=(PartyRole("guarantor", date(2026, 3, 3)),))
        assert says(former, TUESDAY) == "yes"
        assert says(former, at("2026-03-03 21:00")) == "hours for good"

    def test_of_an_account_that_left_the_book_nothing_is_collected(self):
        sold = known(exits=((date(2026, 3, 1), True),))
        assert says(sold, TUESDAY) == "left-the-book for good"
        assert says(sold, TUESDAY, SERVICE) == "yes"

    def test_until_it_is_recalled_and_before_it_leaves(self):
        away = known(exits=((date(2026, 3, 1), True), (date(2026, 3, 9), False)))
        assert says(away, TUESDAY) == "left-the-book from 2026-03-09 08:00"
        assert says(known(exits=((date(2026, 3, 4), True),)), TUESDAY) == "yes"
        assert says(known(exits=((date(2026, 3, 4), True),)), at("2026-03-03 22:00")) == "hours for good"

    def test_nobody_is_visited_and_law_is_done_in_writing(self):
        assert says(known(), TUESDAY, Question("visit", "collection")) == "channel visit for good"
        assert says(known(), TUESDAY, Question("call", "statutory")) == "channel call for good"

    def test_by_which_number(self):
        assert says(known(points=()), TUESDAY) == "no-number for good"
        assert (
            says(known(), TUESDAY, Question("call", "collection", "+12125550199"))
            == "foreign-number for good"
        )
        wrong = ReachablePoint("phone", "+12125550100", "wrong-number")
        assert says(known(points=(wrong,)), TUESDAY) == "wrong-number for good"
        assert says(known(points=(wrong, ReachablePoint("phone", "+12125550101"))), TUESDAY) == "yes"
        assert says(known(points=(wrong,)), TUESDAY, LETTER) == "yes"

    def test_a_channel_they_do_not_want(self):
        person = known(consents={"call": False, "email": None, "sms": True})
        assert says(person, TUESDAY) == "no-consent call for good"
        assert says(person, TUESDAY, SMS) == says(person, TUESDAY, EMAIL) == "yes"

    def test_the_hours_they_prefer(self):
        evenings = Window(ZoneInfo("America/New_York"), time(18), time(23), frozenset({1, 3}))
        assert says(known(preferred=(evenings,)), TUESDAY) == "preferred from 2026-03-03 18:00"
        assert says(known(preferred=(evenings,)), at("2026-03-03 21:00")) == "hours from 2026-03-05 18:00"


class TestHolds:
    MONTH = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}

    def held(self, kind: str, **more):
        return known("GB", stops=(ActiveHold(kind, **{**self.MONTH, **more}),))

    def test_all_until_the_day_after_its_last(self):
        assert says(self.held("breathing-space"), at("2026-03-03 10:00", "Europe/London")) == (
            "hold breathing-space from 2026-04-01 08:00"
        )

    def test_one_that_begins_later_is_seen_coming(self):
        holds = (
            ActiveHold("breathing-space", date(2026, 3, 1), date(2026, 3, 4)),
            ActiveHold("disaster", date(2026, 3, 5), date(2026, 3, 9)),
        )
        assert says(known("GB", stops=holds), at("2026-03-03 10:00", "Europe/London")).endswith(
            "2026-03-10 08:00"
        )

    def test_without_a_last_day_only_a_person_ends_it(self):
        assert says(self.held("bankruptcy", last=None), TUESDAY) == "hold bankruptcy for good"

    @pytest.mark.parametrize("kind", ["complaint", "hardship-plan", "plan-preparation"])
    def test_what_it_lets_pass(self, kind):
        assert says(self.held(kind), TUESDAY).startswith(f"hold {kind}")
        assert says(self.held(kind), TUESDAY, SERVICE) == "yes"
        assert says(self.held(kind), TUESDAY, STATUTORY) == "yes"

    def test_a_dispute_of_an_amount_leaves_the_rest_to_be_spoken_of(self):
        assert says(self.held("dispute"), TUESDAY).startswith("hold dispute")
        assert says(self.held("dispute", names_amount=True), TUESDAY) == "yes"

    def test_by_channel(self):
        no_calls = self.held("cease-contact", channel="call")
        assert says(no_calls, TUESDAY).startswith("hold cease-contact")
        assert says(no_calls, TUESDAY, SMS) == "yes"
        assert says(self.held("cease-contact"), TUESDAY, LETTER).startswith("hold cease-contact")

    def test_to_the_trained_the_executor_or_the_representative_only(self):
        assert says(self.held("vulnerable"), TUESDAY).startswith("hold vulnerable")
        assert says(self.held("vulnerable"), TUESDAY, replace(CALL, trained=True)) == "yes"
        for kind, role in {"deceased": "executor", "represented": "authorised-representative"}.items():
            held = self.held(kind)
            assert says(held, TUESDAY).startswith(f"hold {kind}")
            assert says(replace(held, parts=(PartyRole(role),)), TUESDAY) == "yes"


class TestOwing:
    def test_a_promise_silences_until_it_no_longer_does(self):
        person = known(promised_on=lambda day: day < date(2026, 3, 9))
        assert says(person, TUESDAY) == "promise from 2026-03-09 08:00"
        assert says(person, TUESDAY, SERVICE) == "yes"

    @pytest.mark.parametrize(
        ("state", "said"),
        [
            (NOTHING, "nothing-owed from 2026-03-09 08:00"),
            (COVERED, "payment-expected from 2026-03-09 08:00"),
            (UNKNOWN, "not-computed for good"),
        ],
    )
    def test_nothing_to_collect_is_not_collected(self, state, said):
        person = known(owed_on=lambda day: OWED if day > date(2026, 3, 7) else state)
        assert says(person, TUESDAY) == said
        assert says(person, TUESDAY, SERVICE) == "yes"

    def test_what_never_falls_due_again_is_never_collected(self):
        assert says(known(owed_on=lambda day: NOTHING), TUESDAY) == "nothing-owed for good"


class TestCallBacks:
    def test_only_where_one_was_asked_for_and_about_that_time(self):
        person = known(agreed=(AgreedCallback(at("2026-03-04 15:00")),))
        assert says(known(), TUESDAY, CALL_BACK) == "call-back for good"
        assert says(person, TUESDAY, CALL_BACK) == "call-back from 2026-03-04 14:55"
        assert says(person, at("2026-03-04 15:59"), CALL_BACK) == "yes"
        assert says(person, at("2026-03-04 16:00"), CALL_BACK) == "call-back for good"

    def test_hours_bind_unless_they_asked_for_that_hour(self):
        early = at("2026-03-04 07:30")
        assert says(known(agreed=(AgreedCallback(early),)), early, CALL_BACK) == "hours from 2026-03-04 08:00"
        assert says(known(agreed=(AgreedCallback(early, hour=True),)), early, CALL_BACK) == "yes"
        both = known(agreed=(AgreedCallback(at("2026-03-04 07:00")), AgreedCallback(early, hour=True)))
        assert says(both, at("2026-03-04 07:05"), CALL_BACK) == "hours from 2026-03-04 07:25"

    def test_neither_the_rest_nor_the_caps_stand_in_its_way(self):
        spoken = tried("2026-03-03 09:00", outcome="conversation")
        person = known(agreed=(AgreedCallback(TUESDAY),), tried=(spoken, spoken, spoken))
        assert says(person, TUESDAY, CALL_BACK) == "yes"
        assert says(person, TUESDAY, SERVICE).startswith("cap")


class TestCaps:
    def test_three_contacts_in_seven_days_two_of_them_calls_or_texts(self):
        calls = (tried("2026-03-02 09:00"), tried("2026-03-03 09:00", "sms", "message-sent"))
        assert says(known(tried=calls), TUESDAY) == "cap calls-and-texts from 2026-03-09 08:00"
        assert says(known(tried=calls), TUESDAY, EMAIL) == "yes"
        three = (*calls, tried("2026-03-03 09:30", "email", "message-sent"))
        assert says(known(tried=three), TUESDAY, EMAIL) == "cap contacts from 2026-03-09 08:00"

    def test_seven_days_of_rest_the_day_of_the_conversation_is_the_first(self):
        spoken = known(tried=(tried("2026-03-02 20:59", outcome="conversation"),))
        assert says(spoken, TUESDAY) == "rest from 2026-03-09 08:00"
        assert says(spoken, TUESDAY, SERVICE) == "yes"

    def test_also_after_one_that_they_began(self):
        spoken = known(tried=(tried("2026-03-02 20:59", outcome="conversation", outward=False),))
        assert says(spoken, TUESDAY) == "rest from 2026-03-09 08:00"

    def test_china_six_unanswered_by_each_method_and_three_answered_calls_a_day(self):
        shanghai, noon = "Asia/Shanghai", at("2026-03-03 12:00", "Asia/Shanghai")
        rung = [tried(f"2026-03-03 08:{n:02}", zone=shanghai) for n in range(6)]
        assert says(known("CN", tried=tuple(rung[:5])), noon) == "yes"
        assert says(known("CN", tried=tuple(rung)), noon) == "cap unanswered from 2026-03-04 08:00"
        assert says(known("CN", tried=tuple(rung)), noon, SMS) == "yes"
        spoken = tuple(tried(f"2026-03-03 09:{n:02}", outcome="answered", zone=shanghai) for n in range(3))
        assert (
            says(known("CN", tried=(*rung[:2], *spoken)), noon) == "cap answered-calls from 2026-03-04 08:00"
        )
        assert says(known("CN", tried=spoken), noon, SMS) == "yes"

    def test_incoming_and_statutory_contacts_use_nothing_up(self):
        free = [
            tried("2026-03-02 09:00", outward=False),
            tried("2026-03-02 09:00", "email", purpose="statutory"),
        ]
        assert says(known(tried=tuple(free * 3)), TUESDAY) == "yes"

    def test_what_is_under_way_counts_until_it_lapses(self):
        written = replace(tried("2026-03-03 09:30", "email"), lapses=at("2026-03-03 10:30"))
        assert says(known(tried=(written,) * 3), TUESDAY, EMAIL) == "cap contacts from 2026-03-03 10:30"

    def test_nobody_is_contacted_while_a_colleague_calls_them(self):
        call = replace(tried("2026-03-03 09:30"), lapses=at("2026-03-03 10:30"))
        assert says(known("GB", tried=(call,)), TUESDAY) == "under-way from 2026-03-03 15:30"
        assert says(known(tried=(call,)), TUESDAY, EMAIL) == "under-way from 2026-03-03 10:30"
        assert says(known(tried=(call,)), TUESDAY, STATUTORY) == "yes"
