"""The rules of the house, asked of the code itself; what may import what stands in pyproject.toml."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOUSES = ("accounts", "notices", "servicing")
LONGEST = 400  # lines of a file
MOST = 12  # modules beside each other
LONG_LISTS = (
    "models",
    "migrations",
    "commands",
    "bench",
    "stories",
    "security",
)  # folders whose files are items of one kind
# Django, Celery and the web server find these by their names.
FOUND_BY_NAME = "apps", "tasks", "models", "settings", "wsgi", "celery", "urls"


@cache
def sources(*folders: str) -> list[Path]:
    return [path for path in written(*folders) if not of_a_migration(path)]


def written(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def of_a_migration(path: Path) -> bool:
    """Below the root: the folder that the project lies in may have any name."""
    return "migrations" in path.relative_to(ROOT).parts


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def test_nothing_is_imported_inside_a_function():
    assert [
        f"{named(path)}:{inside.lineno}"
        for path in sources(*HOUSES, "tests")
        for function in ast.walk(parsed(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for inside in ast.walk(function)
        if isinstance(inside, ast.Import | ast.ImportFrom)
    ] == []


def test_files_are_split_before_they_grow_long():
    lengths = {named(path): len(path.read_text().splitlines()) for path in sources(*HOUSES, "tests")}
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


def test_only_the_known_houses_stand_here():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages == {*HOUSES, "tests"}


def test_every_name_says_what_it_names():
    assert [
        named(path)
        for path in sources(*HOUSES, "tests")
        if names(path) & {"utils", "helpers", "misc", "common"}
    ] == []


def names(path: Path) -> set[str]:
    """The module's own, and those of its classes and functions."""
    return {path.stem} | {
        node.name for node in ast.walk(parsed(path)) if isinstance(node, ast.ClassDef | ast.FunctionDef)
    }


def test_few_modules_stand_beside_each_other():
    folders = Counter(path.parent for path in sources(*HOUSES, "tests") if path.name != "__init__.py")
    crowded = {named(path): count for path, count in folders.items() if path.name not in LONG_LISTS}
    assert {path: count for path, count in crowded.items() if count > MOST} == {}


def test_every_module_is_imported_by_another():
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sources(*HOUSES)}
    imported = {name for path in written(*HOUSES) for name in mentioned(path)}
    # The providers that the demo stands in for are started by tests too, and by nobody else yet.
    imported |= {
        name for path in sources("tests") for name in mentioned(path) if name.startswith("servicing.demo.")
    }
    by_name = re.compile(r".*\.(__init__|management\.commands\.\w+|templatetags\.\w+|formats\..*)")
    orphans = {
        module
        for module in modules - imported
        if not by_name.fullmatch(module) and module.rpartition(".")[2] not in FOUND_BY_NAME
    }
    assert orphans == set()


def mentioned(path: Path) -> Iterator[str]:
    """The dotted names that a module imports, or gives as text (settings and addresses do)."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*above, *filter(None, [node.module])))
            yield base
            yield from (f"{base}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
            yield node.value.rpartition(".")[0]


def test_only_tasks_commands_and_views_read_the_clock():
    """The business day is a parameter everywhere else."""
    readers = {
        named(path)
        for path in sources("accounts", "notices")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute)
        and node.attr in ("today", "now", "utcnow")
        and not {"commands", "tasks.py"} & set(path.parts)
    }
    assert readers <= {
        "accounts/intake/loader.py",  # stamps when a file was offered
        "accounts/close/run.py",  # stamps when a close began
        "accounts/close/steps.py",  # and when it had listed its accounts, and ended
    }


def test_only_one_place_turns_a_moment_into_a_day():
    """Today is always somebody's: ``dates.local_day`` and its twin in SQL know whose."""
    for path in sources(*HOUSES):
        if named(path) == "accounts/dates.py":
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                says = (node.func.attr == "date" and not node.args) or node.func.attr in (
                    "localdate",
                    "today",
                )
                is_reach = node.func.attr == "today" and node.args
                assert not says or is_reach, f"{named(path)}:{node.lineno}"
            assert not (isinstance(node, ast.Attribute) and node.attr == "localdate"), named(path)
