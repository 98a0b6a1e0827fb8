"""The home page: the book at a glance, as closed last."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import holds
from accounts.close import run as nightly_close
from accounts.close import status as close_status
from accounts.close.status import NightState
from accounts.models import Account, BusinessDay, SetAside
from accounts.stages import STAGES
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed, may
from servicing.models import User
from servicing.worklists import accounts as account_worklists
from servicing.worklists import cases as case_worklists
from servicing.workspace.administration import todo as people_todo
from servicing.workspace.cases import todo as case_todo
from servicing.workspace.contact import callbacks as call_backs
from servicing.workspace.contact import todo as call_todo
from servicing.workspace.holds import todo as hold_todo
from servicing.workspace.lists import todo as bulk_todo
from servicing.workspace.notices import notices
from servicing.workspace.notices import todo as notice_todo
from servicing.workspace.plausibility import todo as plausibility_todo
from servicing.workspace.promises import promises
from servicing.workspace.promises import todo as promise_todo
from servicing.workspace.quality import todo as quality_todo
from servicing.workspace.todo import Todo, todos
from servicing.workspace.wordings import todo as wording_todo

FILES_SHOWN, STEPS_SHOWN = 6, 7


@dataclass
class StageRow:
    stage: str
    accounts: int = 0
    amount: int = 0
    start: float = 0  # its piece of the bar of all accounts in this currency, in percent
    share: float = 0


@dataclass
class CurrencyBook:
    """The book in one currency, by stage; every stage has its row."""

    currency: str
    rows: list[StageRow] = field(default_factory=lambda: [StageRow(stage) for stage in STAGES])

    @property
    def accounts(self) -> int:
        return sum(row.accounts for row in self.rows)

    @property
    def amount(self) -> int:
        return sum(row.amount for row in self.rows)

    def share_out(self) -> None:
        start = 0.0
        for row in self.rows:
            row.start, row.share = round(start, 2), round(100 * row.accounts / self.accounts, 2)
            start += row.share


@allowed(Capability.SEE_BOOK)
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    now, user = timezone.now(), request.user
    closed, state = account_worklists.last_closed(), close_status.read(now)
    work = _work(user, closed, now)
    context = {
        "todos": _waiting(user, state, work, now),
        "closed": closed,
        "at_work": state.at_work,
        "provisional": next(iter(state.provisional), None),
        "books": _books(account_worklists.stage_counts(user)),
        "tallies": _tallies(closed) if scope.sees_every_branch(user) else [],
        "opening_day": closed and closed.day - timedelta(days=1),
        "aside": scope.narrow(SetAside.objects.all(), user).count(),
        "files": list(account_worklists.files()[:FILES_SHOWN]),
        "breaks": account_worklists.break_counts(user),
        "any_account": Account.objects.exists(),
        **work,
    }
    return render(request, "servicing/home.html", context)


def _work(user: User, closed: BusinessDay | None, now: datetime) -> dict[str, Any]:
    """How much there is of each kind of work about customers: asked once, shown and told of."""
    due = holds.due_for_review(nightly_close.current_day(now))
    return {
        "cases": case_worklists.case_counts(now, user),
        "reages_to_review": scope.narrow(case_worklists.reages_to_review(), user).count(),
        "calls": call_backs.counts(user, now),
        "promised": promises.counts(closed, user),
        "hold_reviews": scope.narrow(due, user).count(),
        "posted": notices.counts(user),
    }


def _waiting(user: User, state: NightState, work: dict[str, Any], now: datetime) -> list[Todo]:
    """What waits for this reader to act, what harms most if it waits first."""
    others = [*bulk_todo.todos(user), *wording_todo.todos(user), *quality_todo.todos(user)]
    others += [*people_todo.todos(user), *call_todo.todos(work["calls"])]
    others += notice_todo.todos(user, work["posted"]["counts"], work["posted"]["to_release"])
    others += hold_todo.todos(work["hold_reviews"])
    others += case_todo.todos(work["cases"], work["reages_to_review"])
    others += [*promise_todo.todos(user), *plausibility_todo.todos(user)]
    steps = todos(state, user, others)
    return [step for step in steps if may(user, step.acting or step.capability)][:STEPS_SHOWN]


def _books(counts: Iterable[dict[str, Any]]) -> list[CurrencyBook]:
    books: dict[str, CurrencyBook] = {}
    for count in counts:
        book = books.setdefault(count["currency"], CurrencyBook(count["currency"]))
        row = book.rows[STAGES.index(count["stage"])]
        row.accounts, row.amount = count["accounts"], count["amount"]
    for book in books.values():
        book.share_out()
    return [books[currency] for currency in sorted(books)]


def _tallies(closed: BusinessDay | None) -> list[dict[str, Any]]:
    """How the last close moved each stage, in the order of the stages, ready to be linked."""
    tallies = (
        sorted(account_worklists.tallies(closed), key=lambda t: STAGES.index(t["stage"])) if closed else []
    )
    for tally in tallies:
        tally["ways"] = [(way, tally[way]) for way in account_worklists.WAYS]
        tally["change"] = tally["closing"] - tally["opening"]
    return tallies
