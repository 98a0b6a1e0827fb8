"""A mail server that keeps what it takes. Of two mails with one ``X-Notice`` it delivers the first."""

import asyncio
import email.policy
import socket
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from servicing.demo.providers import ledger
from servicing.demo.providers.ledger import Fault, Ledger, no_fault

HOST = "127.0.0.1"
LONGEST = 3.0  # seconds that a slow answer takes


class MailServer:
    """Runs in a thread of its own from ``start`` to ``stop``."""

    def __init__(self, folder: Path | None = None, port: int = 0, fault: Fault = no_fault) -> None:
        self.ledger, self.fault = Ledger(folder, ".eml"), fault
        self.refuses: dict[str, str] = {}  # by address: the answer it gets
        port = port or _free_port()
        self.url = f"smtp://{HOST}:{port}"
        self._controller = Controller(self, hostname=HOST, port=port, ready_timeout=20)

    def start(self) -> "MailServer":
        self._controller.start()
        return self

    def stop(self) -> None:
        self._controller.stop(no_assert=True)

    async def handle_RCPT(  # noqa: N802 -- as the server calls it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := self.refuses.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 taken"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content: Any = envelope.content
        headers = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(content, headersonly=True)
        reference = str(headers["X-Notice"] or headers["Message-ID"] or "").strip("<>")
        self.ledger.offer(reference)
        fault = self.fault(reference)
        if fault in (ledger.BUSY, ledger.FAILS):
            return "451 4.3.0 come back later" if fault == ledger.BUSY else "451 4.3.2 something broke"
        is_new = self.ledger.take(reference, content)
        if fault == ledger.DROPS and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()  # taken, and nobody is told
        if fault == ledger.SLOW:
            await asyncio.sleep(LONGEST)
        return "250 2.0.0 taken" if is_new else "554 5.7.0 duplicate: already received"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
