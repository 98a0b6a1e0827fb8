"""Reports on a schedule: people are told by e-mail, with a link that asks them to sign in, and no figure."""

import logging
import smtplib
from collections.abc import Iterable
from datetime import date, datetime
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import business_dates, formatting
from accounts.acts import ActRefused
from accounts.reports.roll_rate_formulas import month_end
from notices.delivery.channels import email
from servicing.access import Capability, allowed, may
from servicing.models import ReportMail, ReportSchedule, User
from servicing.workspace import actions
from servicing.workspace.reports import aging, pages

log = logging.getLogger(__name__)

# What an address says of days stays behind: the link leads to the newest.
_DAYS = frozenset({"on", "against", "start", "end", "first", "last", "format"})
_SUNDAY = 7


class Asking(forms.Form):
    """Which report, narrowed how, how often, and to which address."""

    report = forms.CharField(max_length=40)
    query = forms.CharField(max_length=500, required=False)
    every = forms.ChoiceField(choices=ReportSchedule.Every.choices)
    mail = forms.EmailField(max_length=254)

    def clean_report(self) -> str:
        route: str = self.cleaned_data["report"]
        if route not in {name for _label, name, _also in pages.REPORTS}:
            raise forms.ValidationError(_("There is no such report."))
        return route

    def clean_query(self) -> str:
        return _without_days(parse_qsl(self.cleaned_data["query"]))


def _without_days(pairs: Iterable[tuple[str, str]]) -> str:
    return urlencode([pair for pair in pairs if pair[0] not in _DAYS and pair[1]])


def _narrowed(query: str) -> str:
    """The filters of a schedule, as the lists behind reports show theirs."""
    words = {**dict(pages.BASES), **aging.GROUPS}
    return " · ".join(str(words.get(value, value)) for _name, value in parse_qsl(query))


def _label(schedule: ReportSchedule) -> str:
    labels = {route: label for label, route, _also in pages.REPORTS}
    return str(labels.get(schedule.report, schedule.report))


@allowed(Capability.SEE_REPORTS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """One's own schedules, and the form for another: of the report and its filters that the address names."""
    own = ReportSchedule.objects.filter(owner=request.user.get_username(), stopped_at=None).order_by("pk")
    asked = [pair for pair in request.GET.dict().items() if pair[0] != "report"]
    query = _without_days(asked)
    context = {
        "schedules": [(each, _label(each), address(each), _narrowed(each.query)) for each in own],
        "reports": [(route, label) for label, route, _also in pages.REPORTS],
        "wanted": request.GET.get("report", ""),
        "query": query,
        "narrowed": _narrowed(query),
        "every": ReportSchedule.Every.choices,
        "mail": request.user.email,  # type: ignore[union-attr]
        "sends": bool(settings.EMAIL_URL),
        "report_links": pages.links(request),
    }
    return render(request, "servicing/reports/schedules.html", context)


@allowed(Capability.SEE_REPORTS)
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    if posted := actions.posted(
        request, Asking, _("Choose a report and how often, and enter your e-mail address.")
    ):
        actions.perform(
            request,
            lambda: _begin(posted, request.user),  # type: ignore[arg-type]
            done=_("You will be told by e-mail."),
            refusals={IntegrityError: _("You are told of this report already.")},
        )
    return redirect("report-schedules")


def _begin(asked: dict[str, Any], user: User) -> ReportSchedule:
    """The address is the person's own from then on."""
    since, mail = business_dates.last_closed() or date.min, asked.pop("mail")
    with transaction.atomic():
        User.objects.filter(pk=user.pk).exclude(email=mail).update(email=mail)
        return ReportSchedule.objects.create(**asked, owner=user.username, since=since)


@allowed(Capability.SEE_REPORTS)
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    own = ReportSchedule.objects.filter(pk=pk, owner=request.user.get_username(), stopped_at=None)
    actions.perform(
        request,
        lambda: _stop(own),
        done=_("You will not be told of it any more."),
        refused=_("It was stopped already."),
    )
    return redirect("report-schedules")


def _stop(open_: QuerySet[ReportSchedule]) -> None:
    if not open_.update(stopped_at=timezone.now()):
        raise ActRefused("stopped")


def address(schedule: ReportSchedule) -> str:
    """Where the report is, within the site."""
    return f"{reverse(schedule.report)}?{schedule.query}" if schedule.query else reverse(schedule.report)


def is_due(schedule: ReportSchedule, day: date) -> bool:
    """Whether the close of a day is one of those that the schedule names."""
    every = ReportSchedule.Every
    if day <= schedule.since:
        return False
    return {
        every.DAY: True,
        every.WEEK: day.isoweekday() == _SUNDAY,
        every.MONTH: day == month_end(day),
    }[every(schedule.every)]


def tell(at: datetime) -> int:
    """Tell those who asked and may still see reports of the last closed day, once each. Returns how many."""
    day = business_dates.last_closed()
    if day is None or not settings.EMAIL_URL:
        return 0
    people = {user.username: user for user in User.objects.filter(is_active=True).exclude(email="")}
    number = 0
    for schedule in ReportSchedule.objects.filter(stopped_at=None).exclude(mails__day=day).order_by("pk"):
        user = people.get(schedule.owner)
        if user and may(user, Capability.SEE_REPORTS) and is_due(schedule, day):
            number += _tell(schedule, user, day, at)
    return number


def _tell(schedule: ReportSchedule, user: User, day: date, at: datetime) -> bool:
    """Whether they were told by this: two at once keep one row, and a mail that does not go keeps none."""
    try:
        with transaction.atomic():
            mail = ReportMail.objects.create(schedule=schedule, day=day, sent_at=at)
            email.send_plain(_mail(mail, user))
    except IntegrityError:
        return False
    except (OSError, smtplib.SMTPException) as problem:
        log.warning("report %s was not sent: %s", schedule.pk, type(problem).__name__)
        return False
    return True


def _mail(about: ReportMail, user: User) -> EmailMessage:
    """The link alone, in the person's language: no figure leaves the house, and the page asks to sign in."""
    mail = EmailMessage()
    with translation.override(user.language or settings.LANGUAGE_CODE):
        mail["Subject"] = f"{_label(about.schedule)}, {formatting.day(about.day)}"
        told = _("The report is ready. The link asks you to sign in.")
    mail["From"], mail["To"] = settings.EMAIL_FROM, user.email
    mail["Message-ID"] = f"<report-{about.pk}@{settings.EMAIL_FROM.rpartition('@')[2]}>"
    mail.set_content(f"{told}\n\n{settings.SITE_URL.rstrip('/')}{address(about.schedule)}\n")
    return mail
