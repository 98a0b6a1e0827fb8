"""Reports that people asked to be told of, and that they were."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only


class ReportSchedule(models.Model):
    """A report that somebody is told of by e-mail, by a link that asks to sign in, until it is stopped."""

    class Every(models.TextChoices):
        DAY = "day", _("every closed day")
        WEEK = "week", _("every Sunday's close")
        MONTH = "month", _("every end of a month")

    report = models.CharField(_("report"), max_length=40)
    query = models.CharField(_("filters"), max_length=500, blank=True)
    every = models.CharField(_("how often"), max_length=8, choices=Every.choices)
    owner = models.CharField(_("owner"), max_length=150)
    since = models.DateField(_("since"))
    stopped_at = models.DateTimeField(_("stopped at"), null=True)

    class Meta:
        verbose_name = _("scheduled report")
        verbose_name_plural = _("scheduled reports")
        triggers = append_only(once=["stopped_at"], sealed="added")
        constraints = [
            models.UniqueConstraint(
                name="report_scheduled_once",
                fields=["report", "query", "every", "owner"],
                condition=Q(stopped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="report_every_is_listed", condition=Q(every__in=["day", "week", "month"])
            ),
        ]


class ReportMail(models.Model):
    """That somebody was told of a report, for a closed day: once."""

    schedule = models.ForeignKey(ReportSchedule, models.CASCADE, related_name="mails", db_index=False)
    day = models.DateField(_("business date"))
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("mail about a report")
        verbose_name_plural = _("mails about reports")
        triggers = append_only(sealed="added")
        constraints = [
            models.UniqueConstraint(name="report_mail_once_a_day", fields=["schedule", "day"]),
        ]
