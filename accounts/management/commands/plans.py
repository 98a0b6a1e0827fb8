from accounts.management.status_list import StatusList
from accounts.plans.evaluation import CHANGES


class Command(StatusList):
    help = "What has become of every hardship plan at the end of a day."
    changes = CHANGES
