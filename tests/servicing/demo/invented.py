"""What the tests of the invented book share: its columns, and how its files are read."""

import csv
from datetime import date

from accounts import money

THROUGH = date(2026, 11, 22)
ACCOUNTS = 6000
NAMES = (
    "products",
    "accounts",
    "statements",
    "payments",
    "reages",
    "exits",
    "parties",
    "mandates",
    "pending",
    "promises",
    "holds",
    "contacts",
)
COLUMNS = {
    "products": "product,jurisdiction,currency,grace_days,tolerance,effective_from,least_days",
    "accounts": "account,product,currency,jurisdiction,language,time_zone,opened_on,credit_limit,last4,"
    "branch,customer,customer_name,email,phone,address",
    "statements": "account,statement_date,due_date,statement_balance,minimum_due,past_due,sent_on,principal,"
    "interest,fees",
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
DAYS = {
    "opened_on", "statement_date", "sent_on", "posted_on", "value_on", "returned_on", "on", "starts_on", "outcome_on",
    "made_on", "known_on", "cancelled_on", "end_known_on",
}  # fmt: skip
OWED = ("statement_balance", "minimum_due", "past_due", "principal", "interest", "fees")
AMOUNTS = {*OWED, "credit_limit", "amount", "disputed_amount"}


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def values(book, columns):
    """Every different value of these columns, wherever they stand."""
    return {row[column] for rows in book.values() for row in rows for column in columns & row.keys()}


def minor(text):
    return money.parse(text, "CNY")  # as every currency of the book, with two decimals


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}
