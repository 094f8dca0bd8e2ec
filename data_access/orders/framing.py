"""What the questions about orders and cards share: their bounds, masked names, typed frames."""

from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select

from data_access.masking import mask_name
from supervision.scope import Scope


def bounds(scope: Scope, table: Any) -> list[ColumnElement[bool]]:  # noqa: ANN401
    """Conditions on department, item and town; none where the scope has no bounds."""
    codes_by_column = {
        "department_code": scope.departments,
        "item_code": scope.items,
        "town_code": scope.towns,
    }
    return [table.c[name].in_(codes) for name, codes in codes_by_column.items() if codes]


def shown_names(scope: Scope, names: "pd.Series[Any]") -> "pd.Series[Any]":
    """Names of persons, masked unless the scope may see them."""
    return names if scope.sees_personal_data else names.map(mask_name)


def framed(connection: Connection, statement: Select[Any]) -> pd.DataFrame:
    """The rows of a statement; moments stay moments where none is known."""
    found = connection.execute(statement)
    frame = pd.DataFrame(found.all(), columns=list(found.keys()))
    moments = [name for name in frame.columns if name.endswith("_at") or name == "since"]
    frame[moments] = frame[moments].astype("datetime64[us]")
    return frame
