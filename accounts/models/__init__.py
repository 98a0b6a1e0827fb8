"""The book's tables. Facts are only ever added; what the night writes, only the night writes."""

from accounts.models.account import Account, Exit, ReAge
from accounts.models.business_day import BusinessDay, DayTally, SetAside
from accounts.models.customer import Customer, FormerDetails, Party
from accounts.models.cycle import BillingCycle, Break
from accounts.models.intake_file import IntakeFile
from accounts.models.payment import Payment
from accounts.models.product import Policy, Product
from accounts.models.stage import StageChange, StageSpan

__all__ = [
    "Account",
    "BillingCycle",
    "Break",
    "BusinessDay",
    "Customer",
    "DayTally",
    "Exit",
    "FormerDetails",
    "IntakeFile",
    "Party",
    "Payment",
    "Policy",
    "Product",
    "ReAge",
    "SetAside",
    "StageChange",
    "StageSpan",
]
