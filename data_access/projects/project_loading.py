"""Contract rows as facts of projects: read as leniently as cases, one bad value costs its own row.

Only what the project itself says of its dates can put it aside.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from data_access.approvals.loading import Register, facts_from, load_catalogue, read_cases
from data_access.contract_rows import FUTURE_MINUTES, Row, RowReader, contract_rows
from data_access.finding_rows import Fault
from data_access.schema import (
    MonthlyDuration,
    Project,
    ProjectBlocker,
    ProjectCase,
    ProjectMilestone,
    ProjectMilestoneChange,
    ProjectMonth,
    ProjectPause,
    ProjectService,
    ProjectYear,
)
from data_access.schema.base import Base, table_of
from supervision.clocks import Limits, clocks_of
from supervision.projects import facts
from supervision.projects.facts import STAGES
from supervision.rates import nearest_rank

YUAN = 10_000
"""Offices write money in units of so many yuan."""
LISTS = frozenset({"start", "complete", "continue", "reserve"})
FIRST_YEAR, LAST_YEAR = 1990, 2100
FEWEST_CASES = 10
"""Cases of an item below which its median says nothing."""
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
CHILDREN = (
    ProjectYear,
    ProjectMonth,
    ProjectMilestone,
    ProjectMilestoneChange,
    ProjectPause,
    ProjectBlocker,
    ProjectService,
    ProjectCase,
)

Children = Mapping[type[Base], Sequence[Row]]


@dataclass(slots=True)
class LoadedProject:
    """One project: its row, its facts unless it is quarantined, its faults."""

    row: Row
    project: facts.Project | None
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class Surroundings:
    """What projects are read against: the departments, and the cases that are linked to them."""

    departments: frozenset[str]
    cases: dict[str, facts.LinkedCase]


def load_projects(
    connection: Connection,
    project_ids: Sequence[str],
    limits: Limits,
    register: Register,
    now: datetime,
) -> list[LoadedProject]:
    """The projects with these ids as they stand, in order of id; deleted ones are absent."""
    children = {model: _by_project(connection, model, project_ids) for model in CHILDREN}
    case_ids = sorted({row["case_id"] for rows in children[ProjectCase].values() for row in rows})
    cases = _approvals(connection, case_ids, limits, register, now)
    around = Surroundings(register.departments, cases)
    return [
        _loaded(
            row,
            {model: children[model].get(row["project_id"], ()) for model in CHILDREN},
            around,
            now,
        )
        for row in contract_rows(connection, Project, "project_id", project_ids)
    ]


def load_medians(connection: Connection, item_codes: Collection[str]) -> dict[str, int]:
    """How many days the items usually take, where enough of their cases have closed."""
    counted: dict[str, dict[int, int]] = defaultdict(dict)
    spread = table_of(MonthlyDuration).c
    totals = (
        select(spread.item_code, spread.used_days, func.sum(spread.cases))
        .where(spread.item_code.in_(item_codes))
        .group_by(spread.item_code, spread.used_days)
    )
    for item, days, cases in connection.execute(totals):
        counted[item][days] = int(cases)
    medians = {
        item: nearest_rank(cases, 0.5)
        for item, cases in counted.items()
        if sum(cases.values()) >= FEWEST_CASES
    }
    return {item: days for item, days in medians.items() if days is not None}


def _approvals(
    connection: Connection,
    case_ids: Sequence[str],
    limits: Limits,
    register: Register,
    now: datetime,
) -> dict[str, facts.LinkedCase]:
    """The linked cases with their clocks, and how long their items usually take."""
    rows = read_cases(connection, case_ids)
    catalogue = load_catalogue(connection, rows, register)
    medians = load_medians(connection, {one.case["item_code"] or "" for one in rows})
    found = {}
    for one in (facts_from(each, catalogue, now) for each in rows):
        if one.case is not None:
            found[one.case.case_id] = facts.LinkedCase(
                one.case,
                clocks_of(one.case, limits),
                median_days=medians.get(one.row["item_code"] or ""),
                department_code=one.row["department_code"] or "",
            )
    return found


def _by_project(
    connection: Connection, model: type[Base], project_ids: Sequence[str]
) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in contract_rows(connection, model, "project_id", project_ids):
        grouped[row["project_id"]].append(row)
    return grouped


def _loaded(row: Row, children: Children, around: Surroundings, now: datetime) -> LoadedProject:
    faults: list[Fault] = []
    read = RowReader(row, "project", faults, quarantines=True)
    if row["department_code"] not in around.departments:
        raw = row["department_code"] or ""
        faults.append(Fault("R01", "project", "department_code", raw, False))
    for name, bound in (("longitude", 180.0), ("latitude", 90.0)):
        read.decimal(name, -bound, bound)
    project = facts.Project(
        row["project_id"],
        read.day("started_on"),
        read.day("completed_on"),
        read.day("in_statistics_on"),
        read.day("cancelled_on"),
        read.moment("created_at"),
        yuan(read.decimal("total_investment")),
    )
    faults.extend(_order_faults(project, now))
    project.years = list(_years(children[ProjectYear], faults))
    project.months = list(_months(children[ProjectMonth], faults, now))
    changes = list(_changes(children[ProjectMilestoneChange], faults))
    project.milestones = list(_milestones(children[ProjectMilestone], changes, faults, now))
    project.pauses = list(_pauses(children[ProjectPause], faults))
    project.blockers = list(_blockers(children[ProjectBlocker], faults))
    project.services = list(_services(children[ProjectService], faults))
    project.cases = list(_links(children[ProjectCase], around, faults))
    is_out = any(fault.is_quarantined for fault in faults)
    return LoadedProject(row, None if is_out else project, faults)


def _order_faults(project: facts.Project, now: datetime) -> Iterable[Fault]:
    started, completed = project.started_on, project.completed_on
    if started and completed and completed < started:
        yield Fault("T02", "project", "completed_on", f"{completed} < {started}", True)
    for name in ("started_on", "completed_on", "in_statistics_on", "cancelled_on"):
        day: date | None = getattr(project, name)
        if day and day > now.date():
            yield Fault("T06", "project", name, str(day), True)


def _years(rows: Iterable[Row], faults: list[Fault]) -> Iterator[facts.YearPlan]:
    for row in rows:
        read = RowReader(row, "project_year", faults, quarantines=False)
        if not FIRST_YEAR <= row["year"] <= LAST_YEAR:
            faults.append(Fault("V02", "project_year", "year", str(row["year"]), False))
            continue
        yield facts.YearPlan(
            row["year"],
            read.code("list_kind", LISTS),
            read.day("planned_start_on"),
            read.day("planned_completion_on"),
            yuan(read.decimal("planned_investment")),
            yuan(read.decimal("planned_fund")),
        )


def _months(rows: Iterable[Row], faults: list[Fault], now: datetime) -> Iterator[facts.MonthReport]:
    for row in rows:
        read = RowReader(row, "project_month", faults, quarantines=False)
        found = MONTH.fullmatch(row["month"] or "")
        year, month = (int(found[1]), int(found[2])) if found else (0, 0)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            faults.append(Fault("T05", "project_month", "month", row["month"] or "", False))
            continue
        following = datetime(year + month // 12, month % 12 + 1, 1)
        reported_at = read.moment("reported_at") or following
        if reported_at > now + timedelta(minutes=FUTURE_MINUTES):
            faults.append(Fault("T06", "project_month", "reported_at", str(reported_at), False))
            continue
        yield facts.MonthReport(
            year,
            month,
            reported_at,
            yuan(read.decimal("planned_investment")),
            yuan(read.decimal("invested")),
            yuan(read.decimal("fund_paid")),
            read.decimal("progress_percent", 0, 100),
            read.decimal("planned_percent", 0, 100),
        )


def _changes(rows: Iterable[Row], faults: list[Fault]) -> Iterator[tuple[int, facts.PlanChange]]:
    for row in rows:
        read = RowReader(row, "project_milestone_change", faults, quarantines=False)
        changed_at, to_on = read.moment("changed_at"), read.day("to_on")
        if changed_at is None or to_on is None:
            name = "changed_at" if changed_at is None else "to_on"
            faults.append(Fault("T01", "project_milestone_change", name, "", False))
            continue
        approved = row["is_approved"]
        yield (
            row["milestone_no"],
            facts.PlanChange(
                row["change_no"],
                changed_at,
                to_on,
                read.day("from_on"),
                read.text("reason"),
                None if approved is None else bool(approved),
            ),
        )


def _milestones(
    rows: Iterable[Row],
    changes: Sequence[tuple[int, facts.PlanChange]],
    faults: list[Fault],
    now: datetime,
) -> Iterator[facts.Milestone]:
    for row in rows:
        read = RowReader(row, "project_milestone", faults, quarantines=False)
        reached_on = read.day("reached_on")
        if reached_on and reached_on > now.date():
            raw = str(reached_on)
            faults.append(Fault("T06", "project_milestone", "reached_on", raw, False))
            reached_on = None
        own = [change for number, change in changes if number == row["milestone_no"]]
        yield facts.Milestone(
            row["milestone_no"],
            row["kind"],
            read.day("planned_on"),
            reached_on,
            read.code("stage", STAGES),
            sorted(own, key=lambda change: (change.changed_at, change.number)),
        )


def _pauses(rows: Iterable[Row], faults: list[Fault]) -> Iterator[facts.ProjectPause]:
    for row in rows:
        read = RowReader(row, "project_pause", faults, quarantines=False)
        started_on, ended_on = read.day("started_on"), read.day("ended_on")
        if not _is_ordered(
            "project_pause", ("started_on", "ended_on"), (started_on, ended_on), faults
        ):
            continue
        assert started_on is not None
        yield facts.ProjectPause(
            row["pause_no"],
            started_on,
            ended_on,
            read.text("reason"),
            read.text("next_step"),
            read.moment("noted_at"),
        )


def _blockers(rows: Iterable[Row], faults: list[Fault]) -> Iterator[facts.Blocker]:
    for row in rows:
        read = RowReader(row, "project_blocker", faults, quarantines=False)
        raised_at, closed_at = read.moment("raised_at"), read.moment("closed_at")
        if not _is_ordered(
            "project_blocker", ("raised_at", "closed_at"), (raised_at, closed_at), faults
        ):
            continue
        assert raised_at is not None
        yield facts.Blocker(
            row["blocker_no"],
            row["kind"],
            raised_at,
            read.text("department_code"),
            read.day("promised_on"),
            closed_at,
        )


def _services(rows: Iterable[Row], faults: list[Fault]) -> Iterator[facts.EarlyService]:
    for row in rows:
        read = RowReader(row, "project_service", faults, quarantines=False)
        served_at = read.moment("served_at")
        if served_at is None:
            faults.append(Fault("T01", "project_service", "served_at", "", False))
            continue
        yield facts.EarlyService(row["service_no"], row["kind"], served_at)


def _links(
    rows: Iterable[Row], around: Surroundings, faults: list[Fault]
) -> Iterator[facts.LinkedCase]:
    for row in rows:
        read = RowReader(row, "project_case", faults, quarantines=False)
        known = around.cases.get(row["case_id"])
        if known is None:
            faults.append(Fault("R05", "project_case", "case_id", row["case_id"], False))
            continue
        yield replace(known, stage=read.code("stage", STAGES), group=row["group_no"])


def _is_ordered(
    table: str, names: tuple[str, str], moments: tuple[Any, Any], faults: list[Fault]
) -> bool:
    """Whether a stretch has a beginning, and no end before it; else it is listed and left out."""
    begun, ended = moments
    if begun is None:
        faults.append(Fault("T01", table, names[0], "", False))
    elif ended is not None and ended < begun:
        faults.append(Fault("T02", table, names[1], f"{ended} < {begun}", False))
    else:
        return True
    return False


def yuan(amount: float | None) -> int | None:
    """Money as the contract has it, in whole yuan."""
    return None if amount is None else round(amount * YUAN)
