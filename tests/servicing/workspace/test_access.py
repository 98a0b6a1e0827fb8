"""Nobody sees or does what their role does not include: every address, every role."""

import pytest
from django.urls import URLPattern, get_resolver, reverse

from servicing.access import ROLES, Capability, may
from servicing.models import User
from servicing.urls import Day
from tests.servicing.workspace.builders import FIRST, team

pytestmark = pytest.mark.django_db

OPEN_TO_ALL = {"sign-in", "sign-in-code", "set-up-factor", "language", "health", "choose-password"}
MONITORS = {"metrics"}  # refused, never led to signing in
EVERYBODY = {
    "home", "own-zone", "keep-draft", "kept-drafts", "drop-draft", "night", "sign-out", "password", "end-sessions", "second-factor", "change-factor", "files", "closes", "close", "metrics", "restatements", "restatement",
    "rules", "rules-of", "calendars", "calendar",
    "notice-kinds", "notice-kind", "templates", "template", "template-version",
    "prompts", "prompt", "prescribed-documents", "prescribed-document", "prescribed-version",
}  # fmt: skip
ACCOUNTS = {
    "accounts", "account", "moves", "set-aside", "breaks", "caller", "restated-accounts", "account-rules", "customer",
    "cases", "case", "reages", "acts", "contacts", "call-backs", "promises", "holds", "hardship", "end-hold", "withdraw-hold",
    "print-spellings",
}  # fmt: skip
CUSTOMERS = {
    "add-contact-point", "remark-contact-point", "wish-language", "wish-zone", "prefer-hours", "withdraw-hours",
    "record-consent", "appoint", "dismiss", "grant-mandate", "end-mandate", "enter-spelling", "withdraw-spelling",
}  # fmt: skip
CONTACTS = {
    "ask-contact", "contact-outcome", "give-back", "log-incoming", "correct-contact", "agree-call-back",
    "move-call-back", "cancel-call-back", "take-call-back", "release-call-back",
}  # fmt: skip
PROMISES = {"take-promise", "cancel-promise", "promise-verb"}
HOLDS = {"place-hold", "review-hold"}
HARDSHIP = {
    "ask-help", "affordability", "affordability-figures", "hardship-options", "approve-offer", "send-offer",
    "accept-offer", "decline-offer", "take-in-statement", "take-out-statement",
}  # fmt: skip
PLANS = {"refuse-help", "decide-plan"}
NOTICES = {
    "batches", "batch", "notices", "notice", "notice-document", "sending", "received", "received-letter",
    "received-mail",
}  # fmt: skip
RECALLING = {
    "make-batches", "recall-batch", "recall-notice", "remedy-notice", "retry-notice", "settle-dispatch",
}  # fmt: skip
LISTS = {"accounts", "breaks", "call-backs", "cases", "holds", "notices", "promises"}
WITH_ACTS = LISTS - {"accounts", "promises"}
VIEWS = {f"{act}-{name}" for name in LISTS for act in ("save-view", "drop-view")}
BULK = {f"{act}-{name}" for name in WITH_ACTS for act in ("bulk", "bulk-act", "run-bulk")}
EXPORTS = {f"export-{name}" for name in LISTS}
RESTATING = {"ask-restatement", "withdraw-restatement"}
CASES = {"acknowledge-case", "amend-case", "ask-extension", "note-case", "open-case"}
DECIDING = {
    "grant-extension", "refuse-extension", "decide-case", "redress-case", "settle-case", "reopen-case",
    "take-back-step",
}  # fmt: skip
SAMPLES = {"template-sample", "template-sample-pdf"}
WRITING = {"draft-prompt", "new-template-version", "check-template", "change-template-version"}
APPROVING = {"approve-prompt", "withdraw-prompt", "approve-template-version", "withdraw-template-version"}
REPORTS = {
    "reports", "aging", "report-accounts", "counted-accounts", "roll-rates", "moved-accounts", "roll-rates-by-month", "vintages",
    "what-if", "supposed-accounts", "conduct", "conduct-accounts", "report-schedules", "ask-report", "stop-report", "month-packs", "month-pack", "freeze-month", "sign-month",
}  # fmt: skip
QUEUES = {
    "queues", "queue", "next-person", "next-of-queue", "give-all-back", "unoffered", "work", "lease",
    "give-person-back", "skip-person", "snooze-person", "hand-over", "why-offered",
}  # fmt: skip
QUALITY = {"quality", "quality-review"}
OWN_QUALITY = {"own-quality", "see-review", "correct-review"}
RE_AGING = {"grant-reage", "withdraw-reage", "uphold-reage"}
INTEGRATIONS = {
    "api-tokens", "new-api-token", "approve-api-token", "revoke-api-token", "subscriptions", "new-subscription", "subscription",
    "test-subscription", "rotate-secret", "end-subscription", "resend-event",
}  # fmt: skip
CONFIRMING = {"unlikely-entries", "confirm-entry", "refuse-entry"}
MAY_OPEN = {
    "agent": EVERYBODY
    | QUEUES
    | ACCOUNTS
    | VIEWS
    | BULK
    | CUSTOMERS
    | CASES
    | CONTACTS
    | PROMISES
    | HARDSHIP
    | HOLDS
    | NOTICES
    | SAMPLES
    | OWN_QUALITY
    | {"take-break", "release-break", "pick-person"},
    "supervisor": EVERYBODY
    | QUEUES
    | ACCOUNTS
    | VIEWS
    | BULK
    | EXPORTS
    | RESTATING
    | CUSTOMERS
    | CASES
    | CONTACTS
    | PROMISES
    | HARDSHIP
    | HOLDS
    | NOTICES
    | RECALLING
    | DECIDING
    | {"release-batch"}
    | RE_AGING
    | REPORTS
    | PLANS
    | SAMPLES
    | APPROVING
    | QUALITY
    | OWN_QUALITY
    | {
        "approve-spelling",
        "lift-wrong-number",
        "dial-list",
        "approve-promise",
        "refuse-promise",
        "approve-prescribed",
    }
    | {"take-break", "release-break", "try-again", "release-close"}
    | {"pick-person", "take-over", "claims", "assign-claims"}
    | CONFIRMING
    | {"bulk-queues", "bulk-act-queues", "run-bulk-queues"},
    "compliance": EVERYBODY
    | QUEUES
    | ACCOUNTS
    | VIEWS
    | BULK
    | EXPORTS
    | RESTATING
    | CASES
    | DECIDING
    | NOTICES
    | RECALLING
    | SAMPLES
    | WRITING
    | APPROVING
    | REPORTS
    | QUALITY
    | {"letterheads", "letterhead-approval", "person-changes", "approve-person", "refuse-person", "sign-ins"}
    | {"access-records", "api-tokens", "approve-api-token", "approve-prescribed"}
    | CONFIRMING,
    "administrator": EVERYBODY
    | INTEGRATIONS
    | {"team", "new-person", "person", "reset-password", "end-factor", "teams", "new-team", "change-team"}
    | {"person-changes", "approve-person", "refuse-person", "sign-ins"}
    | {"declare-feed", "change-feed", "withdraw-feed"}
    | {"correct-calendar", "complete-calendar", "trigger-sets", "scorecards", "scorecard"}
    | {"letterheads", "letterhead", "letterhead-approval", "letterhead-seal", "letterhead-specimen"}
    | {"approve-prescribed"},
}
# The API has tokens of its own (tests.servicing.api).
PATTERNS = {
    pattern.name: pattern for pattern in get_resolver().url_patterns if isinstance(pattern, URLPattern)
}


def address(pattern: URLPattern) -> str:
    converters = pattern.pattern.converters.values()
    return reverse(pattern.name, args=[FIRST if isinstance(each, Day) else 0 for each in converters])


def test_every_address_is_listed_here():
    assert set(PATTERNS) == OPEN_TO_ALL.union(*MAY_OPEN.values())


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_every_view_names_its_capability(name):
    capability = PATTERNS[name].callback.capability
    assert capability is None if name in OPEN_TO_ALL else capability in Capability


@pytest.mark.parametrize("name", sorted(set(PATTERNS) - OPEN_TO_ALL - MONITORS))
def test_nobody_gets_in_without_signing_in(name, client):
    for method in (client.get, client.post):
        response = method(address(PATTERNS[name]))
        assert response.status_code == 302
        assert response.url.startswith(reverse("sign-in"))


@pytest.mark.parametrize("role", User.Role.values)
def test_each_role_opens_its_own_pages_only(role, client):
    client.force_login(team()[role])
    for name in set(PATTERNS) - OPEN_TO_ALL - {"sign-out"}:
        refused = client.get(address(PATTERNS[name])).status_code == 403
        assert refused == (name not in MAY_OPEN[role]), name
        if refused:
            assert client.post(address(PATTERNS[name])).status_code == 403, name


def test_somebody_deactivated_is_out_at_once(client):
    agent = team()["agent"]
    client.force_login(agent)
    agent.is_active = False
    agent.save()
    assert client.get(reverse("home")).status_code == 302


def test_a_superuser_has_the_rights_of_the_role_only(client):
    client.force_login(User.objects.create_superuser("root", role="administrator"))
    assert client.get(reverse("accounts")).status_code == 403


def test_what_a_page_shows_is_not_kept_in_the_browser(client):
    client.force_login(team()["agent"])
    assert "no-store" in client.get(reverse("accounts"))["Cache-Control"]


def test_every_capability_belongs_to_somebody_and_administrators_see_no_customer():
    assert set(ROLES) == set(Capability)
    assert all(ROLES.values())
    administrator = User(role="administrator")
    assert not any(may(administrator, each) for each in (Capability.SEE_ACCOUNTS, Capability.TAKE_BREAKS))
