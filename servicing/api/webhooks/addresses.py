"""Where events may go: to the world outside by https, never to an address inside.

What counts is the address that the name stands for at the moment of the call: it is resolved once, checked,
and called as it was checked, so a name that answers otherwise the second time leads nowhere.
"""

import socket
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

_TRANSLATED = IPv6Network("64:ff9b::/96")  # stands for an address of the older kind, which is not looked into


class AddressRefused(ValueError):  # noqa: N818 -- named for what happened
    """Why nothing is sent to an address; ``code``: none, extras, unknown, inside or insecure."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True)
class Target:
    """A receiver as it is called: the name for its certificate, the address for the socket."""

    host: str
    address: str
    port: int
    path: str
    is_secure: bool


def check(url: str) -> Target:
    """Read, resolve and check an address. Raises AddressRefused."""
    parts = _parts(url)
    host, is_secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    try:
        addresses = {str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise AddressRefused("unknown", "The name of this address is not known.") from None
    loopback = all(ip_address(each).is_loopback for each in addresses)
    if not (loopback and settings.WEBHOOK_LOOPBACK):
        if not all(map(_is_outside, addresses)):
            raise AddressRefused("inside", "It leads to an address inside.")
        if not is_secure:
            raise AddressRefused("insecure", "Events go by https only.")
    path = parts.path or "/"
    return Target(host, min(addresses), port, f"{path}?{parts.query}" if parts.query else path, is_secure)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_one = parts.scheme in ("https", "http") and parts.hostname and parts.port != 0
    except ValueError:
        is_one = False
    if not is_one or not url.isascii() or not url.isprintable() or " " in url or len(url) > 500:
        raise AddressRefused("none", "This is no address such as https://example.org/events.")
    if parts.username or parts.password or parts.fragment:
        raise AddressRefused("extras", "An address carries no name, password or fragment.")
    return parts


def _is_outside(address: str) -> bool:
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if inner:
            return _is_outside(str(inner))
        if ip in _TRANSLATED:
            return False
    return ip.is_global and not ip.is_multicast
