from datetime import date

import pytest

from accounts.models import Account

PRODUCTS = "product,jurisdiction,currency,grace_days,tolerance\nGBCARD,GB,GBP,3,5.00\n"
ACCOUNTS = (
    "account,product,currency,jurisdiction,language,time_zone,opened_on,credit_limit,last4,branch,"
    "customer,customer_name,email,phone,address\n"
    "G1,GBCARD,GBP,GB,en,Europe/London,2024-01-01,5000.00,0011,B1,P1,Pat,,,1 High St\n"
    "G2,GBCARD,GBP,GB,en,Europe/London,2024-01-01,5000.00,0012,B1,P1,Pat,,,1 High St\n"
)
STATEMENTS = (
    "account,statement_date,due_date,statement_balance,minimum_due,past_due\n"
    "G1,2025-12-01,2025-12-26,900.00,30.00,0.00\n"
    "G1,2026-01-01,2026-01-26,1000.00,60.00,30.00\n"
    "G2,2026-01-01,2026-01-26,500.00,20.00,0.00\n"
)
ITEMS = "statement,customer,made_on,currency,kind,item,amount,every,balance\n"
BUDGET = (
    "S1,P1,2026-01-05,GBP,income,client-salary-or-wages,{salary},month,\n"
    "S1,P1,2026-01-05,GBP,essential,rent,100.00,week,\n"
    "S1,P1,2026-01-05,GBP,creditor,another bank,20.00,month,500.00\n"
)
TODAY = date(2026, 1, 12)


@pytest.fixture
def person(desk):
    """Pat, with two accounts and a budget; another salary may be given."""
    desk.offer("products.csv", PRODUCTS)
    desk.offer("accounts.csv", ACCOUNTS)
    desk.offer("statements.csv", STATEMENTS)

    def earns(salary: str) -> Account:
        desk.offer("affordability.csv", ITEMS + BUDGET.format(salary=salary))
        assert desk.said == []
        return Account.objects.select_related("product").get(reference="G1")

    return earns
