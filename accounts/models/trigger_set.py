from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.labels.hardship import HOUSEHOLD


class TriggerSet(models.Model):
    """Figures above which a note is asked of what a household spends, never a refusal (rules, section 8).

    None are shipped: they are licensed and dated, and an administrator loads them with the reason for using
    them. In force from a day on, until a newer set of the jurisdiction and currency; one without figures asks
    nothing. ``warning``: what its maker says it may not be used for.
    """

    name = models.CharField(_("name"), max_length=100)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=8)
    currency = models.CharField(_("currency"), max_length=3)
    effective_from = models.DateField(_("in force from"))
    source = models.CharField(_("source"), max_length=300)
    licence = models.CharField(_("licence"), max_length=300)
    warning = models.CharField(_("warning of its maker"), max_length=500, blank=True)
    reason = models.CharField(_("why it is used"), max_length=300)
    loaded_by = models.CharField(_("loaded by"), max_length=150)
    loaded_at = models.DateTimeField(_("loaded at"))

    class Meta:
        verbose_name = _("set of trigger figures")
        verbose_name_plural = _("sets of trigger figures")
        triggers = append_only(sealed="added")
        ordering = ["-effective_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="trigger_set_once_per_day", fields=["jurisdiction", "currency", "effective_from"]
            ),
            models.CheckConstraint(
                name="trigger_set_says_whence_and_why",
                condition=~Q(source="") & ~Q(licence="") & ~Q(reason="") & ~Q(loaded_by=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TriggerFigure(models.Model):
    """What one member of a household adds to the figure of a group, a month, in minor units."""

    class Member(models.TextChoices):
        FIRST_ADULT = "first-adult", HOUSEHOLD["first-adult"]
        FURTHER_ADULT = "further-adult", HOUSEHOLD["further-adult"]
        CHILD_UNDER_16 = "child-under-16", HOUSEHOLD["child-under-16"]
        CHILD_16_18 = "child-16-18", HOUSEHOLD["child-16-18"]
        VEHICLE = "vehicle", HOUSEHOLD["vehicle"]

    set = models.ForeignKey(TriggerSet, models.CASCADE, related_name="figures", db_index=False)
    group = models.CharField(_("group"), max_length=32)
    member = models.CharField(_("household member"), max_length=16, choices=Member.choices)
    amount = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("trigger figure")
        verbose_name_plural = _("trigger figures")
        triggers = append_only(sealed="added")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="trigger_figure_once", fields=["set", "group", "member"]),
            models.CheckConstraint(name="trigger_figure_above_zero", condition=Q(amount__gt=0)),
        ]
