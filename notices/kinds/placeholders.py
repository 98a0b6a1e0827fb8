"""What a letter may leave open, and what a kind of notice may ask its letter to say.

The closed lists that templates, their checks and the making of letters share. A placeholder may stand in the
words of a kind only where every notice of that kind has its value; without one the notice fails.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notices.kinds.schema import NoticeKind

TEXT, AMOUNT, DAY, WHOLE, LINES, TABLE = "text", "amount", "day", "whole", "lines", "table"
FLAG = "flag"  # is never printed: a paragraph may hang on it


@dataclass(frozen=True, slots=True)
class Placeholder:
    """``sort``: how the value is written. A table stands alone, by its name, and has these columns.

    ``is_ahead``: a day that is still to come when the letter is read; once it is over the letter is untrue.
    ``is_phrase``: words of people's own, which stand after a colon or in brackets, whatever they are.
    """

    meaning: Promise
    sort: str = TEXT
    columns: Mapping[str, str] | None = None  # name of the column: sort of its values
    is_ahead: bool = False
    is_phrase: bool = False


# Of every notice. Routes and addresses are those of the issuer's letterhead in the reader's language.
ALWAYS = {
    "recipient_name": Placeholder(_("the person written to")),
    "address_lines": Placeholder(_("the postal address of that person"), LINES),
    "cardholder_name": Placeholder(_("the cardholder, where the letter goes to somebody else")),
    "reference": Placeholder(_("the reference of the notice")),
    "as_of": Placeholder(_("the day that the figures stand for"), DAY),
    "account_tail": Placeholder(_("the last four digits of the card")),
    "product": Placeholder(_("the card product")),
    "opened_on": Placeholder(_("the day the account was opened"), DAY),
    "balance": Placeholder(_("the balance of the newest statement"), AMOUNT),
    "past_due": Placeholder(_("what is past due, nothing included"), AMOUNT),
    "issuer_name": Placeholder(_("the issuer")),
    "issuer_address": Placeholder(_("where the issuer is written to"), LINES),
    "service_number": Placeholder(_("the issuer's service number")),
    "complaint_channel": Placeholder(_("where to complain"), is_phrase=True),
    "how_to_pay": Placeholder(_("how to pay"), is_phrase=True),
    "pay_to": Placeholder(_("the issuer's own account to pay to"), is_phrase=True),
    "how_to_query": Placeholder(_("how to look up the account"), is_phrase=True),
    "how_to_object": Placeholder(_("how to object"), is_phrase=True),
    "how_to_send_evidence": Placeholder(_("where to send evidence"), is_phrase=True),
    "debt_advice": Placeholder(_("free debt advice"), is_phrase=True),
}
# Of an account with a statement, which everything but holds and estates presupposes.
STATEMENT = {
    "statement_date": Placeholder(_("the date of the newest statement"), DAY),
    "minimum_due": Placeholder(_("the minimum that it asks"), AMOUNT),
    "minimum_left": Placeholder(_("what of that minimum is not paid"), AMOUNT),
    "due_date": Placeholder(_("its effective due date"), DAY),
    # The issuer need not say how a balance splits. Where it did not, a letter that asks for it fails.
    "principal": Placeholder(_("principal in the newest statement"), AMOUNT),
    "interest": Placeholder(_("interest in the newest statement"), AMOUNT),
    "fees": Placeholder(_("fees in the newest statement"), AMOUNT),
    "breakdown": Placeholder(
        _("principal, interest and fees of the newest statement"), TABLE, {"part": TEXT, "amount": AMOUNT}
    ),
}
GRACE = {"grace_ends": Placeholder(_("the last day of grace"), DAY, is_ahead=True)}
PAST_DUE = {
    "days_past_due": Placeholder(_("days past due"), WHOLE),
    "oldest_missed_due": Placeholder(_("the due date of the oldest missed statement"), DAY),
    "oldest_missed_statement": Placeholder(_("the date of the oldest missed statement"), DAY),
    "statements_missed": Placeholder(_("how many statements are missed"), WHOLE),
    "missed_statements": Placeholder(
        _("the missed statements"),
        TABLE,
        {"statement": DAY, "due": DAY, "asked": AMOUNT, "unpaid": AMOUNT},
    ),
}
REPORT = {"report_from": Placeholder(_("the earliest day of an adverse report"), DAY, is_ahead=True)}
PROMISE = {
    "promise_made_on": Placeholder(_("the day the promise was made"), DAY),
    "promise_total": Placeholder(_("what was promised"), AMOUNT),
    "promise_paid": Placeholder(_("what of it has come"), AMOUNT),
}
PROMISE_MADE = {
    "promise_made_on": PROMISE["promise_made_on"],
    "promise_total": PROMISE["promise_total"],
    "promise_instalments": Placeholder(_("what was promised, by day"), TABLE, {"due": DAY, "amount": AMOUNT}),
}
PROMISE_INSTALMENT = {
    "promise_made_on": PROMISE["promise_made_on"],
    "promised_amount": Placeholder(_("the amount of the promised instalment"), AMOUNT),
    "promised_for": Placeholder(_("the day of the promised instalment"), DAY, is_ahead=True),
}
UP_TO_DATE = {"up_to_date_on": Placeholder(_("the day from which nothing is past due"), DAY)}
HOLD = {"hold_from": Placeholder(_("the first day of the hold"), DAY)}
CASE = {
    "case_reference": Placeholder(_("the reference of the case")),
    "case_opened_on": Placeholder(_("the day the case was opened"), DAY),
    "case_decide_by": Placeholder(_("the day by which the case is decided"), DAY, is_ahead=True),
}
DISPUTE = {"disputed_amount": Placeholder(_("the amount in dispute"), AMOUNT)}
DECISION = {
    "case_decided_on": Placeholder(_("the day the case was decided"), DAY),
    "case_outcome": Placeholder(_("what was decided"), is_phrase=True),
    "case_reasons": Placeholder(_("why it was decided so"), is_phrase=True),
}
SETTLED = {
    "settled_on": Placeholder(_("the day from which nothing is owed"), DAY),
    "was_late": Placeholder(_("that something was past due before"), FLAG),
}
# What the earlier notice printed, and what is right for the same day; only figures that it printed.
CORRECTED = {
    "earlier_reference": Placeholder(_("the reference of the notice that was wrong")),
    "earlier_as_of": Placeholder(_("the day that its figures stood for"), DAY),
    "earlier_past_due": Placeholder(_("what it said was past due"), AMOUNT),
    "corrected_past_due": Placeholder(_("what was past due on that day"), AMOUNT),
    "earlier_minimum_left": Placeholder(_("what it said of the minimum was not paid"), AMOUNT),
    "corrected_minimum_left": Placeholder(_("what of the minimum was not paid on that day"), AMOUNT),
    "earlier_days_past_due": Placeholder(_("how many days past due it said"), WHOLE),
    "corrected_days_past_due": Placeholder(_("how many days past due it was on that day"), WHOLE),
}
# What law prescribes word for word. They are documents of the archive: without them nothing can be written.
ENCLOSED = {"enclosure": Placeholder(_("the document of the archive that is enclosed"), is_phrase=True)}
PRESCRIBED = {"prescribed_wording": Placeholder(_("the wording that law prescribes, from the archive"))}
# What is said of some plans and not of others.
TERMS = {
    "charges_stop": Placeholder(_("that no interest and no fees are charged during the plan"), FLAG),
    "beside_statements": Placeholder(_("that new statements are paid beside the plan"), FLAG),
    "review_after": Placeholder(_("that a balance is left after the plan"), FLAG),
}
OFFER = {
    "offer_ends_on": Placeholder(_("the last day on which the offer can be accepted"), DAY, is_ahead=True),
    "offer_options": Placeholder(
        _("the options of the offer"),
        TABLE,
        {"option": TEXT, "instalments": WHOLE, "each": AMOUNT, "total": AMOUNT, "ends": DAY},
    ),
    "offer_charges": Placeholder(_("which interest and fees run during the plan"), is_phrase=True),
    "offer_annual_cost": Placeholder(_("what the plan costs in a year while it is kept"), is_phrase=True),
    **TERMS,
}
PLAN = {
    "plan_from": Placeholder(_("the first day of the plan"), DAY),
    "plan_total": Placeholder(_("what is paid over the whole plan"), AMOUNT),
    "plan_instalments": Placeholder(_("the instalments of the plan"), TABLE, {"due": DAY, "amount": AMOUNT}),
    "plan_charges": Placeholder(_("which interest and fees run during the plan"), is_phrase=True),
    "plan_after": Placeholder(_("rate and fees after the plan"), is_phrase=True),
    **TERMS,
}
INSTALMENT = {
    "instalment_due": Placeholder(_("the day of the instalment"), DAY),
    "instalment_amount": Placeholder(_("the amount of the instalment"), AMOUNT),
    "cure_by": Placeholder(_("the last day on which the plan stays as it is"), DAY, is_ahead=True),
}
MISSED_INSTALMENT = INSTALMENT | {
    "plan_left": Placeholder(_("what of the plan was due by now and has not come"), AMOUNT)
}
COMPLETED = {
    "completed_on": Placeholder(_("the day on which the plan was paid in full"), DAY),
    "plan_total": PLAN["plan_total"],
}
# What no fact of the book tells yet, rejections aside.
AGENCY = {
    "agency_name": Placeholder(_("the agency")),
    "agency_contact": Placeholder(_("how the agency is reached"), is_phrase=True),
    "handed_over_on": Placeholder(_("the day of handing over"), DAY, is_ahead=True),
}
REJECTION = {"rejection_reasons": Placeholder(_("why the proposal was not accepted"), is_phrase=True)}
DEFAULT_SUM = {
    "default_sum": Placeholder(_("the amount of the default sum"), AMOUNT),
    "default_sum_on": Placeholder(_("the day of the default sum"), DAY),
    "default_sum_nature": Placeholder(_("what the default sum is for"), is_phrase=True),
    "default_sums_total": Placeholder(_("all default sums together"), AMOUNT),
}
DEFAULT = {
    "agreement_on": Placeholder(_("the date of the agreement"), DAY),
    "remedy_by": Placeholder(_("the day by which the breach can be put right"), DAY, is_ahead=True),
    "remedy_amount": Placeholder(_("what puts the breach right"), AMOUNT),
    "default_step": Placeholder(_("what was decided for the case that it is not put right"), is_phrase=True),
}
PERSISTENT = {
    "persistent_from": Placeholder(_("the first day of the period reviewed"), DAY),
    "persistent_principal": Placeholder(_("principal paid in that time"), AMOUNT),
    "persistent_charges": Placeholder(_("interest and fees paid in that time"), AMOUNT),
    "answer_by": Placeholder(_("the day by which an answer is asked"), DAY, is_ahead=True),
}

# Of a letter about several accounts of one person, which stands in for the sentences about one.
JOINT = {
    "account_count": Placeholder(_("how many accounts the letter is about"), WHOLE),
    "accounts_listed": Placeholder(_("the accounts"), TABLE, {"account": TEXT}),
    "accounts_before_due": Placeholder(
        _("the accounts, with what of each minimum is not paid"),
        TABLE,
        {"account": TEXT, "minimum": AMOUNT, "unpaid": AMOUNT, "due": DAY, "on_time": DAY},
    ),
    "accounts_past_due": Placeholder(
        _("the accounts, with what is past due"),
        TABLE,
        {"account": TEXT, "due": DAY, "days": WHOLE, "past_due": AMOUNT},
    ),
    "accounts_before_report": Placeholder(
        _("the accounts, with the earliest day of an adverse report"),
        TABLE,
        {"account": TEXT, "days": WHOLE, "past_due": AMOUNT, "report": DAY},
    ),
    "accounts_up_to_date": Placeholder(
        _("the accounts, with the day from which nothing is past due"), TABLE, {"account": TEXT, "since": DAY}
    ),
    "accounts_breakdown": Placeholder(
        _("principal, interest and fees of the accounts"),
        TABLE,
        {"account": TEXT, "principal": AMOUNT, "interest": AMOUNT, "fees": AMOUNT},
    ),
}

Group = Mapping[str, Placeholder]
GROUPS: Mapping[str, tuple[Group, ...]] = {
    "before-due": (STATEMENT, GRACE),
    "in-grace": (STATEMENT, GRACE),
    "past-due": (STATEMENT, PAST_DUE),
    "days-past-due": (STATEMENT, PAST_DUE),
    "missed-minimums": (STATEMENT, PAST_DUE, ENCLOSED),
    "before-adverse-report": (STATEMENT, PAST_DUE, REPORT),
    "promise-made": (STATEMENT, PROMISE_MADE),
    "promise-instalment": (STATEMENT, PROMISE_INSTALMENT),
    "promise-broken": (STATEMENT, PROMISE),
    "up-to-date": (STATEMENT, UP_TO_DATE),
    "hold-placed": (HOLD,),
    "hold-ended": (HOLD,),
    "case-opened": (CASE,),
    "case-decided": (CASE, DECISION),
    "settled": (STATEMENT, SETTLED),
    "estate": (),
    "corrected": (CORRECTED,),
    "plan-offered": (STATEMENT, OFFER),
    "plan-agreed": (STATEMENT, PLAN),
    "plan-instalment": (STATEMENT, INSTALMENT),
    "plan-instalment-missed": (STATEMENT, MISSED_INSTALMENT),
    "plan-complete": (STATEMENT, COMPLETED),
    "help-needed": (STATEMENT,),
    "adverse-report-made": (STATEMENT,),
    "default-record-decided": (STATEMENT, PAST_DUE, REPORT),
    "plan-rejected": (REJECTION,),
    "outsourcing-decided": (STATEMENT, PAST_DUE, AGENCY),
    "default-sum": (STATEMENT, DEFAULT_SUM),
    "limitation-ends": (STATEMENT, PAST_DUE),
    "default-decided": (STATEMENT, PAST_DUE, DEFAULT, ENCLOSED),
    "persistent-debt": (STATEMENT, PERSISTENT),
}
PLACEHOLDERS: Mapping[str, Placeholder] = (
    ALWAYS
    | {
        name: placeholder
        for groups in GROUPS.values()
        for group in groups
        for name, placeholder in group.items()
    }
    | DISPUTE
    | PRESCRIBED
    | JOINT
)
# What a letter says of one account, beside what it says of the person and the issuer.
OF_ONE_ACCOUNT = frozenset(
    {"account_tail", "product", "opened_on", "balance", "past_due"}
    | STATEMENT.keys()
    | GRACE.keys()
    | PAST_DUE.keys()
    | UP_TO_DATE.keys()
    | REPORT.keys()
)
# Printed around every letter and e-mail, whatever its words are.
FRAME = (
    "recipient_name", "address_lines", "reference", "as_of", "account_tail", "issuer_name", "issuer_address",
    "service_number", "complaint_channel",
)  # fmt: skip


def of(kinds: Iterable[NoticeKind]) -> dict[str, Placeholder]:
    """What the words of these kinds may leave open: what all of them have."""
    each = [_of(kind) for kind in kinds]
    return {
        name: placeholder for name, placeholder in each[0].items() if all(name in other for other in each)
    }


def _of(kind: NoticeKind) -> dict[str, Placeholder]:
    known = dict(ALWAYS)
    for group in GROUPS[kind.occasion.type]:
        known |= group
    if kind.prints:
        known |= PRESCRIBED
    if kind.while_past_due:
        known |= STATEMENT | PAST_DUE
    if kind.occasion.kinds and set(kind.occasion.kinds) <= {"dispute", "fraud-claim"}:
        known |= DISPUTE
    return known
