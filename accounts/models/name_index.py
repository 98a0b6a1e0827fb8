"""Where names are found: the embedded PostgreSQL brings no extension for it.

A row for each person with all keys of the names (``customers.name_keys``), and the keys themselves, which a
typed word begins. Triggers of the customers note whose name is new or another; ``customers.name_index`` works
that off.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.customer import Customer


class NameKeys(models.Model):
    customer = models.OneToOneField(Customer, models.CASCADE, primary_key=True, related_name="+")
    keys = ArrayField(models.CharField(max_length=48), verbose_name=_("keys"))

    class Meta:
        verbose_name = _("keys of a name")
        verbose_name_plural = _("keys of names")
        indexes = [GinIndex(fields=["keys"], name="name_keys", fastupdate=False)]


class NameKey(models.Model):
    """A key that some name has, or had."""

    key = models.CharField(_("key"), max_length=48, primary_key=True, db_collation="C")

    class Meta:
        verbose_name = _("key of names")
        verbose_name_plural = _("keys in use")


class UnindexedName(models.Model):
    """A person whose name is new, or another one, since the keys were made."""

    customer = models.OneToOneField(Customer, models.CASCADE, primary_key=True, related_name="+")

    class Meta:
        verbose_name = _("name without keys")
        verbose_name_plural = _("names without keys")
