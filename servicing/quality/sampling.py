"""Which calls and letters of a day are looked at: anybody can work it out again from their numbers.

One belongs to the sample if its place, a number from 0 to 999 that MD5 makes of ``call-<key>`` or
``letter-<key>``, is below the scorecard's share of a thousand. Nobody chooses, and nobody is left out.
Calls are conversations that colleagues wrote down on the day (UTC); letters are those sent on it.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from hashlib import md5

from django.db import transaction
from django.db.models import Max, QuerySet

from accounts.dates import over_at, utc_day
from accounts.models import Channel, ContactEvent
from notices.models import BatchedNotice, Notice
from servicing.models import QualityReview, SampledDay
from servicing.models.quality import Subject
from servicing.quality import scorecards

SETTLES = timedelta(days=2)  # after so long no place on earth has the day any more
MOST_DAYS = 31  # that are caught up
_CHUNK = 1000


def place(subject: str, key: int) -> int:
    """From 0 to 999, the same for ever."""
    return int(md5(f"{subject}-{key}".encode(), usedforsecurity=False).hexdigest()[:8], 16) % 1000


def draw_due(now: datetime) -> int:
    """Draw the samples of the days that are settled and not drawn yet. Returns the number of reviews."""
    last = utc_day(now) - SETTLES
    drawn = SampledDay.objects.aggregate(last=Max("day"))["last"] or last - timedelta(days=1)
    first = max(drawn + timedelta(days=1), last - timedelta(days=MOST_DAYS - 1))
    return sum(draw(first + timedelta(days=number), now) for number in range((last - first).days + 1))


@transaction.atomic
def draw(day: date, now: datetime) -> int:
    """Draw the sample of a day, once. Returns how many reviews that makes."""
    calls, letters = calls_of(day), letters_of(day)
    figures = {"drawn_at": now, "calls": calls.count(), "letters": letters.count()}
    _row, is_new = SampledDay.objects.get_or_create(day=day, defaults=figures)
    if not is_new:
        return 0
    reviews = [*_calls(calls, day, now), *_letters(letters, day, now)]
    QualityReview.objects.bulk_create(reviews, ignore_conflicts=True)
    return len(reviews)


def calls_of(day: date) -> QuerySet[ContactEvent]:
    """Conversations by telephone that colleagues wrote down on the day, corrections apart."""
    begin = over_at(day - timedelta(days=1), "UTC")
    return ContactEvent.objects.filter(
        source=ContactEvent.Source.DESK, channel=Channel.CALL, outcome=ContactEvent.Outcome.CONVERSATION,
        corrects=None, entered_at__gte=begin, entered_at__lt=over_at(day, "UTC"),
    )  # fmt: skip


def letters_of(day: date) -> QuerySet[Notice]:
    return Notice.objects.filter(sent_on=day)


def _sampled(subject: str, keys: Iterable[int]) -> list[int]:
    share = scorecards.in_force(subject).per_thousand
    return [key for key in keys if place(subject, key) < share]


def _calls(calls: QuerySet[ContactEvent], day: date, now: datetime) -> Iterator[QualityReview]:
    keys = _sampled(Subject.CALL, calls.values_list("pk", flat=True).iterator(_CHUNK))
    for call in calls.filter(pk__in=keys).order_by("pk"):
        yield QualityReview(
            subject=Subject.CALL, contact_id=call.pk, account_id=call.account_id, day=day,
            colleague=call.agent, sampled_at=now,
        )  # fmt: skip


def _letters(letters: QuerySet[Notice], day: date, now: datetime) -> Iterator[QualityReview]:
    """A letter is its colleague's who let the batch go."""
    keys = _sampled(Subject.LETTER, letters.values_list("pk", flat=True).iterator(_CHUNK))
    batched = BatchedNotice.objects.filter(notice__in=keys, left_at=None)
    released = dict(batched.values_list("notice", "batch__released_by"))
    for letter in letters.filter(pk__in=keys).order_by("pk"):
        yield QualityReview(
            subject=Subject.LETTER, notice=letter, account_id=letter.account_id, day=day,
            colleague=released.get(letter.pk, ""), sampled_at=now,
        )  # fmt: skip
