"""What a kind of notice may require its letter to say, and what meets it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notices.kinds.placeholders import FRAME


@dataclass(frozen=True, slots=True)
class Content:
    """Met by all of the ``placeholders``; where there are none, by a paragraph whose ``part`` is the code."""

    meaning: Promise
    placeholders: tuple[str, ...] = ()

    @property
    def is_framed(self) -> bool:
        """Whether every letter has it, whatever its words are."""
        return bool(self.placeholders) and set(self.placeholders) <= set(FRAME)


CONTENTS: Mapping[str, Content] = {
    "recipient": Content(_("the person written to"), ("recipient_name",)),
    "issuer": Content(_("the issuer and its address"), ("issuer_name", "issuer_address")),
    "contact": Content(_("how to reach the issuer"), ("service_number",)),
    "complaint": Content(_("where to complain"), ("complaint_channel",)),
    "account": Content(_("the account, masked"), ("account_tail",)),
    "date": Content(_("the day that the figures stand for"), ("as_of",)),
    "reference": Content(_("the reference"), ("reference",)),
    "balance": Content(_("the balance"), ("balance",)),
    "past-due": Content(_("what is past due"), ("past_due",)),
    "minimum": Content(_("the minimum and its due date"), ("minimum_due", "due_date")),
    "minimum-left": Content(_("what of the minimum is not paid"), ("minimum_left",)),
    "grace": Content(_("the last day of grace"), ("grace_ends",)),
    "breakdown": Content(_("principal, interest and fees"), ("breakdown",)),
    "days-past-due": Content(_("days past due"), ("days_past_due",)),
    "missed-statements": Content(_("each missed statement"), ("missed_statements",)),
    "pay": Content(_("how to pay, and to whom"), ("how_to_pay", "pay_to")),
    "query": Content(_("how to look up the account"), ("how_to_query",)),
    "object": Content(_("how to object"), ("how_to_object",)),
    "evidence": Content(_("where to send evidence"), ("how_to_send_evidence",)),
    "debt-advice": Content(_("free debt advice"), ("debt_advice",)),
    "report-date": Content(_("the earliest day of an adverse report"), ("report_from",)),
    "promise-made": Content(_("what was promised, day by day"), ("promise_total", "promise_instalments")),
    "promised": Content(_("the promised instalment and its day"), ("promised_amount", "promised_for")),
    "up-to-date": Content(_("the day from which nothing is past due"), ("up_to_date_on",)),
    "promise": Content(_("what was promised, and what has come"), ("promise_total", "promise_paid")),
    "case": Content(_("the reference of the case"), ("case_reference",)),
    "decide-by": Content(_("the day by which the case is decided"), ("case_decide_by",)),
    "decision": Content(_("what was decided, and why"), ("case_outcome", "case_reasons")),
    "settled": Content(_("the day from which nothing is owed"), ("settled_on",)),
    "earlier": Content(_("the notice that was wrong"), ("earlier_reference", "earlier_as_of")),
    "offer": Content(_("the options and their last day"), ("offer_options", "offer_ends_on")),
    "offer-charges": Content(_("interest and fees during the plan"), ("offer_charges",)),
    "cost-sheet": Content(_("the sheet of all costs of the plan"), ("offer_charges", "offer_annual_cost")),
    "plan": Content(_("the plan and its instalments"), ("plan_from", "plan_total", "plan_instalments")),
    "plan-charges": Content(_("interest and fees during and after the plan"), ("plan_charges", "plan_after")),
    "instalment": Content(_("the instalment and its day"), ("instalment_amount", "instalment_due")),
    "completed": Content(_("that the plan is paid in full, and since when"), ("completed_on", "plan_total")),
    "cure": Content(_("what is to be made up, and by when"), ("plan_left", "cure_by")),
    "agency": Content(_("the agency and how it is reached"), ("agency_name", "agency_contact")),
    "rejection": Content(_("why the proposal was not accepted"), ("rejection_reasons",)),
    "default-sum": Content(
        _("the default sum"),
        ("default_sum", "default_sum_on", "default_sum_nature", "default_sums_total"),
    ),
    "remedy": Content(_("what puts the breach right, and by when"), ("remedy_amount", "remedy_by")),
    "finding": Content(
        _("what was paid, and for what"),
        ("persistent_principal", "persistent_charges"),
    ),
    "answer-by": Content(_("the day by which an answer is asked"), ("answer_by",)),
    # What is said in sentences.
    "reason": Content(_("why this letter is written")),
    "legal-basis": Content(_("the law it rests on")),
    "rights": Content(_("the rights of the reader")),
    "duties": Content(_("what the agreement asks")),
    "if-paid": Content(_("what to do if it is paid already")),
    "in-time": Content(_("that paying by then counts as on time")),
    "before-report": Content(_("what paying before that day changes")),
    "time-to-pay": Content(_("how long there is to pay what turns out to be owed")),
    "card-use": Content(_("whether the card can be used meanwhile")),
    "what-stops": Content(_("what stops")),
    "help": Content(_("the help invitation")),
    "no-obligation": Content(_("that asking for help binds to nothing and costs nothing")),
    "what-may-follow": Content(_("what may follow, in neutral words")),
    "payment-order": Content(_("in which order payments count")),
    "credit-record": Content(_("what a credit record keeps, and for how long")),
    "reporting": Content(_("what is reported, to whom")),
    "model-notice": Content(_("the prescribed text")),
    "dispute-right": Content(_("the right to dispute the debt, or to ask for proof")),
    "not-asked": Content(_("that the amount in dispute is not asked for meanwhile")),
    "next-remedy": Content(_("what else can be done about the decision")),
    "collection-stops": Content(_("that collection stops")),
    "still-comes": Content(_("what is still sent")),
    "resume": Content(_("how to have it started again")),
    "reply-form": Content(_("how to answer the offer, and a form for it")),
    "undertaking": Content(_("what the cardholder undertakes during the plan")),
    "breach": Content(_("what follows where a plan is not kept")),
    "limitation-effect": Content(_("what accepting means for limitation")),
    "personal-data": Content(_("what evidence is asked, and how it is kept")),
    "no-liability": Content(_("that nothing is asked of the reader in person")),
    "estate-limit": Content(_("that the debt goes no further than the estate")),
    "class": Content(_("what changes inside, and what does not")),
    "encouragement": Content(_("words that encourage contact")),
    "act-statement": Content(_("under which section the notice is given")),
    "charges-statement": Content(_("whether interest and default sums are charged")),
    "time-order": Content(_("the right to ask a court for more time")),
    "enclosure": Content(_("the information sheet that comes with it"), ("enclosure",)),
    "interest-from": Content(_("from when interest is charged on it")),
    "pay-more": Content(_("what paying more would do")),
    "suspension": Content(_("what may happen to the card, in neutral words")),
    "prescribed-form": Content(_("the text that the regulations prescribe"), ("prescribed_wording",)),
    "breach-named": Content(_("which term was broken")),
    "consequence": Content(_("what was decided, if it is not put right")),
    "judgment-interest": Content(_("interest after a judgment")),
    "opt-out": Content(_("how to stop messages on this channel")),
    "no-escalation": Content(_("that no answer is needed")),
}
