from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.days import ALWAYS


class ContactDetails(models.Model):
    """How a person is named and reached. Empty where the issuer does not know."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    address = models.TextField(_("address"), blank=True)

    class Meta:
        abstract = True


class Customer(ContactDetails):
    """One person, who may hold several accounts; the details in force now."""

    reference = models.CharField(_("customer"), max_length=64, db_collation="C")
    phone_digits = models.GeneratedField(
        expression=models.Func(
            "phone", models.Value(r"\D"), models.Value(""), models.Value("g"), function="regexp_replace"
        ),
        output_field=models.CharField(max_length=40),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [models.UniqueConstraint(name="customer_reference", fields=["reference"])]
        indexes = [
            models.Index(Lower("email"), name="customer_email"),
            models.Index(name="customer_phone_digits", fields=["phone_digits"]),
        ]

    def __str__(self) -> str:
        return self.reference


class FormerDetails(ContactDetails):
    """Details that a later intake row replaced."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="former_details")
    replaced_at = models.DateTimeField(_("replaced at"))

    class Meta:
        verbose_name = _("former contact details")
        verbose_name_plural = _("former contact details")
        ordering = ["-replaced_at", "-id"]


class Party(models.Model):
    """What a person is to an account. Only those who owe, act or stand in for one who does have a role.

    A hold on the person binds the account where they hold it, from the day on which that became known.
    """

    class Role(models.TextChoices):
        CARDHOLDER = "cardholder", _("cardholder")
        JOINT_HOLDER = "joint-holder", _("joint holder")
        SUPPLEMENTARY_HOLDER = "supplementary-holder", _("supplementary holder")
        GUARANTOR = "guarantor", _("guarantor")
        REPRESENTATIVE = "authorised-representative", _("authorised representative")
        EXECUTOR = "executor", _("executor")
        TRUSTEE = "trustee", _("trustee")

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="parties")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="parties")
    role = models.CharField(_("role"), max_length=32, choices=Role.choices)
    known_on = models.DateField(_("known on"), db_default=ALWAYS)

    HOLDERS = (Role.CARDHOLDER, Role.JOINT_HOLDER)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.UniqueConstraint(name="party_once_per_role", fields=["account", "customer", "role"]),
            models.UniqueConstraint(
                name="party_one_cardholder",
                fields=["account"],
                condition=Q(role="cardholder"),
                include=["customer"],
            ),
            models.CheckConstraint(
                name="party_role_is_listed",
                condition=Q(
                    role__in=[
                        "cardholder", "joint-holder", "supplementary-holder", "guarantor",
                        "authorised-representative", "executor", "trustee",
                    ]
                ),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(name="party_known_later", fields=["known_on"], condition=Q(known_on__gt=ALWAYS)),
        ]
