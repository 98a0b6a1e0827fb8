"""Why a notice was not delivered, in our own words, and what follows from each (rules, section 12).

Two tables: codes of providers to our reasons, and reasons to what happens. A code that stands in no table is
``unknown``: kept, shown and counted.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Marked = Literal["", "stopped", "wrong"]

UNKNOWN, UNCERTAIN, NO_WORD, NO_ANSWER, NO_CHANNEL = (
    "unknown",
    "uncertain",
    "no-word",
    "no-answer",
    "no-channel",
)


@dataclass(frozen=True, slots=True)
class Consequence:
    """``mark``: the address is not used for this person any more, or for nobody. ``reissue``: the notice is
    issued anew on the next channel of its kind. ``work``: a person looks at it. ``ours``: a fault of our own
    that operations must hear of; the account has nothing to do with it."""

    mark: Marked = ""
    reissue: bool = False
    work: bool = False
    ours: bool = False


_BAD_ADDRESS = Consequence(mark="stopped", reissue=True)
_NEXT = Consequence(reissue=True)
_OURS = Consequence(ours=True, work=True)
_PERSON = Consequence(work=True)

REASONS: Mapping[str, Consequence] = {
    "no-such-recipient": _BAD_ADDRESS,
    "no-such-address": Consequence(mark="wrong", reissue=True),  # nobody at all is reached there
    "moved": _BAD_ADDRESS,
    # The new address is the vendor's word: a person asks the customer.
    "moved-new-address-known": Consequence(mark="stopped", reissue=True, work=True),
    "address-incomplete": Consequence(mark="stopped", reissue=True, work=True),
    "building-gone": _BAD_ADDRESS,
    "inaccessible": _NEXT,
    "unclaimed": _NEXT,
    "mailbox-full": _NEXT,
    "expired": _NEXT,
    "refused": _PERSON,  # never more contact than before
    "blocked-by-policy": _OURS,
    "sender-authentication": _OURS,
    "content-rejected": _OURS,
    "vendor-error": _OURS,
    "cancelled": _PERSON,
    UNKNOWN: _PERSON,
    UNCERTAIN: _PERSON,  # it may have gone: a second one is a person's decision
    NO_WORD: _PERSON,
    NO_ANSWER: Consequence(reissue=True, ours=True),
    NO_CHANNEL: _PERSON,
}

# RFC 3463, class left out: what a mail server says of an address, a mailbox, the way there, the message.
_STATUS: Mapping[str, str] = {
    "1.0": "no-such-recipient", "1.1": "no-such-recipient", "1.2": "no-such-address",
    "1.3": "no-such-address", "1.4": "no-such-recipient", "1.6": "moved", "1.7": "sender-authentication",
    "1.8": "sender-authentication", "1.10": "no-such-address",
    "2.0": "mailbox-full", "2.1": "no-such-recipient", "2.2": "mailbox-full", "2.3": "content-rejected",
    "2.4": "vendor-error",
    "3.0": "vendor-error", "3.1": "mailbox-full", "3.2": "vendor-error", "3.3": "content-rejected",
    "3.4": "content-rejected", "3.5": "vendor-error",
    "4.0": "expired", "4.1": "expired", "4.2": "expired", "4.3": "vendor-error", "4.4": "no-such-address",
    "4.6": "vendor-error", "4.7": "expired",
    "5.0": "vendor-error", "5.1": "vendor-error", "5.2": "vendor-error", "5.4": "vendor-error",
    "6.0": "content-rejected", "6.1": "content-rejected", "6.2": "content-rejected",
    "6.3": "content-rejected",
    "7.0": "blocked-by-policy", "7.1": "blocked-by-policy", "7.2": "blocked-by-policy",
    "7.8": "sender-authentication", "7.9": "sender-authentication", "7.13": "no-such-recipient",
    "7.17": "moved", "7.18": "moved", "7.28": "blocked-by-policy",
    **{f"7.{number}": "sender-authentication" for number in range(20, 28)},
}  # fmt: skip
_RETURNED: Mapping[str, str] = {
    "printed": "", "posted": "", "delivered": "", "address-unknown": "no-such-recipient",
    "refused": "refused", "expired": "unclaimed",
}  # fmt: skip
# What vendors and postal services write beside ``returned``, in small letters.
_DETAILS: Mapping[str, str] = {
    "": UNKNOWN,
    "addressee unknown": "no-such-recipient", "unknown": "no-such-recipient",
    "not known at this address": "no-such-recipient", "attempted - not known": "no-such-recipient",
    "查无此人": "no-such-recipient",
    "gone away": "moved", "moved": "moved", "moved left no address": "moved", "迁移新址不明": "moved",
    "moved new address known": "moved-new-address-known",
    "forwarding address known": "moved-new-address-known",
    "address incomplete": "address-incomplete", "insufficient address": "address-incomplete",
    "no such number": "address-incomplete", "地址不详": "address-incomplete",
    "building gone": "building-gone", "vacant": "building-gone", "demolished": "building-gone",
    "inaccessible": "inaccessible", "no mail receptacle": "inaccessible",
    "refused": "refused", "拒收": "refused",
    "unclaimed": "unclaimed", "not called for": "unclaimed", "逾期未领": "unclaimed",
    "cancelled": "cancelled", "damaged": "vendor-error", "printing failed": "vendor-error",
}  # fmt: skip
_GATEWAY: Mapping[int, str] = {
    400: "content-rejected", 401: "sender-authentication", 403: "sender-authentication",
    404: "no-such-address", 410: "no-such-address", 413: "content-rejected", 422: "no-such-address",
}  # fmt: skip

_ENHANCED = re.compile(r"\b[245]\.(\d{1,3})\.(\d{1,3})\b")
_REPEATED = re.compile(r"\b(duplicate|already (received|accepted|queued))\b", re.IGNORECASE)


def status_in(text: str) -> str:
    """The enhanced status code that a server's answer begins with, such as ``5.1.1``; "" without one."""
    match = _ENHANCED.search(text)
    return match.group(0) if match else ""


def is_repeat(text: str) -> bool:
    """Whether a mail server says that it has this message already."""
    return bool(_REPEATED.search(text))


def of_status(status: str) -> str:
    """Our reason for an enhanced status code."""
    return _STATUS.get(status.partition(".")[2], UNKNOWN)


def of_return(outcome: str, detail: str) -> str:
    """Our reason for a line of ``returns.csv``; "" where nothing went wrong."""
    if outcome == "returned":
        return _DETAILS.get(" ".join(detail.lower().split()), UNKNOWN)
    return _RETURNED.get(outcome, UNKNOWN)


def of_gateway(status: int) -> str:
    """Our reason for a refusal of the text message gateway."""
    return _GATEWAY.get(status, UNKNOWN)
