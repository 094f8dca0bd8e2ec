"""The statements that count rows: their bounds, and by which index their rows are found.

Every figure and every list narrows the same measure with the conditions built here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from operator import and_ as and_operator
from typing import Any

from sqlalchemy import (
    BinaryExpression,
    BooleanClauseList,
    Column,
    ColumnElement,
    ScalarSelect,
    Select,
    SelectBase,
    and_,
    bindparam,
    case,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import True_
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.visitors import replacement_traverse

from data_access.cells.blocks import CODED
from data_access.cells.reading import PLACE, place_of
from data_access.cells.writing import counted, counted_where
from data_access.days import day_of, start_after, start_of, unindexed
from data_access.measures import MEASURES, Measure
from data_access.measures.kinds import AS_OF
from data_access.schema.base import LocalTime
from supervision.scope import Scope

LED_BY_DEPARTMENT = (
    *("case_clock.closed_at", "finding.occurs_at"),
    *("appeal_clock.opened_at", "appeal_clock.answered_at", "appeal_clock.called_back_at"),
)
LED_BY_ITEM = (
    "case_clock.received_at",
    "case_clock.accepted_at",
    "case_clock.closed_at",
    "step_clock.ended_at",
    "finding.occurs_at",
    "appeal_clock.opened_at",
    "appeal_clock.answered_at",
    "appeal_clock.called_back_at",
    "appeal_stay.entered_at",
    "appeal_stay.left_at",
    "rating_clock.rated_at",
    "signal_clock.received_at",
    "signal_clock.answered_at",
)
LED_BY_TOWN = (
    *("case_clock.closed_at", "finding.occurs_at"),
    *("appeal_clock.opened_at", "rating_clock.rated_at"),
)
"""Anchors with an index that begins with the department, the item or the town; others lead by
themselves."""


def flags(scope: Scope) -> tuple[bool, bool, bool]:
    """Which bounds a statement for this scope has: departments, items, towns."""
    return bool(scope.departments), bool(scope.items), bool(scope.towns)


def values_of(scope: Scope, as_of: datetime) -> dict[str, Any]:
    """What a statement with these bounds binds."""
    moment = as_of.replace(microsecond=0)
    values: dict[str, Any] = {
        "as_of": moment,
        "starts": start_of(scope.period.first),
        "past": start_after(scope.period.last),
    }
    bounds = {"departments": scope.departments, "items": scope.items, "towns": scope.towns}
    return values | {name: list(codes) for name, codes in bounds.items() if codes}


def bounds(
    measure: Measure,
    has_departments: bool,
    has_items: bool,
    has_towns: bool,
    *,
    is_ahead: bool = False,
) -> list[ColumnElement[bool]]:
    """The scope and the days of a measure as conditions; the catalogue knows no towns.

    What counts has happened by the moment, or, `is_ahead`, happens after it on the same days.
    """
    source, where = measure.source, []
    if measure.anchor is not None:
        anchor = unindexed(measure.anchor) if measure.is_found_by_end else measure.anchor
        where.append(anchor < bindparam("past", type_=LocalTime))
        if is_ahead:
            where.append(anchor > AS_OF)
        else:
            where += [anchor >= bindparam("starts", type_=LocalTime), anchor <= AS_OF]
    led_by = "" if measure.is_found_by_end else str(measure.anchor)
    if has_departments:
        column = source.department if led_by in LED_BY_DEPARTMENT else unindexed(source.department)
        where.append(column.in_(bindparam("departments", expanding=True)))
    if has_items:
        column = source.item if led_by in LED_BY_ITEM else unindexed(source.item)
        where.append(column.in_(bindparam("items", expanding=True)))
    if has_towns and source.town is not None:
        column = source.town if led_by in LED_BY_TOWN else unindexed(source.town)
        where.append(column.in_(bindparam("towns", expanding=True)))
    return where


@lru_cache(maxsize=1024)
def counts(
    names: tuple[str, ...],
    by: str | None,
    has_departments: bool,
    has_items: bool,
    has_towns: bool,
    *,
    is_ahead: bool = False,
) -> Select[Any]:
    """One row a key, a column a measure; the measures share their rows and their anchor.

    What all of them demand is demanded of the rows, once, so that an index can serve it.
    """
    measures = [MEASURES[name] for name in names]
    one = measures[0]
    shared, demands = _demands(measures)
    counts = (
        counted_where(measure, *parts) for measure, parts in zip(measures, demands, strict=True)
    )
    key = key_of(one, by)
    statement = (
        select(null().label("none") if key is None else key.label("key"))
        .add_columns(*(count.label(name) for name, count in zip(names, counts, strict=True)))
        .select_from(one.source.rows)
        .where(*bounds(one, has_departments, has_items, has_towns, is_ahead=is_ahead))
        .where(*(_served(one, condition) for condition in shared))
    )
    return statement if key is None else statement.group_by(key)


@lru_cache(maxsize=64)
def rows_between(names: tuple[str, ...]) -> Select[Any]:
    """One row a row with its anchor from `starts` on and before `past`, of measures that share it.

    The columns: moment; department_code, item_code, town_code, as far as the rows know them; what
    the row adds to each measure, by its name.
    """
    measures = [MEASURES[name] for name in names]
    one = measures[0]
    source, anchor = one.source, one.anchor
    assert anchor is not None
    shared, demands = _demands(measures)
    towns = literal("") if source.town is None else source.town
    codes = zip(CODED, (source.department, source.item, towns), strict=True)
    values = (1 if one.value is None else func.coalesce(one.value, 0) for one in measures)
    adds = (
        case((and_(True, *parts), value), else_=0)
        for value, parts in zip(values, demands, strict=True)
    )
    return (
        select(anchor.label("moment"), *(column.label(name) for name, column in codes))
        .add_columns(*(add.label(name) for name, add in zip(names, adds, strict=True)))
        .select_from(source.rows)
        .where(anchor >= bindparam("starts", type_=LocalTime))
        .where(anchor < bindparam("past", type_=LocalTime))
        .where(*(_served(one, condition) for condition in shared))
    )


def _demands(
    measures: Sequence[Measure],
) -> tuple[list[ColumnElement[bool]], list[list[ColumnElement[bool]]]]:
    """What all of the measures demand of a row, and what each of them demands beside it."""
    demands = [[*_parts(measure.condition())] for measure in measures]
    shared = [part for part in demands[0] if all(_has(others, part) for others in demands)]
    return shared, [[part for part in parts if not _has(shared, part)] for parts in demands]


def _parts(condition: ColumnElement[bool]) -> Iterator[ColumnElement[bool]]:
    """What is demanded together, one by one."""
    if isinstance(condition, BooleanClauseList) and condition.operator is and_operator:
        for part in condition.clauses:
            yield from _parts(part)
    elif not isinstance(condition, True_):
        yield condition


def _has(conditions: Iterable[ColumnElement[bool]], wanted: ColumnElement[bool]) -> bool:
    return any(wanted.compare(condition) for condition in conditions)


def _served(measure: Measure, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition; an index found by it is one of few rows, or goes on with the anchor.

    SQLite would rather read all rows of a stage or without a limit than those of a day.
    """
    anchor = measure.anchor
    if anchor is None or measure.is_found_by_end or not isinstance(anchor, Column):
        return condition
    led = {
        index.columns[0].name
        for index in anchor.table.indexes
        if [column.name for column in index.columns[1:2]] == [anchor.name]
    }

    def hidden(element: Any, **_: Any) -> Any:  # noqa: ANN401
        if isinstance(element, SelectBase | FunctionElement):  # a question, or hidden already
            return element
        if isinstance(element, BinaryExpression):
            is_partial = element.operator is operators.is_not  # as partial indexes say it
            if is_partial or isinstance(element.right, ScalarSelect):
                return element
        is_bare = isinstance(element, Column) and element.table is anchor.table
        return unindexed(element) if is_bare and element.name not in {*led, anchor.name} else None

    return replacement_traverse(condition, {}, hidden)


@lru_cache(maxsize=256)
def counts_taken_off(
    names: tuple[str, ...], by: str | None, has_departments: bool, has_items: bool, has_towns: bool
) -> Select[Any]:
    """One row a key, a column a measure: the rows of its whole that had ended, or not yet begun.

    Few rows ever end so (findings withdrawn), and to few something happens after the moment asked
    about, so they are found by their end, or by their last moment, not by the anchor.
    """
    measures = [MEASURES[name] for name in names]
    one = replace(measures[0], is_found_by_end=True)
    if one.begins:
        assert one.source.last is not None
        found = one.source.last > AS_OF
    else:
        (end,) = {end for measure in measures for end in measure.ends}
        found = end <= AS_OF
    key = key_of(one, by)
    key = None if key is None else unindexed(key)
    statement = (
        select(null().label("none") if key is None else key.label("key"))
        .add_columns(
            *(
                counted(MEASURES[measure.whole], *_not_begun(measure)).label(measure.name)
                for measure in measures
            )
        )
        .select_from(one.source.rows)
        .where(found, *bounds(one, has_departments, has_items, has_towns))
    )
    return statement if key is None else statement.group_by(key)


def _not_begun(measure: Measure) -> list[ColumnElement[bool]]:
    """Of what begins some time, whether that is later than the moment asked about."""
    return [or_(*(moment > AS_OF for moment in measure.begins))] if measure.begins else []


def key_of(measure: Measure, by: str | None) -> ColumnElement[Any] | None:
    """The column that rows are split by; months are split by day first."""
    if by in ("day", "month"):
        return None if measure.anchor is None else day_of(measure.anchor)
    if by == PLACE:
        return place_of(measure.source.department, measure.source.item)
    return {
        None: None,
        "department": measure.source.department,
        "item": measure.source.item,
        "town": measure.source.town,
    }[by]
