"""Notices of one person that share a letter: which are made together, and which letters fall apart again.

Each notice keeps its own state, deadline and evidence. The one that comes first leads: it has the dispatch,
and its reference stands on the letter; the others are joined to it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.acts import Act
from accounts.dates import local_day
from accounts.models import Customer
from notices import state_changes
from notices.kinds import catalogue
from notices.kinds.schema import CANCELLED, DUE, READY, RELEASED, SUPERSEDED, SUSPENDED, NoticeKind
from notices.letters import joint
from notices.letters.figures import Figures
from notices.models import BatchedNotice, Letterhead, Notice
from notices.models.batch import is_recalled
from notices.wordings.parts import Template

JOINED = "joined"  # made anew, as another account came to the letter or left it


@dataclass(frozen=True, slots=True)
class Sayable:
    """A notice with nothing wrong, and everything that it is made of."""

    notice: Notice
    kind: NoticeKind
    figures: Figures
    template: Template
    head: Letterhead
    channels: list[str]


def claim(pks: Sequence[int], act: Act) -> list[Notice]:
    """Those of these that are due and that nobody else is at, locked, with all that share their letters."""
    asked = Notice.objects.filter(pk__in=pks, state=DUE).order_by("pk")
    of_joint = [code for code, kind in catalogue.KINDS.items() if kind.joint]
    pairs = set(asked.filter(kind__in=of_joint).order_by().values_list("recipient", "kind"))
    free = _free({recipient for recipient, _kind in pairs})
    pairs = {pair for pair in pairs if pair[0] in free}
    wanted = _sharing(pairs, act.at) | set(asked.exclude(kind__in=of_joint).values_list("pk", flat=True))
    rows = Notice.objects.filter(pk__in=wanted, state__in=(DUE, READY)).order_by("pk")
    locked = list(
        rows.select_for_update(skip_locked=True, of=("self",)).select_related("recipient", "account")
    )
    missed = wanted - {notice.pk for notice in locked}
    busy = set(Notice.objects.filter(pk__in=missed).values_list("recipient", "kind"))
    claimed = [notice for notice in locked if (notice.recipient_id, notice.kind) not in busy & pairs]
    _take_back([notice.pk for notice in claimed if notice.state == READY], act)
    return claimed


def letters(ready: Iterable[Sayable]) -> list[list[Sayable]]:
    """Those that share a letter together, in order; all others alone."""
    recalled = _recalled([each.notice.pk for each in ready])
    by_key: dict[Any, list[Sayable]] = {}
    for each in ready:
        notice = each.notice
        shares = each.kind.joint and joint.row(each.kind, each.figures) is not None
        key = (*joint.key(each.kind, each.figures), notice.recipient_id, notice.pk in recalled)
        by_key.setdefault(key if shares else notice.pk, []).append(each)
    return list(by_key.values())


def join(joined_to: Mapping[int, int | None]) -> None:
    """Write down whose letter says each of these; none: its own."""
    by_leader: dict[int | None, list[int]] = {}
    for pk, leader in joined_to.items():
        by_leader.setdefault(leader, []).append(pk)
    for leader, pks in by_leader.items():
        rows = Notice.objects.filter(pk__in=pks)
        (rows if leader else rows.filter(joined_to__isnull=False)).update(joined_to=leader)


def of(leader: int) -> Q:
    """The notices that go with the letter of this one, itself first of all."""
    return Q(pk=leader) | Q(joined_to=leader)


def with_their_letters(pks: Iterable[int]) -> set[int]:
    """These and all that share a letter with any of them."""
    asked = set(pks)
    if not (leaders := _leaders(asked)):
        return asked
    return asked | leaders | set(Notice.objects.filter(joined_to__in=leaders).values_list("pk", flat=True))


def counted(rows: QuerySet[Notice]) -> QuerySet[Any]:
    """Each with how many other notices its letter is about as well, as ``others``."""
    led = Notice.objects.filter(joined_to=Coalesce(OuterRef("joined_to"), OuterRef("pk"))).order_by()
    number = led.values("joined_to").annotate(number=Count("pk")).values("number")
    return rows.annotate(others=Coalesce(Subquery(number), 0))


def sharing(notice: Notice) -> QuerySet[Notice]:
    """The other notices that its letter is about, the one that leads it first."""
    rows = Notice.objects.filter(of(notice.joined_to_id or notice.pk)).exclude(pk=notice.pk)
    return rows.select_related("account").order_by("pk")


def _leaders(pks: set[int]) -> set[int]:
    """Those whose letters these share with others."""
    if not pks:
        return set()
    shared = Notice.objects.filter(Q(pk__in=pks) | Q(joined_to__in=pks), joined_to__isnull=False)
    return {pk for pk in shared.values_list("joined_to", flat=True) if pk is not None}


def break_up(pks: Iterable[int], now: datetime) -> None:
    """Letters of these that not all of their notices are for any more are made anew with those that stay.

    A letter whose notices are all gone is given up.
    """
    by_leader: dict[int, list[tuple[int, str]]] = {}
    if not (leaders := _leaders(set(pks))):
        return
    rows = Notice.objects.filter(Q(pk__in=leaders) | Q(joined_to__in=leaders))
    for pk, leader, state in rows.values_list("pk", "joined_to", "state"):
        by_leader.setdefault(leader or pk, []).append((pk, state))
    broken = [pk for letter in by_leader.values() if not _is_whole(letter) for pk, _state in letter]
    if not broken:
        return
    frozen = Notice.objects.filter(pk__in=broken, state__in=(READY, RELEASED))
    state_changes.change_state(frozen, DUE, Act(at=now), JOINED)
    gone = Notice.objects.filter(pk__in=broken, state__in=(DUE, SUSPENDED, CANCELLED, SUPERSEDED))
    gone.filter(joined_to__isnull=False).update(joined_to=None)


def take_out(pks: Collection[int], now: datetime) -> None:
    """Somebody keeps these back: they and those that shared their letter are made anew, apart."""
    members = with_their_letters(pks)
    if members <= set(pks):
        return
    rows = Notice.objects.filter(pk__in=members)
    state_changes.change_state(rows.filter(state__in=(READY, RELEASED)), DUE, Act(at=now), JOINED)
    rows.update(joined_to=None)


def _is_whole(letter: Sequence[tuple[int, str]]) -> bool:
    """All ready, or all released, or all on their way."""
    states = {state for _pk, state in letter}
    is_in_hand = bool(states & {READY, RELEASED})
    return not states & {DUE, SUSPENDED, CANCELLED} and not (is_in_hand and len(states) > 1)


def _free(customers: set[int]) -> set[int]:
    """Of these the ones that nobody else writes to now: two at once would make two letters of one."""
    rows = Customer.objects.filter(pk__in=customers).order_by("pk")
    locked = rows.select_for_update(skip_locked=True, no_key=True, of=("self",))
    return set(locked.values_list("pk", flat=True))


def _sharing(pairs: set[tuple[int, str]], now: datetime) -> set[int]:
    """What is due to these persons of these kinds, and what was made for them today and is not released."""
    if not pairs:
        return set()
    persons, kinds = {person for person, _kind in pairs}, {kind for _person, kind in pairs}
    rows = Notice.objects.filter(recipient__in=persons, kind__in=kinds, state__in=(DUE, READY))
    found = rows.values_list("pk", "recipient", "kind", "state", "state_since", "account__time_zone")
    known = {
        pk: (state, since, zone) for pk, person, kind, state, since, zone in found if (person, kind) in pairs
    }
    recalled = _recalled(list(known))
    return {
        pk
        for pk, (state, since, zone) in known.items()
        if state == DUE or (pk not in recalled and local_day(since, zone) == local_day(now, zone))
    }


def _take_back(pks: list[int], act: Act) -> None:
    """Made already today: made anew with the others, and gathered again with them."""
    rows: QuerySet[Notice] = Notice.objects.filter(pk__in=pks, state=READY)
    state_changes.change_state(rows, DUE, Act(at=act.at), JOINED)
    BatchedNotice.objects.filter(notice__in=pks, left_at=None).update(left_at=act.at)


def _recalled(pks: Collection[int]) -> set[int]:
    """What a person keeps back goes with nothing else."""
    return set(Notice.objects.filter(is_recalled(), pk__in=pks).values_list("pk", flat=True))
