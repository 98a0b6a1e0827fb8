"""Where sessions are kept: in the database as Django does it, with whose they are."""

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from servicing.models import StaffSession, User


class SessionStore(DatabaseStore):
    """What Django's setting ``SESSION_ENGINE`` asks for, by this name."""

    @classmethod
    def get_model_class(cls) -> type[StaffSession]:
        return StaffSession

    def create_model_instance(self, data: dict[str, Any]) -> StaffSession:
        session = super().create_model_instance(data)
        if not isinstance(session, StaffSession):
            raise TypeError(session)
        session.person_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return session


def open_ones(person: User, now: datetime) -> dict[str, dict[str, Any]]:
    """The sessions of a person that are not over: what is in each, by its key."""
    rows = StaffSession.objects.filter(person=person, expire_date__gt=now)
    return {row.session_key: SessionStore().decode(row.session_data) for row in rows}


def end_all(person: User, *, but: str | None = None) -> int:
    """End the sessions of a person, all or all but one. Returns how many there were."""
    ended, _each = StaffSession.objects.filter(person=person).exclude(session_key=but).delete()
    return ended


def forget_expired(now: datetime) -> None:
    """Those that are over are of no use to anybody."""
    StaffSession.objects.filter(expire_date__lt=now).delete()
