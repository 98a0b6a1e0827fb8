"""The contact gate: whether a person may be contacted about an account now (rules, section 10).

Nothing goes out without a yes. A yes that uses up a cap reserves one contact: it counts at once, until what
came of it is logged, it is given back, or an hour has passed. Who asks about a person waits for whoever asks
about them at that moment, over all their accounts, so that two never get the last one both.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.acts import ActRefused
from accounts.contact.gate_facts import Pair, Situations, name_broken
from accounts.customers.phone_numbers import normal
from accounts.models import GateAnswer
from accounts.rules.contact import policy as contact_policy
from accounts.rules.contact.terms import (
    PURPOSES_OF_PEOPLE,
    Question,
    ReachablePoint,
    Refusal,
    Verdict,
)

RESERVED_FOR = timedelta(hours=1)  # as long as a call may take until what came of it is logged

# Those who owe on the account are concerned by what is asked of any of them. In order of their ids, so that
# two who wait for several persons never wait for each other.
_LOCK = """
    SELECT id FROM accounts_customer
    WHERE id = ANY(%(customers)s) OR id IN (
        SELECT customer_id FROM accounts_party
        WHERE account_id = ANY(%(accounts)s) AND role IN ('cardholder', 'joint-holder')
    )
    ORDER BY id FOR NO KEY UPDATE
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """``rule`` and ``about`` name what refuses, ``from_when`` the first moment of a yes; None: only a person
    can bring one about. ``until``: how long a yes holds at most. ``pk`` is that of the answer as kept,
    ``reserved_until`` when what it reserved lapses."""

    allowed: bool
    rule: str
    about: str
    from_when: datetime | None
    citation: str
    until: datetime | None = None
    refusals: tuple[Refusal, ...] = ()
    number: str = ""
    pk: int | None = None
    reserved_until: datetime | None = None


def ask(  # noqa: PLR0913 -- each of them is part of the question
    *,
    customer: int,
    account: int,
    channel: str,
    purpose: str,
    now: datetime,
    number: str = "",
    by: str = "",
    trained: bool = False,
    purposes: Collection[str] = PURPOSES_OF_PEOPLE,
) -> Answer:
    """Whether this person may be contacted now; kept, and a yes reserved. Ids of customer and account.

    ``by``: the person or system that asks, nobody for our own programs. ``trained``: whether they are trained
    for vulnerable customers. ``purposes``: for what they may contact anybody; our own programs for all.
    """
    with transaction.atomic():
        lock([customer], [account])
        pair = (customer, account)
        known = Situations([pair], now)
        entitled = not by or purpose in purposes
        asked = Question(channel, purpose, normal(number, known.pack(pair).code), trained, entitled)
        answer = _answer(known, pair, asked)
        if answer.allowed and known.uses_caps(pair, purpose):
            answer = replace(answer, reserved_until=now + RESERVED_FOR)
        return replace(answer, pk=_kept(answer, pair, asked, now, by))


def look(pairs: Sequence[Pair], questions: Iterable[Question], now: datetime) -> dict[Pair, list[Answer]]:
    """What the gate would say to each question about each person and account; nothing is kept or reserved."""
    known, questions = Situations(pairs, now), list(questions)
    return {pair: [_answer(known, pair, asked) for asked in questions] for pair in pairs}


@dataclass(frozen=True, slots=True)
class Allowed:
    """A person who may be contacted now, by this number, until then at most."""

    number: str
    until: datetime


def allowed(pairs: Sequence[Pair], asked: Question, now: datetime) -> dict[Pair, Allowed]:
    """Of these persons and accounts those to whom the gate would say yes; nothing is kept or reserved."""
    known, answers = Situations(pairs, now), {}
    for pair in pairs:
        try:
            situation = known.of(pair)
            until = contact_policy.allowed_until(situation, asked, now) if situation else None
        except OverflowError:
            name_broken(pair[1])
            continue
        if situation and until:
            point = situation.point(asked)
            answers[pair] = Allowed(point.value if point else "", until)
    return answers


def give_back(answer: int, at: datetime) -> None:
    """Give back a reservation that was not used. Raises ActRefused where it lapsed, or was used."""
    kept = GateAnswer.objects.get(pk=answer)
    with transaction.atomic():
        lock([kept.customer_id], [kept.account_id])
        if not reserved(at).filter(pk=answer).update(given_back_at=at):
            raise ActRefused("not-reserved")


def reserved(at: datetime) -> QuerySet[GateAnswer]:
    """What is reserved at a moment and has come to nothing yet."""
    return GateAnswer.objects.filter(reserved_until__gt=at, given_back_at=None, event=None)


def lock(customers: Sequence[int], accounts: Sequence[int]) -> None:
    """Until the transaction ends nobody else asks about these persons, or logs a contact with them."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"customers": list(customers), "accounts": list(accounts)})


def _answer(known: Situations, pair: Pair, asked: Question) -> Answer:
    try:
        verdict, point = _decided(known, pair, asked)
    except OverflowError:
        name_broken(pair[1])
        verdict, point = Verdict((Refusal("not-computed"),), None), None
    first = verdict.refusals[0] if verdict.refusals else Refusal("")
    return Answer(
        allowed=verdict.allowed,
        rule=first.rule,
        about=first.about,
        from_when=verdict.from_when,
        citation=first.citation,
        until=verdict.until,
        refusals=verdict.refusals,
        number=point.value if point else asked.number,
    )


def _decided(known: Situations, pair: Pair, asked: Question) -> tuple[Verdict, ReachablePoint | None]:
    situation = known.of(pair)
    if situation is None:
        return Verdict((Refusal("no-pack", known.pack(pair).code),), None), None
    return contact_policy.decide(situation, asked, known.at), situation.point(asked)


def _kept(answer: Answer, pair: Pair, asked: Question, now: datetime, by: str) -> int:
    customer, account = pair
    return GateAnswer.objects.create(
        customer_id=customer,
        account_id=account,
        channel=asked.channel,
        purpose=asked.purpose,
        number=answer.number,
        at=now,
        asked_by=by,
        allowed=answer.allowed,
        rule=answer.rule,
        about=answer.about,
        citation=answer.citation,
        from_when=answer.from_when,
        reserved_until=answer.reserved_until,
    ).pk
