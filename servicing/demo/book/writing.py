"""The files of the book, as intake reads them."""

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from accounts import money
from servicing.demo.book.dealings.contacts import Contact
from servicing.demo.book.dealings.debits import Mandate, debits_of, mandate_of
from servicing.demo.book.dealings.holds import Hold
from servicing.demo.book.dealings.promises import Promise
from servicing.demo.book.dealings.summary import dealings_of
from servicing.demo.book.histories.accounts import Account, life_of
from servicing.demo.book.people.persons import partner_of
from servicing.demo.book.period import IsoDays, Period
from servicing.demo.book.products import LONGER_GRACE, PRODUCTS, Product

COLUMNS = {
    "products": "product,jurisdiction,currency,grace_days,tolerance,effective_from,least_days",
    "accounts": "account,product,currency,jurisdiction,language,time_zone,opened_on,credit_limit,last4,"
    "branch,customer,customer_name,email,phone,address",
    "statements": "account,statement_date,due_date,statement_balance,minimum_due,past_due,sent_on,"
    "principal,interest,fees",
    "payments": "payment,account,posted_on,amount,value_on,kind,returned_on",
    "reages": "account,on,reason",
    "exits": "account,on,reason",
    "parties": "account,customer,role,customer_name,email,phone,address,language",
    "mandates": "mandate,account,kind,starts_on",
    "pending": "pending,account,due_on,amount,presents,outcome,outcome_on",
    "promises": "promise,account,made_on,due_on,amount,tolerance,grace_days,known_on,cancelled_on",
    "holds": "hold,account,customer,kind,starts_on,ends_on,review_on,channel,disputed_amount,statement_date,"
    "fresh_due_on,known_on,end_known_on,reason",
    "contacts": "contact,account,at,channel,direction,outcome,number,agent,note,purpose",
}
ACCOUNTS_A_REPORT = 500

# Most amounts come again: nothing, the least minimum, a balance paid in full.
_amount = lru_cache(1 << 16)(money.text)

Row = tuple[Any, ...]


def write_book(  # noqa: PLR0913 -- the figures of a book
    folder: Path,
    *,
    accounts: int = 3000,
    months: int = 14,
    through: date,
    seed: int = 1,
    progress: Callable[[int], object] | None = None,
) -> None:
    """Write the book's files to the folder. ``progress`` is told how many more accounts are written."""
    period = Period(months, through)
    iso = IsoDays()
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as files:
        write = {name: _opened(files, folder / f"{name}.csv", columns) for name, columns in COLUMNS.items()}
        write["products"](_product_rows(iso[period.middle]))
        for number in range(1, accounts + 1):
            account = life_of(seed, number, period)
            write["accounts"]([_account_row(account, iso)])
            write["statements"](_statement_rows(account, iso, period.last))
            write["payments"](_payment_rows(account, iso, period.last))
            write["reages"](_dated_rows(account, account.reages, iso, period.last))
            write["exits"](_dated_rows(account, account.exits, iso, period.last))
            write["parties"](_party_rows(seed, account))
            if mandate := mandate_of(seed, account, period):
                write["mandates"]([_mandate_row(account, mandate, iso)])
                write["pending"](_pending_rows(account, mandate, iso, period.last))
            dealings = dealings_of(seed, account, period)
            write["promises"](_promise_rows(account, dealings.promises, iso, period.last))
            write["holds"](_hold_row(hold, iso, period.last) for hold in dealings.holds)
            write["contacts"](_contact_row(contact, iso) for contact in dealings.contacts)
            if progress and number % ACCOUNTS_A_REPORT == 0:
                progress(ACCOUNTS_A_REPORT)
    if progress:
        progress(accounts % ACCOUNTS_A_REPORT)


def _opened(files: ExitStack, path: Path, columns: str) -> Callable[[Any], None]:
    file = files.enter_context(path.open("w", newline="", encoding="utf-8"))
    writer = csv.writer(file)
    writer.writerow(columns.split(","))
    return writer.writerows


def _product_rows(middle: str) -> Iterator[Row]:
    for product in PRODUCTS:
        yield _product_row(product, "")
    yield _product_row(LONGER_GRACE, middle)


def _product_row(product: Product, effective_from: str) -> Row:
    tolerance = _amount(product.tolerance, product.currency)
    own = (product.code, product.jurisdiction, product.currency, product.grace_days, tolerance)
    return *own, effective_from, product.least_days


def _account_row(account: Account, iso: IsoDays) -> Row:
    product, holder = account.product, account.holder
    return (
        account.reference,
        product.code,
        product.currency,
        product.jurisdiction,
        holder.language,
        holder.time_zone,
        iso[account.opened_on],
        _amount(account.credit_limit, product.currency),
        account.last4,
        holder.branch,
        holder.reference,
        holder.name,
        holder.email,
        holder.phone,
        holder.address,
    )


def _statement_rows(account: Account, iso: IsoDays, last: int) -> Iterator[Row]:
    reference, currency = account.reference, account.product.currency
    for _, window, statement, _ in account.cycles:
        yield (
            reference,
            iso[window.printed_on],
            iso[window.due_on],
            _amount(statement.balance, currency),
            _amount(statement.minimum, currency),
            _amount(statement.past_due, currency),
            iso[min(window.sent_on, last)],
            _amount(statement.principal, currency),
            _amount(statement.interest, currency),
            _amount(statement.fees, currency),
        )


def _payment_rows(account: Account, iso: IsoDays, last: int) -> Iterator[Row]:
    """What has been posted so far, and the returns so far."""
    reference, currency = account.reference, account.product.currency
    for number, _, _, payments in account.cycles:
        for place, payment in enumerate(payments, start=1):
            posted_on, amount, value_on, kind, returned_on = payment
            if posted_on <= last:
                yield (
                    f"R{account.number:08d}-{number:02d}-{place}",
                    reference,
                    iso[posted_on],
                    _amount(amount, currency),
                    iso[value_on],
                    kind,
                    iso[returned_on] if returned_on and returned_on <= last else "",
                )


def _party_rows(seed: int, account: Account) -> Iterator[Row]:
    if partner := partner_of(seed, account.number, account.holder):
        person, role = partner
        own = (person.name, person.email, person.phone, person.address, person.language)
        yield account.reference, person.reference, role, *own


def _mandate_row(account: Account, mandate: Mandate, iso: IsoDays) -> Row:
    return f"M{account.number:08d}", account.reference, mandate.kind, iso[mandate.starts_on]


def _pending_rows(account: Account, mandate: Mandate, iso: IsoDays, last: int) -> Iterator[Row]:
    currency = account.product.currency
    for reference, due_on, amount, presents, outcome, outcome_on in debits_of(account, mandate, last):
        known_on = iso[outcome_on] if outcome_on else ""
        yield (
            reference,
            account.reference,
            iso[due_on],
            _amount(amount, currency),
            presents,
            outcome,
            known_on,
        )


def _dated_rows(account: Account, facts: list[tuple[int, str]], iso: IsoDays, last: int) -> Iterator[Row]:
    return ((account.reference, iso[on], reason) for on, reason in facts if on <= last)


def _promise_rows(account: Account, promises: list[Promise], iso: IsoDays, last: int) -> Iterator[Row]:
    for promise in promises:
        for due_on, amount in promise.instalments:
            yield (
                f"V{account.number:08d}-{promise.place}",
                account.reference,
                iso[promise.made_on],
                iso[due_on],
                _amount(amount, account.product.currency),
                promise.tolerance,
                promise.grace_days,
                iso[promise.known_on],
                iso[promise.cancelled_on] if promise.cancelled_on and promise.cancelled_on <= last else "",
            )


def _hold_row(hold: Hold, iso: IsoDays, last: int) -> Row:
    """What is known of it so far."""
    amount, statement_on = hold.disputed or (None, None)
    is_told = hold.ends_on and (hold.end_known_on or hold.known_on) <= last
    return (
        hold.reference,
        "" if hold.binds_person else hold.account.reference,
        hold.account.holder.reference if hold.binds_person else "",
        hold.kind,
        iso[hold.starts_on],
        iso[hold.ends_on] if hold.ends_on and is_told else "",
        iso[hold.review_on],
        hold.channel,
        _amount(amount, hold.account.product.currency) if amount else "",
        iso[statement_on] if statement_on else "",
        iso[hold.fresh_due_on] if hold.fresh_due_on and is_told else "",
        iso[hold.known_on],
        iso[hold.end_known_on] if hold.end_known_on and is_told else "",
        hold.reason,
    )


def _contact_row(contact: Contact, iso: IsoDays) -> Row:
    hour, minute = divmod(contact.minute, 60)
    return (
        contact.reference,
        contact.account.reference,
        f"{iso[contact.day]}T{hour:02d}:{minute:02d}",
        contact.channel,
        contact.direction,
        contact.outcome,
        contact.number,
        contact.agent,
        contact.note,
        contact.purpose,
    )
