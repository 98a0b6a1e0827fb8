"""The client of the documentation does what its page says, against a server."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings

from accounts.close import run as nightly_close
from accounts.models import Account
from servicing.api.models import IdempotencyKey, Subscription
from servicing.api.webhooks import delivery, events
from tests.servicing.api.calling import BOOK, LATE, token
from tests.stories.telling import read, write

GUIDE = Path(settings.BASE_DIR) / "servicing" / "docs" / "api.md"
DAY = date(2026, 2, 1)


@pytest.mark.django_db(transaction=True)
def test_it_loads_a_day_and_hears_what_came_of_it(live_server, settings, tmp_path, capsys):
    settings.HOME, settings.WEBHOOK_LOOPBACK = tmp_path, True
    client: dict = {}
    exec(re.search(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)[1], client)  # noqa: S102 -- our own page
    book = client["Book"](live_server.url, token("core-banking"))
    folder = write(read(BOOK), tmp_path)
    client["load_day"](book, folder)
    assert Account.objects.filter(reference=LATE).exists()
    keys = IdempotencyKey.objects.count()
    client["load_day"](book, folder)
    assert IdempotencyKey.objects.count() == keys and "refused" in capsys.readouterr().out

    heard: list = []
    receiver = client["server"](book, "", 0, lambda *about: heard.append(about))
    url = f"http://127.0.0.1:{receiver.server_port}/"
    secret = client["subscribe"](book, url, ["stage.changed", "close.done"])
    assert client["subscribe"](book, url, ["stage.changed", "close.done"]) == secret
    receiver.server_close()
    receiver = client["server"](book, secret, receiver.server_port, lambda *about: heard.append(about))
    Thread(target=receiver.serve_forever, daemon=True).start()
    try:
        nightly_close.close_through(DAY, now=datetime(2026, 4, 2, tzinfo=UTC))
        events.derive(datetime.now(UTC))
        delivery.deliver(Subscription.objects.get().pk, lambda: datetime.now(UTC))
    finally:
        receiver.shutdown()
        receiver.server_close()
    moves = [(event["data"]["on"], standing["stage"]) for event, standing in heard if standing
             and event["data"]["account"] == LATE]  # fmt: skip
    assert moves == [("2026-01-25", "M1"), ("2026-02-01", "M1")]
    assert ("close.done", str(DAY)) in [(event["type"], event["data"].get("day")) for event, _ in heard]
