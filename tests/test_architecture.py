"""The rules of the house, asked of the code itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOUSES = ("accounts", "notices", "servicing")  # imports point from right to left, never back
PURE = (
    "accounts/card_numbers.py", "accounts/dates.py", "accounts/money.py", "accounts/packs", "accounts/rules",
    "accounts/stages.py", "accounts/calendars/holiday_library.py", "notices/content_rules",
    "notices/kinds/schema.py", "servicing/demo/book",
)  # fmt: skip
LONGEST = 400


def sources(*folders: str) -> list[Path]:
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or ""


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", sources(*HOUSES), ids=named)
def test_imports_point_from_servicing_to_notices_to_accounts(path):
    house = path.relative_to(ROOT).parts[0]
    forbidden = HOUSES[HOUSES.index(house) + 1 :]
    found = {name for name in imported(ast.parse(path.read_text())) if name.split(".")[0] in forbidden}
    assert not found


@pytest.mark.parametrize("place", [ROOT / name for name in PURE], ids=named)
def test_the_rules_are_pure(place):
    for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
        roots = {module.split(".")[0] for module in imported(ast.parse(path.read_text()))}
        assert not roots & {"django", "celery", "redis", "psycopg2"}, path.name


@pytest.mark.parametrize("path", sources(*HOUSES, "tests"), ids=named)
def test_nothing_is_imported_inside_a_function(path):
    for function in ast.walk(ast.parse(path.read_text())):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = [n.lineno for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not inside, f"{function.name}, line {inside[0]}"


@pytest.mark.parametrize("path", sources(*HOUSES, "tests"), ids=named)
def test_files_are_split_before_they_grow_long(path):
    assert len(path.read_text().splitlines()) <= LONGEST


def test_only_the_known_houses_stand_here():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages == {*HOUSES, "tests"}
    assert not [path for path in sources(*HOUSES) if path.stem in ("utils", "helpers", "misc", "common")]


def test_only_tasks_commands_and_views_read_the_clock():
    """The business day is a parameter everywhere else."""
    readers = {
        named(path)
        for path in sources("accounts", "notices")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and node.attr in ("today", "now", "utcnow")
        and not {"commands", "tasks.py"} & set(path.parts)
    }
    assert readers <= {
        "accounts/intake/loader.py",  # stamps when a file was offered
        "accounts/close/run.py",  # stamps when a close began
        "accounts/close/steps.py",  # and when it had listed its accounts, and ended
    }
