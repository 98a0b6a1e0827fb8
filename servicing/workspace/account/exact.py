"""What is typed whole leads to its page at once: an account, a notice, a case."""

import re
from typing import Any

from django.shortcuts import resolve_url

from accounts.models import Case
from notices.models import Notice
from servicing import scope
from servicing.access import Capability, may
from servicing.workspace.account import search

# As the pages name a case, in their languages: "Case 12", "Dispute 12", "#12".
_CASE = re.compile(
    r"(?:#|case|dispute|complaint|fraud claim|caso|disputa|queja|reclamación|案件|争议|投诉)\s*(\d{1,18})",
    re.IGNORECASE,
)


def page_of(term: str, user: Any) -> str:
    """The address of the one thing that the term names in full; empty where there is none, or more."""
    return _case(term, user) or _notice(term, user) or _account(term, user)


def _case(term: str, user: Any) -> str:
    match = _CASE.fullmatch(term)
    known = match and scope.narrow(Case.objects.filter(pk=int(match[1])), user).exists()
    return resolve_url("case", int(match[1])) if match and known else ""


def _notice(term: str, user: Any) -> str:
    if " " in term or not may(user, Capability.SEE_NOTICES):
        return ""
    notice = scope.narrow(Notice.objects.filter(reference=term.upper()), user).values("pk").first()
    return resolve_url("notice", notice["pk"]) if notice else ""


def _account(term: str, user: Any) -> str:
    account = search.only_account(term, user)
    return resolve_url("account", account) if account else ""
