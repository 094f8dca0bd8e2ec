"""What an appeal must know of others: the same enterprise's, and the crowd of its theme."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Select,
    String,
    Text,
    bindparam,
    cast,
    column,
    func,
    select,
    type_coerce,
)

from data_access.many_keys import as_parameter, is_among
from data_access.schema import Appeal
from data_access.schema.base import LocalTime, table_of
from supervision.appeals.clocks import AGAIN, REPEAT

Row = Mapping[Any, Any]
CROWD_SPAN = timedelta(days=30)
CROWD_SEEN = 20
"""Enterprises of a theme that are looked at; a threshold of W47 must lie below."""
LONGEST_ROUND = timedelta(days=400)
"""An answer that comes later than this after its request is not looked for again."""

_appeal = table_of(Appeal)


@dataclass(slots=True)
class Neighbours:
    """When the same enterprise came, and how many others came with the same theme."""

    same_subject_at: list[datetime] = field(default_factory=list)
    enterprise_at: list[datetime] = field(default_factory=list)
    theme_others: int = 0


def load_neighbours(
    connection: Connection, rows: Sequence[Row], last_act: datetime
) -> dict[str, Neighbours]:
    """The neighbours of each appeal, by its id, up to thirty days after the last act of all.

    The rows are those of the contract, times as text.
    """
    found = {row["appeal_id"]: Neighbours() for row in rows}
    known = [
        (row, asked)
        for row in rows
        if row["enterprise_code"] and (asked := _moment(row["requested_at"])) is not None
    ]
    first = min((asked for _, asked in known), default=last_act) - REPEAT
    codes = {row["enterprise_code"] for row, _ in known}
    others = _of_enterprises(connection, codes, first, last_act + AGAIN)
    for row, _ in known:
        entry = found[row["appeal_id"]]
        for other_id, category, moment in others[row["enterprise_code"]]:
            if other_id != row["appeal_id"] and moment is not None:
                entry.enterprise_at.append(moment)
                if category == row["category_code"]:
                    entry.same_subject_at.append(moment)
    for appeal_id, seen in _others_of_theme(connection, known):
        found[appeal_id].theme_others = seen
    return found


def appeals_that_look_at(connection: Connection, appeal_ids: Sequence[str]) -> set[str]:
    """The ids of other appeals whose rules look at these: to be worked in the same batch.

    They are not to be queued: each would bring its own neighbours, and so on for ever.
    """
    dialect = connection.dialect.name
    statement = select(
        Appeal.enterprise_code, Appeal.category_code, cast(Appeal.requested_at, String)
    ).where(is_among(_appeal.c.appeal_id, dialect), Appeal.enterprise_code.is_not(None))
    values = {"keys": as_parameter(appeal_ids, dialect)}
    changed = [
        (str(enterprise), category, asked)
        for enterprise, category, text in connection.execute(statement, values)
        if (asked := _moment(text)) is not None
    ]
    if not changed:
        return set()
    first = min(asked for *_, asked in changed) - LONGEST_ROUND - AGAIN
    last = max(asked for *_, asked in changed) + REPEAT
    others = _of_enterprises(connection, {code for code, *_ in changed}, first, last)
    found = {
        other_id
        for enterprise, category, asked in changed
        for other_id, theme, moment in others[enterprise]
        if theme == category
        and moment is not None
        and asked - LONGEST_ROUND - AGAIN <= moment <= asked + REPEAT
    }
    return found - set(appeal_ids)


def _others_of_theme(
    connection: Connection, known: Iterable[tuple[Row, datetime]]
) -> Iterable[tuple[str, int]]:
    """How many other enterprises came with the theme of each in the thirty days before it."""
    asked = [
        {
            "id": row["appeal_id"],
            "category": row["category_code"],
            "enterprise": row["enterprise_code"],
            "first": (moment - CROWD_SPAN).isoformat(" "),
            "last": moment.isoformat(" "),
        }
        for row, moment in known
        if row["category_code"]
    ]
    counted = connection.execute(_counting(connection.dialect.name), {"asked": json.dumps(asked)})
    return ((row[0], row[1]) for row in counted)


@lru_cache(maxsize=2)
def _counting(dialect: str) -> Select[Any]:
    """One row an appeal of the parameter `asked`: its id, and how many others are seen."""
    asked = (_on_sqlite() if dialect == "sqlite" else _on_postgresql()).cte("asked")
    others = (
        select(_appeal.c.enterprise_code)
        .where(
            _appeal.c.category_code == asked.c.category,
            _appeal.c.requested_at >= asked.c.first,
            _appeal.c.requested_at < asked.c.last,
            _appeal.c.enterprise_code != asked.c.enterprise,
        )
        .correlate(asked)
        .distinct()
        .limit(CROWD_SEEN)
        .subquery()
    )
    seen = select(func.count()).select_from(others).scalar_subquery()
    return select(asked.c.id, seen)


def _on_sqlite() -> Select[*tuple[Any, ...]]:
    entries = func.json_each(bindparam("asked", type_=Text)).table_valued("value")

    def part(name: str) -> ColumnElement[str]:
        # the cast says that it is text: without it no index is used to compare it with a column
        return cast(func.json_extract(entries.c.value, f"$.{name}"), String)

    return select(
        *(part(name).label(name) for name in ("id", "category", "enterprise")),
        *(type_coerce(part(name), LocalTime).label(name) for name in ("first", "last")),
    )


def _on_postgresql() -> Select[*tuple[Any, ...]]:
    entries = (
        func.json_to_recordset(cast(bindparam("asked", type_=Text), JSON))
        .table_valued(
            *(column(name, String) for name in ("id", "category", "enterprise")),
            *(column(name, LocalTime) for name in ("first", "last")),
        )
        .render_derived(with_types=True)
    )
    return select(*iter(entries.c))


def _of_enterprises(
    connection: Connection, enterprises: Collection[str], first: datetime, last: datetime
) -> dict[str, list[tuple[str, str | None, datetime | None]]]:
    """Id, category and time of every appeal that these enterprises made in between."""
    grouped: dict[str, list[tuple[str, str | None, datetime | None]]] = defaultdict(list)
    dialect = connection.dialect.name
    around = select(
        Appeal.enterprise_code,
        Appeal.appeal_id,
        Appeal.category_code,
        cast(Appeal.requested_at, String),
    ).where(
        is_among(_appeal.c.enterprise_code, dialect),
        Appeal.requested_at.between(first, last),
    )
    values = {"keys": as_parameter(enterprises, dialect)}
    for enterprise, appeal_id, category, text in connection.execute(around, values):
        grouped[str(enterprise)].append((appeal_id, category, _moment(text)))
    return grouped


def _moment(text: str | None) -> datetime | None:
    """A time as it stands; None where it cannot be read, which its own appeal tells."""
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return None if moment is None or moment.tzinfo else moment.replace(microsecond=0)
