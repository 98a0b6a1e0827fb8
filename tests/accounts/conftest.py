import pytest

from tests.accounts.intake.offering import ACCOUNT_HEADER, ANNA, BEN, PRODUCTS, Desk


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    desk.offer("products.csv", PRODUCTS)
    desk.offer("accounts.csv", ACCOUNT_HEADER + ANNA + BEN)
    return desk
