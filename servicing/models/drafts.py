"""What somebody is typing, kept until it is saved where it belongs."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """The fields of a form that one person has begun; ``address`` is where the form is sent."""

    owner = models.CharField(_("owner"), max_length=150)
    address = models.CharField(_("address"), max_length=300)
    fields = models.JSONField(_("fields"))
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("draft of a form")
        verbose_name_plural = _("drafts of forms")
        constraints = [models.UniqueConstraint(name="draft_once_per_form", fields=["owner", "address"])]
