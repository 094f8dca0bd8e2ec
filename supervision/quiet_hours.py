"""The hours in which nobody is disturbed by a notice that can wait for the morning."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta


@dataclass(frozen=True)
class QuietHours:
    """From the first time of day (included) to the second; over midnight where it is earlier."""

    begins: time
    ends: time

    def end_after(self, moment: datetime) -> datetime | None:
        """When the quiet hours end in which a moment lies; None outside them."""
        at, over_midnight = moment.time(), self.ends <= self.begins
        is_evening = at >= self.begins and (over_midnight or at < self.ends)
        is_morning = over_midnight and at < self.ends
        if not (is_evening or is_morning):
            return None
        day = moment.date() + timedelta(days=is_evening and over_midnight)
        return datetime.combine(day, self.ends)


def quiet_from(text: str) -> QuietHours | None:
    """Quiet hours from 20:00-08:00; None from nothing. Raises ValueError for anything else."""
    if not text.strip():
        return None
    begins, dash, ends = text.strip().partition("-")
    if not dash:
        raise ValueError("give two times of day, such as 20:00-08:00")
    found = QuietHours(time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip()))
    if found.begins == found.ends:
        raise ValueError("quiet hours cannot be the whole day")
    return found
