from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from notices import checks


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = _("Letters")

    def ready(self) -> None:
        register(checks.kinds_can_be_used)
        register(checks.services_ask_for_nothing)
