"""Makes sections of the values of one file, and of those that it inherits."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, replace
from typing import Any, TypeVar, get_type_hints

from accounts.packs import values
from accounts.packs.parser import File
from accounts.packs.schema import Rule, Section

_S = TypeVar("_S", bound=Section)


class Sections:
    """``left``: values by place that no section has taken yet. ``leaves``: those that one has, as parsed."""

    def __init__(self, file: File, inherited: Mapping[str, Rule]) -> None:
        self.file = file
        self.left = {**inherited, **file.leaves}
        self.leaves: dict[str, Rule] = {}

    def each(self, of: type[_S], place: str, names: Iterable[str]) -> dict[str, _S]:
        """A section for every name of a closed list."""
        return {name: self.section(of, f"{place}.{name}", name=name) for name in names}

    def section(self, of: type[_S], place: str, **made: Any) -> _S:
        """One section of its values, beside what is made of them already. Faults leave a value out."""
        hints, rules = get_type_hints(of), {}
        for field in fields(of):
            name, at = field.name, f"{place}.{field.name}"
            if name in made or name == "rules":
                continue
            if at in self.left:
                made[name] = self.take(at, values.parse, hints[name])
                rules[name] = self.leaves[at]
            elif field.default is MISSING and field.default_factory is MISSING:
                self.file.fault(at, "missing")
                made[name] = None
        return of(rules=rules, **made)

    def several(self, place: str, parse: Any) -> dict[str, Any]:
        """Values by names of their own: currencies, codes."""
        return {name: self.take(f"{place}.{name}", parse, name) for name in self.names(place)}

    def take(self, place: str, parse: Any, hint: Any) -> Any:
        rule, value = self.left.pop(place), None
        try:
            value = parse(hint, rule.value)
        except ValueError as error:
            self.file.fault(place, str(error))
        self.leaves[place] = replace(rule, value=value)
        return value

    def names(self, place: str) -> list[str]:
        """What stands right below a place, in the order of the files."""
        below = (name.removeprefix(f"{place}.") for name in self.left if name.startswith(f"{place}."))
        return list(dict.fromkeys(name.split(".")[0] for name in below))

    def refuse_the_rest(self, *, but: str = "") -> None:
        """Values that no section has; those below the place named may wait."""
        for place in self.left:
            if not (but and place.startswith(f"{but}.")):
                self.file.fault(place, "unknown key")
