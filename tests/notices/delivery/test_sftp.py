"""Packages at the vendor by SFTP: whole or not at all, and only on the host whose key is known."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import asyncssh
import pytest

from notices.delivery.channels import outbox as outboxes
from notices.models import Dispatch, Package
from servicing.demo.providers import vendor
from tests.notices.delivery.sent import packages, passed, released

pytestmark = pytest.mark.django_db


@dataclass
class Host:
    """An SFTP server on loopback that shows one folder, and takes one key."""

    root: Path
    key: asyncssh.SSHKey
    port: int = 0


class _Server(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return True


@pytest.fixture
def host(tmp_path) -> Iterator[Host]:
    made = Host(tmp_path / "vendor", asyncssh.generate_private_key("ssh-ed25519"))
    made.root.mkdir()
    client = asyncssh.generate_private_key("ssh-ed25519")
    client.write_private_key(str(tmp_path / "key"))
    client.write_public_key(str(tmp_path / "key.pub"))
    loop = asyncio.new_event_loop()

    async def serve() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1", 0, server_factory=_Server, server_host_keys=[made.key],
            authorized_client_keys=str(tmp_path / "key.pub"),
            sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(made.root)),
        )  # fmt: skip

    acceptor = loop.run_until_complete(serve())
    made.port = acceptor.get_port()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield made
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def sftp(settings, outbox, host, tmp_path):
    settings.OUTBOX = f"sftp://bank@127.0.0.1:{host.port}/"
    settings.OUTBOX_KEY, settings.SEND_TIMEOUT_SECONDS = str(tmp_path / "key"), 20
    settings.OUTBOX_KNOWN_HOSTS = str(tmp_path / "known_hosts")
    public = host.key.export_public_key().decode()
    Path(settings.OUTBOX_KNOWN_HOSTS).write_text(f"[127.0.0.1]:{host.port} {public}")
    return host


def test_a_package_appears_at_the_vendor(sftp, clock):
    notices = [released() for _ in range(2)]
    assert passed(clock).handed == 2
    (package,) = packages(sftp.root)
    assert [row["notice"] for row in vendor.checked(package)] == [notice.reference for notice in notices]
    assert list((sftp.root / outboxes.PARTS).iterdir()) == []


def test_a_host_with_another_key_gets_nothing(sftp, clock, settings):
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    Path(settings.OUTBOX_KNOWN_HOSTS).write_text(f"[127.0.0.1]:{sftp.port} {other}")
    notice = released()
    assert passed(clock).handed == 0
    assert packages(sftp.root) == []
    notice.refresh_from_db()
    assert notice.state in ("released", "sending")
    assert "BadHostKey" in Package.objects.get().problem
    public = sftp.key.export_public_key().decode()
    Path(settings.OUTBOX_KNOWN_HOSTS).write_text(f"[127.0.0.1]:{sftp.port} {public}")
    for _ in range(3):
        clock.move(minutes=5)
        passed(clock)
    assert len(packages(sftp.root)) == 1
    assert Dispatch.objects.get(notice=notice).state == "handed"
