from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only


class ApiToken(models.Model):
    """What a system shows at the API. Only its digest is kept; it is revoked, never deleted.

    It opens nothing before it is approved, by somebody else than who made it; on the command line, and where
    nobody else could approve it, at once.

    ``name`` is the system's: a token that follows another has the same one. Without branches it reaches the
    whole book.
    """

    class Scope(models.TextChoices):
        READ = "read", _("read the book")
        INTAKE = "intake", _("load facts")
        CONTACT = "contact", _("ask the contact gate and log contacts")
        WRITE = "write", _("promises and holds")
        APP = "app", _("take the messages of the bank's app")
        WEBHOOKS = "webhooks", _("subscribe to events")

    name = models.CharField(_("system"), max_length=64)
    prefix = models.CharField(_("prefix"), max_length=8, unique=True, db_collation="C")
    digest = models.CharField(_("SHA-256"), max_length=64)
    scopes = ArrayField(models.CharField(max_length=16, choices=Scope.choices), verbose_name=_("scopes"))
    branches = ArrayField(models.CharField(max_length=64), verbose_name=_("branches"), default=list)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=150, blank=True)  # empty: on the command line
    approved_at = models.DateTimeField(_("approved at"), null=True)
    approved_by = models.CharField(_("approved by"), max_length=150, blank=True)
    expires_at = models.DateTimeField(_("valid until"), null=True)
    last_used_at = models.DateTimeField(_("last used"), null=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    revoked_by = models.CharField(_("revoked by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        triggers = append_only(
            once=["approved_at", "approved_by", "revoked_at", "revoked_by"],
            free=["last_used_at"],
            sealed="filled",
        )
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="api_token_has_a_scope", condition=Q(scopes__len__gt=0)),
            models.CheckConstraint(
                name="api_token_of_a_branch_loads_nothing",
                condition=Q(branches__len=0) | ~Q(scopes__contains=["intake"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_labels(self) -> list[str]:
        return [str(self.Scope(each).label) for each in self.scopes]

    def is_valid(self, at: datetime) -> bool:
        """Whether it opens something at the moment."""
        is_over = self.expires_at is not None and self.expires_at <= at
        return self.approved_at is not None and self.revoked_at is None and not is_over
