from django.db import models
from django.utils.translation import gettext_lazy as _


class IdempotencyKey(models.Model):
    """A key under which a system has posted, what it posted, and the answer to it.

    Without a status it is being carried out by whoever holds a lock on the row, or by nobody any more.
    """

    system = models.CharField(_("system"), max_length=64)
    key = models.CharField(_("key"), max_length=255, db_collation="C")
    fingerprint = models.CharField(_("SHA-256 of the request"), max_length=64)
    posted_at = models.DateTimeField(_("posted at"))
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    headers = models.JSONField(_("headers"), default=dict)
    body = models.BinaryField(_("answer"), default=b"")

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [models.UniqueConstraint(name="idempotency_key_once", fields=["system", "key"])]
        indexes = [models.Index(name="idempotency_key_posted_at", fields=["posted_at"])]
