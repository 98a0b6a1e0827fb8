"""Makes packs of files: ``base.toml`` first, whose values every other file inherits where it says nothing.

What is wrong is told at once for all files, first of their law, then of their values, then between values.
"""

from pathlib import Path

from accounts.packs import schema, validation, values
from accounts.packs.parser import File
from accounts.packs.schema import Bands, Pack
from accounts.packs.sections import Sections

BASE = "base"


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
        for place, reason in validation.wrong(pack, packs[BASE]):
            file.fault(place, reason)
    _stop_at(problems)
    return packs


def _stop_at(problems: list[str]) -> None:
    if problems:
        raise PackError("\n".join(problems))


class _Maker(Sections):
    """Makes one pack of its own values and those of the base; of contact only where it says when."""

    def make(self, code: str) -> Pack:
        contact = self._contact() if "contact.opens" in self.left else None
        pack = self.section(
            Pack,
            "pack",
            code=code,
            floors=self.section(
                schema.Floors, "floors", tolerance=self.several("floors.tolerance", values.amount)
            ),
            rolling=self.section(schema.Rolling, "rolling"),
            promises=self.section(
                schema.PromiseLimits, "promises", tolerance=self.several("promises.tolerance", values.amount)
            ),
            hardship=self._hardship(),
            holds=self.each(schema.HoldKind, "holds", schema.HOLD_KINDS),
            contact=contact,
            cases=self.each(schema.Clocks, "cases", schema.CASES),
            reage=self.section(schema.ReAgeLimits, "reage"),
            observation=self._observation(),
            credit_codes=self._bands("credit_codes"),
            asset_classes={n: self._bands(f"asset_classes.{n}") for n in self.names("asset_classes")},
            retention=self.each(schema.Retention, "retention", schema.RECORDS),
            delivery=self.section(schema.Delivery, "delivery"),
            letters=self.section(schema.LetterLimits, "letters"),
            plausibility=self.section(schema.Plausibility, "plausibility"),
            leaves=self.leaves,
        )
        self.refuse_the_rest(but="" if contact else "contact.purposes")
        return pack

    def _contact(self) -> schema.ContactRules:
        names = self.names("contact.caps")
        return self.section(
            schema.ContactRules,
            "contact",
            caps=tuple(self.section(schema.Cap, f"contact.caps.{name}", name=name) for name in names),
            purposes=self.each(schema.Purpose, "contact.purposes", schema.PURPOSES),
        )

    def _hardship(self) -> schema.Hardship:
        amounts = ("kept", "token", "approval_limit", "payment_floor", "tolerance")
        return self.section(
            schema.Hardship,
            "hardship",
            **{name: self.several(f"hardship.{name}", values.amount) for name in amounts},
            items={kind: self._items(f"hardship.items.{kind}") for kind in self.names("hardship.items")},
        )

    def _items(self, place: str) -> dict[str, tuple[str, ...]]:
        """Names by group. A pack that lists a kind lists all of it: nothing of the base is left beside."""
        names = self.names(place)
        own = [name for name in names if self.left[f"{place}.{name}"].origin == self.file.origin]
        for name in set(names) - set(own) if own else ():
            del self.left[f"{place}.{name}"]
        return {name: self.take(f"{place}.{name}", values.parse, tuple[str, ...]) for name in own or names}

    def _observation(self) -> schema.Observation | None:
        return self.section(schema.Observation, "observation") if self.names("observation") else None

    def _bands(self, place: str) -> Bands:
        bands = self.several(place, values.band)
        return Bands(
            bands=tuple(bands.values()), rules={code: self.leaves[f"{place}.{code}"] for code in bands}
        )
