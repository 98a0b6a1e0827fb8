"""What is to become of somebody who works here: asked by one person, decided by another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from servicing.models.user import Team, User


class PersonChange(models.Model):
    """Role, team and access as one person asks for them; another one lets them come to be, or refuses.

    ``ends_second_factor``: the person lost their app and codes, and sets up another at the next sign-in.
    ``alone``: nobody else could have decided when it was asked, so that it came to be at once.
    """

    person = models.ForeignKey(User, models.PROTECT, related_name="changes")
    role = models.CharField(_("role"), max_length=16, choices=User.Role.choices)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", verbose_name=_("team"))
    is_active = models.BooleanField(_("may sign in"))
    ends_second_factor = models.BooleanField(_("second factor ends"), default=False)
    asked_by = models.CharField(_("asked by"), max_length=150)
    asked_at = models.DateTimeField(_("asked at"))
    alone = models.BooleanField(_("nobody else could decide"), default=False)
    approved = models.BooleanField(_("approved"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("change of a person")
        verbose_name_plural = _("changes of people")
        triggers = append_only(once=["approved", "decided_by", "decided_at"], sealed="filled")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="person_change_one_open", fields=["person"], condition=Q(decided_at__isnull=True)
            ),
            models.CheckConstraint(
                name="person_change_decided_by_somebody",
                condition=Q(approved__isnull=True, decided_at__isnull=True, decided_by="")
                | (Q(approved__isnull=False, decided_at__isnull=False) & ~Q(decided_by="")),
            ),
            models.CheckConstraint(
                name="person_change_approved_by_another",
                condition=~Q(approved=True, decided_by=F("asked_by")) | Q(alone=True),
            ),
        ]
