"""Acts by people, for tests that do not ask at which moment something was done."""

from datetime import UTC, datetime

from accounts.acts import Act


def act_by(by: str, note: str = "") -> Act:
    return Act(by=by, at=datetime(2026, 1, 24, 12, tzinfo=UTC), note=note)
