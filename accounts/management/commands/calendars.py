from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import packs
from accounts.calendars import holiday_library
from accounts.calendars import store as calendar_store
from accounts.calendars import sync as calendar_sync
from accounts.dates import utc_day


class Command(BaseCommand):
    help = "Fill the working calendars from the library of holidays, for the years of the book and the next."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        for code, pack in packs.PACKS.items():
            if not holiday_library.knows(pack.calendar):
                raise CommandError(f"{code}: {holiday_library.SOURCE} has no calendar {pack.calendar}")
        for row in calendar_sync.keep(utc_day(timezone.now())):
            worked = "working" if row.works else "non-working"
            self.stderr.write(f"{row.calendar} {row.day} is now {worked}, known from {row.known_on} on")
        if verbosity:
            self.tell()

    def tell(self) -> None:
        known = calendar_store.known_through_each(sorted({pack.calendar for pack in packs.PACKS.values()}))
        for calendar, through in known.items():
            self.stderr.write(f"{calendar}: known through {through or 'no day'} ({holiday_library.SOURCE})")
