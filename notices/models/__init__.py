from notices.models.batch import Batch, BatchedNotice
from notices.models.document import Document, NoticeContent
from notices.models.notice import LeftOut, Notice, NoticeTurn, PlannedDay
from notices.models.template import TemplateVersion

__all__ = [
    "Batch", "BatchedNotice", "Document", "LeftOut", "Notice", "NoticeContent", "NoticeTurn", "PlannedDay",
    "TemplateVersion",
]  # fmt: skip
