from django.db import models
from django.utils.translation import gettext_lazy as _

from notices.models.notice import Notice


class Document(models.Model):
    """Bytes as they are sent, under their own SHA-256 (hexadecimal). Never changed."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, primary_key=True, db_collation="C")
    media_type = models.CharField(_("media type"), max_length=64)
    content = models.BinaryField(_("bytes"))
    kept_at = models.DateTimeField(_("kept at"))

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")


class NoticeContent(models.Model):
    """What a notice says, frozen: figures, template, recipient and address, and the documents made of them.

    A notice rendered anew has a new content; the last one counts.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="contents")
    frozen_at = models.DateTimeField(_("frozen at"))
    as_of = models.DateField(_("as of"))
    channel = models.CharField(_("channel"), max_length=16)
    language = models.CharField(_("language"), max_length=16)
    template_number = models.PositiveSmallIntegerField(_("template version"))
    template_sha256 = models.CharField(_("SHA-256 of the template"), max_length=64)
    figures = models.JSONField(_("figures"))
    recipient_name = models.CharField(_("recipient"), max_length=200)
    address = models.TextField(_("address"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="contents")

    class Meta:
        verbose_name = _("content of a notice")
        verbose_name_plural = _("contents of notices")
        ordering = ["id"]
