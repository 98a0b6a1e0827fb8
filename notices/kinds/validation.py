"""What is wrong between values of kinds that are each well formed."""

import re
from collections.abc import Iterator, Mapping

from accounts.packs import HOLD_KINDS, POLICY
from notices.kinds.required_content import CONTENTS
from notices.kinds.schema import BEFORE_PAST_DUE, CASE_KINDS, TOLD_TOGETHER, NoticeKind, Occasion

Problem = tuple[str, str]  # place, reason

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+", re.ASCII)
_WANTS_DAYS = {
    "before-due", "days-past-due", "before-adverse-report", "plan-instalment", "promise-instalment",
    "outsourcing-decided",
    "default-record-decided", "limitation-ends",
}  # fmt: skip
_TAKES_DAYS = _WANTS_DAYS | {"past-due"}
_WANTS_COUNT = {"missed-minimums", "persistent-debt"}
_KINDS = {
    "hold-placed": HOLD_KINDS,
    "hold-ended": HOLD_KINDS,
    "case-opened": CASE_KINDS,
    "case-decided": CASE_KINDS,
}


def wrong(kinds: Mapping[str, NoticeKind]) -> Iterator[Problem]:
    """Places and reasons, for all kinds of one jurisdiction."""
    for code, kind in kinds.items():
        for place, reason in _of_kind(kind):
            yield f"kinds.{code}{place and '.'}{place}", reason
        yield from _after(kind, kinds)
    yield from _first(kinds)
    yield from _families(kinds)


def _of_kind(kind: NoticeKind) -> Iterator[Problem]:
    yield from _code(kind)
    yield from _lists(kind)
    yield from _occasion(kind.occasion)
    yield from _nature(kind)
    yield from _deadline(kind)
    if kind.encloses and not set(kind.channels) <= {"letter", "email"}:
        yield "encloses", "a sheet goes with letters and e-mails only"
    for name, content in (("encloses", "enclosure"), ("prints", "prescribed-form")):
        if bool(getattr(kind, name)) != (content in kind.requires):
            yield name, f"it belongs to what requires {content}, and to no other"
    if kind.joint and (kind.sealed or kind.occasion.type not in TOLD_TOGETHER):
        yield "joint", f"no letter says {kind.occasion.type} of several accounts, and none bears a seal"
    if (kind.recipient == "estate") != (kind.occasion.type == "estate"):
        yield "recipient", "estate belongs to the occasion estate, and to no other"


def _code(kind: NoticeKind) -> Iterator[Problem]:
    if not _CODE.fullmatch(kind.code) or not kind.code.startswith(f"{kind.jurisdiction.lower()}-"):
        yield "", f"no code such as {kind.jurisdiction.lower()}-overdue: small letters, digits and hyphens"


def _lists(kind: NoticeKind) -> Iterator[Problem]:
    for name in ("channels", "languages", "requires"):
        listed = getattr(kind, name)
        if not listed:
            yield name, "names nothing"
        if twice := sorted({each for each in listed if listed.count(each) > 1}):
            yield name, f"{twice[0]} stands there twice"
    for content in kind.requires:
        if content not in CONTENTS:
            yield "requires", f"{content} is no content that a letter can have"


def _occasion(occasion: Occasion) -> Iterator[Problem]:
    named = occasion.type
    if (named in _WANTS_DAYS and not occasion.days) or (occasion.days and named not in _TAKES_DAYS):
        yield "occasion.days", _belongs(named, wanted=named in _WANTS_DAYS)
    if (named in _WANTS_COUNT) != bool(occasion.count):
        yield "occasion.count", _belongs(named, wanted=named in _WANTS_COUNT)
    if (named in _KINDS) != bool(occasion.kinds):
        yield "occasion.kinds", _belongs(named, wanted=named in _KINDS)
    for each in occasion.kinds:
        if each not in _KINDS.get(named, occasion.kinds):
            yield "occasion.kinds", f"{each} is not one of {', '.join(_KINDS[named])}"


def _belongs(named: str, *, wanted: bool) -> str:
    return f"missing: {named} wants it" if wanted else f"does not belong to {named}"


def _nature(kind: NoticeKind) -> Iterator[Problem]:
    if kind.is_statutory and kind.law.force == POLICY:
        yield "nature", "statutory rests on a row of law, not on our own policy"
    before = kind.occasion.type in BEFORE_PAST_DUE
    if kind.is_discretionary and not (kind.while_past_due or before):
        yield "while_past_due", "a discretionary notice goes to nobody who is current"
    if kind.is_discretionary and not kind.invites:
        yield "invites", "a discretionary notice carries the help invitation"
    if kind.is_discretionary and not (kind.first or kind.gap_days or before):
        yield "gap_days", "missing: how long after the last discretionary notice it may go"


def _deadline(kind: NoticeKind) -> Iterator[Problem]:
    """Ours lies before law's. Working days may be twice as long and more by the calendar."""
    deadline = kind.deadline
    if deadline is None:
        return
    if not deadline.ours:
        yield "deadline.days", "our own day is policy, and lies before the one that law names (law_days)"
    reach = deadline.days * 2 + 4 if deadline.working else deadline.days
    if deadline.law_days is not None and reach >= deadline.law_days:
        yield "deadline.days", "not before the day that law names"


def _after(kind: NoticeKind, kinds: Mapping[str, NoticeKind]) -> Iterator[Problem]:
    if kind.after and (kind.after == kind.code or kind.after not in kinds):
        yield f"kinds.{kind.code}.after", f"{kind.after} is no other kind of this jurisdiction"


def _first(kinds: Mapping[str, NoticeKind]) -> Iterator[Problem]:
    """Where a discretionary notice waits for the first reminder, exactly one kind is that."""
    first = [code for code, kind in kinds.items() if kind.first]
    if len(first) != 1:
        yield "kinds", f"exactly one is the first reminder of an episode: {', '.join(first) or 'none is'}"


def _families(kinds: Mapping[str, NoticeKind]) -> Iterator[Problem]:
    """The notices of a family differ in facts only, so that what is asked of their words is the same."""
    eldest: dict[str, NoticeKind] = {}
    for code, kind in kinds.items():
        model = eldest.setdefault(kind.family, kind) if kind.family else kind
        for name in ("nature", "recipient", "requires", "invites", "sealed", "joint"):
            if getattr(kind, name) != getattr(model, name):
                yield f"kinds.{code}.{name}", f"not as in {model.code}, of the same family"
