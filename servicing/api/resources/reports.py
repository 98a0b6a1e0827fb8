"""Reports of the whole book on any day (rules, section 9)."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.management.csv import BASES
from accounts.models import Account
from accounts.reports import aging as aging_report
from servicing.api.http.fields import Day, StandingQuery, day_asked
from servicing.api.http.problems import Problem
from servicing.api.http.resource import Resource
from servicing.api.http.shapes import Amount, Shape


class AgingQuery(StandingQuery):
    by = serializers.ChoiceField([name for name in aging_report.GROUPS if name], required=False)


class AgingLineShape(Shape):
    currency_from = "currency"

    group = serializers.CharField()
    currency = serializers.CharField()
    stage = serializers.CharField()
    accounts = serializers.IntegerField()
    balance = Amount()
    past_due = Amount()


class AgingShape(Shape):
    on = serializers.DateField()
    basis = serializers.CharField()
    by = serializers.CharField()
    uncomputed = serializers.IntegerField(help_text="Accounts that cannot be computed, so are not counted.")
    lines = AgingLineShape(many=True)


class RollRatesQuery(serializers.Serializer):  # type: ignore[misc]  # no types are published
    basis = serializers.ChoiceField(BASES, default="known")

    def get_fields(self) -> dict[str, Any]:
        return {"from": Day(), "to": Day(), **super().get_fields()}


class RollRateShape(Shape):
    currency_from = "currency"

    currency = serializers.CharField()
    from_stage = serializers.CharField()
    to_stage = serializers.CharField()
    accounts = serializers.IntegerField()
    balance = Amount()


class RollRatesShape(Shape):
    basis = serializers.CharField()
    lines = RollRateShape(many=True)

    def get_fields(self) -> dict[str, Any]:
        days = {"from": serializers.DateField(), "to": serializers.DateField()}
        return {**days, **super().get_fields()}


AGING, ROLL_RATES = AgingShape(), RollRatesShape()


class Aging(Resource):
    tag = "Reports"
    tells_of_people = False
    codes = ("day-not-closed", "branch-missing")

    @extend_schema(parameters=[AgingQuery], responses=AgingShape, summary="Accounts and money by stage")
    def get(self, request: Request) -> Response:
        asked = self.wanted(AgingQuery)
        by, basis, day = asked.get("by", ""), asked["basis"], day_asked(asked)
        if request.auth.branches and by != "branch":
            raise Problem("branch-missing", "A token of a branch can ask for by=branch.")
        lines = aging_report.aging(day, basis, by)
        uncomputed = Account.objects.filter(reference__in=aging_report.uncomputed(day, basis))
        shown = [asdict(line) for line in lines if by != "branch" or request.user.sees(line.group)]
        return Response(
            AGING.shown(
                {
                    "on": day, "basis": basis, "by": by, "lines": shown,
                    "uncomputed": request.user.visible(uncomputed).count(),
                }
            )
        )  # fmt: skip


class RollRates(Resource):
    tag = "Reports"
    tells_of_people = False
    codes = ("day-not-closed", "branch-missing")

    @extend_schema(parameters=[RollRatesQuery], responses=RollRatesShape, summary="From which stage to which")
    def get(self, request: Request) -> Response:
        asked = self.wanted(RollRatesQuery)
        if request.auth.branches:
            raise Problem("branch-missing", "Roll rates are of the whole book.")
        rates = aging_report.roll_rates(asked["from"], asked["to"], asked["basis"])
        return Response(ROLL_RATES.shown({**asked, "lines": rates}))
