"""The value of an indicator: its measures divided, or its days spread out, key by key."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, func, null, select

from data_access.appeals.announced_cards import announced_cards
from data_access.appeals.open_appeals import open_appeals
from data_access.appeals.suspended_appeals import suspended_appeals
from data_access.cells.reading import read_durations
from data_access.cells.writing import DURATIONS
from data_access.count_statements import bounds, flags, key_of, values_of
from data_access.counting import Tally, counted_days, keys_in_order, split, split_key, tally
from data_access.measures import Measure, measures_named
from data_access.open_set import following
from data_access.open_set.other_findings import other_findings
from data_access.open_set.stocks import is_held, stocks
from data_access.projects import project_board
from data_access.signals.open_signals import open_signals
from supervision.indicators import Indicator, indicators_named
from supervision.rates import nearest_rank, ratio
from supervision.scope import Scope
from supervision.small_numbers import ENOUGH_FOR_PERCENTILE, ENOUGH_FOR_RATE, wilson

INDICATOR_COLUMNS = ["name", "numerator", "denominator", "value", "low", "high", "is_small"]
PER_MILLE = 1000
HELD = (open_appeals, suspended_appeals, announced_cards, open_signals, other_findings)
SPLIT_IN_MEMORY = (None, "department", "item", "town")
Spread = Counter[int]
"""How many cases took how many days."""


def indicator_rows(
    connection: Connection, scope: Scope, names: Iterable[str], as_of: datetime, by: str | None
) -> tuple[list[tuple[Any, ...]], list[Any]]:
    """The rows of figures.indicators without their key, and the key of each."""
    asked = indicators_named(names)
    measures = measures_named(dict.fromkeys(name for one in asked for name in one.measures))
    numbers = numbers_of(connection, scope, measures, as_of, by)
    is_spread = any(one.quantile is not None for one in asked)
    spreads = spreads_of(connection, scope, as_of, by) if is_spread else {}
    nothing = dict.fromkeys((measure.name for measure in measures), 0)
    rows, keys = [], []
    for one in asked:
        for key in keys_in_order(numbers, scope, as_of, by):
            spread = spreads.get(key, Counter())
            rows.append((one.name, *_values(one, numbers.get(key, nothing), spread)))
            keys.append(key)
    return rows, keys


def numbers_of(
    connection: Connection,
    scope: Scope,
    measures: Sequence[Measure],
    as_of: datetime,
    by: str | None,
) -> Tally:
    """The numbers of measures by key; what stands open is counted in memory where it is held."""
    in_memory = _held(connection, measures, as_of) if by in SPLIT_IN_MEMORY else []
    counted = {
        names: question(connection, scope, as_of=as_of, names=names, by=by)
        for question, names in in_memory
    }
    known = {names: frame for names, frame in counted.items() if frame is not None}
    held = {name for names in known for name in names}
    numbers = tally(connection, scope, [m for m in measures if m.name not in held], as_of, by)
    for names, frame in known.items():
        for key, *counts in frame.itertuples(index=by is None, name=None):
            numbers[None if by is None else key].update(zip(names, counts, strict=True))
    nothing = dict.fromkeys((measure.name for measure in measures), 0)
    return {key: nothing | entry for key, entry in numbers.items()}


def _held(
    connection: Connection, measures: Sequence[Measure], as_of: datetime
) -> list[tuple[Callable[..., pd.DataFrame | None], tuple[str, ...]]]:
    """The questions that memory answers at the moment, each with the measures it counts."""
    found = [
        (question, tuple(measure.name for measure in measures if counts(measure)))
        for is_at_hand, counts, question in (
            (following.is_held, is_held, stocks),
            (project_board.is_at_hand, _is_on_board, project_board.stocks),
            *((held.is_at_hand, held.counts, held.stocks) for held in HELD),
        )
        if is_at_hand(connection, as_of)
    ]
    return [(question, names) for question, names in found if names]


def _is_on_board(measure: Measure) -> bool:
    return measure.name in project_board.HELD


def _values(one: Indicator, numbers: dict[str, int], spread: Spread) -> tuple[Any, ...]:
    """Numerator, denominator, value, low, high, is_small."""
    numerator = numbers[one.numerator]
    if one.denominator is None:
        return numerator, None, numerator, None, None, False
    denominator = numbers[one.denominator]
    low, high = _bounds(one, numerator, denominator)
    is_small = (one.is_share or one.unit == "days") and denominator < ENOUGH_FOR_RATE
    value = _value(one, numerator, denominator, spread)
    return numerator, denominator, value, low, high, is_small


def _value(one: Indicator, numerator: int, denominator: int, spread: Spread) -> float | None:
    if one.quantile is not None:
        is_enough = spread.total() >= ENOUGH_FOR_PERCENTILE
        return nearest_rank(spread, one.quantile) if is_enough else None
    value = ratio(numerator, denominator)
    if value is None:
        return None
    if one.complement:
        return 1 - value
    return value * PER_MILLE if one.unit == "per_mille" else value


def _bounds(one: Indicator, numerator: int, denominator: int) -> tuple[float | None, float | None]:
    if not one.is_share or denominator == 0:
        return None, None
    return wilson(denominator - numerator if one.complement else numerator, denominator)


def spreads_of(
    connection: Connection, scope: Scope, as_of: datetime, by: str | None
) -> dict[Any, Spread]:
    """How many of the closed cases took how many days, for each key."""
    days = split(connection, scope, as_of, by)
    key = "day" if by == "month" else by
    spreads: dict[Any, Spread] = {}
    known = counted_days(scope, as_of) if days.is_running else days.from_cells
    if known:
        kept = read_durations(connection, DURATIONS.line, scope.within(known), by)
        spreads = {split_key(part, by): spread for part, spread in kept.items()}
    if days.from_rows:
        statement = _spread_of_rows(key, *flags(scope), is_ahead=days.is_running)
        rows = connection.execute(statement, values_of(scope.within(days.from_rows), as_of))
        sign = -1 if days.is_running else 1  # what lies ahead is taken off the whole day
        for part, used_days, cases in rows:
            spread = spreads.setdefault(split_key(part, by), Counter())
            spread[used_days] += sign * int(cases)
    return spreads


@lru_cache(maxsize=64)
def _spread_of_rows(
    by: str | None, has_departments: bool, has_items: bool, has_towns: bool, *, is_ahead: bool
) -> Select[Any]:
    key = key_of(DURATIONS, by)
    assert DURATIONS.value is not None
    part = null().label("none") if key is None else key.label("key")
    groups = [DURATIONS.value] if key is None else [key, DURATIONS.value]
    return (
        select(part, DURATIONS.value, func.count().label("cases"))
        .where(
            *bounds(DURATIONS, has_departments, has_items, has_towns, is_ahead=is_ahead),
            DURATIONS.condition(),
        )
        .group_by(*groups)
    )
