from servicing.models.claim import Claim, ClaimRecord, Deferral, Presence
from servicing.models.demo import DemoBook
from servicing.models.drafts import Draft
from servicing.models.lists import BulkAct, BulkRow, Export, SavedView
from servicing.models.prompts import PromptVersion
from servicing.models.user import Team, User

__all__ = [
    "BulkAct",
    "BulkRow",
    "Claim",
    "ClaimRecord",
    "Deferral",
    "DemoBook",
    "Draft",
    "Export",
    "Presence",
    "PromptVersion",
    "SavedView",
    "Team",
    "User",
]
