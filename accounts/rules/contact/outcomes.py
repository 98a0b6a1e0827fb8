"""The words of the contact log: what can come of a contact on which channel, and what each counts for.

Pure. Every contact towards a person is an attempt. Answered is one that somebody took up, whoever it was;
all others are unanswered. A conversation is one with the person meant, once it was clear who that is.
"""

from collections.abc import Iterator

OUT, IN = "out", "in"
DIRECTIONS = (OUT, IN)

ANSWERED, CONVERSATION, REFUSED = "answered", "conversation", "refused"
NO_ANSWER, BUSY, VOICEMAIL, WRONG_NUMBER = "no-answer", "busy", "voicemail-left", "wrong-number"
SENT, DELIVERED, BOUNCED = "message-sent", "message-delivered", "bounced"
IN_ERROR = "entered-in-error"  # what a correction says of a contact that there never was

_SPOKEN = (CONVERSATION, ANSWERED, REFUSED)
_WRITTEN = (SENT, DELIVERED, BOUNCED, WRONG_NUMBER, REFUSED)
OUTCOMES = {
    "call": (*_SPOKEN, NO_ANSWER, BUSY, VOICEMAIL, WRONG_NUMBER),
    "sms": _WRITTEN,
    "email": _WRITTEN,
    "app": (SENT, DELIVERED, CONVERSATION, REFUSED),
    "letter": (SENT, DELIVERED, BOUNCED, REFUSED),
    "visit": _SPOKEN,  # of the customer to a branch
}
ALL_OUTCOMES = (*_SPOKEN, NO_ANSWER, BUSY, VOICEMAIL, WRONG_NUMBER, SENT, DELIVERED, BOUNCED)
TAKEN_UP = frozenset({ANSWERED, CONVERSATION, REFUSED})
OF_THIRD_PERSONS = (ANSWERED, REFUSED)  # of whom nobody is told anything


def is_possible(channel: str, direction: str, outcome: str) -> bool:
    """Whether such a contact can be logged; nobody visits a customer."""
    return outcome in OUTCOMES[channel] and (channel != "visit" or direction == IN)


def faults(outcome: str, *, is_identified: bool, is_right_party: bool | None) -> Iterator[tuple[str, str]]:
    """What does not go together in an entry of the log: the field at fault, and a code for why."""
    if outcome == CONVERSATION and not is_identified:
        yield "identity", "unchecked"
    if outcome == CONVERSATION and is_right_party is not True:
        yield "right_party", "nobody-meant"
    if outcome == WRONG_NUMBER and is_right_party:
        yield "right_party", "somebody-else"
    if outcome and outcome not in TAKEN_UP and is_identified:
        yield "identity", "nobody-spoken-to"
