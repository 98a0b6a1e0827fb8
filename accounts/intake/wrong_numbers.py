"""Numbers that a file of contacts found to be somebody else's are blocked for everybody, at once."""

from typing import Any

from accounts.acts import Act
from accounts.customers import contact_points, reachability
from accounts.customers.phone_numbers import normal
from accounts.database import statements


def mark(cursor: Any) -> None:
    """A contact that does not say its number used the one that the person is reached by."""
    statements.execute(cursor, "wrong_numbers")
    for contact, number, jurisdiction, customer, channel, by, at in cursor.fetchall():
        if value := normal(number or "", jurisdiction) or _reached_by(customer, channel):
            contact_points.mark_wrong(value, Act(by=by, at=at, note=f"contact {contact}"))


def _reached_by(customer: int, channel: str) -> str:
    return next((point.normal for point in reachability.reachable(customer, channel)), "")
