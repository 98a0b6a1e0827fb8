"""ASVS 5.0, 4.1.2, 12.2.1, 12.3.1, 12.3.3: nothing leaves this machine in the clear without being told."""

import pytest
from django.urls import reverse

from servicing import serving_checks
from tests.servicing.workspace.builders import colleague

pytestmark = pytest.mark.django_db


def remarks() -> list[str]:
    return [remark for remark in serving_checks.remarks() if "OWNER_DATABASE_URL" not in remark]


def test_servers_on_this_machine_need_none():
    assert remarks() == []


def test_a_database_on_another_machine_proves_who_it_is(settings, monkeypatch):
    options = {"sslmode": "require"}
    monkeypatch.setitem(settings.DATABASES, "reports", {"HOST": "db.example.org", "OPTIONS": options})
    assert [remark.split(":")[0] for remark in remarks()] == ["The reports database is on another machine"]
    options["sslmode"] = "verify-full"
    assert remarks() == []


def test_a_broker_and_a_mail_server_on_another_machine_are_asked_encrypted(settings):
    settings.CELERY_BROKER_URL, settings.EMAIL_URL = "redis://cache.example.org/0", "smtp://mail.example.org"
    assert [remark.split(" ")[0] for remark in remarks()] == ["REDIS_URL", "EMAIL_URL"]
    settings.CELERY_BROKER_URL = "rediss://cache.example.org/0"
    settings.EMAIL_URL = "smtp+tls://mail.example.org"
    assert remarks() == []


def test_behind_https_it_is_known_how_many_proxies_stand_in_front(settings):
    colleague("administrator")
    settings.HTTPS, settings.SECOND_FACTOR, settings.PROXIES = True, "supervisors", 0
    (sentence,) = serving_checks.obstacles("127.0.0.1")
    assert "set PROXIES" in sentence
    settings.PROXIES = 1
    assert serving_checks.obstacles("127.0.0.1") == []


def test_people_are_led_to_https_and_programs_are_refused(settings, client):
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    assert client.get(reverse("sign-in")).url == "https://testserver/sign-in/"
    token = {"Authorization": "Bearer x"}
    assert client.get("/api/v1/accounts/", headers=token).status_code == 403
    assert client.get("/api/v1/accounts/", headers=token, secure=True).status_code == 401
