"""Triggers that count the faults of each kind in the transaction that writes them.

Whoever writes faults, an evaluation or an import, thus leaves the counts as the rows are, and
nobody who asks for them has to read the rows.
"""

TABLE, COUNTS = "data_fault", "fault_count"
KEY = ("line", "rule", "source_code", "department_code")
NUMBERS = ("faults", "quarantined")
EVENTS = {"insert": ("NEW",), "delete": ("OLD",), "update": ("OLD", "NEW")}
SIGNS = {"OLD": "-", "NEW": ""}
EMPTYING = "truncate"


def creations(dialect: str) -> list[str]:
    """The statements that count the faults which stand, and create the triggers."""
    if dialect == "sqlite":
        return [*recount(), *(_sqlite(event) for event in EVENTS)]
    emptied = (f"DELETE FROM {COUNTS}", f"AFTER TRUNCATE ON {TABLE}")
    counted = {event: _postgresql(event) for event in EVENTS} | {EMPTYING: emptied}
    return [*recount(), *(line for pair in counted.items() for line in _function(*pair))]


def removals(dialect: str) -> list[str]:
    """The statements that take the triggers away."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {_name(event)}" for event in EVENTS]
    names = [_name(event) for event in (*EVENTS, EMPTYING)]
    gone = [(f"DROP TRIGGER {name} ON {TABLE}", f"DROP FUNCTION {name}()") for name in names]
    return [line for pair in gone for line in pair]


def recount() -> list[str]:
    """The statements that count the faults which stand anew."""
    return [f"DELETE FROM {COUNTS}", _added(_signed(TABLE, ""))]


def _sqlite(event: str) -> str:
    """Row by row; a row that comes adds to its kind, one that goes takes off."""
    key = {row: ", ".join(f"{row}.{name}" for name in KEY) for row in EVENTS[event]}
    one = [f"VALUES ({key[row]}, {SIGNS[row]}1, {SIGNS[row]}{row}.is_quarantined)" for row in key]
    counted = "; ".join(_added(numbers) for numbers in one)
    return f"CREATE TRIGGER {_name(event)} AFTER {event.upper()} ON {TABLE} BEGIN {counted}; END"


def _postgresql(event: str) -> tuple[str, str]:
    """Once a statement. One transaction counts a line at a time: no two wait in a ring."""
    rows = {row: f"{row.lower()}_rows" for row in EVENTS[event]}
    both = " UNION ALL ".join(_signed(name, SIGNS[row]) for row, name in rows.items())
    lines = " UNION ".join(f"SELECT line FROM {name}" for name in rows.values())
    sums = ", ".join(f"sum({name})" for name in NUMBERS)
    key = ", ".join(KEY)
    changed = " OR ".join(f"sum({name}) <> 0" for name in NUMBERS)
    differences = f"SELECT {key}, {sums} FROM ({both}) AS counted GROUP BY {key} HAVING {changed}"
    locked = f"PERFORM pg_advisory_xact_lock(hashtext('{COUNTS} ' || line)) FROM ({lines}) AS named"
    tables = " ".join(f"{row} TABLE AS {name}" for row, name in rows.items())
    return (
        f"{locked}; {_added(differences)}",
        f"AFTER {event.upper()} ON {TABLE} REFERENCING {tables}",
    )


def _function(event: str, parts: tuple[str, str]) -> list[str]:
    work, fired = parts
    return [
        f"CREATE FUNCTION {_name(event)}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {work}; RETURN NULL; END $$",
        f"CREATE TRIGGER {_name(event)} {fired} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {_name(event)}()",
    ]


def _name(event: str) -> str:
    return f"count_{TABLE}_{event}"


def _signed(rows: str, sign: str) -> str:
    key = ", ".join(KEY)
    left_out = f"{sign}count(CASE WHEN is_quarantined THEN 1 END) AS quarantined"
    return f"SELECT {key}, {sign}count(*) AS faults, {left_out} FROM {rows} GROUP BY {key}"


def _added(numbers: str) -> str:
    key, names = ", ".join(KEY), ", ".join(NUMBERS)
    sums = ", ".join(f"{name} = {COUNTS}.{name} + excluded.{name}" for name in NUMBERS)
    return (
        f"INSERT INTO {COUNTS} ({key}, {names}) {numbers} ON CONFLICT ({key}) DO UPDATE SET {sums}"
    )
