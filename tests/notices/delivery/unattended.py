"""The book as it lives by itself, the clock moved day by day: closed, planned, made, released, sent.

The print vendor posts on the next working day, mail server and gateway take what they get. A supervisor lets go
what needs a second person; nobody does anything else.
"""

from datetime import UTC, date, datetime, time, timedelta

from accounts import packs
from accounts.acts import Act
from accounts.calendars import store as calendar_store
from accounts.close import run as nightly_close
from accounts.models import DeliveryReport
from notices import batches
from notices.archive import freeze as archive
from notices.delivery import run as delivery
from notices.models import Batch
from notices.planning import recheck
from notices.planning import run as notice_planning
from servicing.demo.providers.vendor import Vendor
from tests.notices.delivery.sent import Clock


class Unattended:
    """``letters``: references of all that the vendor took."""

    def __init__(self, vendor: Vendor, begins: datetime) -> None:
        self.vendor, self.clock = vendor, Clock(begins)
        self.calendar = calendar_store.of(packs.of("CN").calendar)
        self.posting: dict[date, list[str]] = {}
        self.letters: set[str] = set()

    def live(self, day: date) -> None:
        """The close of a day, and the day after it."""
        morning = day + timedelta(days=1)
        nightly_close.close_through(day, now=at(morning, 14))
        notice_planning.plan_through(day, at(morning, 1))
        recheck.look_at_all(at(morning, 1))
        archive.make_ready(archive.to_make(500), Act(at=at(morning, 2)))
        batches.make(Act(at=at(morning, 2)))
        batches.release_those_that_need_nobody(at(morning, 2))
        for batch in Batch.objects.filter(released_at=None):
            if not batches.why_not(batch, "supervisor"):
                batches.release(batch.pk, Act(by="supervisor", at=at(morning, 2)))
        self.post(morning)
        for hour in (6, 15):
            self.clock.at = at(morning, hour)
            delivery.send(self.clock)
        self.collect(morning)

    def post(self, day: date) -> None:
        """What the vendor took before is on its way from its working day on."""
        DeliveryReport.objects.bulk_create(
            DeliveryReport(notice=reference, outcome="posted", on=day, detail="", known_on=day)
            for reference in self.posting.pop(day, [])
        )

    def collect(self, day: date) -> None:
        taken = self.vendor.collect()
        self.posting.setdefault(self.calendar.add_working_days(day, 1), []).extend(taken)
        self.letters |= set(taken)


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)
