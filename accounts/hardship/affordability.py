"""Affordability statements: recorded for a person, drafted, read, and what they come to today."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts import packs
from accounts.acts import Act
from accounts.business_dates import becomes_known
from accounts.customers import reachability
from accounts.dates import NEVER, months_later
from accounts.models import (
    Account,
    AffordabilityDraft,
    AffordabilityItem,
    AffordabilityReading,
    AffordabilityStatement,
    Customer,
    Exit,
    Party,
    TriggerSet,
)
from accounts.packs import Hardship
from accounts.rules import affordability as affordability_rules
from accounts.rules.affordability import Affordability, Item, KeptRules
from accounts.standings import facts

_REFERENCE = (
    "SELECT 'S' || lpad(nextval("
    "pg_get_serial_sequence('accounts_affordabilitystatement', 'id'))::text, 12, '0')"
)


def newest(customer: Customer, currency: str, day: date) -> AffordabilityStatement | None:
    """The statement that counts on a day; an older one is replaced by it. None where there is none yet."""
    made = AffordabilityStatement.objects.filter(customer=customer, currency=currency, made_on__lte=day)
    return made.order_by("-made_on", "-reference").first()


def good_for(account: Account, day: date) -> AffordabilityStatement | None:
    """The newest statement, still good on the day, of somebody who owes on the account."""
    months = rules_of(account).statement_months
    owing = reachability.parties(account, day).filter(reachability.LIABLE).values("customer")
    made = AffordabilityStatement.objects.filter(
        customer__in=owing, currency=account.product.currency, made_on__lte=day
    )
    newest = made.order_by("-made_on", "-reference").select_related("customer").first()
    good = newest and affordability_rules.is_good_on(newest.made_on, day, months)
    return newest if good else None


def last_good_day(statement: AffordabilityStatement, rules: Hardship) -> date:
    return months_later(statement.made_on, rules.statement_months) - timedelta(days=1)


def record(  # noqa: PLR0913 -- what a statement says, and who took it
    customer: Customer,
    currency: str,
    items: Sequence[AffordabilityItem],
    act: Act,
    *,
    on: date,
    household: Mapping[str, int | None] | None = None,
    triggers: TriggerSet | None = None,
) -> AffordabilityStatement:
    """A statement made at the desk; the draft of the form is done with.

    ``household``: how many people and vehicles, as far as it was said. ``triggers``: what it is held
    against.
    """
    with transaction.atomic():
        statement = AffordabilityStatement.objects.create(
            reference=_new_reference(),
            customer=customer,
            made_on=on,
            currency=currency,
            known_on=becomes_known(on),
            note=act.note,
            trigger_set=triggers,
            **(household or {}),
            entered_by=act.by,
            entered_at=act.at,
        )
        for item in items:
            item.statement = statement
        AffordabilityItem.objects.bulk_create(items)
        AffordabilityDraft.objects.filter(customer=customer).delete()
    return statement


def save_draft(customer: Customer, fields: dict[str, Any], act: Act) -> None:
    """Keep what has been typed so far; nobody asks for it again."""
    AffordabilityDraft.objects.update_or_create(
        customer=customer, defaults={"fields": fields, "saved_by": act.by, "saved_at": act.at}
    )


def record_reading(statement: AffordabilityStatement, act: Act) -> None:
    """Somebody has looked at details that may be about health or family."""
    AffordabilityReading.objects.create(statement=statement, read_by=act.by, read_at=act.at)


def of_statement(statement: AffordabilityStatement, day: date, rules: Hardship) -> Affordability:
    """What the person of the statement can pay by it, with the balances of the day."""
    return of_items(items_of(statement), statement.customer, statement.currency, day, rules)


def of_items(
    items: Iterable[Item], customer: Customer, currency: str, day: date, rules: Hardship
) -> Affordability:
    """The same of items that are not recorded yet."""
    kept = KeptRules(rules.kept.get(currency, 0), rules.kept_share)
    return affordability_rules.affordability(items, balances(customer, currency, day), kept)


def items_of(statement: AffordabilityStatement) -> list[Item]:
    return [
        Item(item.kind, item.name, item.amount, item.every, item.balance or 0)
        for item in statement.items.all()
    ]


def balances(customer: Customer, currency: str, day: date) -> dict[str, int]:
    """What the person owes now on each account with us in the currency, by reference."""
    accounts = owed_by(customer, currency, day)
    known = facts.of_accounts([account.pk for account in accounts])
    return {
        account.reference: affordability_rules.balance_now(known[account.pk].known_by(NEVER), day)
        for account in accounts
    }


def owed_by(customer: Customer, currency: str, day: date) -> QuerySet[Account]:
    """The accounts in the book on which the person owes, in this currency."""
    owing = Party.objects.filter(reachability.LIABLE, customer=customer).exclude(until__lt=day)
    newest_exit = Exit.objects.filter(account=OuterRef("pk"), on__lte=day).order_by("-on").values("reason")
    in_book = Account.objects.annotate(gone=Subquery(newest_exit[:1]))
    here = Q(gone__isnull=True) | Q(gone=Exit.Reason.RECALLED)
    owed = in_book.filter(
        here, pk__in=owing.values("account"), product__currency=currency, opened_on__lte=day
    )
    return owed.select_related("product").order_by("reference")


def rules_of(account: Account) -> Hardship:
    return packs.of(account.product.jurisdiction).hardship


def _new_reference() -> str:
    with connection.cursor() as cursor:
        cursor.execute(_REFERENCE)
        reference: str = cursor.fetchone()[0]
    return reference
