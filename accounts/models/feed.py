from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.database.edits import keeps_edits
from accounts.models.business_day import BusinessDay

# Sums in major units over all rows of a file as printed, whatever their currencies.
SUM_DIGITS, SUM_DECIMALS = 30, 4


class NotWithdrawn(models.Manager["ExpectedFeed"]):
    """What is expected: not what was withdrawn."""

    def get_queryset(self) -> models.QuerySet["ExpectedFeed"]:
        return super().get_queryset().filter(withdrawn_at=None)


@keeps_edits(
    "ExpectedFeedEdit",
    fields=[
        "business_date",
        "kind",
        "source",
        "rows",
        "or_more",
        "control_sum",
        "declared_by",
        "withdrawn_at",
        "withdrawn_by",
    ],
)
class ExpectedFeed(models.Model):
    """What a business date expects of one kind of file (rules, section 4, "Feed gate").

    Declared by a manifest, or by the person it names. Several sources of one kind are told apart by name.
    What is withdrawn stays as a row; ``objects`` are the others, ``every`` is all.
    ``or_more``: ``rows`` is the least, as where the same is expected of many dates.
    """

    business_date = models.DateField(_("business date"))
    kind = models.CharField(_("kind"), max_length=32)
    source = models.CharField(_("source"), max_length=64, blank=True)
    rows = models.IntegerField(_("rows"))
    or_more = models.BooleanField(_("or more"), default=False, db_default=False)
    control_sum = models.DecimalField(
        _("control sum"), null=True, blank=True, max_digits=SUM_DIGITS, decimal_places=SUM_DECIMALS
    )
    declared_by = models.CharField(_("declared by"), max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=150, blank=True)

    objects = NotWithdrawn()
    every = models.Manager()  # noqa: DJ012 -- not a field

    class Meta:
        verbose_name = _("expected feed")
        verbose_name_plural = _("expected feeds")
        ordering = ["business_date", "kind", "source"]
        triggers = append_only(
            once=["withdrawn_at", "withdrawn_by"],
            free=["business_date", "kind", "source", "rows", "or_more", "control_sum", "declared_by"],
        )
        constraints = [
            models.UniqueConstraint(
                name="feed_once_per_source",
                fields=["business_date", "kind", "source"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(name="feed_rows_not_negative", condition=Q(rows__gte=0)),
        ]


class FeedOfDay(models.Model):
    """How many facts of one kind became known on a closed day: what later days are held against."""

    day = models.ForeignKey(BusinessDay, models.CASCADE, related_name="feeds", db_index=False)
    kind = models.CharField(_("kind"), max_length=32)
    rows = models.IntegerField(_("rows"))

    class Meta:
        verbose_name = _("feed of a day")
        verbose_name_plural = _("feeds of days")
        triggers = append_only(sealed="blocks")
        ordering = ["day", "kind"]
        constraints = [models.UniqueConstraint(name="feed_of_day_once_per_kind", fields=["day", "kind"])]


class FeedDiscrepancy(models.Model):
    """A reason why a close is provisional: expected and found rows, sums or accounts.

    Of what is learned ``expected`` is the bound of the usual range that was passed.
    """

    class Code(models.TextChoices):
        MISSING = "missing"  # nothing came of what was registered
        ROWS = "rows"
        CONTROL_SUM = "control-sum"
        NOTHING = "nothing"  # nothing came where something always did
        UNUSUAL = "unusual"  # far fewer rows than ever on such a day, or far more than on any
        DEPARTURES = "departures"  # far more accounts left current than around such a day

    day = models.ForeignKey(BusinessDay, models.CASCADE, related_name="discrepancies", db_index=False)
    code = models.CharField(_("reason"), max_length=16, choices=Code.choices)
    kind = models.CharField(_("kind"), max_length=32, blank=True)
    source = models.CharField(_("source"), max_length=500, blank=True)
    expected = models.DecimalField(_("expected"), max_digits=SUM_DIGITS, decimal_places=SUM_DECIMALS)
    found = models.DecimalField(_("found"), max_digits=SUM_DIGITS, decimal_places=SUM_DECIMALS)

    class Meta:
        verbose_name = _("discrepancy of a close")
        verbose_name_plural = _("discrepancies of closes")
        triggers = append_only(sealed="added")
        ordering = ["day", "kind", "source", "code"]
        constraints = [
            models.UniqueConstraint(name="doubt_once_per_feed", fields=["day", "code", "kind", "source"]),
            models.CheckConstraint(
                name="doubt_code_is_listed",
                condition=Q(code__in=["missing", "rows", "control-sum", "nothing", "unusual", "departures"]),
            ),
        ]
