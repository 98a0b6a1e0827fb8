"""ASVS 5.0, 5.2.1: what is too large is refused before any of it is read, also of those who are not signed in."""

import os
import re
import struct
import zlib
from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import reverse

from notices.letters import letterheads
from servicing.api.http.resource import Resource
from servicing.api.resources import intake
from servicing.security.requests.bodies import limited

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


def test_the_proxy_of_the_readme_has_the_same_bounds():
    """It takes requests in whole, so that whoever sends too much is told so, and not that a server is gone."""
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    bounds = re.findall(r"location (\S+) \{[^}]*client_max_body_size (\w+);", readme)
    assert Resource.max_body == 64 * 1024
    assert dict(bounds) == {
        "/": str(settings.LARGEST_BODY), "/letterheads/": str(settings.LARGEST_UPLOAD), "/api/": "64k",
        "/api/v1/intake/": "0",
    }  # fmt: skip


def png(width: int, height: int) -> bytes:
    """A grey picture of this size, packed as small as it goes."""
    row = zlib.compress(b"\0" * (width // 8 + 2), 9)
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)),
        (b"IDAT", row),
        (b"IEND", b""),
    ]
    packed = (struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
              for name, data in chunks)  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def test_a_small_picture_of_many_pixels_is_refused_before_it_is_drawn(monkeypatch):
    drawn = []
    monkeypatch.setattr("notices.typesetting.can_set", lambda content: drawn.append(content) or True)
    assert not letterheads.is_picture(png(30_000, 30_000))
    assert not letterheads.is_picture(png(2**31, 2**31)[:20])
    assert drawn == []
    assert letterheads.is_picture(png(200, 100))
    assert len(drawn) == 1


def test_pictures_never_lie_in_files():
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE >= settings.LARGEST_UPLOAD


def test_what_a_killed_process_left_of_a_file_is_removed_by_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "HOME", tmp_path)
    left, folder, at_work = (tmp_path / "intake" / name for name in ("x.csv", "y", "z.csv"))
    folder.mkdir(parents=True)
    for path in (left, folder / "payments.csv", at_work):
        path.write_text("customer")
    for path in (left, folder):
        os.utime(path, (0, 0))
    with intake._private_file() as file:
        assert sorted(each.name for each in left.parent.iterdir()) == sorted(["z.csv", Path(file.name).name])
