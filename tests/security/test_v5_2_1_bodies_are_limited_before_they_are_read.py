"""ASVS 5.0, 5.2.1: what is too large is refused before any of it is read, also of those who are not signed in."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from servicing.security.bodies import limited

pytestmark = pytest.mark.django_db


class Unreadable:
    """A body that nobody may touch."""

    def read(self, *_args: int) -> bytes:
        raise AssertionError("it was read")

    readline = read


def answer(path: str, **headers: object) -> int:
    request = RequestFactory().generic("POST", path, **headers)
    request._stream = Unreadable()
    return limited(lambda _request: None)(request).status_code


@pytest.mark.parametrize("path", ["/sign-in/", "/accounts/", "/letterheads/CN/zh-hans/"])
def test_too_large(path):
    assert answer(path, CONTENT_LENGTH=5_000_001) == 413


@pytest.mark.parametrize("length", ["-1", "1e9", "x", "１"])
def test_no_length_at_all(length):
    assert answer("/sign-in/", CONTENT_LENGTH=length) == 413


def test_a_body_that_does_not_say_how_long_it_is():
    assert answer("/sign-in/", HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH="") == 411


def test_a_form_passes(client):
    assert client.post(reverse("sign-in"), {"username": "x", "password": "y"}).status_code == 200


def test_a_large_one_is_refused_by_the_whole_program(client):
    said = {"username": "x" * 1_000_001, "password": "y"}
    assert client.post(reverse("sign-in"), said).status_code == 413
