"""ASVS 5.0, 16.2.5: nothing personal is logged, neither by the web nor by workers nor by commands.

What the database quotes of a row that it refuses is a customer's.
"""

import io
import logging
import traceback

import pytest
from celery.app.trace import build_tracer
from django.conf import settings
from django.db import DataError, IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import Customer
from servicing.celery import app
from servicing.security import logs
from servicing.security.logs import Lines

pytestmark = pytest.mark.django_db

NAME = "Zhang\nWei 张伟"


def refused() -> None:
    """A person of whom the database says why not, and quotes what was to be kept."""
    Customer.objects.create(reference=NAME, name="x")
    with transaction.atomic():
        Customer.objects.create(reference=NAME, name="y")


def not_a_number() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT %s::integer", [NAME])


@pytest.fixture
def lines():
    """What the handlers of the settings write, with everything that comes to the root of the loggers."""
    assert settings.LOGGING["root"]["handlers"] == ["stderr"]
    formatter = settings.LOGGING["formatters"][settings.LOGGING["handlers"]["stderr"]["formatter"]]
    assert formatter["class"] == f"{Lines.__module__}.{Lines.__qualname__}"
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Lines(formatter["format"]))
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def holds_no_row(text: str) -> bool:
    return not any(part in text for part in ("Zhang", "张伟", "DETAIL", "Wei"))


def test_the_database_does_quote_the_row():
    """So that the tests after this one can fail."""
    with pytest.raises(IntegrityError, match=r"DETAIL:.*Zhang"):
        refused()


@pytest.mark.parametrize(("act", "state"), [(refused, "23505"), (not_a_number, "22P02")])
def test_web(act, state, client, people, lines, monkeypatch):  # noqa: PLR0917
    """In the place of a page: what becomes an answer 500 is logged with its trace, without the row."""
    monkeypatch.setattr("servicing.workspace.home.todos", lambda *_args, **_named: act())
    client.force_login(people["agent"])
    client.raise_request_exception = False
    broken = client.get(reverse("home"))
    assert broken.status_code == 500
    text = lines.getvalue()
    assert "Traceback" in text
    assert state in text
    assert holds_no_row(text)


@pytest.mark.parametrize(("act", "state"), [(refused, "23505"), (not_a_number, "22P02")])
def test_worker(act, state, lines):
    task = app.task(name=f"tests.{act.__name__}")(act)
    build_tracer(task.name, task, app=app)(
        "1", (), {}, request={"id": "1", "is_eager": True, "delivery_info": {}}
    )
    text = lines.getvalue()
    assert "Traceback" in text
    assert state in text
    assert holds_no_row(text)


@pytest.mark.parametrize("error", [IntegrityError, DataError])
def test_an_error_that_came_from_another_process_has_lost_its_cause(error, lines):
    said = error(f"first line\nDETAIL:  Key (reference)=({NAME}) already exists.\n")
    logging.getLogger("x").error("it ended with %r: %s", said, said)
    assert holds_no_row(lines.getvalue())


def test_command(capsys):
    try:
        refused()
    except IntegrityError as error:
        logs.show(type(error), error, error.__traceback__)
        assert "张伟" in "".join(traceback.format_exception(error))
    text = capsys.readouterr().err
    assert "23505 duplicate key value violates unique constraint" in text
    assert holds_no_row(text)


def test_all_else_is_logged_as_it_is(lines):
    try:
        raise ValueError("of ours")
    except ValueError:
        logging.getLogger("x").exception("named %s", "ann")
    assert "named ann" in lines.getvalue()
    assert "ValueError: of ours" in lines.getvalue()
