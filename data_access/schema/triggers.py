"""Change detection: triggers that queue every changed subject in the writer's own transaction.

No clock and no last-seen number: a row is in the queue exactly when its change is committed,
however late that is.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, inspect, text

CASE_TABLES = (
    "approval_case",
    "case_step",
    "case_pause",
    "case_extension",
    "correction_notice",
    "case_rating",
)
ITEM_TABLES = ("service_item", "procedure_step")
QUEUED = {
    **dict.fromkeys(CASE_TABLES, ("approval", "case_id")),
    **dict.fromkeys(ITEM_TABLES, ("item", "item_code")),
    **dict.fromkeys(("appeal", "appeal_step"), ("appeal", "appeal_id")),
    "public_signal": ("signal", "signal_id"),
}
EVENTS = ("insert", "update", "delete")


def create_triggers(connection: Connection) -> None:
    """Install the triggers of every contract table that stands; drop them first."""
    drop_triggers(connection)
    for statement in _statements(connection.dialect.name, _standing(connection)):
        connection.execute(text(statement))


def drop_triggers(connection: Connection) -> None:
    """Take the triggers away, for a bulk load that queues its subjects itself."""
    for table in _standing(connection):
        for event in EVENTS:
            on = f" ON {table}" if connection.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER IF EXISTS queue_{table}_{event}{on}"))


def _standing(connection: Connection) -> list[str]:
    """An early migration finds fewer tables than there are now."""
    inspector = inspect(connection)
    return [table for table in QUEUED if inspector.has_table(table)]


def _statements(dialect: str, tables: Iterable[str]) -> list[str]:
    write = _postgresql if dialect == "postgresql" else _sqlite
    return [
        statement
        for table in tables
        for event in EVENTS
        for statement in write(table, *QUEUED[table], event)
    ]


def _sqlite(table: str, line: str, key: str, event: str) -> list[str]:
    rows = {"insert": ["NEW"], "update": ["NEW", "OLD"], "delete": ["OLD"]}[event]
    inserts = [f"INSERT INTO change_queue (line, subject_id) VALUES ('{line}', {rows[0]}.{key});"]
    if event == "update":  # a changed key leaves the old subject behind
        inserts.append(
            f"INSERT INTO change_queue (line, subject_id) SELECT '{line}', OLD.{key}"
            f" WHERE OLD.{key} IS NOT NEW.{key};"
        )
    return [
        f"CREATE TRIGGER queue_{table}_{event} AFTER {event.upper()} ON {table} "
        f"BEGIN {' '.join(inserts)} END"
    ]


def _postgresql(table: str, line: str, key: str, event: str) -> list[str]:
    """Once a statement, not once a row: a bulk insert queues each subject one time."""
    tables = {
        "insert": "NEW TABLE AS changed",
        "delete": "OLD TABLE AS changed",
        "update": "OLD TABLE AS before_change NEW TABLE AS changed",
    }[event]
    subjects = f"SELECT {key} FROM changed"
    if event == "update":
        subjects += f" UNION SELECT {key} FROM before_change"
    function = f"queue_{table}_{event}"
    return [
        f"""CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO change_queue (line, subject_id)
  SELECT DISTINCT '{line}', subject.{key} FROM ({subjects}) AS subject;
  RETURN NULL;
END $$""",
        f"CREATE TRIGGER {function} AFTER {event.upper()} ON {table} REFERENCING {tables} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
    ]
