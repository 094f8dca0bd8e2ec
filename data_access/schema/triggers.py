"""Change detection: triggers that queue every changed subject in the writer's own transaction.

No clock and no last-seen number: a row is in the queue exactly when its change is committed,
however late that is.
"""

from sqlalchemy import Connection, inspect, text

CASE_TABLES = (
    "approval_case",
    "case_step",
    "case_pause",
    "case_extension",
    "correction_notice",
    "case_rating",
)
PROJECT_TABLES = (
    "project",
    "project_year",
    "project_month",
    "project_milestone",
    "project_milestone_change",
    "project_pause",
    "project_blocker",
    "project_service",
    "project_case",
)
QUEUED = {
    **dict.fromkeys(CASE_TABLES, ("approval", "case_id")),
    **dict.fromkeys(PROJECT_TABLES, ("project", "project_id")),
    **dict.fromkeys(("appeal", "appeal_step"), ("appeal", "appeal_id")),
    "public_signal": ("signal", "signal_id"),
    **dict.fromkeys(("supervision_order", "order_entry"), ("order", "order_id")),
    "service_item": ("item", "item_code"),
    "procedure_step": ("item", "item_code"),
    "procedure_rule": ("item", "item_code"),
    "appeal_class": ("appeal_class", "class_code"),
    "appeal_category": ("appeal_category", "category_code"),
    "rule_threshold": ("threshold", "rule"),
    "working_day": ("calendar", "day"),
}
KEYED = {"department": ("department", "department_code")}
"""Tables of which only the key counts: a new name of a department changes no case."""
OF_ANY_LINE = {
    "card_entry": ("line", "subject_id"),
    "hand_card": ("line", "subject_id"),
}
"""Tables whose rows say themselves of which line their subject is: the column, and the key."""
WATCHED = QUEUED | KEYED | OF_ANY_LINE
EVENTS = ("insert", "update", "delete")


def create_triggers(connection: Connection) -> None:
    """Install the triggers of every contract table that stands, anew where they are there."""
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
    """The watched tables that this version of the database has."""
    tables = set(inspect(connection).get_table_names())
    return [table for table in WATCHED if table in tables]


def _statements(dialect: str, tables: list[str]) -> list[str]:
    write = _postgresql if dialect == "postgresql" else _sqlite
    return [
        statement
        for table, (line, key) in ((table, WATCHED[table]) for table in tables)
        for event in EVENTS
        for statement in write(table, line, key, event)
    ]


def _sqlite(table: str, line: str, key: str, event: str) -> list[str]:
    has_changed_key = f"OLD.{key} IS NOT NEW.{key}"

    def queue(row: str) -> str:
        of_line = f"{row}.{line}" if table in OF_ANY_LINE else f"'{line}'"
        return f"INSERT INTO change_queue (line, subject_id) SELECT {of_line}, {row}.{key}"

    if event == "update":  # a changed key leaves the old subject behind
        inserts = [
            queue("NEW") + (f" WHERE {has_changed_key}" if table in KEYED else ""),
            f"{queue('OLD')} WHERE {has_changed_key}",
        ]
    else:
        inserts = [queue("NEW" if event == "insert" else "OLD")]
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
    of_line = line if table in OF_ANY_LINE else f"'{line}'"
    chosen = f"SELECT {of_line} AS line, {key}::varchar AS key"
    now, before = f"{chosen} FROM changed", f"{chosen} FROM before_change"
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
  SELECT DISTINCT subject.line, subject.key FROM ({subjects}) AS subject;
  RETURN NULL;
END $$""",
        f"CREATE TRIGGER {function} AFTER {event.upper()} ON {table} REFERENCING {tables} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
    ]
