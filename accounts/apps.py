from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from accounts import checks


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Book")

    def ready(self) -> None:
        register(checks.packs_can_be_used)
