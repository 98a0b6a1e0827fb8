"""Accounts: as they are, where they stand on a day, and why."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils import translation
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import (
    Account,
    BillingCycle,
    Exit,
    Hold,
    Party,
    Payment,
    Plan,
    Product,
    Promise,
    ReAge,
    StageChange,
)
from accounts.reports import aging as aging_report
from accounts.reports.explanation import explain
from accounts.stages import STAGES
from servicing.api.http.fields import Day, Reference, StandingQuery, day_asked
from servicing.api.http.paging import Keyset, PageQuery
from servicing.api.http.problems import Problem
from servicing.api.http.resource import Resource
from servicing.api.http.schema import answers, page_of
from servicing.api.http.shapes import Amount, Shape

LANGUAGES = ("en", "es", "zh-hans")


@answers(
    {
        "An account at the last close": {
            "account": "A000001", "product": "CLASSIC", "currency": "GBP", "jurisdiction": "GB",
            "language": "en", "time_zone": "Europe/London", "opened_on": "2025-01-01",
            "credit_limit": "5000.00", "last4": "0001", "branch": "B1", "stage": "M0",
            "stage_since": "2026-01-25", "past_due": "100.00", "statements_missed": 1,
        }
    }
)  # fmt: skip
class AccountShape(Shape):
    currency_from = "product.currency"

    account = serializers.CharField(source="reference")
    product = serializers.CharField(source="product.code")
    currency = serializers.CharField(source="product.currency")
    jurisdiction = serializers.CharField(source="product.jurisdiction")
    language = serializers.CharField()
    time_zone = serializers.CharField()
    opened_on = serializers.DateField()
    credit_limit = Amount(allow_null=True)
    last4 = serializers.CharField()
    branch = serializers.CharField()
    stage = serializers.CharField(allow_null=True, help_text="At the last close; null where it has none yet.")
    stage_since = serializers.DateField(allow_null=True)
    past_due = Amount(allow_null=True)
    statements_missed = serializers.IntegerField(allow_null=True)


class AccountsQuery(PageQuery):
    stage = serializers.ChoiceField(STAGES, required=False, help_text="At the last close.")
    product = Reference(required=False)
    changed_since = Day(
        required=False,
        help_text="Only accounts of which something became known on this business date or later.",
    )


@answers(
    {
        "One statement missed": {
            "account": "A000001", "on": "2026-02-01", "basis": "known", "currency": "GBP", "stage": "M1",
            "stage_since": "2026-02-01", "days_past_due": 11, "past_due": "100.00", "statements_missed": 1,
            "oldest_missed_statement": "2026-01-01",
        }
    }
)  # fmt: skip
class StandingShape(Shape):
    currency_from = "currency"

    account = serializers.CharField()
    on = serializers.DateField()
    basis = serializers.CharField()
    currency = serializers.CharField()
    stage = serializers.CharField()
    stage_since = serializers.DateField(
        allow_null=True, help_text="As known only: the first day of the unbroken run of days with this stage."
    )
    days_past_due = serializers.IntegerField()
    past_due = Amount()
    statements_missed = serializers.IntegerField()
    oldest_missed_statement = serializers.DateField(allow_null=True)


class CycleLineShape(Shape):
    statement_date = serializers.DateField()
    opening = serializers.BooleanField(help_text="Assumed, one month before the earliest statement there is.")
    printed = Amount()
    reopened = Amount()
    disputed = Amount()
    paid = Amount()
    unpaid = Amount()
    effective_due = serializers.DateField(allow_null=True)
    past_due_from = serializers.DateField(allow_null=True)
    past_due = serializers.BooleanField()


class ExplanationShape(Shape):
    currency_from = "currency"

    account = serializers.CharField()
    on = serializers.DateField()
    basis = serializers.CharField()
    language = serializers.CharField()
    currency = serializers.CharField()
    sentences = serializers.ListField(child=serializers.CharField())
    cycles = CycleLineShape(many=True)
    first_delinquency = serializers.DateField(allow_null=True)


class ExplanationQuery(StandingQuery):
    language = serializers.ChoiceField(LANGUAGES, default="en")


ACCOUNT, STANDING, EXPLANATION = AccountShape(), StandingShape(), ExplanationShape()
BY_REFERENCE = Keyset("reference")


class Accounts(Resource):
    tag = "Accounts"

    @extend_schema(
        parameters=[AccountsQuery], responses=page_of(AccountShape), summary="Accounts of the book"
    )
    def get(self, request: Request) -> Response:
        wanted = self.wanted(AccountsQuery)
        rows = request.user.visible(with_stage())
        if stage := wanted.get("stage"):
            rows = rows.filter(now__stage=stage)
        if product := wanted.get("product"):
            rows = rows.filter(product__code=product)
        if since := wanted.get("changed_since"):
            rows = rows.filter(_changed_since(since))
        return BY_REFERENCE.page_of_columns(rows, request, wanted, ACCOUNT)


class OneAccount(Resource):
    tag = "Accounts"

    @extend_schema(responses=AccountShape, summary="One account")
    def get(self, request: Request, reference: str) -> Any:
        return self.state(ACCOUNT.shown(self.reached(at_last_close(reference))))


class Standing(Resource):
    tag = "Accounts"
    codes = ("day-not-closed", "not-computed")

    @extend_schema(parameters=[StandingQuery], responses=StandingShape, summary="Where it stands on a day")
    def get(self, request: Request, reference: str) -> Response:
        account, asked = self.account(reference), self.wanted(StandingQuery)
        day = day_asked(asked)
        standings = list(aging_report.standing(day, asked["basis"], [account.pk]))
        if not standings:
            raise Problem("not-found", f"The account is not in the book on {day}.")
        standing = standings[0]
        if standing.stage is None:
            raise Problem("not-computed", f"The account cannot be computed on {day}.")
        columns = {name: getattr(standing, name) for name in _STANDING_COLUMNS}
        return Response(STANDING.shown({**columns, "on": day, "basis": asked["basis"]}))


class Explanation(Resource):
    tag = "Accounts"
    codes = ("day-not-closed", "not-computed")

    @extend_schema(
        parameters=[ExplanationQuery], responses=ExplanationShape, summary="Why: the arithmetic in words"
    )
    def get(self, request: Request, reference: str) -> Response:
        account, asked = self.account(reference), self.wanted(ExplanationQuery)
        day = day_asked(asked)
        with translation.override(asked["language"]):
            explanation = explain(account, day, asked["basis"])
            shown = EXPLANATION.shown(
                {
                    "account": account.reference, "on": day, "basis": asked["basis"],
                    "language": asked["language"], "currency": account.product.currency,
                    "sentences": explanation.sentences, "cycles": explanation.lines,
                    "first_delinquency": explanation.first_delinquency,
                }
            )  # fmt: skip
        return Response(shown)


_STANDING_COLUMNS = (
    "account", "currency", "stage", "stage_since", "days_past_due", "past_due", "statements_missed",
    "oldest_missed_statement",
)  # fmt: skip


def with_stage() -> QuerySet[Account]:
    """Accounts with where they stood at the last close."""
    rows = Account.objects.select_related("product")
    rows = rows.annotate(now=FilteredRelation("spans", condition=Q(spans__ends_before=None)))
    return rows.annotate(
        stage=F("now__stage"),
        stage_since=F("now__stage_since"),
        past_due=F("now__past_due"),
        statements_missed=F("now__statements_missed"),
    )


_OWN, _OF_PRODUCT = ([field.attname for field in model._meta.concrete_fields] for model in (Account, Product))
_AT_LAST_CLOSE = ("stage", "stage_since", "past_due", "statements_missed")
_ONE = f"""
    SELECT {", ".join(f"a.{name}" for name in _OWN)}, {", ".join(f"p.{name}" for name in _OF_PRODUCT)},
           {", ".join(f"s.{name}" for name in _AT_LAST_CLOSE)}
    FROM accounts_account a
    JOIN accounts_product p ON p.id = a.product_id
    LEFT JOIN accounts_stagespan s ON s.account_id = a.id AND s.ends_before IS NULL
    WHERE a.reference = %s
"""


def at_last_close(reference: str) -> Account | None:
    """The one of ``with_stage``. As SQL, since to compose the query takes longer than to answer it."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [reference])
        row = cursor.fetchone()
    if row is None:
        return None
    columns = iter(row)
    account = Account.from_db(DEFAULT_DB_ALIAS, _OWN, [*islice(columns, len(_OWN))])
    account.product = Product.from_db(DEFAULT_DB_ALIAS, _OF_PRODUCT, [*islice(columns, len(_OF_PRODUCT))])
    vars(account).update(zip(_AT_LAST_CLOSE, columns, strict=True))
    return account


def _changed_since(day: date) -> Q:
    """Accounts with a fact, an end of one, or a stage of this business date or later."""
    changed = Q(known_on__gte=day)
    for rows in _changes(day):
        changed |= Q(pk__in=rows)
    return changed


def _changes(day: date) -> Iterator[Any]:
    holds = Hold.objects.filter(
        Q(known_on__gte=day) | Q(end_known_on__gte=day) | Q(withdraw_known_on__gte=day)
    )
    promises = Promise.objects.filter(Q(known_on__gte=day) | Q(cancel_known_on__gte=day))
    held = Party.objects.filter(customer__in=holds.exclude(customer=None).values("customer"))
    yield StageChange.objects.filter(on__gte=day).values("account")
    yield BillingCycle.objects.filter(known_on__gte=day).values("account")
    yield Payment.objects.filter(Q(known_on__gte=day) | Q(return_known_on__gte=day)).values("account")
    yield holds.exclude(account=None).values("account")
    yield held.filter(role__in=Party.HOLDERS).values("account")
    yield promises.values("covered__account")
    yield Plan.objects.filter(Q(known_on__gte=day) | Q(end_known_on__gte=day)).values("account")
    yield ReAge.objects.filter(Q(known_on__gte=day) | Q(withdraw_known_on__gte=day)).values("account")
    yield Exit.objects.filter(known_on__gte=day).values("account")
