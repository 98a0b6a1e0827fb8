"""The notices of the United Kingdom and the United States (rules, section 7)."""

from datetime import date

import pytest

from tests.stories.noticing import lived, read

pytestmark = pytest.mark.django_db

STORIES = read(
    """
a first word to whoever falls behind
with jurisdiction GB
with currency GBP
2026-01-01 statement 100
2026-01-24 none gb-early-difficulty
2026-01-25 due gb-early-difficulty by 2026-01-30 about 2026-01-01

it waits for a promise, and when that is broken the offer of help goes first
with jurisdiction GB
with currency GBP
2026-01-01 statement 100
2026-01-25 promises 100 on 2026-01-29
2026-01-25 suspended gb-early-difficulty for promise
2026-01-30 suspended gb-early-difficulty for help-invitation
2026-01-30 due gb-help by 2026-02-03
2026-01-31 sends gb-help
2026-02-01 suspended gb-early-difficulty for gap
2026-02-08 due gb-early-difficulty

breathing space stops it
with jurisdiction GB
with currency GBP
2026-01-01 statement 100
2026-01-26 person-hold breathing-space until 2026-03-20
2026-01-25 due gb-early-difficulty
2026-01-26 suspended gb-early-difficulty for hold breathing-space

sums in arrears: the last two payments not made, one notice to each who owes
with jurisdiction GB
with currency GBP
2026-01-01 joint J
2026-01-01 guarantor G
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-02-21 none gb-sums-in-arrears
2026-02-22 due gb-sums-in-arrears by 2026-02-27 to C
2026-02-22 due gb-sums-in-arrears by 2026-02-27 to J
2026-02-22 due gb-sums-in-arrears by 2026-02-27 to G
2026-02-26 pays 200
2026-02-26 cancelled gb-sums-in-arrears to C for paid
2026-02-26 cancelled gb-early-difficulty for not-past-due

in neutral words in breathing space, and no promise stops it
with jurisdiction GB
with currency GBP
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-02-20 promises 100 on 2026-03-02
2026-02-26 person-hold breathing-space until 2026-03-20
2026-02-25 due gb-sums-in-arrears
2026-02-26 due gb-sums-in-arrears words neutral

a minimum missed in breathing space is missed
with jurisdiction GB
with currency GBP
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-02-10 person-hold breathing-space
2026-02-22 due gb-sums-in-arrears by 2026-02-27 words neutral

our day lies before the next statement, whatever five working days come to
with jurisdiction GB
with currency GBP
2026-01-01 statement 100 due 2026-01-24
2026-02-01 statement 200 past-due 100 due 2026-02-24
2026-02-25 due gb-sums-in-arrears by 2026-02-28

a payment made short is not made
with jurisdiction GB
with currency GBP
with tolerance 10.00
2026-01-01 statement 100
2026-01-15 pays 95
2026-02-01 statement 105 past-due 5
2026-02-21 pays 4
2026-02-22 due gb-sums-in-arrears

with the cardholder deceased, what law owes the joint holder goes to them
with jurisdiction GB
with currency GBP
2026-01-01 joint J
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-02-10 person-hold deceased
2026-02-22 due gb-sums-in-arrears by 2026-02-27 to J
2026-02-22 suspended gb-sums-in-arrears to C for hold deceased

one missed payment is not two
with jurisdiction GB
with currency GBP
2026-01-01 statement 100
2026-01-28 pays 100
2026-02-01 statement 100
2026-02-26 none gb-sums-in-arrears

a letter of this country is put right too
with jurisdiction GB
with currency GBP
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-02-02 pays 100 value 2026-01-23
2026-01-25 sends gb-early-difficulty
2026-02-02 due gb-correction by 2026-02-05

what was promised is confirmed, and who is up to date again is told
with jurisdiction GB
with currency GBP
2026-01-01 statement 100
2026-01-26 promises 100 on 2026-02-05
2026-02-03 pays 100
2026-01-25 sends gb-early-difficulty
2026-01-26 due gb-promise-made by 2026-01-28 to C
2026-02-02 due gb-promise-reminder by 2026-02-04 to C
2026-02-02 none gb-up-to-date
2026-02-03 due gb-up-to-date by 2026-02-06 about 2026-02-03

the same in the United States
with jurisdiction US
with currency USD
with grace 0
2026-01-01 statement 100 sent 2026-01-01
2026-01-26 promises 100 on 2026-02-05
2026-02-03 pays 100
2026-01-25 sends us-reminder
2026-01-26 due us-promise-made by 2026-01-28 to C
2026-02-02 due us-promise-reminder by 2026-02-04 to C
2026-02-03 due us-up-to-date by 2026-02-06

a complaint is received and answered
with jurisdiction GB
with currency GBP
2026-01-01 statement 100
2026-01-12 opened complaint
2026-01-20 decided rejected
2026-01-12 due gb-complaint-receipt by 2026-01-14 to C
2026-01-20 due gb-complaint-result by 2026-01-21

a dispute is received and answered here, too
with jurisdiction GB
with currency GBP
2026-01-01 statement 100
2026-01-12 opened dispute 60 on 2026-01-01
2026-01-20 decided rejected amount 0 fresh 2026-02-10
2026-01-12 due gb-dispute-receipt by 2026-01-14 to C
2026-01-20 due gb-dispute-result by 2026-01-21

the balance for the estate
with jurisdiction GB
with currency GBP
2026-01-01 statement 100
2026-01-10 person-hold deceased
2026-01-12 appoints executor E
2026-01-12 due gb-estate by 2026-01-19 to E

a complaint in the United States
with jurisdiction US
with currency USD
2026-01-01 statement 100 sent 2026-01-01
2026-01-12 opened complaint
2026-01-20 decided rejected
2026-01-12 due us-complaint-receipt by 2026-01-15 to C
2026-01-20 due us-complaint-result by 2026-01-21

a courtesy reminder, three days late
with jurisdiction US
with currency USD
with grace 0
2026-01-01 statement 100 sent 2026-01-01
2026-01-24 none us-reminder
2026-01-25 due us-reminder by 2026-02-01 about 2026-01-01

before a negative report
with jurisdiction US
with currency USD
with grace 0
2026-01-01 statement 100 sent 2026-01-01
2026-02-05 none us-negative-notice
2026-02-06 due us-negative-notice by 2026-02-16
2026-02-10 pays 100
2026-02-10 cancelled us-negative-notice for not-past-due

help is offered twice
with jurisdiction US
with currency USD
with grace 0
2026-01-01 statement 100 sent 2026-01-01
2026-01-25 sends us-reminder
2026-01-31 none us-hardship-offer
2026-02-01 suspended us-hardship-offer for gap
2026-02-02 suspended us-hardship-offer for hold hardship-plan
2026-02-03 due us-hardship-offer by 2026-02-06
2026-02-04 sends us-hardship-offer
2026-03-02 none us-hardship-offer-again
2026-03-03 due us-hardship-offer-again by 2026-03-08
2026-02-02 hold hardship-plan until 2026-02-02
2026-03-04 pays 100
2026-03-04 cancelled us-hardship-offer-again for not-past-due

an offer of help that names what is past due is none under a promise, a complaint, a plan
with jurisdiction US
with currency USD
with grace 0
2026-01-01 statement 100 sent 2026-01-01
2026-01-25 sends us-reminder
2026-01-30 promises 100 on 2026-02-10
2026-02-11 hold complaint until 2026-02-20
2026-02-01 suspended us-hardship-offer for promise
2026-02-11 suspended us-hardship-offer for hold complaint

nothing of an amount that is disputed whole is reported or proved
with jurisdiction US
with currency USD
with grace 0
2026-01-01 statement 100 sent 2026-01-01
2026-02-01 hold dispute until 2026-03-04
2026-02-06 suspended us-negative-notice for hold dispute
2026-02-21 suspended us-validation for hold dispute
2026-03-04 suspended us-validation for hold dispute
2026-03-05 due us-validation by 2026-03-09 missed None

the notice of arrears is law's own in a dispute, too
with jurisdiction GB
with currency GBP
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-02-10 hold dispute
2026-02-25 due gb-sums-in-arrears words undisputed

an itemised notice at thirty days
with jurisdiction US
with currency USD
with grace 0
2026-01-01 statement 100 sent 2026-01-01
2026-02-20 none us-validation
2026-02-21 due us-validation by 2026-02-25
2026-02-22 person-hold bankruptcy
2026-02-22 suspended us-validation for hold bankruptcy

a broken promise here brings help
with jurisdiction US
with currency USD
with grace 0
2026-01-01 statement 100 sent 2026-01-01
2026-01-26 promises 100 on 2026-01-30
2026-01-31 due us-help by 2026-02-03

a billing error is acknowledged and answered
with jurisdiction US
with currency USD
2026-01-01 statement 100 sent 2026-01-01
2026-01-12 opened dispute 60 on 2026-01-01
2026-01-20 decided rejected amount 0 fresh 2026-02-10
2026-01-12 due us-dispute-receipt by 2026-02-01 to C
2026-01-20 due us-dispute-result by 2026-01-21

the balance to the administrator of an estate
with jurisdiction US
with currency USD
2026-01-01 statement 100 sent 2026-01-01
2026-01-10 person-hold deceased
2026-01-12 appoints executor E
2026-01-11 none us-estate
2026-01-12 due us-estate by 2026-02-01 to E

what a wish not to be contacted stops is confirmed
with jurisdiction US
with currency USD
2026-01-01 statement 100 sent 2026-01-01
2026-01-12 person-hold cease-contact
2026-01-11 none us-cease-confirmation
2026-01-12 due us-cease-confirmation by 2026-01-19

a figure here that was wrong is put right
with jurisdiction US
with currency USD
with grace 0
2026-01-01 statement 100 sent 2026-01-01
2026-02-02 pays 100 value 2026-01-20
2026-01-25 sends us-reminder
2026-02-02 due us-correction by 2026-02-05
"""
)


@pytest.fixture(scope="module")
def wrong(module_db, tmp_path_factory):
    """All stories lived in one book; what went wrong in each."""
    return lived(STORIES, date(2026, 3, 8), tmp_path_factory.mktemp("stories"))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_story(wrong, story):
    if story.title in wrong:
        raise wrong[story.title]
