"""What another policy would have changed: where accounts stand in the end, and who became past due when."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import StageChange
from accounts.reports import kept_cells, suppose
from accounts.reports.suppose import Supposition
from accounts.stages import CURRENT

Changes = Sequence[tuple[date, str]]
Days = dict[int, date]  # by account
_SHAPE = 1  # of what is kept: another one is worked out anew


@dataclass
class Effect:
    """``crossed``: accounts by stage on the last day, as it was and as it would be. ``became``: by month, the
    accounts that became past due, as it was and as it would be, each with its day. ``differing``: histories
    as they were and would be, where they differ. ``wrong``: accounts whose present history the present policy
    does not give, which there should be none of.
    """

    accounts: int = 0
    crossed: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    became: dict[str, tuple[Days, Days]] = field(default_factory=lambda: defaultdict(lambda: ({}, {})))
    differing: dict[int, tuple[Changes, Changes]] = field(default_factory=dict)
    wrong: list[int] = field(default_factory=list)

    @property
    def moved(self) -> list[tuple[int, str, str]]:
        """Account, stage as it was and as it would be, of those that would stand elsewhere in the end."""
        apart = [(pair, accounts) for pair, accounts in self.crossed.items() if pair[0] != pair[1]]
        return sorted((pk, *pair) for pair, accounts in apart for pk in accounts)

    def stages_on(self, account: int, day: date, as_it_was: str) -> tuple[str, str]:
        """Where an account stood at the end of a day, and where it would have stood."""
        if account not in self.differing:
            return as_it_was, as_it_was
        was, would = self.differing[account]
        return stage_on(was, day), stage_on(would, day)


def effect(supposed: Supposition, through: date) -> Effect:
    """Every account of the product, through a closed day, by the facts known on each day. Worked out once."""
    question = ("supposed effect", _SHAPE, supposed.product.pk, supposed.grace, supposed.tolerance, through)
    return _read(kept_cells.kept(through, question, lambda: _kept(_work_out(supposed, through))))


def _work_out(supposed: Supposition, through: date) -> Effect:
    result = Effect()
    written = _written(supposed, through)
    for pk, as_it_was in suppose.histories(through, [Supposition(supposed.product)]):
        if suppose.stages(as_it_was) != written.get(pk, []):
            result.wrong.append(pk)
    for pk, as_it_would_be in suppose.histories(through, [supposed]):
        _add(result, pk, written.get(pk, []), suppose.stages(as_it_would_be))
    return result


def _add(result: Effect, pk: int, was: Changes, would: Changes) -> None:
    result.accounts += 1
    before, after = (changes[-1][1] if changes else "" for changes in (was, would))
    if before or after:
        result.crossed[before, after].append(pk)
    if was != would:
        result.differing[pk] = (was, would)
    for place, changes in enumerate((was, would)):
        for day in suppose.became_past_due(changes):
            result.became[f"{day:%Y-%m}"][place].setdefault(pk, day)


def stage_on(changes: Changes, day: date) -> str:
    """The stage at the end of a day, by the changes up to it."""
    return next((stage for on, stage in reversed(changes) if on <= day), "")


def is_spared_on(was: Changes, would: Changes, day: date) -> bool:
    """Whether it was past due on a day, and would not have been."""
    return stage_on(was, day) not in ("", CURRENT) and stage_on(would, day) in ("", CURRENT)


def _written(supposed: Supposition, through: date) -> dict[int, list[tuple[date, str]]]:
    """What the closes wrote, by account."""
    rows = StageChange.objects.filter(account__product=supposed.product, on__lte=through)
    changes: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for pk, on, stage in rows.order_by("account", "on").values_list("account_id", "on", "to_stage"):
        changes[pk].append((on, stage))
    return changes


def _kept(found: Effect) -> dict[str, Any]:
    """As JSON holds it."""
    return {
        "accounts": found.accounts,
        "crossed": [[*pair, accounts] for pair, accounts in found.crossed.items()],
        "became": {
            month: [{pk: day.isoformat() for pk, day in days.items()} for days in both]
            for month, both in found.became.items()
        },
        "differing": {
            pk: [[(day.isoformat(), stage) for day, stage in changes] for changes in both]
            for pk, both in found.differing.items()
        },
        "wrong": found.wrong,
    }


def _read(kept: Mapping[str, Any]) -> Effect:
    result = Effect(accounts=kept["accounts"], wrong=list(kept["wrong"]))
    for before, after, accounts in kept["crossed"]:
        result.crossed[before, after] = accounts
    for month, both in kept["became"].items():
        was, would = ({int(pk): date.fromisoformat(day) for pk, day in days.items()} for days in both)
        result.became[month] = was, would
    for pk, both in kept["differing"].items():
        was_, would_ = ([(date.fromisoformat(day), stage) for day, stage in changes] for changes in both)
        result.differing[int(pk)] = was_, would_
    return result
