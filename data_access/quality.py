"""What could not be read as it came: imports with their balance, faults, and the rows left out.

Faults tell of the record as it stands now: a mended row loses its fault at the next evaluation, so
there is no history of them and `as_of` does not move them. Imports have one.
"""

from datetime import datetime

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, case, distinct, func, select

from data_access.schema import ApprovalCase, DataFault, ImportRun
from supervision.scope import Scope

MOST_RUNS = 50


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
