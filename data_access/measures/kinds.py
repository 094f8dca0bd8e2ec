"""What a measure is: one set of rows, one predicate, and the moments that place it in time."""

from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import ColumnElement, FromClause, String, and_, bindparam, case, null, or_

from data_access.days import unindexed
from data_access.schema.base import LocalTime

Column = ColumnElement[Any]
AS_OF = bindparam("as_of", type_=LocalTime)
"""The moment asked about; every statement that needs it binds it by this name."""


def begun(moment: Column, as_of: Column) -> ColumnElement[bool]:
    """Whether what stands now had begun; written so that no index of the beginning is taken.

    Nearly everything ever stored has begun by now, and little of it has not ended: a planner
    without statistics must look for the end.
    """
    return unindexed(moment) <= as_of


def said(column: Column, moment: Column) -> Column:
    """What a row says from a moment on, under its own name; nothing where that lies later."""
    nothing = "" if isinstance(column.type, String) else null()
    return case((moment > AS_OF, nothing), else_=column).label(column.name)


@dataclass(frozen=True, eq=False)
class Source:
    """The rows a measure counts: where they stand, and the columns that a scope narrows.

    `listed` is what joins in when the rows are shown, and `columns` what is shown of them. `last`
    is the latest of all the moments that measures with a whole ask of a row, where it is known.
    """

    name: str
    rows: FromClause
    listed: FromClause
    department: Column
    item: Column
    town: Column | None
    order: tuple[Column, ...]
    columns: tuple[Column, ...]
    always: tuple[ColumnElement[bool], ...] = ()
    level: Column | None = None
    last: Column | None = None


@dataclass(frozen=True, eq=False)
class Measure:
    """A number, written once: figures, lists, cells and exports all read it from here.

    A flow has an anchor, the moment whose local date is its day. A stock holds at one moment: it
    has begun (`begins` not later), limits are past (`exceeded` earlier), and nothing ended it
    (`ends` empty or later). A flow may bear such moments too; then it depends on the moment asked
    about, and no cell keeps it; what it is worth on closed days may still follow from cells: it is
    the `whole`, a measure in cells, less the `part`, another one, or without a part less the rows
    of the whole that have ended, or that have not begun. Where few of the rows of a period have not
    ended, no index of the anchor serves (`is_found_by_end`). With a value, the measure is the sum
    of it over its rows; with a level, only rows of that level count.
    """

    name: str
    title: str
    source: Source
    where: ColumnElement[bool] | None = None
    anchor: Column | None = None
    value: Column | None = None
    begins: tuple[Column, ...] = ()
    exceeded: tuple[Column, ...] = ()
    ends: tuple[Column, ...] = ()
    level: str = ""
    line: str = "approval"
    whole: str = ""
    part: str = ""
    is_found_by_end: bool = False

    @property
    def kind(self) -> Literal["flow", "stock"]:
        """A flow is counted over days, a stock at one moment."""
        return "stock" if self.anchor is None else "flow"

    @property
    def unit(self) -> Literal["count", "sum"]:
        """Whether rows are counted, or a column is added up over them."""
        return "count" if self.value is None else "sum"

    @property
    def in_cells(self) -> bool:
        """Whether closed days are kept as cells: a flow that no later moment can change."""
        return self.anchor is not None and not (self.begins or self.exceeded or self.ends)

    @property
    def is_begun_whole(self) -> bool:
        """Whether it is its whole less what had not begun by the moment asked about."""
        return bool(self.whole and self.begins and not self.part)

    def conditions(self) -> list[ColumnElement[bool]]:
        """Which rows count at AS_OF; the anchor's bounds and the scope are the question's."""
        where = [] if self.where is None else [self.where]
        if self.level and self.source.level is not None:
            where.append(self.source.level == self.level)
        return [
            *self.source.always,
            *where,
            *(begun(moment, AS_OF) for moment in self.begins),
            *(unindexed(moment) < AS_OF for moment in self.exceeded),
            *(or_(moment.is_(None), moment > AS_OF) for moment in self.ends),
        ]

    def condition(self) -> ColumnElement[bool]:
        """The same in one."""
        return and_(True, *self.conditions())


def told_by_now(measure: Measure, name: str, title: str) -> tuple[Measure, Measure]:
    """A flow of which more must have happened by the moment asked about, and its whole.

    The whole counts the rows of which all that is known by now, so cells keep it: whenever it
    comes to be known of a row, its day is counted anew.
    """
    known = [moment.is_not(None) for moment in measure.begins]
    where = known if measure.where is None else [measure.where, *known]
    whole = replace(measure, name=name, title=title, where=and_(*where), begins=())
    return replace(measure, whole=name), whole
