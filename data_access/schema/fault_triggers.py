"""Triggers that count the faults of each kind in the transaction that writes them.

Whoever writes faults, an evaluation or an import, thus leaves the counts as the rows are, and
nobody who asks for them has to read the rows.
"""

TABLE, COUNTS = "data_fault", "fault_count"
KEY = ("line", "rule", "source_code", "department_code")
EVENTS = {"insert": ("NEW",), "delete": ("OLD",), "update": ("OLD", "NEW")}
SIGNS = {"OLD": "-", "NEW": ""}


def creations(dialect: str) -> list[str]:
    """The statements that count the faults which stand, and create the triggers."""
    write = _postgresql if dialect == "postgresql" else _sqlite
    return [_counted(TABLE, ""), *(line for event in EVENTS for line in write(event))]


def removals(dialect: str) -> list[str]:
    """The statements that take the triggers away."""
    names = [f"count_{TABLE}_{event}" for event in EVENTS]
    if dialect == "sqlite":
        return [f"DROP TRIGGER {name}" for name in names]
    gone = [(f"DROP TRIGGER {name} ON {TABLE}", f"DROP FUNCTION {name}()") for name in names]
    return [line for pair in gone for line in pair]


def _sqlite(event: str) -> list[str]:
    """Row by row; a row that comes adds to its kind, one that goes takes off."""
    counted = "; ".join(_counted_one(row, SIGNS[row]) for row in EVENTS[event])
    return [
        f"CREATE TRIGGER count_{TABLE}_{event} AFTER {event.upper()} ON {TABLE} "
        f"BEGIN {counted}; END"
    ]


def _postgresql(event: str) -> list[str]:
    """Once a statement, the kinds in one order: two imports never wait for each other."""
    name = f"count_{TABLE}_{event}"
    tables = " ".join(f"{row} TABLE AS {row.lower()}_rows" for row in EVENTS[event])
    counted = "; ".join(_counted(f"{row.lower()}_rows", SIGNS[row]) for row in EVENTS[event])
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {counted}; RETURN NULL; END $$",
        f"CREATE TRIGGER {name} AFTER {event.upper()} ON {TABLE} REFERENCING {tables} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]


def _counted(rows: str, sign: str) -> str:
    key = ", ".join(KEY)
    left_out = "count(CASE WHEN is_quarantined THEN 1 END)"
    return _added(
        f"SELECT {key}, {sign}count(*), {sign}{left_out} FROM {rows} GROUP BY {key} ORDER BY {key}"
    )


def _counted_one(row: str, sign: str) -> str:
    key = ", ".join(f"{row}.{name}" for name in KEY)
    return _added(f"VALUES ({key}, {sign}1, {sign}{row}.is_quarantined)")


def _added(numbers: str) -> str:
    key = ", ".join(KEY)
    return (
        f"INSERT INTO {COUNTS} ({key}, faults, quarantined) {numbers} "
        f"ON CONFLICT ({key}) DO UPDATE SET faults = {COUNTS}.faults + excluded.faults, "
        f"quarantined = {COUNTS}.quarantined + excluded.quarantined"
    )
