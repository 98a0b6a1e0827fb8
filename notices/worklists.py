"""Notices as work: what is due, what waits and why, what could not be done, and what went wrong."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from notices.kinds import catalogue
from notices.kinds import schema as kind_schema
from notices.models import Notice, NoticeContent

CORRECTED = "corrected"  # the occasion of a letter that puts another right
LISTED = (
    "reference", "account__reference", "kind", "state", "reason", "occasion_on", "due_by", "sent_on",
    "sha256", "letter",
)  # fmt: skip


def due() -> QuerySet[Notice]:
    """To be rendered, the most pressing first."""
    return _of(kind_schema.DUE).order_by("due_by", "pk")


def suspended() -> QuerySet[Notice]:
    """Held back by what ``reason`` says; due again when that ends."""
    return _of(kind_schema.SUSPENDED).order_by("due_by", "pk")


def failed() -> QuerySet[Notice]:
    """Could not be written: a person sees to what is missing."""
    return _of(kind_schema.FAILED).order_by("due_by", "pk")


def missed() -> QuerySet[Notice]:
    """Whose last day went by, and nobody has said what was done about it. Where the day was only our own
    policy, what is not called for any more needs no remedy."""
    ours = [code for code, kind in catalogue.KINDS.items() if kind.deadline and kind.deadline.ours]
    late = _rows().filter(missed_on__isnull=False, remedied_on=None)
    return late.exclude(kind__in=ours, state__in=kind_schema.FINAL).order_by("missed_on", "pk")


def corrected() -> QuerySet[Notice]:
    """Went out on facts that were corrected since, and the letter that says so has not."""
    letter = Concat(Value(f"{CORRECTED} "), OuterRef("reference"))
    sent = Notice.objects.filter(
        account=OuterRef("account"), occasion=letter, state__in=("sent", "delivered", "served")
    )
    return _rows().filter(~Exists(sent), corrected_on__isnull=False).order_by("corrected_on", "pk")


def listing(account: str | None = None) -> QuerySet[Notice, tuple[Any, ...]]:
    """Every notice, or those of one account, in the columns of the rules, section 11.

    ``letter``: the reference that its letter bears, which is another's where one letter is about both.
    """
    newest = NoticeContent.objects.filter(notice=OuterRef("pk")).order_by("-pk").values("document")
    letter = Coalesce("joined_to__reference", "reference")
    rows = Notice.objects.annotate(sha256=Subquery(newest[:1]), letter=letter)
    rows = rows.order_by("account__reference", "pk")
    rows = rows.filter(account__reference=account) if account is not None else rows
    return rows.values_list(*LISTED)


def _of(state: str) -> QuerySet[Notice]:
    return _rows().filter(state=state)


def _rows() -> QuerySet[Notice]:
    return Notice.objects.select_related("account", "recipient")
