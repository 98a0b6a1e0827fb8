from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from accounts import checks
from accounts.database.append_only import let_nobody_ignore


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Book")

    def ready(self) -> None:
        register(checks.packs_can_be_used)
        register(checks.tables_can_be_migrated, Tags.database)
        post_migrate.connect(let_nobody_ignore, sender=self)
