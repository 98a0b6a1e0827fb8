"""What leaves in the year, looked at as it leaves: under what it goes, the days that it prints, and law's own day."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Max

from accounts import holds, packs
from accounts.dates import each, local_day
from accounts.models import BillingCycle, Case, Plan
from accounts.promises import silence
from notices.kinds import catalogue
from notices.kinds.placeholders import PLACEHOLDERS
from notices.kinds.schema import NoticeKind
from notices.letters import electronic, figures, locale_formats
from notices.letters import render as rendering
from notices.models import Notice, NoticeContent, NoticeStateChange
from notices.wordings import money_requests, substitution
from notices.wordings import versions as wording_versions

# Around a day that lies ahead of whoever reads it.
AHEAD = {
    "en": ("by {}", "until {}", "before {}", "no later than {}", "by the end of {}"),
    "es": ("hasta el {}", "antes del {}", "a más tardar el {}"),
    "zh": ("{}前", "{}之前", "{}以前", "{}止", "{}为止"),
}
GONE_BY_ITSELF = ("cancelled", "superseded", "suspended")
MUST_BE_NONE = (
    "sent_although", "asks_although_service", "printed_day_gone", "sentence_with_a_day_gone", "more_than_a_day",
    "printed_day_gone_when_posted", "after_laws_day", "after_our_day",
    "never_sent",
)  # fmt: skip


@dataclass
class Outgoing:
    """``wrong``: references of notices by what is wrong with them."""

    seen: int = 0
    read: int = 0
    left_on: dict[int, date] = field(default_factory=dict)
    wrong: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in MUST_BE_NONE})
    sent: Counter[str] = field(default_factory=Counter)

    def look(self) -> None:
        """At everything that left since it was looked last."""
        turns = NoticeStateChange.objects.filter(pk__gt=self.seen, to_state="sending").order_by("pk")
        left = {turn.notice_id: turn.at for turn in turns}
        self.seen = NoticeStateChange.objects.aggregate(last=Max("pk"))["last"] or self.seen
        rows = Notice.objects.filter(pk__in=left).select_related("account__product", "recipient")
        by_day: dict[date, list[Notice]] = {}
        for notice in rows:
            by_day.setdefault(local_day(left[notice.pk], notice.account.time_zone), []).append(notice)
        for day, notices in by_day.items():
            self.left_on |= dict.fromkeys((notice.pk for notice in notices), day)
            self._look(notices, day)

    def _look(self, notices: list[Notice], day: date) -> None:
        accounts = [notice.account_id for notice in notices]
        held, silent = holds.in_force(accounts, day), silence.silencing(accounts, day)
        for notice in notices:
            kind = catalogue.get(notice.kind)
            self.sent[f"{kind.jurisdiction} {kind.nature}"] += 1
            content = notice.contents.order_by("pk").select_related("letterhead").last()
            stopping = [hold.kind for hold in held[notice.account_id] if _forbids(kind, hold)]
            if notice.account_id in silent:
                stopping.append("promise")
            if kind.is_discretionary and stopping:
                self._note("sent_although", notice, *stopping)
            if content is not None:
                self._read(notice, kind, content, day)

    def _read(self, notice: Notice, kind: NoticeKind, content: NoticeContent, day: date) -> None:
        self.read += 1
        template = wording_versions.shipped(wording_versions.name_of(kind), content.language)
        if kind.nature == "service" and (asked := money_requests.found(template, kind)):
            self._note("asks_although_service", notice, asked)
        for name, value in _days_to_come(content):
            if value < day:
                self._note("printed_day_gone", notice, f"{name} {value}, left {day}")
        said = figures.thawed(content.figures)
        text = electronic.plain(rendering.write(template, kind, said, content.letterhead))
        for sentence in _days_gone(text, content.language, kind.jurisdiction, day):
            self._note("sentence_with_a_day_gone", notice, f"{sentence}, left {day}")

    def end(self, last: date) -> None:
        """What can only be said once the year is over: when law counted each as sent, and what never went."""
        by_person: Counter[tuple[int, date]] = Counter()
        for notice in Notice.objects.select_related("account__product", "joined_to"):
            kind = catalogue.get(notice.kind)
            left = self.left_on.get(notice.pk)  # the vendor chooses when it posts
            if left and notice.joined_to_id is None and not kind.is_statutory:
                by_person[notice.recipient_id, left] += 1
            if notice.sent_on:
                self._look_at_posting(notice)
            if kind.is_statutory:
                self._look_at_law(notice, kind, last)
        most = min(pack.letters.most_a_day for pack in (packs.of(code) for code in ("CN", "US", "GB")))
        self.wrong["more_than_a_day"] += [
            f"{person} {day}" for (person, day), n in by_person.items() if n > most
        ]

    def _look_at_posting(self, notice: Notice) -> None:
        """A letter counts as sent on the day on which the vendor posts it."""
        content = notice.contents.order_by("pk").last()
        for name, value in _days_to_come(content) if content else ():
            if value < notice.sent_on:
                self._note("printed_day_gone_when_posted", notice, f"{name} {value}, {notice.sent_on}")

    def _look_at_law(self, notice: Notice, kind: NoticeKind, last: date) -> None:
        """Law counts the day of posting. Where it names no day, ours is kept by what has left us on it."""
        law = law_day(notice, kind)
        until, left = law or notice.due_by, notice.sent_on if law else self.left_on.get(notice.pk)
        waited = notice.turns.filter(to_state__in=("suspended", "failed")).exists()
        if notice.sent_on:
            if until and left and left > until and not waited:
                self._note("after_laws_day" if law else "after_our_day", notice, f"{left}, until {until}")
        elif until and until < last and notice.state not in GONE_BY_ITSELF and notice.reason != "no-address":
            self._note("never_sent", notice, f"{notice.state} {notice.reason}, law {until}")

    def _note(self, what: str, notice: Notice, *detail: str) -> None:
        self.wrong[what].append(" ".join([notice.reference, notice.kind, *detail]))

    def figures(self) -> dict[str, object]:
        return {
            "letters_read": self.read, "left": dict(sorted(self.sent.items())),
            **{name: len(found) for name, found in self.wrong.items()},
        }  # fmt: skip


def law_day(notice: Notice, kind: NoticeKind) -> date | None:
    """The last day on which law takes the notice as in time, by the facts; none where it names none."""
    found = notice.found_on or notice.occasion_on
    if kind.deadline is None:
        return None
    if kind.deadline.law_days is not None:
        return found + timedelta(days=kind.deadline.law_days)
    limit = _LIMITS.get(kind.deadline.limit or "")
    return limit(notice, notice.occasion.partition(" ")[2], found) if limit else None


def _before_next_statement(notice: Notice, _about: str, found: date) -> date | None:
    after = BillingCycle.objects.filter(account=notice.account_id, statement_date__gt=found)
    first = after.order_by("statement_date").values_list("statement_date", flat=True).first()
    return first and first - timedelta(days=1)


def _before_due(notice: Notice, about: str, _found: date) -> date:
    due = BillingCycle.objects.filter(account=notice.account_id, statement_date=date.fromisoformat(about))
    return due.latest("known_on").due_date - timedelta(days=3)


def _before_report(notice: Notice, _about: str, _found: date) -> date | None:
    content = notice.contents.order_by("pk").last()
    printed = content and content.figures["values"].get("report_from")
    return (
        date.fromisoformat(printed) - timedelta(days=catalogue.get(notice.kind).occasion.days)
        if printed
        else None
    )


def _after_report(notice: Notice, _about: str, _found: date) -> date | None:
    content = notice.contents.order_by("pk").last()
    printed = content and content.figures["values"].get("report_from")
    return date.fromisoformat(printed) + timedelta(days=30) if printed else None


def _by_the_case(_notice: Notice, about: str, _found: date) -> date:
    return Case.objects.get(pk=int(about.split("/", maxsplit=1)[0])).resolve_by


def _before_plan(_notice: Notice, about: str, _found: date) -> date:
    return Plan.objects.get(reference=about).instalments.earliest("due_on").due_on - timedelta(days=1)


_LIMITS: dict[str, Callable[[Notice, str, date], date | None]] = {
    "next-statement": _before_next_statement, "3-days-before-due": _before_due, "case-clock": _by_the_case,
    "plan-start": _before_plan, "report": _before_report, "30-days-after-report": _after_report,
}  # fmt: skip


def _days_to_come(content: NoticeContent) -> Iterator[tuple[str, date]]:
    """The days that a letter prints as still to come, by placeholder."""
    template = wording_versions.shipped(
        wording_versions.name_of(catalogue.get(content.notice.kind)), content.language
    )
    for name in substitution.names(template):
        if PLACEHOLDERS[name].is_ahead and name in content.figures["values"]:
            yield name, date.fromisoformat(content.figures["values"][name])


def _days_gone(text: str, language: str, jurisdiction: str, day: date) -> Iterator[str]:
    """What the letter says of a day of the last two months as if it were still to come."""
    for gone in each(day - timedelta(days=60), day - timedelta(days=1)):
        written = locale_formats.day(gone, language, jurisdiction)
        yield from (
            said for form in AHEAD[locale_formats.tongue(language)] if (said := form.format(written)) in text
        )


def _forbids(kind: NoticeKind, hold: holds.Hold) -> bool:
    stops = packs.of(kind.jurisdiction).holds[hold.kind].stops_discretionary
    about_all = stops == "about-it" and not hold.disputed_amount
    return (stops == "all" or about_all) and hold.kind not in kind.survives
