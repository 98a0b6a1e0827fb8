"""A name that no font of letters has, an address that no window has room for: another spelling, by two people."""

from email import message_from_bytes, policy
from io import BytesIO

import pytest
from django.db import DatabaseError, connection, transaction
from pypdf import PdfReader

from accounts.acts import Act, ActRefused
from notices import print_spellings
from notices.archive import freeze as archive
from notices.archive import freshness, verification
from notices.models import Notice, PrintSpelling, PrintSpellingEdit
from tests.notices.written import ACT, NOW, TODAY, account, due, heads

pytestmark = pytest.mark.django_db

NAME, SPELLED = "محمد Rahimi", "Mohammad Rahimi"
ANA, BEA = Act(at=NOW, by="ana"), Act(at=NOW, by="bea")
LONG = "\n".join(["Flat 12, The Old Granary", "Behind the Mill Pond", "Lower Wharf Yard", "Wharf Lane"] * 3)


@pytest.fixture(autouse=True)
def written_on():
    return heads()


def made(about=None, kind: str = "us-validation", **person) -> Notice:
    notice = due(about or account("US", "en", **person), kind)
    archive.make_ready([notice.pk], ACT)
    notice.refresh_from_db()
    return notice


def again(notice: Notice) -> Notice:
    archive.make_ready([notice.pk], ACT)
    notice.refresh_from_db()
    return notice


def spelled(notice: Notice, text: str = NAME, spelling: str = SPELLED) -> PrintSpelling:
    row = print_spellings.enter(notice.recipient, text, spelling, ANA)
    print_spellings.approve(row, BEA)
    notice.refresh_from_db()
    return row


def bytes_of(notice: Notice, channel: str) -> bytes:
    return bytes(notice.contents.filter(channel=channel).latest("pk").document.content)


def page(notice: Notice) -> str:
    return "".join(each.extract_text() for each in PdfReader(BytesIO(bytes_of(notice, "letter"))).pages)


def test_the_letter_bears_it_and_the_mail_keeps_the_name():
    notice = made(name=NAME)
    assert (notice.state, notice.reason) == ("ready", "without-letter")
    [found] = print_spellings.unprintable(notice.recipient)
    assert (found.text, found.is_name, found.why) == (NAME, True, "محد")
    assert list(print_spellings.kept_from_print()) == [notice]
    spelled(notice)
    assert freshness.untrue([notice.pk], TODAY) == {notice.pk: "figures"}
    Notice.objects.filter(pk=notice.pk).update(state="due")
    assert again(notice).state == "ready" and notice.reason == ""
    assert SPELLED in page(notice)
    mail = message_from_bytes(bytes_of(notice, "email"), policy=policy.default)
    assert NAME in mail.get_body(("plain",)).get_content()
    assert {content.recipient_name for content in notice.contents.all()} == {NAME}
    assert list(verification.verify(render=10)) == []
    assert freshness.untrue([notice.pk], TODAY) == {}


def test_what_failed_for_want_of_it_is_due_once_another_person_approves():
    notice = made(name=NAME, email="")
    assert (notice.state, notice.reason) == ("failed", "missing-glyph")
    row = print_spellings.enter(notice.recipient, NAME, SPELLED, ANA)
    assert print_spellings.unprintable(notice.recipient) == []
    assert again(notice).state == "failed", "entered is not approved"
    with pytest.raises(ActRefused, match="own"):
        print_spellings.approve(row, ANA)
    print_spellings.approve(row, BEA)
    with pytest.raises(ActRefused, match="done"):
        print_spellings.approve(row, Act(at=NOW, by="cleo"))
    notice.refresh_from_db()
    assert notice.state == "due"
    assert again(notice).state == "ready"
    assert SPELLED in page(notice)


def test_an_address_that_no_window_has_room_for_is_shortened():
    notice = made(address=LONG, email="")
    assert (notice.state, notice.reason) == ("failed", "address-too-long")
    [found] = print_spellings.unprintable(notice.recipient)
    assert (found.text, found.is_name, found.why) == (LONG, False, "")
    with pytest.raises(print_spellings.CannotBePrinted) as refused:
        print_spellings.enter(notice.recipient, LONG, LONG + "\nE1 6AN", ANA)
    assert refused.value.code == "address-too-long"
    spelled(notice, LONG, "Flat 12, Old Granary\nWharf Lane\nE1 6AN")
    assert again(notice).state == "ready"
    assert "Old Granary" in page(notice)


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("محمد", "missing-glyph"),
        ("Mohammad 2", "no-name"),
        ("www.pay.me/now", "no-name"),
        ("Rahimi!", "no-name"),
    ],
)
def test_what_is_no_name_or_has_the_same_fault_is_refused(spelling, code):
    notice = made(name=NAME, email="")
    with pytest.raises(print_spellings.CannotBePrinted) as refused:
        print_spellings.enter(notice.recipient, NAME, spelling, ANA)
    assert refused.value.code == code


def test_it_stands_for_one_text_and_gives_way_when_it_is_withdrawn():
    notice = made(name=NAME, email="")
    row = spelled(notice)
    again(notice)
    with pytest.raises(ActRefused, match="known"):
        print_spellings.enter(notice.recipient, NAME, "M Rahimi", ANA)
    print_spellings.withdraw(row, BEA)
    assert freshness.untrue([notice.pk], TODAY) == {notice.pk: "figures"}
    assert print_spellings.in_force([notice.recipient_id]) == {}
    print_spellings.enter(notice.recipient, NAME, "M Rahimi", ANA)


def test_each_word_of_it_stays():
    notice = made(name=NAME, email="")
    row = spelled(notice)
    print_spellings.withdraw(row, BEA)
    assert PrintSpellingEdit.objects.filter(pgh_obj=row).count() == 3
    for sentence in ("UPDATE notices_printspelling SET spelling = 'x'", "DELETE FROM notices_printspelling"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sentence)


def test_a_client_whose_representative_is_written_to_is_spelled_too():
    about = account("US", "en", name=NAME)
    notice = due(about, "us-validation", wording="representative")
    archive.make_ready([notice.pk], ACT)
    print_spellings.approve(print_spellings.enter(notice.recipient, NAME, SPELLED, ANA), BEA)
    Notice.objects.filter(pk=notice.pk).update(state="due")
    assert again(notice).state == "ready"
    assert page(notice).count(SPELLED) > 1
