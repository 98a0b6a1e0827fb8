"""Sessions that know whose they are, so that a person sees and ends their own."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from servicing.models.user import User


class StaffSession(AbstractBaseSession):
    """A session as Django keeps it, and of whom; of nobody before signing in."""

    person = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")

    class Meta:
        verbose_name = _("session of a person")
        verbose_name_plural = _("sessions of people")
