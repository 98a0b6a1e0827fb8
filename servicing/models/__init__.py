from servicing.models.access_record import AccessRecord
from servicing.models.claim import Claim, ClaimRecord, Deferral, Presence
from servicing.models.demo import DemoBook
from servicing.models.drafts import Draft
from servicing.models.lists import BulkAct, BulkRow, Export, SavedView
from servicing.models.person_change import PersonChange
from servicing.models.prompts import PromptVersion
from servicing.models.quality import QualityReview, SampledDay, Scorecard
from servicing.models.reports import ReportMail, ReportSchedule
from servicing.models.sent_form import SentForm
from servicing.models.session import StaffSession
from servicing.models.sign_in import RecoveryCode, SecondFactor, SignInEvent
from servicing.models.unlikely_entry import UnlikelyEntry
from servicing.models.user import Team, User

__all__ = [
    "AccessRecord",
    "BulkAct",
    "BulkRow",
    "Claim",
    "ClaimRecord",
    "Deferral",
    "DemoBook",
    "Draft",
    "Export",
    "PersonChange",
    "Presence",
    "PromptVersion",
    "QualityReview",
    "RecoveryCode",
    "ReportMail",
    "ReportSchedule",
    "SampledDay",
    "SavedView",
    "Scorecard",
    "SecondFactor",
    "SentForm",
    "SignInEvent",
    "StaffSession",
    "Team",
    "UnlikelyEntry",
    "User",
]
