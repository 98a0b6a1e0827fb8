"""The Standard Financial Statement of the United Kingdom as JSON, in and out (rules, section 8).

An adviser's file is taken as it is, and ours can be taken elsewhere. All its amounts are a month's. Its names
are those of the pack, but for a few that stand in ``_OURS``. Our own debt on an adviser's list is left out:
the book knows better what is owed to us.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, DecimalException
from fractions import Fraction
from math import ceil, floor
from typing import Any

from accounts import money
from accounts.packs import Hardship
from accounts.rules.affordability import CREDITOR, ESSENTIAL, INCOME, OTHER, PRIORITY

CURRENCY = "GBP"
_NOTE, _NAME = 200, 64  # characters
_MOST_PEOPLE = 99
Path = tuple[str, ...]
# The groups of lines and what they are for us. Not all of their names stand in every version of the form.
GROUPS: Mapping[Path, str] = {
    ("monthly-income", "earnings"): INCOME,
    ("monthly-income", "benefits"): INCOME,
    ("monthly-income", "pensions"): INCOME,
    ("monthly-income", "other-income"): INCOME,
    **{("monthly-outgoings", "fixed-costs", name): ESSENTIAL
       for name in ("home-contents", "utilities", "water", "care-health", "transport-travel", "school")},
    **{("monthly-outgoings", "fixed-costs", name): OTHER for name in ("pensions-insurance", "professional")},
    ("monthly-outgoings", "flexible-costs", "food-housekeeping"): ESSENTIAL,
    **{("monthly-outgoings", "flexible-costs", name): OTHER
       for name in ("communications-leisure", "personal")},
}  # fmt: skip
# Names of the form that the pack has under another one.
_OURS = {
    "child-maintenance-child-support": "child-maintenance-paid",
    "other-pensions-insurances": "other-pensions-insurance",
    "other-utilities-expenditure": "other-utilities",
    "jobseekers-allowance-income-based": "jobseekers-allowance",
    "jobseekers-allowance-contribution-based": "jobseekers-allowance",
    "working-tax-credit": "tax-credits-universal-credit",
    "child-tax-credit": "tax-credits-universal-credit",
}
_THEIRS = {
    "child-maintenance-paid": "child-maintenance-child-support",
    "other-pensions-insurance": "other-pensions-insurances",
    "jobseekers-allowance": "jobseekers-allowance-income-based",
}
# Which priority debt is meant, by a word of what the adviser wrote.
_PRIORITY_WORDS = {
    "rent": "rent-arrears", "mortgage": "mortgage-arrears", "council": "council-tax-arrears",
    "gas": "gas-electricity-arrears", "electric": "gas-electricity-arrears",
    "energy": "gas-electricity-arrears",
    "court": "court-fines", "fine": "court-fines", "maintenance": "child-maintenance-arrears",
    "hmrc": "tax-arrears", "tax": "tax-arrears",
}  # fmt: skip
_OTHER_PRIORITY, _OTHER_ESSENTIAL = "other-priority-debt", "other-home-contents"
_OTHER_INCOME, _FREE = "other-other-income", "other-essential"
_FEE, _SAVINGS = "professional-fees", "savings-contribution"


class NotAStatement(ValueError):  # noqa: N818 -- named for what it is not
    """The file is not a Standard Financial Statement, or a value in it cannot be used. Says where."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a statement. Amounts in minor units, a month's; ``balance`` of another lender."""

    kind: str
    name: str
    amount: int
    note: str = ""
    balance: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a file says. ``household``: how many people and vehicles. ``left_out``: names of ours."""

    lines: tuple[Line, ...]
    household: Mapping[str, int] = field(default_factory=dict)
    note: str = ""
    left_out: tuple[str, ...] = ()


def read(text: str, ours: Collection[str] = ()) -> Statement:
    """What an adviser's file says. ``ours``: names by which we may stand among its creditors.

    Raises NotAStatement.
    """
    document = _parsed(text)
    if not ({"monthly-income", "monthly-outgoings"} & document.keys()):
        raise NotAStatement("neither monthly-income nor monthly-outgoings")
    debts = _object(document, ("debts",))
    creditors = list(_creditors(debts, "non-priority-debts", CREDITOR))
    left_out = tuple(line.name for line in creditors if _is_ours(line.name, ours))
    lines = [
        *_of_groups(document),
        *_of_savings(document, debts),
        *(_priority(line) for line in _creditors(debts, "priority-debts", PRIORITY)),
        *(line for line in creditors if line.name not in left_out),
    ]
    notes = [each for each in _list(document, "additional-notes") if isinstance(each, str)]
    return Statement(tuple(_added_up(lines)), _household(document), " ".join(notes)[:500], left_out)


def write(
    lines: Iterable[tuple[Line, Fraction]],
    person: Mapping[str, Any],
    rules: Hardship,
    note: str = "",
) -> str:
    """A statement as a file for elsewhere: each line with its exact amount a month, and what is known of the
    person under the form's own names. Income is rounded down, what is spent up, in the person's favour."""
    groups = {
        name: group for kinds in rules.items.values() for group, names in kinds.items() for name in names
    }
    rounded = _added_up(
        _placed(replace(line, amount=floor(exact) if line.kind == INCOME else ceil(exact)), groups)
        for line, exact in lines
    )
    document: dict[str, Any] = dict(person)
    for path in GROUPS:
        _put_group(document, path, [line for line in rounded if groups.get(line.name) == path[-1]])
    _put_other_essential(document, [line for line in rounded if line.name == _FREE])
    income, outgoings = _totals(document)
    savings = sum(line.amount for line in rounded if line.name == _SAVINGS)
    document["savings"] = {_SAVINGS: _number(savings), "savings-contribution-considered": savings > 0}
    left = income - outgoings - savings
    document["debts"] = _debts(rounded, left)
    document["overview"] = {
        "total-monthly-income": _number(income), "total-monthly-outgoings": _number(outgoings),
        "income-minus-outgoings": _number(income - outgoings), _SAVINGS: _number(savings),
        "debt-admin-fee": 0,
        "total-available-for-priority-debts": _number(left),
        "total-available-for-non-priority-debts":
            document["debts"]["total-available-for-non-priority-debts"],
    }  # fmt: skip
    document["additional-notes"] = [note] if note else []
    return json.dumps(document, ensure_ascii=False, indent=2)


# ---- reading


def _parsed(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text, parse_float=Decimal, parse_constant=str)
    except (ValueError, RecursionError) as error:  # the latter: nested deeper than anybody means
        raise NotAStatement("no JSON") from error
    if not isinstance(document, dict):
        raise NotAStatement("no object")
    return document


def _of_groups(document: Mapping[str, Any]) -> Iterator[Line]:
    for path, kind in GROUPS.items():
        for name, value in _object(document, path).items():
            if isinstance(value, dict) and (amount := _amount(value, "monthly-amount", name)):
                yield Line(kind, _OURS.get(name, name), amount, _note(value))
    essential = _object(document, ("monthly-outgoings", "fixed-costs", "other-essential"))
    for value in _list(essential, "other-essential-costs"):
        if isinstance(value, dict) and (amount := _amount(value, "monthly-amount", "other-essential-costs")):
            yield Line(ESSENTIAL, _OTHER_ESSENTIAL, amount, _note(value))


def _of_savings(document: Mapping[str, Any], debts: Mapping[str, Any]) -> Iterator[Line]:
    if amount := _amount(_object(document, ("savings",)), _SAVINGS, "savings"):
        yield Line(OTHER, _SAVINGS, amount)
    fee = debts.get("debt-admin-fee")
    if isinstance(fee, dict) and (amount := _amount(fee, "monthly-amount", "debt-admin-fee")):
        yield Line(OTHER, _FEE, amount, _note(fee))


def _creditors(debts: Mapping[str, Any], place: str, kind: str) -> Iterator[Line]:
    for value in _list(debts, place):
        if not isinstance(value, dict):
            raise NotAStatement(place)
        name = str(value.get("creditor") or "").strip()[:_NAME]
        paid, owed = (_amount(value, key, place) for key in ("repayment-offer", "amount-owed"))
        if name or paid or owed:
            yield Line(kind, name or place, paid, _note(value), owed)


def _priority(line: Line) -> Line:
    """Under the pack's name of it. What is owed stays in words: only what is paid towards it counts."""
    words = line.name.casefold()
    name = next((ours for word, ours in _PRIORITY_WORDS.items() if word in words), _OTHER_PRIORITY)
    owed = money.text(line.balance or 0, CURRENCY)
    return Line(PRIORITY, name, line.amount, f"{line.name}: {owed}. {line.note}".strip()[:_NOTE])


def _added_up(lines: Iterable[Line]) -> list[Line]:
    """Lines of one name are one line."""
    lines_by_name: dict[tuple[str, str], Line] = {}
    for line in lines:
        before = lines_by_name.get((line.kind, line.name))
        lines_by_name[line.kind, line.name] = _sum(before, line) if before else line
    return list(lines_by_name.values())


def _sum(first: Line, second: Line) -> Line:
    owed = None if first.balance is None else first.balance + (second.balance or 0)
    note = f"{first.note} {second.note}".strip()[:_NOTE]
    return replace(first, amount=first.amount + second.amount, note=note, balance=owed)


def _household(document: Mapping[str, Any]) -> dict[str, int]:
    """Adults are everybody who is no dependent child."""
    members = {
        "children_under_16": document.get("dependent-children-under-16"),
        "children_16_18": document.get("dependent-children-16-18"),
        "vehicles": document.get("vehicles"),
    }
    numbers = {name: number for name, each in members.items() if (number := _count(each)) is not None}
    everybody = _count(document.get("total-number-in-household"))
    if everybody is not None:
        children = numbers.get("children_under_16", 0) + numbers.get("children_16_18", 0)
        numbers["adults"] = max(1, everybody - children)
    return numbers


def _count(number: object) -> int | None:
    is_whole = isinstance(number, int) and not isinstance(number, bool)
    return number if is_whole and isinstance(number, int) and 0 <= number <= _MOST_PEOPLE else None


def _is_ours(creditor: str, ours: Collection[str]) -> bool:
    words = creditor.casefold()
    return any(name and name.casefold() in words for name in ours)


def _object(document: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """What stands at the path; nothing where it is left out."""
    node = document
    for name in path:
        inner = node.get(name, {})
        if not isinstance(inner, dict):
            raise NotAStatement(".".join(path))
        node = inner
    return node


def _list(document: Mapping[str, Any], name: str) -> list[Any]:
    items = document.get(name)
    if items is None:
        return []
    if not isinstance(items, list):
        raise NotAStatement(name)
    return items


def _amount(value: Mapping[str, Any], key: str, place: str) -> int:
    """Minor units; nothing where it is left out."""
    amount = value.get(key)
    if amount is None:
        return 0
    if isinstance(amount, bool) or not isinstance(amount, int | Decimal):
        raise NotAStatement(f"{place}: {key}")
    try:
        exact = Decimal(amount) * 100
        if not exact.is_finite() or exact != exact.to_integral_value() or not 0 <= exact < 10**14:
            raise NotAStatement(f"{place}: {key}")
    except DecimalException as error:
        raise NotAStatement(f"{place}: {key}") from error
    return int(exact)


def _note(value: Mapping[str, Any]) -> str:
    return str(value.get("notes") or "").strip()[:_NOTE]


# ---- writing


def _placed(line: Line, groups: Mapping[str, str]) -> Line:
    """Under a name of the form: what was said in free words stands in the note of a line for all such."""
    if line.name in groups or line.kind in (PRIORITY, CREDITOR):
        return line
    name = _OTHER_INCOME if line.kind == INCOME else _FREE
    return replace(line, name=name, note=f"{line.name}. {line.note}".strip())


def _put_group(document: dict[str, Any], path: Path, lines: list[Line]) -> None:
    *above, group = path
    place = document
    for name in above:
        place = place.setdefault(name, {})
    own = {
        _THEIRS.get(line.name, line.name): {"monthly-amount": _number(line.amount), "notes": line.note}
        for line in lines
    }
    place[group] = {**own, f"total-{group}": _number(sum(line.amount for line in lines))}


def _put_other_essential(document: dict[str, Any], lines: list[Line]) -> None:
    document["monthly-outgoings"]["fixed-costs"]["other-essential"] = {
        "other-essential-costs": [
            {"monthly-amount": _number(line.amount), "notes": line.note} for line in lines
        ],
        "total-other-essential": _number(sum(line.amount for line in lines)),
    }


def _totals(document: dict[str, Any]) -> tuple[int, int]:
    """Income and outgoings; the totals are put where the form has them."""
    income = _sum_of_groups(document["monthly-income"])
    document["monthly-income"]["total-monthly-income"] = _number(income)
    outgoings = document["monthly-outgoings"]
    sums = {name: _sum_of_groups(outgoings[name]) for name in ("fixed-costs", "flexible-costs")}
    for name, each in sums.items():
        outgoings[name][f"total-{name}"] = _number(each)
    outgoings["total-monthly-outgoings"] = _number(sum(sums.values()))
    return income, sum(sums.values())


def _sum_of_groups(groups: Mapping[str, Any]) -> int:
    return sum(
        round(group[f"total-{name}"] * 100) for name, group in groups.items() if isinstance(group, dict)
    )


def _debts(lines: list[Line], left: int) -> dict[str, Any]:
    priority = [line for line in lines if line.kind == PRIORITY]
    lenders = [line for line in lines if line.kind == CREDITOR]
    offers = sum(line.amount for line in priority)
    return {
        "debt-admin-fee": {"monthly-amount": 0, "notes": ""},
        "total-available-for-priority-debts": _number(left),
        "priority-debts": [_creditor(line) for line in priority],
        "total-priority-debts": _number(sum(line.balance or 0 for line in priority)),
        "total-priority-debt-offers": _number(offers),
        "total-available-for-non-priority-debts": _number(left - offers),
        "non-priority-debts": [{**_creditor(line), "ccj": False} for line in lenders],
        "total-non-priority-debts": _number(sum(line.balance or 0 for line in lenders)),
    }


def _creditor(line: Line) -> dict[str, Any]:
    return {
        "creditor": line.name, "amount-owed": _number(line.balance or 0),
        "repayment-offer": _number(line.amount), "notes": line.note,
    }  # fmt: skip


def _number(minor: int) -> float | int:
    """As JSON has it: a whole number of pounds without a point."""
    return minor // 100 if minor % 100 == 0 else float(money.text(minor, CURRENCY))
