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
from data_access.schema import CELLS, CellTables
from data_access.schema.base import Base, table_of

Row = Mapping[str, Any]
Touch = tuple[str, date, str, str]
"""A group of columns, by its name, and a cell: day, department, item."""


@dataclass(frozen=True, eq=False)
class Group:
    """The measures of one anchor; its name is line.table.column."""

    name: str
    source: Source
    anchor: TableColumn[Any]
    measures: tuple[Measure, ...]

    @property
    def line(self) -> str:
        """The line of business that it is of."""
        return self.measures[0].line

    @property
    def cells(self) -> CellTables:
        """The tables that keep its columns."""
        return CELLS[self.line]

    @property
    def is_led_by_moment(self) -> bool:
        """Whether its index begins with the anchor and not with the item.

        The ends of limits, mostly the last second of a day; and withdrawals, few on any day.
        """
        return self.anchor.name.endswith(("due_at", "withdrawn_at"))

    def depends_on(self) -> list[str]:
        """The columns of a row that decide to which cell it adds, and what."""
        names = {"department_code", "item_code", self.anchor.name}
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
        yield Group(name, measures[0].source, anchor, tuple(measures))


GROUPS: dict[str, Group] = {group.name: group for group in _groups()}
CLOSING = GROUPS["approval.case_clock.closed_at"]


def groups_of(line: str) -> list[Group]:
    """The groups of a line."""
    return [group for group in GROUPS.values() if group.line == line]


@dataclass(frozen=True, eq=False)
class _Watch:
    """How the rows of one table are compared: their key, and for each group what it reads."""

    key: Callable[[Row], Any]
    groups: tuple[tuple[str, str, Callable[[Row], Any]], ...]

    @classmethod
    def over(cls, table: Table, line: str) -> "_Watch":
        return cls(
            itemgetter(*(column.name for column in table.primary_key)),
            tuple(
                (group.name, group.anchor.name, itemgetter(*group.depends_on()))
                for group in groups_of(line)
                if group.source.rows is table
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
            for group, anchor, reads in self.groups:
                if reads(earlier) != reads(row):
                    _touch(touched, group, earlier[anchor], earlier)
                    _touch(touched, group, row[anchor], row)
        for row in single.values():
            for group, anchor, _ in self.groups:
                _touch(touched, group, row[anchor], row)


def _touch(touched: set[Touch], group: str, moment: Any, row: Row) -> None:  # noqa: ANN401
    if moment is not None:
        touched.add((group, moment.date(), row["department_code"], row["item_code"]))


def _watches() -> dict[str, dict[Table, _Watch]]:
    """What is watched of each line: the tables that its cells are counted from."""
    watches: dict[str, dict[Table, _Watch]] = {}
    for group in GROUPS.values():
        rows = group.source.rows
        if isinstance(rows, Table):
            watches.setdefault(group.line, {})[rows] = _Watch.over(rows, group.line)
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
