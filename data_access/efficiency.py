"""What the efficiency screen asks beyond plain figures: what limits are worth, item by item."""

from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, select

from data_access.indicator_values import spreads_of
from data_access.schema import ServiceItem
from supervision.rates import nearest_rank
from supervision.scope import Scope
from supervision.small_numbers import ENOUGH_FOR_PERCENTILE

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
    spreads = spreads_of(connection, scope, as_of, "item")
    rows = [
        (item, spread.total(), nearest_rank(spread, 0.5), nearest_rank(spread, 0.9))
        for item, spread in spreads.items()
        if spread.total() >= ENOUGH_FOR_PERCENTILE
    ]
    known = pd.DataFrame(rows, columns=["item_code", "cases", "median", "p90"])
    frame = known.merge(declared, on="item_code")
    frame["share"] = frame["p90"] / frame["promised"]
    frame = frame.sort_values(["share", "cases", "item_code"], ascending=[False, False, True])
    return frame.head(most)[COLUMNS].reset_index(drop=True)
