"""Stock measures counted on the open set: the definitions of SQL, compared in memory."""

from collections.abc import Iterable
from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from data_access.days import start_after, start_of
from data_access.measures import Measure, measures_named
from data_access.measures.sources import CASES, FINDINGS, LIT_CASES
from data_access.open_set.following import open_set
from data_access.open_set.reading import FLAGS
from data_access.open_set.rows import Chosen
from data_access.open_set.seconds import Array, second_of
from data_access.open_set.sets import OpenSet, Standing
from supervision.findings import LIGHTS, Level
from supervision.scope import Scope


def is_held(measure: Measure) -> bool:
    """Whether the open set can count it: what stands of cases and findings, not the catalogue.

    Also a flow of which only counts what still stands.
    """
    stands = measure.kind == "stock" or measure.is_found_by_end
    return stands and measure.source in (CASES, FINDINGS, LIT_CASES)


def stocks(
    connection: Connection,
    scope: Scope,
    *,
    as_of: datetime,
    names: Iterable[str],
    by: str | None = None,
) -> pd.DataFrame:
    """The same as `figures` of these measures; `by` is department, item or town.

    Raises ValueError for a measure that is not held.
    """
    measures = measures_named(names)
    for measure in measures:
        if not is_held(measure):
            raise ValueError(f"{measure.name} is not counted on the open set")
    known = open_set(connection, as_of)
    standing = known.standing(as_of)
    counted = [
        known.within(scope, _of_period(scope, rows_of(known, standing, measure), measure))
        for measure in measures
    ]
    columns = [measure.name for measure in measures]
    if by is None:
        return pd.DataFrame([[len(rows) for rows in counted]], columns=columns, dtype="int64")
    words = list(known.codes[f"{by}_code"].words)  # a later version may add to it meanwhile
    per_code = [np.bincount(rows[f"{by}_code"], minlength=len(words)) for rows in counted]
    frame = pd.DataFrame(dict(zip(columns, per_code, strict=True)), dtype="int64")
    frame.insert(0, by, pd.Series(words, dtype="str"))
    return frame[frame[columns].any(axis=1)].sort_values(by, ignore_index=True)


def rows_of(known: OpenSet, standing: Standing, measure: Measure) -> Chosen:
    """The rows that a stock counts at the moment, in every scope.

    A stock of cases ends with their closing at the latest, one of findings when they are over;
    so what stands holds all of it.
    """
    if measure.source is LIT_CASES:
        worst = worst_lights(known, standing)
        return Chosen(known.cases, np.flatnonzero(worst == Level(measure.level).rank))
    rows = standing.findings if measure.source is FINDINGS else standing.cases
    begins = measure.begins if measure.anchor is None else (measure.anchor, *measure.begins)
    for column in begins:
        rows = rows.where(rows[str(column.name)] <= standing.second)
    for column in measure.exceeded:
        rows = rows.where(rows[str(column.name)] < standing.second)
    for column in measure.ends:
        rows = rows.where(rows[str(column.name)] > standing.second)
    if measure.level:
        rows = rows.where(rows["level_rank"] == Level(measure.level).rank)
    if measure.name in FLAGS:
        rows = rows.where(rows[measure.name])
    return rows


def _of_period(scope: Scope, rows: Chosen, measure: Measure) -> Chosen:
    """Of a flow those of the period; what stands at the moment has begun by then."""
    if measure.anchor is None:
        return rows
    moments = rows[str(measure.anchor.name)]
    first, last = scope.period.first, scope.period.last
    begun = (moments >= second_of(start_of(first))) & (moments < second_of(start_after(last)))
    return rows.where(begun)


def worst_lights(known: OpenSet, standing: Standing) -> Array:
    """For each subject the rank of its worst open light, 0 where it has none or is no case."""
    if not standing.worst_lights:
        findings = standing.findings
        worst = np.zeros(known.cases.count, dtype=np.int8)
        for light in LIGHTS:  # from the mildest, so that the gravest stays
            worst[findings["case"][findings["level_rank"] == light.rank]] = light.rank
        standing.worst_lights.append(worst * known.cases["is_case"])
    return standing.worst_lights[0]
