"""Where a number comes from: cells for days, less what of the last is still ahead, or rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, select

from data_access.cells.reading import PLACE, knows, read_cells
from data_access.count_statements import counts, counts_taken_off, flags, values_of
from data_access.days import ONE_DAY
from data_access.measures import Measure
from data_access.schema import EvaluationRun
from supervision.scope import Period, Scope

DIMENSIONS = ("department", "item", "town", "day", "month")

_NEWEST = select(EvaluationRun.finished_at).order_by(EvaluationRun.run_no.desc()).limit(1)

LAST_SECOND = time(23, 59, 59)

Tally = dict[Any, dict[str, int]]
"""For each key (None where numbers are not split) the numbers by the name of their measure."""


@dataclass(frozen=True)
class Split:
    """A period as it is counted at a moment: closed days from cells, the rest from rows.

    Of a day that runs cells know more than has happened. So it is `from_rows`; what has an anchor
    of which little lies ahead is still taken from cells, less the rows ahead.
    """

    from_cells: Period | None
    from_rows: Period | None
    is_running: bool = False


def split(
    connection: Connection, scope: Scope, as_of: datetime, by: str | None, line: str = "approval"
) -> Split:
    """Which days cells of a line may answer for; the one place that decides.

    Cells of most lines know no towns. The day of the moment is not over before its last second, so
    it is counted from rows; days after it have not happened.
    """
    first, last = scope.period.first, min(scope.period.last, as_of.date())
    if last < first:
        return Split(None, None)
    if not knows(connection, line, scope, by):
        return Split(None, Period(first, last))
    if last < as_of.date() or as_of.time() >= LAST_SECOND:
        return Split(Period(first, last), None)
    closed = Period(first, last - ONE_DAY) if first < last else None
    return Split(closed, Period(last, last), is_running=True)


def tally(
    connection: Connection,
    scope: Scope,
    measures: Sequence[Measure],
    as_of: datetime,
    by: str | None = None,
) -> Tally:
    """The numbers of the measures in the scope as of the moment, split by a dimension."""
    _demand_sense(measures, by)
    measures = _affordable(connection, scope, measures, as_of)
    numbers: Tally = defaultdict(dict.fromkeys((m.name for m in measures), 0).copy)
    for line, of_line in _by_line(measures):
        days = split(connection, scope, as_of, by, line)
        _add_line(connection, scope, of_line, days, as_of, by, numbers)
    return numbers


def _add_line(
    connection: Connection,
    scope: Scope,
    measures: Sequence[Measure],
    days: Split,
    as_of: datetime,
    by: str | None,
    numbers: Tally,
) -> None:
    """Add what the days are worth for the measures of one line."""
    if days.from_cells:
        _add_cells(connection, scope.within(days.from_cells), measures, as_of, by, numbers)
    for batch in _batches(measures):
        period = days.from_rows
        if batch[0].kind == "flow" and not _is_known_of_closed_days(batch[0]):
            period = counted_days(scope, as_of)
        if period is None and batch[0].kind == "flow":
            continue
        names = tuple(measure.name for measure in batch)
        if days.is_running and _is_known_ahead(batch[0]):
            assert period is not None
            _add_running_day(connection, scope.within(period), batch, as_of, by, numbers)
            continue
        statement = counts(names, _key(by), *flags(scope))
        values = values_of(scope.within(period) if period else scope, as_of)
        _add(numbers, connection.execute(statement, values), names, by)


def _add_cells(
    connection: Connection,
    scope: Scope,
    measures: Sequence[Measure],
    as_of: datetime,
    by: str | None,
    numbers: Tally,
) -> None:
    """Add what closed days are worth: what cells keep, and what follows from it."""
    names = [name for measure in measures for name in _names_in_cells(measure)]
    kept = tuple(dict.fromkeys(names))
    if not kept:
        return
    derived = [measure for measure in measures if measure.whole and not measure.in_cells]
    plain = [measure.name for measure in measures if measure.in_cells]
    found: Tally = defaultdict(dict.fromkeys(kept, 0).copy) if derived else numbers
    _add(found, read_cells(connection, measures[0].line, kept, scope, by), kept, by)
    for key, values in found.items() if derived else ():
        entry = numbers[key]
        for name in plain:
            entry[name] += values[name]
        for measure in derived:
            part = values[measure.part] if measure.part else 0
            entry[measure.name] += values[measure.whole] - part
    for batch in _batches([measure for measure in derived if not measure.part]):
        names = [measure.name for measure in batch]
        statement = counts_taken_off(tuple(names), _key(by), *flags(scope))
        rows = connection.execute(statement, values_of(scope, as_of))
        _add(numbers, ((key, *(-int(n) for n in counts)) for key, *counts in rows), names, by)


def _affordable(
    connection: Connection, scope: Scope, measures: Sequence[Measure], as_of: datetime
) -> list[Measure]:
    """The measures; without their whole where that would cost more than the rows themselves.

    What had not begun by a moment far back is all that has happened since. Where that is more days
    than the period has, the rows of the period are fewer.
    """
    if not any(measure.is_begun_whole for measure in measures):
        return list(measures)
    newest = connection.scalar(_NEWEST)
    if newest is None or (newest.date() - as_of.date()).days <= scope.period.days:
        return list(measures)
    return [replace(one, whole="") if one.is_begun_whole else one for one in measures]


def _add_running_day(
    connection: Connection,
    scope: Scope,
    measures: Sequence[Measure],
    as_of: datetime,
    by: str | None,
    numbers: Tally,
) -> None:
    """Add what cells know of the whole day, and take off the rows of it that are still ahead."""
    _add_cells(connection, scope, measures, as_of, by, numbers)
    statement = counts(
        tuple(measure.whole or measure.name for measure in measures),
        _key(by),
        *flags(scope),
        is_ahead=True,
    )
    rows = connection.execute(statement, values_of(scope, as_of))
    names = [measure.name for measure in measures]
    _add(numbers, ((key, *(-int(n) for n in counts)) for key, *counts in rows), names, by)


def _is_known_ahead(measure: Measure) -> bool:
    """Whether cells know it of a whole day, and few rows of a day that runs lie ahead.

    Limits all lie ahead until the last second of their day: of them few have passed.
    """
    is_known = measure.in_cells or (measure.whole and not measure.part)
    return bool(is_known) and not str(measure.anchor).endswith("due_at")


def _names_in_cells(measure: Measure) -> list[str]:
    """The columns of cells that a measure needs."""
    if measure.in_cells:
        return [measure.name]
    return [name for name in (measure.whole, measure.part) if name]


def _by_line(measures: Iterable[Measure]) -> Iterable[tuple[str, list[Measure]]]:
    """The measures of each line of business, whose cells are tables of their own."""
    lines: dict[str, list[Measure]] = defaultdict(list)
    for measure in measures:
        lines[measure.line].append(measure)
    return lines.items()


def _is_known_of_closed_days(measure: Measure) -> bool:
    return measure.in_cells or bool(measure.whole)


def _key(by: str | None) -> str | None:
    """What SQL groups by; months are made of days."""
    return "day" if by == "month" else by


def counted_days(scope: Scope, as_of: datetime) -> Period | None:
    """The days of the period that have begun by the moment."""
    last = min(scope.period.last, as_of.date())
    return Period(scope.period.first, last) if scope.period.first <= last else None


def _batches(measures: Sequence[Measure]) -> Iterable[list[Measure]]:
    """Measures that one statement counts: over the same rows, by the same anchor."""
    together: dict[Any, list[Measure]] = defaultdict(list)
    for measure in measures:
        anchor = None if measure.anchor is None else str(measure.anchor)
        kind = measure.in_cells, bool(measure.whole), bool(measure.part), measure.is_begun_whole
        together[measure.source.name, anchor, kind].append(measure)
    return together.values()


def split_key(key: Any, by: str | None) -> Any:  # noqa: ANN401
    """The key of a split from what SQL grouped by: months are made of days."""
    return f"{key:%Y-%m}" if by == "month" else key


def keys_in_order(numbers: Tally, scope: Scope, as_of: datetime, by: str | None) -> list[Any]:
    """The keys to show: every day or month that has begun, else those with anything to count."""
    if by is None:
        return [None]
    if by not in ("day", "month"):
        return sorted(numbers)
    period = counted_days(scope, as_of)
    days = [period.first + n * ONE_DAY for n in range(period.days)] if period else []
    return list(dict.fromkeys(split_key(day, by) for day in days))


def _add(numbers: Tally, rows: Iterable[Any], names: Sequence[str], by: str | None) -> None:
    for key, *values in rows:
        entry = numbers[split_key(key, by)]
        for name, value in zip(names, values, strict=True):
            entry[name] += int(value)


def _demand_sense(measures: Sequence[Measure], by: str | None) -> None:
    if by is not None and by not in (*DIMENSIONS, PLACE):
        raise ValueError(f"figures are split by {', '.join(DIMENSIONS)}, not by {by}")
    for measure in measures:
        if by in ("day", "month") and measure.kind == "stock":
            raise ValueError(f"{measure.name} stands at one moment and is not split by {by}")
        if by == "town" and measure.source.town is None:
            raise ValueError(f"{measure.name} is of the catalogue, which knows no towns")
