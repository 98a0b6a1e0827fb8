"""What `make demo` puts together: the book, the people, and the processes side by side."""

import sys
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth import authenticate

from accounts.close import run as nightly_close
from accounts.close.verification import verify
from accounts.models import Account, CallBack, Case
from servicing import processes
from servicing.api import tokens
from servicing.demo import desk as demo_desk
from servicing.demo import setup as demo

NOW = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def home(tmp_path, settings, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(demo, "FOLDER", tmp_path / "demo")
    return tmp_path


def made(accounts, through):
    with processes.side_by_side(demo.files_to_make(accounts, through)) as making:
        processes.wait_for(making)
    return demo.keep_files()


@pytest.mark.django_db
def test_the_demo_book_loads_closes_and_verifies(home):
    demo.load_book(made(60, date(2026, 10, 31)), lambda size: None)
    assert demo.is_loaded()
    assert Account.objects.count() == 60
    first = nightly_close.open_days(date(2026, 10, 31))[0]
    nightly_close.close_through(first.replace(day=28), now=datetime(2026, 11, 2, tzinfo=UTC))
    assert list(verify()) == []
    now = datetime(2026, 11, 2, 12, tzinfo=UTC)
    demo_desk.work(now)
    came = Case.objects.count(), CallBack.objects.count()
    assert came > (0, 0)
    asked_for_spanish = CallBack.objects.filter(note="asked for Spanish")
    assert not asked_for_spanish.exclude(account__language="es").exists()
    demo_desk.work(now)
    assert came == (Case.objects.count(), CallBack.objects.count())
    demo.load_book(made(60, date(2026, 11, 5)), lambda size: None)
    assert Account.objects.count() == 60


def test_files_that_a_killed_start_left_half_made_are_made_anew(home):
    left = demo.FOLDER / "draft" / "accounts.csv"
    left.parent.mkdir(parents=True)
    left.write_text("account\n1")
    files = made(5, date(2026, 10, 31))
    assert not left.exists()
    assert len((files / "accounts.csv").read_text().splitlines()) == 6
    assert demo.files_to_make(5, date(2026, 10, 31)) == {}


def test_files_that_could_not_be_made_are_not_kept(home):
    (command,) = demo.files_to_make(5, date(2026, 10, 31)).values()
    with (
        pytest.raises(processes.ProcessEnded, match="the book ended with status 2"),
        processes.side_by_side({"book": [*command, "--seed", "none"]}) as making,
    ):
        processes.wait_for(making)
    assert not demo.keep_files().exists()


@pytest.mark.django_db
def test_the_demo_has_a_token_of_its_home(home):
    shown = demo.api_token(NOW)
    assert shown == demo.api_token(NOW)
    assert tokens.find(shown, NOW).name == "demo"
    assert (demo.FOLDER / "api-token").stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_the_demo_s_people_sign_in_with_one_password_of_their_home(home, rf):
    password = demo.people()
    assert password == demo.people()
    request = rf.post("/")
    for username, (role, _) in demo.PEOPLE.items():
        assert authenticate(request, username=username, password=password).role == role


def test_a_second_demo_of_one_home_says_where_the_first_is(tmp_path):
    with processes.only_one(tmp_path / "served") as note:
        note.write("http://127.0.0.1:8000/")
        note.flush()
        with (
            pytest.raises(processes.AlreadyServed, match="is served already: http"),
            processes.only_one(tmp_path / "served"),
        ):
            pass
    with processes.only_one(tmp_path / "served") as note:
        assert note.read() == ""


def test_when_one_process_ends_the_others_are_stopped(tmp_path):
    mark = tmp_path / "stopped"
    waits = (
        "import signal, sys, time, pathlib;"
        f"signal.signal(signal.SIGTERM, lambda *_: (pathlib.Path({str(mark)!r}).touch(), sys.exit()));"
        "time.sleep(60)"
    )
    commands = {
        "lasting": [sys.executable, "-c", waits],
        "ending": [sys.executable, "-c", "import sys, time; time.sleep(1); sys.exit(3)"],
    }
    with pytest.raises(processes.ProcessEnded, match="the ending ended with status 3"):
        processes.run(commands)
    assert mark.exists()
