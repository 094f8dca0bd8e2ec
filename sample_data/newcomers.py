"""What the feed does beside moving cases: receive new ones, rate closed ones, alter the past."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, String, cast, func, insert, select, update

from data_access.schema import ApprovalCase, CaseRating, CaseStep
from data_access.schema.base import table_of
from sample_data.items import catalogue, item_table
from sample_data.moves import Desk, step_row
from sample_data.people import ENTERPRISES, PERSONS, Applicants, applicants
from sample_data.reference import departments, sources, towns
from sample_data.stock import OpenCase, id_prefix, plan
from supervision.working_days import WorkingCalendar

NO_RECEIPT, BY_BUREAU, TYPED_LATE, UNKNOWN_ITEM = 0.006, 0.008, 0.004, 0.0005
VISITED_ONLINE, ONLINE, IS_RENEWAL = 0.015, 0.55, "R"
RECENT = timedelta(days=20)


def receive(connection: Connection, calendar: WorkingCalendar, desk: Desk) -> OpenCase:
    """Write a new case with its first step, and return it as the feed holds it."""
    rng, now = desk.rng, desk.now
    place = int(rng.choice(len(catalogue()), p=item_table().share))
    item = catalogue()[place]
    department = departments()[item.department]
    clerks = desk.teams.get((department.code, "accept"), [])
    late = desk.chance(TYPED_LATE)
    received = now - timedelta(days=5) if late else now
    case = OpenCase(
        case_id=_next_id(connection, now),
        item=item,
        department=department.code,
        received_at=received,
        clerk=clerks[int(rng.integers(0, len(clerks)))] if clerks else None,
        step_no=1,
        step_code="receive",
        is_signed=True,
    )
    connection.execute(insert(table_of(ApprovalCase)).values(_row(case, desk)))
    first = step_row(case, desk) | {"arrived_at": received, "started_at": received}
    connection.execute(insert(table_of(CaseStep)).values(first))
    plan(case, calendar, rng, now)
    return case


def rate_one(connection: Connection, desk: Desk) -> str | None:
    """Let the applicant of a case closed today say what the service was like."""
    unrated = (
        select(ApprovalCase.case_id)
        .where(
            ApprovalCase.case_id >= id_prefix(desk.now - RECENT),
            ApprovalCase.closed_at >= desk.now - timedelta(days=1),
            ApprovalCase.closed_at <= desk.now,
            ~select(CaseRating.case_id).where(CaseRating.case_id == ApprovalCase.case_id).exists(),
        )
        .order_by(ApprovalCase.case_id)
        .limit(1)
    )
    case_id = connection.scalar(unrated)
    if case_id is None:
        return None
    score = int(desk.rng.choice((1, 2, 3, 4, 5), p=(0.004, 0.006, 0.02, 0.09, 0.88)))
    row = {
        "case_id": case_id,
        "rating_no": 1,
        "rated_at": desk.now,
        "score": score,
        "is_default": desk.chance(0.45) and score == 5,
    }
    connection.execute(insert(table_of(CaseRating)).values(row))
    return f"rate {case_id}"


def tamper(connection: Connection, desk: Desk) -> str | None:
    """Move the decision of a case closed lately to an earlier day, as some do to hide a delay."""
    cases = table_of(ApprovalCase)
    closed = (
        select(
            cases.c.case_id,
            cast(cases.c.accepted_at, String).label("accepted_at"),
            cast(cases.c.decided_at, String).label("decided_at"),
        )
        .where(
            cases.c.case_id >= id_prefix(desk.now - RECENT),
            cases.c.case_id < id_prefix(desk.now),
            cases.c.closed_at <= desk.now,
            cases.c.decided_at.is_not(None),
            cases.c.accepted_at.is_not(None),
        )
        .order_by(cases.c.case_id)
        .limit(200)
    )
    rows = [row for row in connection.execute(closed) if _days_taken(row) >= 2]
    if not rows:
        return None
    row = rows[int(desk.rng.integers(0, len(rows)))]
    earlier = _earlier(row)
    changed = {"decided_at": earlier, "delivered_at": earlier, "closed_at": earlier}
    connection.execute(update(cases).where(cases.c.case_id == row.case_id).values(changed))
    return f"back-date {row.case_id}"


def _row(case: OpenCase, desk: Desk) -> dict[str, Any]:
    rng, item = desk.rng, case.item
    is_online = item.online_depth == "fully_online" or desk.chance(ONLINE)
    number = f"{item.department + 1:02d}-{case.case_id}"
    people = _applicants()
    is_enterprise = desk.chance(0.5)
    who = (
        int(rng.integers(0, ENTERPRISES)) + PERSONS
        if is_enterprise
        else int(rng.integers(0, PERSONS))
    )
    weights = np.array([town.weight for town in towns()])
    town = towns()[int(rng.choice(len(weights), p=weights / weights.sum()))]
    visits = 0 if is_online else 1
    in_section = not desk.chance(BY_BUREAU) if item.is_centralised else desk.chance(0.25)
    expiry = (case.received_at + timedelta(days=int(rng.integers(40, 120)))).date()
    return {
        "case_id": case.case_id,
        "source_code": sources()[departments()[item.department].source].code,
        "case_no": number,
        "item_code": None if desk.chance(UNKNOWN_ITEM) else item.code,
        "department_code": case.department,
        "town_code": town.code,
        "channel": "online" if is_online else "window",
        "applicant_kind": "enterprise" if is_enterprise else "person",
        "applicant_name": people.names[who],
        "applicant_id_no": people.numbers[who],
        "applicant_phone": people.phones[who],
        "officer": case.clerk,
        "handled_by": "approval_section" if in_section else "bureau",
        "receipt_no": "" if desk.chance(NO_RECEIPT) else f"R{number}",
        "received_at": case.received_at,
        "renews_expiry_on": expiry if item.action == IS_RENEWAL else None,
        "visits": visits + desk.chance(VISITED_ONLINE),
        "created_at": desk.now,
    }


def _next_id(connection: Connection, now: datetime) -> str:
    prefix = id_prefix(now)
    last = connection.scalar(
        select(func.max(ApprovalCase.case_id)).where(
            ApprovalCase.case_id >= f"{prefix}-", ApprovalCase.case_id < f"{prefix}."
        )
    )
    number = int(last.rpartition("-")[2]) + 1 if last else 1
    return f"{prefix}-{number:05d}"


@cache
def _applicants() -> Applicants:
    """A stock of applicants for the feed, the same in every process."""
    return applicants(np.random.default_rng(310_116))


def _days_taken(row: Row[Any]) -> int:
    try:
        taken = datetime.fromisoformat(row.decided_at) - datetime.fromisoformat(row.accepted_at)
    except ValueError:
        return 0
    return taken.days


def _earlier(row: Row[Any]) -> datetime:
    decided = datetime.fromisoformat(row.decided_at)
    return decided - timedelta(days=_days_taken(row) // 2 or 1)
