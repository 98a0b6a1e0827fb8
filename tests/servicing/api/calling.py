"""A system that calls the API, and the book that it finds there."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from accounts.acts import Act
from servicing.api import tokens
from servicing.api.models import ApiToken

NOW = datetime(2026, 4, 2, tzinfo=UTC)
EVERY_SCOPE = tuple(ApiToken.Scope.values)
BOOK = """
never pays, in branch B1
2026-01-01 statement 100 balance 1000
2026-02-01 statement 200 past-due 100 balance 1100
2026-03-01 statement 300 past-due 200 balance 1200

breaks a promise, and disputes
2026-01-01 statement 100 balance 500
2026-01-26 promises 100 on 2026-02-05
2026-02-10 hold dispute until 2026-02-20 disputed 40 on 2026-01-01
2026-02-01 statement 200 past-due 100 balance 600

keeps a promise
2026-01-01 statement 100 balance 500
2026-01-26 promises 100 on 2026-02-05
2026-01-30 pays 100
2026-02-01 statement 100 balance 600
2026-02-20 pays 100 returned 2026-02-25

misses a plan
2026-01-01 statement 100 balance 500
2026-01-26 agrees 100 on 2026-02-05 100 on 2026-03-05
2026-02-01 statement 200 past-due 100 balance 600
"""
LATE, BROKEN, KEPT, PLANNED = (f"STORY{number:04d}" for number in range(4))


def token(name: str, *scopes: str, branches: tuple[str, ...] = ()) -> str:
    """A token as its system holds it; with every scope that it can have, unless some are named."""
    possible = [scope for scope in EVERY_SCOPE if not (branches and scope == "intake")]
    return tokens.make(tokens.TokenTerms(name, scopes or possible, branches), Act(at=NOW, by="tester"))[1]


@dataclass
class System:
    """Calls with a token; every POST has a key of its own unless one is given."""

    client: Any
    token: str
    person: str = ""

    def get(self, path: str, **headers: str):
        return self.client.get(f"/api/v1/{path}", headers=self._headers(headers))

    def post(self, path: str, body: Any = None, *, key: str | None = None, csv: str = "", **headers: str):
        kind = "text/csv" if csv else "application/json"
        content = csv.encode() if csv else json.dumps(body) if body is not None else ""
        headers = {"Idempotency-Key": key or str(uuid4()), **headers}
        return self.client.post(f"/api/v1/{path}", content, content_type=kind, headers=self._headers(headers))

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        person = {"Acting-Person": self.person} if self.person else {}
        return {"Authorization": f"Bearer {self.token}", **person, **more}


def results(response) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.content
    return response.json()["results"]
