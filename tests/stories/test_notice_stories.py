"""When each kind of notice is due, to whom, and what holds it back or ends it (rules, section 7)."""

from datetime import date

import pytest

from notices.kinds import catalogue
from tests.notices.planning.test_plan_notices import AGREED, DURING_A_PLAN, OFFERED, REFUSED
from tests.stories.noticing import lived, read
from tests.stories.test_notice_stories_abroad import STORIES as ABROAD
from tests.stories.test_notice_stories_answers import STORIES as ANSWERS

pytestmark = pytest.mark.django_db

STORIES = read(
    """
a reminder before the due date, in time to be of use
2026-01-01 statement 100
2026-01-13 none cn-pre-due-reminder
2026-01-14 due cn-pre-due-reminder by 2026-01-17 about 2026-01-01 on 2026-01-14 to C
2026-01-19 due cn-pre-due-reminder missed 2026-01-18
2026-01-21 due cn-pre-due-reminder
2026-01-22 cancelled cn-pre-due-reminder for overtaken

who has paid the minimum is not reminded of it
2026-01-01 statement 100
2026-01-12 pays 90
2026-01-22 none cn-pre-due-reminder
2026-01-22 none cn-grace-reminder

a reminder is cancelled by payment, and a payment on its way holds it back
2026-01-01 statement 100
2026-01-16 pending 100 cleared 2026-01-17
2026-01-17 pays 100
2026-01-14 suspended cn-pre-due-reminder for pending
2026-01-16 suspended cn-pre-due-reminder for pending
2026-01-17 cancelled cn-pre-due-reminder for paid
2026-01-26 none cn-overdue

a payment on its way that comes back holds back no longer
2026-01-01 statement 100
2026-01-20 pending 100 returned 2026-01-24
2026-01-22 suspended cn-grace-reminder for pending
2026-01-24 due cn-grace-reminder by 2026-01-25
2026-01-25 due cn-overdue

what a payment on its way held back until its last day has another, and is not missed by that
2026-01-01 statement 100
2026-01-24 pending 100
2026-01-25 suspended cn-overdue for pending
2026-01-26 due cn-overdue by 2026-01-27 missed None
2026-01-26 sends cn-overdue
2026-01-29 sent cn-overdue missed None

whoever is late already is not reminded of what falls due next
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-01-21 due cn-pre-due-reminder about 2026-01-01
2026-02-14 cancelled cn-pre-due-reminder about 2026-01-01 for overtaken
2026-02-20 cancelled cn-pre-due-reminder about 2026-01-01 for overtaken
2026-02-23 cancelled cn-grace-reminder about 2026-01-01 for overtaken
2026-02-23 none cn-pre-due-reminder about 2026-02-01
2026-02-23 none cn-grace-reminder about 2026-02-01

nor who is late since, by a payment of before that came back
2026-01-01 statement 100
2026-01-20 pays 100 returned 2026-02-16
2026-02-01 statement 100
2026-02-14 due cn-pre-due-reminder about 2026-02-01
2026-02-16 cancelled cn-pre-due-reminder about 2026-02-01 for past-due-already

with the cardholder deceased, the letter is made for who holds the account with them (here of no address)
2026-01-01 joint J
2026-01-01 statement 100
2026-01-10 person-hold deceased
2026-01-25 failed cn-overdue to J for no-address
2026-01-25 suspended cn-overdue to C for hold deceased

of a dispute that names no amount all is disputed, and nothing says that it is owed
2026-01-01 statement 100
2026-01-20 hold dispute
2026-01-25 suspended cn-overdue for hold dispute
2026-01-25 suspended cn-adverse-report for hold dispute

in grace, the day after the due date
2026-01-01 statement 100
2026-01-21 none cn-grace-reminder
2026-01-22 due cn-grace-reminder by 2026-01-23 about 2026-01-01
2026-01-24 due cn-grace-reminder
2026-01-25 cancelled cn-grace-reminder for overtaken

paid in grace
2026-01-01 statement 100
2026-01-23 pays 95
2026-01-22 due cn-grace-reminder
2026-01-23 cancelled cn-grace-reminder for paid
2026-01-26 none cn-overdue

without grace there is nothing to be reminded of in it
with jurisdiction XX
with grace 0
2026-01-01 statement 100
2026-01-25 none cn-grace-reminder
2026-01-25 none cn-overdue

overdue, with the first day past due
2026-01-01 statement 100
2026-01-24 none cn-overdue
2026-01-25 due cn-overdue by 2026-01-26 about 2026-01-01 on 2026-01-25 since 2026-01-25 issue 1 to C
2026-01-28 due cn-overdue missed 2026-01-27
2026-01-29 sends cn-overdue
2026-02-25 sent cn-overdue issue 1

within the tolerance nobody is overdue
2026-01-01 statement 100
2026-01-20 pays 90
2026-01-26 none cn-overdue
2026-01-26 none cn-adverse-report

paid before it went: cancelled, and of the next time there is another
2026-01-01 statement 100
2026-01-27 pays 100
2026-02-01 statement 100
2026-01-26 due cn-overdue
2026-01-27 cancelled cn-overdue for not-past-due
2026-02-24 cancelled cn-overdue for not-past-due
2026-02-25 due cn-overdue about 2026-02-01 on 2026-02-25 since 2026-02-25 issue 1

the payment comes back: a new issue of the same occasion, and what was cancelled stays so
2026-01-01 statement 100
2026-01-27 pays 100 returned 2026-02-03
2026-02-01 statement 100
2026-01-27 cancelled cn-overdue issue 1 for not-past-due
2026-02-02 cancelled cn-overdue issue 1 for not-past-due
2026-02-03 due cn-overdue issue 2 about 2026-01-01 on 2026-01-25 found 2026-02-03 by 2026-02-04

a corrected due date takes it back, and found on another day it follows the earlier
2026-01-01 statement 100
2026-01-01 statement 100 due 2026-01-25 known 2026-01-27
2026-01-26 due cn-overdue issue 1
2026-01-27 cancelled cn-overdue issue 1 for not-past-due
2026-01-28 cancelled cn-overdue issue 1 for not-past-due
2026-01-29 due cn-overdue issue 2 on 2026-01-25 found 2026-01-29 by 2026-01-30

sent before the due date was corrected, it is put right and not sent again
2026-01-01 statement 100
2026-01-01 statement 100 due 2026-01-25 known 2026-01-27
2026-01-25 sends cn-overdue
2026-01-26 none cn-correction
2026-01-27 due cn-correction
2026-01-30 sent cn-overdue issue 1

sent once, the same occasion found again is not written of twice
2026-01-01 statement 100
2026-01-27 pays 100 returned 2026-02-03
2026-02-01 statement 100
2026-01-25 sends cn-overdue
2026-02-04 sent cn-overdue issue 1

by the facts of now, before the next close
2026-01-01 statement 100
2026-01-27 pays 100
2026-01-26 due cn-overdue
2026-01-26 now due cn-overdue
2026-01-27 now cancelled cn-overdue for not-past-due

a complaint holds it back, and its end gives it a new day
2026-01-01 statement 100
2026-01-20 hold complaint until 2026-01-30
2026-01-25 suspended cn-overdue for hold complaint
2026-01-30 suspended cn-overdue for hold complaint
2026-01-31 due cn-overdue by 2026-02-01

what law asks for is not stopped by a promise
2026-01-01 statement 100
2026-01-22 promises 100 on 2026-02-02
2026-01-25 due cn-overdue
2026-01-25 due cn-adverse-report

in other words while an error of ours is looked into, once that no longer pauses
2026-01-01 statement 100
2026-01-26 hold our-error until 2026-01-27
2026-01-25 due cn-overdue
2026-01-26 due cn-overdue words corrected

for somebody represented it goes to the representative
2026-01-01 statement 100
2026-01-10 appoints authorised-representative R
2026-01-15 person-hold represented
2026-01-25 due cn-overdue to R words representative
2026-01-25 none cn-overdue C

represented by nobody who could be written to, it waits
2026-01-01 statement 100
2026-01-15 person-hold represented
2026-01-25 suspended cn-overdue for hold represented
2026-01-28 appoints authorised-representative R
2026-01-28 superseded cn-overdue to C
2026-01-28 due cn-overdue to R on 2026-01-25

nobody can be reached: recorded as impossible, and issued anew once somebody can
2026-01-01 statement 100
2026-01-10 unreachable
2026-01-25 failed cn-overdue for no-address
2026-01-31 failed cn-collection-first for no-address
2026-02-05 reachable
2026-02-05 suspended cn-collection-first issue 2 for after cn-overdue
2026-02-05 due cn-overdue issue 2 by 2026-02-06 found 2026-02-05

told before it is reported
2026-01-01 statement 100
2026-01-24 none cn-adverse-report
2026-01-25 due cn-adverse-report by 2026-01-26 about 2026-01-01
2026-01-26 pays 100
2026-01-26 cancelled cn-adverse-report for not-past-due

nothing is reported of what a printed figure above ours rests on
2026-01-01 statement 100
2026-02-01 statement 250 past-due 150
2026-01-31 due cn-adverse-report
2026-02-01 suspended cn-adverse-report for break
2026-01-25 sends cn-overdue
2026-01-31 suspended cn-collection-first for gap
2026-02-01 suspended cn-collection-first for break

a fraud claim holds the report
2026-01-01 statement 100
2026-01-20 hold fraud-claim
2026-01-25 suspended cn-adverse-report for hold fraud-claim

ten days past due a letter, and seven after the overdue notice that was the first reminder
2026-01-01 statement 100
2026-01-25 sends cn-overdue
2026-01-30 none cn-collection-first
2026-01-31 suspended cn-collection-first for gap
2026-02-01 suspended cn-collection-first for gap
2026-02-02 due cn-collection-first by 2026-02-20 about 2026-01-01 since 2026-01-25

no letter before the overdue notice has gone
2026-01-01 statement 100
2026-01-31 suspended cn-collection-first for after cn-overdue
2026-02-03 sends cn-overdue
2026-02-04 suspended cn-collection-first for gap
2026-02-11 due cn-collection-first

a promise silences the letter until a minimum is newly missed
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-01-25 sends cn-overdue
2026-01-28 promises 60 on 2026-02-08 40 on 2026-02-26
2026-02-08 pays 60
2026-01-31 suspended cn-collection-first for promise
2026-02-24 suspended cn-collection-first for promise
2026-02-25 due cn-collection-first

a broken promise ends the silence: an invitation goes first, and the letter seven days after it
2026-01-01 statement 100
2026-01-25 sends cn-overdue
2026-01-26 promises 100 on 2026-02-02
2026-01-31 suspended cn-collection-first for promise
2026-02-02 none cn-help
2026-02-03 due cn-help by 2026-02-05
2026-02-03 suspended cn-collection-first for help-invitation
2026-02-04 suspended cn-collection-first for help-invitation
2026-02-04 sends cn-help
2026-02-05 suspended cn-collection-first for gap
2026-02-11 suspended cn-collection-first for gap
2026-02-12 due cn-collection-first

where no invitation can reach anybody, its days are kept all the same
2026-01-01 statement 100
2026-01-25 sends cn-overdue
2026-01-26 promises 100 on 2026-02-02
2026-02-03 unreachable
2026-02-03 failed cn-help for no-address
2026-02-04 suspended cn-collection-first for gap
2026-02-05 reachable
2026-02-05 due cn-help issue 2
2026-02-06 suspended cn-collection-first for help-invitation

paid after all, no invitation goes
2026-01-01 statement 100
2026-01-26 promises 100 on 2026-01-30
2026-02-03 pays 100
2026-01-31 due cn-help by 2026-02-03
2026-02-03 cancelled cn-help for not-past-due

money that had come in time makes the promise kept
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-01-26 promises 50 on 2026-01-30
2026-02-04 pays 50 value 2026-01-29
2026-02-03 due cn-help
2026-02-04 cancelled cn-help for not-so

a payment on its way that covers it holds the letter back
2026-01-01 statement 100
2026-01-25 sends cn-overdue
2026-01-30 pending 95 returned 2026-02-02
2026-01-31 suspended cn-collection-first for pending
2026-02-02 due cn-collection-first

a plan holds the letter back, and when it ends another word is due
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-01-25 sends cn-overdue
2026-01-30 hold plan-preparation until 2026-02-10
2026-01-31 suspended cn-collection-first for hold plan-preparation
2026-02-10 suspended cn-collection-first for hold plan-preparation
2026-02-11 due cn-collection-first

what hurts is looked at by a person first
2026-01-01 statement 100
2026-01-25 sends cn-overdue
2026-01-28 person-hold vulnerable
2026-01-31 suspended cn-collection-first for hold vulnerable
2026-02-05 reviews
2026-02-05 due cn-collection-first

paying one of two is no reason for a second first letter
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-01-25 sends cn-overdue
2026-01-31 sends cn-collection-first
2026-02-26 pays 100
2026-03-08 sent cn-collection-first issue 1 about 2026-01-01

the second letter, thirty days after the first
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-03-01 statement 300 past-due 200
2026-01-25 sends cn-overdue
2026-02-05 sends cn-collection-first
2026-03-02 none cn-collection-second
2026-03-03 suspended cn-collection-second for gap
2026-03-07 suspended cn-collection-second for gap
2026-03-08 due cn-collection-second

the second letter waits for the first
2026-01-01 statement 100
2026-01-25 sends cn-overdue
2026-03-03 suspended cn-collection-second for after cn-collection-first

each payment supports one notice, and the next pair another
with jurisdiction GB
with currency GBP
2025-12-01 statement 100
2026-01-01 statement 200 past-due 100
2026-02-01 statement 300 past-due 200
2026-03-01 statement 400 past-due 300
2026-01-22 due gb-sums-in-arrears by 2026-01-29 about 2026-01-01
2026-02-22 none gb-sums-in-arrears about 2026-02-01
2026-03-21 pays 250
2026-03-22 due gb-sums-in-arrears by 2026-03-27 about 2026-03-01

ninety-one days
2026-01-01 statement 100 due 2026-01-02
2026-01-06 sends cn-overdue
2026-04-02 none cn-day-91
2026-04-03 suspended cn-day-91 for gap
2026-04-04 sends cn-collection-first
2026-04-11 suspended cn-day-91 for gap
2026-04-12 due cn-day-91 about 2026-01-01
"""
)


@pytest.fixture(scope="module")
def wrong(module_db, tmp_path_factory):
    """All stories lived in one book; what went wrong in each."""
    return lived(STORIES, date(2026, 4, 12), tmp_path_factory.mktemp("stories"))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_story(wrong, story):
    if story.title in wrong:
        raise wrong[story.title]


def test_every_kind_of_notice_that_a_fact_can_call_for_has_a_story():
    """Those of plans are told in ``test_plan_notices``, since a plan takes more than a line."""
    told = {
        words[0] for story in (*STORIES, *ABROAD, *ANSWERS) for _, verb, words in story.told if verb == "due"
    }
    told |= {*OFFERED.values(), *AGREED.values(), *REFUSED.values(), *DURING_A_PLAN}
    assert told == {code for code, kind in catalogue.KINDS.items() if kind.can_be_triggered}
