"""What becomes of notices that were sent, or were to be: a story for every state and every reason."""

from types import SimpleNamespace

import pytest

from notices.delivery import reasons
from notices.kinds.schema import STATES
from tests.notices.delivery.conftest import gateway, mail_server, mails, outbox, texts
from tests.stories.delivering import read

__all__ = ["gateway", "mail_server", "mails", "outbox", "texts"]

pytestmark = pytest.mark.django_db

STORIES = read(
    """
a letter is handed over, posted, and served by the days of the pack
2026-02-24 released letter
2026-02-24 is sending
2026-02-25 vendor printed
2026-02-25 is sending
2026-02-26 vendor posted
2026-02-26 is sent on 2026-02-26
2026-03-04 is sent
2026-03-05 is served
2026-03-20 vendor returned moved
2026-03-20 is returned for moved

a letter that the vendor says was delivered
2026-02-24 released letter
2026-02-25 vendor delivered
2026-02-25 is delivered on 2026-02-25

the vendor says nothing: a person asks
2026-02-24 released letter
2026-02-27 is sending work no-word

a notice that law asks for is refused: delivered or not, its deadline is in doubt, and nobody writes more
2026-02-24 released by law letter
2026-02-25 vendor posted
2026-02-26 vendor refused
2026-02-26 is returned for refused work deadline-in-doubt
2026-02-26 unmarked address
2026-02-26 no issue 2

gone away: the address is dead, and the notice is issued anew
2026-02-24 released letter email
2026-02-24 is sent on 2026-02-24
2026-02-25 bounces 5.1.1
2026-02-25 is returned for no-such-recipient
2026-02-25 marked email
2026-02-25 issue 2 due

the vendor names a new address: nothing of it is written, a person asks the customer
2026-02-24 released letter
2026-02-25 vendor posted
2026-02-27 vendor returned moved new address known
2026-02-27 is returned for moved-new-address-known work moved-new-address-known
2026-02-27 marked address
2026-02-27 issue 2 due

an incomplete address is for a person too
2026-02-24 released letter
2026-02-25 vendor posted
2026-02-27 vendor returned 地址不详
2026-02-27 is returned for address-incomplete work address-incomplete

not collected: the address is good, the next channel is tried
2026-02-24 released letter
2026-02-25 vendor posted
2026-03-02 vendor expired
2026-03-02 is returned for unclaimed
2026-03-02 unmarked address
2026-03-02 issue 2 due

a code that no table knows is a person's work, and marks nothing
2026-02-24 released letter
2026-02-25 vendor posted
2026-02-27 vendor returned eaten by the dog
2026-02-27 is returned for unknown work unknown
2026-02-27 unmarked address
2026-02-27 no issue 2

nobody of this name at the mail server
2026-02-24 released email
2026-02-24 refuses 550 5.1.1 no such user
2026-02-24 is superseded
2026-02-24 marked email
2026-02-24 issue 2 due

a full mailbox is nobody's fault
2026-02-24 released email
2026-02-25 bounces 5.2.2
2026-02-25 is returned for mailbox-full
2026-02-25 unmarked email
2026-02-25 issue 2 due

a signature that is missing is ours to mend
2026-02-24 released email
2026-02-25 bounces 5.7.26
2026-02-25 is returned for sender-authentication work sender-authentication
2026-02-25 unmarked email
2026-02-25 no issue 2

blocked by the rules of a provider
2026-02-24 released email
2026-02-24 refuses 550 5.7.1 blocked
2026-02-24 is failed for blocked-by-policy work blocked-by-policy
2026-02-24 unmarked email

who has paid between release and sending gets nothing
2026-02-24 released email
2026-02-24 pays
2026-02-24 is cancelled for not-past-due

who has paid a part meanwhile gets a letter that is made anew
2026-02-24 released overdue letter
2026-02-24 pays 50.00
2026-02-24 is due for figures

a hold placed meanwhile keeps back what asks for money
2026-02-24 released collection email
2026-02-24 hold complaint
2026-02-24 is suspended for hold complaint

death meanwhile: nothing goes that asks for money
2026-02-24 released email
2026-02-24 dies
2026-02-24 is suspended for hold deceased

a bounced mail goes as a letter, with a new clock
2026-02-24 released email letter
2026-02-25 bounces 5.1.1
2026-02-25 is returned for no-such-recipient
2026-02-25 issue 2 due by letter

nobody of this name lives there
2026-02-24 released letter
2026-02-25 vendor posted
2026-02-27 vendor address-unknown
2026-02-27 is returned for no-such-recipient
2026-02-27 marked address
2026-02-27 issue 2 due

the building is gone
2026-02-24 released letter
2026-02-25 vendor posted
2026-02-27 vendor returned demolished
2026-02-27 is returned for building-gone
2026-02-27 marked address
2026-02-27 issue 2 due

no way to the letter box: the address is good
2026-02-24 released letter
2026-02-25 vendor posted
2026-02-27 vendor returned inaccessible
2026-02-27 is returned for inaccessible
2026-02-27 unmarked address
2026-02-27 issue 2 due

damaged by the vendor: operations see to it
2026-02-24 released letter
2026-02-25 vendor posted
2026-02-27 vendor returned damaged
2026-02-27 is returned for vendor-error work vendor-error
2026-02-27 unmarked address
2026-02-27 no issue 2

taken back by the vendor: a person asks why
2026-02-24 released letter
2026-02-25 vendor posted
2026-02-27 vendor returned cancelled
2026-02-27 is returned for cancelled work cancelled
2026-02-27 unmarked address

there is no such mail server: nobody is reached there
2026-02-24 released email
2026-02-25 bounces 5.1.2
2026-02-25 is returned for no-such-address
2026-02-25 marked email
2026-02-25 issue 2 due

the mail server gave up after days
2026-02-24 released email
2026-02-25 bounces 5.4.7
2026-02-25 is returned for expired
2026-02-25 unmarked email
2026-02-25 issue 2 due

what we wrote cannot be taken: ours to mend
2026-02-24 released email
2026-02-25 bounces 5.6.0
2026-02-25 is returned for content-rejected work content-rejected
2026-02-25 unmarked email
2026-02-25 no issue 2
"""
)


@pytest.fixture
def providers(settings, mails, texts, tmp_path):
    settings.OUTBOX, settings.EMAIL_URL, settings.SMS_URL = str(tmp_path / "outbox"), mails.url, texts.url
    return SimpleNamespace(mails=mails, texts=texts, bounces=settings.BOUNCES)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_a_story(story, providers):
    story.live(providers)


def test_every_reason_of_a_return_has_a_story_and_every_state():
    """What no provider says is told in ``test_letters`` and ``test_messages``: we do not know, no answer, no way
    left. A notice is ready before it is released, which no story of sending tells."""
    words = [words for each in STORIES for _, _, words in each.lines]
    told = {line[line.index("for") + 1] for line in words if "for" in line}
    assert (
        set(reasons.REASONS) - {reasons.UNCERTAIN, reasons.NO_WORD, reasons.NO_ANSWER, reasons.NO_CHANNEL}
        <= told
    )
    assert reasons.NO_WORD in {line[line.index("work") + 1] for line in words if "work" in line}
    verbs = {verb for each in STORIES for _, verb, _ in each.lines}
    assert set(STATES) - {"ready"} <= verbs | {word for line in words for word in line}


def test_every_code_of_the_tables_has_a_reason_and_every_reason_a_consequence():
    named = {*reasons._STATUS.values(), *reasons._DETAILS.values(), *reasons._GATEWAY.values()}
    named |= {reason for reason in reasons._RETURNED.values() if reason}
    assert named <= set(reasons.REASONS)
    for then in reasons.REASONS.values():
        assert then.reissue or then.work or then.ours
        assert not (then.mark and then.ours)  # a fault of ours says nothing of an address
