"""A receiver of events, as somebody else would write one: it checks every signature by the library that is published for that."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from time import sleep

from standardwebhooks import Webhook


class Receiver:
    """Answers as ``answers`` says, the first of them for the next call; with 200 once they are used up."""

    def __init__(self) -> None:
        self.secret = ""
        self.answers: list[int | str] = []
        self.refuses: set[str] = set()  # accounts whose events it does not take
        self.calls: list[tuple[str, dict]] = []
        self.taken: list[tuple[str, dict]] = []
        self.lock = Lock()

    def take(self, headers, body: bytes) -> int | str:
        assert self._signed(headers, body) in headers["webhook-signature"].split()
        event = json.loads(body)
        with self.lock:
            self.calls.append((headers["webhook-id"], event))
            answer = self.answers.pop(0) if self.answers else 200
            if event["data"].get("account") in self.refuses:
                answer = 400
            if answer == 200:
                self.taken.append((headers["webhook-id"], event))
            return answer

    def _signed(self, headers, body: bytes) -> str:
        """By the library. It would also ask the clock of this machine, and tests have one of their own."""
        at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        return Webhook(self.secret).sign(headers["webhook-id"], at, body.decode())

    def of(self, account: str) -> list[tuple[str, str]]:
        """Types and days that came of an account, in the order in which they did."""
        return [(e["type"], e["data"]["on"]) for _, e in self.taken if e["data"].get("account") == account]


@contextmanager
def receiving() -> Iterator[tuple[Receiver, str]]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = receiver.take(self.headers, body)
            if answer == "hangs":
                sleep(1)
                self.close_connection = True
                return
            said = json.dumps({}).encode()
            self.send_response(answer)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield receiver, f"http://127.0.0.1:{server.server_port}/events"
    finally:
        server.shutdown()
        server.server_close()
