"""The day that it is where an account is, asked of the database for many accounts at once."""

from datetime import datetime

from django.db.models import DateField, F, Func, Value


class LocalDay(Func):
    """The day that it is at the moment in the zone that a column names, such as ``account__time_zone``.

    The twin of ``dates.local_day``.
    """

    function = "timezone"
    template = "(%(function)s(%(expressions)s))::date"
    output_field = DateField()

    def __init__(self, zone: str, at: datetime) -> None:
        super().__init__(F(zone), Value(at))
