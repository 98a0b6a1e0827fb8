"""Intake: what loads, what changes nothing, what is refused and how it is said."""

from datetime import date

import pytest

from accounts.close import run as nightly_close
from accounts.intake import Intake, load
from accounts.intake.parsers import looks_like_a_card_number
from accounts.models import (
    Account,
    BillingCycle,
    ContactPoint,
    Customer,
    Exit,
    FormerName,
    IntakeFile,
    Payment,
    Policy,
    ReAge,
)
from accounts.reports import aging as aging_report
from accounts.reports.explanation import explain
from tests.accounts.intake.offering import (
    ACCOUNT_HEADER,
    ANNA,
    BEN,
    JANUARY,
    NOW,
    PAYMENT_HEADER,
    PRODUCTS,
    STATEMENT_HEADER,
    counts,
)

pytestmark = pytest.mark.django_db


def test_a_file_loaded_twice_changes_nothing(desk):
    for name, content in {
        "products.csv": PRODUCTS,
        "accounts.csv": ACCOUNT_HEADER + ANNA + BEN,
    }.items():
        assert counts(desk.offer(name, content)) == (0, 2, 0, 0)
    statements = STATEMENT_HEADER + JANUARY
    assert counts(desk.offer("statements.csv", statements)) == (1, 0, 0, 0)
    assert counts(desk.offer("statements.csv", statements)) == (0, 1, 0, 0)
    assert not ContactPoint.objects.exclude(until=None).exists()


def test_amounts_become_minor_units_of_the_currency(desk):
    desk.offer("s.csv", STATEMENT_HEADER + JANUARY + "A2,2026-01-01,2026-01-21,-900.00,100,0\n")
    assert list(BillingCycle.objects.order_by("account").values_list("balance", "minimum_due")) == [
        (90000, 10000),
        (-900, 100),
    ]


def test_byte_order_mark_and_windows_line_ends_are_read(desk):
    content = ("\ufeff" + STATEMENT_HEADER + JANUARY).replace("\n", "\r\n")
    assert counts(desk.offer("s.csv", content)) == (1, 0, 0, 0)


def test_a_folder_is_loaded_in_the_order_of_its_kinds(tmp_path):
    for name, content in {
        "1.csv": PAYMENT_HEADER + "P1,A1,2026-01-10,5.00\n",
        "2.csv": STATEMENT_HEADER + JANUARY,
        "3.csv": ACCOUNT_HEADER + ANNA,
        "4.csv": PRODUCTS,
    }.items():
        (tmp_path / name).write_text(content)
    outcomes = list(load(sorted(tmp_path.glob("*.csv")), Intake(tmp_path / "refused")))
    assert [outcome.kind for outcome in outcomes] == ["products", "accounts", "statements", "payments"]
    assert all(outcome.clean for outcome in outcomes)


BAD_STATEMENTS = {
    "X9,2026-01-01,2026-01-21,900,100,0": "account: unknown account",
    "A1,2026-02-30,2026-03-21,900,100,0": "statement_date: 2026-02-30 is not a day of the calendar",
    "A1,01/02/2026,2026-03-21,900,100,0": "statement_date: '01/02/2026' is not a date like 2026-01-31",
    "A1,2026-01-01,2026-01-01,900,100,0": "due_date: not after the statement date",
    "A1,2026-01-01,2026-01-21,900,100,200": "past_due: more than the minimum due it is part of",
    "A1,2026-01-01,2026-01-21,900,-1,0": "minimum_due: -1 is negative",
    "A1,2026-01-01,2026-01-21,9e2,100,0": "statement_balance: '9e2' is not an amount like 1234.50",
    "A1,2026-01-01,2026-01-21,900,100.005,0": "minimum_due: has more decimals than CNY has (2)",
    "A2,2026-01-01,2026-01-21,900,10.50,0": "minimum_due: has more decimals than JPY has (0)",
    "A1,2026-01-01,2026-01-21,900,100": "has 5 values where the header has 6 columns",
    "A1,2026-01-01,2026-01-21,900,100,0,9": "has 7 values where the header has 6 columns",
    "A\x001,2026-01-01,2026-01-21,900,100,0": "account: holds a control character",
    "4111111111111111,2026-01-01,2026-01-21,900,100,0": "account: looks like a card number",
    ",2026-01-01,2026-01-21,900,100,0": "account: is empty",
    'A1,"2026-01-01"x,2026-01-21,900,100,0': "a quotation mark stands within a value",
}


@pytest.mark.parametrize(("row", "reason"), BAD_STATEMENTS.items(), ids=lambda text: text[:40])
def test_a_bad_row_is_named_with_field_and_reason_and_nothing_is_loaded(desk, row, reason):
    outcome = desk.offer("statements.csv", STATEMENT_HEADER + JANUARY + row + "\n")
    assert counts(outcome) == (0, 0, 1, 0)
    assert outcome.held_back == 1
    assert len(desk.said) == 1
    assert desk.said[0].startswith("3: ")
    assert reason in desk.said[0]
    assert not BillingCycle.objects.exists()


def test_every_bad_row_is_named_in_order(desk):
    desk.offer(
        "statements.csv", STATEMENT_HEADER + "".join(row + "\n" for row in BAD_STATEMENTS if "x," not in row)
    )
    assert [int(said.split(":")[0]) for said in desk.said] == list(range(2, len(BAD_STATEMENTS) + 1))


BAD_FILES = {
    "utf-16": (STATEMENT_HEADER.encode("utf-16"), "is UTF-16"),
    "empty": (b"", "is empty"),
    "unknown header": (b"a,b,c\n1,2,3\n", "its header is that of no known file"),
    "missing column": (b"account,statement_date,due_date,minimum_due,past_due\n", "nearest to statements, but lacks statement_balance"),
    "unknown column": (STATEMENT_HEADER.replace("past_due", "past_due,pan").encode(), "has unknown pan"),
    "doubled column": (b"account,on,reason,on\n", "names on twice"),
    "either of two": (b"account,on,reason\nA1,2026-01-01,agreed\n", "fits reages and exits"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "reason"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_is_none_is_refused_whole(desk, content, reason):
    outcome = desk.offer("file.csv", content)
    assert reason in outcome.refusal
    assert not outcome.clean
    assert IntakeFile.objects.latest("pk").loaded == 0


def test_exits_are_known_by_their_reasons_where_no_name_tells(desk):
    outcome = desk.offer("file.csv", "account,on,reason\nA1,2026-01-01,charged_off\n")
    assert "fits reages and exits" in outcome.refusal
    assert desk.offer("file.csv", "account,on,reason\nA1,2026-01-01,sold\n").kind == "exits"


def test_a_file_without_a_header_does_not_have_its_data_repeated(desk):
    outcome = desk.offer("file.csv", "account,4111111111111111,Bob Smith,2026-01-01\n")
    assert not any(told in outcome.refusal for told in ("4111", "Bob", "2026"))


@pytest.mark.parametrize("tail", [" ext 4111111111111111", "/x4111111111111111", ";isub=4111111111111111"])
def test_nothing_hides_behind_a_phone_number(desk, tail):
    row = ANNA.replace("+442079460000", "+442083661177" + tail)
    assert desk.offer("accounts.csv", ACCOUNT_HEADER + row).refused == 1


@pytest.mark.parametrize("correction_first", [True, False])
def test_a_statement_and_its_correction_may_come_in_either_order(desk, correction_first):
    header = STATEMENT_HEADER.strip() + ",known_on\n"
    files = [header + "A1,2026-01-01,2026-01-21,9,60,0,2026-01-05\n", STATEMENT_HEADER + JANUARY]
    for content in files if correction_first else reversed(files):
        assert counts(desk.offer("s.csv", content)) == (1, 0, 0, 0)
    for content in files:
        assert counts(desk.offer("s.csv", content)) == (0, 1, 0, 0)
    nightly_close.close_through(date(2026, 1, 6), now=NOW)
    account = Account.objects.get(reference="A1")
    asked = [explain(account, date(2026, 1, day)).standing.newest.minimum_due for day in (4, 5)]
    assert asked == [10000, 6000]


def test_gbk_bytes_are_refused_by_row(desk):
    content = (ACCOUNT_HEADER + BEN.replace("A2", "A3").replace("C2,", "C3,张伟")).encode("gbk")
    assert counts(desk.offer("accounts.csv", content)) == (0, 0, 1, 0)
    assert desk.said == ["2: customer_name: holds bytes that are not UTF-8; save the file as CSV UTF-8"]


def test_a_statement_corrected_with_a_later_known_date_keeps_both_versions(desk):
    header = STATEMENT_HEADER.strip() + ",known_on\n"
    both = header + JANUARY.strip() + ",\n" + "A1,2026-01-01,2026-01-21,900,50,0,2026-01-28\n"
    assert counts(desk.offer("s.csv", both)) == (2, 0, 0, 0)
    assert counts(desk.offer("s.csv", both)) == (0, 2, 0, 0)
    assert [c.minimum_due for c in BillingCycle.objects.all()] == [10000, 5000]


def test_a_differing_statement_without_a_later_known_date_is_a_conflict(desk):
    desk.offer("s.csv", STATEMENT_HEADER + JANUARY)
    outcome = desk.offer("s.csv", STATEMENT_HEADER + JANUARY.replace("100.00", "50.00"))
    assert counts(outcome) == (0, 0, 0, 1)
    assert desk.said[0].startswith("2: minimum_due: differs from the statement loaded before")


def test_once_days_are_closed_a_differing_statement_corrects_from_the_first_open_day(desk):
    desk.offer("s.csv", STATEMENT_HEADER + JANUARY)
    nightly_close.close_through(date(2026, 1, 10), now=NOW)
    changed = STATEMENT_HEADER + JANUARY.replace("100.00", "50.00")
    assert counts(desk.offer("s.csv", changed)) == (1, 0, 0, 0)
    assert BillingCycle.objects.latest("pk").known_on == date(2026, 1, 11)
    assert counts(desk.offer("s.csv", changed)) == (0, 1, 0, 0)
    assert counts(desk.offer("s.csv", STATEMENT_HEADER + JANUARY)) == (0, 1, 0, 0)


def test_a_correction_and_what_it_corrects_may_become_known_on_one_day(desk):
    desk.offer("s.csv", STATEMENT_HEADER + JANUARY)
    nightly_close.close_through(date(2026, 2, 10), now=NOW)
    header = STATEMENT_HEADER.strip() + ",known_on\n"
    february = header + "A1,2026-02-01,2026-02-21,9,80,0,2026-02-05\nA1,2026-02-01,2026-02-21,9,90,0,\n"
    assert counts(desk.offer("s.csv", february)) == (2, 0, 0, 0)
    assert counts(desk.offer("s.csv", february)) == (0, 2, 0, 0)
    nightly_close.close_through(date(2026, 2, 28), now=NOW)
    told = {line.account: line for line in aging_report.standing(date(2026, 2, 28), "restated")}["A1"]
    assert told.past_due == 8000


PAYMENTS = "payment,account,posted_on,amount,value_on,kind,returned_on\n"


def test_an_empty_return_may_be_filled_and_a_filled_one_not_changed(desk):
    assert counts(desk.offer("p.csv", PAYMENTS + "P1,A1,2026-01-10,50.00,2026-01-08,credit,\n")) == (
        1,
        0,
        0,
        0,
    )
    returned = PAYMENTS + "P1,A1,2026-01-10,50,2026-01-08,credit,2026-01-15\n"
    assert counts(desk.offer("p.csv", returned)) == (1, 0, 0, 0)
    assert counts(desk.offer("p.csv", returned)) == (0, 1, 0, 0)
    assert counts(desk.offer("p.csv", PAYMENTS + "P1,A1,2026-01-10,50.00,2026-01-08,credit,\n")) == (
        0,
        1,
        0,
        0,
    )
    assert Payment.objects.get().return_known_on == date(2026, 1, 15)
    outcome = desk.offer("p.csv", returned.replace("01-15", "01-16"))
    assert counts(outcome) == (0, 0, 0, 1)
    assert desk.said[0].startswith("2: returned_on: differs")


BAD_PAYMENTS = {
    "P1,A1,2026-01-10,0.00,,,": "amount: 0.00 is not more than zero",
    "P1,A1,2026-01-10,-5.00,,,": "amount: -5.00 is negative",
    "P1,A1,2026-01-10,5.00,2026-01-11,,": "value_on: later than the day of posting",
    "P1,A1,2026-01-10,5.00,,bribe,": "kind: is none of payment, credit, fee-waiver",
    "P1,A1,2026-01-10,5.00,,,2026-01-09": "returned_on: before the day of posting",
}


@pytest.mark.parametrize(("row", "reason"), BAD_PAYMENTS.items())
def test_a_bad_payment_is_refused(desk, row, reason):
    assert counts(desk.offer("payments.csv", PAYMENTS + row + "\n")) == (0, 0, 1, 0)
    assert desk.said == [f"2: {reason}"]


def test_one_reference_for_two_payments_is_a_conflict_within_a_file_too(desk):
    outcome = desk.offer("p.csv", PAYMENT_HEADER + "P1,A1,2026-01-10,5.00\nP1,A1,2026-01-10,6.00\n")
    assert counts(outcome) == (0, 0, 0, 1)
    assert desk.said == ["3: amount: differs from the payment loaded before under this reference"]


def test_a_re_age_may_be_withdrawn_later(desk):
    header = "account,on,reason,withdrawn_on\n"
    assert counts(desk.offer("reages.csv", header + "A1,2026-01-10,agreed,\n")) == (1, 0, 0, 0)
    assert counts(desk.offer("reages.csv", header + "A1,2026-01-10,agreed,2026-01-20\n")) == (1, 0, 0, 0)
    assert ReAge.objects.get().withdraw_known_on == date(2026, 1, 20)
    assert counts(desk.offer("reages.csv", header + "A1,2026-01-10,agreed,2026-01-21\n")) == (0, 0, 0, 1)


def test_an_account_leaves_and_is_recalled(desk):
    header = "account,on,reason\n"
    desk.offer("s.csv", STATEMENT_HEADER + JANUARY)
    both = header + "A1,2026-01-05,placed\nA1,2026-01-08,recalled\n"
    assert counts(desk.offer("exits.csv", both)) == (2, 0, 0, 0)
    assert counts(desk.offer("exits.csv", header + "A1,2026-01-05,sold\n")) == (0, 0, 0, 1)
    nightly_close.close_through(date(2026, 1, 10), now=NOW)

    def listed(day):
        return {line.account for line in aging_report.standing(date(2026, 1, day), "known")}

    assert [day for day in range(1, 11) if "A1" in listed(day)] == [1, 2, 3, 4, 8, 9, 10]
    assert Exit.objects.count() == 2


def of_file(customer: str, kind: str) -> list[tuple[str, bool]]:
    """What the file said of a person, in order, and whether it is in force."""
    points = ContactPoint.objects.filter(customer__reference=customer, kind=kind).order_by("pk")
    return [(point.value, point.until is None) for point in points]


def test_new_contact_details_replace_the_old_which_are_kept(desk):
    moved = ANNA.replace("1 High St", "2 Low Rd")
    assert counts(desk.offer("accounts.csv", ACCOUNT_HEADER + moved)) == (1, 0, 0, 0)
    assert of_file("C1", "address") == [("1 High St", False), ("2 Low Rd", True)]
    assert of_file("C1", "phone") == [("+442079460000", True)]


def test_a_detail_that_is_left_empty_is_no_longer_one_and_may_come_back(desk):
    without = ANNA.replace("a@example.org", "")
    for row, last in ((without, ("a@example.org", False)), (ANNA, ("a@example.org", True))):
        assert counts(desk.offer("accounts.csv", ACCOUNT_HEADER + row)) == (1, 0, 0, 0)
        assert of_file("C1", "email")[-1] == last
    assert len(of_file("C1", "email")) == 2


def test_a_new_name_replaces_the_old_which_is_kept(desk):
    desk.offer("accounts.csv", ACCOUNT_HEADER + ANNA.replace("Anna", "Anna Berg"))
    assert Customer.objects.get(reference="C1").name == "Anna Berg"
    assert FormerName.objects.get().name == "Anna"


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("+44 (0)20 7946-0000", "+442079460000"),
        ("138 0000 1234", "+8613800001234"),
        ("＋44 ２０ ７９４６ ００００", "+442079460000"),
        ("ask at the desk", ""),
        ("12345", "12345"),
    ],
)
def test_a_number_is_found_by_its_one_form_and_shown_as_it_was_given(desk, given, normal):
    desk.offer("accounts.csv", ACCOUNT_HEADER + ANNA.replace("+442079460000", given))
    point = ContactPoint.objects.get(customer__reference="C1", kind="phone", until=None)
    assert (point.value, point.normal) == (given, normal)


def test_two_accounts_of_one_person_end_with_the_last_word_and_stay_there(desk):
    second = ANNA.replace("A1,", "A3,").replace("1 High St", "2 Low Rd")
    both = ACCOUNT_HEADER + ANNA + second
    assert counts(desk.offer("accounts.csv", both)) == (1, 1, 0, 0)
    assert counts(desk.offer("accounts.csv", both)) == (0, 2, 0, 0)
    assert len(of_file("C1", "address")) == 2


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("currency", ("CNY", "USD")),
        ("jurisdiction", (",CN,", ",GB,")),
        ("product", ("CLASSIC", "GONE")),
        ("time_zone", ("Asia/Shanghai", "Mars/Base")),
        ("last4", ("0001", "00001")),
        ("opened_on", ("2025-01-01", "2025-01-02")),
        ("customer", ("C1", "C7")),
    ],
)
def test_what_an_account_is_never_changes(desk, field, change):
    outcome = desk.offer("accounts.csv", ACCOUNT_HEADER + ANNA.replace(*change))
    assert outcome.refused + outcome.conflicting == 1
    assert desk.said[0].split(": ")[1] == field
    assert Account.objects.get(reference="A1").opened_on == date(2025, 1, 1)


def test_an_account_loaded_after_a_close_is_in_the_book_from_the_first_open_day(desk):
    desk.offer("s.csv", STATEMENT_HEADER + JANUARY)
    nightly_close.close_through(date(2026, 1, 5), now=NOW)
    desk.offer("accounts.csv", ACCOUNT_HEADER + ANNA.replace("A1,", "A3,"))
    nightly_close.close_through(date(2026, 1, 7), now=NOW)

    def listed(day, basis):
        return "A3" in {line.account for line in aging_report.standing(date(2026, 1, day), basis)}

    assert (listed(5, "known"), listed(6, "known"), listed(5, "restated")) == (False, True, True)


def test_a_policy_may_change_from_a_day_on_and_be_corrected_once_days_are_closed(desk):
    header = "product,jurisdiction,currency,grace_days,tolerance,effective_from\n"
    dated = header + "CLASSIC,CN,CNY,5,20.00,2026-02-01\n"
    assert counts(desk.offer("products.csv", dated)) == (1, 0, 0, 0)
    assert counts(desk.offer("products.csv", dated.replace(",5,", ",6,"))) == (0, 0, 0, 1)
    desk.offer("s.csv", STATEMENT_HEADER + JANUARY)
    nightly_close.close_through(date(2026, 2, 5), now=NOW)
    assert counts(desk.offer("products.csv", dated.replace(",5,", ",6,"))) == (1, 0, 0, 0)
    assert Policy.objects.latest("pk").known_on == date(2026, 2, 6)
    assert counts(desk.offer("products.csv", PRODUCTS.replace("CNY", "USD"))) == (0, 1, 1, 0)


def test_a_phone_number_may_have_the_digits_of_a_card_number(desk):
    phone = next(
        number for number in (f"+86138000{n:05d}" for n in range(1000)) if looks_like_a_card_number(number)
    )
    row = ANNA.replace("+442079460000", phone)
    assert desk.offer("accounts.csv", ACCOUNT_HEADER + row).clean
    assert not desk.offer("accounts.csv", ACCOUNT_HEADER + row.replace("Anna", phone)).clean


def test_where_lateness_counts_from_sending_a_statement_says_when_it_was_sent(desk):
    desk.offer("products.csv", "product,jurisdiction,currency,grace_days,tolerance\nAMER,US,USD,0,0.00\n")
    desk.offer("accounts.csv", ACCOUNT_HEADER + ANNA.replace("A1,CLASSIC,CNY,CN", "A9,AMER,USD,US"))
    row = JANUARY.replace("A1,", "A9,").strip()
    outcome = desk.offer("statements.csv", f"{STATEMENT_HEADER}{row}\n")
    assert (outcome.refused, desk.said) == (
        1,
        ["2: sent_on: is empty; in US lateness counts from the day of sending"],
    )
    header = STATEMENT_HEADER.strip() + ",sent_on\n"
    assert counts(desk.offer("statements.csv", f"{header}{row},2026-01-02\n")) == (1, 0, 0, 0)
