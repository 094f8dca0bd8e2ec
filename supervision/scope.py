"""What a viewer asks about, and may see: the first argument of every question."""

from dataclasses import dataclass, replace
from datetime import date, timedelta


@dataclass(frozen=True)
class Period:
    """A run of days, both ends included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"a period cannot end ({self.last}) before it begins ({self.first})")

    @classmethod
    def ending(cls, last: date, days: int) -> "Period":
        """The given number of days that end with the last one."""
        return cls(last - timedelta(days=days - 1), last)

    @property
    def days(self) -> int:
        """How many days it holds."""
        return (self.last - self.first).days + 1

    def before(self) -> "Period":
        """The period of the same length just before this one."""
        return Period.ending(self.first - timedelta(days=1), self.days)


@dataclass(frozen=True)
class Scope:
    """An empty tuple means all; personal data is masked unless the viewer has the right."""

    period: Period
    departments: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    sees_personal_data: bool = False

    def within(self, period: Period) -> "Scope":
        """The same view of another period."""
        return replace(self, period=period)
