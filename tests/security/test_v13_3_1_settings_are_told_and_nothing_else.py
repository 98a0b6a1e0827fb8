"""ASVS 5.0, 3.3.1, 3.4.1, 13.3.1, 13.4.1, 13.4.3, 13.4.4: what settings make of cookies, secrets and files."""

import json
import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.urls import reverse

TOLD = """
import json
from servicing import settings
names = [name for name in dir(settings) if name.endswith("COOKIE_NAME")]
print(json.dumps({
    "cookies": [getattr(settings, name) for name in names],
    "hsts": [settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS],
    "key": settings.SECRET_KEY, "idle": settings.IDLE_MINUTES, "factor": settings.SECOND_FACTOR,
}))
"""


def settings_of(**environment: str) -> dict:
    inherited = {name: os.environ[name] for name in ("PATH", "DATABASE_URL", "REDIS_URL")}
    answer = subprocess.run(
        [sys.executable, "-c", TOLD], env=inherited | environment, capture_output=True, text=True, check=True
    )
    return json.loads(answer.stdout)


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> dict:
    secret = tmp_path_factory.mktemp("vault") / "secret"
    secret.write_text("from a vault\n")
    return settings_of(
        SERVICING_HTTPS="1",
        SERVICING_SECRET_KEY_FILE=str(secret),
        IDLE_MINUTES="20",
        SERVICING_IDLE_MINUTES="10",
    )


def test_every_cookie_is_of_this_host_only(served):
    assert len(served["cookies"]) == 5
    assert all(name.startswith("__Host-") for name in served["cookies"])


def test_browsers_come_by_https_for_a_year_and_to_subdomains_too(served):
    assert served["hsts"] == [31_536_000, True]


def test_secrets_come_from_files_that_a_vault_hands_over(served):
    assert served["key"] == "from a vault"


def test_settings_have_a_name_of_ours_and_are_still_read_without_it(served):
    assert served["idle"] == 10
    old = settings_of(IDLE_MINUTES="20", SECRET_KEY="x", HTTPS="")
    assert (old["idle"], old["factor"]) == (20, "supervisors")


def test_what_is_served_has_no_list_of_itself(settings, tmp_path, client):
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "servicing.css").exists()
    assert not list(tmp_path.rglob("*.json"))
    assert [client.get(f"/static/{name}").status_code for name in ("staticfiles.json", "", "../settings.py")] == [
        404, 404, 404,
    ]  # fmt: skip


def test_trace_is_not_answered(client, db):
    assert client.trace(reverse("sign-in")).status_code == 405


@pytest.mark.parametrize("path", [".git/config", ".env", "var/secret_key", "settings.py"])
def test_nothing_of_the_folder_is_served(client, db, path):
    assert client.get(f"/{path}").status_code == 404
