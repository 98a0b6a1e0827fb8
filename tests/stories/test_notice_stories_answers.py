"""Answers to disputes, what ends an account, wishes not to be written to, corrections, and invitations to get help
(rules, sections 6 to 8)."""

from datetime import date

import pytest

from tests.stories.noticing import lived, read

pytestmark = pytest.mark.django_db

STORIES = read(
    """
a dispute is acknowledged, whoever pays
2026-01-01 statement 100
2026-01-12 opened dispute 60 on 2026-01-01
2026-01-12 due cn-dispute-receipt by 2026-01-13 to C words undisputed
2026-01-20 pays 100
2026-01-25 due cn-dispute-receipt missed 2026-01-14

the result, and what is reopened has none
2026-01-01 statement 100
2026-01-12 opened dispute
2026-01-20 decided rejected
2026-01-22 reopened
2026-01-26 decided upheld
2026-01-19 none cn-dispute-result
2026-01-20 due cn-dispute-result by 2026-01-21
2026-01-22 cancelled cn-dispute-result for not-so
2026-01-26 due cn-dispute-result by 2026-01-27 issue 1

what was promised is confirmed, and who is up to date again is told
2026-01-01 statement 100
2026-01-26 promises 100 on 2026-02-05
2026-02-03 pays 100 returned 2026-02-06
2026-01-25 sends cn-overdue
2026-01-26 due cn-promise-made by 2026-01-28 to C
2026-02-03 due cn-up-to-date by 2026-02-06 about 2026-02-03
2026-02-06 cancelled cn-up-to-date for not-so

a promised payment is brought to mind three days before it, and never once its day has gone by
2026-01-01 statement 100
2026-01-26 promises 100 on 2026-02-05
2026-02-01 none cn-promise-reminder
2026-02-02 due cn-promise-reminder by 2026-02-04 to C
2026-02-06 cancelled cn-promise-reminder for overtaken

nobody is reminded of what is paid already
2026-01-01 statement 100
2026-01-26 promises 100 on 2026-02-05
2026-02-01 pays 100
2026-02-05 none cn-promise-reminder

nor of what was only just promised, which its confirmation tells of
2026-01-01 statement 100
2026-02-03 promises 100 on 2026-02-05
2026-02-05 none cn-promise-reminder

nobody was written to, so nobody is told
2026-01-01 statement 100
2026-02-03 pays 100
2026-02-03 none cn-up-to-date

a complaint is received and answered, and is no objection
2026-01-01 statement 100
2026-01-12 opened complaint
2026-01-20 decided rejected
2026-01-12 due cn-complaint-receipt by 2026-01-15 to C
2026-01-20 due cn-complaint-result by 2026-01-21
2026-01-21 none cn-dispute-result

settled: all paid, and closed
2026-01-01 statement 100 balance 100
2026-01-20 pays 100
2026-02-10 leaves closed
2026-02-13 leaves recalled
2026-02-09 none cn-settlement
2026-02-10 due cn-settlement by 2026-02-13 about 2026-02-10
2026-02-13 cancelled cn-settlement for not-so

closed with something unpaid is not settled
2026-01-01 statement 100
2026-02-10 leaves closed
2026-01-26 due cn-overdue
2026-02-10 cancelled cn-overdue for left-the-book
2026-02-11 none cn-settlement

the minimum paid is not all that is owed
2026-01-01 statement 250 balance 5000
2026-01-20 pays 250
2026-02-10 leaves closed
2026-02-11 none cn-settlement

closed, and settled by the payment that follows
2026-01-01 statement 100 balance 500
2026-01-20 pays 100
2026-02-10 leaves closed
2026-02-20 pays 400
2026-02-19 none cn-settlement
2026-02-20 due cn-settlement about 2026-02-10

the payment that settled it comes back
2026-01-01 statement 100 balance 500
2026-01-20 pays 500 returned 2026-02-12
2026-02-10 leaves closed
2026-02-10 due cn-settlement
2026-02-12 cancelled cn-settlement for not-so

sold is not settled
2026-01-01 statement 100 balance 100
2026-01-20 pays 100
2026-02-10 leaves sold
2026-02-11 none cn-settlement

the estate, once somebody stands for it; nobody else hears of it
2026-01-01 statement 100
2026-01-15 person-hold deceased
2026-01-25 suspended cn-overdue for hold deceased
2026-02-03 none cn-estate
2026-02-04 appoints executor E
2026-02-04 due cn-estate by 2026-02-11 to E words estate
2026-02-04 none cn-estate C

who wants no contact at all gets no letter that law does not ask for
2026-01-01 statement 100
2026-01-25 sends cn-overdue
2026-01-28 person-hold cease-contact
2026-01-31 suspended cn-collection-first for hold cease-contact

who wants no e-mail is written to by letter
2026-01-01 statement 100
2026-01-25 sends cn-overdue
2026-01-28 person-hold cease-contact channel email
2026-02-02 due cn-collection-first

and who wants neither gets none of it
2026-01-01 statement 100
2026-01-25 sends cn-overdue
2026-01-28 person-hold cease-contact channel email
2026-01-28 person-hold cease-contact channel letter
2026-02-01 suspended cn-collection-first for hold cease-contact
2026-02-02 suspended cn-collection-first for hold cease-contact

a letter on facts that were corrected since is put right
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-02-02 pays 100 value 2026-01-23
2026-01-25 sends cn-overdue
2026-02-01 none cn-correction
2026-02-02 due cn-correction by 2026-02-05 to C

several corrections wait for each other
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-02-02 pays 100 value 2026-01-23
2026-01-25 sends cn-overdue
2026-01-25 sends cn-adverse-report
2026-02-02 suspended cn-correction for correction

paid later is no correction
2026-01-01 statement 100
2026-01-28 pays 100
2026-01-25 sends cn-overdue
2026-02-05 none cn-correction

a second missed minimum brings no second invitation beside the one of the later stage, which goes first
2026-01-01 statement 100 due 2026-01-02
2026-02-01 statement 200 past-due 100 due 2026-02-02
2026-01-08 sends cn-overdue
2026-01-31 none cn-help-invitation
2026-02-01 suspended cn-help-invitation about later-stage/20260201 for invited
2026-02-06 suspended cn-help-invitation about second-missed/20260206 for invited
2026-02-08 due cn-help-invitation about later-stage/20260201
2026-02-08 suspended cn-help-invitation about second-missed/20260206 for invited

who has paid needs none
2026-01-01 statement 100 due 2026-01-02
2026-02-01 statement 200 past-due 100 due 2026-02-02
2026-02-07 pays 200
2026-02-06 suspended cn-help-invitation for invited
2026-02-07 cancelled cn-help-invitation for not-past-due

a hold that forbids it is stronger
2026-01-01 statement 100 due 2026-01-02
2026-02-01 statement 200 past-due 100 due 2026-02-02
2026-02-03 person-hold bankruptcy
2026-01-06 sends cn-overdue
2026-02-06 suspended cn-help-invitation for hold bankruptcy
2026-02-20 suspended cn-help-invitation for hold bankruptcy

past due again within half a year: the reminder of the new episode carries the invitation
with jurisdiction GB
with currency GBP
2026-01-01 statement 100 due 2026-01-02
2026-01-10 pays 100
2026-02-01 statement 100 due 2026-02-02
2026-02-06 due gb-early-difficulty
2026-02-06 suspended gb-help-invitation about back-again/20260206 for invited

a payment of somebody current that came back is a sign
with jurisdiction US
with currency USD
2026-01-01 statement 100 sent 2026-01-01
2026-01-10 pays 100 returned 2026-01-14
2026-01-13 none us-help-invitation
2026-01-14 due us-help-invitation by 2026-01-16

two signs, one invitation
with jurisdiction GB
with currency GBP
2026-01-01 statement 100
2026-01-10 pays 100 returned 2026-01-14
2026-01-16 pays 100 returned 2026-01-18
2026-01-14 due gb-help-invitation by 2026-01-16
2026-01-15 sends gb-help-invitation
2026-01-18 suspended gb-help-invitation for invited
2026-02-17 suspended gb-help-invitation for invited
2026-02-18 cancelled gb-help-invitation for overtaken
"""
)


@pytest.fixture(scope="module")
def wrong(module_db, tmp_path_factory):
    """All stories lived in one book; what went wrong in each."""
    return lived(STORIES, date(2026, 2, 21), tmp_path_factory.mktemp("stories"))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_story(wrong, story):
    if story.title in wrong:
        raise wrong[story.title]
