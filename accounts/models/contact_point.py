from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Reverse
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.models.customer import Customer


class ContactPoint(models.Model):
    """Where a person can be reached, and who said so.

    ``normal`` is the one form by which a telephone number or an e-mail address is found and blocked; of a
    postal address it only says where nothing can be posted to (``postal_addresses.NOWHERE``). What the
    issuer's file says is in force until the file says something else; all others stand for good, and a
    remark says that one is not to be used.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", _("telephone")
        EMAIL = "email", _("e-mail")
        ADDRESS = "address", _("address")
        APP = "app", _("app")

    class Source(models.TextChoices):
        INTAKE = "intake", _("file")
        STAFF = "staff", _("staff")
        CUSTOMER = "customer", _("customer")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contact_points", db_index=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    value = models.TextField(_("as it was given"))
    normal = models.CharField(_("in its one form"), max_length=254, blank=True, db_collation="C")
    source = models.CharField(_("source"), max_length=8, choices=Source.choices)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("replaced at"), null=True)
    entered_by = models.CharField(_("entered by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("contact detail")
        verbose_name_plural = _("contact details")
        triggers = append_only(once=["until"], sealed="added")
        ordering = ["kind", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="point_one_of_the_file",
                fields=["customer", "kind"],
                condition=Q(source="intake", until__isnull=True),
            ),
            models.CheckConstraint(
                name="point_kind_is_listed", condition=Q(kind__in=["phone", "email", "address", "app"])
            ),
            models.CheckConstraint(name="point_is_not_empty", condition=~Q(value="")),
            models.CheckConstraint(
                name="point_names_its_source",
                condition=Q(source="intake", entered_by="")
                | (Q(source__in=["staff", "customer"]) & ~Q(entered_by="")),
            ),
            models.CheckConstraint(
                name="point_only_the_file_replaces", condition=Q(until__isnull=True) | Q(source="intake")
            ),
            models.CheckConstraint(name="point_replaced_after", condition=Q(until__gte=F("since"))),
        ]
        indexes = [
            models.Index(name="point_of_customer", fields=["customer", "kind"]),
            models.Index(name="point_normal", fields=["normal"], condition=Q(kind__in=["phone", "email"])),
            models.Index(Reverse("normal"), name="point_by_last_digits", condition=Q(kind="phone")),
        ]

    @property
    def place(self) -> int:
        """Where the kind stands in a list: telephone first."""
        return self.Kind.values.index(self.kind)


class ContactRemark(models.Model):
    """What became known of a contact detail: that it was verified, or may or may not be used.

    Of the latter two the newest counts.
    """

    class What(models.TextChoices):
        VERIFIED = "verified", _("verified")
        STOPPED = "stopped", _("not to be used")
        RESUMED = "resumed", _("to be used again")

    point = models.ForeignKey(ContactPoint, models.CASCADE, related_name="remarks")
    what = models.CharField(_("what"), max_length=8, choices=What.choices)
    on = models.DateField(_("on"))
    note = models.CharField(_("how or why"), max_length=200)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.CharField(_("entered by"), max_length=150)

    class Meta:
        verbose_name = _("remark on a contact detail")
        verbose_name_plural = _("remarks on contact details")
        triggers = append_only(sealed="added")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="remark_is_listed", condition=Q(what__in=["verified", "stopped", "resumed"])
            ),
            models.CheckConstraint(
                name="remark_names_why_and_who", condition=~Q(note="") & ~Q(entered_by="")
            ),
        ]


class WrongNumber(models.Model):
    """A telephone number or e-mail address that reaches somebody else: nobody is contacted there.

    The newest entry of a value counts: a later one that it is not wrong lifts the mark.
    """

    value = models.CharField(_("number or e-mail"), max_length=254, db_collation="C")
    wrong = models.BooleanField(_("wrong"))
    reason = models.CharField(_("reason"), max_length=200)
    marked_at = models.DateTimeField(_("marked at"))
    marked_by = models.CharField(_("marked by"), max_length=150)

    class Meta:
        verbose_name = _("wrong number")
        verbose_name_plural = _("wrong numbers")
        triggers = append_only(sealed="added")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="wrong_number_names_why_and_who",
                condition=~Q(value="") & ~Q(reason="") & ~Q(marked_by=""),
            ),
        ]
        indexes = [models.Index(name="wrong_number_newest", fields=["value", "-id"])]
