"""Planning: in order, once, whatever happens to it; and what it must never plan."""

import csv
import io
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts import business_dates
from accounts.acts import Act, ActRefused
from accounts.cases import lifecycle as case_lifecycle
from accounts.close import run as nightly_close
from accounts.database.locks import Lock
from accounts.dates import ALWAYS
from accounts.models import BusinessDay, FeedDiscrepancy, Party
from accounts.models import Policy as PolicyRow
from accounts.rules.standing import Cycle, Facts, Policy
from notices import worklists as notice_worklists
from notices.kinds import catalogue
from notices.models import LeftOut, Notice, NoticeStateChange, PlannedDay
from notices.planning import deadlines as notice_deadlines
from notices.planning import run as notice_planning
from tests.acts import act_by
from tests.book import put, somebody

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 1, tzinfo=UTC)
POLICY = Policy(ALWAYS, 3, 1000, 0, ALWAYS)


def unpaid(months: int = 1, policies=(POLICY,)) -> Facts:
    """Statements of 100.00 each, none paid."""
    return Facts(policies, tuple(_statement(date(2026, m, 1), m) for m in range(1, months + 1)))


def _statement(day: date, number: int) -> Cycle:
    return Cycle(day, day.replace(day=21), 90000, 10000 * number, 10000 * (number - 1), day, day)


def owing(facts: Facts):
    account = put(facts)
    holder = somebody("Ana", address="1 High St", email="a@example.org")
    Party.objects.create(account=account, customer=holder, role="cardholder")
    return account


def close(through: date) -> None:
    nightly_close.close_through(through, now=NOW)


def plan(through: date) -> list[date]:
    return [planned.day for planned in notice_planning.plan_through(through, NOW)]


def rows() -> list[tuple]:
    return list(
        Notice.objects.order_by("account__reference", "kind", "occasion", "recipient__reference", "issue").values_list(
            "account__reference", "kind", "occasion", "recipient__reference", "issue", "occasion_on",
            "found_on", "run_since", "due_by", "missed_on", "state", "reason", "past_due", "wording",
        )
    )  # fmt: skip


def overdue(account) -> Notice:
    return Notice.objects.filter(account=account, kind="cn-overdue").latest("pk")


def test_days_are_planned_in_order_and_once():
    owing(unpaid())
    close(date(2026, 1, 25))
    assert plan(date(2026, 1, 24))[-1] == date(2026, 1, 24)
    with pytest.raises(notice_planning.NotItsTurn):
        notice_planning.plan(date(2026, 1, 26), NOW)
    assert plan(date(2026, 2, 25)) == [date(2026, 1, 25)]
    planned = rows()
    assert plan(date(2026, 2, 25)) == []
    assert notice_planning.plan(date(2026, 1, 25), NOW) == PlannedDay.objects.get(day=date(2026, 1, 25))
    assert rows() == planned


def test_references_begin_with_the_prefix_of_the_book(settings):
    settings.BOOK_PREFIX = "B2-"
    account = owing(unpaid())
    close(date(2026, 1, 25))
    plan(date(2026, 1, 25))
    notice = overdue(account)
    assert notice.reference == f"B2-N{notice.pk:012d}"


def test_a_provisional_day_and_those_after_it_wait():
    account = owing(unpaid())
    close(date(2026, 1, 26))
    FeedDiscrepancy.objects.create(
        day=BusinessDay.objects.get(day=date(2026, 1, 24)), code="nothing", expected=1, found=0
    )
    assert plan(date(2026, 1, 26))[-1] == date(2026, 1, 23)
    assert notice_planning.waits_for(date(2026, 1, 26)) == date(2026, 1, 24)
    assert not Notice.objects.filter(kind="cn-overdue").exists()
    business_dates.release(date(2026, 1, 24), Act(by="sam", at=NOW, note="the file came"))
    assert plan(date(2026, 1, 26))[-1] == date(2026, 1, 26)
    assert overdue(account).occasion_on == date(2026, 1, 25)


def test_one_occasion_one_notice_by_constraint():
    account = owing(unpaid())
    close(date(2026, 1, 25))
    plan(date(2026, 1, 25))
    same = overdue(account)
    same.pk, same.reference = None, "another"
    with pytest.raises(IntegrityError, match="notice_once_per_occasion"), transaction.atomic():
        same.save(force_insert=True)


def test_who_was_set_aside_gets_nothing_and_is_planned_for_when_mended():
    other, account = owing(unpaid()), owing(unpaid(policies=()))
    close(date(2026, 1, 26))
    plan(date(2026, 1, 26))
    assert not Notice.objects.filter(account=account).exists()
    PolicyRow.objects.create(product=account.product, grace_days=3, tolerance=1000)
    close(date(2026, 1, 28))
    plan(date(2026, 1, 28))
    assert overdue(account).occasion_on == overdue(other).occasion_on == date(2026, 1, 25)
    assert overdue(account).missed_on == date(2026, 1, 27)  # mended with the close of this day
    assert not LeftOut.objects.exists()


def test_a_missed_deadline_is_work_until_somebody_says_what_was_done():
    account = owing(unpaid())
    close(date(2026, 1, 27))
    plan(date(2026, 1, 26))
    assert overdue(account) not in notice_worklists.missed()
    plan(date(2026, 1, 27))
    late = overdue(account)
    assert late in notice_worklists.missed() and late.missed_on == date(2026, 1, 27)
    with pytest.raises(ValueError, match="words"):
        notice_deadlines.remedy(late, act_by("sam", " "), on=date(2026, 1, 28))
    notice_deadlines.remedy(late, act_by("sam", "called and sent by hand"), on=date(2026, 1, 28))
    with pytest.raises(ActRefused, match="nothing-to-remedy"):
        notice_deadlines.remedy(late, act_by("ana", "again"), on=date(2026, 1, 29))
    assert late not in notice_worklists.missed()
    late.refresh_from_db()
    assert (late.remedied_by, late.state) == ("sam", "due")


def test_figures_that_changed_are_rendered_anew():
    account = owing(unpaid(2))
    close(date(2026, 2, 24))
    plan(date(2026, 2, 24))
    Notice.objects.filter(account=account, kind="cn-overdue").update(state="ready")
    notice_planning.look_again([overdue(account).pk], datetime(2026, 2, 24, 9, tzinfo=UTC))
    assert overdue(account).state == "ready"
    notice_planning.look_again([overdue(account).pk], datetime(2026, 2, 25, 9, tzinfo=UTC))
    found = overdue(account)
    assert (found.state, found.reason, found.past_due) == ("due", "figures", 20000)
    last = NoticeStateChange.objects.filter(notice=found).latest("pk")
    assert (last.from_state, last.to_state, last.by) == ("ready", "due", "")


def test_what_says_nothing_of_arrears_is_not_rendered_anew():
    account = owing(unpaid(2))
    close(date(2026, 1, 29))
    opening = case_lifecycle.Opening(
        "dispute", account.parties.get().customer, "letter", date(2026, 1, 30), "as said"
    )
    case_lifecycle.open_case(account, opening, Act(by="ana", at=datetime(2026, 1, 30, 4, tzinfo=UTC)))
    close(date(2026, 1, 30))
    plan(date(2026, 1, 30))
    receipt = Notice.objects.filter(kind="cn-dispute-receipt")
    receipt.update(state="ready", past_due=None)
    notice_planning.look_again([receipt.get().pk], datetime(2026, 2, 25, 9, tzinfo=UTC))
    assert (receipt.get().state, receipt.get().wording) == ("ready", "undisputed")


def test_from_the_second_missed_minimum_on_an_invitation_goes_first(monkeypatch):
    silent = {code: replace(kind, invites=False, after="") for code, kind in catalogue.KINDS.items()}
    monkeypatch.setattr(catalogue, "KINDS", silent)
    account = owing(unpaid(2))
    close(date(2026, 2, 25))
    plan(date(2026, 2, 24))
    letter = Notice.objects.filter(account=account, kind="cn-collection-first")
    assert (letter.get().state, letter.get().reason) == ("suspended", "first-reminder")
    Notice.objects.filter(account=account, kind="cn-overdue").update(state="sent", sent_on=date(2026, 1, 26))
    notice_planning.look_again([letter.get().pk], datetime(2026, 2, 24, 9, tzinfo=UTC))
    assert letter.get().state == "due"
    plan(date(2026, 2, 25))
    assert (letter.get().state, letter.get().reason) == ("suspended", "help-invitation")
    silent["cn-overdue"] = replace(silent["cn-overdue"], invites=True)
    notice_planning.look_again([letter.get().pk], datetime(2026, 2, 25, 9, tzinfo=UTC))
    assert letter.get().state == "due"


def test_commands_plan_and_list(capsys):
    account = owing(unpaid())
    close(date(2026, 1, 25))
    call_command("plan_notices", "--through", "2026-01-31")
    call_command("plan_notices", "--through", "2026-01-31")
    assert capsys.readouterr().out == ""
    call_command("notices", "--account", account.reference)
    found = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert list(found[0]) == [
        "notice",
        "account",
        "kind",
        "state",
        "reason",
        "occasion_on",
        "due_by",
        "sent_on",
        "sha256",
        "letter",
    ]
    told = {row["kind"]: (row["account"], row["state"], row["occasion_on"], row["due_by"]) for row in found}
    assert told["cn-overdue"] == (account.reference, "due", "2026-01-25", "2026-01-26")
    with pytest.raises(CommandError, match="there is no account nobody"):
        call_command("notices", "--account", "nobody")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_one_works_and_the_other_says_so():
    owing(unpaid())
    close(date(2026, 1, 2))
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [int(Lock.PLANNING)])
        with pytest.raises(CommandError, match="somebody else"):
            call_command("plan_notices", "--through", "2026-01-02")
        cursor.execute("SELECT pg_advisory_unlock(%s)", [int(Lock.PLANNING)])
    other.close()
    assert len(plan(date(2026, 1, 2))) == 2


@pytest.mark.django_db(transaction=True)
def test_killed_again_and_again_it_ends_as_if_it_had_run_once():
    for _ in range(10):
        owing(unpaid(3))
    last = date(2026, 3, 5)
    close(last)
    with transaction.atomic():
        plan(last)
        clean = rows()
        transaction.set_rollback(True)
    address = connection.settings_dict
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgres://{address['USER']}:{address['PASSWORD']}@{address['HOST']}:{address['PORT']}/{address['NAME']}",
        "DJANGO_SETTINGS_MODULE": "servicing.settings",
    }
    command = [sys.executable, "-m", "django", "plan_notices", "--through", str(last)]
    for after in (10, 25, 40):
        run = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        while run.poll() is None and PlannedDay.objects.count() < after:
            time.sleep(0.01)
        run.send_signal(signal.SIGKILL)
        run.wait(timeout=60)
        assert 0 < PlannedDay.objects.count() < 64
    while business_dates.last_closed() != PlannedDay.objects.latest("day").day:
        try:
            plan(last)
        except notice_planning.AlreadyPlanning:  # the server has not noticed yet that the other is gone
            time.sleep(0.05)
    assert rows() == clean
    turned = NoticeStateChange.objects.filter(from_state="").count()
    assert turned == Notice.objects.count() > 0
    assert PlannedDay.objects.count() == (last - date(2026, 1, 1)) // timedelta(days=1) + 1
