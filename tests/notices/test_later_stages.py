"""The promise of the whole system (rules, section 7): a later stage never makes us louder.

What is asked of the gate, of letters and of their words at a later stage is refused wherever it was refused before,
under every pack. That each later stage adds help is held over months in ``planning/test_hardship_months``.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import (
    Account,
    Hold,
    Party,
    Product,
    Promise,
    PromisedAccount,
    PromisedInstalment,
)
from accounts.models.contact import Channel
from accounts.packs import PACKS
from accounts.rules.contact.terms import PURPOSES_OF_PEOPLE
from accounts.rules.standing import Facts, standing
from accounts.stages import M3
from accounts.standings import facts
from notices.kinds import catalogue
from notices.kinds.schema import NoticeKind
from notices.planning import recheck
from notices.wordings import versions as wording_versions
from notices.wordings.parts import Paragraph
from tests.accounts.contact.calling import POLICY, ZONES, ask, happened, person, statement
from tests.book import put
from tests.history import rewritten
from tests.notices.written import ADDRESS, due

NOW = datetime(2026, 4, 27, 15, tzinfo=UTC)
STATEMENTS = [date(2026, month, 1) for month in (1, 2, 3, 4)]
CHANNELS = Channel.values
OUTCOMES = st.sampled_from(["no-answer", "answered", "refused", "conversation"])
SENTENCES = Path(__file__).parent / "content_rules"
HELD = [
    "complaint",
    "dispute",
    "represented",
    "vulnerable",
    "cease-contact",
    "plan-preparation",
    "hardship-plan",
]
LANGUAGE_OF_LIST = {"zh": "zh-hans", "en": "en", "es": "es"}


def late(jurisdiction: str, missed: int) -> Account:
    """An account of somebody of their own that has missed the newest so many statements."""
    stated = STATEMENTS[-missed:]
    cycles = tuple(statement(on, 10_000 * (place + 1), 10_000 * place) for place, on in enumerate(stated))
    account = put(Facts((POLICY,), cycles), currency="USD")
    with rewritten():
        Product.objects.filter(pk=account.product_id).update(jurisdiction=jurisdiction)
    account.time_zone = ZONES[jurisdiction]
    account.save(update_fields=["time_zone"])
    Party.objects.create(
        account=account, customer=person(email="a@example.org", address=ADDRESS), role="cardholder"
    )
    return account


STAGES = st.sampled_from(
    [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)]
)  # statements missed: earlier, later
LIVES = {
    "pack": st.sampled_from(["CN", "US", "GB"]),
    "stages": STAGES,
    "held": st.lists(st.sampled_from(HELD), max_size=2, unique=True),
}


def alike(pack: str, stages: tuple[int, int], held: list[str]) -> tuple[Account, Account]:
    """Two people alike in everything but how late they are."""
    early, later = (late(pack, missed) for missed in stages)
    for account in (early, later):
        for kind in held:
            Hold.objects.create(reference=f"L{account.pk}{kind}", account=account, kind=kind,
                                starts_on=date(2026, 4, 1), known_on=date(2026, 4, 1), placed_by="ada")  # fmt: skip
    return early, later


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    **LIVES,
    tries=st.lists(st.tuples(st.integers(1, 240), OUTCOMES), max_size=6),
    hour=st.integers(-12, 12),
)
def test_no_contact_that_was_refused_is_allowed_later(pack, stages, held, tries, hour):
    """Asked at the same moment, on every channel and for everything that a person may want."""
    early, later = alike(pack, stages, held)
    for account in (early, later):
        for hours, outcome in tries:
            happened(account, NOW - timedelta(hours=hours), outcome)
    now = NOW + timedelta(hours=hour)
    for channel, purpose in product(CHANNELS, PURPOSES_OF_PEOPLE):
        answers = [ask(account, now, channel, purpose) for account in (early, later)]
        assert answers[0].allowed or not answers[1].allowed, (channel, purpose, answers)


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=st.fixed_dictionaries(LIVES), data=st.data())
def test_no_letter_that_was_held_back_is_let_go_later(life, data):
    """The same letter is due to both, the first reminder maybe gone some days before."""
    of_pack = catalogue.of(life["pack"])
    kind = data.draw(st.sampled_from([kind for kind in of_pack.values() if kind.is_discretionary]))
    first = next(each for each in of_pack.values() if each.first)
    days, promised = data.draw(st.none() | st.integers(0, 40)), data.draw(st.booleans())
    run = {"run_since": date(2026, 1, 25), "occasion_on": date(2026, 4, 20)}
    states = []
    for account in alike(**life):
        if days is not None:
            due(account, first.code, state="sent", sent_on=NOW.date() - timedelta(days=days), **run)
        if promised:
            promise(account)
        notice = due(account, kind.code, occasion=f"{kind.occasion.type} 2026-04-01", **run)
        recheck.look_again([notice.pk], NOW)
        notice.refresh_from_db()
        states.append((notice.state, notice.reason))
    assert states[0][0] != "suspended" or states[1][0] != "due", (kind.code, states)


def promise(account: Account) -> None:
    """All that is past due, in ten days."""
    made = Promise.objects.create(reference=f"V{account.pk}", made_on=NOW.date(), known_on=NOW.date())
    PromisedAccount.objects.create(promise=made, account=account)
    day = NOW.date() + timedelta(days=10)
    PromisedInstalment.objects.create(
        promise=made, account=account, due_on=day, grace_ends_on=day, amount=50_000
    )


@pytest.mark.django_db
def test_they_are_as_late_as_they_should_be():
    for missed, stage in ((1, "M0"), (4, M3)):
        account = late("CN", missed)
        assert standing(facts.of_account(account).known_by(date.max), date(2026, 4, 26)).stage == stage


@cache
def discretionary() -> list[tuple[NoticeKind, NoticeKind]]:
    """Of each jurisdiction the kinds that go by days past due, each with the next one."""
    pairs = []
    for jurisdiction in PACKS:
        kinds = [kind for kind in catalogue.of(jurisdiction).values() if kind.is_discretionary]
        kinds.sort(key=lambda kind: (kind.occasion.type == "days-past-due", kind.occasion.days))
        pairs += pairwise(kinds)
    return pairs


@cache
def sentences() -> dict[str, list[str]]:
    """By language, everything that a letter may not say, and some that it may."""
    found: dict[str, list[str]] = {}
    for name in ("bad_sentences", "unseen_sentences", "good_sentences"):
        listed = tomllib.loads((SENTENCES / f"{name}.toml").read_text(encoding="utf-8"))
        for language, texts in listed.items():
            found.setdefault(LANGUAGE_OF_LIST.get(language, language), []).extend(_flat(texts))
    return found


def _flat(texts: object) -> Iterator[str]:
    if isinstance(texts, str):
        yield texts
    elif isinstance(texts, dict):
        for each in texts.values():
            yield from _flat(each)
    elif isinstance(texts, list):
        for each in texts:
            yield from _flat(each)


def refused(kind: NoticeKind, language: str, sentence: str) -> bool:
    template = wording_versions.shipped(wording_versions.name_of(kind), language)
    return bool(wording_versions.faults(replace(template, paragraphs=(Paragraph(text=sentence),))))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_sentence_that_was_refused_is_allowed_later(data):
    earlier, later = data.draw(st.sampled_from(discretionary()))
    language = data.draw(st.sampled_from(sorted(set(earlier.languages) & sentences().keys())))
    sentence = data.draw(st.sampled_from(sentences()[language]))
    assert not refused(earlier, language, sentence) or refused(later, language, sentence)


@pytest.mark.parametrize(
    "kind", [k for k in catalogue.KINDS.values() if k.is_discretionary], ids=lambda k: k.code
)
def test_what_a_letter_may_not_say_it_may_say_at_no_stage(kind):
    for language in set(kind.languages) & sentences().keys():
        listed = tomllib.loads((SENTENCES / "bad_sentences.toml").read_text(encoding="utf-8"))
        bad = [
            s
            for name, texts in listed.items()
            if LANGUAGE_OF_LIST.get(name, name) == language
            for s in _flat(texts)
        ]
        assert bad
        assert all(refused(kind, language, sentence) for sentence in bad[:6])
