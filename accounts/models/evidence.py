from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only


class EvidenceSeal(models.Model):
    """The end of a night's run of closes for the evidence: what was added or filled in since the one before.

    ``sha256`` is a sum of that of the seal before, of what this one says and of the rows sealed. ``columns``:
    by table, which were summed up (fixed), and which may be filled in later (filled).
    """

    day = models.DateField(_("business date"))
    sealed_at = models.DateTimeField(_("sealed at"))
    columns = models.JSONField(_("columns"))
    rows = models.IntegerField(_("rows"), null=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)

    class Meta:
        verbose_name = _("seal of evidence")
        verbose_name_plural = _("seals of evidence")
        get_latest_by = "pk"
        triggers = append_only(once=["rows", "sha256"])


class EvidenceRow(models.Model):
    """The sum of one row of evidence, ``source`` its table; of one that is filled in later there are several.

    ``filled`` holds what was filled in by then. ``gone``: the row was past its time and deleted. Without a
    seal it waits for the next one.
    """

    seal = models.ForeignKey(EvidenceSeal, models.PROTECT, null=True, related_name="sealed")
    source = models.CharField(_("table"), max_length=63, db_collation="C")
    row = models.BigIntegerField(_("row"))
    fixed = models.BinaryField("SHA-256")
    filled = models.JSONField(_("filled in"))
    is_open = models.BooleanField(_("more may be filled in"))
    gone = models.BooleanField(_("past its time"), default=False)

    class Meta:
        verbose_name = _("row of evidence")
        verbose_name_plural = _("rows of evidence")
        triggers = append_only(once=["seal"], free=["is_open"])
        indexes = [
            models.Index(name="evidence_of_row", fields=["source", "row"]),
            models.Index(name="evidence_open", fields=["source"], condition=models.Q(is_open=True)),
            models.Index(name="evidence_unsealed", fields=["id"], condition=models.Q(seal__isnull=True)),
        ]


class EvidenceBlock(models.Model):
    """The sums of many rows of evidence, of a table of which thousands come in a night.

    ``sums``: by the key of the row, the key in 8 bytes and the first 16 bytes of its SHA-256. ``last`` is the
    greatest of the keys. The blocks of a table lie side by side: each says which rows there are after the
    last row of the block before.
    """

    seal = models.ForeignKey(EvidenceSeal, models.PROTECT, related_name="blocks")
    source = models.CharField(_("table"), max_length=63, db_collation="C")
    last = models.BigIntegerField(_("last row"))
    sums = models.BinaryField("SHA-256")

    class Meta:
        verbose_name = _("block of evidence")
        verbose_name_plural = _("blocks of evidence")
        triggers = append_only()
        constraints = [models.UniqueConstraint(name="evidence_block_once", fields=["source", "last"])]
