"""Reads the files of a folder into packs: ``base.toml`` first, what every other file does not say itself.

A file holds ``[law.KEY]`` rows and sections of values. A value stands plain, resting on the ``by`` of its
section, or as ``{value = …, by = "KEY"}``. Everything wrong with the files is told at once.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, replace
from datetime import time
from fractions import Fraction
from pathlib import Path
from types import NoneType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from accounts import money
from accounts.packs import checking, terms
from accounts.packs.terms import Band, Bands, Pack, Rule, Section

BASE = "base"
SECTIONS = (
    "pack", "floors", "rolling", "promises", "holds", "contact", "cases", "reage", "observation",
    "credit_codes", "asset_classes", "retention",
)  # fmt: skip
_LAW = {"citation", "grade", "force", "source", "note"}
_IDENTITY = {"name": "", "time_zone": "UTC", "country": "", "subdivision": "", "currency": ""}
_MADE_HERE = {"rules", "name", "caps", "purposes", "bands"}  # fields that are no value of their own

_S = TypeVar("_S", bound=Section)


class PackError(ValueError):
    """A file of the packs cannot be used: file, place and reason, one line each."""


def read(folder: Path) -> dict[str, Pack]:
    """Packs by code, the base among them as ``base``. Raises PackError."""
    problems: list[str] = []
    files = {path.stem: _File(path, problems) for path in sorted(folder.glob("*.toml"))}
    if BASE not in files:
        raise PackError(f"{folder}: {BASE}.toml: missing")
    base = files.pop(BASE)
    base.take_leaves(base.law)
    for file in files.values():
        file.take_leaves({**base.law, **file.law})
    packs = {BASE: _Maker(base, {}, problems).make(BASE)}
    if not problems:
        for name, file in files.items():
            packs[name.upper()] = _Maker(file, base.leaves, problems).make(name.upper())
    if problems:
        raise PackError("\n".join(problems))
    for pack in packs.values():
        problems += [f"{pack.code.lower()}.toml: {problem}" for problem in checking.wrong(pack, packs[BASE])]
    if problems:
        raise PackError("\n".join(problems))
    return packs


class _File:
    """One file: its rows of law, and its values with what each rests on, as they stand there."""

    def __init__(self, path: Path, problems: list[str]) -> None:
        self.name, self.origin, self.problems = path.name, path.stem.upper(), problems
        self.leaves: dict[str, Rule] = {}
        self.tables: dict[str, Any] = {}
        try:
            self.tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.fault("", f"not TOML: {error}")
        law = self.tables.pop("law", {})
        self.law = {key: row for key, row in law.items() if self._is_law(key, row)}

    def fault(self, place: str, reason: str) -> None:
        self.problems.append(": ".join(part for part in (self.name, place, reason) if part))

    def take_leaves(self, law: Mapping[str, Any]) -> None:
        for section, table in self.tables.items():
            if section not in SECTIONS or not isinstance(table, dict):
                self.fault(section, "no section of a pack")
            else:
                self._walk(table, section, "" if section != "pack" else "policy", law)

    def _walk(self, table: dict[str, Any], place: str, by: str, law: Mapping[str, Any]) -> None:
        by = table.get("by", by)
        for key, value in table.items():
            if key == "by":
                continue
            if isinstance(value, dict) and "value" not in value:
                self._walk(value, f"{place}.{key}", by, law)
            else:
                said = value if isinstance(value, dict) else {"value": value}
                self._leaf(f"{place}.{key}", {"by": by, **said}, law)

    def _leaf(self, place: str, said: dict[str, Any], law: Mapping[str, Any]) -> None:
        if unknown := set(said) - {"value", "by", "note"}:
            self.fault(place, f"unknown key {sorted(unknown)[0]}")
        elif not said["by"]:
            self.fault(place, "says not what it rests on: by is missing")
        elif said["by"] not in law:
            self.fault(place, f"rests on {said['by']}, which is no row of [law]")
        else:
            row = {"citation": "", "source": "", **law[said["by"]]}
            row["note"] = said.get("note", row.get("note", ""))
            self.leaves[place] = Rule(value=said["value"], key=said["by"], origin=self.origin, **row)

    def _is_law(self, key: str, row: Any) -> bool:
        place = f"law.{key}"
        for problem in _wrong_law(row):
            self.fault(place, problem)
            return False
        return True


def _wrong_law(row: Any) -> Iterator[str]:
    if not isinstance(row, dict):
        yield "not a table"
        return
    if unknown := set(row) - _LAW:
        yield f"unknown key {sorted(unknown)[0]}"
    if wrong := next((key for key, value in row.items() if not isinstance(value, str)), None):
        yield f"{wrong}: not text"
    if row.get("grade") not in terms.GRADES:
        yield f"grade: not one of {', '.join(terms.GRADES)}; a citation needs one"
    if row.get("force") not in terms.FORCES:
        yield f"force: not one of {', '.join(terms.FORCES)}"
    if row.get("grade") == "P" and row.get("citation"):
        yield "citation: our own policy cites nothing"
    if row.get("grade") in terms.CITED:
        yield from (f"{key}: missing" for key in ("citation", "source") if not row.get(key))


class _Maker:
    """Makes one pack of a file's values and those of the base."""

    def __init__(self, file: _File, base: Mapping[str, Rule], problems: list[str]) -> None:
        own = set(file.tables)
        inherited = {
            place: rule
            for place, rule in base.items()
            if not place.startswith("contact.") or "contact" in own
        }
        self.file, self.problems = file, problems
        self.left = {**inherited, **file.leaves}
        self.leaves: dict[str, Rule] = {}

    def make(self, code: str) -> Pack:
        is_base = code == BASE
        contact = None if is_base or not self._has("contact") else self._contact()
        pack = Pack(
            code=code,
            **self._identity(),
            floors=self._section(terms.Floors, "floors"),
            rolling=self._section(terms.Rolling, "rolling"),
            promises=self._section(terms.PromiseLimits, "promises"),
            holds=self._each(terms.HoldKind, "holds", terms.HOLD_KINDS),
            contact=contact,
            cases=self._each(terms.Clocks, "cases", terms.CASES),
            reage=self._section(terms.ReAgeLimits, "reage"),
            observation=self._observation(),
            credit_codes=self._bands("credit_codes"),
            asset_classes={
                name: self._bands(f"asset_classes.{name}") for name in self._names("asset_classes")
            },
            retention=self._each(terms.Retention, "retention", terms.RECORDS),
            leaves=self.leaves,
        )
        for place in self.left:
            if not (is_base and place.startswith("contact.")):
                self.file.fault(place, "unknown key")
        return pack

    def _has(self, place: str) -> bool:
        return any(name.startswith(f"{place}.") for name in self.left)

    def _names(self, place: str) -> list[str]:
        depth = place.count(".") + 1
        return list(dict.fromkeys(n.split(".")[depth] for n in self.left if n.startswith(f"{place}.")))

    def _identity(self) -> dict[str, str]:
        said = {}
        for key, default in _IDENTITY.items():
            rule = self.left.pop(f"pack.{key}", None)
            said[key] = rule.value if rule else default
            if not isinstance(said[key], str):
                self.file.fault(f"pack.{key}", "not text")
        return said

    def _each(self, of: type[_S], place: str, names: tuple[str, ...]) -> dict[str, _S]:
        for name in self._names(place):
            if name not in names:
                self.file.fault(f"{place}.{name}", f"not one of {', '.join(names)}")
                self._drop(f"{place}.{name}")
        return {name: self._section(of, f"{place}.{name}", name=name) for name in names}

    def _contact(self) -> terms.ContactRules:
        caps = tuple(
            self._section(terms.Cap, f"contact.caps.{name}", name=name)
            for name in self._names("contact.caps")
        )
        purposes = self._each(terms.Purpose, "contact.purposes", terms.PURPOSES)
        return self._section(terms.ContactRules, "contact", caps=caps, purposes=purposes)

    def _observation(self) -> terms.Observation | None:
        return self._section(terms.Observation, "observation") if self._has("observation") else None

    def _section(self, of: type[_S], place: str, **made: Any) -> _S:
        """One section from its values; what is wrong with them is told, and left empty."""
        hints = get_type_hints(of)
        rules: dict[str, Rule] = {}
        for each in fields(of):
            name = each.name
            if name in _MADE_HERE:
                continue
            if name == "tolerance":
                made[name] = self._tolerance(f"{place}.{name}")
                continue
            rule = self.left.pop(f"{place}.{name}", None)
            if rule is not None:
                made[name] = self._value(rule, hints[name], f"{place}.{name}", rules)
            elif each.default is MISSING:
                self.file.fault(f"{place}.{name}", "missing")
                made[name] = None
        return of(rules=rules, **made)

    def _value(self, rule: Rule, hint: Any, place: str, rules: dict[str, Rule]) -> Any:
        try:
            value = _parse(hint, rule.value)
        except ValueError as error:
            self.file.fault(place, str(error))
            return None
        self.leaves[place] = rules[place.rpartition(".")[2]] = replace(rule, value=value)
        return value

    def _tolerance(self, place: str) -> dict[str, int]:
        amounts: dict[str, int] = {}
        for currency in self._names(place):
            rule = self.left.pop(f"{place}.{currency}")
            try:
                if not money.is_currency(currency):
                    raise ValueError("no currency code")
                amounts[currency] = money.parse(_parse(str, rule.value), currency)
            except ValueError as error:
                self.file.fault(f"{place}.{currency}", str(error))
            self.leaves[f"{place}.{currency}"] = rule
        return amounts

    def _bands(self, place: str) -> Bands:
        bands, rules = [], {}
        for code in self._names(place):
            rule = self.left.pop(f"{place}.{code}")
            try:
                first, *last = _parse(tuple[int, ...], rule.value)
            except ValueError as error:
                self.file.fault(f"{place}.{code}", str(error) or "no days")
                continue
            bands.append(Band(code=code, first=first, last=last[0] if last else None))
            self.leaves[f"{place}.{code}"] = rules[code] = rule
        return Bands(bands=tuple(bands), rules=rules)

    def _drop(self, place: str) -> None:
        self.left = {name: rule for name, rule in self.left.items() if not name.startswith(f"{place}.")}


def _parse(hint: Any, raw: Any) -> Any:
    """The value as the hint wants it. Raises ValueError with the reason."""
    args = get_args(hint)
    if NoneType in args:
        return _parse(next(arg for arg in args if arg is not NoneType), raw)
    if get_origin(hint) is Literal:
        if raw not in args:
            raise ValueError(f"{raw!r} is not one of {', '.join(args)}")
        return raw
    if get_origin(hint) in (frozenset, tuple):
        if not isinstance(raw, list):
            raise ValueError(f"{raw!r} is not a list")
        return get_origin(hint)(_parse(args[0], each) for each in raw)
    if hint is Fraction:
        return _share(raw)
    if type(raw) is not hint:
        raise ValueError(f"{raw!r} is not {_SAID[hint]}")
    if hint is int and raw < 0:
        raise ValueError(f"{raw} is below zero")
    return raw


_SAID = {int: "a whole number", bool: "true or false", str: "text", time: "a time of day"}


def _share(raw: Any) -> Fraction:
    try:
        share = Fraction(raw) if isinstance(raw, str) else None
    except (ValueError, ZeroDivisionError):
        share = None
    if share is None or not 0 <= share <= 1:
        raise ValueError(f"{raw!r} is not a share such as '1/2'")
    return share
