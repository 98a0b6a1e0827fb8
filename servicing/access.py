"""Who may do what: the only place that decides. Views, templates and forms ask here."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache
from django_htmx.middleware import HtmxDetails

from accounts.rules.contact.terms import PURPOSES_OF_PEOPLE
from servicing.models import User

AGENT, SUPERVISOR = User.Role.AGENT, User.Role.SUPERVISOR
COMPLIANCE, ADMINISTRATOR = User.Role.COMPLIANCE, User.Role.ADMINISTRATOR

BY_COMMAND = "manage.py"  # on record for what a command did: no person of the book did it


class Capability(StrEnum):
    USE_DESK = "use_desk"  # sign out, change the own password
    SEE_BOOK = "see_book"  # counts, closes, files: nothing about a person
    SEE_ACCOUNTS = "see_accounts"  # customers and their accounts
    EXPORT_LISTS = "export_lists"  # take a list away as a file, which goes on record
    TAKE_BREAKS = "take_breaks"  # take what nobody has, release what is one's own
    ASSIGN_BREAKS = "assign_breaks"  # give a break to anyone, or take it from them
    RESTATE = "restate"  # ask for a past day restated, or withdraw what was asked
    TRY_AGAIN = "try_again"  # compute accounts set aside now, not only at the next close
    DECLARE_FEEDS = "declare_feeds"  # say what files an open date expects
    RELEASE_CLOSES = "release_closes"  # let a provisional close go on
    MANAGE_TEAM = "manage_team"  # ask who works here, in which role and team
    APPROVE_PEOPLE = "approve_people"  # let what somebody else asked for come to be
    SEE_SIGN_INS = "see_sign_ins"  # who came in and who was refused
    SEE_ACCESS = "see_access"  # who opened whose pages, and whom the program refused
    APPROVE_API = "approve_api"  # see which systems may use the book, and let what somebody else made open it
    MANAGE_API = "manage_api"  # which systems may use the book, and which hear of it
    CORRECT_CALENDARS = "correct_calendars"  # say which days are worked
    CHANGE_CUSTOMERS = "change_customers"  # how people are reached, what they wish, who acts for them
    APPROVE_SPELLINGS = "approve_spellings"  # let letters spell a name as somebody else has entered it
    LIFT_WRONG_NUMBERS = "lift_wrong_numbers"  # let a number be used again that was marked as wrong
    OPEN_CASES = "open_cases"  # take in a dispute or a complaint, acknowledge it, ask for more time
    DECIDE_CASES = "decide_cases"  # decide it, make good, open it again, take a wrong step back
    APPROVE_EXTENSIONS = "approve_extensions"  # grant or refuse the time that somebody else asked for
    RE_AGE = "re_age"  # within the pack's limits; withdraw one, or let it stand
    CORRECT_OTHERS_CONTACTS = "correct_others_contacts"  # correct what a colleague or another system entered
    LOG_CONTACTS = "log_contacts"  # ask the gate, write down what came of it, agree on call-backs
    CONTACT_VULNERABLE = "contact_vulnerable"  # those whom only the trained team contacts
    ASSIGN_CALL_BACKS = "assign_call_backs"  # give a call-back to anyone, or take it from them
    TAKE_DIAL_LIST = "take_dial_list"  # hand the dialler whom to call

    WORK_QUEUES = "work_queues"  # see who waits, take the next person, skip, snooze, hand over
    PICK_PEOPLE = "pick_people"  # take a person by hand, past the order of the queue
    MANAGE_CLAIMS = "manage_claims"  # see who has whom, take people over, give them to others

    REVIEW_QUALITY = "review_quality"  # look at the sample of calls and letters of others by the scorecard
    CHANGE_SCORECARDS = "change_scorecards"  # say what reviews ask, and how many there are

    TAKE_PROMISES = "take_promises"  # take payment promises, and cancel them
    APPROVE_PROMISES = "approve_promises"  # let one silence beyond the limits

    OFFER_HELP = "offer_help"  # what a person can pay, with all that they tell of it; offers and answers
    APPROVE_OFFERS = "approve_offers"  # be the second who approves an offer
    LOAD_TRIGGERS = "load_triggers"  # say above which spending a note is asked
    DECIDE_PLANS = "decide_plans"  # refuse a request, change a plan or end it

    PLACE_HOLDS = "place_holds"  # place a hold, look at it again
    END_HOLDS = "end_holds"  # say its last day, withdraw it where it was entered in error
    LIFT_IMPOSED_HOLDS = "lift_imposed_holds"  # the same of what is imposed, or protects somebody
    CONFIRM_ENTRIES = (
        "confirm_entries"  # be the second person about what somebody entered though it is unlikely
    )
    GRANT_BACKDATED = "grant_backdated"  # a payment holiday for days that have passed

    SEE_NOTICES = "see_notices"  # letters as they are sent, and what becomes of them
    RELEASE_NOTICES = "release_notices"  # let a batch go that somebody else put together
    RECALL_NOTICES = "recall_notices"  # keep notices back until they have left; put them into a batch again
    REMEDY_NOTICES = (
        "remedy_notices"  # say what was done about a missed deadline; have a failed one made again
    )
    WRITE_TEMPLATES = "write_templates"  # draft the words of notices, change a draft, give it up
    APPROVE_TEMPLATES = "approve_templates"  # let another person's draft come into force, withdraw a version
    CHANGE_LETTERHEADS = "change_letterheads"  # what the issuer says of itself on its letters
    APPROVE_LETTERHEADS = "approve_letterheads"  # see them, and let another person's version come into force
    KEEP_PRESCRIBED = "keep_prescribed"  # put sheets and wordings that law prescribes into the archive
    APPROVE_PRESCRIBED = "approve_prescribed"  # be one of the two others who let one come into force
    SEE_NOTICE_KINDS = "see_notice_kinds"  # what is written, when, to whom, by which law

    SEE_REPORTS = "see_reports"  # aging, roll rates, help and conduct; what another policy would change
    SIGN_REPORTS = "sign_reports"  # freeze the pack of a month, and sign it off


ROLES: dict[Capability, set[str]] = {
    Capability.USE_DESK: {AGENT, SUPERVISOR, COMPLIANCE, ADMINISTRATOR},
    Capability.SEE_BOOK: {AGENT, SUPERVISOR, COMPLIANCE, ADMINISTRATOR},
    Capability.SEE_ACCOUNTS: {AGENT, SUPERVISOR, COMPLIANCE},
    Capability.EXPORT_LISTS: {SUPERVISOR, COMPLIANCE},
    Capability.TAKE_BREAKS: {AGENT, SUPERVISOR},
    Capability.ASSIGN_BREAKS: {SUPERVISOR},
    Capability.RESTATE: {SUPERVISOR, COMPLIANCE},
    Capability.TRY_AGAIN: {SUPERVISOR},
    Capability.DECLARE_FEEDS: {ADMINISTRATOR},
    Capability.RELEASE_CLOSES: {SUPERVISOR},
    Capability.MANAGE_TEAM: {ADMINISTRATOR},
    Capability.APPROVE_PEOPLE: {COMPLIANCE, ADMINISTRATOR},
    Capability.SEE_SIGN_INS: {COMPLIANCE, ADMINISTRATOR},
    Capability.SEE_ACCESS: {COMPLIANCE},
    Capability.APPROVE_API: {COMPLIANCE, ADMINISTRATOR},
    Capability.MANAGE_API: {ADMINISTRATOR},
    Capability.CORRECT_CALENDARS: {ADMINISTRATOR},
    Capability.CHANGE_CUSTOMERS: {AGENT, SUPERVISOR},
    Capability.APPROVE_SPELLINGS: {SUPERVISOR},
    Capability.LIFT_WRONG_NUMBERS: {SUPERVISOR},
    Capability.OPEN_CASES: {AGENT, SUPERVISOR, COMPLIANCE},
    Capability.DECIDE_CASES: {SUPERVISOR, COMPLIANCE},
    Capability.APPROVE_EXTENSIONS: {SUPERVISOR, COMPLIANCE},
    Capability.RE_AGE: {SUPERVISOR},
    Capability.CORRECT_OTHERS_CONTACTS: {SUPERVISOR},
    Capability.LOG_CONTACTS: {AGENT, SUPERVISOR},
    Capability.CONTACT_VULNERABLE: {SUPERVISOR},
    Capability.ASSIGN_CALL_BACKS: {SUPERVISOR},
    Capability.TAKE_DIAL_LIST: {SUPERVISOR},
    Capability.WORK_QUEUES: {AGENT, SUPERVISOR, COMPLIANCE},
    Capability.PICK_PEOPLE: {AGENT, SUPERVISOR},
    Capability.MANAGE_CLAIMS: {SUPERVISOR},
    Capability.REVIEW_QUALITY: {SUPERVISOR, COMPLIANCE},
    Capability.CHANGE_SCORECARDS: {ADMINISTRATOR},
    Capability.TAKE_PROMISES: {AGENT, SUPERVISOR},
    Capability.APPROVE_PROMISES: {SUPERVISOR},
    Capability.OFFER_HELP: {AGENT, SUPERVISOR},
    Capability.APPROVE_OFFERS: {SUPERVISOR},
    Capability.LOAD_TRIGGERS: {ADMINISTRATOR},
    Capability.DECIDE_PLANS: {SUPERVISOR},
    Capability.PLACE_HOLDS: {AGENT, SUPERVISOR},
    Capability.END_HOLDS: {AGENT, SUPERVISOR, COMPLIANCE},
    Capability.LIFT_IMPOSED_HOLDS: {SUPERVISOR, COMPLIANCE},
    Capability.CONFIRM_ENTRIES: {SUPERVISOR, COMPLIANCE},
    Capability.GRANT_BACKDATED: {SUPERVISOR},
    Capability.SEE_NOTICES: {AGENT, SUPERVISOR, COMPLIANCE},
    Capability.RELEASE_NOTICES: {SUPERVISOR},
    Capability.RECALL_NOTICES: {SUPERVISOR, COMPLIANCE},
    Capability.REMEDY_NOTICES: {SUPERVISOR, COMPLIANCE},
    Capability.WRITE_TEMPLATES: {COMPLIANCE},
    Capability.APPROVE_TEMPLATES: {SUPERVISOR, COMPLIANCE},
    Capability.CHANGE_LETTERHEADS: {ADMINISTRATOR},
    Capability.APPROVE_LETTERHEADS: {COMPLIANCE, ADMINISTRATOR},
    Capability.KEEP_PRESCRIBED: {COMPLIANCE, ADMINISTRATOR},
    Capability.APPROVE_PRESCRIBED: {SUPERVISOR, COMPLIANCE, ADMINISTRATOR},
    Capability.SEE_NOTICE_KINDS: {AGENT, SUPERVISOR, COMPLIANCE, ADMINISTRATOR},
    Capability.SEE_REPORTS: {SUPERVISOR, COMPLIANCE},
    Capability.SIGN_REPORTS: {SUPERVISOR, COMPLIANCE},
}


# For what each role may contact somebody. What law asks for is written, and is nobody's own contact.
CONTACT_PURPOSES: dict[str, tuple[str, ...]] = {
    AGENT: PURPOSES_OF_PEOPLE,
    SUPERVISOR: PURPOSES_OF_PEOPLE,
    COMPLIANCE: (),
    ADMINISTRATOR: (),
}

# Of whom a second factor is asked at signing in, unless SECOND_FACTOR says otherwise.
SECOND_FACTOR_ROLES = {SUPERVISOR, COMPLIANCE, ADMINISTRATOR}


class Scope(StrEnum):
    """Of which branches a person sees the accounts; ``scope`` carries it out."""

    EVERY_BRANCH = "every_branch"
    OWN_BRANCHES = "own_branches"  # those that the team names; all without a team, or where it names none


SCOPES: dict[str, Scope] = {
    AGENT: Scope.OWN_BRANCHES,
    SUPERVISOR: Scope.OWN_BRANCHES,
    COMPLIANCE: Scope.EVERY_BRANCH,
    ADMINISTRATOR: Scope.EVERY_BRANCH,  # of the counts: no account is theirs to see
}

# Figures and files of the whole book, whose accounts nobody sees in part.
WHOLE_BOOK = {Capability.SEE_REPORTS, Capability.SIGN_REPORTS}

View = Callable[..., HttpResponseBase]
MARK = "capability"


class StaffRequest(HttpRequest):
    """A request as a guarded view gets it: of somebody who works here. For annotations only."""

    user: User
    htmx: HtmxDetails


def may(user: Any, capability: Capability) -> bool:
    """Whether this person may do it. Nobody may anything before signing in."""
    if not user.is_authenticated or user.role not in ROLES[capability]:
        return False
    return capability not in WHOLE_BOOK or sees_every_branch(user)


def sees_every_branch(user: Any) -> bool:
    """Whether no account of the book is hidden from this person."""
    return SCOPES[user.role] == Scope.EVERY_BRANCH or user.team_id is None or not user.team.branches


def allowed(capability: Capability) -> Callable[[View], View]:
    """Guard a view. What it shows must not stay in a shared browser after signing out: no caching."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request.user, capability):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return _marked(never_cache(guarded), capability)

    return guard


def _marked(view: View, capability: Capability | None) -> View:
    """Tests ask every address for the capability that its view is marked with."""
    setattr(view, MARK, capability)
    return view


def may_watch(request: HttpRequest) -> bool:
    """Whoever may see the book, and a monitor that brings the token of this installation, if it has one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return constant_time_compare(token.strip(), settings.METRICS_TOKEN)
    return may(request.user, Capability.SEE_BOOK)


def open_to_monitors(view: View) -> View:
    """Guard a view that is read by programs: they are refused, never led to signing in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_watch(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return login_not_required(_marked(never_cache(guarded), Capability.SEE_BOOK))


def open_to_all(view: View) -> View:
    """Mark a view that needs no signing in."""
    return login_not_required(_marked(view, None))


def people_who_may(capability: Capability) -> QuerySet[User]:
    """Everyone working here now whose role allows it, by username."""
    return User.objects.filter(is_active=True, role__in=ROLES[capability]).order_by("username")


def granted(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``may.see_accounts`` and so on. Asked late: error pages never ask the database."""
    return {"may": SimpleLazyObject(lambda: {str(each): may(request.user, each) for each in Capability})}
