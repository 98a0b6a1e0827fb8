from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.dates import ALWAYS
from accounts.models.account import Account
from accounts.models.customer import Customer


class Party(models.Model):
    """What a person is to an account. Only those who owe, act or stand in for one who does have a role.

    Holders stay as long as the account does; what others are may end, ``until`` is the last day. A
    supplementary holder owes only where the contract says so. What is entered at the desk names its evidence.
    """

    class Role(models.TextChoices):
        CARDHOLDER = "cardholder", _("cardholder")
        JOINT_HOLDER = "joint-holder", _("joint holder")
        SUPPLEMENTARY_HOLDER = "supplementary-holder", _("supplementary holder")
        GUARANTOR = "guarantor", _("guarantor")
        REPRESENTATIVE = "authorised-representative", _("authorised representative")
        EXECUTOR = "executor", _("executor")
        TRUSTEE = "trustee", _("trustee")

    HOLDERS = (Role.CARDHOLDER, Role.JOINT_HOLDER)  # whom a hold of the person follows to the account

    account = models.ForeignKey(Account, models.CASCADE, related_name="parties")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="parties")
    role = models.CharField(_("role"), max_length=32, choices=Role.choices)
    liable_by_contract = models.BooleanField(_("liable by contract"), db_default=False)
    known_on = models.DateField(_("known on"), default=ALWAYS, db_default=ALWAYS)
    until = models.DateField(_("last day"), null=True)
    until_known_on = models.DateField(_("end known on"), null=True)
    evidence = models.CharField(_("evidence"), max_length=200, blank=True, db_default="")
    entered_at = models.DateTimeField(_("entered at"), null=True)
    entered_by = models.CharField(_("entered by"), max_length=150, blank=True, db_default="")
    ended_by = models.CharField(_("ended by"), max_length=150, blank=True, db_default="")

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        triggers = append_only(once=["until", "until_known_on", "ended_by"], sealed="added")
        constraints = [
            models.UniqueConstraint(
                name="party_once_per_role",
                fields=["account", "customer", "role"],
                condition=Q(until__isnull=True),
            ),
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
            models.CheckConstraint(
                name="party_contract_binds_supplementary_holders",
                condition=Q(liable_by_contract=False) | Q(role="supplementary-holder"),
            ),
            models.CheckConstraint(
                name="party_holders_stay",
                condition=Q(until__isnull=True) | ~Q(role__in=["cardholder", "joint-holder"]),
            ),
            models.CheckConstraint(
                name="party_end_is_known",
                condition=Q(until__isnull=True, until_known_on__isnull=True, ended_by="")
                | Q(until__isnull=False, until_known_on__isnull=False),
            ),
            models.CheckConstraint(
                name="party_of_the_desk_names_evidence",
                condition=Q(entered_by="", entered_at__isnull=True)
                | (Q(entered_at__isnull=False) & ~Q(entered_by="") & ~Q(evidence="")),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(name="party_known_on", fields=["known_on"], condition=Q(known_on__gt=ALWAYS)),
            models.Index(
                name="party_until_known_on",
                fields=["until_known_on"],
                condition=Q(until_known_on__isnull=False),
            ),
        ]
