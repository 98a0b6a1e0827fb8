"""Reports as pages and files: every figure opens its accounts, every form says the same, none is a formula."""

import csv
import io
import re
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.close import restatement as restatement_run
from accounts.models import Account, MonthPack, Restatement, SetAside
from accounts.reports import month_packs, snapshot
from servicing.exports import report_files as files
from servicing.exports.report import Cell, Column, Report, Table, shade, share
from servicing.models import Export
from tests.servicing.workspace.builders import LAST, restated
from tests.servicing.workspace.reading import linked_counts, markup, rows, text

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 20)
AGING = reverse("aging") + f"?on={DAY}&by=branch"
ROLLED = reverse("roll-rates") + "?start=2026-01-08&end=2026-01-20"


@pytest.mark.parametrize("address", [AGING, ROLLED])
def test_every_count_opens_as_many_accounts(desk, address):
    counts = linked_counts(desk.get(address))
    assert counts
    for behind, number in counts:
        assert len(rows(desk.get(behind))) == number, behind


@pytest.mark.parametrize("language", ["en", "zh-hans", "es"])
def test_it_says_that_it_reconciles_in_every_language(desk, language):
    desk.cookies["django_language"] = language
    for address in (AGING, ROLLED, reverse("roll-rates-by-month"), reverse("vintages")):
        page = desk.get(address)
        assert page.status_code == 200
        assert "✗" not in text(page)


def test_an_account_that_is_counted_wrongly_is_named(desk):
    """A report that does not add up to the book says so, and by which product and stage."""
    seen = snapshot.view(DAY, "known")
    cells = snapshot.cells(seen)
    product = Account.objects.earliest("pk").product.code
    fewer = [cell for cell in cells if cell.product != product]
    assert product in {each.product for each in snapshot.differences(seen, fewer)}
    assert snapshot.differences(seen, cells) == []


def test_accounts_that_could_not_be_computed_are_named(desk, book):
    SetAside.objects.create(account=book["late"], since=DAY, reason="no policy")
    assert "could not be computed: 1" in text(desk.get(AGING))
    assert "could not be computed" not in text(desk.get(AGING.replace("-20", "-19")))


def test_a_day_that_is_not_closed_is_refused_in_a_sentence(desk):
    page = text(desk.get(reverse("aging") + "?on=2026-12-24"))
    assert "24 Dec 2026 is not closed; the last closed day is 23 Jan 2026." in page


def test_a_day_as_known_now_is_asked_for_watched_and_shown(desk, book):
    address = reverse("aging") + f"?on={DAY}&basis=restated"
    assert "has not been recalculated yet" in text(desk.get(address))
    answer = desk.post(reverse("ask-restatement"), {"day": str(DAY), "next": address})
    assert answer["Location"] == address
    page = desk.get(address)
    assert "is being recalculated" in text(page)
    assert "hx-get" in markup(page)
    restatement_run.work_through(Restatement.objects.get(day=DAY))
    shown = desk.get(address)
    assert "as known now (recalculated" in text(shown)
    assert "It reconciles with the book" in text(shown)
    for behind, number in linked_counts(shown):
        assert len(rows(desk.get(behind))) == number, behind


def test_known_and_restated_differ_only_on_corrected_accounts(desk, book):
    restated(book["late"], LAST)
    stood = {
        basis: {each.reference: each for each in snapshot.accounts(snapshot.view(LAST, basis), snapshot.Wanted())}
        for basis in ("known", "restated")
    }  # fmt: skip
    differing = {name for name in stood["known"] if stood["known"][name] != stood["restated"][name]}
    assert differing == {book["late"].reference}


class TestFiles:
    def test_csv_carries_what_it_is_about_and_the_same_figures(self, desk):
        answer = desk.get(AGING + "&format=csv")
        assert answer["Content-Type"].startswith("text/csv")
        lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        about = {line[0]: line[1] for line in lines if len(line) == 2}
        assert about["End of"] == "2026-01-20"
        taken = Export.objects.get()
        assert (taken.list, taken.format, taken.by) == ("aging", "csv", "supervisor")
        assert taken.sha256 == sha256(answer.content).hexdigest()
        assert about["Made by"] == "The supervisor"
        assert re.fullmatch(r"[0-9a-f]{64}", about["Checksum (SHA-256)"])
        stages = [line for line in lines if line and line[0] in ("CURRENT", "M0", "M1", "M2", "M3")]
        expected = sum(
            cell.accounts for cell in snapshot.cells(snapshot.view(DAY, "known")) if cell.currency == "CNY"
        )
        assert sum(int(line[1]) for line in stages) == expected

    def test_the_checksum_is_of_the_figures_and_not_of_the_moment(self, desk):
        def checksum(address):
            return re.search(r"[0-9a-f]{64}", desk.get(address).content.decode())[0]

        assert checksum(AGING + "&format=csv") == checksum(AGING + "&format=csv")
        assert checksum(AGING + "&format=csv") != checksum(AGING.replace("-20", "-19") + "&format=csv")

    def test_xlsx_is_opened_by_a_reader_with_numbers_as_numbers(self, desk):
        answer = desk.get(AGING + "&format=xlsx")
        book = load_workbook(io.BytesIO(answer.content))
        about = {row[0].value: row[1].value for row in book.worksheets[0].iter_rows(min_row=2)}
        assert about["Made by"] == "The supervisor"
        sheet = book.worksheets[1]
        assert [cell.value for cell in sheet[4]][:2] == ["Stage", "Accounts"]
        counts = [row[1].value for row in sheet.iter_rows(min_row=5)]
        assert counts[-1] == sum(counts[:-1]) > 0
        assert all(cell.data_type != "f" for each in book for row in each.iter_rows() for cell in row)

    @pytest.mark.parametrize("language", ["en", "zh-hans", "es"])
    def test_pdf_is_set_in_every_language_with_its_checksum_on_each_page(self, desk, language):
        desk.cookies["django_language"] = language
        pdf = PdfReader(io.BytesIO(desk.get(ROLLED + "&format=pdf").content))
        assert pdf.trailer["/Root"]["/Lang"].startswith(language[:2])
        for page in pdf.pages:
            assert "SHA-256" in page.extract_text()
        day = {"en": "8Jan2026", "zh-hans": "2026年1月8日", "es": "8ene2026"}[language]
        assert day in re.sub(r"\s", "", pdf.pages[0].extract_text())

    def test_pdf_has_the_pictures_of_the_page_told_in_words(self, desk):
        def told(element):
            if not isinstance(element, dict):
                return []
            inside = element.get("/K", [])
            parts = inside if isinstance(inside, list) else [inside]
            own = [element["/Alt"]] if "/Alt" in element else []
            return own + [text for part in parts for text in told(part.get_object())]

        pdf = PdfReader(io.BytesIO(desk.get(AGING + "&format=pdf").content))
        [picture] = told(pdf.trailer["/Root"]["/StructTreeRoot"])
        assert picture.startswith("By days past due. Accounts past due in each band")

    def test_what_was_typed_is_never_a_formula(self):
        hostile = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "\rx"]
        table = Table(
            "t", "=t", [Column("=c"), Column("n", "count")], [[Cell(each), Cell(-5)] for each in hostile]
        )
        report = Report("r", "r", [("=a", "=b")], [table])
        at = datetime(2026, 6, 1, tzinfo=UTC)
        lines = list(csv.reader(io.StringIO(files.as_csv(report, "=author", at).decode("utf-8-sig"))))
        cells = [cell for line in lines for cell in line]
        assert not [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t", "\r")]
        assert "-5" in cells  # a number stays one
        book = load_workbook(io.BytesIO(files.as_xlsx(report, "=author", at)))
        assert all(cell.data_type != "f" for each in book for row in each.iter_rows() for cell in row)


def test_shares_and_shades():
    assert share(1, 0) is None
    assert share(1, 4) * 4 == 1
    assert [shade(share(part, 10)) for part in (0, 1, 3, 5, 9, 10)] == [0, 1, 2, 3, 5, 5]


def test_what_another_policy_would_have_changed_is_shown_with_its_proof(desk, book):
    product = book["late"].product.code
    answer = desk.get(reverse("what-if") + f"?product={product}&grace=2&tolerance=10.00")
    page = text(answer)
    counts = linked_counts(answer)
    assert counts
    for behind, number in counts:
        assert len(rows(desk.get(behind))) == number, behind
    assert "the present policy gives the present history of all 1 accounts" in page
    assert "✗" not in page
    assert "Enter an amount" in text(desk.get(reverse("what-if") + f"?product={product}&tolerance=x"))


def test_a_page_draws_with_classes_and_names_every_picture(desk):
    pictures = re.findall(r"<svg[^>]*role=\"img\".*?</svg>", markup(desk.get(AGING)))
    assert pictures
    for picture in pictures:
        assert "<title" in picture
        assert "<desc" in picture
        assert "style=" not in picture


def test_a_month_is_frozen_and_signed_by_two_people_at_the_desk(desk, people, client):
    """The book of the desk has no whole month, so that it can only be refused."""
    answer = desk.post(reverse("freeze-month"), {"month_end": "2026-01-31"}, follow=True)
    assert "The month is not closed" in text(answer)
    pack = MonthPack.objects.create(
        month_end=date(2026, 1, 31), made_at=datetime(2026, 2, 1, tzinfo=UTC), made_by="supervisor",
        sha256=month_packs.checksum([]),
    )  # fmt: skip
    for role in ("supervisor", "supervisor", "compliance"):
        client.force_login(people[role])
        client.post(reverse("sign-month", args=[pack.pk]), {"note": ""})
    assert list(pack.signatures.values_list("signed_by", flat=True)) == ["supervisor", "compliance"]
    page = text(client.get(reverse("month-pack", args=[pack.pk])))
    assert "Its rows add up to the checksum" in page
    assert "Sign off" not in page
