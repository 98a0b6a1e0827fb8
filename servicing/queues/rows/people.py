"""Whom a row of the book is about: the person of a queue is the cardholder, unless the row names one."""

from typing import Any

from django.db.models import BigIntegerField, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Party

CARDHOLDER = Party.Role.CARDHOLDER


def with_cardholder(rows: QuerySet[Any], account: str) -> QuerySet[Any]:
    """The rows with ``in_account``, which the path leads to, and its cardholder as ``person``."""
    parties = f"{account}__parties"
    holder = FilteredRelation(parties, condition=Q(**{f"{parties}__role": CARDHOLDER}))
    annotated: QuerySet[Any] = rows.annotate(holder=holder).annotate(
        person=F("holder__customer"), in_account=F(account)
    )
    return annotated


def with_person(rows: QuerySet[Any], customer: str, account: str) -> QuerySet[Any]:
    """The rows with the person and the account that they name themselves."""
    annotated: QuerySet[Any] = rows.annotate(person=F(customer), in_account=F(account))
    return annotated


def with_either(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows about an account or about a person: the cardholder of the one, the first account of the other."""
    parties = Party.objects.order_by("account")
    holder = parties.filter(account=OuterRef("account"), role=CARDHOLDER).values("customer")
    held = parties.filter(customer=OuterRef("customer"), role__in=Party.HOLDERS).values("account")
    annotated: QuerySet[Any] = rows.annotate(
        person=Coalesce("customer", Subquery(holder[:1]), output_field=BigIntegerField()),
        in_account=Coalesce("account", Subquery(held[:1]), output_field=BigIntegerField()),
    ).filter(person__isnull=False, in_account__isnull=False)
    return annotated
