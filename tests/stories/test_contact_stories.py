"""Whether a person may be contacted, told in timed lines for each pack and rule (rules, section 10)."""

import pytest

from tests.stories.contacting import Teller, read

pytestmark = pytest.mark.django_db

STORIES = read("""
China: eight in the morning until ten at night
with pack CN
2026-03-03 07:59 call? no hours from 2026-03-03 08:00
2026-03-03 08:00 call? yes
2026-03-03 21:59 call? yes
2026-03-03 22:00 call? no hours from 2026-03-04 08:00
2026-03-03 22:00 sms? no hours from 2026-03-04 08:00
2026-03-03 22:00 letter? yes

China: Sundays and holidays are days like others
with pack CN
2026-03-01 holiday
2026-03-01 10:00 call? yes   # a Sunday, and a holiday

China: six unanswered calls, then not before tomorrow; other means are counted by themselves
with pack CN
2026-03-03 08:10 call no-answer
2026-03-03 09:10 call busy
2026-03-03 10:10 call voicemail-left
2026-03-03 11:10 call no-answer
2026-03-03 12:10 call no-answer
2026-03-03 12:11 call? yes
2026-03-03 13:10 call no-answer
2026-03-03 13:11 call? no cap unanswered from 2026-03-04 08:00
2026-03-03 13:11 sms? yes
2026-03-04 08:00 call? yes

China: three answered calls a day
with pack CN
2026-03-03 08:10 call answered
2026-03-03 09:10 call refused
2026-03-03 09:11 call? yes
2026-03-03 10:10 call conversation
2026-03-03 10:11 call? no cap answered-calls from 2026-03-04 08:00
2026-03-03 10:11 call? service no cap answered-calls from 2026-03-04 08:00
2026-03-03 10:11 sms? yes

China: the day is the day where they are
with pack CN
with zone Asia/Urumqi
2026-03-03 21:00 call answered
2026-03-03 21:10 call answered
2026-03-03 21:20 call answered
2026-03-03 21:30 call? no cap answered-calls from 2026-03-04 08:00
2026-03-04 08:00 call? yes

United States: eight to nine, Monday to Saturday
2026-03-06 20:59 call? yes
2026-03-06 21:00 call? no hours from 2026-03-07 08:00
2026-03-07 21:00 call? no hours from 2026-03-09 08:00    # a Saturday evening, and the clock changes
2026-03-08 12:00 call? no weekday from 2026-03-09 08:00

United States: a holiday is left out
2026-07-03 holiday
2026-07-02 21:30 call? no hours from 2026-07-04 08:00
2026-07-03 12:00 call? no holiday from 2026-07-04 08:00
2026-07-03 12:00 email? statutory yes

United States: three contacts in seven days
2026-03-02 09:00 call no-answer
2026-03-03 09:00 email message-sent
2026-03-04 09:00 email message-delivered
2026-03-04 09:01 sms? no cap contacts from 2026-03-09 08:00
2026-03-04 09:01 letter? no cap contacts from 2026-03-09 00:00
2026-03-04 09:01 letter? statutory yes
2026-03-09 08:00 call? yes

United States: at most two of them calls or texts
2026-03-02 09:00 call no-answer
2026-03-02 19:00 sms message-sent
2026-03-03 09:00 call? no cap calls-and-texts from 2026-03-09 08:00
2026-03-03 09:00 email? yes

United States: a wrong number and a letter that came back were attempts too
2026-03-02 09:00 email bounced
2026-03-02 10:00 letter bounced
2026-03-02 11:00 sms wrong-number
2026-03-03 09:00 email? no cap contacts from 2026-03-09 08:00

United States: seven days of rest after a conversation, the day itself the first
2026-03-02 09:00 call conversation
2026-03-03 09:00 call? no rest from 2026-03-09 08:00
2026-03-03 09:00 email? no rest from 2026-03-09 08:00
2026-03-03 09:00 call? service yes
2026-03-08 23:59 email? no weekday from 2026-03-09 08:00
2026-03-09 08:00 call? yes

United States: also after one that they began
2026-03-02 09:00 call in conversation
2026-03-03 09:00 call? no rest from 2026-03-09 08:00

United States: what they began uses nothing up
2026-03-02 09:00 call in answered
2026-03-02 09:10 email in message-delivered
2026-03-02 09:20 sms in message-delivered
2026-03-03 09:00 call? yes

United States: two days of rest end in the night of the clock change
2026-10-26 09:00 call conversation
2026-10-31 10:00 call? no rest from 2026-11-02 08:00

Britain: eight to nine, Monday to Saturday, three contacts in seven days
with pack GB
2026-03-06 20:59 call? yes
2026-03-07 21:00 call? no hours from 2026-03-09 08:00
2026-03-02 09:00 call no-answer
2026-03-03 09:00 call no-answer
2026-03-04 09:00 call no-answer
2026-03-05 09:00 sms? no cap contacts from 2026-03-09 08:00

Britain: no rest after a conversation but the cap
with pack GB
2026-03-02 09:00 call conversation
2026-03-02 10:00 call? yes

London, the morning after the clock goes forward
with pack GB
2026-03-28 21:30 call? no hours from 2026-03-30 08:00
2026-03-30 07:59 call? no hours from 2026-03-30 08:00
2026-03-30 08:00 call? yes

London, the morning after it goes back
with pack GB
2026-10-24 21:30 call? no hours from 2026-10-26 08:00
2026-10-26 07:59 call? no hours from 2026-10-26 08:00

New York, the very Sunday on which the clock goes forward
with pack CN
with zone America/New_York
2026-03-08 01:59 call? no hours from 2026-03-08 08:00
2026-03-08 07:59 call? no hours from 2026-03-08 08:00
2026-03-08 08:00 call? yes

New York, the very Sunday on which it goes back
with pack CN
with zone America/New_York
2026-11-01 00:30 call? no hours from 2026-11-01 08:00
2026-11-01 21:59 call? yes
2026-11-01 08:10 call answered
2026-11-01 08:20 call answered
2026-11-01 23:30 call answered
2026-11-02 08:00 call? yes

Seven days in which the clock changes are seven days
2026-03-05 09:00 call no-answer
2026-03-05 20:00 sms message-sent
2026-03-11 20:59 call? no cap calls-and-texts from 2026-03-12 08:00
2026-03-12 08:00 call? yes

Japan has no pack: never
with pack JP
2026-03-03 10:00 call? no no-pack JP for good
2026-03-03 10:00 letter? statutory no no-pack JP for good

Who lives elsewhere is asleep at other hours
2026-03-01 lives America/Los_Angeles
2026-03-03 10:00 call? no hours from 2026-03-03 11:00
2026-03-03 21:30 call? no hours from 2026-03-04 11:00

A hold that stops all, until the day after its last
with pack GB
2026-03-02 hold breathing-space until 2026-03-20
2026-03-03 10:00 call? no hold breathing-space from 2026-03-21 08:00
2026-03-03 10:00 call? service no hold breathing-space from 2026-03-21 08:00
2026-03-03 10:00 letter? statutory yes
2026-03-20 20:59 call? no hold breathing-space from 2026-03-21 08:00
2026-03-21 08:00 call? yes

Holds that follow one another leave no day between
with pack GB
2026-03-02 hold disaster until 2026-03-09
2026-03-10 hold payment-holiday until 2026-04-10
2026-03-03 10:00 call? no hold disaster from 2026-04-11 08:00

A death silences for good
2026-03-02 hold deceased
2026-03-03 10:00 call? no hold deceased for good
2026-03-03 10:00 letter? no hold deceased for good

A plan stops asking, not helping
2026-03-02 hold hardship-plan
2026-03-03 10:00 call? no hold hardship-plan for good
2026-03-03 10:00 call? service yes

A complaint is answered, the debt is not spoken of
with pack GB
2026-03-02 hold complaint
2026-03-03 10:00 sms? no hold complaint for good
2026-03-03 10:00 sms? service yes

A dispute of all that is past due, and of less
2026-03-02 hold dispute until 2026-03-09
2026-03-03 10:00 call? no hold dispute from 2026-03-10 08:00

A dispute of a part leaves the rest
2026-03-02 hold dispute amount 40
2026-03-03 10:00 call? yes

A dispute of an amount that leaves nothing worth asking for
2026-03-02 hold dispute until 2026-03-09 amount 95
2026-03-03 10:00 call? no nothing-owed from 2026-03-10 08:00

They want no more calls
2026-03-02 hold cease-contact channel call
2026-03-03 10:00 call? no hold cease-contact for good
2026-03-03 10:00 email? yes

A wish about a channel
2026-03-02 refuses sms
2026-03-03 10:00 sms? no no-consent sms for good
2026-03-03 10:00 call? yes

Hours that they prefer
2026-03-02 prefers 18:00 20:00 24      # Tuesdays and Thursdays
2026-03-03 10:00 call? no preferred from 2026-03-03 18:00
2026-03-03 20:00 call? no preferred from 2026-03-05 18:00
2026-03-03 10:00 letter? yes
2026-03-03 10:00 sms? statutory yes

A promise is waited for, then broken
2026-03-02 promises 100 by 2026-03-06
2026-03-03 10:00 call? no promise from 2026-03-07 08:00
2026-03-03 10:00 call? service yes
2026-03-07 08:00 call? yes

A payer of this morning is left in peace
2026-03-03 09:00 call? yes
2026-03-03 pays 100
2026-03-03 09:30 call? no nothing-owed for good

Who pays a part still owes
2026-03-03 pays 80
2026-03-03 09:30 call? yes

A direct debit on its way is waited for
2026-03-02 expects 100 on 2026-03-05
2026-03-03 10:00 call? no payment-expected from 2026-03-16 08:00    # ten days after it was due
2026-03-03 10:00 call? service yes

One that would not cover it is not
2026-03-02 expects 50 on 2026-03-05
2026-03-03 10:00 call? yes

A wrong number is wrong for everybody at once
2026-03-03 10:00 call? yes
2026-03-03 wrong
2026-03-03 10:01 call? no wrong-number for good
2026-03-03 10:01 letter? yes

A call-back at the time agreed, though they are at rest
2026-03-02 10:00 call conversation
2026-03-02 call-back 2026-03-04 15:00 call
2026-03-03 15:00 call? call-back no call-back from 2026-03-04 14:55
2026-03-04 15:00 call? no rest from 2026-03-09 08:00
2026-03-04 15:00 call? call-back yes
2026-03-04 16:00 call? call-back no call-back for good

A call-back on a Sunday that they asked for
2026-03-06 call-back 2026-03-08 15:00 call
2026-03-08 15:00 call? call-back yes

A call-back at an hour that they asked for
2026-03-02 call-back 2026-03-04 07:30 hour
2026-03-04 07:30 call? call-back yes
2026-03-04 07:30 sms? no hours from 2026-03-04 08:00

At that hour, but not that they asked for it so
2026-03-02 call-back 2026-03-04 07:30 call
2026-03-04 07:30 call? call-back no hours from 2026-03-04 08:00

A call-back of our own making is no leave to call
2026-03-02 call-back 2026-03-04 15:00 no
2026-03-04 15:00 call? call-back no call-back for good

Law does not call, and writing that law requires obeys no cap
2026-03-02 09:00 email message-sent
2026-03-02 09:10 email message-sent
2026-03-02 09:20 email message-sent
2026-03-03 10:00 email? statutory yes
2026-03-03 10:00 call? statutory no channel call for good
2026-03-03 23:00 email? statutory no hours from 2026-03-04 08:00
2026-03-08 10:00 email? statutory yes    # a Sunday

A yes counts at once, and no longer once it is given back
2026-03-02 09:00 call no-answer
2026-03-03 10:00 reserves sms
2026-03-03 10:10 sms? no cap calls-and-texts from 2026-03-03 11:00
2026-03-03 10:20 gives back
2026-03-03 10:20 sms? yes

Or an hour later
2026-03-02 09:00 call no-answer
2026-03-03 10:00 reserves call
2026-03-03 10:10 email? no under-way from 2026-03-03 11:00
2026-03-03 11:00 email? yes
""")


@pytest.mark.parametrize("story", STORIES, ids=[story.title for story in STORIES])
def test_a_story(story):
    teller = Teller(story)
    wrong = [f"{line}: {problem}" for line in story.lines if (problem := teller.tell(line))]
    assert wrong == []
