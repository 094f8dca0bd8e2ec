"""Where a number comes from: cells for days, less what of the last is still ahead, or rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from data_access.batches import newest_batch
from data_access.cells.reading import PLACE, knows, read_cells
from data_access.count_statements import counts, counts_taken_off, flags, values_of
from data_access.days import ONE_DAY
from data_access.engine import once_in_view
from data_access.measures import Measure
from data_access.running_day import LAST_SECOND, ends_with_the_day, is_latest, nearby
from data_access.waiting import cells_wait
from supervision.scope import Period, Scope

DIMENSIONS = ("department", "item", "town", "day", "month")

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
    counting = _Counting(connection, as_of, by, numbers)
    for line, of_line in _by_line(measures):
        counting.add_line(scope, of_line, split(connection, scope, as_of, by, line))
    return numbers


@dataclass(frozen=True)
class _Counting:
    """Numbers of one question as they are added up: of a moment, split by a dimension."""

    connection: Connection
    as_of: datetime
    by: str | None
    numbers: Tally

    def add_line(self, scope: Scope, measures: Sequence[Measure], days: Split) -> None:
        """Add what the days are worth for the measures of one line."""
        in_both: list[Measure] = []
        rest: list[Measure] = []
        for measure in measures:
            is_told = days.is_running and _is_told_of_the_day(measure)
            (in_both if is_told else rest).append(measure)
        if in_both and days.from_rows:
            today = days.from_rows
            closed_and_today = Period((days.from_cells or today).first, today.last)
            self._add_cells(scope.within(closed_and_today), in_both)
            for batch in _batches(in_both):
                self._take_off_ahead(scope.within(today), batch)
        if days.from_cells:
            self._add_cells(scope.within(days.from_cells), rest)
        for batch in _batches(rest):
            period = days.from_rows
            if batch[0].kind == "flow" and not _is_known_of_closed_days(batch[0]):
                period = counted_days(scope, self.as_of)
            if period is None and batch[0].kind == "flow":
                continue
            counted = scope.within(period) if period else scope
            if days.is_running and self._add_passed(counted, batch):
                continue
            names = tuple(measure.name for measure in batch)
            statement = counts(names, _key(self.by), *flags(scope))
            rows = self.connection.execute(statement, values_of(counted, self.as_of))
            self._add(rows, names)

    def _add_cells(self, scope: Scope, measures: Sequence[Measure]) -> None:
        """Add what whole days are worth: what cells keep, and what follows from it."""
        if kept := _names_in_cells(measures):
            sums = read_cells(self.connection, measures[0].line, kept, scope, self.by)
            self._add_kept(scope, measures, sums)

    def _add_kept(self, scope: Scope, measures: Sequence[Measure], sums: Iterable[Any]) -> None:
        """Add sums of what cells keep, in the order of _names_in_cells, and what follows."""
        kept = _names_in_cells(measures)
        derived = [measure for measure in measures if measure.whole and not measure.in_cells]
        plain = [measure.name for measure in measures if measure.in_cells]
        found: Tally = self.numbers
        if derived:
            found = defaultdict(dict.fromkeys(kept, 0).copy)
        _add_up(found, sums, kept, self.by)
        for key, values in found.items() if derived else ():
            entry = self.numbers[key]
            for name in plain:
                entry[name] += values[name]
            for measure in derived:
                part = values[measure.part] if measure.part else 0
                entry[measure.name] += values[measure.whole] - part
        for batch in _batches([measure for measure in derived if not measure.part]):
            if batch[0].begins and is_latest(self.connection, batch[0], self.as_of):
                continue
            names = tuple(measure.name for measure in batch)
            self._take_off(self._ended_or_ahead(scope, names), names)

    def _ended_or_ahead(self, scope: Scope, names: tuple[str, ...]) -> Sequence[Any]:
        """Of the wholes of the measures by key the rows that had ended, or not yet begun."""
        statement = counts_taken_off(names, _key(self.by), *flags(scope))
        values = values_of(scope, self.as_of)

        def ask() -> Sequence[Any]:
            return self.connection.execute(statement, values).all()

        key = "ended or ahead", scope, names, self.as_of, self.by
        return once_in_view(self.connection, key, ask)

    def _add_passed(self, scope: Scope, measures: Sequence[Measure]) -> bool:
        """Add the ends of limits that have passed today, where few rows tell it; else False."""
        if not (_is_known_of_closed_days(measures[0]) and ends_with_the_day(measures[0])):
            return False
        near = nearby(self.connection, measures[0], self.as_of)
        if near is None:
            return False
        kept = _names_in_cells(measures)
        self._add_kept(scope, measures, near.passed(scope, kept, self.as_of, _key(self.by)))
        return True

    def _take_off_ahead(self, scope: Scope, measures: Sequence[Measure]) -> None:
        """Take off what cells know of the day that runs and what lies ahead of the moment."""
        near, key = nearby(self.connection, measures[0], self.as_of), _key(self.by)
        wholes = tuple(measure.whole or measure.name for measure in measures)
        if near is None:
            statement = counts(wholes, key, *flags(scope), is_ahead=True)
            values = values_of(scope, self.as_of)
            ahead: Iterable[Any] = self.connection.execute(statement, values)
        else:
            ahead = near.ahead(scope, wholes, self.as_of, key)
        self._take_off(ahead, [measure.name for measure in measures])

    def _add(self, rows: Iterable[Any], names: Sequence[str]) -> None:
        _add_up(self.numbers, rows, names, self.by)

    def _take_off(self, rows: Iterable[Any], names: Sequence[str]) -> None:
        self._add(((key, *(-int(n) for n in counts)) for key, *counts in rows), names)


def _add_up(numbers: Tally, rows: Iterable[Any], names: Sequence[str], by: str | None) -> None:
    for key, *values in rows:
        entry = numbers[split_key(key, by)]
        for name, value in zip(names, values, strict=True):
            entry[name] += int(value)


def _is_told_of_the_day(measure: Measure) -> bool:
    """Whether cells tell of the day that runs, less the little of it that lies ahead.

    Of what is a whole less a part nothing says how much that is.
    """
    return _is_known_of_closed_days(measure) and not measure.part and not ends_with_the_day(measure)


def _affordable(
    connection: Connection, scope: Scope, measures: Sequence[Measure], as_of: datetime
) -> list[Measure]:
    """The measures; without their whole where that would cost more than the rows themselves.

    What had not begun by a moment far back is all that has happened since. Where that is more days
    than the period has, the rows of the period are fewer. While the cells of a line wait to be
    counted anew, the whole may still be unknown.
    """
    if not any(measure.is_begun_whole for measure in measures):
        return list(measures)
    newest = newest_batch(connection).finished_at
    is_far = newest and (newest.date() - as_of.date()).days > scope.period.days
    lines = {measure.line for measure in measures if measure.is_begun_whole}
    from_rows = {line for line in lines if is_far or cells_wait(connection, line)}
    return [
        replace(one, whole="") if one.is_begun_whole and one.line in from_rows else one
        for one in measures
    ]


def _names_in_cells(measures: Iterable[Measure]) -> tuple[str, ...]:
    """The columns of cells that measures need, each once."""
    needed: dict[str, None] = {}
    for measure in measures:
        names = (measure.name,) if measure.in_cells else (measure.whole, measure.part)
        needed |= dict.fromkeys(name for name in names if name)
    return tuple(needed)


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


def _demand_sense(measures: Sequence[Measure], by: str | None) -> None:
    if by is not None and by not in (*DIMENSIONS, PLACE):
        raise ValueError(f"figures are split by {', '.join(DIMENSIONS)}, not by {by}")
    for measure in measures:
        if by in ("day", "month") and measure.kind == "stock":
            raise ValueError(f"{measure.name} stands at one moment and is not split by {by}")
        if by == "town" and measure.source.town is None:
            raise ValueError(f"{measure.name} is of the catalogue, which knows no towns")
