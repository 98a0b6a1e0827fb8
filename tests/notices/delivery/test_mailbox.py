"""The mailbox of bounces on a mail server (RFC 3501 over TLS): what is unread is read once, and marked as seen."""

import re
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from notices.delivery.channels import bounces
from notices.delivery.channels.bounces import MailboxError

MAIL = b"Subject: Undelivered\r\n\r\nX-Notice: N000000000001\r\n"
PASSWORD = "pass word"


class Mailbox(StreamRequestHandler):
    """As much of a mail server as a reader of one mailbox asks of it."""

    def handle(self) -> None:
        self.say("* OK ready")
        for line in self.rfile:
            tag, command, rest = (*line.decode().strip().split(" ", 2), "")[:3]
            getattr(self, f"on_{command.lower()}")(tag, rest)
            if command == "LOGOUT":
                return

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def on_capability(self, tag: str, rest: str) -> None:
        self.say("* CAPABILITY IMAP4rev1")
        self.say(f"{tag} OK done")

    def on_login(self, tag: str, rest: str) -> None:
        right = rest == f'notices "{PASSWORD}"'
        self.say(f"{tag} OK in" if right else f"{tag} NO wrong")

    def on_select(self, tag: str, rest: str) -> None:
        self.server.selected = rest
        self.say(f"* {len(self.server.mails)} EXISTS")
        self.say(f"{tag} OK [READ-WRITE] done")

    def on_search(self, tag: str, rest: str) -> None:
        unseen = [str(at) for at in range(1, len(self.server.mails) + 1) if at not in self.server.seen]
        self.say(f"* SEARCH {' '.join(unseen)}".rstrip())
        self.say(f"{tag} OK done")

    def on_fetch(self, tag: str, rest: str) -> None:
        number = int(rest.split(maxsplit=1)[0])
        mail = self.server.mails[number - 1]
        self.wfile.write(f"* {number} FETCH (BODY[] {{{len(mail)}}}\r\n".encode() + mail + b")\r\n")
        self.say(f"{tag} OK done")

    def on_store(self, tag: str, rest: str) -> None:
        self.server.seen.add(int(re.match(r"\d+", rest).group()))
        self.say(f"{tag} OK done")

    def on_logout(self, tag: str, rest: str) -> None:
        self.say("* BYE")
        self.say(f"{tag} OK done")


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch) -> Path:
    """A certificate of localhost that this test trusts, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path / "localhost.pem"
    path.write_bytes(private + made.public_bytes(pem))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


@pytest.fixture
def server(certificate: Path, settings) -> Iterator[ThreadingTCPServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with ThreadingTCPServer(("localhost", 0), Mailbox) as listening:
        listening.socket = context.wrap_socket(listening.socket, server_side=True)
        listening.mails, listening.seen, listening.selected = [MAIL, MAIL + b"again\r\n"], set(), ""
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        settings.SEND_TIMEOUT_SECONDS = 5
        settings.BOUNCES = f"imaps://notices:pass%20word@localhost:{listening.server_address[1]}/Bounces"
        yield listening
        listening.shutdown()


def read() -> list[bytes]:
    found = []
    for mail, done in bounces.unread():
        found.append(mail)
        done()
    return found


def test_what_is_unread_is_read_once(server):
    assert read() == server.mails
    assert (server.selected, server.seen) == ("Bounces", {1, 2})
    assert read() == []


def test_what_nobody_was_done_with_is_read_again(server):
    assert len(list(bounces.unread())) == 2
    assert len(read()) == 2


def test_a_mailbox_that_does_not_let_us_in_cannot_be_read_now(server, settings):
    settings.BOUNCES = settings.BOUNCES.replace("pass%20word", "other")
    with pytest.raises(MailboxError, match="wrong"):
        read()


def test_a_server_that_nobody_vouches_for_is_not_spoken_to(server, monkeypatch, tmp_path):
    (tmp_path / "none.pem").write_text("")
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(MailboxError, match="certificate"):
        read()
