"""The tables that keep a line's closed days as numbers: by day and by month, with totals."""

from collections.abc import Sequence as Names
from dataclasses import dataclass, replace

from sqlalchemy import Column, Date, Index, Integer, String, Table

from data_access.schema.base import Base, table_of
from data_access.schema.derived import (
    CELL_MEASURES,
    DailyCell,
    DailyTotal,
    DurationCell,
    MonthlyCell,
    MonthlyDuration,
    MonthlyTotal,
    Sequence,
)

BY_ITEM = ("department_code", "item_code")
BY_TOWN = ("town_code", "department_code")


@dataclass(frozen=True, eq=False)
class CellTables:
    """The cells of one line of business: a column a measure, in every table the same.

    Cells are by two codes, totals by the first of them alone: by department and item, or by town
    and department. Durations and cells by town only where a line has them.
    """

    line: str
    measures: tuple[str, ...]
    daily: Table
    total: Table
    monthly: Table
    monthly_total: Table
    durations: Table | None = None
    monthly_durations: Table | None = None
    codes: tuple[str, str] = BY_ITEM
    by_town: "CellTables | None" = None

    @property
    def sets(self) -> tuple["CellTables", ...]:
        """These, and those by town where there are any."""
        return (self, self.by_town) if self.by_town else (self,)


def cell_tables(line: str, measures: Names[str], *, has_towns: bool = False) -> CellTables:
    """The tables of a line, named after it, for its additive measures."""
    cells = _tables(line, line, measures, BY_ITEM)
    if not has_towns:
        return cells
    return replace(cells, by_town=_tables(line, f"{line}_town", measures, BY_TOWN))


def _tables(line: str, prefix: str, measures: Names[str], codes: tuple[str, str]) -> CellTables:
    outer, inner = codes

    def table(name: str, key: Names[str], *others: Column[int] | Index) -> Table:
        return Table(
            f"{prefix}_{name}",
            Base.metadata,
            *(
                Column(part, Date if part in ("day", "month") else String(64), primary_key=True)
                for part in key
            ),
            *(Column(part, Integer, nullable=False, server_default="0") for part in measures),
            *others,
            sqlite_with_rowid=False,
        )

    return CellTables(
        line,
        tuple(measures),
        daily=table(
            "daily_cell",
            ("day", outer, inner),
            Column("run_no", Sequence, nullable=False, index=True),
            # an item's days of a month, which are summed up anew when one of them changed
            Index(None, inner, "day"),
        ),
        total=table("daily_total", ("day", outer)),
        monthly=table("monthly_cell", ("month", outer, inner)),
        monthly_total=table("monthly_total", ("month", outer)),
        codes=codes,
    )


APPROVAL_CELLS = CellTables(
    "approval",
    CELL_MEASURES,
    daily=table_of(DailyCell),
    total=table_of(DailyTotal),
    monthly=table_of(MonthlyCell),
    monthly_total=table_of(MonthlyTotal),
    durations=table_of(DurationCell),
    monthly_durations=table_of(MonthlyDuration),
)
