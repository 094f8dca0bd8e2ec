"""Row-level security of PostgreSQL: a second lock behind the scope, for the role of the screens.

The application says in each transaction whose rows it asks for; rows of other departments do not
exist for it then, even for a question that forgot its scope. Without a word there are none at all.
SQLite has no such thing: there the scope alone decides.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

SETTING = "supervision.departments"
EVERY = "*"
NOTICES = "!"
"""The notices and nothing else: said by what writes and counts them, never by a scope."""
SEPARATOR = "\x1f"
"""Between department codes; no code holds it."""
POLICY = "screens_see_their_departments"
BY_DEPARTMENT = (
    "appeal",
    "appeal_clock",
    "appeal_stay",
    "appeal_step",
    "approval_case",
    "case_clock",
    "data_fault",
    "fault_count",
    "finding",
    "order_answer",
    "order_clock",
    "order_event",
    "order_light",
    "order_stay",
    "project",
    "project_clock",
    "public_signal",
    "rating_clock",
    "signal_clock",
    "step_clock",
    "supervision_order",
)
OF_A_ROW = {
    "card_entry": ("finding", "finding_id"),
    "case_extension": ("approval_case", "case_id"),
    "case_pause": ("approval_case", "case_id"),
    "case_rating": ("approval_case", "case_id"),
    "case_step": ("approval_case", "case_id"),
    "correction_notice": ("approval_case", "case_id"),
    "order_entry": ("supervision_order", "order_id"),
}
"""Tables without a department of their own: who sees the row of another table sees theirs.

The department in an act is the one for which its person acted: not whose order or card it is.
"""
OF_A_SUBJECT = "hand_card"
SUBJECTS = {
    "approval": ("approval_case", "case_id"),
    "appeal": ("appeal", "appeal_id"),
    "project": ("project", "project_id"),
}
"""By line: which row a card given by hand is about."""
OF_NOTICES = ("outbox", "outbox_delivery")
PROTECTED = tuple(sorted((*BY_DEPARTMENT, *OF_A_ROW, OF_A_SUBJECT, *OF_NOTICES)))
_SEEN = f"(SELECT current_setting('{SETTING}', true))"


def see_as(connection: Connection, departments: tuple[str, ...]) -> None:
    """Say whose rows this transaction asks for, as in a scope: no departments means all.

    It holds until the transaction ends, so the next reader of a pooled connection has nothing.
    """
    _set(connection, SEPARATOR.join(departments) if departments else EVERY)


@contextmanager
def seeing_everything(connection: Connection) -> Iterator[None]:
    """For what this process reads once for all its readers, whoever happens to ask first.

    Also for what decides about a right: to be refused somebody's order, one must be told of it.
    """
    with _seeing(connection, EVERY):
        yield


@contextmanager
def seeing_notices(connection: Connection) -> Iterator[None]:
    """For what writes a notice or counts the deliveries: no reader's scope shows a notice."""
    with _seeing(connection, NOTICES):
        yield


@contextmanager
def _seeing(connection: Connection, words: str) -> Iterator[None]:
    if connection.dialect.name != "postgresql":
        yield
        return
    before = connection.scalar(text(f"SELECT current_setting('{SETTING}', true)")) or ""
    _set(connection, words)
    try:
        yield
    except BaseException:
        with suppress(SQLAlchemyError):  # a transaction that is broken off ends with its settings
            _set(connection, before)
        raise
    _set(connection, before)


def protect(connection: Connection, role: str) -> list[str]:
    """Enable the policies for a role, anew where they exist; the tables that are protected.

    Other roles (the owner, the business systems) are not limited. Raises ValueError on a database
    without row-level security and for a role that does not exist.
    """
    if connection.dialect.name != "postgresql":
        raise ValueError("row-level security needs PostgreSQL")
    exists = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
    if connection.scalar(exists, {"role": role}) is None:
        raise ValueError(f"there is no role {role}")
    is_other = f"NOT pg_has_role(current_user, {_quoted(role)}, 'MEMBER')"
    for table in PROTECTED:
        for statement in (
            f"DROP POLICY IF EXISTS {POLICY} ON {table}",
            f"CREATE POLICY {POLICY} ON {table} USING ({is_other} OR {_condition(table)})",
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        ):
            connection.execute(text(statement))
    return list(PROTECTED)


def _condition(table: str) -> str:
    """Which rows of a table a transaction sees."""
    if table in OF_NOTICES:
        return f"{_SEEN} = '{NOTICES}'"
    if table in BY_DEPARTMENT:
        codes = f"string_to_array({_SEEN}, chr({ord(SEPARATOR)}))"
        shown = f"department_code = ANY ({codes})"
    elif table in OF_A_ROW:
        other, key = OF_A_ROW[table]
        shown = _is_seen(other, key, f"{table}.{key}")
    else:
        shown = " OR ".join(
            f"(line = '{line}' AND {_is_seen(other, key, f'{table}.subject_id')})"
            for line, (other, key) in SUBJECTS.items()
        )
    return f"{_SEEN} = '{EVERY}' OR {shown}"


def _is_seen(other: str, key: str, value: str) -> str:
    """Whether the row of another table is seen, by that table's own policy."""
    return f"EXISTS (SELECT 1 FROM {other} AS whole WHERE whole.{key} = {value})"


def _set(connection: Connection, value: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT set_config(:name, :value, true)"), {"name": SETTING, "value": value}
        )


def _quoted(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"
