"""Which notices there are, as read at the desk: occasion, deadline, contents and the law behind each."""

import re

import pytest
from django.urls import reverse

from notices.kinds import catalogue
from notices.kinds import labels as kind_labels
from notices.kinds.required_content import CONTENTS
from tests.servicing.workspace.administration.test_rules import chapter
from tests.servicing.workspace.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(agent):
    return lambda code: agent.get(reverse("notice-kind", args=[code]))


@pytest.fixture
def listing(agent):
    return agent.get(reverse("notice-kinds"))


def test_every_kind_is_listed_under_its_jurisdiction(listing):
    for jurisdiction in ("CN", "GB", "US"):
        lines = chapter(listing, jurisdiction)
        titles = [kind_labels.title(code) for code in catalogue.of(jurisdiction)]
        assert [line.startswith(title) for line, title in zip(lines, titles, strict=True)] == [True] * len(
            titles
        )


def test_a_kind_stands_with_its_occasion_deadline_and_law(listing):
    assert chapter(listing, "GB")[1] == (
        "Notice of sums in arrears statutory · UK-N2 2 minimums missed in a row within 5 working days ours "
        "at the latest: when the next statement is due letter, e-mail "
        "Consumer Credit Act 1974, s. 86C text read"
    )


def test_what_no_fact_can_call_for_says_what_is_missing(listing, page):
    line = next(line for line in chapter(listing, "CN") if line.startswith("Notice before outsourcing"))
    assert "never yet missing: the decision to hand over, with the agency and the day" in line
    never = [code for code, kind in catalogue.KINDS.items() if not kind.can_be_triggered]
    assert text(listing).count("never yet") == len(never)
    assert "Nothing in the book can call for it yet. Missing: each default sum that was charged." in text(
        page("gb-default-sum")
    )


def test_when_how_and_what_it_must_say(page):
    first = page("cn-collection-first")
    assert chapter(first, "when") == [
        "Called for the first day with 10 days past due our own policy CN",
        "Deadline within 20 days our own policy CN",
        "Order only after Overdue notice least days after the last one 7 our own policy CN",
    ]
    assert "Release by a second person our own policy CN" in chapter(first, "how")
    assert "Languages Simplified Chinese, English our own policy CN" in chapter(first, "how")
    own, every = chapter(first, "says")
    assert own.startswith(
        "This notice the balance what is past due principal, interest and fees why this letter"
    )
    assert "第六十九条" in own
    assert every.startswith("Every notice the person written to the issuer and its address")


def test_what_a_hold_does_to_it(page):
    overdue = chapter(page("cn-overdue"), "holds")
    goes, waits = overdue[0], " ".join(overdue[-3:])
    assert goes.startswith("Go as they are Plan in preparation Vulnerable Cease contact Military service")
    assert "Dispute about the disputed amount" in waits
    assert "Serious illness until reviewed" in waits
    assert all(hold in waits for hold in ("Hardship plan", "Complaint", "Deceased", "Time-barred"))
    arrears = " ".join(chapter(page("gb-sums-in-arrears"), "holds"))
    assert re.search(r"Go in words that ask for nothing .*Breathing space", arrears)
    assert re.search(r"Only as counsel allows .*Bankruptcy", arrears)


def test_what_keeps_it_back(page):
    assert chapter(page("cn-day-91"), "stops") == [
        "when nothing is past due any more does not go our own policy CN",
        "before the first reminder of the episode waits while a pending payment would cover the debt waits "
        "while a promise is open waits on a provisional close waits our own policy everywhere",
    ]
    assert chapter(page("gb-sums-in-arrears"), "stops") == [
        "while a promise is open goes on a provisional close waits our own policy everywhere"
    ]


@pytest.mark.parametrize("code", list(catalogue.KINDS))
def test_every_kind_has_a_page_that_cites_only_what_is_known(page, code):
    kind, read = catalogue.get(code), page(code)
    assert read.status_code == 200
    assert kind_labels.title(code) in text(read)
    for content in kind.requires:
        assert str(CONTENTS[content].meaning) in text(read)
    for section in (kind, kind.occasion, kind.deadline):
        for rule in section.rules.values():
            if (
                rule.citation
                and not rule.cited
                and rule.citation not in {r.cited for r in kind.rules.values()}
            ):
                assert rule.citation not in text(read)


def test_there_is_no_page_of_an_unknown_kind(agent):
    assert agent.get(reverse("notice-kind", args=["cn-ultimatum"])).status_code == 404
