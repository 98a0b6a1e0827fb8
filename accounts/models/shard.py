from django.db import models
from django.utils.translation import gettext_lazy as _


class Shard(models.Model):
    """A range of account ids, worked on in one transaction by whoever holds its lease.

    A lease lapses at ``leased_until``; whoever takes the shard then raises ``attempt``, and the work of
    the one before is not accepted any more.
    """

    WORK: str  # the column that says which piece of work the shard belongs to

    number = models.IntegerField(_("shard"))
    first_account = models.BigIntegerField(_("first account id"))
    last_account = models.BigIntegerField(_("last account id"))
    accounts = models.IntegerField(_("accounts"))
    worker = models.CharField(_("worker"), max_length=200, blank=True)
    attempt = models.IntegerField(_("attempt"), default=0)
    leased_until = models.DateTimeField(_("leased until"), null=True)
    done_at = models.DateTimeField(_("done at"), null=True)

    class Meta:
        abstract = True
