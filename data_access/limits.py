"""What limits are counted by: the calendar of the database and the hours of this installation."""

from sqlalchemy import Connection

from data_access.calendar import load_calendar
from data_access.engine import settings
from supervision.clocks import Limits
from supervision.opening_hours import government_hours, hours_from


def limits_of(connection: Connection) -> Limits:
    """The calendar and the office hours by which every limit is counted."""
    calendar = load_calendar(connection)
    return Limits(calendar, government_hours(calendar, hours_from(settings().office_hours)))
