"""The rows of the open set as the database gives them, and those of them that a scope sees."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    DateTime,
    Select,
    String,
    and_,
    cast,
    extract,
    func,
    literal,
    select,
    type_coerce,
)

from data_access.days import LONG_DAYS, lasted_long, unindexed
from data_access.many_keys import as_parameter, is_among
from data_access.measures.sources import APPROVAL, CASES
from data_access.measures.stocks import STOCKS
from data_access.measures.tables import case, finding
from data_access.open_set.codes import Codes
from data_access.open_set.rows import Rows
from data_access.open_set.seconds import FAR, Array, seconds_of
from data_access.schema.base import LocalTime
from supervision.scope import Scope

PLACES = ("department_code", "item_code", "town_code")
FLAGS: dict[str, ColumnElement[bool]] = {
    measure.name: measure.where
    for measure in STOCKS
    if measure.source is CASES and measure.where is not None
} | {"is_provisional": case.is_provisional}
"""What stocks and lists ask of a case beside moments, by name: the database decides it."""
CASE_COLUMNS: tuple[ColumnElement[Any], ...] = (
    case.case_id,
    case.case_no,
    *(case[name] for name in PLACES),
    case.received_at,
    case.accepted_at,
    case.reviewed_at,
    case.decided_at,
    case.closed_at,
    case.clock_stopped_at,
    case.promised_due_at,
    case.statutory_due_at,
    *(where.label(name) for name, where in FLAGS.items()),
)
FINDING_COLUMNS: tuple[ColumnElement[Any], ...] = (
    finding.subject_id,
    finding.subject_no,
    *(finding[name] for name in PLACES),
    finding.officer,
    finding.rule,
    finding.level_rank,
    finding.episode,
    finding.occurs_at,
    finding.ends_at,
    finding.withdrawn_at,
    finding.due_at,
)
CODED = (*PLACES, "officer", "rule")
TEXTS = ("case_id", "case_no", "subject_id", "subject_no")
JUDGED = ("is_started", "has_no_limit")
"""What the judged cases say of their limit (data_access.open_set.judged)."""
SIZES = {
    "level_rank": np.int8,
    "episode": np.int32,
    "round_no": np.int32,
    **dict.fromkeys((*FLAGS, *JUDGED), np.bool_),
}
AT_ONCE = 20_000
"""Rows taken from the database at a time, so that a load needs little room beside its columns."""

Batch = dict[str, Any]
"""Columns of equal length: arrays, and lists of the texts."""


@dataclass(frozen=True)
class Stretch:
    """The time a set knows: all that was open from `since` (not included) to `until`."""

    since: datetime
    until: datetime | None


def cases_of(
    connection: Connection, codes: Mapping[str, Codes], stretch: Stretch
) -> Iterator[Batch]:
    """Cases that were received and not closed at some moment of the stretch."""
    wanted = select(*CASE_COLUMNS)
    if stretch.until is not None:
        wanted = wanted.where(unindexed(case.received_at) <= stretch.until)
    return _lasting(connection, codes, wanted, (case.received_at, case.closed_at), stretch)


def findings_of(
    connection: Connection, codes: Mapping[str, Codes], stretch: Stretch
) -> Iterator[Batch]:
    """Findings that were open at some moment of the stretch; without its end also those ahead."""
    wanted = select(*FINDING_COLUMNS)
    if stretch.until is not None:  # first: SQLite decides it in the index, before it looks up rows
        wanted = wanted.where(unindexed(finding.occurs_at) <= stretch.until)
    is_standing = func.coalesce(finding.withdrawn_at, literal(FAR, LocalTime)) > stretch.since
    wanted = wanted.where(is_standing, *_of_approvals())
    return _lasting(connection, codes, wanted, (finding.occurs_at, finding.ends_at), stretch)


def _lasting(
    connection: Connection,
    codes: Mapping[str, Codes],
    wanted: Select[Any],
    span: tuple[ColumnElement[datetime], ColumnElement[datetime]],
    stretch: Stretch,
) -> Iterator[Batch]:
    """The rows without an end, then those whose end came after the stretch began.

    One question after the other, because SQLite looks up every row of either before it decides the
    rest of one with `or`. What ended long after a stretch of long ago lasted long, or began after
    it: asked of the few that lasted long, it is not looked for among all that has ended since.
    """
    begin, end = span
    lasting = [end.is_(None), end > stretch.since]
    if stretch.until is not None:
        long_after = stretch.until + timedelta(days=LONG_DAYS)
        lasting[1] = and_(lasting[1], end <= long_after)
        lasting.append(and_(end > long_after, lasted_long(begin, end)))
    for lasts in lasting:
        some = wanted.where(lasts).execution_options(yield_per=AT_ONCE)
        yield from read(connection, codes, some)


def cases_named(
    connection: Connection, codes: Mapping[str, Codes], case_ids: Sequence[str]
) -> Iterator[Batch]:
    """The cases with these keys, as far as there are any."""
    dialect = connection.dialect.name
    wanted = select(*CASE_COLUMNS).where(is_among(case.case_id, dialect))
    return read(connection, codes, wanted, {"keys": as_parameter(case_ids, dialect)})


def findings_about(
    connection: Connection, codes: Mapping[str, Codes], case_ids: Sequence[str]
) -> Iterator[Batch]:
    """All findings about these cases."""
    dialect = connection.dialect.name
    wanted = select(*FINDING_COLUMNS).where(is_among(finding.subject_id, dialect), *_of_approvals())
    return read(connection, codes, wanted, {"keys": as_parameter(case_ids, dialect)})


def _of_approvals() -> list[ColumnElement[bool]]:
    return [unindexed(finding.line) == APPROVAL]


def read(
    connection: Connection,
    codes: Mapping[str, Codes],
    statement: Select[Any],
    parameters: Mapping[str, Any] | None = None,
) -> Iterator[Batch]:
    """The rows as columns; moments are turned all at once.

    SQLite gives their text; of PostgreSQL the driver would make objects, which take longest to turn
    into numbers, so there they are asked for as such.
    """
    columns = list(statement.selected_columns)
    is_text = connection.dialect.name == "sqlite"

    def given(moment: ColumnElement[Any]) -> ColumnElement[Any]:
        return (
            type_coerce(moment, String) if is_text else cast(extract("epoch", moment), BigInteger)
        )

    as_given = [given(one) if isinstance(one.type, DateTime) else one for one in columns]
    found = connection.execute(statement.with_only_columns(*as_given), parameters or {})
    for rows in found.partitions(AT_ONCE):
        by_column = zip(columns, zip(*rows, strict=True), strict=True)
        yield {column.name: _values(column, values, codes) for column, values in by_column}


def alive_within(scope: Scope, rows: Rows, codes: Mapping[str, Codes]) -> Array:
    """For each row whether it is not gone, and a scope lets it through."""
    through = rows.alive.copy()
    for name, wanted in zip(PLACES, (scope.departments, scope.items, scope.towns), strict=True):
        if wanted:
            through &= codes[name].among(wanted)[rows[name]]
    return through


def _values(column: ColumnElement[Any], values: Sequence[Any], codes: Mapping[str, Codes]) -> Any:  # noqa: ANN401
    name = str(column.name)
    if name in TEXTS:
        return list(values)
    if name in codes:
        return codes[name].numbers(values)
    if isinstance(column.type, DateTime):
        return seconds_of(values)
    found: Array = np.array([value or 0 for value in values], dtype=SIZES[name])
    return found
