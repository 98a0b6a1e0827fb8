"""The options of an account side by side, and the offers that are made of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import formatting
from accounts.hardship import offers as hardship_offers
from accounts.hardship import options as account_options
from accounts.hardship import requests as help_requests
from accounts.hardship.offers import Answer
from accounts.hardship.options import AccountOptions
from accounts.labels import hardship as hardship_labels
from accounts.models import Account, HardshipOffer, HelpRequest
from accounts.rules import hardship_options as option_rules
from accounts.rules.hardship_options import Option
from accounts.rules.standing import NoPolicy
from notices.kinds import catalogue
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed, may
from servicing.workspace.actions import Refusals, act, perform, to_account, today_of
from servicing.workspace.hardship import forms
from servicing.workspace.hardship.statements import asked_account
from servicing.workspace.people_names import name_people

NEEDS_SECOND = {
    hardship_offers.ABOVE_LIMIT: gettext_lazy("above the limit of the pack"),
    hardship_offers.BELOW_FLOOR: gettext_lazy("below the floor of the pack"),
    hardship_offers.ABOVE_SHARE: gettext_lazy("above the share, of the person's own accord"),
}
NOT_OFFERED = gettext_lazy("This cannot be offered. An own amount is above 0 and within the surplus.")
_WIDTH, _HEIGHT = 240, 32


@dataclass(frozen=True)
class Bar:
    """One payment in the picture of an option."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Shown:
    """An option as the page shows it. ``left``: what stays with the person each month.

    ``highest`` and ``longest``: the greatest payment and the most months that the page shows.
    ``monthly``: the person's own amount, as typed.
    """

    option: Option
    left: int
    needs_second: list[str]
    highest: int
    longest: int
    monthly: str = ""

    @property
    def label(self) -> str:
        return str(hardship_labels.OPTIONS[self.option.name])

    @property
    def names_advice_first(self) -> bool:
        return self.option.name in option_rules.NAMES_ADVICE_FIRST

    def bars(self) -> Iterator[Bar]:
        """Payments from left to right, all options of the page to one scale of time and height."""
        step = _WIDTH / max(self.longest, 12)
        for place, part in enumerate(self.option.parts):
            height = max(1.0, _HEIGHT * (part.amount + self.option.beside) / self.highest)
            yield Bar(
                round(place * step, 2), round(_HEIGHT - height, 2), round(step * 0.75, 2), round(height, 2)
            )


@dataclass(frozen=True)
class OfferRow:
    """An offer as pages show it."""

    offer: HardshipOffer
    is_expired: bool

    @property
    def why_second(self) -> list[str]:
        """Why a second person must approve it."""
        return [str(NEEDS_SECOND[why]) for why in self.offer.needs_second]


@allowed(Capability.OFFER_HELP)
@require_http_methods(["GET", "HEAD", "POST"])
def options(request: StaffRequest, pk: int) -> HttpResponse:
    account, asked = asked_account(request, pk), forms.AskedOptions(request.GET)
    asked.is_valid()
    today, payday = today_of(account), asked.cleaned_data.get("payday")
    try:
        offered = account_options.of_account(account, today, payday)
    except account_options.NoStatement:
        messages.warning(request, _("There is no affordability statement that is still good."))
        return redirect("affordability", pk)
    except NoPolicy:
        messages.error(request, _("The account cannot be calculated: its product has no policy."))
        return redirect("account", pk)
    if request.method == "POST" and _drafted(request, account, offered):
        return redirect(_offers_of(account))
    monthly = asked.cleaned_data.get("monthly", "")
    shown = _shown(account, offered, monthly)
    own = shown.pop() if shown and shown[-1].monthly else None
    if monthly and own is None:
        messages.error(request, NOT_OFFERED)
    context = {
        "account": account,
        "currency": account.product.currency,
        "found": offered,
        "shown": shown,
        "own": own,
        "monthly": monthly,
        "stops_card": _stops_card(account),
        "payday": payday,
        "offers": offers_shown(account, today),
        "evidence_kinds": HardshipOffer.Evidence.choices,
    }
    return render(request, "servicing/hardship/options.html", context)


def _stops_card(account: Account) -> bool:
    """Whether the card rests during a plan: the pack then has the offer say so."""
    kinds = catalogue.of(account.product.jurisdiction).values()
    return any("card-use" in kind.requires for kind in kinds if kind.occasion.type == "plan-offered")


@allowed(Capability.OFFER_HELP)
@require_POST
def approve(request: StaffRequest, pk: int) -> HttpResponse:
    """The first approval; the second is a supervisor's."""
    offer = _offer(request, pk)
    if offer.approved_by and not may(request.user, Capability.APPROVE_OFFERS):
        messages.error(request, _("A supervisor gives the second approval."))
        return _back(request, offer)
    return _do(
        request,
        offer,
        lambda: hardship_offers.approve(offer, act(request), on=today_of(offer.account)),
        _("Approved."),
    )


@allowed(Capability.OFFER_HELP)
@require_POST
def send(request: StaffRequest, pk: int) -> HttpResponse:
    """The offer was handed over to the person otherwise than by post."""
    offer = _offer(request, pk)
    return _do(
        request,
        offer,
        lambda: hardship_offers.mark_sent(offer, act(request), on=today_of(offer.account)),
        _("Recorded as handed over."),
    )


@allowed(Capability.OFFER_HELP)
@require_POST
def accept(request: StaffRequest, pk: int) -> HttpResponse:
    offer, form = _offer(request, pk), forms.Acceptance(request.POST)
    if not form.is_valid():
        messages.error(request, _("An acceptance needs its evidence."))
        return _back(request, offer)
    answer = Answer(**form.cleaned_data)
    today = today_of(offer.account)
    done = _("The plan is in force. Collection has stopped.")
    return _do(request, offer, lambda: hardship_offers.accept(offer, answer, act(request), on=today), done)


@allowed(Capability.OFFER_HELP)
@require_POST
def decline(request: StaffRequest, pk: int) -> HttpResponse:
    offer = _offer(request, pk)
    return _do(
        request,
        offer,
        lambda: hardship_offers.decline(offer, act(request), on=today_of(offer.account)),
        _("Recorded: the offer was not accepted."),
    )


@allowed(Capability.DECIDE_PLANS)
@require_POST
def refuse(request: StaffRequest, pk: int) -> HttpResponse:
    """Say no to a request for help, with a reason that the letter gives."""
    asked = scope.find(HelpRequest.objects.select_related("account", "hold"), request.user, pk=pk)
    form = forms.Refusal(request.POST)
    if not form.is_valid():
        messages.error(request, _("A refusal needs a reason."))
        return to_account(request, asked.account_id)
    decision = act(request, form.cleaned_data["note"])
    try:
        help_requests.refuse(
            asked,
            form.cleaned_data["reason"],
            decision,
            on=today_of(asked.account),
        )
        messages.success(request, _("Refused. The letter of reasons will be sent."))
    except help_requests.AlreadyDecided:
        messages.error(request, _("Somebody else has decided it."))
    return to_account(request, asked.account_id)


def offers_shown(account: Account, today: date) -> list[OfferRow]:
    """The offers of an account, the newest first."""
    rows = name_people(
        list(hardship_offers.of_account(account)[:6]), "drafted_by", "approved_by", "second_by"
    )
    return [OfferRow(offer, hardship_offers.is_expired(offer, today)) for offer in rows]


def _shown(account: Account, options: AccountOptions, monthly: str) -> list[Shown]:
    """The options of the account, and the person's own amount last where it can be offered."""
    own = _own(account, options, monthly) if monthly else None
    listed = [*options.options, *([own] if own else [])]
    highest = max((option.most_a_month for option in listed), default=0) or 1
    longest = max((option.months for option in listed), default=0)
    return [
        Shown(
            option,
            options.affordability.surplus - option.most_a_month,
            [str(NEEDS_SECOND[why]) for why in hardship_offers.needs_second(account, options, option)],
            highest,
            longest,
            monthly if option is own else "",
        )
        for option in listed
    ]


def _drafted(request: StaffRequest, account: Account, options: AccountOptions) -> bool:
    """Whether an offer could be drafted of what was asked."""
    form = forms.Draft(request.POST)
    option = _chosen(form, account, options) if form.is_valid() else None
    if option is None:
        messages.error(request, NOT_OFFERED)
        return False
    offer = hardship_offers.draft(account, options, option, act(request), on=today_of(account))
    if offer.needs_second:
        messages.warning(request, _("Drafted. Two people must approve it."))
    else:
        messages.success(request, _("Drafted."))
    return True


def _chosen(form: forms.Draft, account: Account, options: AccountOptions) -> Option | None:
    if form.cleaned_data["option"] != option_rules.OWN:
        return options.option(form.cleaned_data["option"])
    return _own(account, options, form.cleaned_data["monthly"])


def _own(account: Account, options: AccountOptions, monthly: str) -> Option | None:
    """What the person offers of their own accord; none where that cannot be offered."""
    try:
        return options.own(formatting.typed_amount(monthly, account.product.currency))
    except ValueError:
        return None


def _do(request: StaffRequest, offer: HardshipOffer, step: Callable[[], Any], done: str) -> HttpResponse:
    """One step of an offer, and what came of it in words."""
    refusals: Refusals = {
        hardship_offers.NotPossible: _("The offer is in another state by now."),
        hardship_offers.Expired: _("The offer has expired. Make a new one."),
        hardship_offers.AnotherPersonNeeded: _("Another person must do this."),
    }
    perform(request, step, done=done, refusals=refusals)
    return _back(request, offer)


def _offer(request: StaffRequest, pk: int) -> HardshipOffer:
    return scope.find(HardshipOffer.objects.select_related("account__product"), request.user, pk=pk)


def _offers_of(account: Account) -> str:
    """Where the offers stand, so that the next key is the next step."""
    return f"{reverse('hardship-options', args=[account.pk])}#offers"


def _back(request: StaffRequest, offer: HardshipOffer) -> HttpResponse:
    if offer.state in ("drafted", "approved") and not request.POST.get("next"):
        return redirect(_offers_of(offer.account))
    return to_account(request, offer.account_id)
