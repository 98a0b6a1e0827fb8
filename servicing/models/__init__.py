from servicing.models.demo import DemoBook
from servicing.models.lists import BulkAct, BulkRow, Export, SavedView
from servicing.models.user import Team, User

__all__ = ["BulkAct", "BulkRow", "DemoBook", "Export", "SavedView", "Team", "User"]
