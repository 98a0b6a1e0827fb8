"""Plain views of the same queries as the API's, to measure it by, beside all the pages."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import path

from accounts import money
from servicing.api.resources.accounts import with_stage
from servicing.urls import urlpatterns as pages


def shown(account) -> dict:
    currency = account.product.currency
    limit, past_due = account.credit_limit, account.past_due
    return {
        "account": account.reference, "product": account.product.code, "currency": currency,
        "jurisdiction": account.product.jurisdiction, "language": account.language,
        "time_zone": account.time_zone, "opened_on": account.opened_on,
        "credit_limit": limit if limit is None else money.text(limit, currency), "last4": account.last4,
        "branch": account.branch, "stage": account.stage, "stage_since": account.stage_since,
        "past_due": past_due if past_due is None else money.text(past_due, currency),
        "statements_missed": account.statements_missed,
    }  # fmt: skip


@login_not_required
def account(request: HttpRequest, reference: str) -> JsonResponse:
    return JsonResponse(shown(with_stage().get(reference=reference)))


@login_not_required
def accounts(request: HttpRequest) -> JsonResponse:
    rows = with_stage().order_by("reference")[:101]
    return JsonResponse({"results": [shown(row) for row in rows[:100]]})


urlpatterns = [
    path("plain/accounts/", accounts),
    path("plain/accounts/<str:reference>/", account),
    *pages,
]
