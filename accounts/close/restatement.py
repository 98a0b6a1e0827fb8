"""A past day restated for the whole book: the rule with every fact in it, beside what the day's close wrote.

The work stands in shards that any number of workers take by lease, each shard one transaction; whoever is
killed, the next one goes on with those that are left. A shard takes the facts that are in the book when its
turn comes; what is loaded later is for the next restatement of the day.
"""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Now

from accounts.acts import Act, ActRefused
from accounts.close.shards import Lease, work_off
from accounts.database import statements
from accounts.dates import NEVER
from accounts.models import RestatedAccount, RestatedTally, Restatement, RestatementShard
from accounts.stages import STAGES
from accounts.standings import evaluation
from accounts.standings.tables import STANDING_REQUEST

NO_STAGE = ""  # not in the book that day, or not computed
IN_ORDER = (*STAGES, NO_STAGE)

_POLL_SECONDS = 0.2  # seconds between two looks at the shards that others hold


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a restatement has come: accounts done and in all, shards left, workers at it now."""

    done: int
    total: int
    left: int
    workers: int


@dataclass(frozen=True, slots=True)
class Cell:
    """The accounts of one currency that the close had in one stage and the restatement has in another.

    ``differing``: those that stand differently, if only by an amount. Minor units, restated.
    """

    currency: str
    known_stage: str
    stage: str
    accounts: int
    differing: int
    balance: int
    past_due: int
    known_past_due: int


def begin(day: date, act: Act) -> Restatement:
    """Ask for a closed day, or find that it is asked for already. Raises DayNotClosed."""
    evaluation.horizon(day, "known")
    with transaction.atomic(), connection.cursor() as cursor:
        restatement, new = open_ones().get_or_create(
            day=day,
            finished_at=None,
            withdrawn_at=None,
            defaults={"asked_by": act.by, "asked_at": act.at},
        )
        if new:
            statements.execute(
                cursor, "cut_restatement", restatement=restatement.pk, size=settings.SHARD_ACCOUNTS
            )
    return restatement


def newest(day: date) -> Restatement | None:
    """The newest restatement of a day, finished or at work."""
    return Restatement.objects.filter(day=day, withdrawn_at=None).order_by("pk").last()


def open_ones() -> QuerySet[Restatement]:
    """What was asked for and is neither finished nor withdrawn, in the order of asking."""
    return Restatement.objects.filter(finished_at=None, withdrawn_at=None).order_by("pk")


def work(cursor: Any, shard: Lease, restatement: Restatement) -> None:
    """Restate the accounts of one shard."""
    values = {"day": restatement.day, "first_account": shard.first, "last_account": shard.last}
    STANDING_REQUEST.empty(cursor)
    statements.execute(cursor, "request_standings_in_range", horizon=NEVER, **values)
    evaluation.evaluate(cursor)
    statements.execute(cursor, "forget_uncomputed")
    statements.execute(cursor, "compare_restated", restatement=restatement.pk, shard=shard.id, **values)


def work_shards(most: int = sys.maxsize) -> int:
    """Work on free shards of restatements until none is left or ``most`` are done. Returns how many were."""
    done = 0
    for restatement in open_ones():
        done += _work_off(restatement, most - done)
        finish(restatement)
    return done


def work_through(restatement: Restatement, progress: Callable[[Progress], object] = lambda far: None) -> None:
    """Work until no shard is left, with whoever else is at it, and finish."""
    while (far := progress_of(restatement)).left:
        progress(far)
        if not _work_off(restatement, most=1):
            time.sleep(_POLL_SECONDS)
    progress(far)
    finish(restatement)
    restatement.refresh_from_db()


def finish(restatement: Restatement) -> None:
    """Call it finished, where all its shards are done and nobody did so before."""
    with connection.cursor() as cursor:
        statements.execute(cursor, "finish_restatement", restatement=restatement.pk)


def withdraw(restatement: Restatement, act: Act) -> None:
    """Give up a restatement, and what it found. Raises ActRefused where it is finished or withdrawn already.

    The shards go first: whoever is at work on one then cannot finish it, and what it found is rolled back.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if not open_ones().filter(pk=restatement.pk).update(withdrawn_at=act.at, withdrawn_by=act.by):
            raise ActRefused("not-open")
        cursor.execute(
            "DELETE FROM accounts_restatementshard WHERE restatement_id = %s AND done_at IS NULL",
            [restatement.pk],
        )
        restatement.accounts.all().delete()
        restatement.shards.all().delete()


def progress_of(restatement: Restatement) -> Progress:
    unfinished = Q(done_at=None)
    return Progress(
        **restatement.shards.aggregate(
            done=Sum("accounts", filter=~unfinished, default=0),
            total=Sum("accounts", default=0),
            left=Count("pk", filter=unfinished),
            workers=Count("pk", filter=unfinished & Q(leased_until__gt=Now())),
        )
    )


def cells(restatement: Restatement) -> list[Cell]:
    """Known stage against restated stage, every combination that occurs, in the order of the stages."""
    sums = (
        RestatedTally.objects.filter(shard__restatement=restatement)
        .values_list("product__currency", "known_stage", "stage")
        .annotate(Sum("accounts"), Sum("differing"), Sum("balance"), Sum("past_due"), Sum("known_past_due"))
    )
    unsorted = (Cell(*row[:3], *map(int, row[3:])) for row in sums)
    return sorted(
        unsorted, key=lambda c: (c.currency, IN_ORDER.index(c.known_stage), IN_ORDER.index(c.stage))
    )


def differences(restatement: Restatement) -> Iterator[RestatedAccount]:
    """Every account that stands differently, in code-point order of the reference."""
    return restatement.accounts.select_related("account__product").order_by("account__reference").iterator()


def _work_off(restatement: Restatement, most: int) -> int:
    return work_off(RestatementShard, restatement.pk, partial(work, restatement=restatement), most)
