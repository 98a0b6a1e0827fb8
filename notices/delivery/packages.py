"""Letters in packages for the print vendor, each handed over once however often whoever writes it is killed.

A package is a row before it is a folder. It is complete in the row before its folder is renamed into place,
and the rename can happen once: what is left beside the packages tells whether it has.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction

from accounts import packs
from notices.delivery import claims, last_check, outcomes, queue, reasons, waits
from notices.delivery.channels import LETTER, letter
from notices.delivery.channels.answer import Result
from notices.delivery.channels.letter import Letter
from notices.delivery.channels.outbox import Outbox, OutboxError, opened
from notices.delivery.claims import State
from notices.kinds import catalogue
from notices.models import Attempt, Dispatch, Package

Clock = Callable[[], datetime]

MOST = 200  # letters of a package: as many as are written well within a lease


def send_due(clock: Clock) -> int:
    """Hand over every letter that waits for the post and is due. Returns how many."""
    handed, me = 0, claims.holder()
    while queue.may_send() and (claimed := claims.take(LETTER, MOST, me, clock())):
        package = _begin(claimed, me, clock)
        handed += _hand_over(package, clock) if package else 0
    return handed


def resume(clock: Clock) -> int:
    """Settle packages whose writer is gone: handed over, or given up. Returns how many."""
    lapsed = Package.objects.filter(state__in=("writing", "complete"), lease_until__lte=clock())
    ended = 0
    for package in lapsed.order_by("pk"):
        try:
            with opened() as outbox:
                _resolve(outbox, package, clock)
        except OutboxError:
            break
        ended += 1
    return ended


def _begin(claimed: list[int], me: str, clock: Clock) -> Package | None:
    """The letters that go now, in a package of their own."""
    now = clock()
    last_check.facts(claimed, now)
    begun = list(_begun(claimed, me, now, clock))
    if not begun:
        return None
    with transaction.atomic():
        package = Package.objects.create(
            name=me, made_at=now, holder=me, lease_until=claims.lease_end(clock())
        )
        package.name = f"{now:%Y%m%dT%H%M%SZ}-{package.pk:06d}"
        package.save(update_fields=["name"])
        mine = Dispatch.objects.filter(pk__in=[each.pk for each in begun], state=State.CALLING, holder=me)
        mine.update(package=package)
    return package


def _begun(claimed: list[int], me: str, since: datetime, clock: Clock) -> Iterator[Dispatch]:
    """As many as are begun well within the lease; the others wait for the next package."""
    for place, pk in enumerate(claimed):
        if claims.lease_end(since) - clock() < clock() - since:
            claims.give_back(claimed[place:], me)
            return
        if dispatch := last_check.begin(pk, me, clock()):
            yield dispatch


def _hand_over(package: Package, clock: Clock) -> int:
    try:
        with opened() as outbox:
            written = letter.write(outbox, package.name, _letters(package))
            complete = Package.objects.filter(pk=package.pk, state="writing", holder=package.holder)
            if not complete.update(state="complete", letters=written):
                letter.drop(outbox, package.name)  # somebody has given it up meanwhile
                return 0
            if letter.publish(outbox, package.name):
                return _published(package, clock())
            return 0
    except OutboxError as problem:
        _after_a_failure(package, problem, clock)
        return 0


def _letters(package: Package) -> Iterator[Letter]:
    rows = package.dispatches.select_related("notice", "content__document", "content__enclosure").order_by(
        "pk"
    )
    for dispatch in rows.iterator(chunk_size=50):
        content = dispatch.content
        if content is None:
            continue
        kind, sheet = catalogue.get(dispatch.notice.kind), content.enclosure
        yield Letter(
            reference=dispatch.notice.reference, content=bytes(content.document.content),
            sha256=content.document_id, language=content.language,
            post_class="first" if kind.is_statutory else "standard", name=content.recipient_name,
            address=content.address, country=packs.of(kind.jurisdiction).country,
            enclosure=bytes(sheet.content) if sheet else b"", enclosure_sha256=sheet.sha256 if sheet else "",
        )  # fmt: skip


def _after_a_failure(package: Package, problem: OutboxError, clock: Clock) -> None:
    """A full disk, a lost host: not handed over for certain only where it can be taken away."""
    Attempt.objects.filter(dispatch__package=package, ended_at=None).update(
        ended_at=clock(), result=Result.AGAIN, code="outbox", text=str(problem)[:1_000]
    )
    try:
        with opened() as outbox:
            _resolve(outbox, package, clock, str(problem))
    except OutboxError:
        Package.objects.filter(pk=package.pk).update(problem=str(problem)[:200])  # sweep resolves it


def _resolve(outbox: Outbox, package: Package, clock: Clock, problem: str = "") -> None:
    """Handed over, or given up; the rename decides which. While its row is not complete nobody renames it."""
    state = Package.objects.values_list("state", flat=True).get(pk=package.pk)
    if letter.drop(outbox, package.name) or (state == "writing" and _abandon(package)):
        _given_up(package, problem or "its writer is gone", clock())
    elif Package.objects.filter(pk=package.pk, state="complete").exists():
        _published(package, clock())


def _abandon(package: Package) -> bool:
    """From here on its writer cannot complete it."""
    return Package.objects.filter(pk=package.pk, state="writing").update(state="dropped") > 0


@transaction.atomic
def _published(package: Package, now: datetime) -> int:
    """Handed over: the vendor prints and posts it, and says so."""
    mine = Package.objects.filter(pk=package.pk, state="complete")
    if not mine.update(state="published", published_at=now, problem=""):
        return 0
    rows = package.dispatches.select_for_update(of=("self",)).filter(state=State.CALLING)
    dispatches = list(rows.select_related("notice__account__product"))
    Attempt.objects.filter(dispatch__in=dispatches, ended_at=None).update(
        ended_at=now, result=Result.ACCEPTED, code=package.name
    )
    package.dispatches.filter(pk__in=[each.pk for each in dispatches]).update(
        state=State.HANDED, handed_at=now, holder="", lease_until=None, reason=""
    )
    for dispatch in dispatches:
        outcomes.log_contact(dispatch, now)
    return len(dispatches)


@transaction.atomic
def _given_up(package: Package, problem: str, now: datetime) -> None:
    """Its letters wait again, as if they had never been in it."""
    Package.objects.filter(pk=package.pk, state__in=("writing", "complete")).update(state="dropped")
    Package.objects.filter(pk=package.pk, state="dropped").update(problem=problem[:200])
    rows = package.dispatches.select_for_update(of=("self",)).filter(state=State.CALLING)
    dispatches = list(rows.select_related("notice__account__product"))
    Attempt.objects.filter(dispatch__in=dispatches, ended_at=None).update(
        ended_at=now, result=Result.AGAIN, code="gone"
    )
    for dispatch in dispatches:
        until = waits.next_try(dispatch.tries, now)
        if until is None:
            outcomes.failed(dispatch, reasons.NO_ANSWER, now)
            continue
        outcomes.not_sent(dispatch, now)
        Dispatch.objects.filter(pk=dispatch.pk).update(
            state=State.WAITING, holder="", lease_until=None, next_try_at=until, reason="again:outbox",
            package=None, answer=None,
        )  # fmt: skip
