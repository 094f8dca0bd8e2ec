"""The limit of a public signal: its own, or the law's for petitions and reconsiderations."""

from datetime import datetime, timedelta

from supervision.working_days import END_OF_DAY

LIMIT_DAYS = {"petition": 60, "reconsideration": 60}
"""Natural days (Regulations on petitions; Administrative Reconsideration Law, article 62)."""
LONGEST_EXTENSION = 30


def due_of(
    kind: str, received_at: datetime, extended_days: int, own: datetime | None
) -> datetime | None:
    """The last second of the limit; the source's own stands; None where there is no limit."""
    if own is not None or kind not in LIMIT_DAYS:
        return own
    days = LIMIT_DAYS[kind] + min(max(extended_days, 0), LONGEST_EXTENSION)
    return datetime.combine(received_at.date() + timedelta(days=days), END_OF_DAY)
