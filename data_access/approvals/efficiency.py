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
    items = select(
        ServiceItem.item_code, ServiceItem.statutory_limit, ServiceItem.promised_limit
    ).where(ServiceItem.limit_unit == "working_day", ServiceItem.promised_limit > 0)
    spreads = spreads_of(connection, scope, as_of, "item")
    nearest = []
    for item, statutory, promised in connection.execute(items):
        spread = spreads.get(item)
        cases = spread.total() if spread else 0
        if spread and promised and cases >= ENOUGH_FOR_PERCENTILE:
            p90 = nearest_rank(spread, 0.9) or 0
            nearest.append((-p90 / promised, -cases, item, statutory, promised, p90))
    rows = [
        (item, statutory, promised, nearest_rank(spreads[item], 0.5), p90, -less)
        for _, less, item, statutory, promised, p90 in sorted(nearest)[:most]
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
