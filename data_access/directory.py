"""What departments, items, towns, sources and categories are called, in Chinese and in English."""

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, String, func, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from data_access.masking import mask_text
from data_access.schema.appeals import AppealCategory
from data_access.schema.contract import DataSource, Department, ServiceItem, Town
from supervision.scope import Scope

KINDS: dict[str, tuple[Any, InstrumentedAttribute[str]]] = {
    "department": (Department, Department.department_code),
    "item": (ServiceItem, ServiceItem.item_code),
    "town": (Town, Town.town_code),
    "source": (DataSource, DataSource.source_code),
    "category": (AppealCategory, AppealCategory.category_code),
}


def names(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a named thing: kind, code, name and name_en, "" where there is no English.

    Kinds are department, item, town, source and category (of appeals); departments in their
    display order, the others by code. Names are everybody's business, and stand as they are today.
    """
    del scope, as_of
    parts = []
    for place, (kind, (table, code)) in enumerate(KINDS.items()):
        order = Department.display_order if kind == "department" else literal(0)
        parts.append(
            select(
                literal(place).label("place"),
                order.label("display_order"),
                literal(kind, String).label("kind"),
                code.label("code"),
                table.name.label("name"),
                func.coalesce(table.name_en, "").label("name_en"),
            )
        )
    statement = union_all(*parts).order_by("place", "display_order", "code")
    frame = pd.read_sql_query(statement, connection)
    for column in ("name", "name_en"):  # written by others: a number of a person may be in it
        frame[column] = frame[column].map(mask_text)
    return frame[["kind", "code", "name", "name_en"]]
