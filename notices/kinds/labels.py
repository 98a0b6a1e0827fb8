"""Kinds of notices in the reader's language: their names, what calls for them, until when, and to whom."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, override

from accounts.labels import packs as pack_labels
from notices.kinds.schema import Deadline, NoticeKind, Occasion

KINDS = {
    "cn-pre-due-reminder": gettext_lazy("Reminder before the due date"),
    "cn-grace-reminder": gettext_lazy("Reminder during grace"),
    "cn-overdue": gettext_lazy("Overdue notice"),
    "cn-adverse-report": gettext_lazy("Notice before an adverse credit report"),
    "cn-collection-first": gettext_lazy("Collection letter, first"),
    "cn-collection-second": gettext_lazy("Collection letter, second"),
    "cn-day-91": gettext_lazy("Information on day 91"),
    "cn-help": gettext_lazy("Help invitation after a broken promise"),
    "cn-plan-offer": gettext_lazy("Hardship-plan offer"),
    "cn-help-invitation": gettext_lazy("Help invitation"),
    "cn-plan-rejected": gettext_lazy("Plan proposal not accepted"),
    "cn-plan-complete": gettext_lazy("Plan paid in full"),
    "cn-plan-agreed": gettext_lazy("Plan in force, collection stopped"),
    "cn-plan-reminder": gettext_lazy("Reminder of a plan instalment"),
    "cn-plan-missed": gettext_lazy("Missed plan instalment"),
    "cn-outsourcing": gettext_lazy("Notice before outsourcing"),
    "cn-dispute-receipt": gettext_lazy("Dispute received"),
    "cn-dispute-result": gettext_lazy("Result of a dispute"),
    "cn-complaint-receipt": gettext_lazy("Complaint received"),
    "cn-complaint-result": gettext_lazy("Answer to a complaint"),
    "cn-limitation": gettext_lazy("Letter before limitation ends"),
    "cn-settlement": gettext_lazy("Settlement confirmation"),
    "cn-estate": gettext_lazy("Notice to the estate"),
    "cn-promise-made": gettext_lazy("Confirmation of a promise"),
    "cn-promise-reminder": gettext_lazy("Reminder of a promise"),
    "cn-up-to-date": gettext_lazy("Nothing is past due any more"),
    "cn-correction": gettext_lazy("Correction of an earlier notice"),
    "us-reminder": gettext_lazy("Courtesy reminder"),
    "us-negative-notice": gettext_lazy("Negative-information notice, before reporting"),
    "us-negative-notice-after": gettext_lazy("Negative-information notice, after reporting"),
    "us-hardship-offer": gettext_lazy("Help with payments"),
    "us-hardship-offer-again": gettext_lazy("Help with payments, again"),
    "us-help": gettext_lazy("Help invitation after a broken promise"),
    "us-help-invitation": gettext_lazy("Help invitation"),
    "us-plan-offer": gettext_lazy("Hardship-plan offer"),
    "us-plan-reminder": gettext_lazy("Reminder of a plan instalment"),
    "us-plan-missed": gettext_lazy("Missed plan instalment"),
    "us-plan-complete": gettext_lazy("Plan paid in full"),
    "us-plan-terms": gettext_lazy("Terms of a hardship plan"),
    "us-dispute-receipt": gettext_lazy("Billing error received"),
    "us-dispute-result": gettext_lazy("Billing error resolved"),
    "us-validation": gettext_lazy("Validation of the debt"),
    "us-estate": gettext_lazy("Balance for the estate"),
    "us-cease-confirmation": gettext_lazy("Confirmation that contact stops"),
    "us-plan-rejected": gettext_lazy("Plan proposal not accepted"),
    "us-complaint-receipt": gettext_lazy("Complaint received"),
    "us-complaint-result": gettext_lazy("Answer to a complaint"),
    "us-promise-made": gettext_lazy("Confirmation of a promise"),
    "us-promise-reminder": gettext_lazy("Reminder of a promise"),
    "us-up-to-date": gettext_lazy("Nothing is past due any more"),
    "us-correction": gettext_lazy("Correction of an earlier notice"),
    "gb-early-difficulty": gettext_lazy("Early-difficulty letter"),
    "gb-sums-in-arrears": gettext_lazy("Notice of sums in arrears"),
    "gb-default-sum": gettext_lazy("Notice of default sums"),
    "gb-help": gettext_lazy("Help invitation after a broken promise"),
    "gb-help-invitation": gettext_lazy("Help invitation"),
    "gb-plan-reminder": gettext_lazy("Reminder of a plan instalment"),
    "gb-plan-missed": gettext_lazy("Missed plan instalment"),
    "gb-plan-complete": gettext_lazy("Plan paid in full"),
    "gb-plan-offer": gettext_lazy("Forbearance offer"),
    "gb-plan-agreed": gettext_lazy("Plan confirmation"),
    "gb-plan-rejected": gettext_lazy("Reasons for not accepting a proposal"),
    "gb-persistent-debt-18": gettext_lazy("Persistent debt, 18 months"),
    "gb-persistent-debt-27": gettext_lazy("Persistent debt, 27 months"),
    "gb-persistent-debt-36": gettext_lazy("Persistent debt, 36 months"),
    "gb-default-notice": gettext_lazy("Default notice"),
    "gb-default-record": gettext_lazy("Intention to record a default"),
    "gb-complaint-receipt": gettext_lazy("Complaint received"),
    "gb-complaint-result": gettext_lazy("Final answer to a complaint"),
    "gb-dispute-receipt": gettext_lazy("Dispute received"),
    "gb-dispute-result": gettext_lazy("Result of a dispute"),
    "gb-estate": gettext_lazy("Balance for the estate"),
    "gb-promise-made": gettext_lazy("Confirmation of a promise"),
    "gb-promise-reminder": gettext_lazy("Reminder of a promise"),
    "gb-up-to-date": gettext_lazy("Nothing is past due any more"),
    "gb-correction": gettext_lazy("Correction of an earlier notice"),
}
# What law prescribes word for word, and people keep in the archive.
PRESCRIBED = {
    "gb-arrears-sheet": gettext_lazy("Information sheet on arrears"),
    "gb-arrears-wording": gettext_lazy("Prescribed wording of the notice of sums in arrears"),
    "gb-default-sum-wording": gettext_lazy("Prescribed wording of the notice of default sums"),
    "gb-default-sheet": gettext_lazy("Information sheet on default"),
    "gb-default-wording": gettext_lazy("Prescribed form of the default notice"),
}
NATURES = {
    "statutory": gettext_lazy("statutory"),
    "discretionary": gettext_lazy("discretionary"),
    "service": gettext_lazy("service"),
}
RECIPIENTS = {
    "liable": gettext_lazy("everyone who is liable"),
    "cardholder": gettext_lazy("the cardholder"),
    "representative": gettext_lazy("the representative"),
    "estate": gettext_lazy("the executor or trustee"),
}
LIMITS = {
    "3-days-before-due": gettext_lazy("three days before the due date"),
    "end-of-grace": gettext_lazy("before grace ends"),
    "report": gettext_lazy("before the report"),
    "30-days-after-report": gettext_lazy("30 days after the first report"),
    "next-statement": gettext_lazy("when the next statement is due"),
    "case-clock": gettext_lazy("the clock of the case"),
    "plan-start": gettext_lazy("before the plan begins"),
    "hand-over": gettext_lazy("before the debt is handed over"),
    "record": gettext_lazy("28 days before the default is recorded"),
    "limitation": gettext_lazy("before limitation ends"),
}
# The fact that would have to be in the book.
MISSING = {
    "adverse-report-made": gettext_lazy("what was reported to credit bureaus, and when"),
    "outsourcing-decided": gettext_lazy("the decision to hand over, with the agency and the day"),
    "default-sum": gettext_lazy("each default sum that was charged"),
    "default-record-decided": gettext_lazy("the decision to record a default, with its day"),
    "default-decided": gettext_lazy("the decision to serve a default notice"),
    "persistent-debt": gettext_lazy("what was paid each month on principal, interest and fees"),
    "limitation-ends": gettext_lazy("what last interrupted limitation, with its evidence"),
}
_PLAIN = {
    "past-due": gettext_lazy("the account has become past due"),
    "in-grace": gettext_lazy("the first day of grace, the minimum not paid"),
    "promise-made": gettext_lazy("a promise is made"),
    "promise-broken": gettext_lazy("a promise is broken"),
    "up-to-date": gettext_lazy("nothing is past due any more, and a notice had been sent"),
    "settled": gettext_lazy("everything is paid and the account is closed"),
    "estate": gettext_lazy("somebody stands for the estate of a person who died"),
    "corrected": gettext_lazy("a notice went out on facts that were corrected since"),
    "adverse-report-made": gettext_lazy("the first adverse report was made"),
    "plan-offered": gettext_lazy("a plan is offered"),
    "plan-agreed": gettext_lazy("a plan is agreed"),
    "plan-rejected": gettext_lazy("a plan proposal is not accepted"),
    "plan-instalment-missed": gettext_lazy("a plan instalment is missed"),
    "plan-complete": gettext_lazy("a plan is paid in full"),
    "help-needed": gettext_lazy(
        "a later stage, a second minimum missed, past due again within half a year, a payment returned or a "
        "plan broken"
    ),
    "default-sum": gettext_lazy("a default sum is charged"),
    "default-decided": gettext_lazy("a default notice is decided on"),
}
_NAMING = {
    "hold-placed": gettext_lazy("a hold is placed: %(kinds)s"),
    "hold-ended": gettext_lazy("a hold has ended: %(kinds)s"),
    "case-opened": gettext_lazy("a case is opened: %(kinds)s"),
    "case-decided": gettext_lazy("a case is decided: %(kinds)s"),
}
_COUNTING = {
    "before-due": ngettext_lazy(
        "%(number)s day before the due date, the minimum not paid",
        "%(number)s days before the due date, the minimum not paid",
        "number",
    ),
    "past-due": ngettext_lazy("past due since %(number)s day", "past due since %(number)s days", "number"),
    "days-past-due": ngettext_lazy(
        "the first day with %(number)s day past due",
        "the first day with %(number)s days past due",
        "number",
    ),
    "missed-minimums": ngettext_lazy(
        "%(number)s minimum missed", "%(number)s minimums missed in a row", "number"
    ),
    "before-adverse-report": ngettext_lazy(
        "past due, %(number)s day before the first adverse report",
        "past due, %(number)s days before the first adverse report",
        "number",
    ),
    "plan-instalment": ngettext_lazy(
        "%(number)s day before a plan instalment", "%(number)s days before a plan instalment", "number"
    ),
    "promise-instalment": ngettext_lazy(
        "%(number)s day before a promised payment", "%(number)s days before a promised payment", "number"
    ),
    "outsourcing-decided": ngettext_lazy(
        "%(number)s day before a hand-over that was decided",
        "%(number)s days before a hand-over that was decided",
        "number",
    ),
    "default-record-decided": ngettext_lazy(
        "%(number)s day before the recording of a default that was decided",
        "%(number)s days before the recording of a default that was decided",
        "number",
    ),
    "persistent-debt": ngettext_lazy(
        "%(number)s month of persistent debt", "%(number)s months of persistent debt", "number"
    ),
    "limitation-ends": ngettext_lazy(
        "%(number)s day before limitation ends", "%(number)s days before limitation ends", "number"
    ),
}


def title(code: str, language: str | None = None) -> str:
    """What a kind is called, in this language or that of the reader; its code where it has no name."""
    if language is None:
        return str(KINDS.get(code, code))
    with override(language):
        return title(code)


def occasion(what: Occasion) -> str:
    """``the first day with 10 days past due``: what calls for the notice."""
    if what.kinds:
        named = ", ".join(str(pack_labels.HOLD_KINDS[each]) for each in what.kinds)
        return str(_NAMING[what.type]) % {"kinds": named}
    if number := what.count or what.days:
        return str(_COUNTING[what.type] % {"number": number})
    return str(_PLAIN[what.type])


def deadline(until: Deadline | None) -> str:
    """``within 5 working days``; ``the same day``; ``none``."""
    if until is None:
        return _("none")
    if not until.days:
        return _("the same day")
    if until.working:
        text = ngettext("within %(days)s working day", "within %(days)s working days", until.days)
    else:
        text = ngettext("within %(days)s day", "within %(days)s days", until.days)
    return text % {"days": until.days}


def limit(until: Deadline | None) -> str:
    """What law or custom names as the end, if it is no number of days."""
    return str(LIMITS[until.limit]) if until and until.limit else ""


def missing(kind: NoticeKind) -> str:
    """The fact that nothing in the book tells yet; nothing where the kind can be triggered."""
    return "" if kind.can_be_triggered else str(MISSING[kind.occasion.type])


def channels(kind: NoticeKind) -> str:
    """In the order in which they are tried."""
    return ", ".join(str(pack_labels.CHANNELS[channel]) for channel in kind.channels)
