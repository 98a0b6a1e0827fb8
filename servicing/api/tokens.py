"""Tokens: made and shown once, found by their prefix, known by their digest, revoked (rules, section 14)."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, get_random_string

from accounts.acts import Act, ActRefused
from servicing.api.models import ApiToken

MARK = "svc"  # begins every token, so that one that lies about is known for what it is
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
_FORM = re.compile(rf"{MARK}_([A-Za-z0-9]{{8}})_[A-Za-z0-9]{{43}}", re.ASCII)
_SEEN_EVERY = timedelta(minutes=1)

# Every request asks for its token. As SQL, since to compose a query takes longer than to answer this one.
_COLUMNS = [field.attname for field in ApiToken._meta.concrete_fields]
_FIND = f"SELECT {', '.join(_COLUMNS)} FROM servicing_api_apitoken WHERE prefix = %s"


class TokenRefused(ValueError):  # noqa: N818 -- named for what happened
    """A token that cannot be made; ``code``: name, scope, branch or days."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class TokenTerms:
    """What a token is for. No days: until it is revoked."""

    name: str
    scopes: Sequence[str]
    branches: Sequence[str] = ()
    days: int | None = None

    def check(self) -> None:
        """Raises TokenRefused."""
        if not NAME.fullmatch(self.name):
            raise TokenRefused("name")
        if not self.scopes or set(self.scopes) - set(ApiToken.Scope.values):
            raise TokenRefused("scope")
        if self.branches and ApiToken.Scope.INTAKE in self.scopes:
            raise TokenRefused("branch")
        if self.days is not None and not 1 <= self.days <= 3650:
            raise TokenRefused("days")


def make(terms: TokenTerms, act: Act, *, is_approved: bool = True) -> tuple[ApiToken, str]:
    """A token as it is kept, and as it is shown this once. Raises TokenRefused.

    ``is_approved``: nobody else has to say yes before it opens anything.
    """
    terms.check()
    prefix = get_random_string(8)
    shown = f"{MARK}_{prefix}_{get_random_string(43)}"
    kept = ApiToken.objects.create(
        name=terms.name, prefix=prefix, digest=_digest(shown), scopes=sorted(set(terms.scopes)),
        branches=sorted(set(terms.branches)), made_at=act.at, made_by=act.by,
        approved_at=act.at if is_approved else None,
        expires_at=None if terms.days is None else act.at + timedelta(days=terms.days),
    )  # fmt: skip
    return kept, shown


def find(shown: str, at: datetime) -> ApiToken | None:
    """The token that is shown, where it is valid at the moment; that it was used is noted once a minute."""
    form = _FORM.fullmatch(shown)
    token = form and _with_prefix(form[1])
    if not token or not constant_time_compare(token.digest, _digest(shown)) or not token.is_valid(at):
        return None
    if token.last_used_at is None or token.last_used_at < at - _SEEN_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
    return token


def approve(pk: int, act: Act) -> None:
    """From now on it opens what it is for. Raises ActRefused: it is one's own, approved, or revoked."""
    waiting = to_approve().filter(pk=pk).exclude(made_by=act.by)
    if not waiting.update(approved_at=act.at, approved_by=act.by):
        raise ActRefused("not-yours")


def to_approve() -> QuerySet[ApiToken]:
    """Tokens that open nothing yet."""
    return ApiToken.objects.filter(approved_at=None, revoked_at=None)


def revoke(pk: int, act: Act) -> None:
    """It opens nothing any more. Raises ActRefused: revoked before, or there is none."""
    if not ApiToken.objects.filter(pk=pk, revoked_at=None).update(revoked_at=act.at, revoked_by=act.by):
        raise ActRefused("revoked")


def _with_prefix(prefix: str) -> ApiToken | None:
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [prefix])
        row = cursor.fetchone()
    return row and ApiToken.from_db(DEFAULT_DB_ALIAS, _COLUMNS, row)


def _digest(shown: str) -> str:
    return hashlib.sha256(shown.encode()).hexdigest()
