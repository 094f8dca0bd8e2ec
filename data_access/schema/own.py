"""What people keep in this system: never rebuilt from the contract."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from data_access.schema.base import Base, Code, Words


class WorkingDay(Base):
    """One day of the calendar; the seed is the official one, overrides say who and why."""

    __tablename__ = "working_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    kind: Mapped[Code]  # working, weekend, holiday, make_up
    note: Mapped[Words | None]
    source: Mapped[Code]  # official, local


class CalendarVersion(Base):
    """One row: another number since whenever a day of the calendar last changed."""

    __tablename__ = "calendar_version"

    version: Mapped[Code] = mapped_column(primary_key=True)


class RuleThreshold(Base):
    """A number that a rule works with, from a day on; the latest not after the day counts."""

    __tablename__ = "rule_threshold"

    rule: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[Code] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    value: Mapped[float]
    note: Mapped[Words | None]
