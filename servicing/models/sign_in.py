"""Who came in and who did not, and what becomes of passwords and second factors."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from servicing.models.user import User


class SignInEvent(models.Model):
    """One event of signing in, told once. Nobody edits it; what is typed is never in it.

    ``person``: whom it is about; empty for a name that nobody has. ``name_key``: a keyed digest of the name
    as typed. ``address``: who came, as far as our own proxies vouch for it. ``browser``: the mark of a
    browser in which this person had signed in before. ``by``: who did it where that is somebody else.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed-in", _("signed in")
        RECOVERED = "recovered", _("signed in with a recovery code")
        WRONG_PASSWORD = "wrong-password", _("wrong password")
        WRONG_CODE = "wrong-code", _("wrong code")
        PAUSED = "paused", _("refused in a pause")
        SIGNED_OUT = "signed-out", _("signed out")
        ENDED = "ended", _("session ended")
        LINK_MADE = "link-made", _("link for a new password made")
        PASSWORD_CHANGED = "password-changed", _("password changed")
        FACTOR_SET_UP = "factor-set-up", _("second factor set up")
        FACTOR_ENDED = "factor-ended", _("second factor ended")
        CODES_MADE = "codes-made", _("recovery codes made")

    at = models.DateTimeField(_("at"))
    kind = models.CharField(_("event"), max_length=16, choices=Kind.choices)
    person = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="sign_in_events", verbose_name=_("person")
    )
    name_key = models.CharField(_("digest of the name"), max_length=64)
    address = models.CharField(_("address"), max_length=45, blank=True)
    browser = models.CharField(_("known browser"), max_length=16, blank=True)
    by = models.CharField(_("by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("sign-in event")
        verbose_name_plural = _("sign-in events")
        triggers = append_only(purged=True, sealed="added")
        indexes = [
            models.Index(name="sign_in_event_name", fields=["name_key", "at"]),
            models.Index(name="sign_in_event_address", fields=["address", "at"]),
            models.Index(name="sign_in_event_kind", fields=["kind", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="sign_in_event_kind_is_listed",
                condition=models.Q(
                    kind__in=[
                        "signed-in", "recovered", "wrong-password", "wrong-code", "paused",
                        "signed-out", "ended", "link-made", "password-changed", "factor-set-up",
                        "factor-ended", "codes-made",
                    ]
                ),
            ),
        ]  # fmt: skip


class SecondFactor(models.Model):
    """The authenticator app of a person (RFC 6238): six figures that change every thirty seconds.

    ``sealed_key``: the shared secret, encrypted with a key of the installation. ``last_step``: the newest
    interval whose figures were used; no figures are good twice.
    """

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="second_factor")
    sealed_key = models.BinaryField(_("encrypted secret"))
    since = models.DateTimeField(_("since"))
    last_step = models.BigIntegerField(_("last interval used"))

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")


class RecoveryCode(models.Model):
    """A code that lets a person in once without their app. Only its digest is kept."""

    person = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    used_at = models.DateTimeField(_("used at"), null=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
