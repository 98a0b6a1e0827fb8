"""Who calls: the system of a token, the person there who acts, and what the token lets them do."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from servicing import scope
from servicing.api import tokens
from servicing.api.http.problems import Problem
from servicing.api.models import ApiToken

PERSON = "Acting-Person"
_PERSON = re.compile(r"[\w.@+-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Caller:
    """A system, by its token, and the person of it who acts, where it names one."""

    token: ApiToken
    person: str = ""
    is_authenticated: bool = True

    @property
    def by(self) -> str:
        """As it stands in the book: no username has a slash, so nobody is taken for a colleague."""
        return "/".join(filter(None, ("api", self.token.name, self.person)))

    @property
    def about(self) -> dict[str, str]:
        """As history keeps it."""
        return {"by": self.by, "system": self.token.name, "person": self.person}

    def visible(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Of these rows those that the token's branches reach."""
        return scope.in_branches(rows, self.token.branches) if self.token.branches else rows

    def sees(self, branch: str) -> bool:
        return not self.token.branches or branch in self.token.branches


class BearerTokens(BaseAuthentication):  # type: ignore[misc]  # no types are published
    """``Authorization: Bearer TOKEN``, and nothing else: no session of a browser opens the API."""

    def authenticate(self, request: Request) -> tuple[Caller, ApiToken] | None:
        scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = tokens.find(shown.strip(), timezone.now())
        if token is None:
            raise AuthenticationFailed
        return Caller(token, _person(request)), token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="servicing"'


class HasScope(BasePermission):  # type: ignore[misc]
    """Whether the token has the scope that the view names for the method."""

    def has_permission(self, request: Request, view: Any) -> bool:
        needed = view.scopes.get("GET" if request.method == "HEAD" else request.method)
        if needed and needed not in request.auth.scopes:
            raise Problem("scope-missing", f"This token has not the scope {needed}.", scope=needed)
        return True


class SignedInSystem(BasePermission):  # type: ignore[misc]
    def has_permission(self, request: Request, view: Any) -> bool:
        return request.auth is not None


def _person(request: Request) -> str:
    person: str = request.headers.get(PERSON, "")
    if person and not _PERSON.fullmatch(person):
        raise Problem(
            "malformed", f"{PERSON} has up to 64 letters, digits and any of . @ + - _", header=PERSON
        )
    return person
