"""What measures of a line with subjects of its own are made of: its sources, its flows and stocks.

A list of any of its rows names the subject of each.
"""

from sqlalchemy import ColumnElement, FromClause, Table

from data_access.days import unindexed
from data_access.measures.kinds import Column, Measure, Source
from data_access.measures.tables import FINDING, finding


def derived_rows(
    name: str,
    rows: Table,
    *columns: Column,
    subjects: Table,
    named: tuple[Column, ...],
    told: tuple[Column, ...] = (),
) -> Source:
    """The rows of a derived table with these columns, and what names and tells of their subject."""
    [subject] = subjects.primary_key
    own = rows.c[subject.name]
    key = tuple(column for column in rows.primary_key if column is not own)
    listed: FromClause = rows if rows is subjects else rows.outerjoin(subjects, subject == own)
    return Source(
        name=name,
        rows=rows,
        listed=listed,
        department=rows.c.department_code,
        item=rows.c.item_code,
        town=rows.c.town_code,
        order=(own, *key),
        columns=(own, *named, *_dimensions(rows), *told, *key, *columns),
    )


def findings_of(
    line: str,
    number: str,
    *,
    subjects: Table,
    named: tuple[Column, ...],
    told: tuple[Column, ...] = (),
) -> Source:
    """What the rules found about the subjects of a line; `number` is what people call one by."""
    [subject] = subjects.primary_key
    return Source(
        name=f"{line}_finding",
        rows=FINDING,
        listed=FINDING.outerjoin(subjects, subject == finding.subject_id),
        department=finding.department_code,
        item=finding.item_code,
        town=finding.town_code,
        order=(finding.finding_id,),
        columns=(
            finding.subject_id.label(subject.name),
            finding.subject_no.label(number),
            *named,
            *_dimensions(FINDING),
            *told,
            finding.finding_id,
            finding.rule,
            finding.level,
            finding.occurs_at,
        ),
        always=(unindexed(finding.line) == line,),
        level=finding.level,
    )


def flow(
    line: str,
    source: Source,
    name: str,
    title: str,
    anchor: Column,
    where: ColumnElement[bool] | None = None,
    value: Column | None = None,
    begins: tuple[Column, ...] = (),
) -> Measure:
    """A number of days, by the day of the anchor."""
    return Measure(
        name=name,
        title=title,
        source=source,
        where=where,
        anchor=anchor,
        value=value,
        begins=begins,
        line=line,
    )


def stock(
    line: str,
    source: Source,
    name: str,
    title: str,
    begins: Column,
    *ends: Column,
    where: ColumnElement[bool] | None = None,
    value: Column | None = None,
    exceeded: tuple[Column, ...] = (),
    level: str = "",
) -> Measure:
    """A number at a moment: what has begun, and what none of these has ended."""
    return Measure(
        name=name,
        title=title,
        source=source,
        where=where,
        value=value,
        begins=(begins,),
        exceeded=exceeded,
        ends=ends,
        level=level,
        line=line,
    )


def _dimensions(rows: Table) -> tuple[Column, Column, Column]:
    """The columns that a scope narrows."""
    return rows.c.item_code, rows.c.department_code, rows.c.town_code
