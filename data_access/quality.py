"""What could not be read as it came: imports with their balance, faults, and the rows left out.

Faults tell of the record as it stands now: a mended row loses its fault at the next evaluation, so
there is no history of them and `as_of` does not move them. Imports have one.
"""

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Integer, Select, case, cast, func, or_, select

from data_access.listing import Listing
from data_access.schema import ApprovalCase, DataFault, FaultCount, ImportRun, fault_triggers
from data_access.schema.base import table_of
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
    return pd.read_sql_query(statement, connection)


def fault_counts(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a rule and source: faults, quarantined (of rows that are left out).

    Columns: rule, source_code, faults, quarantined; by rule and source. The period of the scope
    does not narrow: many faults have no readable time.
    """
    del as_of
    key = (FaultCount.rule, FaultCount.source_code)
    faults = func.sum(FaultCount.faults)
    statement = (
        select(
            *key,
            cast(faults, Integer).label("faults"),
            cast(func.sum(FaultCount.quarantined), Integer).label("quarantined"),
        )
        .where(*_chosen(scope, FaultCount))
        .group_by(*key)
        .having(faults > 0)
        .order_by(*key)
    )
    return pd.read_sql_query(statement, connection)


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
) -> Listing:
    """A page of the faults, those of quarantined rows first; as many in all as `fault_counts` says.

    Columns: fault_id, rule, line, subject_id, case_no ("" where no case bears the subject),
    source_code, department_code, table_name, column_name, raw_value (masked), is_quarantined,
    found_at.
    """
    del as_of
    faults, left_out = _numbers(connection, scope, rule, source)
    total = left_out if only_quarantined else faults
    first = min(max(left_out - offset, 0), limit)
    others = min(max(total - left_out - max(offset - left_out, 0), 0), limit - first)
    parts = ((True, offset, first), (False, max(offset - left_out, 0), others))
    frames = [
        pd.read_sql_query(
            _part(scope, rule, source, is_left_out).limit(most).offset(past), connection
        )
        for is_left_out, past, most in parts
        if most or is_left_out  # a part without rows would change the kinds of the columns
    ]
    frames = [frame for frame in frames if len(frame)] or frames[:1]
    return Listing(total, pd.concat(frames, ignore_index=True))


def wrong_counts(connection: Connection) -> set[tuple[Any, ...]]:
    """The kinds of faults whose kept counts are not those of their rows; none when well.

    Line, rule, source, department, faults, quarantined, either way. Reads all faults: for checks.
    """
    key = [table_of(DataFault).c[name] for name in fault_triggers.KEY]
    left_out = func.count(case((DataFault.is_quarantined, 1)))
    counted = select(*key, func.count(), left_out).group_by(*key)
    kept = select(*table_of(FaultCount).c).where(
        or_(FaultCount.faults != 0, FaultCount.quarantined != 0)
    )
    rows, numbers = ({tuple(row) for row in connection.execute(one)} for one in (counted, kept))
    return rows ^ numbers


def _numbers(connection: Connection, scope: Scope, rule: str, source: str) -> tuple[int, int]:
    """How many faults there are, and how many of them are of rows that are left out."""
    kept = func.sum(FaultCount.faults), func.sum(FaultCount.quarantined)
    statement = select(*kept).where(*_chosen(scope, FaultCount, rule, source))
    faults, left_out = connection.execute(statement).one()
    return int(faults or 0), int(left_out or 0)


def _part(scope: Scope, rule: str, source: str, is_left_out: bool) -> Select[*tuple[Any, ...]]:
    """The faults of rows that are left out, or the others: either as an index has them in order."""
    return (
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
        .where(DataFault.is_quarantined.is_(is_left_out), *_chosen(scope, DataFault, rule, source))
        .order_by(DataFault.rule, DataFault.fault_id)
    )


def _chosen(
    scope: Scope, faults: type[DataFault] | type[FaultCount], rule: str = "", source: str = ""
) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if scope.departments:
        where.append(faults.department_code.in_(scope.departments))
    if rule:
        where.append(faults.rule == rule)
    if source:
        where.append(faults.source_code == source)
    return where
