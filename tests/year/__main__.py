"""Live the year: python -m tests.year --accounts N. Exit status 1 where a figure does not reconcile."""

import json
import mailbox
import os
import shutil
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from datetime import date, timedelta

from accounts.acts import Act
from servicing import servers
from servicing.demo.providers.gateway import Gateway
from servicing.demo.providers.mail import MailServer
from servicing.demo.providers.vendor import Vendor

OUTER = servers.home()
HOME = OUTER / "year"
servers.erase(HOME)
shutil.rmtree(HOME, ignore_errors=True)
mails, texts = MailServer().start(), Gateway().start()
os.environ |= {
    "SERVICING_HOME": str(HOME), "DJANGO_SETTINGS_MODULE": "servicing.settings", "OUTBOX": str(HOME / "outbox"),
    "EMAIL_URL": mails.url, "EMAIL_FROM": "notices@bank.example", "SMS_URL": texts.url,
    "BOUNCES": str(HOME / "bounces"), "LOG_LEVEL": "ERROR",
}  # fmt: skip
os.environ |= servers.ensure(HOME).environment()

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db.models import Min, Q, QuerySet  # noqa: E402

from accounts.close import run as nightly_close  # noqa: E402
from accounts.close.verification import verify  # noqa: E402
from accounts.dates import each, local_day  # noqa: E402
from accounts.models import HardshipOffer, HelpRequest, Plan, PlanStatusChange  # noqa: E402
from accounts.plans import evaluation, keep_rates  # noqa: E402
from accounts.rules import plans as plan_rules  # noqa: E402
from notices.kinds import catalogue  # noqa: E402
from notices.letters import letterheads  # noqa: E402
from notices.models import Notice, PlannedDay  # noqa: E402
from servicing.demo.book import write_book  # noqa: E402
from tests.notices.delivery.unattended import Unattended, at  # noqa: E402
from tests.notices.prescribing import prescribe  # noqa: E402
from tests.year import outgoing, people  # noqa: E402
from tests.year.desk import Desk  # noqa: E402
from tests.year.issuer import Issuer  # noqa: E402
from tests.year.outgoing import Outgoing  # noqa: E402
from tests.year.people import People  # noqa: E402

LAST = date(2026, 10, 31)
MONTHS = 14
Figures = dict[str, object]


def main(accounts: int, days: int) -> int:
    first = LAST - timedelta(days=days - 1)
    call_command("migrate", verbosity=0)
    call_command("calendars", verbosity=0)
    write_book(HOME / "book", accounts=accounts, months=MONTHS, through=LAST)
    issuer, desk = Issuer(HOME / "book", HOME / "feeds"), Desk()
    issuer.begin(first)
    before = first - timedelta(days=1)
    nightly_close.close_through(before, now=at(first, 14))
    letterheads.put_examples(Act(at=at(before, 1)))
    prescribe(*(Act(by=name, at=at(before, 1)) for name in ("chris", "ada", "sam")))
    PlannedDay.objects.create(day=before, planned_at=at(first, 1), found=0)
    mailbox.Maildir(HOME / "bounces")
    began = time.monotonic()
    looked = _live(first, issuer, desk)
    found = {"accounts": accounts, "days": days, "seconds": round(time.monotonic() - began)}
    found |= {**_asked(), **people.done(), **_rates(first), **_written(), **looked.figures()}
    found["problems_of_verify"] = len(list(verify()))
    (OUTER / "year.json").write_text(
        json.dumps(found | {"wrong": looked.wrong}, indent=2, default=str) + "\n"
    )
    for name, figure in found.items():
        sys.stdout.write(f"{name:34} {figure!s:>12}\n")
    servers.stop(HOME)
    return int(any(found[name] for name in MUST_BE_NONE) or found["by_closes"] != found["by_the_plain_rule"])


MUST_BE_NONE = (
    "discretionary_to_people_on_plans", "listings_that_differ", "problems_of_verify", *outgoing.MUST_BE_NONE,
)  # fmt: skip


def _live(first: date, issuer: Issuer, desk: Desk) -> Outgoing:
    lived, looked, clients = (
        Unattended(Vendor(HOME / "outbox", HOME / "received"), at(first, 2)),
        Outgoing(),
        People(issuer),
    )
    for day in each(first, LAST):
        issuer.day(day)
        lived.live(day)
        looked.look()
        clients.act(day)
        desk.work(day)
        for plan in desk.agreed:
            issuer.forget(plan)
            issuer.expect(plan)
        for plan in Plan.objects.filter(ended_on=day + timedelta(days=1), replaced_by=None):
            issuer.forget(plan)
        desk.agreed.clear()
        if day.day == 1:
            plans_now = Counter(line.state for line in evaluation.CHANGES.listing(day, "known"))
            wrong = {name: len(found) for name, found in looked.wrong.items() if found}
            sys.stderr.write(f"{time.strftime('%H:%M:%S')} {day}: {dict(plans_now)} {wrong or ''}\n")
    looked.end(LAST)
    return looked


def _asked() -> Figures:
    offers = Counter(HardshipOffer.objects.values_list("state", flat=True))
    requests = Counter(HelpRequest.objects.values_list("outcome", flat=True))
    return {
        "requests": sum(requests.values()), "refused": requests["refused"], "offers": sum(offers.values()),
        **{f"offers_{state}": number for state, number in sorted(offers.items())},
        "options": dict(Counter(Plan.objects.values_list("option", flat=True))),
    }  # fmt: skip


def _rates(first: date) -> Figures:
    """As the closes wrote them, and once more by the plain rule from every plan's facts."""
    found = keep_rates.of_days(first, LAST)
    plain = _by_the_plain_rule(first)
    names = ("begun", "missed", "cured", "lapsed", "complete", "ended", "kept_throughout")
    listed = {line.reference: line.state for line in evaluation.CHANGES.listing(LAST, "known")}
    newest = dict(
        PlanStatusChange.objects.filter(ends_before=None).values_list("plan__reference", "to_state")
    )
    return {
        "plans": Plan.objects.count(),
        "by_closes": {name: getattr(found, name) for name in names}, "by_the_plain_rule": plain,
        "keep_rate": _share(found.keep_rate), "cure_rate": _share(found.cure_rate),
        "states_now": dict(Counter(listed.values())),
        "listings_that_differ": sum(listed[plan] != newest.get(plan) for plan in listed),
    }  # fmt: skip


def _by_the_plain_rule(first: date) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for pk in Plan.objects.values_list("pk", flat=True):
        changes = list(plan_rules.as_known(evaluation.plain([pk])[pk], first, LAST))
        sums.update(_names(changes))
    names = ("begun", "missed", "cured", "lapsed", "complete", "ended", "kept_throughout")
    return {name: sums[name] for name in names}


def _names(changes: list[plan_rules.PlanStatusChange]) -> Counter[str]:
    good, bad = ("", "kept", "complete"), ("missed", "lapsed")
    found: Counter[str] = Counter()
    for change in changes:
        found["begun"] += not change.from_state
        found["missed"] += change.to_state in bad and change.from_state in good
        found["cured"] += change.from_state in bad and change.to_state in ("kept", "complete")
        for state in ("lapsed", "complete", "ended"):
            found[state] += change.to_state == state
    failed = any(change.to_state in bad for change in changes)
    found["kept_throughout"] += bool(changes) and not failed
    return found


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


def _written() -> Figures:
    """What went to people whose account was on a plan when the notice left us, by nature."""
    natures: Counter[str] = Counter()
    on_plan: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    left = Notice.objects.filter(turns__to_state="sending").annotate(
        left_at=Min("turns__at", filter=Q(turns__to_state="sending"))
    )
    for notice in left.select_related("account"):
        kind = catalogue.get(notice.kind)
        natures[kind.nature] += 1
        day = local_day(notice.left_at, notice.account.time_zone)
        on = Plan.objects.filter(
            Q(ended_on=None) | Q(ended_on__gte=day),
            Q(account=notice.account) | ~Q(pk__in=_over(day)),
            agreed_on__lt=day,
            account__parties__customer=notice.recipient_id,
            account__parties__role__in=("cardholder", "joint-holder"),
        )
        if on.exists():
            on_plan[kind.nature] += 1
            kinds[notice.kind] += 1
    return {
        "notices_sent": dict(natures), "sent_to_people_on_plans": dict(on_plan), "of_kinds": dict(kinds),
        "discretionary_to_people_on_plans": on_plan["discretionary"],
    }  # fmt: skip


def _over(day: date) -> QuerySet[PlanStatusChange]:
    """Plans that are paid or lapsed: those hold nothing back on other accounts of the person."""
    then = PlanStatusChange.objects.filter(Q(ends_before=None) | Q(ends_before__gte=day), on__lt=day)
    return then.filter(to_state__in=("complete", "lapsed")).values("plan")


if __name__ == "__main__":
    parser = ArgumentParser(prog="python -m tests.year")
    parser.add_argument("--accounts", type=int, default=300)
    parser.add_argument("--days", type=int, default=365)
    arguments = parser.parse_args()
    try:
        sys.exit(main(arguments.accounts, arguments.days))
    finally:
        texts.stop()
        mails.stop()
