"""Triggers that keep history: rows are added, what was empty may be filled in once, nothing else changes.

They stand in the models and are made by migrations. Each runs ``accounts_append_only()``, which refuses
whatever it is called for, so they cost a comparison where a row is changed, and nothing where it is added.
"""

from collections.abc import Iterable
from typing import Any

import pgtrigger
from django.db import connections, models

_REFUSING = "accounts_append_only()"
# A transaction that deletes what is past its time says so.
_NOT_PURGING = "current_setting('servicing.purging', true) IS DISTINCT FROM 'on'"


def let_nobody_ignore(*, using: str, **_signal: Any) -> None:
    """After migrations: no session can have the library's triggers ignored, which keep edits as history.

    Each trigger that a migration makes brings the library's function again, so it is replaced after them all.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name)"
            " RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'"
        )


class _Refusing(pgtrigger.Trigger):
    """Raises. Not through the function that the library makes, which a session can have ignored."""

    func = "RETURN NULL;"

    def render_execute(self, model: models.Model) -> str:
        return _REFUSING


class _Changed(pgtrigger.Condition):
    """One of the columns that are fixed is another one, or one that was filled in before."""

    def __init__(self, once: Iterable[str], free: Iterable[str], unless: str) -> None:
        self.once, self.free, self.unless = set(once), set(free), unless

    def resolve(self, model: type[models.Model]) -> str:
        fields = {field.name: field for field in model._meta.concrete_fields}
        if unknown := (self.once | self.free) - fields.keys():
            raise ValueError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
        fixed = [field.column for name, field in fields.items() if name not in self.once | self.free]
        changed = [f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in fixed]
        changed += [_changed_once(fields[name]) for name in fields if name in self.once]
        either = " OR ".join(changed)
        return f"(({self.unless}) IS NOT TRUE AND ({either}))" if self.unless else f"({either})"


class Stays(_Refusing):
    """Refuses changes. ``sealed``, ``told_by``, ``purged`` as in ``append_only``, for the evidence."""

    def __init__(  # noqa: PLR0913 -- as append_only, which makes them
        self,
        *,
        once: Iterable[str],
        free: Iterable[str],
        unless: str,
        sealed: str,
        told_by: Iterable[str],
        purged: bool,
    ) -> None:
        self.once, self.free, self.unless = tuple(once), tuple(free), unless
        self.sealed, self.told_by, self.purged = sealed, tuple(told_by), purged
        super().__init__(
            name="stays",
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            condition=_Changed(once, free, unless),
        )


class _Raw(pgtrigger.Condition):
    def resolve(self, model: type[models.Model]) -> str:
        return self.sql or ""


def append_only(  # noqa: PLR0913 -- one declaration, with what it leaves open
    *,
    once: Iterable[str] = (),
    free: Iterable[str] = (),
    purged: bool = False,
    unless: str = "",
    sealed: str = "",
    told_by: Iterable[str] = (),
) -> list[pgtrigger.Trigger]:
    """Triggers for a model whose rows are only added.

    ``once``: fields that are filled in later, from empty, and then stay. ``free``: fields that may change, as
    what is told of the rows beside. ``purged``: rows past their time may be deleted by a transaction that
    sets ``servicing.purging``. ``unless``: a condition on OLD under which a row may still change and go.
    ``sealed``: as evidence; "added" as the rows were added, "filled" with what is filled in later too, which
    is read anew each night while there is something to fill in, "blocks" for tables of which thousands of
    rows come in a night: as they were added in blocks, and one by one when something is filled in. That is
    found by ``told_by``: the days on which it became known, or fields without a day.
    """
    on_delete = " AND ".join(
        [*([_NOT_PURGING] if purged else []), *([f"({unless}) IS NOT TRUE"] if unless else [])]
    )
    return [
        Stays(once=once, free=free, unless=unless, sealed=sealed, told_by=told_by, purged=purged),
        _Refusing(
            name="is_kept", when=pgtrigger.After, operation=pgtrigger.Delete,
            condition=_Raw(f"({on_delete})") if on_delete else None,
        ),
        _Refusing(
            name="is_not_emptied", when=pgtrigger.Before, operation=pgtrigger.Truncate,
            level=pgtrigger.Statement,
        ),
    ]  # fmt: skip


def _changed_once(field: "models.Field[object, object]") -> str:
    """Text is empty as '', all else as NULL."""
    column = field.column
    text = isinstance(field, models.CharField | models.TextField) and not field.null
    filled = f"""OLD."{column}" <> ''""" if text else f'OLD."{column}" IS NOT NULL'
    return f'({filled} AND OLD."{column}" IS DISTINCT FROM NEW."{column}")'
