"""Many keys as one parameter, so that a statement is the same for one key and for a thousand."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, String, Text, bindparam, cast, func, select


def as_parameter(keys: Iterable[str], dialect: str) -> Any:  # noqa: ANN401
    """The value of the parameter `keys`."""
    return json.dumps(list(keys)) if dialect == "sqlite" else list(keys)


def is_among(column: ColumnElement[str], dialect: str) -> ColumnElement[bool]:
    """Whether the column holds one of the keys of the parameter `keys`."""
    if dialect != "sqlite":
        return column == func.any(bindparam("keys", type_=ARRAY(String)))
    entries = func.json_each(bindparam("keys", type_=Text)).table_valued("value")
    # the cast says that it is text: without it no index is used to compare it with a column
    return column.in_(select(cast(entries.c.value, String)))
