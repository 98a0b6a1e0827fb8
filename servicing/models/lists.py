"""What people make of lists: views they keep, files they take away, acts on many rows at once."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.append_only import append_only


class SavedView(models.Model):
    """Filters of a list under a name, for one person or for everybody who sees the list."""

    list = models.CharField(_("list"), max_length=40)
    name = models.CharField(pgettext_lazy("a thing", "name"), max_length=40)
    query = models.CharField(_("filters"), max_length=500, blank=True)
    owner = models.CharField(_("owner"), max_length=150)
    shared = models.BooleanField(_("for the team"), default=False)
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(fields=["list", "owner", "name"], name="view_name_is_used_once"),
        ]


class Export(models.Model):
    """A list or a report that somebody took away as a file: who, when, with which filters, how many rows."""

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"
        PDF = "pdf", "PDF"

    list = models.CharField(_("list"), max_length=40)
    format = models.CharField(_("format"), max_length=4, choices=Format.choices)
    filters = models.CharField(_("filters"), max_length=500, blank=True)
    rows = models.PositiveIntegerField(_("rows"))
    sha256 = models.CharField("SHA-256", max_length=64)
    by = models.CharField(_("by"), max_length=150)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("exported list")
        verbose_name_plural = _("exported lists")
        indexes = [models.Index(fields=["-at"], name="export_at")]
        triggers = append_only(sealed="added")


class BulkAct(models.Model):
    """One act on many rows of a list: chosen, looked at, perhaps approved by a second person, then done."""

    list = models.CharField(_("list"), max_length=40)
    act = models.CharField(_("act"), max_length=40)
    terms = models.JSONField(_("terms"), default=dict)
    made_by = models.CharField(_("made by"), max_length=150)
    made_at = models.DateTimeField(_("made at"))
    asked_at = models.DateTimeField(_("approval asked at"), null=True, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=150, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("bulk act")
        verbose_name_plural = _("bulk acts")
        triggers = append_only(
            once=["asked_at", "approved_by", "started_at", "finished_at"],
            unless="OLD.asked_at IS NULL AND OLD.started_at IS NULL",
            sealed="filled",
        )
        constraints = [
            models.CheckConstraint(
                name="bulk_act_is_approved_by_another", condition=~Q(approved_by=F("made_by"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                name="bulk_act_waits",
                condition=Q(started_at=None, asked_at__isnull=False),
            ),
        ]


class BulkRow(models.Model):
    """A row of a bulk act and what came of it."""

    class Outcome(models.TextChoices):
        WAITING = "", _("waiting")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")

    bulk = models.ForeignKey(BulkAct, models.CASCADE, related_name="rows", verbose_name=_("bulk act"))
    key = models.BigIntegerField(_("row"))
    outcome = models.CharField(
        _("outcome"), max_length=8, choices=Outcome.choices, blank=True, default=Outcome.WAITING
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("row of a bulk act")
        verbose_name_plural = _("rows of bulk acts")
        triggers = append_only(once=["outcome", "reason"], sealed="filled")
        constraints = [models.UniqueConstraint(fields=["bulk", "key"], name="bulk_row_stands_once")]
