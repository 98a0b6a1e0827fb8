"""The code on a payment slip that a banking app reads, for currencies whose payments have a standard for one.

Euro credit transfers have (European Payments Council, EPC069-12, version 2.1); no other of ours has.
"""

import re
from io import BytesIO

import segno

from accounts import money
from notices.models import Letterhead

CURRENCY = "EUR"
LARGEST = 999_999_999_99  # cents
_NAME, _REMITTANCE = 70, 140  # characters at most
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")


def is_iban(text: str) -> bool:
    """Whether it is an international account number, without spaces, by its check digits (ISO 13616)."""
    turned = text[4:] + text[:4]
    return bool(_IBAN.fullmatch(text)) and int("".join(str(int(each, 36)) for each in turned)) % 97 == 1


def in_groups(iban: str) -> str:
    """As it is read: in groups of four."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def of(letterhead: Letterhead, cents: int, reference: str) -> str:
    """The lines of the code. Without an amount within its limits the payer types one."""
    amount = f"{CURRENCY}{money.text(cents, CURRENCY)}" if 0 < cents <= LARGEST else ""
    return "\n".join(
        [
            *("BCD", "002", "1", "SCT"),
            *(letterhead.bic, letterhead.name[:_NAME], letterhead.iban, amount),
            *("", "", reference[:_REMITTANCE]),
        ]
    )


def svg(lines: str) -> str:
    """The code as a picture, with the correction and the quiet border that the standard asks for."""
    code = segno.make_qr(lines, error="m", encoding="utf-8", boost_error=False)
    kept = BytesIO()
    code.save(kept, kind="svg", border=4, xmldecl=False, svgns=True, nl=False)
    return kept.getvalue().decode()
