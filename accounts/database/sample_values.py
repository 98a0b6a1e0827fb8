"""A value for each name that statements bind, so that one of them can be printed as PostgreSQL takes it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

_DAY = date(2026, 3, 31)
_NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)

VALUES: dict[str, Any] = {
    # days and moments
    "at": _NOW,
    "day": _DAY,
    "first_day": _DAY,
    "first_open": _DAY,
    "horizon": _DAY,
    "last_day": _DAY,
    "now": _NOW,
    "since": _DAY - timedelta(days=30),
    "through": _DAY,
    # numbers
    "after": 0,
    "first_account": 1,
    "last_account": 1000,
    "least_months": 36,
    "months_after": 24,
    "restatement": 1,
    "shard": 1,
    "size": 6000,
    "turn": 1,
    "waited": 30,
    # bits of why an account is a candidate
    "mended": 1 << 14,
    "money": 1 << 3,
    "payments": 1 << 3,
    "policy": 1 << 13,
    "promise": 1 << 17,
    "returns": 1 << 6,
    "statement": 1 << 1,
    # texts and decisions
    "as_closed": True,
    "first_close": False,
    "jurisdiction": "CN",
    "prefix": "",
    "rule_version": "1",
    # lists
    "accounts": [1],
    "by_statement": ["before-due", "in-grace"],
    "codes": ["statement", "past-due", "payment"],
    "customers": [1],
    "gone": ["sent"],
    "ids": [1, 2, 3],
    "month_later": [_DAY + timedelta(days=30)],
    "notices": [1],
    "packs": ["CN"],
    "pausing": ["deceased"],
    "promises": [1],
    "stages": ["CURRENT", "M0"],
    "taken_up": ["conversation"],
    # lists that are columns of rows
    "calendar_packs": ["CN"],
    "calendars": ["CN"],
    "day_counts": [3],
    "days": [_DAY],
    "dues": [_DAY],
    "least_days": [21],
    "pausing_kinds": ["deceased"],
    "pausing_packs": ["CN"],
    "products": [1],
    "rolling": [1],
    "rolling_due": [_DAY],
    "rolling_least": [21],
    "rolling_opening": [False],
    "rolling_why": ["past-due"],
    "rolls": [True],
    "tolerance_currencies": ["CNY"],
    "tolerance_packs": ["CN"],
    "tolerances": [100],
    "types": ["before-due"],
}
