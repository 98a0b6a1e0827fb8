"""The main menu as data: where each entry leads, who sees it, and which pages belong to it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy

from servicing.access import Capability, may
from servicing.models import User


@dataclass(frozen=True)
class Entry:
    """One entry of the menu. ``routes`` are the names of the other pages that belong to it."""

    label: Any
    route: str
    capability: Capability = Capability.SEE_BOOK
    routes: frozenset[str] = field(default_factory=frozenset)


PEOPLE, LETTERS, WORDS, BOOK, OFFICE = "people", "letters", "words", "book", "office"
GROUPS = {
    PEOPLE: gettext_lazy("Customers"),
    LETTERS: gettext_lazy("Letters"),
    WORDS: gettext_lazy("Writing"),
    BOOK: gettext_lazy("Portfolio"),
    OFFICE: gettext_lazy("Administration"),
}
# What each role works in every day stands open in the menu; the rest is one step away.
OPEN = {
    User.Role.AGENT: (PEOPLE,),
    User.Role.SUPERVISOR: (PEOPLE, LETTERS),
    User.Role.COMPLIANCE: (LETTERS, WORDS),
    User.Role.ADMINISTRATOR: (BOOK, OFFICE),
}


@dataclass(frozen=True)
class MenuGroup:
    """Entries that belong together; ``is_open``: shown without being asked for."""

    label: Any
    links: "list[MenuLink]"
    is_open: bool

    @property
    def is_current(self) -> bool:
        return any(link.current for link in self.links)


@dataclass(frozen=True)
class MenuLink:
    """An entry as one page shows it. ``current`` is the value of ``aria-current``, empty elsewhere."""

    label: Any
    address: str
    current: str


def _entry(label: Any, route: str, capability: Capability, routes: str = "") -> Entry:
    return Entry(label, route, capability, frozenset(routes.split()))


# By what is worked on, in the order of the day.
MENU: dict[str, tuple[Entry, ...]] = {
    PEOPLE: (
        _entry(
            gettext_lazy("Queues"),
            "queues",
            Capability.WORK_QUEUES,
            "queue work claims unoffered why-offered bulk-act-queues",
        ),
        _entry(
            gettext_lazy("Accounts"),
            "accounts",
            Capability.SEE_ACCOUNTS,
            "account customer appoint grant-mandate place-hold account-rules contacts log-incoming"
            " contact-outcome correct-contact agree-call-back moves caller",
        ),
        _entry(gettext_lazy("Promises"), "promises", Capability.SEE_ACCOUNTS, "take-promise"),
        _entry(
            gettext_lazy("Hardship"),
            "hardship",
            Capability.SEE_ACCOUNTS,
            "affordability hardship-options",
        ),
        _entry(gettext_lazy("Call-backs"), "call-backs", Capability.SEE_ACCOUNTS, "move-call-back"),
        _entry(gettext_lazy("Cases"), "cases", Capability.SEE_ACCOUNTS, "case open-case reages"),
        _entry(gettext_lazy("Holds"), "holds", Capability.SEE_ACCOUNTS),
        _entry(gettext_lazy("Unlikely entries"), "unlikely-entries", Capability.CONFIRM_ENTRIES),
        _entry(gettext_lazy("Reviews"), "quality", Capability.REVIEW_QUALITY, "quality-review"),
        _entry(gettext_lazy("Your reviews"), "own-quality", Capability.LOG_CONTACTS),
    ),
    LETTERS: (
        _entry(
            gettext_lazy("Letters"),
            "batches",
            Capability.SEE_ACCOUNTS,
            "batch notices notice sending received acts print-spellings",
        ),
    ),
    WORDS: (
        _entry(
            gettext_lazy("Rules"),
            "rules",
            Capability.SEE_BOOK,
            "rules-of calendars calendar correct-calendar",
        ),
        _entry(
            gettext_lazy("Letter types"),
            "notice-kinds",
            Capability.SEE_NOTICE_KINDS,
            "notice-kind templates template template-version new-template-version change-template-version"
            " template-sample",
        ),
        _entry(gettext_lazy("What to say"), "prompts", Capability.SEE_NOTICE_KINDS, "prompt"),
        _entry(
            gettext_lazy("Prescribed documents"),
            "prescribed-documents",
            Capability.SEE_NOTICE_KINDS,
            "prescribed-document",
        ),
        _entry(gettext_lazy("Letterheads"), "letterheads", Capability.APPROVE_LETTERHEADS, "letterhead"),
    ),
    BOOK: (
        _entry(gettext_lazy("Statement differences"), "breaks", Capability.SEE_ACCOUNTS),
        _entry(
            gettext_lazy("Reports"),
            "aging",
            Capability.SEE_REPORTS,
            "reports report-accounts roll-rates moved-accounts roll-rates-by-month vintages what-if"
            " month-packs month-pack conduct report-schedules counted-accounts conduct-accounts"
            " supposed-accounts",
        ),
        _entry(gettext_lazy("Nightly close"), "night", Capability.SEE_BOOK, "set-aside"),
        _entry(gettext_lazy("Files"), "files", Capability.SEE_BOOK, "closes close declare-feed change-feed"),
        _entry(
            gettext_lazy("Recalculated days"),
            "restatements",
            Capability.SEE_BOOK,
            "restatement restated-accounts",
        ),
    ),
    OFFICE: (
        _entry(gettext_lazy("Trigger figures"), "trigger-sets", Capability.LOAD_TRIGGERS),
        _entry(gettext_lazy("Scorecards"), "scorecards", Capability.CHANGE_SCORECARDS, "scorecard"),
        _entry(
            gettext_lazy("Team"),
            "team",
            Capability.MANAGE_TEAM,
            "person new-person reset-password end-factor teams new-team change-team",
        ),
        _entry(gettext_lazy("Changes of people"), "person-changes", Capability.APPROVE_PEOPLE),
        _entry(gettext_lazy("Sign-ins"), "sign-ins", Capability.SEE_SIGN_INS),
        _entry(gettext_lazy("Record of access"), "access-records", Capability.SEE_ACCESS),
        _entry(
            gettext_lazy("API"),
            "api-tokens",
            Capability.APPROVE_API,
            "new-api-token subscriptions subscription new-subscription",
        ),
    ),
}


def label_of(route: str) -> str:
    """The entry of the menu that a page belongs to; nothing for a page of none."""
    entries = (entry for group in MENU.values() for entry in group)
    return next((str(entry.label) for entry in entries if route == entry.route or route in entry.routes), "")


def menu(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``menu``, the groups this person may open. Computed only where it is shown."""
    return {"menu": SimpleLazyObject(lambda: list(_groups(request)))}


def _groups(request: HttpRequest) -> Iterable[MenuGroup]:
    """Those that the role works in first. A group of one entry needs no opening."""
    user = request.user
    first = OPEN[User.Role(user.role)] if user.is_authenticated else ()
    for name in (*first, *(name for name in MENU if name not in first)):
        if links := list(_links(request, MENU[name])):
            yield MenuGroup(GROUPS[name], links, name in first or len(links) == 1)


def _links(request: HttpRequest, entries: Iterable[Entry]) -> Iterable[MenuLink]:
    here = request.resolver_match.url_name if request.resolver_match else ""
    for entry in entries:
        if may(request.user, entry.capability):
            current = "page" if here == entry.route else "true" if here in entry.routes else ""
            yield MenuLink(entry.label, reverse(entry.route), current)
