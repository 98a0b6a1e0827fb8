"""Why a close is provisional, in sentences with what was expected and what was found."""

from django.utils.translation import gettext as _

from accounts import formatting
from accounts.models import FeedDiscrepancy, IntakeFile

_Code = FeedDiscrepancy.Code


def sentence(discrepancy: FeedDiscrepancy) -> str:
    figures = {
        "expected": formatting.whole(discrepancy.expected),
        "found": formatting.whole(discrepancy.found),
    }
    if discrepancy.code == _Code.DEPARTURES:
        return (
            _(
                "Accounts that left Current: %(found)s; around this day of the month it was never more than"
                " %(expected)s."
            )
            % figures
        )
    if discrepancy.code == _Code.CONTROL_SUM:
        figures = {
            "expected": formatting.total(discrepancy.expected),
            "found": formatting.total(discrepancy.found),
        }
    return _of_feed(discrepancy) % {**figures, "feed": feed(discrepancy.kind, discrepancy.source)}


def arrival(file: IntakeFile) -> str:
    """What came for a provisional close after it was made."""
    figures = {
        "file": file.name,
        "feed": formatting.kind(file.kind),
        "rows": formatting.whole(file.rows),
        "day": formatting.day(file.business_date) if file.business_date else "",
    }
    return _("Since then: %(file)s (%(feed)s), rows: %(rows)s; it counts from %(day)s.") % figures


def feed(kind: str, source: str) -> str:
    """``Payments (north)``: a kind of file and where it comes from."""
    named = {"kind": formatting.kind(kind), "source": source}
    return _("%(kind)s (%(source)s)") % named if source else named["kind"]


def _of_feed(discrepancy: FeedDiscrepancy) -> str:
    if discrepancy.code == _Code.MISSING:
        return _("%(feed)s: rows expected: %(expected)s; nothing came.")
    if discrepancy.code == _Code.ROWS:
        return _("%(feed)s: rows expected: %(expected)s; found: %(found)s.")
    if discrepancy.code == _Code.CONTROL_SUM:
        return _("%(feed)s: control sum expected: %(expected)s; found: %(found)s.")
    if discrepancy.code == _Code.NOTHING:
        return _("%(feed)s: nothing came; on comparable days it was never fewer than %(expected)s rows.")
    if discrepancy.found < discrepancy.expected:
        return _("%(feed)s: rows: %(found)s; on comparable days it was never fewer than %(expected)s.")
    return _("%(feed)s: rows: %(found)s; in the days before it was never more than %(expected)s.")
