"""Which columns of a cell belong together, and which cells a changed row touches.

The measures of one anchor form a group: they count the same rows on the same day, so they are
recomputed together, and apart from the others.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import Column as TableColumn
from sqlalchemy import Table
from sqlalchemy.sql.visitors import iterate

from data_access.measures import MEASURES, Measure, Source
from data_access.measures.kinds import Column
from data_access.schema import CELLS, CellTables
from data_access.schema.base import Base, table_of

Row = Mapping[str, Any]
Touch = tuple[str, date, str, str]
"""A group of columns, by its name, and a cell: day, outer code, inner code."""


@dataclass(frozen=True, eq=False)
class Group:
    """The measures of one anchor in one set of cells; its name is line.table.column.

    Of the cells by town ` by town` follows.
    """

    name: str
    source: Source
    anchor: TableColumn[Any]
    measures: tuple[Measure, ...]
    cells: CellTables

    @property
    def codes(self) -> tuple[Column, Column]:
        """What of a row are the outer and the inner code of its cell."""
        source, (outer, inner) = self.source, self.cells.codes
        known = {"department_code": source.department, "item_code": source.item}
        known |= {} if source.town is None else {"town_code": source.town}
        return known[outer], known[inner]

    @property
    def is_led_by_moment(self) -> bool:
        """Whether its index begins with the anchor and not with the inner code.

        The ends of limits, mostly the last second of a day; and what few rows have on any day.
        """
        return self.anchor.name.endswith(("due_at", "withdrawn_at", "reopened_at"))

    def depends_on(self) -> list[str]:
        """The columns of a row that decide to which cell it adds, and what."""
        names = {*self.cells.codes, self.anchor.name}
        for measure in self.measures:
            parts = [*measure.conditions(), *([] if measure.value is None else [measure.value])]
            for part in parts:
                names |= {node.name for node in iterate(part) if isinstance(node, TableColumn)}
        return sorted(names)


def _groups() -> Iterable[Group]:
    anchored: dict[str, list[Measure]] = {}
    for measure in MEASURES.values():
        if measure.in_cells:
            anchored.setdefault(f"{measure.line}.{measure.anchor}", []).append(measure)
    for name, measures in anchored.items():
        anchor = measures[0].anchor
        assert isinstance(anchor, TableColumn)
        for tables in CELLS[measures[0].line].sets:
            full = f"{name} by town" if "town_code" in tables.codes else name
            yield Group(full, measures[0].source, anchor, tuple(measures), tables)


GROUPS: dict[str, Group] = {group.name: group for group in _groups()}
CLOSING = GROUPS["approval.case_clock.closed_at"]


def groups_of(tables: CellTables) -> list[Group]:
    """The groups of one set of cells."""
    return [group for group in GROUPS.values() if group.cells is tables]


@dataclass(frozen=True, eq=False)
class _Watch:
    """How the rows of one table are compared: their key, and for each group what it reads."""

    key: Callable[[Row], Any]
    groups: tuple[tuple[Group, Callable[[Row], Any]], ...]

    @classmethod
    def over(cls, table: Table, line: str) -> "_Watch":
        return cls(
            itemgetter(*(column.name for column in table.primary_key)),
            tuple(
                (group, itemgetter(*group.depends_on()))
                for group in GROUPS.values()
                if group.cells.line == line and group.source.rows is table
            ),
        )

    def touched(self, rows: Iterable[Row], touched: set[Touch]) -> None:
        single: dict[Any, Row] = {}
        for row in rows:
            key = self.key(row)
            earlier = single.pop(key, None)
            if earlier is None:
                single[key] = row
                continue
            for group, reads in self.groups:
                if reads(earlier) != reads(row):
                    _touch(touched, group, earlier)
                    _touch(touched, group, row)
        for row in single.values():
            for group, _ in self.groups:
                _touch(touched, group, row)


def _touch(touched: set[Touch], group: Group, row: Row) -> None:
    moment, (outer, inner) = row[group.anchor.name], group.cells.codes
    if moment is not None:
        touched.add((group.name, moment.date(), row[outer], row[inner]))


def _watches() -> dict[str, dict[Table, _Watch]]:
    """What is watched of each line: the tables that its cells are counted from."""
    watches: dict[str, dict[Table, _Watch]] = {}
    for group in GROUPS.values():
        rows = group.source.rows
        if isinstance(rows, Table):
            line = group.cells.line
            watches.setdefault(line, {})[rows] = _Watch.over(rows, line)
    return watches


WATCHES = _watches()


def touched_cells(line: str, rows: Mapping[type[Base], Iterable[Row]]) -> set[Touch]:
    """The cells of a line whose numbers changed, from its derived rows before and after, by table.

    Rows as mappings by column name; each at most once before and once after, in any order. What
    is the same before and after touches nothing.
    """
    touched: set[Touch] = set()
    watches = WATCHES.get(line, {})
    for model, of_table in rows.items():
        if watch := watches.get(table_of(model)):
            watch.touched(of_table, touched)
    return touched
