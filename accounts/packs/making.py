"""Makes packs of files: ``base.toml`` first, whose values every other file inherits where it says nothing.

What is wrong is told at once for all files, first of their law, then of their values, then between values.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from accounts.packs import checking, terms, values
from accounts.packs.files import File
from accounts.packs.terms import Bands, Pack, Rule, Section

BASE = "base"

_S = TypeVar("_S", bound=Section)


class PackError(ValueError):
    """Packs cannot be used: file, place and reason, one line each."""


def read(folder: Path) -> dict[str, Pack]:
    """The packs of a folder by code, the base among them as ``base``. Raises PackError."""
    problems: list[str] = []
    files = {path.stem: File(path, problems) for path in sorted(folder.glob("*.toml"))}
    base = files.pop(BASE, None) or File(folder / "base.toml", problems)
    _stop_at(problems)
    base.take_leaves(base.law)
    packs = {BASE: _Maker(base, {}).make(BASE)}
    _stop_at(problems)
    for name, file in files.items():
        file.take_leaves({**base.law, **file.law})
        packs[name.upper()] = _Maker(file, base.leaves).make(name.upper())
    _stop_at(problems)
    for pack in packs.values():
        file = files.get(pack.code.lower(), base)
        for place, reason in checking.wrong(pack, packs[BASE]):
            file.fault(place, reason)
    _stop_at(problems)
    return packs


def _stop_at(problems: list[str]) -> None:
    if problems:
        raise PackError("\n".join(problems))


class _Maker:
    """Makes one pack of its own values and those of the base; of contact only where it says when."""

    def __init__(self, file: File, base: Mapping[str, Rule]) -> None:
        self.file = file
        self.left = {**base, **file.leaves}
        self.leaves: dict[str, Rule] = {}

    def make(self, code: str) -> Pack:
        contact = self._contact() if "contact.opens" in self.left else None
        pack = self._section(
            Pack,
            "pack",
            code=code,
            floors=self._section(
                terms.Floors, "floors", tolerance=self._several("floors.tolerance", values.amount)
            ),
            rolling=self._section(terms.Rolling, "rolling"),
            promises=self._section(
                terms.PromiseLimits, "promises", tolerance=self._several("promises.tolerance", values.amount)
            ),
            holds=self._each(terms.HoldKind, "holds", terms.HOLD_KINDS),
            contact=contact,
            cases=self._each(terms.Clocks, "cases", terms.CASES),
            reage=self._section(terms.ReAgeLimits, "reage"),
            observation=self._observation(),
            credit_codes=self._bands("credit_codes"),
            asset_classes={n: self._bands(f"asset_classes.{n}") for n in self._names("asset_classes")},
            retention=self._each(terms.Retention, "retention", terms.RECORDS),
            leaves=self.leaves,
        )
        self._refuse_the_rest(purposes_may_wait=contact is None)
        return pack

    def _contact(self) -> terms.ContactRules:
        names = self._names("contact.caps")
        return self._section(
            terms.ContactRules,
            "contact",
            caps=tuple(self._section(terms.Cap, f"contact.caps.{name}", name=name) for name in names),
            purposes=self._each(terms.Purpose, "contact.purposes", terms.PURPOSES),
        )

    def _observation(self) -> terms.Observation | None:
        return self._section(terms.Observation, "observation") if self._names("observation") else None

    def _bands(self, place: str) -> Bands:
        bands = self._several(place, values.band)
        return Bands(
            bands=tuple(bands.values()), rules={code: self.leaves[f"{place}.{code}"] for code in bands}
        )

    def _each(self, of: type[_S], place: str, names: tuple[str, ...]) -> dict[str, _S]:
        """A section for every name of a closed list."""
        return {name: self._section(of, f"{place}.{name}", name=name) for name in names}

    def _section(self, of: type[_S], place: str, **made: Any) -> _S:
        """One section of its values, beside what is made of them already. Faults leave a value out."""
        hints, rules = get_type_hints(of), {}
        for field in fields(of):
            name, at = field.name, f"{place}.{field.name}"
            if name in made or name == "rules":
                continue
            if at in self.left:
                made[name] = self._take(at, values.parse, hints[name])
                rules[name] = self.leaves[at]
            elif field.default is MISSING:
                self.file.fault(at, "missing")
                made[name] = None
        return of(rules=rules, **made)

    def _several(self, place: str, parse: Any) -> dict[str, Any]:
        """Values by names of their own: currencies, codes."""
        return {name: self._take(f"{place}.{name}", parse, name) for name in self._names(place)}

    def _take(self, place: str, parse: Any, hint: Any) -> Any:
        rule, value = self.left.pop(place), None
        try:
            value = parse(hint, rule.value)
        except ValueError as error:
            self.file.fault(place, str(error))
        self.leaves[place] = replace(rule, value=value)
        return value

    def _names(self, place: str) -> list[str]:
        """What stands right below a place, in the order of the files."""
        below = (name.removeprefix(f"{place}.") for name in self.left if name.startswith(f"{place}."))
        return list(dict.fromkeys(name.split(".")[0] for name in below))

    def _refuse_the_rest(self, *, purposes_may_wait: bool) -> None:
        for place in self.left:
            if not (purposes_may_wait and place.startswith("contact.purposes.")):
                self.file.fault(place, "unknown key")
