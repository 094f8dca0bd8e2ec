"""What limits are counted by: the calendar of the database and the hours of this installation."""

from functools import lru_cache

from sqlalchemy import Connection

from data_access.calendar import load_calendar
from data_access.engine import settings
from supervision.clocks import Limits
from supervision.opening_hours import government_hours, hours_from
from supervision.working_days import WorkingCalendar


def limits_of(connection: Connection) -> Limits:
    """The calendar and the office hours by which every limit is counted."""
    return _counted_by(load_calendar(connection), settings().office_hours)


@lru_cache(maxsize=4)
def _counted_by(calendar: WorkingCalendar, office_hours: str) -> Limits:
    return Limits(calendar, government_hours(calendar, hours_from(office_hours)))
