"""What a letter says of its occasion: the promise, the hold, the case or the earlier notice that it is about.

The name of an occasion begins with its type; what follows may be the reference of that fact. Where it is not,
the newest fact of the account on the day of the occasion is meant.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, Sum

from accounts import packs
from accounts.dates import NEVER
from accounts.models import Case, CaseStep, Hold, Promise, PromisedAccount, StageChange
from accounts.promises import lifecycle as promise_lifecycle
from accounts.rules import standing as standing_rules
from accounts.rules.standing import Facts, NoPolicy, Standing
from accounts.rules.working_days import WorkingCalendar
from accounts.stages import CURRENT
from accounts.standings import facts, settlement
from notices.kinds import catalogue
from notices.kinds.schema import NoticeKind
from notices.letters import plan_figures
from notices.models import Notice, NoticeContent
from notices.wordings import versions as wording_versions

Values = dict[str, Any]
# Figures that a correction can put right, and what of the standing they are.
_CORRECTABLE = {"past_due": "past_due", "minimum_left": "unpaid", "days_past_due": "days_past_due"}
Told = Mapping[int, Values]  # by the key of the notice


def told(notices: Sequence[Notice], as_of: date) -> dict[int, Values]:
    """What each of these says beside the standing of the account, as far as the book knows it."""
    by_type: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        by_type[catalogue.get(notice.kind).occasion.type].append(notice)
    values: dict[int, Values] = {notice.pk: {} for notice in notices}
    for kind_of_fact, some in by_type.items():
        if tell := _TELLERS.get(kind_of_fact):
            values.update(tell(some, as_of))
    return values


def reference(notice: Notice) -> str:
    """What follows the type in the name of an occasion."""
    return notice.occasion.partition(" ")[2]


def report_from(notice: Notice, now: Standing, calendar: WorkingCalendar) -> date | None:
    """The earliest day of an adverse report: the first that the codes of the pack call for, and never sooner
    after the letter than its kind asks, were it to leave on the last day on which its figures are good."""
    kind = catalogue.get(notice.kind)
    pack = packs.of(kind.jurisdiction)
    adverse = min((band.first for band in pack.credit_codes.bands if band.first), default=None)
    if now.oldest_missed is None or adverse is None:
        return None
    first = now.oldest_missed.effective_due + timedelta(days=adverse)
    return max(first, earliest_report(kind, now.day + timedelta(days=pack.letters.fresh_days), calendar))


def earliest_report(kind: NoticeKind, day: date, calendar: WorkingCalendar) -> date:
    """The first day that a letter which leaves us on this day may name: it is posted on the next working day,
    which is over a week away before the long holidays of China, and counts from then."""
    return calendar.add_working_days(day, 1) + timedelta(days=kind.occasion.days)


def _promises(notices: list[Notice], as_of: date) -> Told:
    rows = PromisedAccount.objects.filter(account__in={notice.account_id for notice in notices})
    covered = list(rows.values_list("account", "promise", "promise__reference").order_by("promise__made_on"))
    statuses = promise_lifecycle.statuses([promise for _, promise, _ in covered], as_of)
    made = Promise.objects.annotate(total=Sum("instalments__amount")).in_bulk(list(statuses))
    values = {}
    for notice in notices:
        asked = reference(notice)
        own = [pk for account, pk, _ in covered if account == notice.account_id and pk in statuses]
        named = [pk for _, pk, name in covered if name == asked and pk in own]
        broken = [pk for pk in own if statuses[pk].state == "broken"]
        if pick := (named or broken)[-1:]:
            values[notice.pk] = {
                "promise_made_on": made[pick[0]].made_on,
                "promise_total": made[pick[0]].total,
                "promise_paid": statuses[pick[0]].paid,
                "promise_instalments": _instalments(made[pick[0]]),
            }
    return values


def _promised(notices: list[Notice], as_of: date) -> Told:
    """The instalment of the promise that the occasion names, with its day."""
    named = {notice.pk: reference(notice).rpartition("/") for notice in notices}
    asked = Promise.objects.filter(reference__in=[name for name, _slash, _day in named.values()])
    promises = {promise.reference: promise for promise in asked.prefetch_related("instalments")}
    values = {}
    for notice in notices:
        name, _slash, day = named[notice.pk]
        if promise := promises.get(name):
            due_on = date.fromisoformat(day)
            own = [row for row in promise.instalments.all() if row.account_id == notice.account_id]
            values[notice.pk] = {
                "promise_made_on": promise.made_on,
                "promised_for": due_on,
                "promised_amount": sum(row.amount for row in own if row.due_on == due_on),
            }
    return values


def _instalments(promise: Promise) -> list[Values]:
    rows = promise.instalments.order_by("due_on").values_list("due_on", "amount")
    return [{"due": due_on, "amount": amount} for due_on, amount in rows]


def _up_to_date(notices: list[Notice], as_of: date) -> Told:
    return {notice.pk: {"up_to_date_on": date.fromisoformat(reference(notice))} for notice in notices}


def _holds(notices: list[Notice], as_of: date) -> Told:
    bound = Q(account__in={n.account_id for n in notices}) | Q(customer__in={n.recipient_id for n in notices})
    rows = list(Hold.objects.filter(bound, starts_on__lte=as_of, withdrawn_on=None).order_by("starts_on"))
    values = {}
    for notice in notices:
        asked = catalogue.get(notice.kind).occasion.kinds
        own = [
            row
            for row in rows
            if (row.account_id == notice.account_id or row.customer_id == notice.recipient_id)
            and row.kind in asked
        ]
        if hold := _pick(own, reference(notice), lambda row: row.reference):
            values[notice.pk] = {"hold_from": hold.starts_on}
    return values


def _cases(notices: list[Notice], as_of: date) -> Told:
    accounts = {notice.account_id for notice in notices}
    rows = list(Case.objects.filter(account__in=accounts, opened_on__lte=as_of).order_by("opened_on", "pk"))
    decisions = CaseStep.objects.filter(case__in=rows, kind=CaseStep.Kind.DECIDED).order_by("pk")
    reasons = dict(decisions.values_list("case", "reason"))
    values = {}
    for notice in notices:
        asked = catalogue.get(notice.kind).occasion.kinds
        own = [row for row in rows if row.account_id == notice.account_id and row.kind in asked]
        if case := _pick(own, reference(notice).split("/")[0], lambda row: str(row.pk)):
            values[notice.pk] = _of_case(case, reasons.get(case.pk, ""))
    return values


def _of_case(case: Case, reasons: str) -> Values:
    decided = {
        "case_decided_on": case.decided_on,
        "case_outcome": case.outcome,
        "case_reasons": reasons,
    }
    return {
        "case_reference": str(case.pk),
        "case_opened_on": case.opened_on,
        "case_decide_by": case.resolve_by,
        "disputed_amount": case.disputed,
        **({} if case.is_open else decided),
    }


def _settled(notices: list[Notice], as_of: date) -> Told:
    """The day on which nothing was owed any more, and whether anything had been late before."""
    accounts = {notice.account_id for notice in notices}
    known = facts.of_accounts(accounts)
    late = set(
        StageChange.objects.filter(account__in=accounts)
        .exclude(to_stage__in=["", CURRENT])
        .values_list("account", flat=True)
    )
    return {
        notice.pk: {
            "settled_on": settlement.settled_on(known[notice.account_id].known_by(NEVER), as_of),
            "was_late": notice.account_id in late,
        }
        for notice in notices
    }


def _corrected(notices: list[Notice], as_of: date) -> Told:
    """The notice that was wrong, named or superseded: what it printed, and what is right for its own day."""
    named = {reference(notice) for notice in notices}
    superseded = {notice.supersedes_id for notice in notices}
    earlier = Notice.objects.filter(Q(reference__in=named) | Q(pk__in=superseded))
    contents = NoticeContent.objects.filter(notice__in=earlier).order_by("pk").select_related("notice")
    last = {content.notice_id: content for content in contents}
    by_name = {content.notice.reference: content for content in last.values()}
    known = facts.of_accounts({content.notice.account_id for content in last.values()})
    values = {}
    for notice in notices:
        if content := by_name.get(reference(notice)) or last.get(notice.supersedes_id or 0):
            values[notice.pk] = {
                "earlier_reference": _printed_reference(content),
                "earlier_as_of": content.as_of,
                **corrected_figures(content, known[content.notice.account_id].known_by(NEVER)),
            }
    return values


def _printed_reference(content: NoticeContent) -> str:
    """The one that stands on the letter, which may be about other accounts too."""
    letter = content.figures.get("letter", {})
    return str(letter.get("reference", content.notice.reference))


def corrected_figures(content: NoticeContent, seen: Facts) -> Values:
    """Figures that a letter printed and that are others by these facts, in pairs, for its own day."""
    printed = wording_versions.printed_by(content.notice.kind, content.language, content.template_number)
    values = content.figures["values"]
    try:
        right = standing_rules.standing(seen, content.as_of)
    except NoPolicy:
        return {}
    pairs: Values = {}
    for name, column in _CORRECTABLE.items():
        now = getattr(right, column)
        if name in values and (printed is None or name in printed) and values[name] != now:
            pairs |= {f"earlier_{name}": values[name], f"corrected_{name}": now}
    return pairs


def _pick(rows: Iterable[Any], asked: str, name: Callable[[Any], str]) -> Any:
    """The one that is named, else the newest."""
    own = list(rows)
    return next((row for row in own if name(row) == asked), own[-1] if own else None)


_TELLERS: Mapping[str, Callable[[list[Notice], date], Told]] = {
    "promise-made": _promises,
    "promise-instalment": _promised,
    "promise-broken": _promises,
    "up-to-date": _up_to_date,
    "hold-placed": _holds,
    "hold-ended": _holds,
    "case-opened": _cases,
    "case-decided": _cases,
    "settled": _settled,
    "corrected": _corrected,
    "plan-offered": plan_figures.of_offers,
    "plan-agreed": plan_figures.of_plans,
    "plan-instalment": plan_figures.of_instalments,
    "plan-instalment-missed": plan_figures.of_missed,
    "plan-complete": plan_figures.of_completed,
    "plan-rejected": plan_figures.of_refusals,
}
