"""What limits are counted by: the calendar of the database and the hours of this installation."""

from sqlalchemy import Connection

from data_access.calendar import load_calendar
from data_access.engine import settings
from supervision.clocks import Limits
from supervision.opening_hours import government_hours, hours_from
from supervision.working_days import WorkingCalendar


def limits_of(connection: Connection) -> Limits:
    """The calendar and the office hours by which every limit is counted."""
    return limits_by(load_calendar(connection))


def limits_by(calendar: WorkingCalendar) -> Limits:
    """The same with this calendar."""
    return Limits(calendar, government_hours(calendar, hours_from(settings().office_hours)))
