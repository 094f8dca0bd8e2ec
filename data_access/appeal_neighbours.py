"""What an appeal must know of others: the same enterprise's, and the crowd of its theme."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, String, bindparam, cast, select

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
_others_of_theme = (
    select(Appeal.enterprise_code)
    .where(
        Appeal.category_code == bindparam("category"),
        Appeal.requested_at >= bindparam("first", type_=LocalTime),
        Appeal.requested_at < bindparam("last", type_=LocalTime),
        Appeal.enterprise_code != bindparam("enterprise"),
    )
    .distinct()
    .limit(CROWD_SEEN)
)


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
    for row, asked in known:
        entry = found[row["appeal_id"]]
        for other_id, category, moment in others[row["enterprise_code"]]:
            if other_id != row["appeal_id"] and moment is not None:
                entry.enterprise_at.append(moment)
                if category == row["category_code"]:
                    entry.same_subject_at.append(moment)
        if row["category_code"]:
            values = {
                "category": row["category_code"],
                "enterprise": row["enterprise_code"],
                "first": asked - CROWD_SPAN,
                "last": asked,
            }
            entry.theme_others = len(connection.scalars(_others_of_theme, values).all())
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
