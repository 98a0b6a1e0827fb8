"""Which rules apply, where each of them comes from, and how well it is known."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import packs
from accounts.dates import ALWAYS
from accounts.labels import hardship as hardship_labels
from accounts.labels import packs as pack_labels
from accounts.models import Account, Policy, Product
from accounts.packs import Pack, Rule
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed
from servicing.workspace import actions

_ROLLS = "rolling.rolls"
_SWITCHES = ("binds", "pauses_ageing", "stops_contact", "stops_discretionary", "holds_reporting", "statutory")
_TITLES = {
    "holds": pack_labels.HOLD_KINDS,
    "cases": pack_labels.CASES,
    "retention": pack_labels.RECORDS,
    "purposes": pack_labels.PURPOSES,
    "items": hardship_labels.ITEM_KINDS,
}


@dataclass
class Line:
    """Values that rest on the same, as pairs of label and value."""

    rule: Rule
    says: list[tuple[str, str]] = field(default_factory=list)

    @property
    def grade(self) -> str:
        """How well it is known; a rule that binds others only is followed as our own policy."""
        return str(pack_labels.GRADES[packs.POLICY if self.rule.force == packs.POLICY else self.rule.grade])

    @property
    def of_base(self) -> bool:
        return self.rule.origin == packs.BASE.upper()


@dataclass
class Part:
    """What belongs together: a kind of hold, a limit, a purpose, or a section that has no parts."""

    title: str
    lines: list[Line]


@dataclass
class Chapter:
    name: str
    title: str
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True)
class Granted:
    """What the product grants, and the floor under it; none where the pack asks for nothing."""

    place: str
    value: int
    floor: Rule | None

    @property
    def label(self) -> str:
        return str(pack_labels.SECTIONS["rolling"]) if self.place == _ROLLS else pack_labels.label(self.place)

    @property
    def says(self) -> str:
        return self._read(self.value)

    @property
    def least(self) -> Line | None:
        if self.floor is None or not self.floor.value:
            return None
        return Line(self.floor, [(self.label, self._read(self.floor.value))])

    def _read(self, value: int) -> str:
        if self.place != _ROLLS:
            return pack_labels.value(self.place, value)
        return pack_labels.label(_ROLLS) if value else _("not moved")


@allowed(Capability.SEE_BOOK)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """All packs."""
    rows = [(pack, name(pack)) for pack in packs.PACKS.values()]
    return render(request, "servicing/rules/list.html", {"packs": rows, "grades": pack_labels.GRADES})


@allowed(Capability.SEE_BOOK)
@require_safe
def of_jurisdiction(request: StaffRequest, code: str) -> HttpResponse:
    if code not in packs.PACKS:
        raise Http404
    return render(request, "servicing/rules/page.html", _rules(packs.of(code)))


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def of_account(request: StaffRequest, pk: int) -> HttpResponse:
    """The product's own policy before the rules of its jurisdiction."""
    account = scope.find(Account.objects.select_related("product"), request.user, pk=pk)
    pack = packs.of(account.product.jurisdiction)
    context = {
        "account": account,
        **_granted(account.product, pack, actions.today_of(account)),
    }
    return render(request, "servicing/rules/account.html", context | _rules(pack))


def _rules(pack: Pack) -> dict[str, Any]:
    return {
        "pack": pack,
        "name": name(pack),
        "has_pack": pack.code in packs.PACKS,
        "chapters": list(_chapters(pack)),
        "switches": [pack_labels.label(f"holds.any.{name}") for name in _SWITCHES],
        "hold_rows": list(_hold_rows(pack)),
        "sources": sources(pack.leaves.values()),
    }


def _hold_rows(pack: Pack) -> Iterator[tuple[str, list[str]]]:
    """Each kind of hold with what it says of every switch."""
    for kind in pack.holds:
        places = [f"holds.{kind}.{name}" for name in _SWITCHES]
        cells = [pack_labels.value(at, pack.leaves[at].value) if at in pack.leaves else "" for at in places]
        yield str(pack_labels.HOLD_KINDS.get(kind, kind)), cells


def sources(rules: Iterable[Rule]) -> list[tuple[Rule, str, str]]:
    """Every row of law that may be cited, once: what it is, and how well it is known. Where our copy was
    read stands in the pack: it is not the law's own address."""
    cited = {rule.key: rule for rule in rules if rule.cited}
    return [(rule, _force(rule), _grade(rule)) for rule in cited.values()]


def name(pack: Pack) -> str:
    return str(pack_labels.PACKS.get(pack.code, pack.name or pack.code))


def _force(rule: Rule) -> str:
    return str(pack_labels.FORCES[rule.force])


def _grade(rule: Rule) -> str:
    return str(pack_labels.GRADES[rule.grade])


def _chapters(pack: Pack) -> Iterator[Chapter]:
    """The values of a pack by section and part; what holds everywhere stands last in each."""
    sections = {name: Chapter(name, str(title)) for name, title in pack_labels.SECTIONS.items()}
    for at, lines in _lines(pack).items():
        section = at.split(".")[0]
        part = Part(_title(at, pack), sorted(lines, key=lambda line: line.of_base))
        place = 0 if at == section else len(sections[section].parts)
        sections[section].parts.insert(place, part)
    return (chapter for chapter in sections.values() if chapter.parts)


def _lines(pack: Pack) -> dict[str, list[Line]]:
    """Values by the place of their part, those that rest on the same in one line."""
    lines: dict[str, dict[tuple[str, str], Line]] = defaultdict(dict)
    for place, rule in pack.leaves.items():
        if place.split(".")[0] in pack_labels.SECTIONS:
            line = lines[_part(place)].setdefault((rule.key, rule.origin), Line(rule))
            line.says.append((pack_labels.label(place), pack_labels.value(place, rule.value)))
    return {at: list(by_rule.values()) for at, by_rule in lines.items()}


def _part(place: str) -> str:
    """The place of the part that a value belongs to."""
    above = place.rpartition(".")[0]
    return above.rpartition(".")[0] if above.rpartition(".")[2] in pack_labels.AMOUNTS else above


def _title(at: str, pack: Pack) -> str:
    """What a part is called; a section without parts needs no name beside its own."""
    *above, name = at.split(".")
    if not above:
        return _("Hours") if name == "contact" else ""
    if above[-1] == "caps" and pack.contact:
        counted = next(cap.counts for cap in pack.contact.caps if cap.name == name)
        return _("Limit: %(counted)s") % {"counted": pack_labels.COUNTED[counted]}
    return str(_TITLES.get(above[-1], {}).get(name, name))


def _granted(product: Product, pack: Pack, today: date) -> dict[str, Any]:
    """The product's policy in force today with the floors of its jurisdiction, if there is one."""
    in_force = product.policies.filter(effective_from__lte=today)
    policy = in_force.order_by("effective_from", "known_on").last()
    if policy is None:
        return {"policy": None}
    granted = {
        "floors.grace_days": policy.grace_days,
        f"floors.tolerance.{product.currency}": policy.tolerance,
        "floors.least_days": policy.least_days,
        _ROLLS: policy.rolls,
    }
    rows = [Granted(place, value, pack.leaves.get(place)) for place, value in granted.items()]
    return {"policy": policy, "since": _since(policy), "granted": rows}


def _since(policy: Policy) -> date | None:
    """From when on it holds; nothing where it always did."""
    return None if policy.effective_from == ALWAYS else policy.effective_from
