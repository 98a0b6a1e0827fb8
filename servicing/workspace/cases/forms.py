"""What is asked for at each step of a case."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts import formatting
from accounts.cases import deadlines as case_deadlines
from accounts.cases import lifecycle
from accounts.models import Account, Case, CaseStep, Customer, Hold
from accounts.rules import cases as case_rules
from servicing.workspace.fields import AmountField, CustomerField, DayField, NoteField, field
from servicing.workspace.generic_forms import ModelChoiceField
from servicing.workspace.plausibility.asked_again import BECAUSE, SURE, AskedAgain
from servicing.workspace.plausibility.questions import above_statement, long_ago

STATEMENTS = 24  # how many of the newest statements a dispute may be about


class OfCase(AskedAgain):
    """A form about one case; ``today`` is the day it is where its account is."""

    def __init__(self, case: Case, today: date, posted: Mapping[str, Any] | None = None) -> None:
        self.case = case
        super().__init__(posted, auto_id=f"{type(self).__name__.lower()}_%s")
        if "on" in self.fields:
            self.fields["on"].initial = today

    @property
    def currency(self) -> str:
        return self.case.account.product.currency


class Opening(AskedAgain):
    kind = forms.ChoiceField(
        label=gettext_lazy("what it is"), choices=[("", gettext_lazy("choose")), *Case.Kind.choices]
    )
    customer = CustomerField(Customer.objects.none(), label=gettext_lazy("from whom"), empty_label=None)
    channel = forms.ChoiceField(label=gettext_lazy("channel it came by"), choices=Hold.Channel.choices)
    on = DayField(label=gettext_lazy("received on"))
    about = NoteField(label=gettext_lazy("what it is about"), rows=4, max_length=2000)

    def __init__(self, account: Account, today: date, *args: Any) -> None:
        super().__init__(*args)
        self.account, self.today = account, today
        people = Customer.objects.filter(parties__account=account).distinct()
        field(self, "customer", CustomerField).queryset = people
        self.fields["on"].initial = today
        self.fields["disputed_amount"] = AmountField(
            account.product.currency, label=_("disputed amount"), required=False,
            help_text=_("Of a dispute or a fraud claim, where known: it is kept off while the case is open."),
        )  # fmt: skip
        self.fields["statement_date"] = _statement_field(account, required=False)

    def clean(self) -> None:
        super().clean()
        cleaned = self.cleaned_data
        amount, statement = cleaned.get("disputed_amount"), cleaned.get("statement_date")
        if cleaned.get("kind") == Case.Kind.COMPLAINT and (amount or statement):
            self.add_error("kind", _("A complaint disputes no amount. Open a dispute about the amount."))
        elif statement and not amount and "disputed_amount" not in self.errors:
            self.add_error("disputed_amount", _("Name the amount that is disputed on this statement."))
        elif amount and not statement:
            self.add_error("statement_date", _("Name the statement that the amount is on."))
        elif not self.errors:
            self._ask_what_is_unlikely()

    def _ask_what_is_unlikely(self) -> None:
        cleaned = self.cleaned_data
        amount, statement = cleaned["disputed_amount"], cleaned["statement_date"]
        question = above_statement(self.account, statement, amount) if amount else None
        if not question and cleaned["on"] >= self.account.opened_on:
            question = long_ago(cleaned["on"], self.today, self.account)
        self.ask(question)

    @property
    def opening(self) -> lifecycle.Opening:
        """What came in, with why an unlikely one was recorded all the same."""
        terms = {name: self.cleaned_data[name] for name in self.cleaned_data if name not in (SURE, BECAUSE)}
        return lifecycle.Opening(**terms, confirmed_because=self.because)


def _statement_field(account: Account, *, required: bool) -> forms.TypedChoiceField:
    """Which statement an amount is on; of the newest ones."""
    newest = account.cycles.order_by("-statement_date").values_list("statement_date", flat=True)
    days = list(newest.distinct()[:STATEMENTS])
    return forms.TypedChoiceField(
        label=_("on the statement of"), required=required, coerce=date.fromisoformat, empty_value=None,
        choices=[("", "–"), *((day.isoformat(), formatting.day(day)) for day in days)],
    )  # fmt: skip


class Acknowledgement(OfCase):
    on = DayField(label=gettext_lazy("acknowledged on"))
    note = NoteField(label=gettext_lazy("note"), required=False, rows=2, max_length=1000)


class Acknowledging(forms.Form):
    """The same of several cases at once: each refuses a day before it was opened."""

    on = DayField(label=gettext_lazy("acknowledged on"))
    note = NoteField(label=gettext_lazy("note"), required=False, rows=2, max_length=1000)


class Reason(OfCase):
    reason = NoteField(label=gettext_lazy("reason"), rows=2, max_length=1000)


class Extension(Reason):
    pass


class Refusal(Reason):
    pass


class Settlement(Reason):
    reason = NoteField(label=gettext_lazy("how it was made good"), rows=2, max_length=1000)


class Reopening(Reason):
    pass


class Noting(Reason):
    reason = NoteField(label=gettext_lazy("note"), rows=2, max_length=1000)


class Amending(Reason):
    """Where none was named yet, the amount is named with its statement."""

    def __init__(self, case: Case, today: date, posted: Mapping[str, Any] | None = None) -> None:
        super().__init__(case, today, posted)
        asked: dict[str, forms.Field] = {"amount": AmountField(self.currency, label=_("disputed amount"))}
        if case.disputed_statement:
            self.fields["reason"].label = _("why it was wrong")
        else:
            asked["statement"] = _statement_field(case.account, required=True)
        self.fields = {**asked, **self.fields}

    def clean(self) -> None:
        super().clean()
        amount = self.cleaned_data.get("amount")
        statement = self.case.disputed_statement or self.cleaned_data.get("statement")
        if amount and statement and (question := above_statement(self.case.account, statement, amount)):
            self.ask(question)
            reasons = [self.cleaned_data.get("reason"), self.because]
            self.cleaned_data["reason"] = " · ".join(filter(None, reasons))


class Grant(OfCase):
    note = NoteField(label=gettext_lazy("note"), required=False, rows=2, max_length=1000)


class Decision(OfCase):
    outcome = forms.ChoiceField(
        label=gettext_lazy("outcome"), choices=[("", gettext_lazy("choose")), *Case.Outcome.choices]
    )
    reason = NoteField(label=pgettext_lazy("of a decision", "reasons"), rows=3, max_length=1000)
    on = DayField(label=gettext_lazy("decided on"))

    def __init__(self, case: Case, today: date, posted: Mapping[str, Any] | None = None) -> None:
        super().__init__(case, today, posted)
        if case.kind == Case.Kind.COMPLAINT:
            return
        self.fields["amount"] = AmountField(
            self.currency, label=_("amount upheld"), required=False,
            help_text=_("Credited by the issuer. Where a dispute is upheld: empty for all of it."),
        )  # fmt: skip
        if case.disputed:
            self.fields["fresh_due_on"] = DayField(label=_("fresh due date"), required=False)
            self.fields["fresh_due_on"].help_text = _(
                "New due date if rejected. Empty: %(day)s, the earliest that the rules allow."
            ) % {"day": formatting.day(case_deadlines.fresh_due(case, today) or today)}


class Redress(OfCase):
    reason = NoteField(label=gettext_lazy("what for"), rows=2, max_length=1000)

    def __init__(self, case: Case, today: date, posted: Mapping[str, Any] | None = None) -> None:
        super().__init__(case, today, posted)
        amount = AmountField(self.currency, label=_("amount to be credited"))
        self.fields = {"amount": amount, **self.fields}


class StepField(ModelChoiceField[CaseStep]):
    def label_from_instance(self, obj: CaseStep) -> str:
        return f"{formatting.day(obj.on)} · {obj.get_kind_display()}"


class TakingBack(OfCase):
    reason = NoteField(label=gettext_lazy("what is wrong with it"), rows=2, max_length=1000)
    step = StepField(CaseStep.objects.none(), label=gettext_lazy("step"), empty_label=None)

    def __init__(self, case: Case, today: date, posted: Mapping[str, Any] | None = None) -> None:
        super().__init__(case, today, posted)
        steps = case.steps.filter(kind__in=case_rules.CAN_BE_TAKEN_BACK)
        field(self, "step", StepField).queryset = steps
