"""Bounces: mails in the mailbox of the settings (a maildir, or IMAP), read as RFC 3464 has them."""

import email
import email.policy
import imaplib
import mailbox
import re
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

IMAPS_PORT = 993
KEPT = 4_000  # characters of a mail that are kept
_RETURNED = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers")
_REFERENCE = re.compile(r"[A-Za-z0-9._-]*N\d{6,20}\b")

Done = Callable[[], object]


class MailboxError(OSError):
    """The mailbox cannot be read now."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """``notice``: the reference that the returned headers carry. ``action`` and ``status`` as in RFC 3464."""

    notice: str
    action: str
    status: str
    sha256: str
    text: str


def unread() -> Iterator[tuple[bytes, Done]]:
    """Every mail that was not read before, and what to call once it is. Raises MailboxError."""
    if not settings.BOUNCES:
        return
    url = urlsplit(settings.BOUNCES)
    mails = _of_server(url) if url.scheme == "imaps" else _of_maildir(Path(settings.BOUNCES))
    try:
        yield from mails
    except (OSError, imaplib.IMAP4.error) as problem:
        raise MailboxError(f"{type(problem).__name__}: {problem}") from problem


def parsed(mail: bytes) -> Bounce:
    """What a mail says. One that is no report names what it can, with an empty action."""
    message = email.message_from_bytes(mail, policy=email.policy.default)
    answer = {"action": "", "status": ""}
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            answer |= _of_recipient(part)
    return Bounce(
        notice=_notice(message), action=answer["action"], status=answer["status"],
        sha256=sha256(mail).hexdigest(), text=mail[:KEPT].decode(errors="replace").replace("\0", ""),
    )  # fmt: skip


def _of_recipient(part: EmailMessage) -> dict[str, str]:
    """The group of fields about the recipient; every mail of ours has one."""
    for group in part.get_payload():
        if isinstance(group, EmailMessage) and group["Action"]:
            status = str(group["Status"] or "").split("(")[0].strip()
            return {"action": str(group["Action"]).strip().lower(), "status": status}
    return {}


def _notice(message: EmailMessage) -> str:
    """The reference in the headers of the mail that came back, by itself or in the words of a server."""
    for part in message.walk():
        if part.get_content_type() in _RETURNED and (reference := _in_headers(part)):
            return reference
    return next(iter(_REFERENCE.findall(str(message["References"] or message["In-Reply-To"] or ""))), "")


def _in_headers(part: EmailMessage) -> str:
    payload: Any = part.get_payload()
    if isinstance(payload, list) and payload:
        returned = payload[0]
    else:
        returned = email.message_from_string(str(payload), policy=email.policy.default)
    named = str(returned["X-Notice"] or returned["Message-ID"] or "")
    return next(iter(_REFERENCE.findall(named)), "")


def _of_maildir(folder: Path) -> Iterator[tuple[bytes, Done]]:
    """New mails are moved among those that were seen."""
    box = mailbox.Maildir(folder, create=True)
    for key in sorted(box.keys()):
        message = box.get_message(key)
        if message.get_subdir() == "new":
            yield box.get_bytes(key), partial(_see, box, key)
    box.close()


def _see(box: mailbox.Maildir, key: str) -> None:
    message = box.get_message(key)
    message.set_subdir("cur")
    message.add_flag("S")
    box[key] = message


def _of_server(url: SplitResult) -> Iterator[tuple[bytes, Done]]:
    context = ssl.create_default_context()
    port, timeout = url.port or IMAPS_PORT, settings.SEND_TIMEOUT_SECONDS
    with imaplib.IMAP4_SSL(url.hostname or "", port, ssl_context=context, timeout=timeout) as server:
        server.login(unquote(url.username or ""), unquote(url.password or ""))
        server.select(url.path.strip("/") or "INBOX")
        _, (numbers,) = server.search(None, "UNSEEN")
        for number in numbers.split():
            _, rows = server.fetch(number, "(BODY.PEEK[])")
            content = next((row[1] for row in rows if isinstance(row, tuple)), b"")
            yield content, partial(server.store, number, "+FLAGS", "\\Seen")
