"""The few rows that tell what cells know of the day that runs from what of it has happened.

Cells know the whole day. What lies ahead of the moment asked about is taken off it again: hardly
anything. The ends of limits nearly all lie ahead until the last second of a day, so of them what
has passed is counted. Both are rows whose moments lie around now; of each group they are read once
after a batch of the evaluation that worked its line, for all who ask.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial

import numpy as np
from sqlalchemy import Connection, func, select

from data_access.batches import newest_batch, worked_since
from data_access.cells.blocks import CODED, Array, Block, codes_of, number_of
from data_access.cells.groups import Group, groups_of
from data_access.cells.reading import Sums, added, key_of
from data_access.count_statements import rows_between
from data_access.days import start_after, start_of
from data_access.measures import Measure
from data_access.open_set.codes import Codes
from data_access.open_set.newest import Newest
from data_access.open_set.seconds import START, second_of, seconds_of
from data_access.schema import CELLS
from supervision.scope import Scope

LAST_SECOND = time(23, 59, 59)
LEEWAY = timedelta(minutes=10)
"""Screens ask about now; a moment so long before the newest batch is still known."""


@dataclass(frozen=True, eq=False)
class Nearby:
    """The rows of one group around the newest batch.

    Of limits those that end on the day of the batch, before its last second; of all else those of
    the day from `since` on.
    """

    group: Group
    since: datetime
    codes: dict[str, Codes]
    moments: Array
    rows: Block

    def knows(self, as_of: datetime) -> bool:
        """Whether the rows that pass, or lie ahead, at this moment of a running day are here."""
        return self.since.date() == as_of.date() and self.since <= as_of

    def passed(self, scope: Scope, names: Sequence[str], as_of: datetime, by: str | None) -> Sums:
        """What has passed by the moment, to be added up by key as of `read_cells`."""
        return self._sums(self.moments <= second_of(as_of), scope, names, by)

    def ahead(self, scope: Scope, names: Sequence[str], as_of: datetime, by: str | None) -> Sums:
        """What lies ahead of the moment, likewise."""
        return self._sums(self.moments > second_of(as_of), scope, names, by)

    def _sums(self, holds: Array, scope: Scope, names: Sequence[str], by: str | None) -> Sums:
        for name, wanted in codes_of(scope).items():
            if wanted and name in self.codes:
                holds = holds & self.codes[name].among(wanted)[self.rows.key[name]]
        if not holds.any():
            return []
        order = [measure.name for measure in self.group.measures]
        found = self.rows.where(holds)
        numbers = found.numbers[[order.index(name) for name in names]]
        return added(self.codes, key_of(found, by), numbers, by)


@dataclass(frozen=True, eq=False)
class OfLine:
    """The rows around now of every group of a line; `run_no` is the last batch they know.

    Of each source that has one, `latest` is the latest moment that any of its rows knows.
    """

    run_no: int
    day: date
    groups: Mapping[str, Nearby]
    latest: Mapping[str, datetime | None]


def nearby(connection: Connection, measure: Measure, as_of: datetime) -> Nearby | None:
    """The rows around now of the group in cells that a measure belongs to, or is derived from.

    None where they do not tell of the moment, or tell of a later batch than the view shows.
    """
    known = _of_view(connection, measure.line)
    found = known.groups[f"{measure.line}.{measure.anchor}"] if known else None
    return found if found and found.knows(as_of) else None


def is_latest(connection: Connection, measure: Measure, as_of: datetime) -> bool:
    """Whether no row that a measure counts knows of anything after the moment."""
    known = _of_view(connection, measure.line)
    if known is None or measure.source.last is None:
        return False
    latest = known.latest[measure.source.name]
    return latest is None or latest <= as_of.replace(microsecond=0)


def _of_view(connection: Connection, line: str) -> OfLine | None:
    """What is held of a line, unless it is of a later batch than the view shows."""
    known = _newest[line].seen_by(connection)
    return known if known.run_no <= newest_batch(connection).run_no else None


def hold(connection: Connection) -> None:
    """Have the rows of all lines at hand before anybody asks for them."""
    for newest in _newest.values():
        newest.seen_by(connection)


def forget() -> None:
    """Start anew."""
    for newest in _newest.values():
        newest.forget()


def ends_with_the_day(measure: Measure) -> bool:
    """Whether its moments are ends of limits: nearly all lie ahead until the last second."""
    return str(measure.anchor).endswith("due_at")


def _next(line: str, connection: Connection, known: OfLine | None, newest: int) -> OfLine:
    """The rows as the newest batch left them; the known ones where it worked none of the line."""
    finished_at = newest_batch(connection).finished_at or START
    day = finished_at.date()
    is_same = known is not None and known.day == day
    if known and is_same and worked_since(connection, line, known.run_no, newest) == set():
        return replace(known, run_no=newest)
    groups = {group.name: _read(connection, group, finished_at) for group in GROUPS_OF[line]}
    lasts = {group.source.name: group.source.last for group in GROUPS_OF[line]}
    latest = {
        source: connection.scalar(select(func.max(last)))
        for source, last in lasts.items()
        if last is not None
    }
    return OfLine(newest, day, groups, latest)


def _read(connection: Connection, group: Group, finished_at: datetime) -> Nearby:
    day = finished_at.date()
    since, past = start_of(day), start_after(day)
    if ends_with_the_day(group.measures[0]):
        past = datetime.combine(day, LAST_SECOND)
    else:
        since = max(since, (finished_at - LEEWAY).replace(microsecond=0))
    names = [measure.name for measure in group.measures]
    between = {"starts": since, "past": past}
    found = connection.execute(rows_between(tuple(names)), between).mappings().all()
    known_codes = [name for name in CODED if name != "town_code" or group.source.town is not None]
    codes = {name: Codes() for name in known_codes}
    key = {name: codes[name].numbers([row[name] for row in found]) for name in codes}
    numbers = np.array([[row[name] for row in found] for name in names], np.int64)
    days = np.full(len(found), number_of(day), np.int32)
    moments = seconds_of(row["moment"] for row in found)
    return Nearby(group, since, codes, moments, Block(days, key, numbers))


GROUPS_OF = {line: groups_of(tables) for line, tables in CELLS.items()}
_newest = {line: Newest[OfLine](partial(_next, line)) for line in CELLS}
