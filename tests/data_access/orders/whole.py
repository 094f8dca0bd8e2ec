"""Whether everything that was written of orders is there whole and once."""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, Engine, select

from data_access.access.access_log import verify
from data_access.engine import reading
from data_access.schema import AccessEntry, Notice, OrderEntry, SupervisionOrder
from data_access.schema.base import table_of


def assert_whole(
    engine: Engine, before: Collection[str] = frozenset()
) -> tuple[set[str], set[str]]:
    """Every order has its acts without a gap, every act its notice and its entry in the log.

    Orders that were there before, as a sample has them, are left out.
    """
    with reading(engine) as connection:
        orders, entries = (
            [row for row in rows(connection, model) if row.order_id not in before]
            for model in (SupervisionOrder, OrderEntry)
        )
        notices = {row.notice_id for row in rows(connection, Notice)}
        log = [
            row
            for row in rows(connection, AccessEntry)
            if row.subject_type == "order" and row.subject_id not in before
        ]
        assert verify(connection).faults == ()
    numbers: dict[str, list[int]] = {}
    last: dict[str, Any] = {}
    for entry in sorted(entries, key=lambda row: (row.order_id, row.entry_no)):
        numbers.setdefault(entry.order_id, []).append(entry.entry_no)
        last[entry.order_id] = entry
    assert numbers.keys() == {row.order_id for row in orders}
    for order in orders:
        assert numbers[order.order_id] == list(range(1, order.version + 1))
        assert last[order.order_id].state == order.state
    told_of = {f"act:{row.entry_id}" for row in entries}
    assert told_of <= notices
    assert before or told_of == notices
    told = Counter(
        (row.subject_id, act) for row in log if (act := json.loads(row.detail).get("act"))
    )
    done = Counter((row.order_id, row.action) for row in entries)
    assert told == done, f"told alone {told - done}, done alone {done - told}"
    return {row.order_id for row in orders}, {row.entry_id for row in entries}


def assert_kept(engine: Engine, said: Iterable[tuple[str, str]]) -> Counter[str]:
    """All is whole, and what was acknowledged is there and was acknowledged once; the counts."""
    orders, entries = assert_whole(engine)
    found = {"order": orders, "entry": entries}
    acknowledged = Counter(news for news in said if news[0] in found)
    assert not [(kind, key) for kind, key in acknowledged if key not in found[kind]]
    assert set(acknowledged.values()) <= {1}
    return Counter(kind for kind, _ in said)


def rows(connection: Connection, model: Any) -> list[Any]:
    """Every row of a table."""
    return list(connection.execute(select(table_of(model))))
