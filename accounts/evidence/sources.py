"""Which tables are evidence: those whose models say so (``database.append_only``, ``sealed``)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.apps import apps
from django.db import models

from accounts.database.append_only import Stays

ALWAYS = "true"


@dataclass(frozen=True, slots=True)
class Source:
    """A table, the columns that never change, and those that are filled in later where that is sealed too."""

    table: str
    key: str
    fixed: tuple[str, ...]
    filled: tuple[str, ...] = ()
    where: str = ALWAYS  # of ``t``: what is not sealed yet may still change
    is_purged: bool = False  # rows past their time are deleted
    in_blocks: bool = False
    dated: tuple[str, ...] = ()  # of blocks: days that say that something was filled in
    undated: tuple[str, ...] = ()  # of blocks: what is filled in without a day

    @property
    def columns(self) -> dict[str, list[str]]:
        return {"fixed": list(self.fixed), "filled": list(self.filled)}


def sources() -> list[Source]:
    """In the order of their names."""
    return sorted(_sources(), key=lambda source: source.table)


def of_columns(table: str, columns: dict[str, list[str]]) -> Source:
    """A source as an earlier seal had it."""
    known = next(source for source in _sources() if source.table == table)
    return replace(known, fixed=tuple(columns["fixed"]), filled=tuple(columns["filled"]))


def _sources() -> Iterator[Source]:
    for model in apps.get_models():
        for trigger in getattr(model._meta, "triggers", ()):
            if isinstance(trigger, Stays) and trigger.sealed:
                yield _source(model, trigger)


def _source(model: type[models.Model], stays: Stays) -> Source:
    fields = {field.name: field for field in model._meta.concrete_fields}
    kept = [field.column or "" for name, field in fields.items() if name not in {*stays.once, *stays.free}]
    later = [fields[name].column or "" for name in stays.once] if stays.sealed != "added" else []
    where = f"({stays.unless.replace('OLD.', 't.')}) IS NOT TRUE" if stays.unless else ALWAYS
    told_by = [fields[name] for name in stays.told_by]
    return Source(
        model._meta.db_table, _key(model), tuple(kept), tuple(later), where, stays.purged,
        in_blocks=stays.sealed == "blocks",
        dated=tuple(field.column or "" for field in told_by if isinstance(field, models.DateField)),
        undated=tuple(field.column or "" for field in told_by if not isinstance(field, models.DateField)),
    )  # fmt: skip


def _key(model: type[models.Model]) -> str:
    """A whole number for each row: of a day its Julian number."""
    key = model._meta.pk
    return (
        f"""to_char(t."{key.column}", 'J')::bigint"""
        if isinstance(key, models.DateField)
        else f't."{key.column}"'
    )
