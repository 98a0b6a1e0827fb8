"""The addresses of the API, below ``/api/v1/``."""

from django.urls import path, re_path

from servicing.api import documentation
from servicing.api.http.resource import Nowhere
from servicing.api.resources import (
    account_facts,
    accounts,
    cases,
    contacts,
    hardship,
    holds,
    intake,
    messages,
    notices,
    people,
    promises,
    reports,
)
from servicing.api.webhooks import views as webhooks

_ACCOUNT = "accounts/<str:reference>/"

urlpatterns = [
    path("", documentation.contents, name="api-documentation"),
    path("schema/", documentation.schema, name="api-schema"),
    path("problems/<slug:code>/", documentation.problem, name="api-problem"),
    path("accounts/", accounts.Accounts.as_view()),
    path(_ACCOUNT, accounts.OneAccount.as_view()),
    path(f"{_ACCOUNT}standing/", accounts.Standing.as_view()),
    path(f"{_ACCOUNT}explanation/", accounts.Explanation.as_view()),
    path(f"{_ACCOUNT}cycles/", account_facts.Cycles.as_view()),
    path(f"{_ACCOUNT}payments/", account_facts.Payments.as_view()),
    path(f"{_ACCOUNT}people/", people.People.as_view()),
    path(f"{_ACCOUNT}promises/", promises.OfAccount.as_view()),
    path(f"{_ACCOUNT}holds/", holds.OfAccount.as_view()),
    path(f"{_ACCOUNT}plans/", hardship.Plans.as_view()),
    path(f"{_ACCOUNT}offers/", hardship.Offers.as_view()),
    path(f"{_ACCOUNT}cases/", cases.Cases.as_view()),
    path(f"{_ACCOUNT}contacts/", contacts.OfAccount.as_view()),
    path(f"{_ACCOUNT}notices/", notices.Notices.as_view()),
    path("people/<str:reference>/", people.Person.as_view()),
    path("promises/", promises.Promises.as_view()),
    path("promises/<str:reference>/", promises.OnePromise.as_view()),
    path("promises/<str:reference>/cancel/", promises.Cancel.as_view()),
    path("holds/", holds.Holds.as_view()),
    path("holds/<str:reference>/", holds.OneHold.as_view()),
    path("holds/<str:reference>/end/", holds.End.as_view()),
    path("plans/<str:reference>/", hardship.OnePlan.as_view()),
    path("cases/<int:number>/", cases.OneCase.as_view()),
    path("notices/<str:reference>/", notices.OneNotice.as_view()),
    path("notices/<str:reference>/content/", notices.Content.as_view()),
    path("contacts/", contacts.Contacts.as_view()),
    path("contacts/ask/", contacts.Ask.as_view()),
    path("contacts/answers/<int:answer>/give-back/", contacts.GiveBack.as_view()),
    path("intake/<slug:kind>/", intake.Files.as_view()),
    path("messages/", messages.Messages.as_view()),
    path("messages/<str:reference>/taken/", messages.Taken.as_view()),
    path("events/", webhooks.Events.as_view()),
    path("subscriptions/", webhooks.Subscriptions.as_view()),
    path("subscriptions/<int:number>/", webhooks.OneSubscription.as_view()),
    path("subscriptions/<int:number>/secret/", webhooks.Secret.as_view()),
    path("subscriptions/<int:number>/end/", webhooks.End.as_view()),
    path("subscriptions/<int:number>/test/", webhooks.Test.as_view()),
    path("subscriptions/<int:number>/deliveries/", webhooks.Deliveries.as_view()),
    path("subscriptions/<int:number>/deliveries/<int:delivery>/resend/", webhooks.Resend.as_view()),
    path("reports/aging/", reports.Aging.as_view()),
    path("reports/roll-rates/", reports.RollRates.as_view()),
    re_path(r"", Nowhere.as_view()),
]
