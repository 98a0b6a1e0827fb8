from notices.models.batch import Batch, BatchedNotice, BatchRelease
from notices.models.dispatch import Alarm, AppMessage, Attempt, Dispatch, Package, Receipt
from notices.models.document import Document, Erasure, NoticeContent
from notices.models.letterhead import Letterhead, LetterheadApproval
from notices.models.notice import LeftOut, Notice, NoticeStateChange, PlannedDay
from notices.models.prescribed import PrescribedApproval, PrescribedDocument
from notices.models.print_spelling import PrintSpelling
from notices.models.template import TemplateVersion

__all__ = [
    "Alarm", "AppMessage", "Attempt", "Batch", "BatchRelease", "BatchedNotice", "Dispatch", "Document",
    "Erasure", "LeftOut", "Letterhead", "LetterheadApproval", "Notice", "NoticeContent",
    "NoticeStateChange", "Package",
    "PlannedDay", "PrescribedApproval", "PrescribedDocument", "PrintSpelling", "Receipt", "TemplateVersion",
]  # fmt: skip
