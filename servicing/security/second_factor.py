"""The second factor: an authenticator app (TOTP, RFC 6238), and recovery codes for the day it is lost.

The secret is encrypted with a key of the installation (AES-GCM), for its person only. Of recovery codes,
which are random throughout (120 bits), a digest is kept. Nothing is good twice.
"""

import base64
import hashlib
import os
import secrets
from datetime import datetime

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.acts import Act
from servicing.access import SECOND_FACTOR_ROLES
from servicing.models import RecoveryCode, SecondFactor, SignInEvent, User
from servicing.security import session_store, sign_ins

ISSUER = "Servicing"  # as the app shows it
CODES, GROUPS, GROUP = 10, 4, 6  # recovery codes, of four groups of six characters
STEP = 30  # seconds
SHOWN_IN = "second_factor"  # in the session: since when it has been shown
NOBODY, SUPERVISORS, EVERYBODY = "nobody", "supervisors", "everybody"
POLICIES = (SUPERVISORS, EVERYBODY, NOBODY)
_NONCE = 12  # bytes


def is_required(person: User) -> bool:
    """Whether the installation asks it of this person (``SECOND_FACTOR``)."""
    if settings.SECOND_FACTOR == NOBODY:
        return False
    return settings.SECOND_FACTOR == EVERYBODY or person.role in SECOND_FACTOR_ROLES


def is_set_up(person: User) -> bool:
    return SecondFactor.objects.filter(person=person).exists()


def is_missing(request: HttpRequest) -> bool:
    """Whether this session should have shown one and has not, as after somebody became a supervisor."""
    return is_required(request.user) and SHOWN_IN not in request.session  # type: ignore[arg-type]


def new_secret() -> str:
    """A secret for an app, in base 32: 160 bits."""
    return pyotp.random_base32()


def address_for_app(person: User, secret: str) -> str:
    """What the QR code holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=person.username, issuer_name=ISSUER)


def set_up(person: User, secret: str, figures: str, at: datetime) -> list[str]:
    """Take the app whose figures these are, instead of any before it.

    Returns new recovery codes; none of them where the figures are not those of the secret.
    """
    step = _step_of(secret, figures, at, after=-1)
    if step is None:
        return []
    with transaction.atomic():
        SecondFactor.objects.update_or_create(
            person=person, defaults={"sealed_key": _sealed(person, secret), "since": at, "last_step": step}
        )
        sign_ins.record_about(SignInEvent.Kind.FACTOR_SET_UP, person, at)
        return _new_codes(person)


def renew_codes(person: User, at: datetime) -> list[str]:
    """Ten others; those before are no good any more."""
    with transaction.atomic():
        sign_ins.record_about(SignInEvent.Kind.CODES_MADE, person, at)
        return _new_codes(person)


def accept(person: User, typed: str, at: datetime) -> SignInEvent.Kind | None:
    """Use the figures of the app, or a recovery code. None where it is neither, or was used before."""
    figures = "".join(typed.split())
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(person=person).first()
        if factor and _uses_figures(factor, person, figures, at):
            return SignInEvent.Kind.SIGNED_IN
        return SignInEvent.Kind.RECOVERED if _uses_code(person, typed, at) else None


def codes_left(person: User) -> int:
    return RecoveryCode.objects.filter(person=person, used_at=None).count()


def end(person: User, act: Act) -> None:
    """The app, the codes and every session of the person end; they set up another app when they come next."""
    SecondFactor.objects.filter(person=person).delete()
    RecoveryCode.objects.filter(person=person).delete()
    session_store.end_all(person)
    sign_ins.record_about(SignInEvent.Kind.FACTOR_ENDED, person, act.at, by=act.by)


def _uses_figures(factor: SecondFactor, person: User, figures: str, at: datetime) -> bool:
    secret = _opened(person, bytes(factor.sealed_key))
    step = _step_of(secret, figures, at, after=factor.last_step) if secret else None
    if secret is None or step is None:
        return False
    factor.last_step, factor.sealed_key = step, _sealed(person, secret)
    factor.save(update_fields=["last_step", "sealed_key"])
    return True


def _step_of(secret: str, figures: str, at: datetime, *, after: int) -> int | None:
    """The interval, now or just before or after, whose figures these are: no clock is exact."""
    app, now = pyotp.TOTP(secret), int(at.timestamp()) // STEP
    for step in (now, now - 1, now + 1):
        if step > after and constant_time_compare(app.generate_otp(step), figures):
            return step
    return None


def _uses_code(person: User, typed: str, at: datetime) -> bool:
    unused = RecoveryCode.objects.filter(person=person, digest=_digest(person, typed), used_at=None)
    return bool(unused.update(used_at=at))


def _new_codes(person: User) -> list[str]:
    RecoveryCode.objects.filter(person=person).delete()
    codes = [_new_code() for _ in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, digest=_digest(person, code)) for code in codes
    )
    return codes


def _new_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(GROUPS * GROUP * 5 // 8)).decode().lower()
    return "-".join(letters[start : start + GROUP] for start in range(0, GROUPS * GROUP, GROUP))


def _digest(person: User, code: str) -> str:
    plain = "".join(each for each in code.casefold() if each.isalnum())
    return hashlib.sha256(f"{person.pk}:{plain}".encode()).hexdigest()


def _sealed(person: User, secret: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_key(settings.SECRET_KEY)).encrypt(nonce, secret.encode(), _of(person))


def _opened(person: User, sealed: bytes) -> str | None:
    """None where it was made with a key that is neither today's nor an earlier one that is still told."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return AESGCM(_key(key)).decrypt(sealed[:_NONCE], sealed[_NONCE:], _of(person)).decode()
        except InvalidTag:
            continue
    return None


def _key(secret: str) -> bytes:
    return salted_hmac("servicing.second_factor", "", secret=secret, algorithm="sha256").digest()


def _of(person: User) -> bytes:
    return str(person.pk).encode()
