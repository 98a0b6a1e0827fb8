"""Notices that are due become ready and are kept: exactly, once, provably, and no longer than asked."""

from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from io import StringIO
from threading import Thread

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from accounts.acts import Act
from accounts.evidence import seal
from accounts.models import Exit
from notices.archive import freeze as archive
from notices.archive import retention as archive_retention
from notices.archive import verification as archive_verification
from notices.kinds import catalogue
from notices.letters import electronic, figures, letterheads
from notices.letters import render as rendering
from notices.models import Document, Erasure, Letterhead, Notice, NoticeContent
from notices.tasks import erase_contents
from notices.wordings import parts as wording_parts
from notices.wordings import versions as wording_versions
from tests.history import rewritten
from tests.notices.written import ACT, ADDRESS, DOT, NOW, RARE, TODAY, account, due, heads, sum_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def written_on():
    return heads()


def make(*notices: Notice) -> archive.FrozenLetter:
    return archive.make_ready([notice.pk for notice in notices], ACT)


def state(notice: Notice) -> tuple[str, str]:
    notice.refresh_from_db()
    return notice.state, notice.reason


def test_a_due_notice_becomes_ready_with_all_that_it_says(written_on):
    notice = due(account())
    assert make(notice).ready == [notice.pk]
    assert state(notice) == ("ready", "")
    letter, email = notice.contents.order_by("channel").reverse()
    assert (letter.channel, email.channel) == ("letter", "email")
    assert letter.document.content[:5].tobytes() == b"%PDF-"
    assert letter.document_id == sum_of(bytes(letter.document.content))
    assert (letter.recipient_name, letter.address) == (RARE, ADDRESS)
    assert (letter.as_of, letter.frozen_at, letter.language) == (TODAY, NOW, "zh-hans")
    assert letter.template_sha256 == wording_versions.shipped("cn-collection", "zh-hans").sha256
    assert letter.letterhead == written_on["CN", "zh-hans"]
    assert figures.thawed(letter.figures) == figures.of([notice], TODAY)[notice.pk]
    assert "@example.com" in email.address
    (turn,) = notice.turns.all()
    assert (turn.from_state, turn.to_state, turn.at) == ("due", "ready", NOW)


def test_a_sealed_letter_goes_with_its_e_mail_and_app_message(written_on):
    make(sealed := due(account()))
    letter, email = (sealed.contents.get(channel=channel) for channel in ("letter", "email"))
    message = message_from_bytes(bytes(email.document.content), policy=policy.default)
    (attached,) = message.iter_attachments()
    assert attached.get_content() == bytes(letter.document.content)
    assert attached.get_filename() == f"{sealed.reference}.pdf"
    make(plain := due(account("GB", "en"), "gb-early-difficulty"))
    for content in plain.contents.filter(channel="email"):
        said = message_from_bytes(bytes(content.document.content), policy=policy.default)
        assert not list(said.iter_attachments())


def test_made_ready_once(written_on):
    notice = due(account())
    make(notice)
    assert make(notice) == archive.FrozenLetter()
    assert notice.contents.count() == 2
    assert notice.turns.count() == 1


@pytest.mark.parametrize(
    ("wrong", "reason", "detail"),
    [
        ({"person": {"address": "", "email": ""}}, "not-reached", "letter, email"),
        ({"person": {"name": "李\u0378"}}, "missing-glyph", "\u0378"),
        ({"split": False}, "missing-value", "breakdown"),
    ],
)
def test_a_notice_that_cannot_be_made_fails_alone(written_on, wrong, reason, detail):
    person = wrong.pop("person", {})
    kind = "us-validation" if "split" in wrong else "cn-collection-first"
    at = ("US", "en") if "split" in wrong else ()
    bad, good = due(account(*at, **wrong, **person), kind), due(account())
    made = make(bad, good)
    assert made.ready == [good.pk]
    assert made.failed == {bad.pk: reason}
    assert state(bad) == ("failed", reason)
    assert not bad.contents.exists()
    assert detail in bad.turns.get().reason


def test_a_letter_that_cannot_be_set_fails_alone(written_on):
    """What goes by message is made, and somebody is told that there is no letter."""
    make(notice := due(account("US", "en", name="Li \u0378"), "us-reminder"))
    assert state(notice) == ("ready", "without-letter")
    assert [content.channel for content in notice.contents.all()] == ["email"]
    assert "missing-glyph" in notice.turns.get().reason


def test_a_reader_whose_language_the_pack_lacks_has_a_line_in_it(written_on):
    make(notice := due(account("US", "zh-Hans"), "us-reminder"))
    email = notice.contents.get(channel="email")
    text = message_from_bytes(bytes(email.document.content), policy=policy.default).get_body(["plain"])
    assert "1-800-555-0100，我们用中文为您说明" in text.get_content()
    make(other := due(account("GB", "fr"), "gb-early-difficulty"))
    assert state(other) == ("ready", "")


def test_without_a_letterhead_it_fails():
    notice = due(account())
    make(notice)
    assert state(notice) == ("failed", "no-letterhead")


def test_an_account_without_a_policy_fails(written_on):
    about = account()
    with rewritten():
        about.product.policies.all().delete()
    make(notice := due(about))
    assert state(notice) == ("failed", "cannot-be-computed")


def test_the_words_are_checked_once_more(written_on):
    """A template that slipped past its approval fails at the press."""
    about = account()
    shipped = wording_parts.parts_of(wording_versions.shipped("cn-collection", "zh-hans"))
    threat = {"part": "reason", "text": "如不还款，我们将通知您的家人和单位。"}
    version = wording_versions.draft(
        "cn-collection",
        "zh-hans",
        shipped | {"paragraphs": [*shipped["paragraphs"], threat]},
        Act(by="ann", at=NOW),
    )
    version.__class__.objects.filter(pk=version.pk).update(
        approved_by="ben", approved_at=NOW, effective_from=TODAY
    )
    make(notice := due(about))
    assert state(notice) == ("failed", "wording")


def test_a_kind_whose_prescribed_wording_nobody_has_read_cannot_be_made(written_on):
    make(notice := due(account("GB", "en"), "gb-sums-in-arrears", occasion="missed-minimums 2026-01-01"))
    assert state(notice) == ("failed", "not-prescribed")
    assert "gb-arrears-sheet" in notice.turns.get().reason


def test_only_what_is_due_is_made(written_on):
    held = due(account(), state="suspended", reason="promise")
    assert make(held) == archive.FrozenLetter()
    assert state(held) == ("suspended", "promise")


def test_the_pressing_ones_come_first(written_on):
    late, soon, whenever = (due(account(), due_by=day) for day in (date(2026, 3, 9), date(2026, 3, 1), None))
    assert archive.to_make(10) == [soon.pk, late.pk, whenever.pk]


def test_the_same_text_message_is_kept_once(written_on):
    about = account()
    first, second = (
        due(about, "cn-grace-reminder", occasion="in-grace a"),
        due(about, "cn-grace-reminder", occasion="in-grace b"),
    )
    make(first, second)
    by_sms = NoticeContent.objects.filter(channel="sms")
    assert len({content.document_id for content in by_sms}) == 1
    assert by_sms.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda content: Document.objects.filter(pk=content.document_id).update(media_type="text/html"),
        lambda content: NoticeContent.objects.filter(pk=content.pk).update(address="elsewhere"),
        lambda content: NoticeContent.objects.filter(pk=content.pk).delete(),
        lambda content: Letterhead.objects.filter(pk=content.letterhead_id).update(name="other"),
    ],
)
def test_what_is_kept_is_never_changed(written_on, change):
    make(notice := due(account()))
    with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
        change(notice.contents.first())


def test_no_bytes_under_a_sum_that_is_not_theirs():
    with pytest.raises(IntegrityError, match="document_is_under_its_sum"), transaction.atomic():
        Document.objects.create(sha256="0" * 64, media_type="text/plain", content=b"?")


def verified(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify_notices", *arguments, stderr=StringIO())
    except SystemExit as ended:
        return ended.code, out.getvalue()
    return 0, ""


def tamper(sql: str, *values) -> None:
    """As somebody with the keys of the database might."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("notices_document", "notices_noticecontent"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE notices_document DROP CONSTRAINT document_is_under_its_sum")
        cursor.execute(sql, values)


def test_what_is_kept_as_it_was_made_passes(written_on):
    make(
        *[
            due(account()),
            due(account("GB", "en"), "gb-early-difficulty"),
            due(account("US", "es"), "us-reminder"),
        ]
    )
    assert not list(archive_verification.verify(render=10))
    assert verified("--render", "3")[0] == 0


def test_a_changed_byte_is_found(written_on, capsys):
    make(notice := due(account()))
    letter = notice.contents.get(channel="letter")
    changed = bytes(letter.document.content)[:-1] + b"?"
    tamper("UPDATE notices_document SET content = %s WHERE sha256 = %s", changed, letter.document_id)
    (found,) = archive_verification.verify()
    assert (found.notice, found.channel, found.what) == (notice.reference, "letter", "bytes")
    assert verified()[0] == 1
    assert f"{notice.reference},letter,{letter.document_id},bytes" in capsys.readouterr().out


def test_bytes_that_are_said_to_be_something_else_are_found(written_on):
    make(notice := due(account()))
    letter = notice.contents.get(channel="letter")
    tamper("UPDATE notices_document SET media_type = %s WHERE sha256 = %s", "text/plain", letter.document_id)
    (found,) = archive_verification.verify()
    assert (found.notice, found.channel, found.what) == (notice.reference, "letter", "media-type")


def test_changed_figures_are_found_by_printing_again(written_on):
    make(notice := due(account()))
    tamper(
        "UPDATE notices_noticecontent SET figures = jsonb_set(figures, '{values,past_due}', '1')"
        " WHERE channel = 'letter'"
    )
    assert not list(archive_verification.verify())
    (found,) = archive_verification.verify(render=1)
    assert (found.notice, found.what) == (notice.reference, "rendering")


def test_what_is_not_as_it_was_sealed_is_printed_again_unasked(written_on):
    make(notice := due(account()))
    seal.seal(TODAY, NOW)
    assert not list(archive_verification.verify())
    tamper(
        "UPDATE notices_noticecontent SET figures = jsonb_set(figures, '{values,past_due}', '1')"
        " WHERE channel = 'letter'"
    )
    (found,) = archive_verification.verify()
    assert (found.notice, found.what) == (notice.reference, "rendering")


def test_a_notice_without_content_is_found(written_on):
    notice = due(account(), state="released")
    (found,) = archive_verification.verify()
    assert (found.notice, found.what) == (notice.reference, "missing")


def test_a_letter_that_another_press_set_is_told_apart(written_on):
    make(due(account()))
    tamper("UPDATE notices_noticecontent SET press = repeat('0', 64) WHERE channel = 'letter'")
    assert not list(archive_verification.verify(render=1))
    assert archive_verification.of_earlier_presses() == 1


def test_what_was_sent_is_kept_until_the_pack_lets_it_go(written_on):
    about = account()
    make(notice := due(about))
    Notice.objects.filter(pk=notice.pk).update(state="sent", sent_on=TODAY)
    notice.refresh_from_db()
    assert archive_retention.last_day(notice) is None, "the debt is not settled"
    Exit.objects.create(account=about, on=date(2026, 3, 1), reason="closed", known_on=date(2026, 3, 1))
    until = archive_retention.last_day(notice)
    assert until == date(2031, 3, 1)
    with pytest.raises(archive_retention.StillKept) as caught:
        archive_retention.erase(notice, datetime(2031, 3, 1, tzinfo=UTC))
    assert caught.value.until == until
    assert archive_retention.purge(datetime(2031, 3, 1, tzinfo=UTC)) == 0
    sums = set(notice.contents.values_list("document", flat=True))
    with time_machine.travel(datetime(2031, 3, 2, tzinfo=UTC), tick=False):
        erase_contents()
    assert not notice.contents.exists()
    assert not Document.objects.filter(pk__in=sums).exists()
    assert set(Erasure.objects.get(notice=notice).sha256) == sums
    assert not list(archive_verification.verify()), "nothing is missing that was erased in its time"


def test_what_another_notice_still_says_is_not_erased_with_it(written_on):
    about = account()
    first, second = (due(about, "cn-grace-reminder", occasion=f"in-grace {n}") for n in "ab")
    make(first, second)
    Notice.objects.filter(pk=first.pk).update(state="sent", sent_on=TODAY)
    Exit.objects.create(account=about, on=date(2026, 3, 1), reason="closed", known_on=date(2026, 3, 1))
    first.refresh_from_db()
    archive_retention.erase(first, datetime(2032, 1, 1, tzinfo=UTC))
    assert second.contents.get(channel="sms").document.content


def test_what_is_in_hand_is_never_erased(written_on):
    make(notice := due(account()))
    notice.refresh_from_db()
    with pytest.raises(archive_retention.StillKept):
        archive_retention.erase(notice, datetime(2099, 1, 1, tzinfo=UTC))


def test_a_new_letterhead_leaves_made_letters_as_they_are(written_on):
    make(first := due(account()))
    old = written_on["CN", "zh-hans"]
    texts = {name: getattr(old, name) for name in letterheads.TEXTS} | {"name": "新示例银行"}
    new = letterheads.save("CN", "zh-hans", texts, old.seal, Act(by="admin", at=NOW))
    letterheads.approve(new, Act(by="ben", at=NOW))
    make(second := due(account()))
    assert new.number == old.number + 1
    assert first.contents.first().letterhead == old
    assert second.contents.first().letterhead == new
    assert not list(archive_verification.verify(render=4))


@pytest.mark.parametrize("picture", [b"", b"GIF89a", DOT[:40], DOT[:8] + b"0" * letterheads.MOST_BYTES])
def test_a_seal_is_a_picture(picture):
    with pytest.raises(letterheads.NotAPicture):
        letterheads.keep_seal(picture)
    assert letterheads.keep_seal(DOT) == letterheads.keep_seal(DOT)


def test_a_preview_shows_what_a_cardholder_would_get(written_on):
    kind = catalogue.get("cn-collection-first")
    template = wording_versions.shipped("cn-collection", "zh-hans")
    shown = rendering.preview(template, kind, account(), TODAY)
    assert shown.pdf.startswith(b"%PDF-")
    assert shown.letter.recipient[0] == RARE
    assert shown.examples == ()
    bare = rendering.preview(template, kind, account(split=False), TODAY)
    assert bare.examples == ("breakdown",)


def test_what_law_does_not_ask_for_is_left_out_where_the_book_does_not_hold_it(written_on):
    make(notice := due(account("CN", "en", split=False)))
    assert state(notice) == ("ready", "")
    make(whole := due(account("CN", "en")))
    told = [
        electronic.plain(rendering.write(template, kind, figures.thawed(content.figures), content.letterhead))
        for kind, template in [
            (catalogue.get("cn-collection-first"), wording_versions.shipped("cn-collection", "en"))
        ]
        for content in (notice.contents.last(), whole.contents.last())
    ]
    assert ["Principal" in each for each in told] == [False, True]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_each_notice_once():
    heads()
    notices = [due(account()) for _ in range(6)]
    ids = [notice.pk for notice in notices]

    def work() -> None:
        try:
            archive.make_ready(ids, Act(at=NOW))
        except DatabaseError:  # pragma: no cover
            raise
        finally:
            connections.close_all()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {state(notice)[0] for notice in notices} == {"ready"}
    assert NoticeContent.objects.filter(channel="letter").count() == len(notices)
