from notices.models.batch import Batch, BatchedNotice
from notices.models.document import Document, Erasure, NoticeContent
from notices.models.letterhead import Letterhead
from notices.models.notice import LeftOut, Notice, NoticeStateChange, PlannedDay
from notices.models.template import TemplateVersion

__all__ = [
    "Batch", "BatchedNotice", "Document", "Erasure", "LeftOut", "Letterhead", "Notice", "NoticeContent",
    "NoticeStateChange", "PlannedDay", "TemplateVersion",
]  # fmt: skip
