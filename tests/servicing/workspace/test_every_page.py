"""What holds for every page: its queries, its policy, its language, its labels; and the catalogues."""

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from accounts.acts import Act
from accounts.calendars import sync as calendar_sync
from accounts.close import restatement as restatement_run
from accounts.models import Account, Break, Restatement, SetAside
from notices import batches
from notices.models import Dispatch, Receipt
from servicing.templatetags.desk import count, figure, money
from tests.notices.posted import noticed
from tests.servicing.workspace.builders import (
    DOUBTFUL,
    FIRST,
    LAST,
    UNPAID,
    call_back,
    colleague,
    expect,
    file,
    hold,
    restated,
)
from tests.servicing.workspace.cases.test_cases import opened

pytestmark = pytest.mark.django_db
ASKED_AT = datetime(2026, 6, 1, tzinfo=UTC)


class TestManyRows:
    """The number of queries of a page does not grow with what it shows."""

    PAGES = {
        "home": (reverse("home"), 60),
        "all": (reverse("accounts"), 9),
        "stage": (reverse("accounts") + "?stage=M2", 9),
        "moves": (reverse("moves") + "?on=2026-01-15", 4),
        "night": (reverse("night"), 41),
        "set aside": (reverse("set-aside"), 6),
        "files": (reverse("files"), 14),
        "closes": (reverse("closes"), 4),
        "close": (reverse("close", args=[DOUBTFUL]), 13),
        "breaks": (reverse("breaks"), 10),
        "cases": (reverse("cases"), 6),
        "reages": (reverse("reages"), 4),
        "call-backs": (reverse("call-backs"), 7),
        "promises": (reverse("promises"), 17),
        "restatements": (reverse("restatements"), 4),
        "rules": (reverse("rules"), 2),
        "rules of one": (reverse("rules-of", args=["CN"]), 2),
        "notice kinds": (reverse("notice-kinds"), 2),
        "templates": (reverse("templates"), 3),
        "template": (reverse("template", args=["us-negative-notice", "es"]), 5),
        "template version": (reverse("template-version", args=["cn-help", "en", 1]), 5),
        "notice kind": (reverse("notice-kind", args=["cn-overdue"]), 3),
        "calendars": (reverse("calendars"), 3),
        "holds": (reverse("holds") + "?state=in-force", 9),
        "calendar": (reverse("calendar", args=["CN"]), 5),
        "batches": (reverse("batches"), 7),
        "notices": (reverse("notices"), 11),
        "sending": (reverse("sending"), 11),
        "notices that failed": (reverse("notices") + "?show=failed", 11),
        "aging": (reverse("aging") + "?by=branch", 16),
        "accounts of aging": (reverse("report-accounts") + "?on=2026-01-20&basis=known&stage=M2", 4),
        "roll rates": (reverse("roll-rates") + "?start=2026-01-08&end=2026-01-20", 19),
        "accounts of roll rates": (
            reverse("moved-accounts") + "?start=2026-01-08&end=2026-01-20&basis=known&came=M0",
            8,
        ),
        "roll rates by month": (reverse("roll-rates-by-month"), 19),
        "vintages": (reverse("vintages"), 15),
        "what if": (reverse("what-if"), 9),
        "conduct": (reverse("conduct") + "?first=2026-01-01&last=2026-01-31", 17),
        "month-end packs": (reverse("month-packs"), 5),
    }

    def load_more(self):
        calendar_sync.keep(LAST)
        for number in range(20):
            account = hold(UNPAID, name=f"Person {number}")
            SetAside.objects.create(account=account, since=LAST, reason="x")
            Break.objects.create(
                account=account,
                statement_date=FIRST,
                printed=1,
                ours=2,
                cause="return",
                found_on=LAST,
                owner="agent",
            )
            account.spans.create(
                starts_on=FIRST, stage="M2", past_due=1, statements_missed=1,
                oldest_missed_statement=FIRST, oldest_missed_due=FIRST,
            )  # fmt: skip
            account.stage_changes.create(on="2026-01-15", to_stage="M2", why=["entered"], rule_version=1)
            file()
            opened(account)
            restatement = Restatement.objects.create(day=LAST, asked_at=ASKED_AT, finished_at=ASKED_AT)
            restatement.shards.create(number=1, first_account=1, last_account=1, accounts=1)
            for day in (DOUBTFUL, LAST, LAST + timedelta(days=1)):
                expect(day, source=str(number), rows=1)
            call_back(account)
            noticed(account)
            noticed(account, state="failed", reason="no address")
            batches.make(Act(at=ASKED_AT + timedelta(days=number)))
            self.send_more(account)

    def send_more(self, account):
        """One that needs a person, and a receipt that nobody understands."""
        dispatch = Dispatch.objects.create(
            notice=noticed(account, state="returned", reason="moved"), channel="letter", state="ended",
            queued_at=ASKED_AT, next_try_at=ASKED_AT, reason="moved", work="no-word", work_since=ASKED_AT,
        )  # fmt: skip
        for number, notice in enumerate((dispatch.notice, None)):
            Receipt.objects.create(
                source="bounce", key=f"{dispatch.pk}-{number}", named=dispatch.notice.reference, notice=notice,
                outcome="returned", reason="moved", on=LAST, received_at=timezone.now(),
            )  # fmt: skip

    @pytest.mark.parametrize("page", PAGES)
    def test_lists(self, desk, page, django_assert_num_queries):
        address, queries = self.PAGES[page]
        call_back(Account.objects.earliest("pk"))
        Break.objects.update(owner="agent")
        desk.get(address)  # reports keep what they count of closed days
        for enlarge in (lambda: None, self.load_more):
            enlarge()
            with django_assert_num_queries(queries):
                desk.get(address)

    def test_a_restatement(self, desk, book, django_assert_num_queries):
        restatement = restated(book["late"], LAST)
        for path, queries in (("restatement", 9), ("restated-accounts", 5)):
            for enlarge in (lambda: None, lambda: self.differ_more(restatement)):
                enlarge()
                with django_assert_num_queries(queries):
                    desk.get(reverse(path, args=[restatement.pk]))

    def test_a_batch_and_a_notice(self, desk, book, django_assert_num_queries):
        notice = noticed(book["late"])
        [batch] = batches.make(Act(at=ASKED_AT))
        for path, pk, queries in (("batch", batch.pk, 12), ("notice", notice.pk, 12)):
            for enlarge in (lambda: None, self.enlarge_batch):
                enlarge()
                with django_assert_num_queries(queries):
                    desk.get(reverse(path, args=[pk]))

    def enlarge_batch(self):
        for account in Account.objects.all():
            for _ in range(4):
                noticed(account)
            noticed(account, state="suspended", reason=f"x{account.pk}")
        batches.make(Act(at=ASKED_AT))

    def differ_more(self, restatement):
        for number in range(20):
            restatement.accounts.create(
                account=hold(UNPAID, name=f"N {number}"), known_stage="M1", stage="M0"
            )

    def test_a_search(self, desk, django_assert_num_queries):
        for enlarge in (lambda: None, self.load_more):
            enlarge()
            address = desk.post(reverse("accounts"), {"q": "a0"})["Location"]
            with django_assert_num_queries(13):
                desk.get(address)

    def test_an_account(self, desk, book, django_assert_max_num_queries):
        """At night in their zone the gate asks a little more."""
        customer = book["late"].parties.get().customer
        for enlarge in (lambda: None, self.load_more):
            enlarge()
            with django_assert_max_num_queries(61):
                desk.get(reverse("account", args=[book["late"].pk]))
            for account in Account.objects.exclude(pk=book["late"].pk):
                account.parties.get_or_create(customer=customer, role="joint-holder")

    def test_the_team(self, client, people, django_assert_num_queries):
        client.force_login(people["administrator"])
        for enlarge in (lambda: None, lambda: [colleague("agent", username=f"a{n}") for n in range(9)]):
            enlarge()
            with django_assert_num_queries(4):
                client.get(reverse("team"))


class TestEveryPage:
    @pytest.fixture(params=["en", "zh-hans", "es"])
    def pages(self, request, client, book, people):
        """Every page in one language, as somebody who may see it."""
        client.cookies["django_language"] = request.param
        signed_out = [client.get(reverse("sign-in")), client.get("/none/")]
        client.force_login(people["supervisor"])
        seen = [client.get(address) for address, _ in TestManyRows.PAGES.values()]
        for name in ("account", "account-rules"):
            seen += [client.get(reverse(name, args=[account.pk])) for account in book.values()]
        late = book["late"]
        seen += [client.get(reverse("customer", args=[late.parties.get().customer_id]))]
        forms = (
            "appoint", "grant-mandate", "contacts", "log-incoming", "agree-call-back", "take-promise", "place-hold",
        )  # fmt: skip
        seen += [client.get(reverse(name, args=[late.pk])) for name in forms]
        seen += [
            client.post(reverse("accounts"), {"q": "李娜"}, follow=True),
            client.get(reverse("password")),
        ]
        restatement = restated(book["late"], LAST)
        case = opened(book["late"], kind="dispute", disputed_amount=6000, statement_date=FIRST)
        seen.append(client.get(reverse("case", args=[case.pk])))
        notice = noticed(late, missed_on=LAST)
        [batch] = batches.make(Act(at=ASKED_AT))
        seen += [
            client.get(reverse("notice", args=[pk]))
            for pk in (notice.pk, noticed(late, state="failed", reason="x").pk)
        ]
        seen.append(client.get(reverse("batch", args=[batch.pk])))
        seen.append(client.get(reverse("open-case", args=[book["late"].pk])))
        for name in ("restatement", "restated-accounts"):
            seen.append(client.get(reverse(name, args=[restatement.pk])))
        seen.append(
            client.get(reverse("restatement", args=[restatement_run.begin(LAST, Act(at=ASKED_AT)).pk]))
        )
        seen += [client.get(reverse("team")), client.get(reverse("accounts") + "?stage=x")]
        client.force_login(people["administrator"])
        for name in ("team", "teams", "new-team", "new-person", "declare-feed", "letterheads"):
            seen.append(client.get(reverse(name)))
        for name in ("person", "reset-password"):
            seen.append(client.get(reverse(name, args=[people["agent"].pk])))
        seen.append(client.get(reverse("correct-calendar", args=["CN"])))
        seen.append(client.get(reverse("letterhead", args=["CN", "zh-hans"])))
        return request.param, [page.content.decode() for page in signed_out + seen]

    def test_no_style_or_script_in_the_page_and_no_other_host(self, pages):
        for page in pages[1]:
            assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=\"/)|\son[a-z]+=|javascript:", page)
            assert not re.search(r"https?://", page)

    def test_nothing_personal_in_an_address(self, pages):
        for page in pages[1]:
            for address in re.findall(r'(?:href|action|src|hx-get|hx-post)="([^"]*)"', page):
                assert not re.search(r"@|李|陈|Mar|1380000|900123", address), address

    def test_the_language_is_the_readers(self, pages):
        language, seen = pages
        for page in seen:
            assert f'<html lang="{language}">' in page
            if language != "en":
                assert "Servicing desk" not in page

    def test_every_box_has_a_label_and_every_id_is_the_only_one(self, pages):
        for page in pages[1]:
            ids = re.findall(r'\sid="([^"]+)"', page)
            assert len(ids) == len(set(ids))
            for box in re.findall(
                r'<input\b[^>]*type="(?:text|search|date|password)"[^>]*\sid="([^"]+)"', page
            ):
                assert f'for="{box}"' in page


def test_figures_are_written_as_the_reader_writes_them():
    with translation.override("zh-hans"):
        assert money(123456789, "CNY") == "1,234,567.89 CNY"
    with translation.override("es"):
        assert figure(123456, "JPY").replace("\xa0", " ") in ("123 456", "123.456")
    with translation.override("en"):
        assert count(1234567) == "1,234,567"


LANGUAGES = ("zh_Hans", "es")
LOCALE = Path(settings.BASE_DIR) / "servicing" / "locale"


def messages(catalogue):
    return {(entry.msgctxt, entry.msgid): (entry.msgstr, entry.msgstr_plural) for entry in catalogue}


@pytest.mark.parametrize("language", LANGUAGES)
class TestCatalogue:
    def test_every_message_is_translated(self, language):
        catalogue = polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))
        assert [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy] == []

    def test_placeholders_are_the_same(self, language):
        for entry in polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po")):
            said = [entry.msgstr, *entry.msgstr_plural.values()]
            wanted = set(re.findall(r"%\(\w+\)s|%d", entry.msgid))
            assert all(set(re.findall(r"%\(\w+\)s|%d", one)) == wanted for one in said if one), entry.msgid

    def test_what_is_compiled_is_what_is_written(self, language):
        folder = LOCALE / language / "LC_MESSAGES"
        written, compiled = polib.pofile(str(folder / "django.po")), polib.mofile(str(folder / "django.mo"))
        said = [
            {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in each} for each in (written, compiled)
        ]
        assert said[0] == said[1]

    @pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")
    def test_no_message_of_the_code_is_left_out(self, language, tmp_path, settings, monkeypatch):
        """Collected from a copy: makemessages writes where it reads."""
        for part in ("accounts", "notices", "servicing"):
            shutil.copytree(Path(settings.BASE_DIR) / part, tmp_path / part)
        monkeypatch.chdir(tmp_path)
        settings.LOCALE_PATHS = [tmp_path / "servicing" / "locale"]
        call_command("makemessages", locale=[language], no_obsolete=True, verbosity=0)
        collected = polib.pofile(f"servicing/locale/{language}/LC_MESSAGES/django.po")
        assert [entry.msgid for entry in collected if not entry.translated() or entry.fuzzy] == []
