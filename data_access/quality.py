"""What could not be read as it came: imports with their balance, faults, and the rows left out.

Faults and the balance tell of the record as it stands now: a mended row loses its fault at the
next evaluation, so there is no history of them and `as_of` does not move them. Imports have one.
"""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, case, distinct, func, select

from data_access.access.row_security import seeing_everything
from data_access.lines import LINES
from data_access.schema import (
    ApprovalCase,
    ChangeQueue,
    DataFault,
    ImportRun,
)
from data_access.schema.base import table_of
from supervision.scope import Scope

APPROVAL = "approval"
MOST_RUNS = 50


@dataclass(frozen=True)
class Balance:
    """What became of what stands in the shared tables: read = shown + quarantined + waiting."""

    read: int
    shown: int
    quarantined: int
    waiting: int

    @property
    def difference(self) -> int:
        """Rows that nobody can account for; anything but zero is a fault of this system."""
        return self.read - self.shown - self.quarantined - self.waiting

    def __add__(self, other: "Balance") -> "Balance":
        return Balance(
            self.read + other.read,
            self.shown + other.shown,
            self.quarantined + other.quarantined,
            self.waiting + other.waiting,
        )


def balances(connection: Connection, scope: Scope, *, as_of: datetime) -> dict[str, Balance]:
    """The balance of each line of business, by its name, whatever the scope."""
    with seeing_everything(connection):  # numbers of rows, and no row may be missing from them
        return {name: balance(connection, scope, as_of=as_of, line=name) for name in LINES}


def balance(
    connection: Connection, scope: Scope, *, as_of: datetime, line: str = APPROVAL
) -> Balance:
    """The balance of all subjects of a line, whatever the scope: no row is lost between views.

    Waiting are subjects that no evaluation has seen yet; a changed one that was seen before counts
    as it was, and one deleted since no longer counts as shown.
    """
    del scope, as_of
    left_out = _quarantined(line)
    subject = LINES[line].subjects.selected_columns[0]
    model, key = next(iter(LINES[line].derived.items()))
    shown = table_of(model).c[key]
    changed = (
        select(func.count(distinct(ChangeQueue.subject_id)))
        .outerjoin(subject.table, subject == ChangeQueue.subject_id)
        .outerjoin(shown.table, shown == ChangeQueue.subject_id)
        .where(ChangeQueue.line == line)
    )
    new = changed.where(
        subject.is_not(None), shown.is_(None), ChangeQueue.subject_id.not_in(left_out)
    )
    gone = changed.where(subject.is_(None), shown.is_not(None))
    is_key = len(shown.table.primary_key) == 1
    clocks = _number(connection, select(func.count(shown if is_key else distinct(shown))))
    return Balance(
        read=_number(connection, select(func.count(subject))),
        shown=clocks - _number(connection, gone),
        quarantined=_number(connection, select(func.count()).select_from(left_out.subquery())),
        waiting=_number(connection, new),
    )


def import_runs(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row an import finished by `as_of`, the newest first, `MOST_RUNS` at most.

    Columns: import_no, file_name, mapping_name, source_code, started_at, finished_at, rows_read,
    rows_shown, rows_quarantined, difference (read less the other two; never anything but 0).
    """
    del scope
    statement = (
        select(
            *ImportRun.__table__.columns,
            (ImportRun.rows_read - ImportRun.rows_shown - ImportRun.rows_quarantined).label(
                "difference"
            ),
        )
        .where(ImportRun.finished_at <= as_of)
        .order_by(ImportRun.import_no.desc())
        .limit(MOST_RUNS)
    )
    return pd.read_sql(statement, connection)


def fault_counts(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a rule, source and department: faults, subjects, quarantined (subjects left out).

    Columns: rule, source_code, department_code, faults, subjects, quarantined; by rule, source
    and department. The period of the scope does not narrow: many faults have no readable time.
    """
    del as_of
    left_out = case((DataFault.is_quarantined, DataFault.subject_id))
    key = (DataFault.rule, DataFault.source_code, DataFault.department_code)
    statement = (
        select(
            *key,
            func.count().label("faults"),
            func.count(distinct(DataFault.subject_id)).label("subjects"),
            func.count(distinct(left_out)).label("quarantined"),
        )
        .where(*_departments(scope))
        .group_by(*key)
        .order_by(*key)
    )
    return pd.read_sql(statement, connection)


def faults_by_rule(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a rule, the most faults first: rule, faults, subjects, quarantined."""
    del as_of
    left_out = case((DataFault.is_quarantined, DataFault.subject_id))
    number = func.count()
    statement = (
        select(
            DataFault.rule,
            number.label("faults"),
            func.count(distinct(DataFault.subject_id)).label("subjects"),
            func.count(distinct(left_out)).label("quarantined"),
        )
        .where(*_departments(scope))
        .group_by(DataFault.rule)
        .order_by(number.desc(), DataFault.rule)
    )
    return pd.read_sql(statement, connection)


def count_faults(
    connection: Connection,
    scope: Scope,
    *,
    as_of: datetime,
    rule: str = "",
    source: str = "",
    only_quarantined: bool = False,
) -> int:
    """How many faults `list_faults` has to show."""
    del as_of
    where = _chosen(scope, rule, source, only_quarantined)
    return _number(connection, select(func.count(DataFault.fault_id)).where(*where))


def list_faults(
    connection: Connection,
    scope: Scope,
    *,
    as_of: datetime,
    rule: str = "",
    source: str = "",
    only_quarantined: bool = False,
    limit: int = 20,
    offset: int = 0,
) -> pd.DataFrame:
    """One row a fault, quarantined rows first, at most `limit` from `offset`.

    Columns: fault_id, rule, line, subject_id, case_no ("" where no case bears the subject),
    source_code, department_code, table_name, column_name, raw_value (masked), is_quarantined,
    found_at.
    """
    del as_of
    statement = (
        select(
            DataFault.fault_id,
            DataFault.rule,
            DataFault.line,
            DataFault.subject_id,
            func.coalesce(ApprovalCase.case_no, "").label("case_no"),
            DataFault.source_code,
            DataFault.department_code,
            DataFault.table_name,
            DataFault.column_name,
            DataFault.raw_value,
            DataFault.is_quarantined,
            DataFault.found_at,
        )
        .outerjoin(ApprovalCase, ApprovalCase.case_id == DataFault.subject_id)
        .where(*_chosen(scope, rule, source, only_quarantined))
        .order_by(DataFault.is_quarantined.desc(), DataFault.rule, DataFault.fault_id)
        .limit(limit)
        .offset(offset)
    )
    return pd.read_sql(statement, connection)


def _quarantined(line: str) -> Select[str]:
    return (
        select(DataFault.subject_id)
        .where(DataFault.line == line, DataFault.is_quarantined)
        .distinct()
    )


def _departments(scope: Scope) -> list[ColumnElement[bool]]:
    return [DataFault.department_code.in_(scope.departments)] if scope.departments else []


def _chosen(
    scope: Scope, rule: str, source: str, only_quarantined: bool
) -> list[ColumnElement[bool]]:
    where = _departments(scope)
    if rule:
        where.append(DataFault.rule == rule)
    if source:
        where.append(DataFault.source_code == source)
    if only_quarantined:
        where.append(DataFault.is_quarantined.is_(True))
    return where


def _number(connection: Connection, statement: Select[int]) -> int:
    return connection.scalar(statement) or 0
