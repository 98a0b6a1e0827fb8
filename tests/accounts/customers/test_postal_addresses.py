"""Addresses that post can be delivered to, and words that are none."""

import pytest

from accounts.customers import postal_addresses
from accounts.intake import Intake, load
from accounts.models import ContactPoint
from tests.accounts.intake.offering import ACCOUNT_HEADER, PRODUCTS

GOOD = [
    ("1 High St", "GB"),
    ("5 Invented Road\nTown\nAB1 2CD", "GB"),
    ("Rose Cottage, Church Lane, Ashford", "GB"),
    ("The Old Mill\nKirkby\nLA2 9DX", "GB"),
    ("PO Box 12, Reno, NV 89501", "US"),
    ("1600 Amphitheatre Pkwy, Mountain View, CA 94043", "US"),
    ("上海市浦东新区世纪大道100号", "CN"),
    ("江西省赣州市兴国县长冈村", "CN"),
    ("Calle Mayor 3, 2º\n28013 Madrid", "ES"),
    ("Finca La Encina, Úbeda", "ES"),
    ("Nakano 4-chome", "JP"),
    ("12 Somewhere", "XX"),
]
NONE = [
    ("n/a", "GB"),
    ("N.A.", "US"),
    ("no fixed abode", "GB"),
    ("Of no fixed address", "GB"),
    ("NFA", "GB"),
    ("London", "GB"),
    ("London, UK", "GB"),
    ("LONDON SW1A 1AA", "GB"),
    ("Reno NV 89501", "US"),
    ("unknown", "US"),
    ("sin domicilio fijo", "US"),
    ("Desconocido", "US"),
    ("en la calle", "US"),
    ("上海", "CN"),
    ("居无定所", "CN"),
    ("不详", "CN"),
    ("-", "CN"),
    ("xxx", "XX"),
]


@pytest.mark.parametrize(("value", "jurisdiction"), GOOD)
def test_post_can_be_delivered(value, jurisdiction):
    assert postal_addresses.can_be_posted_to(value, jurisdiction)


@pytest.mark.parametrize(("value", "jurisdiction"), NONE)
def test_nothing_can_be_posted_there(value, jurisdiction):
    assert not postal_addresses.can_be_posted_to(value, jurisdiction)
    assert postal_addresses.one_form(value, jurisdiction) == postal_addresses.NOWHERE


@pytest.mark.parametrize(
    ("value", "jurisdiction", "lacks"),
    [
        ("1 High St", "GB", True),
        ("1 High St, Reading RG1 1AA", "GB", False),
        ("1 High St, Reno, NV", "US-NV", True),
        ("1 High St, Reno, NV 89501", "US-NV", False),
        ("九龍彌敦道1號", "HK", False),
        ("1 High St", "XX", False),
    ],
)
def test_a_postcode_is_missed_where_the_country_needs_one(value, jurisdiction, lacks):
    assert postal_addresses.lacks_postcode(value, jurisdiction) == lacks


@pytest.mark.django_db
def test_a_file_says_where_nobody_can_be_posted_to(tmp_path):
    row = "{0},CLASSIC,CNY,CN,zh-hans,Asia/Shanghai,2025-01-01,,0001,,C{0},Anna,,,{1}\n"
    (tmp_path / "products.csv").write_text(PRODUCTS)
    (tmp_path / "accounts.csv").write_text(
        ACCOUNT_HEADER + row.format("N1", "居无定所") + row.format("N2", "上海市世纪大道100号")
    )
    outcomes = load(sorted(tmp_path.glob("*.csv"), reverse=True), Intake(tmp_path / "refused"))
    assert all(outcome.clean for outcome in outcomes), outcomes
    said = dict(ContactPoint.objects.filter(kind="address").values_list("customer__reference", "normal"))
    assert said == {"CN1": postal_addresses.NOWHERE, "CN2": ""}
