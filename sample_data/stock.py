"""The open cases that the feed moves: read from the contract, each with a plan of its own."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, String, cast, func, select

from data_access.schema import ApprovalCase, CasePause, CaseStep, CorrectionNotice
from data_access.schema.base import table_of
from sample_data.items import SampleItem, catalogue
from sample_data.procedure import SLOTS, has_slots
from supervision.working_days import WorkingCalendar

LOOK_BACK = timedelta(days=400)
LONG_AGO, FAR_OFF = datetime(1970, 1, 1), datetime(2999, 12, 31)
TEAM_DAYS = timedelta(days=60)
LAST_MOMENT_SHARE, LATE_SHARE = 0.25, 0.025
NEARLY_DUE, NEARLY_DUE_SHARE = timedelta(hours=60), 0.8
SHORTEST_WORK = timedelta(hours=3)


@dataclass
class OpenCase:
    """An open case as far as the feed must know it.

    No move comes before `held_until`; a paced case moves when its plan says so, others whenever
    it is their turn.
    """

    case_id: str
    item: SampleItem
    department: str
    received_at: datetime
    accepted_at: datetime | None = None
    decided_at: datetime | None = None
    clerk: str | None = None
    step_no: int = 0
    step_code: str = ""
    is_signed: bool = False
    notices: int = 0
    awaits_reply: bool = False
    pauses: int = 0
    is_paused: bool = False
    extensions: int = 0
    due_at: datetime = FAR_OFF
    finish_at: datetime = FAR_OFF
    planned_at: datetime = FAR_OFF
    held_until: datetime = LONG_AGO
    is_paced: bool = False

    def next_codes(self) -> list[str]:
        """The declared steps that follow the present one."""
        declared = [code for code, has in zip(SLOTS, has_slots(self.item), strict=True) if has]
        if self.step_code not in declared:
            return declared
        return declared[declared.index(self.step_code) + 1 :]


@dataclass
class Stock:
    """All open cases, the officers of each department, and how many cases a day brings.

    `size` is how many open cases there were at first, and shall be.
    """

    cases: dict[str, OpenCase] = field(default_factory=dict)
    teams: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    daily: float = 1.0
    size: int = 10

    def next_due(self, now: datetime) -> OpenCase | None:
        """The case whose next move is planned first, of those that are not held."""
        free = (
            case
            for case in self.cases.values()
            if case.held_until <= now and (case.planned_at <= now or not case.is_paced)
        )
        first = min(free, key=lambda case: (case.planned_at, case.case_id), default=None)
        if first is None and len(self.cases) > self.size:  # all wait, and there are too many
            first = min(self.cases.values(), key=lambda case: (case.held_until, case.case_id))
        return first


def id_prefix(moment: datetime) -> str:
    """How the numbers of cases of a day begin: they sort by the day of receipt."""
    return f"{moment:%Y%m%d}"


def load_stock(
    connection: Connection, calendar: WorkingCalendar, rng: np.random.Generator, now: datetime
) -> Stock:
    """The open cases of the sample with their plans; cases of other systems are left alone."""
    items = {item.code: item for item in catalogue()}
    stock = Stock(teams=_teams(connection, now), daily=_daily(connection, now))
    for row in _open_rows(connection, now):
        received = _moment(row["received_at"])
        if received is None or received > now or row["item_code"] not in items:
            continue
        case = OpenCase(
            case_id=row["case_id"],
            item=items[row["item_code"]],
            department=row["department_code"],
            received_at=received,
            accepted_at=_moment(row["accepted_at"]),
            decided_at=_moment(row["decided_at"]),
            clerk=row["officer"],
        )
        if case.accepted_at is None or case.accepted_at <= now:
            stock.cases[case.case_id] = case
    _add_children(connection, stock, now)
    for case in stock.cases.values():
        plan(case, calendar, rng, now)
    return stock


def plan(
    case: OpenCase, calendar: WorkingCalendar, rng: np.random.Generator, now: datetime
) -> None:
    """Decide when the case shall be finished: mostly in time, some in the end, some late."""
    start = case.accepted_at or case.received_at + timedelta(days=1)
    limit = case.item.promised if case.item.promised is not None else 10
    days = limit if case.item.unit == "working_day" else max(0, limit * 5 // 7 - 1)
    case.due_at = calendar.due_at(start.date(), days if case.item.unit != "working_hour" else 1)
    draw, share = rng.random(), rng.random()
    if case.is_paused or case.awaits_reply:
        case.held_until = now + timedelta(days=1 + 12 * share)
    elif case.due_at < now:
        case.held_until = now + timedelta(days=0.3 + 8 * share)
    case.finish_at = now + max(SHORTEST_WORK, (case.due_at - now) * share)
    is_near = case.due_at - now < NEARLY_DUE
    last_moment = NEARLY_DUE_SHARE if is_near else LAST_MOMENT_SHARE
    if case.item.case_kind == "instant":
        case.finish_at = now + timedelta(minutes=2 + 8 * share)
    elif draw < LATE_SHARE:
        case.is_paced, case.finish_at = True, case.due_at + timedelta(days=1 + 6 * share)
    elif draw < LATE_SHARE + last_moment:
        case.is_paced, case.finish_at = True, case.due_at - timedelta(hours=1 + 10 * share)
    plan_next(case, rng, now)


def plan_next(case: OpenCase, rng: np.random.Generator, now: datetime) -> None:
    """Lay the next move between now and the planned end."""
    moves_left = 2 * len(case.next_codes()) + 2
    ahead = max(case.finish_at - now, timedelta(seconds=30))
    case.planned_at = now + ahead * ((0.5 + rng.random()) / moves_left)


def _open_rows(connection: Connection, now: datetime) -> list[Any]:
    columns = [
        cast(column, String).label(column.name) if column.name.endswith("_at") else column
        for column in (
            ApprovalCase.case_id,
            ApprovalCase.item_code,
            ApprovalCase.department_code,
            ApprovalCase.officer,
            ApprovalCase.received_at,
            ApprovalCase.accepted_at,
            ApprovalCase.decided_at,
        )
    ]
    statement = (
        select(*columns)
        .where(
            ApprovalCase.case_id >= id_prefix(now - LOOK_BACK),
            ApprovalCase.case_id < id_prefix(now + timedelta(days=1)),
            ApprovalCase.closed_at.is_(None),
        )
        .order_by(ApprovalCase.case_id)
    )
    return list(connection.execute(statement).mappings())


def _add_children(connection: Connection, stock: Stock, now: datetime) -> None:
    oldest = min(stock.cases, default=id_prefix(now))
    steps = table_of(CaseStep)
    open_only = select(ApprovalCase.case_id).where(
        ApprovalCase.case_id >= oldest, ApprovalCase.closed_at.is_(None)
    )
    latest = (
        select(steps.c.case_id, steps.c.step_no, steps.c.step_code)
        .add_columns(cast(steps.c.started_at, String).label("started_at"))
        .where(steps.c.case_id.in_(open_only))
        .order_by(steps.c.case_id, steps.c.step_no)
    )
    for row in connection.execute(latest):
        if row.case_id in stock.cases:
            case = stock.cases[row.case_id]
            case.step_no, case.step_code = row.step_no, row.step_code
            case.is_signed = row.started_at is not None
    for notice in connection.execute(
        select(CorrectionNotice.case_id, cast(CorrectionNotice.replied_at, String))
        .where(CorrectionNotice.case_id.in_(open_only))
        .order_by(CorrectionNotice.case_id, CorrectionNotice.notice_no)
    ):
        if notice[0] in stock.cases:
            stock.cases[notice[0]].notices += 1
            stock.cases[notice[0]].awaits_reply = notice[1] is None
    for pause in connection.execute(
        select(CasePause.case_id, cast(CasePause.ended_at, String))
        .where(CasePause.case_id.in_(open_only))
        .order_by(CasePause.case_id, CasePause.pause_no)
    ):
        if pause[0] in stock.cases:
            stock.cases[pause[0]].pauses += 1
            stock.cases[pause[0]].is_paused = pause[1] is None


def _teams(connection: Connection, now: datetime) -> dict[tuple[str, str], list[str]]:
    """The officers seen lately at each kind of step of each department, by name."""
    seen: dict[tuple[str, str], list[str]] = defaultdict(list)
    statement = (
        select(ApprovalCase.department_code, CaseStep.step_code, CaseStep.officer)
        .join(ApprovalCase, ApprovalCase.case_id == CaseStep.case_id)
        .where(
            ApprovalCase.case_id >= id_prefix(now - TEAM_DAYS),
            CaseStep.step_code.in_(("accept", "recheck", "approve")),
            CaseStep.officer.is_not(None),
        )
        .distinct()
        .order_by(ApprovalCase.department_code, CaseStep.step_code, CaseStep.officer)
    )
    for department, code, officer in connection.execute(statement):
        seen[str(department), code].append(str(officer))
    for (department, code), names in seen.items():
        if code != "accept":  # a clerk who decides alone is no head of department
            clerks = seen.get((department, "accept"), [])
            names[:] = [name for name in names if name not in clerks] or names
    return dict(seen)


def _daily(connection: Connection, now: datetime) -> float:
    """Cases received on an average day of the last year."""
    last_year = (
        select(func.count())
        .select_from(ApprovalCase)
        .where(
            ApprovalCase.case_id >= id_prefix(now - timedelta(days=365)),
            ApprovalCase.case_id < id_prefix(now),
        )
    )
    return max(1.0, (connection.scalar(last_year) or 0) / 365)


def _moment(text: str | None) -> datetime | None:
    """A time as it stands in the contract; None where it cannot be read."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
