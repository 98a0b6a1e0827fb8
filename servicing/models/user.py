"""Who works here."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.edits import keeps_edits


@keeps_edits("TeamEdit", fields=["name", "branches"])
class Team(models.Model):
    """People who work on the accounts of the same branches; without a branch, on all of them."""

    name = models.CharField(_("team"), max_length=60, unique=True)
    branches = ArrayField(
        models.CharField(max_length=64), verbose_name=_("branches"), default=list, blank=True
    )

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self) -> str:
        return self.name


@keeps_edits(
    "UserEdit",
    fields=["username", "name", "email", "role", "team", "is_active", "is_staff", "is_superuser"],
)
class User(AbstractUser):
    """A person of the servicing team. The role says what they may do; ``access`` is where it is asked."""

    class Role(models.TextChoices):
        AGENT = "agent", _("agent")
        SUPERVISOR = "supervisor", _("supervisor")
        COMPLIANCE = "compliance", _("compliance officer")
        ADMINISTRATOR = "administrator", _("administrator")

    # Django's way to leave out a field that a base class brings, which its types do not know.
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(pgettext_lazy("a person", "name"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.AGENT)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("team")
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)  # of their clock; empty: UTC

    REQUIRED_FIELDS = ["role"]  # asked for when the first administrator is made on the command line

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(
                name="user_role_is_listed",
                condition=models.Q(role__in=["agent", "supervisor", "compliance", "administrator"]),
            ),
        ]

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()
