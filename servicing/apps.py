from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from servicing.celery import app


class ServicingConfig(AppConfig):
    name = "servicing"
    verbose_name = _("House")
    celery = app  # every process that knows the apps knows the broker: pages put work into the queue, too
