"""Who did something is kept by username; people read names."""

from collections.abc import Iterable
from typing import Any, TypeVar

from servicing.models import User

Row = TypeVar("Row", bound=Any)


def names_of(usernames: Iterable[str]) -> dict[str, str]:
    """Names by username, in one query; who is not known any more keeps the username."""
    wanted = {username for username in usernames if username}
    users = User.objects.filter(username__in=wanted) if wanted else ()
    return {name: name for name in wanted} | {user.username: user.get_full_name() for user in users}


def name_people(rows: list[Row], *fields: str) -> list[Row]:
    """Give each row ``<field>_name`` beside every field that holds a username."""
    names = names_of(getattr(row, field) for row in rows for field in fields)
    for row in rows:
        for field in fields:
            username = getattr(row, field)
            setattr(row, f"{field}_name", names.get(username, username))
    return rows
