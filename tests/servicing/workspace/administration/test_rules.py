"""Which rules apply, as read at the desk: each with what it rests on and where it comes from."""

import re

import pytest
from django.urls import reverse

from accounts import packs
from accounts.dates import ALWAYS
from accounts.rules.standing import Facts, Policy
from tests.book import put
from tests.history import rewritten
from tests.servicing.workspace.reading import markup, rows, text

pytestmark = pytest.mark.django_db


def chapter(response, name: str) -> list[str]:
    """The lines of one section of the page, as read where there is room."""
    found = re.search(rf'<section[^>]*aria-labelledby="{name}".*?</section>', markup(response), re.S)
    shown = re.sub(r'<span class="only-s.*?</span>', "", found[0])
    lines = re.findall(r"<tr>.*?</tr>", shown, re.S)[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in lines]


@pytest.fixture
def rules(agent):
    return lambda code: agent.get(reverse("rules-of", args=[code]))


def test_all_packs_are_listed(agent):
    assert rows(agent.get(reverse("rules"))) == [
        "CN Mainland China CN Asia/Shanghai CNY 08:00–22:00 2026-11-22",
        "GB United Kingdom GB-ENG Europe/London GBP 08:00–21:00 2026-11-22",
        "US United States US America/New_York USD 08:00–21:00 2026-11-22",
    ]


def test_a_value_stands_with_its_citation_and_how_well_it_is_known(rules):
    assert chapter(rules("CN"), "floors") == [
        "tolerance 10.00 CNY days of grace 3 中国银行卡行业自律公约第十四条 read in translation CN",
        "least days from sending 0 our own policy everywhere",
    ]
    assert chapter(rules("US"), "floors") == [
        "least days from sending 21 15 U.S.C. § 1666b(a) text read US",
        "days of grace 0 our own policy everywhere",
    ]


def test_what_is_not_verified_or_binds_others_prints_no_citation(rules):
    codes = chapter(rules("GB"), "credit_codes")
    assert codes == ["0 0–29 1 30–59 2 60–89 3 90–119 4 120–149 5 150–179 6 180 and more not verified GB"]
    assert "days of rest after a conversation 7 our own policy US" in chapter(rules("US"), "contact")
    for code in packs.PACKS:
        page = text(rules(code))
        for rule in packs.of(code).leaves.values():
            assert rule.cited or not rule.citation or rule.citation not in page


def test_where_our_copy_of_a_law_was_read_is_not_shown_as_its_address(rules):
    sources = {rule.source for pack in packs.PACKS.values() for rule in pack.leaves.values()} - {""}
    assert len(sources) > 20
    for code in packs.PACKS:
        page = markup(rules(code))
        assert [source for source in sources if source in page] == []


def test_the_strictest_law_of_one_place_says_so_to_everybody_else(rules):
    contact = chapter(rules("US"), "contact")
    kept = "940 CMR 7.00 (Massachusetts): the strictest of such rules, kept for everybody"
    assert [line for line in contact if kept in line]
    assert not [line for line in contact if "940 CMR" in line and kept not in line]
    assert "kept for everybody" not in text(rules("GB"))


def test_limits_holds_and_clocks_are_in_words(rules):
    china = rules("CN")
    assert chapter(china, "contact")[0].startswith("Hours from 08:00 until 22:00 金融机构")
    assert any(
        line.startswith("Limit: unanswered attempts counts unanswered attempts each channel by itself yes")
        for line in chapter(china, "contact")
    )
    assert any(
        line.startswith(
            "Breathing space stops contact all stops discretionary notices all still goes Call-back"
        )
        for line in chapter(rules("GB"), "holds")
    )
    complaint = next(line for line in chapter(china, "cases") if "30, 60" in line)
    assert complaint.startswith("resolved within days 15 extended to days 30, 60 银行业保险业")


def test_sources_are_listed_once_each(rules):
    sources = chapter(rules("CN"), "sources")
    assert len(sources) == len(set(sources))
    assert sum("第七十条" in source for source in sources) == 1
    assert any(source.endswith("text read") for source in sources)
    assert not [source for source in sources if ".com" in source or "http" in source]  # a copy is no source


def test_holds_stand_as_a_table_of_kinds_and_switches(rules):
    (row,) = [row for row in chapter(rules("GB"), "holds") if row.startswith("Breathing space person")]
    assert row.startswith("Breathing space person yes all")


def test_a_jurisdiction_without_a_pack_has_no_page_of_its_own(agent):
    assert agent.get(reverse("rules-of", args=["JP"])).status_code == 404
    assert agent.get(reverse("rules-of", args=["base"])).status_code == 404


def of(client, account):
    return client.get(reverse("account-rules", args=[account.pk]))


def test_an_account_shows_its_product_above_the_pack(agent, book):
    address = reverse("account-rules", args=[book["late"].pk])
    assert address in markup(agent.get(reverse("account", args=[book["late"].pk])))
    page = of(agent, book["late"])
    assert chapter(page, "product") == [
        "Days of grace 0 3 中国银行卡行业自律公约第十四条 read in translation",
        "Tolerance 10.00 CNY 10.00 CNY 中国银行卡行业自律公约第十四条 read in translation",
        "Least days from sending 0 – no floor",
        "Due dates on days off not moved – no floor",
    ]
    assert "By its row, which has always been in force." in text(page)
    assert "The rest comes from the pack of Mainland China (CN)." in text(page)


def test_where_due_dates_roll_the_product_says_so_and_the_pack_why(agent, book):
    account = put(Facts((Policy(ALWAYS, 0, 0, 21, ALWAYS, rolls=True),)))
    account.product.jurisdiction = "US"
    with rewritten():
        account.product.save()
    rows = chapter(of(agent, account), "product")
    assert rows[-1].startswith(
        "Due dates on days off moved to the next working day moved to the next working day 15 U.S.C."
    )


def test_the_policy_in_force_is_the_last_known_of_the_newest(agent, book):
    policies = (
        Policy(ALWAYS, 3, 1000, 0, ALWAYS),
        Policy(ALWAYS.replace(2026), 4, 1000, 0, ALWAYS),
        Policy(ALWAYS.replace(2026), 5, 2000, 0, ALWAYS.replace(2026, 2)),
        Policy(ALWAYS.replace(9000), 9, 9000, 0, ALWAYS),
    )
    page = of(agent, put(Facts(policies)))
    assert chapter(page, "product")[0].startswith("Days of grace 5 3")
    assert "By its row in force since 2026-01-01 ." in text(page)


def test_without_a_pack_or_a_policy_the_page_says_so(agent, book):
    account = put(Facts())
    account.product.jurisdiction = "JP"
    with rewritten():
        account.product.save()
    page = of(agent, account)
    assert "JP has no pack." in text(page)
    assert "nothing is sent and nobody is called" in text(page)
    assert "The product has no policy in force today." in text(page)
    assert chapter(page, "promises")
    assert 'id="contact"' not in markup(page)
