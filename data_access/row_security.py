"""Row-level security of PostgreSQL: a second lock behind the scope, for the role of the screens.

The application says in each transaction whose rows it asks for; rows of other departments do not
exist for it then, even for a question that forgot its scope. Without a word there are none at all.
SQLite has no such thing: there the scope alone decides.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

SETTING = "supervision.departments"
EVERY = "*"
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
BY_CASE = (
    "case_extension",
    "case_pause",
    "case_rating",
    "case_step",
    "correction_notice",
)
"""Rows of a case, which bear no department of their own."""
_SEEN = f"(SELECT current_setting('{SETTING}', true))"


def see_as(connection: Connection, departments: tuple[str, ...]) -> None:
    """Say whose rows this transaction asks for, as in a scope: no departments means all.

    It holds until the transaction ends, so the next reader of a pooled connection has nothing.
    """
    _set(connection, SEPARATOR.join(departments) if departments else EVERY)


@contextmanager
def seeing_everything(connection: Connection) -> Iterator[None]:
    """For what this process reads once for all its readers, whoever happens to ask first."""
    if connection.dialect.name != "postgresql":
        yield
        return
    before = connection.scalar(text(f"SELECT current_setting('{SETTING}', true)")) or ""
    _set(connection, EVERY)
    yield
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
    conditions = {table: _of_department() for table in BY_DEPARTMENT}
    conditions |= {table: _of_case(table) for table in BY_CASE}
    is_other = f"NOT pg_has_role(current_user, {_quoted(role)}, 'MEMBER')"
    for table, condition in conditions.items():
        for statement in (
            f"DROP POLICY IF EXISTS {POLICY} ON {table}",
            f"CREATE POLICY {POLICY} ON {table} USING ({is_other} OR {condition})",
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        ):
            connection.execute(text(statement))
    return sorted(conditions)


def _of_department() -> str:
    codes = f"string_to_array({_SEEN}, chr({ord(SEPARATOR)}))"
    return f"{_SEEN} = '{EVERY}' OR department_code = ANY ({codes})"


def _of_case(table: str) -> str:
    case = f"SELECT 1 FROM approval_case AS whole WHERE whole.case_id = {table}.case_id"
    return f"{_SEEN} = '{EVERY}' OR EXISTS ({case})"


def _set(connection: Connection, value: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT set_config(:name, :value, true)"), {"name": SETTING, "value": value}
        )


def _quoted(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"
