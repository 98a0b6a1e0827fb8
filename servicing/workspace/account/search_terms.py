"""What was searched for, kept in the session under an opaque key.

So no name stands in an address, and Back works.
"""

import secrets
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

LASTS = timedelta(hours=1)
MOST = 20  # the oldest give way
_KEPT = "search_terms"


def remember(session: SessionBase, term: str, now: datetime) -> str:
    """Keep a term for an hour. Returns its key, which means nothing outside of this session."""
    kept = {key: entry for key, entry in session.get(_KEPT, {}).items() if not _lapsed(entry, now)}
    key = secrets.token_urlsafe(9)
    session[_KEPT] = dict([*kept.items(), (key, [term, now.isoformat()])][-MOST:])
    return key


def recall(session: SessionBase, key: str, now: datetime) -> str:
    """The term of a key; empty where it has lapsed or was never given."""
    entry = session.get(_KEPT, {}).get(key)
    return entry[0] if entry and not _lapsed(entry, now) else ""


def _lapsed(entry: list[str], now: datetime) -> bool:
    return now - datetime.fromisoformat(entry[1]) > LASTS
