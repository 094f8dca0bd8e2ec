"""What an order is about: a finding of any line, or a subject of a line; with its dimensions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Table, select

from data_access.schema import AppealClock, CaseClock, Department, Finding, ProjectClock
from data_access.schema.base import table_of


@dataclass(frozen=True)
class About:
    """What an order is to be about: a finding by its key, or else a subject of a line."""

    line: str = ""
    subject_id: str = ""
    finding_id: str = ""


@dataclass(frozen=True)
class Subject:
    """What the database knows of it."""

    line: str
    subject_id: str
    subject_no: str
    finding_id: str | None
    rule: str | None
    department_code: str
    item_code: str
    town_code: str


_case, _appeal = table_of(CaseClock), table_of(AppealClock)
_project, _finding = table_of(ProjectClock), table_of(Finding)
_CLOCKS: Mapping[str, tuple[Table, Column[str], Column[str]]] = {
    "approval": (_case, _case.c.case_id, _case.c.case_no),
    "appeal": (_appeal, _appeal.c.appeal_id, _appeal.c.appeal_no),
    "project": (_project, _project.c.project_id, _project.c.project_no),
}
"""By line: where its subjects stand, their key, and what people call them."""


def find_subject(connection: Connection, about: About, now: datetime) -> Subject | None:
    """The subject, or None where it is not there: unknown, still ahead, withdrawn, of an order."""
    return _of_finding(connection, about, now) if about.finding_id else _of_line(connection, about)


def is_department(connection: Connection, code: str) -> bool:
    """Whether there is such a department."""
    known = select(Department.department_code).where(Department.department_code == code)
    return connection.scalar(known) is not None


def _of_finding(connection: Connection, about: About, now: datetime) -> Subject | None:
    row = connection.execute(
        select(_finding).where(
            _finding.c.finding_id == about.finding_id,
            _finding.c.occurs_at <= now,
            _finding.c.withdrawn_at.is_(None),
            _finding.c.line.in_(_CLOCKS),
        )
    ).one_or_none()
    if row is None:
        return None
    return Subject(
        row.line,
        row.subject_id,
        row.subject_no,
        row.finding_id,
        row.rule,
        row.department_code,
        row.item_code,
        row.town_code,
    )


def _of_line(connection: Connection, about: About) -> Subject | None:
    if about.line not in _CLOCKS:
        return None
    table, key, number = _CLOCKS[about.line]
    dimensions = table.c.department_code, table.c.item_code, table.c.town_code
    row = connection.execute(
        select(number, *dimensions).where(key == about.subject_id).limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Subject(about.line, about.subject_id, row[0], None, None, row[1], row[2], row[3])
