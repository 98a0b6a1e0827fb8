"""ASVS 5.0, 15.3.2: what is sent to other systems goes to the address that was set; a redirect leads nowhere."""

from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from notices.delivery import alarms
from notices.delivery.channels import sms
from notices.delivery.channels.answer import Message, Result
from notices.models import Alarm
from servicing.api.webhooks import signed_requests

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 24, 2, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Elsewhere:
    """Answers every request with a redirect to itself, which a client that follows would ask for next."""

    def __init__(self, status: int) -> None:
        self.status, self.asked = status, []
        elsewhere = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                elsewhere.asked.append(f"{self.command} {self.path}")
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.send_response(elsewhere.status)
                self.send_header("Location", "/led-on")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_POST(self) -> None:
                self.do_GET()

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/in"


@pytest.fixture(params=[301, 302, 303, 307, 308])
def elsewhere(request) -> Iterator[Elsewhere]:
    found = Elsewhere(request.param)
    Thread(target=found.server.serve_forever, args=(0.01,), daemon=True).start()
    yield found
    found.server.shutdown()
    found.server.server_close()


def test_text_messages(elsewhere, settings):
    settings.SMS_URL = elsewhere.url
    sent = sms.Sms().send(Message("N1", "+12125550100", "Ana", b"x", "text/plain", AT, 1))
    assert sent.result is not Result.ACCEPTED
    assert sms.state_of("N1") is None
    assert elsewhere.asked == ["POST /in", "GET /in/N1"]


def test_alarms(elsewhere, settings):
    settings.ALARM_URL, settings.ALARM_EMAIL = elsewhere.url, ""
    alarm = Alarm.objects.create(key="unprintable", number=1, raised_at=AT)
    assert not alarms.tell(alarm)
    assert elsewhere.asked == ["POST /in"]


def test_events(elsewhere, settings):
    settings.WEBHOOK_LOOPBACK = True
    caller = signed_requests.Caller(elsewhere.url, [SECRET], 5)
    answer = caller.call(signed_requests.Message("evt_1", "{}"), AT)
    caller.close()
    assert answer.result is signed_requests.Result.REFUSED
    assert elsewhere.asked == ["POST /in"]
