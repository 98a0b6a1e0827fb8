"""ASVS 5.0, 6.2.1, 6.2.4, 6.2.11, 6.2.12: twelve characters or more, none breached or guessed first."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from servicing.models import User
from servicing.security.passwords import is_guessed_first


@pytest.mark.parametrize(
    "password",
    [
        "short-pass1", "password1234", "P@ssw0rd2026!", "letmeinletmein", "passwordmonkey", "aaaaaaaaaaaaa",
        "abcabcabcabcabc", "123456789012345", "qwertyuiopqwerty", "Welcome2026!!", "2026-11-28-2026", "alex agent 12",
        "alexagent2026", "correcthorsebatterystaple", "zvezdaya1998", "ZVEZDAYA1998",
    ],
)  # fmt: skip
def test_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, User(username="alexagent", name="Alex Agent", email="alex@example.com"))


@pytest.mark.parametrize(
    "password",
    ["a-long-enough-passphrase", "correct horse battery staple", "四个字的口令很好记住它吧", "xK2#mfQz81!pw"],
)
def test_taken(password):
    validate_password(password, User(username="alexagent", name="Alex Agent"))
    assert not is_guessed_first(password)
