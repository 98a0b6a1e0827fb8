"""Makes kinds of the files of the catalogue, one file a jurisdiction, each beside the pack of its name.

A value rests on a row of law of its own file, of its pack, or of the base. The section ``every`` says what
holds for every kind of the file. What is wrong is told at once for all files.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from accounts.packs import BASE, HOLD_KINDS, POLICY, HoldKind, Pack, PackError, PackRegistry, Rule, values
from accounts.packs.parser import NO_SOURCE, File
from accounts.packs.schema import HoldKindName, Section, Statutory
from accounts.packs.sections import Sections
from notices.kinds import validation
from notices.kinds.schema import Deadline, NoticeKind, Occasion

_SECTIONS = ("every", "kinds")


@dataclass(frozen=True, kw_only=True)
class Every(Section):
    """What holds for every kind of a file. What it requires stands before what the kind itself does."""

    languages: tuple[str, ...]
    requires: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Holds(Section):
    """Where a kind departs from what its pack says of holds."""

    stopped_by: tuple[HoldKindName, ...] = ()
    goes_under: Mapping[str, str]


def read(folder: Path, packs: PackRegistry) -> dict[str, NoticeKind]:
    """The kinds of a folder by code, jurisdiction by jurisdiction. Raises PackError."""
    problems: list[str] = []
    kinds: dict[str, NoticeKind] = {}
    for path in sorted(folder.glob("*.toml")):
        kinds |= _of_file(File(path, problems), packs)
    if problems:
        raise PackError("\n".join(problems))
    return kinds


def _of_file(file: File, packs: PackRegistry) -> dict[str, NoticeKind]:
    """The kinds of one file; none where it has faults."""
    if file.origin not in packs:
        file.fault("", "there is no pack of this name")
        return {}
    law = _law(file, packs)
    file.take_leaves(law, _SECTIONS)
    if file.has_faults:
        return {}
    kinds = _Maker(file, packs[file.origin], law).make()
    if not file.has_faults:
        for place, reason in validation.wrong(kinds):
            file.fault(place, reason)
    return kinds


def _law(file: File, packs: PackRegistry) -> dict[str, Any]:
    """Rows of the base, of the pack, and of the file; a row stands in one place only."""
    known: dict[str, Any] = {}
    for name in (BASE, file.origin.lower()):
        known |= File(packs.folder / f"{name}.toml", []).law
    for key in sorted(known.keys() & file.law.keys()):
        file.fault(f"law.{key}", "stands in the pack already")
    return known | file.law


class _Maker(Sections):
    """Makes the kinds of one file."""

    def __init__(self, file: File, pack: Pack, law: Mapping[str, Any]) -> None:
        super().__init__(file, {})
        self.pack, self.law = pack, law

    def make(self) -> dict[str, NoticeKind]:
        every = self.section(Every, "every")
        kinds = {code: self._kind(code, every) for code in self.names("kinds")}
        self.refuse_the_rest()
        return kinds

    def _kind(self, code: str, every: Every) -> NoticeKind:
        at = f"kinds.{code}"
        holds = self._holds(at)
        kind = self.section(
            NoticeKind,
            at,
            code=code,
            jurisdiction=self.file.origin,
            occasion=self.section(Occasion, f"{at}.occasion"),
            deadline=self._deadline(f"{at}.deadline"),
            languages=every.languages,
            rests_on=tuple(self._rows(f"{at}.rests_on")),
            survives={},
        )
        if None in (every.requires, kind.requires, kind.exempt_from, holds.stopped_by):
            return kind
        rule_of = _holds(kind, self.pack, holds)
        rules = {f"holds.{hold}": rule for hold, rule in rule_of.items()}
        rules |= {f"every.{name}": rule for name, rule in every.rules.items()}
        return replace(
            kind,
            requires=tuple(each for each in every.requires if each not in kind.exempt_from) + kind.requires,
            survives={hold: rule.value for hold, rule in rule_of.items() if rule.value},
            rules={**kind.rules, **rules},
        )

    def _holds(self, at: str) -> Holds:
        words = self.several(f"{at}.goes_under", _wording)
        holds = self.section(Holds, at, goes_under=words)
        rules = {hold: self.leaves[f"{at}.goes_under.{hold}"] for hold in words}
        return replace(holds, rules={**holds.rules, **rules})

    def _deadline(self, at: str) -> Deadline | None:
        if not self.names(at):
            return None
        deadline = self.section(Deadline, at, ours=False)
        return replace(deadline, ours="days" in deadline.rules and deadline.rule("days").force == POLICY)

    def _rows(self, at: str) -> Iterator[Rule]:
        """The rows of law that are named at this place."""
        if at not in self.left:
            return
        for key in self.take(at, values.parse, tuple[str, ...]) or ():
            if key in self.law:
                yield Rule(value=None, key=key, origin=self.file.origin, **NO_SOURCE | self.law[key])
            else:
                self.file.fault(at, f"{key} is no row of law")


def _wording(hold: str, raw: Any) -> Any:
    if hold not in HOLD_KINDS:
        raise ValueError(f"{hold} is no kind of hold")
    return values.parse(Statutory, raw)


def _holds(kind: NoticeKind, pack: Pack, holds: Holds) -> dict[str, Rule]:
    """In which words the kind goes under each kind of hold, empty where it does not, and what says so.

    What the file says of the kind comes before what the pack says of its nature.
    """
    rule_of = {name: _by_nature(kind, hold) for name, hold in pack.holds.items()}
    rule_of |= {name: replace(holds.rule("stopped_by"), value="") for name in holds.stopped_by}
    return rule_of | {name: holds.rule(name) for name in holds.goes_under}


def _by_nature(kind: NoticeKind, hold: HoldKind) -> Rule:
    if kind.occasion.type == "before-adverse-report" and hold.holds_reporting == "all":
        return replace(hold.rule("holds_reporting"), value="")  # there is nothing to be told of before
    if kind.is_statutory:
        rule = hold.rule("statutory")
        for_estate_only = rule.value == "estate" and kind.recipient != "estate"
        return replace(rule, value="") if for_estate_only else rule
    if kind.is_discretionary:
        words = {"no": "go", "representative": "representative"}.get(hold.stops_discretionary, "")
        return replace(hold.rule("stops_discretionary"), value=words)
    return replace(hold.rule("passes"), value="go" if "service" in hold.passes else "")
