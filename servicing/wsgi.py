import os

from django.core.wsgi import get_wsgi_application

from accounts.packs import PACKS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicing.settings")

application = get_wsgi_application()
PACKS.load()  # what cannot be used stops the server, not one of its answers
