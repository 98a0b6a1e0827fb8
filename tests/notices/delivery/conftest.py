import mailbox
from collections.abc import Iterator
from pathlib import Path

import pytest

from servicing.demo.providers.gateway import Gateway
from servicing.demo.providers.mail import MailServer
from tests.notices.delivery.sent import Clock


@pytest.fixture(scope="module")
def mail_server() -> Iterator[MailServer]:
    server = MailServer().start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    server = Gateway().start()
    server.dropped_after = 1
    yield server
    server.stop()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outbox(settings, tmp_path: Path) -> Path:
    """Nothing but letters is in use."""
    settings.OUTBOX, settings.EMAIL_URL, settings.SMS_URL = str(tmp_path / "outbox"), "", ""
    settings.APP_MESSAGES, settings.SEND_TIMEOUT_SECONDS = False, 0.5
    return tmp_path / "outbox"


@pytest.fixture
def mails(settings, outbox: Path, mail_server: MailServer, tmp_path: Path) -> Iterator[MailServer]:
    """Nothing but e-mail is in use."""
    settings.OUTBOX, settings.EMAIL_URL, settings.EMAIL_FROM = "", mail_server.url, "notices@bank.example"
    settings.BOUNCES = str(tmp_path / "bounces")
    mailbox.Maildir(settings.BOUNCES)
    yield mail_server
    mail_server.fault, mail_server.refuses = (lambda reference: ""), {}


@pytest.fixture
def texts(settings, outbox: Path, gateway: Gateway) -> Iterator[Gateway]:
    """Nothing but text messages is in use."""
    settings.OUTBOX, settings.SMS_URL = "", gateway.url
    yield gateway
    gateway.fault, gateway.refuses, gateway.states = (lambda reference: ""), {}, {}
