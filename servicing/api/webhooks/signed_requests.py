"""One call to a receiver: signed as Standard Webhooks say, bounded in time, to the address as checked."""

import json
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer

from standardwebhooks import Webhook

from servicing.api.models import Event
from servicing.api.webhooks.addresses import AddressRefused, Target, check

AGENT = "servicing-webhooks/1"
_READ = 16_384  # bytes of an answer that are read and thrown away
_LATER = (408, 425, 429)


class Result(StrEnum):
    """``REFUSED``: this event; others may go. ``DOWN``: none goes for a while. ``GONE``: none ever."""

    TAKEN = "taken"
    REFUSED = "refused"
    DOWN = "down"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Answer:
    """``wait``: seconds that the receiver asked for."""

    result: Result
    text: str
    wait: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """An event as it is sent: references only."""

    id: str
    body: str

    @classmethod
    def of(cls, event: Event) -> "Message":
        body = {"type": event.type, "timestamp": event.at.isoformat(), "data": event.data}
        return cls(f"evt_{event.pk}", json.dumps(body, separators=(",", ":")))


@dataclass
class Caller:
    """Calls one receiver again and again, by one connection while it lasts."""

    url: str
    secrets: Sequence[str]
    timeout: float
    _connection: HTTPConnection | None = field(default=None, init=False)

    def call(self, message: Message, at: datetime) -> Answer:
        """Never raises for what the receiver or the network does."""
        is_kept = self._connection is not None
        try:
            return self._called(message, at)
        except (OSError, HTTPException, AddressRefused) as problem:
            self.close()
            # A connection that was kept may have been closed meanwhile: that says nothing of the receiver.
            if is_kept and not isinstance(problem, TimeoutError | AddressRefused):
                return self.call(message, at)
            return Answer(Result.DOWN, _reason(problem)[:200])

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _called(self, message: Message, at: datetime) -> Answer:
        if self._connection is None:
            self._connection = _connected(check(self.url), self.timeout)
        connection, target = self._connection, check(self.url)
        overdue = Timer(self.timeout * 2, _shut, [connection])
        overdue.daemon = True
        overdue.start()
        try:
            connection.request("POST", target.path, message.body.encode(), self._headers(message, at))
            response = connection.getresponse()
            rest = response.read(_READ)
        finally:
            overdue.cancel()
        if len(rest) == _READ or response.will_close:
            self.close()
        return _answer(response.status, response.getheader("Retry-After") or "")

    def _headers(self, message: Message, at: datetime) -> dict[str, str]:
        signed = [Webhook(secret).sign(message.id, at, message.body) for secret in self.secrets]
        return {
            "Content-Type": "application/json",
            "User-Agent": AGENT,
            "webhook-id": message.id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(signed),
        }


def _reason(problem: Exception) -> str:
    """What went wrong in the words of the system, without its number."""
    return (isinstance(problem, OSError) and problem.strerror) or str(problem) or type(problem).__name__


def _connected(target: Target, timeout: float) -> HTTPConnection:
    """A connection to the address, whose certificate must be that of the name."""
    sock = socket.create_connection((target.address, target.port), timeout)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    kind = HTTPSConnection if target.is_secure else HTTPConnection
    connection = kind(target.host, target.port, timeout=timeout)
    if target.is_secure:
        sock = ssl.create_default_context().wrap_socket(sock, server_hostname=target.host)
    connection.sock = sock
    return connection


def _shut(connection: HTTPConnection) -> None:
    """A receiver that answers byte by byte is not waited for."""
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def _answer(status: int, wait: str) -> Answer:
    text = f"HTTP {status}"
    if 200 <= status < 300:
        return Answer(Result.TAKEN, text)
    if status == 410:
        return Answer(Result.GONE, text)
    if status >= 500 or status in _LATER:
        return Answer(Result.DOWN, text, int(wait) if wait.isdecimal() and len(wait) < 6 else None)
    return Answer(Result.REFUSED, text)
