"""E-mail over SMTP (rules, section 12): ``Message-ID`` and ``X-Notice`` carry the notice's reference."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

from notices.delivery import reasons
from notices.delivery.channels.answer import Answer, Message, Result

PORT, TLS_PORT = 25, 587
_SHOWN = 1_000


class Email:
    is_sent = True
    can_be_asked = False

    def send(self, message: Message) -> Answer:
        """Until the whole message is handed over it has certainly not arrived; then an answer counts."""
        try:
            with _connected(urlsplit(settings.EMAIL_URL)) as server:
                if refused := _envelope(server, message.to):
                    return refused
                return _handed(server, with_envelope(message))
        except smtplib.SMTPResponseException as problem:  # a greeting, TLS or a sign-in that failed
            return Answer(Result.AGAIN, str(problem.smtp_code), _text(problem.smtp_error))
        except (OSError, smtplib.SMTPException) as problem:
            return Answer(Result.AGAIN, type(problem).__name__, str(problem)[:_SHOWN])

    def find(self, reference: str) -> bool | None:
        return None


def with_envelope(message: Message) -> bytes:
    """The kept entity with the headers that say from whom, to whom and about which notice before it."""
    headers = EmailMessage(policy=SMTP)
    sender = settings.EMAIL_FROM
    headers["From"] = sender
    headers["To"] = _address(message.name, message.to)
    headers["Date"] = format_datetime(message.at)
    headers["Message-ID"] = f"<{message.reference}@{sender.rpartition('@')[2]}>"
    headers["X-Notice"] = message.reference
    headers["Auto-Submitted"] = "auto-generated"
    return headers.as_bytes().rstrip(b"\r\n") + b"\r\n" + message.content


def _address(name: str, to: str) -> Address | str:
    """With the name where it can stand there."""
    try:
        return Address(display_name=name, addr_spec=to)
    except (ValueError, IndexError):
        return to


@contextmanager
def _connected(url: SplitResult) -> Iterator[smtplib.SMTP]:
    is_tls = url.scheme == "smtp+tls"
    port = url.port or (TLS_PORT if is_tls else PORT)
    server = smtplib.SMTP(url.hostname or "", port, timeout=settings.SEND_TIMEOUT_SECONDS)
    try:
        if is_tls:
            server.starttls(context=ssl.create_default_context())
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server
    finally:
        _leave(server)


def _leave(server: smtplib.SMTP) -> None:
    """What a server answers to a good-bye says nothing about the message."""
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _envelope(server: smtplib.SMTP, to: str) -> Answer | None:
    """What is wrong with sender or recipient; nothing where both are taken."""
    server.ehlo_or_helo_if_needed()
    needs_utf8 = not to.isascii()
    if needs_utf8 and not server.has_extn("smtputf8"):
        return Answer(Result.NEVER, "smtputf8", "", reason="no-such-address")
    options = ["SMTPUTF8"] if needs_utf8 else []
    for code, text in (server.mail(settings.EMAIL_FROM, options), server.rcpt(to)):
        if code not in (250, 251):
            return _refused(code, text)
    return None


def _handed(server: smtplib.SMTP, content: bytes) -> Answer:
    try:
        code, text = server.data(content)
    except smtplib.SMTPDataError as problem:  # refused before anything of it was sent
        return _refused(problem.smtp_code, problem.smtp_error)
    except (OSError, smtplib.SMTPException) as problem:
        return Answer(Result.AGAIN, type(problem).__name__, str(problem)[:_SHOWN], certain=False)
    return Answer(Result.ACCEPTED, str(code), _text(text)) if code == 250 else _refused(code, text)


def _refused(code: int, text: bytes | str) -> Answer:
    """421 and 45x ask us to come back; what is refused for good says why by its enhanced code."""
    reply = _text(text)
    status = reasons.status_in(reply)
    if code < 500:
        return Answer(Result.LATER if code == 421 else Result.AGAIN, status or str(code), reply)
    if reasons.is_repeat(reply):
        return Answer(Result.REPEAT, status or str(code), reply)
    return Answer(
        Result.NEVER, status or str(code), reply, reason=reasons.of_status(status) if status else "unknown"
    )


def _text(reply: bytes | str) -> str:
    return (reply.decode(errors="replace") if isinstance(reply, bytes) else reply)[:_SHOWN]


def send_plain(mail: EmailMessage) -> None:
    """A mail of the program itself, to operations. Raises OSError, smtplib.SMTPException."""
    with _connected(urlsplit(settings.EMAIL_URL)) as server:
        server.send_message(mail)
