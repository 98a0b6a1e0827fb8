"""What another policy would have changed: where accounts stand in the end, and who became past due when."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from accounts.models import StageChange
from accounts.reports import suppose
from accounts.reports.suppose import Supposition
from accounts.stages import CURRENT

Changes = Sequence[tuple[date, str]]


@dataclass
class Effect:
    """``crossed``: accounts by stage as it was and as it would be on the last day. ``became``: by month, the
    accounts that became past due as it was and as it would be. ``wrong``: accounts whose present history the
    present policy does not give, which there should be none of."""

    accounts: int = 0
    crossed: Counter[tuple[str, str]] = field(default_factory=Counter)
    became: dict[str, tuple[set[int], set[int]]] = field(default_factory=lambda: defaultdict(_no_accounts))
    moved: list[tuple[int, str, str]] = field(
        default_factory=list
    )  # account, stage as it was, as it would be
    differing: dict[int, tuple[Changes, Changes]] = field(default_factory=dict)  # histories: was, would be
    wrong: list[int] = field(default_factory=list)


def _no_accounts() -> tuple[set[int], set[int]]:
    return set(), set()


def effect(supposed: Supposition, through: date) -> Effect:
    """Every account of the product, through a closed day, by the facts known on each day."""
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
        result.crossed[before, after] += 1
    if before != after:
        result.moved.append((pk, before, after))
    if was != would:
        result.differing[pk] = (was, would)
    for place, changes in enumerate((was, would)):
        for day in suppose.became_past_due(changes):
            result.became[f"{day:%Y-%m}"][place].add(pk)


def stage_on(changes: Changes, day: date) -> str:
    """The stage at the end of a day, by the changes up to it."""
    return next((stage for on, stage in reversed(changes) if on <= day), "")


def is_spared_on(was: Changes, would: Changes, day: date) -> bool:
    """Whether it was past due on a day, and would not have been."""
    return stage_on(was, day) not in ("", CURRENT) and stage_on(would, day) in ("", CURRENT)


def _written(supposed: Supposition, through: date) -> dict[int, list[tuple[date, str]]]:
    """What the closes wrote, by account."""
    rows = StageChange.objects.filter(account__product=supposed.product, on__lte=through).order_by(
        "account", "on"
    )
    changes: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for pk, on, stage in rows.order_by("account", "on").values_list("account_id", "on", "to_stage"):
        changes[pk].append((on, stage))
    return changes
