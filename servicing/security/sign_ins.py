"""What is kept of signing in: an event for each success, refusal and end, and the browsers that are known.

A browser in which somebody has signed in carries a signed mark, good for this person only. Attempts with the
mark are counted by themselves: whoever guesses from elsewhere never keeps people out of their own browsers.
"""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address
from unicodedata import normalize

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

from servicing.models import SignInEvent, User

Kind = SignInEvent.Kind
_KNOWN_FOR = 90 * 24 * 3600  # seconds
_NETWORK_OF_ONE = 64  # bits: whoever has an address of IPv6 has a whole network of them


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who tries to come in: the digest of the name, from which address, in which known browser, if any."""

    name_key: str
    address: str
    browser: str = ""


def attempt(request: HttpRequest, username: str) -> Attempt:
    """An attempt to sign in by this name, as it was typed."""
    name = as_looked_up(username)
    return Attempt(name_key(name), address(request), _browser(request, name))


def as_looked_up(username: str) -> str:
    """As Django's form looks it up, so that no other way to write a name is a name to count by itself."""
    return normalize("NFKC", username.strip())


def name_key(username: str) -> str:
    """Names that nobody has are often passwords typed in the wrong field: none is kept as it was typed."""
    return salted_hmac("servicing.sign_ins", username, algorithm="sha256").hexdigest()


def address(request: HttpRequest) -> str:
    """Who came, as one network: of IPv6 the first half. Empty where nobody says it."""
    try:
        found = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        return f"{IPv6Address(int(found) >> _NETWORK_OF_ONE << _NETWORK_OF_ONE)}/{_NETWORK_OF_ONE}"
    return str(found)


def record(kind: Kind, tried: Attempt, at: datetime, person: User | None = None) -> None:
    """Keep what came of an attempt."""
    SignInEvent.objects.create(
        at=at, kind=kind, person=person, name_key=tried.name_key, address=tried.address, browser=tried.browser
    )


def record_about(kind: Kind, person: User, at: datetime, *, by: str = "", where: str = "") -> None:
    """Keep what became of a person's session, password or second factor; ``by`` whom, if not themselves."""
    other = "" if by == person.username else by
    SignInEvent.objects.create(
        at=at, kind=kind, person=person, name_key=name_key(person.username), address=where, by=other
    )


def known_as(username: str) -> User | None:
    """Of whom an attempt was. Nobody is told whether there is such a name."""
    return User.objects.filter(username=as_looked_up(username)).first()


def remember(response: HttpResponse, username: str, mark: str) -> None:
    """The browser of this answer is known for this person from now on."""
    response.set_signed_cookie(
        _cookie(username), mark, salt=_salt(username), max_age=_KNOWN_FOR,
        secure=settings.HTTPS, httponly=True, samesite="Lax",
    )  # fmt: skip


def new_mark() -> str:
    return get_random_string(16)


def _browser(request: HttpRequest, username: str) -> str:
    return request.get_signed_cookie(_cookie(username), "", salt=_salt(username), max_age=_KNOWN_FOR) or ""


def _cookie(username: str) -> str:
    """Several people use one browser; each has a mark of their own."""
    return f"{settings.KNOWN_COOKIE_NAME}-{name_key(username)[:8]}"


def _salt(username: str) -> str:
    return f"known-browser-{name_key(username)}"
