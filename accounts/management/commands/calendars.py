from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import almanac, calendar_keeping, calendars, packs


class Command(BaseCommand):
    help = "Fill the working calendars from the library of holidays, for the years of the book and the next."

    def handle(self, *args, verbosity, **options):
        for code, pack in packs.PACKS.items():
            if not almanac.knows(pack.calendar):
                raise CommandError(f"{code}: {almanac.SOURCE} has no calendar {pack.calendar}")
        for row in calendar_keeping.keep(timezone.now().date()):
            worked = "a working day" if row.works else "a day off"
            self.stderr.write(f"{row.calendar} {row.day} is now {worked}, known from {row.known_on} on")
        if verbosity:
            self.tell()

    def tell(self) -> None:
        known = calendars.known_through_each(sorted({pack.calendar for pack in packs.PACKS.values()}))
        for calendar, through in known.items():
            self.stderr.write(f"{calendar}: known through {through or 'no day'} ({almanac.SOURCE})")
