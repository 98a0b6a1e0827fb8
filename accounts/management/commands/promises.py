from accounts.management.status_list import StatusList
from accounts.promises.evaluation import CHANGES


class Command(StatusList):
    help = "What every payment promise has come to at the end of a day."
    changes = CHANGES
