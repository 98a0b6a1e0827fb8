import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from accounts.packs import PACKS
from servicing.security.requests.bodies import in_our_characters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicing.settings")

application = in_our_characters(get_wsgi_application())
PACKS.load()  # what cannot be used stops the server, not one of its answers
import_module(settings.ROOT_URLCONF)  # whoever comes first does not wait until every page is read
