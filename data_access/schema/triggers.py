"""Change detection: triggers that queue every changed subject in the writer's own transaction.

No clock and no last-seen number: a row is in the queue exactly when its change is committed,
however late that is.
"""

from sqlalchemy import Connection, text

CASE_TABLES = (
    "approval_case",
    "case_step",
    "case_pause",
    "case_extension",
    "correction_notice",
)
QUEUED = {
    **dict.fromkeys(CASE_TABLES, ("approval", "case_id")),
    "service_item": ("item", "item_code"),
    "procedure_step": ("item", "item_code"),
    "procedure_rule": ("item", "item_code"),
    "rule_threshold": ("threshold", "rule"),
    "working_day": ("calendar", "day"),
}
KEYED = {"department": ("department", "department_code")}
"""Tables of which only the key counts: a new name of a department changes no case."""
EVENTS = ("insert", "update", "delete")


def create_triggers(connection: Connection) -> None:
    """Install the triggers of every watched table; drop them first where they stand."""
    drop_triggers(connection)
    for statement in _statements(connection.dialect.name):
        connection.execute(text(statement))


def drop_triggers(connection: Connection) -> None:
    """Take the triggers away, for a bulk load that queues its subjects itself."""
    for table in (*QUEUED, *KEYED):
        for event in EVENTS:
            on = f" ON {table}" if connection.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER IF EXISTS queue_{table}_{event}{on}"))


def _statements(dialect: str) -> list[str]:
    write = _postgresql if dialect == "postgresql" else _sqlite
    return [
        statement
        for table, (line, key) in (QUEUED | KEYED).items()
        for event in EVENTS
        for statement in write(table, line, key, event)
    ]


def _sqlite(table: str, line: str, key: str, event: str) -> list[str]:
    queue = f"INSERT INTO change_queue (line, subject_id) SELECT '{line}',"
    has_changed_key = f"OLD.{key} IS NOT NEW.{key}"
    if event == "update":  # a changed key leaves the old subject behind
        inserts = [
            f"{queue} NEW.{key}" + (f" WHERE {has_changed_key}" if table in KEYED else ""),
            f"{queue} OLD.{key} WHERE {has_changed_key}",
        ]
    else:
        inserts = [f"{queue} {'NEW' if event == 'insert' else 'OLD'}.{key}"]
    return [
        f"CREATE TRIGGER queue_{table}_{event} AFTER {event.upper()} ON {table} "
        f"BEGIN {'; '.join(inserts)}; END"
    ]


def _postgresql(table: str, line: str, key: str, event: str) -> list[str]:
    """Once a statement, not once a row: a bulk insert queues each subject one time."""
    tables = {
        "insert": "NEW TABLE AS changed",
        "delete": "OLD TABLE AS changed",
        "update": "OLD TABLE AS before_change NEW TABLE AS changed",
    }[event]
    now, before = f"SELECT {key} FROM changed", f"SELECT {key} FROM before_change"
    subjects = now
    if event == "update":
        subjects = f"{now} UNION {before}"
        if table in KEYED:
            subjects = f"({subjects}) EXCEPT ({now} INTERSECT {before})"
    function = f"queue_{table}_{event}"
    return [
        f"""CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO change_queue (line, subject_id)
  SELECT DISTINCT '{line}', subject.{key}::varchar FROM ({subjects}) AS subject;
  RETURN NULL;
END $$""",
        f"CREATE TRIGGER {function} AFTER {event.upper()} ON {table} REFERENCING {tables} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
    ]
