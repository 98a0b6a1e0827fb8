from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts import dialling
from accounts.management.csv import write


class Command(BaseCommand):
    help = "Whom the contact gate would allow to be called about their debt now, and until when."

    def handle(self, *args, **options):
        write(dialling.HEADER, (row.values for row in dialling.listing(timezone.now())))
