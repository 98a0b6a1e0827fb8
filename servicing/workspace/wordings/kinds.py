"""Which notices there are: what calls for each, until when, in which words, and the law behind it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_info, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import packs
from accounts.labels import packs as pack_labels
from accounts.packs import Rule
from notices.kinds import catalogue
from notices.kinds import labels as kind_labels
from notices.kinds.placeholders import PLACEHOLDERS
from notices.kinds.required_content import CONTENTS
from notices.kinds.schema import Deadline, NoticeKind
from notices.letters import letterheads
from notices.wordings import needs
from notices.wordings import versions as wording_versions
from servicing.access import Capability, StaffRequest, allowed
from servicing.workspace.administration.rules import Chapter, Line, Part, name, sources

Pairs = list[tuple[str, str]]

_OURS = Rule(
    value=None, key="policy", citation="", grade="P", force="P", source="", origin=packs.BASE.upper()
)


@dataclass(frozen=True)
class Shown:
    """A kind as it is read."""

    kind: NoticeKind

    @property
    def title(self) -> str:
        return kind_labels.title(self.kind.code)

    @property
    def nature(self) -> str:
        return str(kind_labels.NATURES[self.kind.nature])

    @property
    def occasion(self) -> str:
        return kind_labels.occasion(self.kind.occasion)

    @property
    def deadline(self) -> str:
        return kind_labels.deadline(self.kind.deadline)

    @property
    def limit(self) -> str:
        return kind_labels.limit(self.kind.deadline)

    @property
    def missing(self) -> str:
        return kind_labels.missing(self.kind)

    @property
    def channels(self) -> str:
        return kind_labels.channels(self.kind)

    @property
    def line(self) -> Line:
        """The row that asks for the notice."""
        return Line(self.kind.law)


@allowed(Capability.SEE_NOTICE_KINDS)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """All kinds, jurisdiction by jurisdiction."""
    groups = [
        (pack, name(pack), [Shown(kind) for kind in catalogue.of(pack.code).values()])
        for pack in packs.PACKS.values()
    ]
    return render(request, "servicing/notice_kinds/list.html", {"groups": groups})


@allowed(Capability.SEE_NOTICE_KINDS)
@require_safe
def page(request: StaffRequest, code: str) -> HttpResponse:
    if code not in catalogue.KINDS:
        raise Http404
    kind = catalogue.get(code)
    context = {
        "shown": Shown(kind),
        "kind": kind,
        "name": name(packs.of(kind.jurisdiction)),
        "chapters": [chapter(kind) for chapter in _CHAPTERS],
        "needs": _needs(kind),
        "sources": sources(_rules(kind)),
    }
    return render(request, "servicing/notice_kinds/page.html", context)


def _needs(kind: NoticeKind) -> list[tuple[str, needs.Need]]:
    """What its words in force today need, with what each of it means."""
    today = letterheads.today(kind.jurisdiction, timezone.now())
    template = wording_versions.in_force(kind.code, kind.languages[0], today)
    return [(str(PLACEHOLDERS[need.name].meaning), need) for need in needs.of(template)]


def _rules(kind: NoticeKind) -> Iterator[Rule]:
    """What any part of it rests on, the row that asks for it first."""
    yield kind.law
    yield from kind.rests_on
    for section in (kind, kind.occasion, kind.deadline):
        yield from section.rules.values() if section else ()


def _lines(rows: Iterable[tuple[Rule, str, str]]) -> list[Line]:
    """Pairs of label and value, those that rest on the same in one line."""
    lines: dict[tuple[str, str], Line] = {}
    for rule, label, value in rows:
        lines.setdefault((rule.key, rule.origin), Line(rule)).says.append((label, value))
    return list(lines.values())


def _when(kind: NoticeKind) -> Chapter:
    """What calls for it, until when, and what must have gone before it."""
    rows_of = {
        _("Called for"): [(kind.occasion.rule("type"), "", kind_labels.occasion(kind.occasion))],
        _("Deadline"): _until(kind.deadline),
        _("Order"): _order(kind),
    }
    parts = [Part(title, _lines(rows)) for title, rows in rows_of.items() if rows]
    return Chapter("when", _("When it is written"), parts)


def _until(deadline: Deadline | None) -> list[tuple[Rule, str, str]]:
    if deadline is None:
        return []
    rows = [(deadline.rule("days"), "", kind_labels.deadline(deadline))]
    if deadline.limit:
        rows.append((deadline.rule("limit"), _("at the latest"), kind_labels.limit(deadline)))
    return rows


def _order(kind: NoticeKind) -> list[tuple[Rule, str, str]]:
    rows = []
    if kind.first:
        rows.append((kind.rule("first"), "", _("the first reminder of an episode")))
    if kind.after:
        rows.append((kind.rule("after"), _("only after"), kind_labels.title(kind.after)))
    if kind.gap_days:
        rows.append((kind.rule("gap_days"), _("least days after the last one"), str(kind.gap_days)))
    return rows


def _how(kind: NoticeKind) -> Chapter:
    """To whom, on what, in which languages, and who lets it go."""
    languages = ", ".join(str(get_language_info(code)["name_translated"]) for code in kind.languages)
    rows = [
        ("nature", _("Nature"), str(kind_labels.NATURES[kind.nature])),
        ("recipient", _("To"), str(kind_labels.RECIPIENTS[kind.recipient])),
        ("channels", _("Channels"), kind_labels.channels(kind)),
        ("every.languages", _("Languages"), languages),
    ]
    if kind.second_person:
        rows.append(("second_person", pgettext("a batch", "Release"), _("by a second person")))
    rows += [
        (name, label, str(kind_labels.PRESCRIBED[code]))
        for name, label, code in (
            ("encloses", _("Enclosed"), kind.encloses), ("prints", _("Prescribed"), kind.prints),
        )
        if code
    ]  # fmt: skip
    if kind.joint:
        rows.append(("joint", _("Several accounts"), _("one letter about all accounts of the person")))
    if kind.sealed:
        rows.append(("sealed", _("Seal"), _("that of the issuer")))
    parts = [Part(title, [Line(kind.rule(value), [("", words)])]) for value, title, words in rows]
    return Chapter("how", _("To whom and how"), parts)


def _says(kind: NoticeKind) -> Chapter:
    """What its letter must say: of every notice of the jurisdiction, and of this one."""
    common = kind.rule("every.requires")
    own = [content for content in kind.requires if content not in common.value]
    parts = [Part(_("This notice"), [Line(kind.rule("requires"), _contents(own))])] if own else []
    of_all = [content for content in common.value if content not in kind.exempt_from]
    parts.append(Part(_("Every notice"), [Line(common, _contents(of_all))]))
    return Chapter("says", _("What it must say"), parts)


def _contents(names: Iterable[str]) -> Pairs:
    return [("", str(CONTENTS[each].meaning)) for each in names]


def _stops(kind: NoticeKind) -> Chapter:
    """What else than a hold keeps it back, by our own rules for every notice of its nature."""
    rows = []
    if kind.while_past_due:
        rows.append((kind.rule("while_past_due"), _("when nothing is past due any more"), _("does not go")))
    if kind.is_discretionary and not kind.first:
        rows.append((_OURS, _("before the first reminder of the episode"), pgettext("a notice", "waits")))
    if kind.is_discretionary:
        rows.append((_OURS, _("while a pending payment would cover the debt"), pgettext("a notice", "waits")))
    promised = pgettext("a notice", "waits") if kind.is_discretionary else _("goes")
    rows.append((_OURS, _("while a promise is open"), promised))
    rows.append((_OURS, _("on a provisional close"), pgettext("a notice", "waits")))
    return Chapter("stops", _("What keeps it back"), [Part("", _lines(rows))])


def _holds(kind: NoticeKind) -> Chapter:
    """Kinds of hold with the same answer, resting on the same, in one line; those it survives first."""
    rows_of: dict[str, list[tuple[Rule, str, str]]] = defaultdict(list)
    for hold, title in pack_labels.HOLD_KINDS.items():
        rule = kind.rule(f"holds.{hold}")
        rows_of[rule.value].append((rule, *_held(kind, hold, str(title))))
    parts = [
        Part(_wording(words), _lines(rows_of[words])) for words in sorted(rows_of, key=bool, reverse=True)
    ]
    return Chapter("holds", _("Under a hold"), parts)


def _held(kind: NoticeKind, hold: str, title: str) -> tuple[str, str]:
    """The kind of hold; and how far it stops a notice that does not go on under it, where not altogether."""
    stops = packs.of(kind.jurisdiction).holds[hold].stops_discretionary
    if hold in kind.survives or stops == "all":
        return "", title
    return title, pack_labels.value("holds.stops_discretionary", stops)


def _wording(words: str) -> str:
    return pack_labels.value("holds.statutory", words).capitalize() if words else _("Waits until it ends")


_CHAPTERS: tuple[Callable[[NoticeKind], Chapter], ...] = (_when, _how, _says, _stops, _holds)
