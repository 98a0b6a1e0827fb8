"""The book's tables. Facts are only ever added; what the night writes, only the night writes."""

from accounts.models.account import Account, Exit, ReAge, ReAgePayment
from accounts.models.affordability import (
    AffordabilityDraft,
    AffordabilityItem,
    AffordabilityReading,
    AffordabilityStatement,
)
from accounts.models.business_day import BusinessDay, DayTally, SetAside
from accounts.models.calendar import CalendarDay, CalendarYear
from accounts.models.case import Case, CaseStep
from accounts.models.closing import (
    CloseCandidate,
    ClosingShard,
    PendingPlanChange,
    PendingPromiseChange,
    PendingStageChange,
    ShardTally,
)
from accounts.models.contact import CallBack, Channel, ContactEvent, GateAnswer, Purpose
from accounts.models.contact_point import ContactPoint, ContactRemark, WrongNumber
from accounts.models.customer import Consent, Customer, FormerName, PreferredTime, Wish
from accounts.models.cycle import BillingCycle, Break
from accounts.models.delivery_report import DeliveryReport
from accounts.models.evidence import EvidenceBlock, EvidenceRow, EvidenceSeal
from accounts.models.feed import ExpectedFeed, FeedDiscrepancy, FeedOfDay
from accounts.models.hold import Hold, HoldReview
from accounts.models.intake_file import IntakeFile
from accounts.models.month_pack import MonthPack, MonthPackRow, MonthPackSignature
from accounts.models.name_index import NameKey, NameKeys, UnindexedName
from accounts.models.offer import HardshipOffer, HelpRequest, OfferPart
from accounts.models.party import Party
from accounts.models.payment import Payment
from accounts.models.pending import Mandate, PendingPayment
from accounts.models.plan import Plan, PlanInstalment, PlanStatusChange
from accounts.models.product import Policy, Product
from accounts.models.promise import Promise, PromisedAccount, PromisedInstalment, PromiseStatusChange
from accounts.models.report_cells import ReportCells
from accounts.models.restatement import RestatedAccount, RestatedTally, Restatement, RestatementShard
from accounts.models.shard import Shard
from accounts.models.stage import StageChange, StageSpan
from accounts.models.trigger_set import TriggerFigure, TriggerSet

__all__ = [
    "Account",
    "AffordabilityDraft",
    "AffordabilityItem",
    "AffordabilityReading",
    "AffordabilityStatement",
    "BillingCycle",
    "Break",
    "BusinessDay",
    "CalendarDay",
    "CalendarYear",
    "CallBack",
    "Case",
    "CaseStep",
    "Channel",
    "CloseCandidate",
    "ClosingShard",
    "Consent",
    "ContactEvent",
    "ContactPoint",
    "ContactRemark",
    "Customer",
    "DayTally",
    "DeliveryReport",
    "EvidenceBlock",
    "EvidenceRow",
    "EvidenceSeal",
    "Exit",
    "ExpectedFeed",
    "FeedDiscrepancy",
    "FeedOfDay",
    "FormerName",
    "GateAnswer",
    "HardshipOffer",
    "HelpRequest",
    "Hold",
    "HoldReview",
    "IntakeFile",
    "Mandate",
    "MonthPack",
    "MonthPackRow",
    "MonthPackSignature",
    "NameKey",
    "NameKeys",
    "OfferPart",
    "Party",
    "Payment",
    "PendingPayment",
    "PendingPlanChange",
    "PendingPromiseChange",
    "PendingStageChange",
    "Plan",
    "PlanInstalment",
    "PlanStatusChange",
    "Policy",
    "PreferredTime",
    "Product",
    "Promise",
    "PromiseStatusChange",
    "PromisedAccount",
    "PromisedInstalment",
    "Purpose",
    "ReAge",
    "ReAgePayment",
    "ReportCells",
    "RestatedAccount",
    "RestatedTally",
    "Restatement",
    "RestatementShard",
    "SetAside",
    "Shard",
    "ShardTally",
    "StageChange",
    "StageSpan",
    "TriggerFigure",
    "TriggerSet",
    "UnindexedName",
    "Wish",
    "WrongNumber",
]
