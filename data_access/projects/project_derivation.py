"""The rows that evaluation writes of a project: its clocks and everything it was over time."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from data_access.projects.project_loading import LoadedProject
from supervision.findings import Finding
from supervision.projects.chain import Link, Owner, approved_at
from supervision.projects.facts import Project, YearPlan, morning
from supervision.projects.light import light_of
from supervision.projects.plan import Version, months_later, versions
from supervision.projects.rules import Tracked
from supervision.spans import first_of
from supervision.working_days import END_OF_DAY

Row = dict[str, Any]
ONE_SECOND = timedelta(seconds=1)
DAYS_OF = {
    "government_days": Owner.GOVERNMENT,
    "enterprise_days": Owner.ENTERPRISE,
    "special_days": Owner.SPECIAL,
    "nobody_days": Owner.NOBODY,
}
NOT_LISTED = YearPlan(0)


def subject_words(one: LoadedProject) -> Row:
    """What every finding of a project says of it: line, subject, source and dimensions."""
    row = one.row
    return {
        "line": "project",
        "subject_id": row["project_id"],
        "subject_no": row["project_code"] or row["project_id"],
        **_dimensions(row),
    }


def clock_rows(one: LoadedProject, tracked: Tracked, run_no: int) -> list[Row]:
    """One row of project_clock a year list; one of year 0 where the project is on none."""
    plans = sorted(tracked.project.years, key=lambda plan: plan.year) or [NOT_LISTED]
    return [_clock_row(one, tracked, plan, run_no, is_first=plan is plans[0]) for plan in plans]


def light_rows(one: LoadedProject, project: Project, findings: Iterable[Finding]) -> list[Row]:
    """One row of project_light a stretch with one light."""
    return [
        {
            "project_id": project.project_id,
            "valid_from": light.since,
            "valid_until": light.until,
            "light": light.light,
            **_dimensions(one.row),
        }
        for light in light_of(project, findings)
    ]


def version_rows(one: LoadedProject, project: Project) -> list[Row]:
    """One row of milestone_version a stretch in which one date was planned."""
    rows = []
    for stone in project.milestones:
        reached_at = morning(stone.reached_on)
        for version in versions(stone, project.known_from):
            late_from, late_until = _late(version, reached_at, project.ended_at)
            change = version.change
            rows.append(
                {
                    "project_id": project.project_id,
                    "milestone_no": stone.number,
                    "version_no": version.number,
                    **_dimensions(one.row),
                    "kind": stone.kind,
                    "stage": stone.stage,
                    "due_at": version.due_at,
                    "valid_from": version.since,
                    "valid_until": version.until,
                    "reached_at": reached_at,
                    "late_from": late_from,
                    "late_until": late_until,
                    "is_change": change is not None,
                    "requested_on": change.to_on if change else None,
                    "has_reason": bool(change and change.reason),
                    "is_approved": change.is_approved if change else None,
                }
            )
    return rows


def progress_rows(one: LoadedProject, tracked: Tracked) -> list[Row]:
    """One row of project_progress a report, with the stretch in which it is the newest."""
    rows = []
    for standing in tracked.standings:
        report = standing.report
        plan = tracked.project.plan_of(report.year) or NOT_LISTED
        rows.append(
            {
                "project_id": tracked.project.project_id,
                "month": f"{report.year}-{report.month:02d}",
                **_dimensions(one.row),
                "valid_from": standing.since,
                "valid_until": standing.until,
                "planned_investment": report.planned_investment,
                "invested": report.invested,
                "annual_investment": plan.planned_investment,
                "fund_paid": report.fund_paid,
                "annual_fund": plan.planned_fund,
                "progress_percent": report.progress_percent,
                "planned_percent": report.planned_percent,
                "behind_points": standing.behind_points,
                "unpaid_points": standing.unpaid_points,
            }
        )
    return rows


def blocker_rows(one: LoadedProject, project: Project) -> list[Row]:
    """One row of blocker_clock a blocker; the lead answers for one that names no department."""
    return [
        {
            "project_id": project.project_id,
            "blocker_no": blocker.number,
            **_dimensions(one.row),
            "department_code": blocker.department_code or one.row["department_code"] or "",
            "kind": blocker.kind,
            "raised_at": blocker.raised_at,
            "promised_due_at": _end_of(blocker.promised_on),
            "closed_at": blocker.closed_at,
            "age_days": (blocker.closed_at.date() - blocker.raised_at.date()).days
            if blocker.closed_at
            else None,
        }
        for blocker in project.blockers
    ]


def chain_rows(one: LoadedProject, tracked: Tracked) -> list[Row]:
    """One row of chain_step a step of approval or a wait between two."""
    return [
        {
            "project_id": tracked.project.project_id,
            "link_no": number,
            **_dimensions(one.row),
            "department_code": link.cases[0].department_code
            if link.cases
            else one.row["department_code"] or "",
            "kind": "wait" if link.is_wait else "step",
            "stage": link.stage,
            "case_id": link.cases[0].case.case_id if link.cases else "",
            "service_item_code": _item_of(link.after if link.is_wait else link),
            "began_at": link.since,
            "ended_at": link.until,
            "total_days": link.total_days,
            **{
                name: link.days.get(owner, 0) if link.days is not None else None
                for name, owner in DAYS_OF.items()
            },
            "cases": len(link.cases),
            "parallel_cases": link.parallel_cases,
            "parallel_expected": link.parallel_expected,
        }
        for number, link in enumerate(tracked.chain, start=1)
    ]


def _clock_row(
    one: LoadedProject, tracked: Tracked, plan: YearPlan, run_no: int, *, is_first: bool
) -> Row:
    row, project = one.row, tracked.project
    started, completed = project.started_at, morning(project.completed_on)
    cancelled = morning(project.cancelled_on)
    start_due, completion_due = _end_of(plan.planned_start_on), _end_of(plan.planned_completion_on)
    is_listed = plan.year > 0
    return {
        "project_id": project.project_id,
        "year": plan.year,
        "project_no": row["project_code"] or row["project_id"],
        **_dimensions(row),
        "list_kind": plan.kind,
        "is_first_list": is_first,
        "has_coordinator": bool(row["coordinator"]),
        "listed_at": datetime(plan.year, 1, 1) if is_listed else project.known_from,
        "unlisted_at": first_of(datetime(plan.year + 1, 1, 1) if is_listed else None, cancelled),
        "start_due_at": start_due,
        "started_at": started,
        "start_met_at": _both(start_due, started),
        "completion_due_at": completion_due,
        "completed_at": completed,
        "completion_met_at": _both(completion_due, completed),
        "cancelled_at": cancelled,
        "total_investment": project.total_investment,
        "planned_investment": plan.planned_investment,
        "planned_fund": plan.planned_fund,
        "run_no": run_no,
        **(_once(tracked) if is_first else dict.fromkeys(ONCE)),
    }


ONCE = (
    "statistics_due_at",
    "in_statistics_at",
    "first_service_at",
    "applied_at",
    "approved_at",
    *DAYS_OF,
)
"""What happens once in the life of a project, and is counted in its first list."""


def _once(tracked: Tracked) -> Row:
    project = tracked.project
    accepted = [linked.clocks.accepted_at for linked in project.cases]
    approved = approved_at(project)
    started = project.started_on
    return {
        "statistics_due_at": _end_of(months_later(started, 1)) if started else None,
        "in_statistics_at": morning(project.in_statistics_on),
        "first_service_at": first_of(*(service.served_at for service in project.services)),
        "applied_at": first_of(*accepted),
        "approved_at": approved,
        **_days_until(tracked.chain, approved),
    }


def _days_until(chain: Iterable[Link], approved: datetime | None) -> Mapping[str, int | None]:
    """Whose time the chain took up to a moment; empty before it has come."""
    if approved is None:
        return dict.fromkeys(DAYS_OF)
    through = [link for link in chain if link.until and link.until <= approved and link.days]
    return {
        name: sum((link.days or {}).get(owner, 0) for link in through)
        for name, owner in DAYS_OF.items()
    }


def _late(
    version: Version, reached_at: datetime | None, ended_at: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """The stretch in which the planned date is past and the milestone not reached."""
    late_from = max(version.since, version.due_at + ONE_SECOND)
    late_until = first_of(version.until, reached_at, ended_at)
    if late_until is not None and late_until <= late_from:
        return None, None
    return late_from, late_until


def _dimensions(row: Mapping[Any, Any]) -> Row:
    return {
        "source_code": row["source_code"],
        "item_code": row["kind"] or "",
        "department_code": row["department_code"] or "",
        "town_code": row["town_code"] or "",
    }


def _item_of(link: Link | None) -> str:
    return link.cases[0].case.item.code if link and link.cases else ""


def _both(first: datetime | None, second: datetime | None) -> datetime | None:
    return max(first, second) if first and second else None


def _end_of(day: date | None) -> datetime | None:
    return datetime.combine(day, END_OF_DAY) if day else None
