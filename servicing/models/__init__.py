from servicing.models.claim import Claim, ClaimRecord, Deferral, Presence
from servicing.models.demo import DemoBook
from servicing.models.lists import BulkAct, BulkRow, Export, SavedView
from servicing.models.user import Team, User

__all__ = [
    "BulkAct",
    "BulkRow",
    "Claim",
    "ClaimRecord",
    "Deferral",
    "DemoBook",
    "Export",
    "Presence",
    "SavedView",
    "Team",
    "User",
]
