"""The plan at any moment: the planned date of a milestone, and the newest report."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from supervision.projects.facts import (
    COMPLETION,
    START,
    Milestone,
    MonthReport,
    PlanChange,
    Project,
    YearPlan,
)
from supervision.spans import Span, first_of
from supervision.working_days import END_OF_DAY

Reports = Mapping[tuple[int, int], MonthReport]
"""The reports of a project by year and month."""


@dataclass(frozen=True, slots=True)
class Version:
    """A stretch of time in which one date was planned; one a request to move it, and the first.

    A request that was not approved begins a version, too, with the date that stood before.
    """

    number: int
    planned_on: date
    since: datetime
    until: datetime | None
    change: PlanChange | None = None

    @property
    def due_at(self) -> datetime:
        """The last second of the planned day."""
        return datetime.combine(self.planned_on, END_OF_DAY)


@dataclass(frozen=True, slots=True)
class Standing:
    """A report while it is the newest, and how far behind the plan it puts the project."""

    report: MonthReport
    since: datetime
    until: datetime | None
    behind_points: float | None
    unpaid_points: float | None
    task: float | None
    """What was done of the work of this month, as a share of its plan."""


def versions(milestone: Milestone, known_from: datetime) -> list[Version]:
    """Every version of the planned date, without a gap; none where no date was ever planned."""
    planned = milestone.planned_on
    if planned is None:
        planned = next((c.from_on for c in milestone.changes if c.from_on), None)
    if planned is None:
        return []
    since = known_from
    if milestone.changes:
        since = min(since, milestone.changes[0].changed_at)
    found = [Version(0, planned, since, None)]
    for change in milestone.changes:
        last = found[-1]
        found[-1] = Version(
            last.number, last.planned_on, last.since, change.changed_at, last.change
        )
        planned = change.to_on if change.is_approved else last.planned_on
        found.append(Version(change.number, planned, change.changed_at, None, change))
    return found


def planned_spans(project: Project, kind: str) -> list[tuple[date, Span]]:
    """The planned start or completion, with the stretch in which it was the plan.

    The milestone tells where one is declared, with the list of each year otherwise.
    """
    milestone = project.milestone_of(kind)
    found = versions(milestone, project.known_from) if milestone else []
    if found:
        return _same_dates_joined([(v.planned_on, (v.since, v.until)) for v in found])
    dates: dict[str, Callable[[YearPlan], date | None]] = {
        START: lambda plan: plan.planned_start_on,
        COMPLETION: lambda plan: plan.planned_completion_on,
    }
    told = [
        (day, datetime(plan.year, 1, 1))
        for plan in sorted(project.years, key=lambda plan: plan.year)
        if (day := dates[kind](plan))
    ]
    ends: list[datetime | None] = [since for _, since in told[1:]]
    ends += [None] * bool(told)
    return _same_dates_joined(
        [(day, (since, until)) for (day, since), until in zip(told, ends, strict=True)]
    )


def standings(project: Project) -> list[Standing]:
    """Every report with the stretch in which it was the newest, until the project ended."""
    reports = sorted(project.months, key=lambda r: (r.reported_at, r.year, r.month))
    by_month, ended_at = {(r.year, r.month): r for r in project.months}, project.ended_at
    found = []
    for place, report in enumerate(reports, start=1):
        following = reports[place].reported_at if place < len(reports) else None
        end = first_of(following, ended_at)
        if end is None or report.reported_at < end:
            found.append(
                Standing(
                    report,
                    report.reported_at,
                    end,
                    _behind(project, report),
                    _unpaid(project, report),
                    _task(by_month, report),
                )
            )
    return found


def month_end(day: date, months: int = 0) -> datetime:
    """The last second of the month of a day, or of a later one."""
    place = day.year * 12 + day.month + months
    following = date(place // 12, place % 12 + 1, 1)
    return datetime.combine(following, time()) - timedelta(seconds=1)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day where the month has no such day."""
    last = month_end(day, months).date()
    return last.replace(day=min(day.day, last.day))


def _behind(project: Project, report: MonthReport) -> float | None:
    """Percentage points behind the plan; by money where no progress is reported."""
    if report.progress_percent is not None and report.planned_percent is not None:
        return round(report.planned_percent - report.progress_percent, 6)
    plan = project.plan_of(report.year)
    whole = plan.planned_investment if plan else None
    if not whole or report.invested is None or report.planned_investment is None:
        return None
    return round(100 * (report.planned_investment - report.invested) / whole, 6)


def _unpaid(project: Project, report: MonthReport) -> float | None:
    """Percentage points by which payments lag: money is expected as the investment is planned.

    Where no investment is planned by month it is expected evenly over the year.
    """
    plan = project.plan_of(report.year)
    if plan is None or not plan.planned_fund or report.fund_paid is None:
        return None
    share = report.month / 12
    if plan.planned_investment and report.planned_investment is not None:
        share = report.planned_investment / plan.planned_investment
    return round(100 * (share - report.fund_paid / plan.planned_fund), 6)


def _task(by_month: Reports, report: MonthReport) -> float | None:
    """The month's own investment against its own plan; none without a plan for it."""
    before = _before(by_month, report)
    if report.planned_investment is None or report.invested is None or before is None:
        return None
    planned = report.planned_investment - before[0]
    return (report.invested - before[1]) / planned if planned > 0 else None


def _before(by_month: Reports, report: MonthReport) -> tuple[int, int] | None:
    """Planned and done up to the month before; nothing in January, none when not reported."""
    if report.month == 1:
        return 0, 0
    other = by_month.get((report.year, report.month - 1))
    if other is None or other.planned_investment is None or other.invested is None:
        return None
    return other.planned_investment, other.invested


def _same_dates_joined(dated: list[tuple[date, Span]]) -> list[tuple[date, Span]]:
    found: list[tuple[date, Span]] = []
    for day, (since, until) in dated:
        if found and found[-1][0] == day:
            found[-1] = (day, (found[-1][1][0], until))
        else:
            found.append((day, (since, until)))
    return found
