"""The tables that keep a line's closed days as numbers: by day and by month, with totals."""

from collections.abc import Sequence as Names
from dataclasses import dataclass

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


@dataclass(frozen=True, eq=False)
class CellTables:
    """The cells of one line of business: a column a measure, in every table the same.

    Cells are by department and item, totals by department; durations only where a line has them.
    """

    line: str
    measures: tuple[str, ...]
    daily: Table
    total: Table
    monthly: Table
    monthly_total: Table
    durations: Table | None = None
    monthly_durations: Table | None = None


def cell_tables(line: str, measures: Names[str]) -> CellTables:
    """The tables of a line, named after it, for its additive measures."""

    def table(name: str, key: Names[str], *others: Column[int] | Index) -> Table:
        return Table(
            f"{line}_{name}",
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
            ("day", "department_code", "item_code"),
            Column("run_no", Sequence, nullable=False, index=True),
            # an item's days of a month, which are summed up anew when one of them changed
            Index(None, "item_code", "day"),
        ),
        total=table("daily_total", ("day", "department_code")),
        monthly=table("monthly_cell", ("month", "department_code", "item_code")),
        monthly_total=table("monthly_total", ("month", "department_code")),
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
