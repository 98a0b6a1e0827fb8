from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from notices.kinds import schema as kind_schema
from notices.models.notice import Notice


def _sum_of(column: str) -> models.Func:
    summed = models.Func(models.F(column), function="sha256", output_field=models.BinaryField())
    return models.Func(summed, models.Value("hex"), function="encode", output_field=models.CharField())


class Document(models.Model):
    """Bytes as they are sent, under their own SHA-256 (hexadecimal). Never changed."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, primary_key=True, db_collation="C")
    media_type = models.CharField(_("media type"), max_length=64)
    content = models.BinaryField(_("bytes"))

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        triggers = append_only(purged=True)
        constraints = [
            models.CheckConstraint(
                name="document_is_under_its_sum",
                condition=models.Q(sha256=_sum_of("content")),
            ),
        ]


class NoticeContent(models.Model):
    """What a notice says, frozen: figures, template, recipient and address, and the documents made of them.

    One for each channel that reaches the person. A notice rendered anew has new contents; of each channel the
    last one counts. ``enclosure``: the sheet that goes with it. ``figures`` as ``figures.Figures.frozen`` has
    them; ``press`` is the ``press.MARK`` that a letter was set by, empty for all else.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="contents")
    frozen_at = models.DateTimeField(_("frozen at"))
    as_of = models.DateField(_("as of"))
    channel = models.CharField(_("channel"), max_length=16)
    language = models.CharField(_("language"), max_length=16)
    template_number = models.PositiveSmallIntegerField(_("template version"))
    template_sha256 = models.CharField(_("SHA-256 of the template"), max_length=64)
    figures = models.JSONField(_("figures"))
    letterhead = models.ForeignKey("notices.Letterhead", models.PROTECT, null=True, related_name="contents")
    press = models.CharField(_("set by"), max_length=64, blank=True)
    recipient_name = models.CharField(_("recipient"), max_length=200)
    address = models.TextField(_("address"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="contents")
    enclosure = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("enclosure")
    )

    class Meta:
        verbose_name = _("content of a notice")
        verbose_name_plural = _("contents of notices")
        triggers = append_only(purged=True, sealed="added")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="content_printed_on_a_letterhead",
                condition=models.Q(press="") | models.Q(letterhead__isnull=False),
            ),
            models.CheckConstraint(
                name="content_channel_is_listed", condition=models.Q(channel__in=kind_schema.CHANNELS)
            ),
            models.CheckConstraint(
                name="content_names_whom_and_where",
                condition=~models.Q(recipient_name="") & ~models.Q(address=""),
            ),
        ]


class Erasure(models.Model):
    """What a notice said is past its time and deleted; under which sums its documents had been kept."""

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="erasure")
    erased_at = models.DateTimeField(_("erased at"))
    sha256 = ArrayField(models.CharField(max_length=64), verbose_name=_("SHA-256"))

    class Meta:
        verbose_name = _("erased content of a notice")
        verbose_name_plural = _("erased contents of notices")
        triggers = append_only(sealed="added")
