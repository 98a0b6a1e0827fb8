"""By which channels a notice is made: those that reach the reader and that they have not stopped."""

import pytest

from accounts.models import Hold
from notices.archive import freeze as archive
from tests.notices.written import ACT, TODAY, account, due, heads

pytestmark = pytest.mark.django_db


@pytest.fixture
def written_on():
    return heads()


def make(*notices) -> archive.FrozenLetter:
    return archive.make_ready([notice.pk for notice in notices], ACT)


def test_whoever_is_not_reached_by_a_channel_gets_the_others(written_on):
    notice = due(account(email=""))
    make(notice)
    assert [content.channel for content in notice.contents.all()] == ["letter"]


def stops_mail(about) -> None:
    """A wish of the cardholder's not to hear from us by e-mail."""
    Hold.objects.create(
        reference=f"H{about.pk}", customer=about.parties.get().customer, kind="cease-contact", channel="email",
        starts_on=TODAY, known_on=TODAY,
    )  # fmt: skip


def test_a_channel_that_somebody_stopped_is_left_out_unless_law_has_no_other(written_on):
    both, alone = account("US", "en"), account("US", "en", address="")
    for about in (both, alone):
        stops_mail(about)
    by_letter, by_law, asked = (
        due(both, "us-reminder"),
        due(alone, "us-validation"),
        due(alone, "us-reminder"),
    )
    made = make(by_letter, by_law, asked)
    assert [content.channel for content in by_letter.contents.all()] == ["letter"]
    assert [content.channel for content in by_law.contents.all()] == ["email"]
    assert made.failed == {asked.pk: "not-reached"}
