"""The demo: a realistic book in an empty home, the people who sign in, and how far it has come."""

import shutil
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils.crypto import get_random_string

from accounts.acts import Act
from accounts.intake import Intake, load
from accounts.models import Account, BusinessDay, Customer, Product
from servicing.api import tokens
from servicing.api.models import ApiToken
from servicing.models import DemoBook, User
from servicing.processes import Commands

FOLDER = settings.HOME / "demo"
PEOPLE = {
    "agent": (User.Role.AGENT, "Alex Agent"),
    "supervisor": (User.Role.SUPERVISOR, "Sam Supervisor"),
    "compliance": (User.Role.COMPLIANCE, "Chris Compliance"),
    "administrator": (User.Role.ADMINISTRATOR, "Ada Administrator"),
}


class NotTheDemos(RuntimeError):  # noqa: N818 -- named for what is
    """The book of this database is somebody's own."""


class DemoBookRefused(RuntimeError):  # noqa: N818
    """The loader found something wrong with the demo's own files."""


@transaction.atomic
def claim(at: datetime) -> None:
    """Mark an empty database as the demo's own. Raises NotTheDemos where it is neither empty nor marked."""
    if DemoBook.objects.exists():
        return
    if any(model.objects.exists() for model in (Product, Account, Customer, BusinessDay, User)):
        raise NotTheDemos(
            "This book was not made by the demo, which touches no other: serve it with `manage.py serve`."
        )
    DemoBook.objects.create(made_at=at)


def keep_later() -> None:
    """Do not wait for the disk: what is lost when the machine stops, the next start makes again."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


def is_loaded() -> bool:
    return (FOLDER / "loaded").exists()


def files_to_make(accounts: int, through: date) -> Commands:
    """What makes the book's files, as a command: all of them anew, where a killed start left some. None where
    they stand."""
    draft = FOLDER / "draft"
    shutil.rmtree(draft, ignore_errors=True)
    if (FOLDER / "files").exists():
        return {}
    book = ["--accounts", str(accounts), "--through", through.isoformat()]
    return {"book": [sys.executable, str(settings.BASE_DIR / "manage.py"), "make_book", str(draft), *book]}


def keep_files() -> Path:
    """Where the files stand, now that they are complete."""
    draft, files = FOLDER / "draft", FOLDER / "files"
    if draft.exists():
        draft.rename(files)
    return files


def load_book(files: Path, advanced: Callable[[int], object]) -> None:
    """Into the book, once; loading what is there already changes nothing."""
    for outcome in load(sorted(files.glob("*.csv")), Intake(settings.HOME / "refused", advanced=advanced)):
        if not outcome.clean:
            raise DemoBookRefused(f"{outcome.path.name} was refused")
    (FOLDER / "loaded").touch()


def people() -> str:
    """Make the demo's users, all with one password made for this home, and return it."""
    password = _kept("password", lambda: get_random_string(10, "abcdefghjkmnpqrstuvwxyz23456789"))
    missing = PEOPLE.keys() - set(User.objects.filter(username__in=PEOPLE).values_list("username", flat=True))
    if missing:
        hashed = make_password(password)  # slow by design, so once for all
        User.objects.bulk_create(
            User(username=username, role=role, name=name, password=hashed)
            for username, (role, name) in PEOPLE.items()
            if username in missing
        )
    return password


def api_token(at: datetime) -> str:
    """A token that may do everything in the demo's book, made once for this home."""
    terms = tokens.TokenTerms("demo", ApiToken.Scope.values)
    return _kept("api-token", lambda: tokens.make(terms, Act(at=at, by="administrator"))[1])


def _kept(name: str, make: Callable[[], str]) -> str:
    """A secret of this home, made once, that only its owner can read."""
    path = FOLDER / name
    if not path.exists():
        FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(make())
    return path.read_text()
