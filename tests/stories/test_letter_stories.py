"""What letters say on the day on which they leave, and in whose words (rules, sections 6 and 7)."""

from datetime import date

import pytest

from notices.kinds import catalogue
from tests.stories.lettering import lived, read

pytestmark = pytest.mark.django_db

STORIES = read(
    """
days that only go by are no change, until they are too many: then the letter is made anew with those of the day
2026-01-01 statement 100
2026-01-25 writes cn-overdue
2026-01-25 letter cn-overdue says 2026年1月26日
2026-01-25 letter cn-overdue says 5天
2026-01-26 now ready cn-overdue
2026-01-29 now ready cn-overdue
2026-01-30 now due cn-overdue for too-old
2026-01-30 writes cn-overdue
2026-01-30 letter cn-overdue says 2026年1月31日
2026-01-30 letter cn-overdue says 10天
2026-01-30 letter cn-overdue lacks 2026年1月26日

the earliest day of a report is a day to come, however long the letter waited
2026-01-01 statement 100
2026-01-25 writes cn-adverse-report
2026-01-25 letter cn-adverse-report says 2026年2月2日
2026-01-30 now due cn-adverse-report for figures
2026-01-30 writes cn-adverse-report
2026-01-30 letter cn-adverse-report lacks 2026年2月2日
2026-01-30 letter cn-adverse-report says 2026年2月7日

a second minimum missed is another figure, and what was written says too little
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-01-25 sends cn-overdue
2026-02-23 writes cn-collection-first
2026-02-24 now ready cn-collection-first
2026-02-25 now due cn-collection-first for figures
2026-02-25 writes cn-collection-first
2026-02-25 letter cn-collection-first says 200.00

a day in grace that has gone by is not written of, and the letter that names it does not go
2026-01-01 statement 100
2026-01-22 writes cn-grace-reminder
2026-01-22 letter cn-grace-reminder says 2026年1月24日
2026-01-24 now ready cn-grace-reminder
2026-01-25 now cancelled cn-grace-reminder for overtaken

a promised day that has gone by is not brought to mind
2026-01-01 statement 100
2026-01-26 promises 100 on 2026-02-05
2026-02-02 writes cn-promise-reminder
2026-02-02 letter cn-promise-reminder says 2026年2月5日
2026-02-05 now ready cn-promise-reminder
2026-02-06 now cancelled cn-promise-reminder for overtaken

the day by which a complaint is answered lies ahead, too
2026-01-01 statement 100
2026-01-12 opened complaint
2026-01-12 writes cn-complaint-receipt
2026-01-17 now due cn-complaint-receipt for too-old

the letter of Britain, made anew
with jurisdiction GB
with currency GBP
2026-01-01 statement 100
2026-01-25 writes gb-early-difficulty
2026-01-25 letter gb-early-difficulty says 26 January 2026
2026-01-30 now due gb-early-difficulty for too-old
2026-01-30 writes gb-early-difficulty
2026-01-30 letter gb-early-difficulty says 31 January 2026
2026-01-30 letter gb-early-difficulty lacks 26 January 2026

the notice of a report in the United States, made anew
with jurisdiction US
with currency USD
with grace 0
2026-01-01 statement 100 sent 2026-01-01
2026-02-06 writes us-negative-notice
2026-02-06 letter us-negative-notice says February 7, 2026
2026-02-11 now due us-negative-notice for too-old
2026-02-11 writes us-negative-notice
2026-02-11 letter us-negative-notice lacks February 7, 2026

who acts for somebody is told for whom
2026-01-01 statement 100
2026-01-10 appoints authorised-representative R
2026-01-15 person-hold represented
2026-01-25 due cn-overdue to R words representative
2026-01-25 writes cn-overdue
2026-01-25 letter cn-overdue says 您作为王小明的代理人收到本函

an amount in dispute is not asked for, and the reminder of the rest says so
2026-01-01 statement 100
2026-01-10 hold dispute disputed 60 on 2026-01-01
2026-01-14 due cn-pre-due-reminder words undisputed
2026-01-14 writes cn-pre-due-reminder
2026-01-14 letter cn-pre-due-reminder says 本账户有一笔金额存在异议
2026-01-14 letter cn-pre-due-reminder says 40.00

a mistake of ours is said to be ours
2026-01-01 statement 100
2026-01-26 hold our-error until 2026-01-27
2026-01-26 due cn-overdue words corrected
2026-01-26 writes cn-overdue
2026-01-26 letter cn-overdue says 由我方造成的一处差错

in bankruptcy nothing goes before a person has looked, and then it asks for nothing
2026-01-01 statement 100
2026-01-20 person-hold bankruptcy
2026-01-25 suspended cn-overdue for hold bankruptcy
2026-01-26 reviews
2026-01-26 due cn-overdue words counsel
2026-01-26 writes cn-overdue
2026-01-26 letter cn-overdue says 相关程序进行期间，本函不要求您做任何事
2026-01-26 letter cn-overdue lacks 还款方式

breathing space has words that ask for nothing and warn of nothing
with jurisdiction GB
with currency GBP
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-02-20 person-hold breathing-space until 2026-03-20
2026-02-22 due gb-sums-in-arrears words neutral
2026-02-22 writes gb-sums-in-arrears
2026-02-22 letter gb-sums-in-arrears says This letter is for your information.
2026-02-22 letter gb-sums-in-arrears lacks How to pay

whoever disputes all of it is told that the notice of arrears claims none of it
with jurisdiction GB
with currency GBP
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-02-10 hold dispute
2026-02-22 due gb-sums-in-arrears words undisputed
2026-02-22 writes gb-sums-in-arrears
2026-02-22 letter gb-sums-in-arrears says this letter does not say that you owe it
2026-02-22 letter gb-sums-in-arrears lacks How to pay
2026-02-22 letter gb-sums-in-arrears lacks For your payment

settled on the day of the last payment, and who was never late hears nothing of late records
2026-01-01 statement 100 balance 500
2026-01-20 pays 100
2026-02-10 leaves closed
2026-02-20 pays 400
2026-02-20 writes cn-settlement
2026-02-20 letter cn-settlement says 已于2026年2月20日结清
2026-02-20 letter cn-settlement lacks 不良信息

settled after having been late, it says how long a record is kept
2026-01-01 statement 100 balance 100
2026-01-28 pays 100
2026-02-10 leaves closed
2026-02-10 writes cn-settlement
2026-02-10 letter cn-settlement says 已于2026年1月28日结清
2026-02-10 letter cn-settlement says 个人不良信息

a promise over, the confirmation says that its days are brought to mind, and its reminder comes
2026-01-01 statement 100
2026-01-26 promises 100 on 2026-02-05
2026-01-26 writes cn-promise-made
2026-01-26 letter cn-promise-made says 除提前提醒上列日期和法律要求的以外
2026-02-02 due cn-promise-reminder

up to date within the tolerance, a letter does not say that all is paid
2026-01-01 statement 100
2026-01-25 sends cn-overdue
2026-02-03 pays 95
2026-02-03 writes cn-up-to-date
2026-02-03 letter cn-up-to-date says 已没有逾期款项
2026-02-03 letter cn-up-to-date lacks 还清

law's own notices do not wait for an answer to a complaint, and its receipt says so
with jurisdiction GB
with currency GBP
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-02-20 opened complaint
2026-02-20 writes gb-complaint-receipt
2026-02-20 letter gb-complaint-receipt says What the law asks us to send still comes.
2026-02-22 due gb-sums-in-arrears

the estate is written to in words for it
2026-01-01 statement 100
2026-01-15 person-hold deceased
2026-02-04 appoints executor E
2026-02-04 due cn-estate to E words estate
2026-02-04 writes cn-estate
2026-02-04 letter cn-estate lacks 还款方式
"""
)


@pytest.fixture(scope="module")
def wrong(module_db, tmp_path_factory):
    """All stories lived in one book; what went wrong in each."""
    return lived(STORIES, date(2026, 2, 26), tmp_path_factory.mktemp("stories"))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_story(wrong, story):
    if story.title in wrong:
        raise wrong[story.title]


def test_each_wording_of_the_packs_has_its_story():
    told = {words[-1] for story in STORIES for _, _, words in story.told if "words" in words}
    asked = {wording for kind in catalogue.KINDS.values() for wording in kind.survives.values()}
    assert told == asked - {"go"}
