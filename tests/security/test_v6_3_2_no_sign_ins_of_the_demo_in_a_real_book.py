"""ASVS 5.0, 6.3.2: no default accounts. The demo touches no book but its own, which is served without it."""

import os
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from notices.models import Letterhead, Notice
from servicing import processes, serving_checks
from servicing.demo import setup as demo
from servicing.management.commands import demo as demo_command
from servicing.management.commands import serve
from servicing.models import DemoBook, User
from tests.notices.posted import noticed
from tests.servicing.workspace.builders import UNPAID, colleague, hold

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PASSWORD = "a-long-enough-passphrase"


def first_administrator(monkeypatch, *arguments: str, password: str = PASSWORD) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{password}\n"))
    call_command("first_administrator", *arguments, stderr=StringIO())


def test_an_empty_database_becomes_the_demos_own_and_stays_so():
    demo.claim(NOW)
    hold(UNPAID)
    demo.claim(NOW)
    assert DemoBook.objects.get().made_at == NOW


def test_a_book_of_ones_own_is_refused_in_one_sentence_and_left_as_it_is(settings, tmp_path):
    noticed(hold(UNPAID))
    people, heads = User.objects.count(), Letterhead.objects.count()
    with pytest.raises(CommandError, match="This book was not made by the demo, which touches no other"):
        call_command("demo", "--accounts", "10")
    assert not DemoBook.objects.exists()
    assert (User.objects.count(), Letterhead.objects.count()) == (people, heads)
    assert Notice.objects.get().state == "ready"


def test_people_alone_make_a_book_ones_own():
    colleague("administrator")
    with pytest.raises(demo.NotTheDemos):
        demo.claim(NOW)


def test_the_demo_alone_asks_for_no_second_factor_and_says_so(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(os, "environ", os.environ | {"SERVICING_SECOND_FACTOR": "supervisors"})
    monkeypatch.setattr(demo, "FOLDER", tmp_path)
    demo_command.Command().providers()
    demo_command.Command().tell(8000, StringIO())
    assert os.environ["SERVICING_SECOND_FACTOR"] == "nobody"
    assert "No second factor is asked: SECOND_FACTOR=nobody" in capsys.readouterr().out


class TestFirstAdministrator:
    def test_there_is_one(self, monkeypatch):
        first_administrator(monkeypatch, "ada", "--name", "Ada")
        ada = User.objects.get()
        assert (ada.username, ada.name, ada.role, ada.check_password(PASSWORD)) == (
            "ada", "Ada", "administrator", True,
        )  # fmt: skip
        with pytest.raises(CommandError, match="There is an administrator already"):
            first_administrator(monkeypatch, "eve")

    @pytest.mark.parametrize("password", ["", "ada", "password"])
    def test_the_password_is_one(self, monkeypatch, password):
        with pytest.raises(CommandError):
            first_administrator(monkeypatch, "ada", password=password)
        assert not User.objects.exists()


class TestObstacles:
    def test_each_is_a_sentence_that_says_what_to_do(self, settings):
        settings.DEBUG = True
        settings.HTTPS, settings.ALLOWED_HOSTS = False, ["localhost"]
        settings.SECOND_FACTOR = "nobody"
        said = serving_checks.obstacles("192.0.2.1")
        assert [sentence.split(" ")[0] for sentence in said] == [
            "DEBUG",
            "Nobody",
            "SECOND_FACTOR=nobody",
            "192.0.2.1",
            "ALLOWED_HOSTS",
        ]
        assert all(sentence.endswith((".", "first.")) for sentence in said)

    def test_on_this_machine_an_administrator_is_enough(self, settings):
        settings.SECOND_FACTOR = "supervisors"
        assert len(serving_checks.obstacles("127.0.0.1")) == 1
        colleague("administrator")
        assert serving_checks.obstacles("127.0.0.1") == []

    def test_beyond_it_https_and_names_are(self, settings):
        colleague("administrator")
        settings.HTTPS, settings.PROXIES, settings.SECOND_FACTOR = True, 1, "supervisors"
        settings.ALLOWED_HOSTS = ["servicing.example.org"]
        assert serving_checks.obstacles("192.0.2.1") == []
        settings.ALLOWED_HOSTS = ["*"]
        assert "every name" in serving_checks.obstacles("192.0.2.1")[0]

    def test_serve_says_them_and_does_not_serve(self):
        with pytest.raises(CommandError, match="first_administrator USERNAME"):
            call_command("serve")

    def test_behind_a_proxy_it_says_by_which_name_people_come(self, settings, monkeypatch, capsys):
        settings.HTTPS, settings.SITE_URL = True, "https://servicing.example.org"
        monkeypatch.setattr(processes, "run", lambda commands: None)
        serve.Command()._serve("127.0.0.1", 8000, StringIO())
        assert "served at https://servicing.example.org, whose proxy asks http" in capsys.readouterr().err

    def test_one_database_role_is_remarked(self):
        (remark,) = serving_checks.remarks()
        assert "OWNER_DATABASE_URL" in remark
