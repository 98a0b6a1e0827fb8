"""The book's tables. Facts are only ever added; what the night writes, only the night writes."""

from accounts.models.account import Account, Exit, ReAge
from accounts.models.business_day import BusinessDay, DayTally, SetAside
from accounts.models.calendar import CalendarDay, CalendarYear
from accounts.models.closing import ClosingShard, Listed, Moved, ShardTally
from accounts.models.contact import CallBack, Channel, ContactEvent, GateAnswer, Purpose
from accounts.models.contact_point import ContactPoint, ContactRemark, WrongNumber
from accounts.models.customer import Consent, Customer, FormerName, PreferredTime, Wish
from accounts.models.cycle import BillingCycle, Break
from accounts.models.feed import Doubt, ExpectedFeed, FeedOfDay
from accounts.models.hold import Hold, HoldReview
from accounts.models.intake_file import IntakeFile
from accounts.models.party import Party
from accounts.models.payment import Payment
from accounts.models.pending import Mandate, PendingPayment
from accounts.models.product import Policy, Product
from accounts.models.promise import Promise, PromisedAccount, PromisedInstalment, PromiseTurn
from accounts.models.restatement import RestatedAccount, RestatedTally, Restatement, RestatementShard
from accounts.models.shard import Shard
from accounts.models.stage import StageChange, StageSpan

__all__ = [
    "Account",
    "BillingCycle",
    "Break",
    "BusinessDay",
    "CalendarDay",
    "CalendarYear",
    "CallBack",
    "Channel",
    "ClosingShard",
    "Consent",
    "ContactEvent",
    "ContactPoint",
    "ContactRemark",
    "Customer",
    "DayTally",
    "Doubt",
    "Exit",
    "ExpectedFeed",
    "FeedOfDay",
    "FormerName",
    "GateAnswer",
    "Hold",
    "HoldReview",
    "IntakeFile",
    "Listed",
    "Mandate",
    "Moved",
    "Party",
    "Payment",
    "PendingPayment",
    "Policy",
    "PreferredTime",
    "Product",
    "Promise",
    "PromiseTurn",
    "PromisedAccount",
    "PromisedInstalment",
    "Purpose",
    "ReAge",
    "RestatedAccount",
    "RestatedTally",
    "Restatement",
    "RestatementShard",
    "SetAside",
    "Shard",
    "ShardTally",
    "StageChange",
    "StageSpan",
    "Wish",
    "WrongNumber",
]
