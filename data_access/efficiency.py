"""What the efficiency screen asks beyond plain figures: what limits are worth, item by item."""

from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, select

from data_access.figures import indicators
from data_access.schema import ServiceItem
from supervision.scope import Scope
from supervision.small_numbers import ENOUGH_FOR_PERCENTILE

MIDDLES = ("used_days_median", "used_days_p90")
COLUMNS = ["item_code", "statutory", "promised", "median", "p90", "cases"]


def limits_by_item(
    connection: Connection, scope: Scope, *, as_of: datetime, most: int = 8
) -> pd.DataFrame:
    """One row an item with enough cases closed in the period, the one nearest its promise first.

    Columns: item_code, statutory and promised (declared limits), median and p90 (time used of the
    cases closed), all in working days; cases. Items with fewer cases than a percentile needs,
    without a promise, or with limits in other units are left out.
    """
    declared = pd.read_sql(
        select(
            ServiceItem.item_code,
            ServiceItem.statutory_limit.label("statutory"),
            ServiceItem.promised_limit.label("promised"),
        ).where(ServiceItem.limit_unit == "working_day", ServiceItem.promised_limit > 0),
        connection,
    )
    spread = indicators(
        connection, scope, ("used_days_median", "used_days_p90"), as_of=as_of, by="item"
    )
    values = spread.pivot(index="item", columns="name", values="value").reindex(columns=MIDDLES)
    frame = (
        spread.drop_duplicates("item")[["item", "denominator"]]
        .rename(columns={"item": "item_code", "denominator": "cases"})
        .merge(declared, on="item_code")
        .merge(values, left_on="item_code", right_index=True)
        .rename(columns={"used_days_median": "median", "used_days_p90": "p90"})
        .astype({"cases": "int64"})
    )
    frame = frame[frame["cases"] >= ENOUGH_FOR_PERCENTILE].assign(
        share=lambda known: known["p90"] / known["promised"]
    )
    frame = frame.sort_values(["share", "cases", "item_code"], ascending=[False, False, True])
    return frame.head(most)[COLUMNS].reset_index(drop=True)
