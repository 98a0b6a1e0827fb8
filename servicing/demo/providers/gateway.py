"""A text message gateway as the rules have it (section 12): POST takes a message, GET tells its state."""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from servicing.demo.providers import ledger
from servicing.demo.providers.ledger import Fault, Ledger, no_fault

HOST = "127.0.0.1"
LONGEST = 3.0  # seconds that a slow answer takes
DROPPED_AFTER = 30.0  # seconds for which nobody is answered, unless the caller leaves before


class Gateway:
    """Runs in threads of its own from ``start`` to ``stop``. ``states``: what GET says, by the id."""

    def __init__(self, folder: Path | None = None, port: int = 0, fault: Fault = no_fault) -> None:
        self.ledger, self.fault = Ledger(folder, ".json"), fault
        self.states: dict[str, str] = {}
        self.refuses: dict[str, int] = {}  # by number: the status it gets
        self.dropped_after = DROPPED_AFTER
        self._server = _Server((HOST, port), _Handler)
        self._server.gateway = self
        self._thread = Thread(target=self._server.serve_forever, args=(0.1,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._server.server_address[1]}/messages"

    def start(self) -> "Gateway":
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def state(self, reference: str) -> str:
        return self.states.get(reference, "accepted" if self.ledger.knows(reference) else "")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    gateway: Gateway


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        gateway = self.server.gateway
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        reference = asked["id"]
        gateway.ledger.offer(reference)
        fault = gateway.fault(reference)
        if status := gateway.refuses.get(asked["to"]):
            self._answer(status, {"error": "refused"})
        elif fault == ledger.BUSY:
            self._answer(503, {"error": "busy"}, {"Retry-After": "1"})
        elif fault == ledger.FAILS:
            self._answer(500, {"error": "broken"})
        else:
            self._take(reference, asked, fault)

    def do_GET(self) -> None:
        state = self.server.gateway.state(self.path.rpartition("/")[2])
        if state:
            self._answer(200, {"state": state})
        else:
            self._answer(404, {"error": "unknown"})

    def log_message(self, *args: Any) -> None:
        pass

    def _take(self, reference: str, asked: dict[str, str], fault: str) -> None:
        gateway = self.server.gateway
        is_new = gateway.ledger.take(reference, json.dumps(asked, ensure_ascii=False).encode())
        if fault == ledger.SLOW:
            time.sleep(LONGEST)
        if fault == ledger.DROPS:
            time.sleep(gateway.dropped_after)
            self.close_connection = True
        elif not is_new or fault == ledger.REPEATS:
            self._answer(409, {"id": reference})
        else:
            self._answer(202, {"id": "N0" if fault == ledger.WRONG_ID else reference})

    def _answer(self, status: int, body: dict[str, str], headers: dict[str, str] | None = None) -> None:
        content = json.dumps(body).encode()
        try:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            self.close_connection = True  # the caller has left
