"""What long periods read: findings of single rules in cells, and the cells summed up by month.

Revision: 0004, after 0003
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from data_access.schema.base import LocalTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RULES = (
    *("W04", "W09", "W10", "W11", "W12", "W14", "W15"),
    *("W22", "W24", "W26", "W30", "W105", "W106"),
)
TRUTH = ("is_typed_known", "is_typed_same_day", "is_complete", "has_fault", "is_off_hours")
RECEIVED = {
    "typed_known": "is_typed_known",
    "typed_same_day": "is_typed_same_day",
    "received_complete": "is_complete",
    "received_faulty": "has_fault",
}
CLOSED = {"closed_by_named": "officer <> ''", "closed_off_hours": "is_off_hours"}
DECIDED = "r.outcome NOT IN ('not_accepted', 'returned', 'void', 'withdrawn')"
SPANS = {
    "over_10": "p.days_left > 10",
    "6_to_10": "p.days_left BETWEEN 6 AND 10",
    "3_to_5": "p.days_left BETWEEN 3 AND 5",
    "1_to_2": "p.days_left BETWEEN 1 AND 2",
    "due_day": "p.days_left < 1",
    "after_due": "p.is_after",
    "no_due": "p.is_without",
}
"""The days left are empty where a pause began after the limit, or there is none."""
PAUSES = [*SPANS, "without_notice"]
FOUND = [f"found_{rule.lower()}" for rule in RULES]
BEGUN = [f"begun_{name}" for name in PAUSES]
NUMBERS = [*RECEIVED, *CLOSED, *BEGUN, *FOUND]
INDEXES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("case_clock", ("source_code", "received_at")),
    ("case_clock", ("department_code", "closed_at", "officer")),
    ("finding", ("rule", "occurs_at")),
    ("daily_cell", ("item_code", "day")),
    ("duration_cell", ("item_code", "day")),
)
PARTIAL_INDEXES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("ix_case_clock_closed_at_paused", ("closed_at",), "pause_count > 0"),
    ("ix_case_clock_source_code_judged", ("source_code",), "source_verdict <> ''"),
)
MONTHLY = {
    "monthly_cell": ("month", "department_code", "item_code"),
    "monthly_total": ("month", "department_code"),
    "monthly_duration": ("month", "department_code", "item_code", "used_days"),
}


def upgrade() -> None:
    _know_the_record()
    _know_the_pauses()
    op.drop_index("ix_case_clock_department_code_closed_at", "case_clock")
    for table, columns in INDEXES:
        op.create_index(_index(table, columns), table, list(columns))
    for name, columns, rows in PARTIAL_INDEXES:
        where = sa.text(rows)
        op.create_index(
            name, "case_clock", list(columns), sqlite_where=where, postgresql_where=where
        )
    for table in ("daily_cell", "daily_total"):
        _add_columns(table, [_number(name) for name in NUMBERS])
    measures = [
        column["name"]
        for column in sa.inspect(op.get_bind()).get_columns("daily_total")
        if column["name"] not in ("day", "department_code")
    ]
    for table, key in MONTHLY.items():
        numbers = ["cases"] if table == "monthly_duration" else measures
        _create(table, key, [_number(name, has_default=numbers is measures) for name in numbers])
    _count_into_cells()
    _sum_up(measures)
    _find_bursts()


def downgrade() -> None:
    op.drop_table("burst_cell")
    for table in reversed(MONTHLY):
        op.drop_table(table)
    for table, columns in INDEXES:
        op.drop_index(_index(table, columns), table)
    for table in ("daily_cell", "daily_total"):
        for name in NUMBERS:
            op.drop_column(table, name)
    for name, _, _ in PARTIAL_INDEXES:
        op.drop_index(name, "case_clock")
    for name in ("officer", *TRUTH, *(f"pauses_{name}" for name in PAUSES)):
        op.drop_column("case_clock", name)
    op.create_index(
        "ix_case_clock_department_code_closed_at", "case_clock", ["department_code", "closed_at"]
    )


def _know_the_record() -> None:
    """What the record of each case is worth, as evaluation will say it from now on."""
    flags: list[sa.Column[Any]] = [sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False) for name in TRUTH]
    officer = sa.Column("officer", sa.String(500), server_default="", nullable=False)
    _add_columns("case_clock", [officer, *flags])
    typed = "substr(CAST(a.created_at AS VARCHAR), 1, 10)"
    received = "substr(CAST(case_clock.received_at AS VARCHAR), 1, 10)"
    minute = "substr(CAST(case_clock.closed_at AS VARCHAR), 12, 5)"
    closed_on = "date(case_clock.closed_at)" if _is_sqlite() else "CAST(case_clock.closed_at AS DATE)"
    known = f"coalesce({typed} LIKE '____-__-__', false)"
    filled = " AND ".join(
        f"coalesce(a.{name}, '') <> ''"
        for name in (
            *("item_code", "department_code", "town_code", "channel"),
            *("applicant_kind", "officer"),
        )
    )
    values = (
        "coalesce(a.officer, '')",
        known,
        f"{known} AND {typed} <= {received}",
        filled,
        "EXISTS (SELECT 1 FROM data_fault f WHERE f.line = 'approval' AND f.subject_id = a.case_id)",
        f"coalesce({minute} < '08:00' OR {minute} >= '18:00' OR EXISTS (SELECT 1 FROM working_day w"
        f" WHERE w.day = {closed_on} AND NOT w.is_working), false)",
    )
    op.execute(
        f"UPDATE case_clock SET (officer, {', '.join(TRUTH)}) = (SELECT {', '.join(values)}"
        " FROM approval_case a WHERE a.case_id = case_clock.case_id)"
        " WHERE EXISTS (SELECT 1 FROM approval_case a WHERE a.case_id = case_clock.case_id)"
    )


def _know_the_pauses() -> None:
    """Of each paused case, how many pauses began how near to the promised date."""
    names = [f"pauses_{name}" for name in PAUSES]
    _add_columns("case_clock", [_number(name) for name in names])
    started, due = "c.started_at", "case_clock.promised_raw_due_at"
    started_on, due_on = (
        f"date({moment})" if _is_sqlite() else f"CAST({moment} AS DATE)" for moment in (started, due)
    )
    left = (
        f"CASE WHEN {started} <= {due} THEN (SELECT count(*) FROM working_day w WHERE w.is_working"
        f" AND w.day > {started_on} AND w.day <= {due_on}) END"
    )
    counts = [f"count(CASE WHEN {holds} THEN 1 END)" for holds in SPANS.values()]
    counts.append("count(CASE WHEN p.notice = '' THEN 1 END)")
    op.execute(
        f"UPDATE case_clock SET ({', '.join(names)}) = (SELECT {', '.join(counts)} FROM (SELECT"
        f" {left} AS days_left, {started} > {due} AS is_after, {due} IS NULL AS is_without,"
        " coalesce(c.notice_no, '') AS notice FROM case_pause c WHERE c.case_id = case_clock.case_id"
        " AND c.started_at IS NOT NULL AND (c.ended_at IS NULL OR c.ended_at >= c.started_at)) AS p)"
        " WHERE pause_count > 0"
    )


def _count_into_cells() -> None:
    """Every cell exists already: whatever is counted here was received, closed or found there."""
    found = {name: f"r.rule = '{rule}'" for name, rule in zip(FOUND, RULES, strict=True)}
    _count("case_clock", "received_at", {n: f"r.{flag}" for n, flag in RECEIVED.items()})
    _count("case_clock", "closed_at", {n: f"r.{flag}" for n, flag in CLOSED.items()})
    _add_up({f"begun_{name}": f"pauses_{name}" for name in PAUSES})
    _count("finding", "occurs_at", found, " AND r.line = 'approval'")
    sums = ", ".join(f"sum(c.{name})" for name in NUMBERS)
    op.execute(
        f"UPDATE daily_total SET ({', '.join(NUMBERS)}) = (SELECT {sums} FROM daily_cell c"
        " WHERE c.day = daily_total.day AND c.department_code = daily_total.department_code)"
    )


def _add_up(columns: Mapping[str, str]) -> None:
    """Pauses are few: only the cells with a paused case are written."""
    sums = ", ".join(f"coalesce(sum(r.{column}), 0)" for column in columns.values())
    after = "date(day, '+1 day')" if _is_sqlite() else "day + 1"
    op.execute(
        f"UPDATE daily_cell SET ({', '.join(columns)}) = (SELECT {sums} FROM case_clock r"
        " WHERE r.item_code = daily_cell.item_code AND r.closed_at >= daily_cell.day"
        f" AND r.closed_at < {after} AND r.department_code = daily_cell.department_code"
        f" AND r.pause_count > 0 AND {DECIDED}) WHERE closed_with_pause > 0"
    )


def _count(rows: str, anchor: str, numbers: Mapping[str, str], also: str = "") -> None:
    counts = ", ".join(f"count(CASE WHEN {holds} THEN 1 END)" for holds in numbers.values())
    after = "date(day, '+1 day')" if _is_sqlite() else "day + 1"
    op.execute(
        f"UPDATE daily_cell SET ({', '.join(numbers)}) = (SELECT {counts} FROM {rows} r"
        f" WHERE r.item_code = daily_cell.item_code AND r.{anchor} >= daily_cell.day"
        f" AND r.{anchor} < {after} AND r.department_code = daily_cell.department_code{also})"
    )


def _find_bursts() -> None:
    """More than ten cases closed by one person in ten minutes."""
    op.create_table(
        "burst_cell",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("department_code", sa.String(64), nullable=False),
        sa.Column("officer", sa.String(500), nullable=False),
        sa.Column("first_at", LocalTime, nullable=False),
        sa.Column("last_at", LocalTime, nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("day", "department_code", "officer", "first_at"), name=op.f("pk_burst_cell")
        ),
    )
    day = "date(closed_at)" if _is_sqlite() else "CAST(closed_at AS DATE)"
    op.execute(
        "INSERT INTO burst_cell (day, department_code, officer, first_at, last_at, cases)"
        f" SELECT {day}, department_code, officer, min(closed_at), max(closed_at), count(*)"
        " FROM case_clock WHERE closed_at IS NOT NULL AND officer <> '' GROUP BY"
        f" {day}, department_code, officer, substr(CAST(closed_at AS VARCHAR), 1, 15)"
        " HAVING count(*) > 10"
    )


def _sum_up(measures: Sequence[str]) -> None:
    """The months before the one of the newest evaluation; without any, there are no cells."""
    newest = op.get_bind().scalar(sa.text("SELECT max(finished_at) FROM evaluation_run"))
    if newest is None:
        return
    past = f"{str(newest)[:7]}-01"
    month = "date(day, 'start of month')" if _is_sqlite() else "CAST(date_trunc('month', day) AS DATE)"
    days = {"monthly_cell": "daily_cell", "monthly_total": "daily_total"}
    for table, key in MONTHLY.items():
        numbers = ["cases"] if table == "monthly_duration" else measures
        parts, sums = ", ".join(key[1:]), ", ".join(f"sum({name})" for name in numbers)
        op.execute(
            f"INSERT INTO {table} (month, {parts}, {', '.join(numbers)}) SELECT {month}, {parts},"
            f" {sums} FROM {days.get(table, 'duration_cell')} WHERE day < '{past}'"
            f" GROUP BY {month}, {parts}"
        )


def _create(table: str, key: Sequence[str], numbers: Sequence[sa.Column[int]]) -> None:
    kinds: dict[str, Any] = {"month": sa.Date(), "used_days": sa.Integer()}
    op.create_table(
        table,
        *(
            sa.Column(name, kinds.get(name, sa.String(64)), nullable=False, autoincrement=False)
            for name in key
        ),
        *numbers,
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )


def _add_columns(table: str, columns: Sequence[sa.Column[Any]]) -> None:
    for column in columns:
        op.add_column(table, column)


def _number(name: str, *, has_default: bool = True) -> sa.Column[int]:
    default = "0" if has_default else None
    return sa.Column(name, sa.Integer(), server_default=default, nullable=False)


def _index(table: str, columns: Sequence[str]) -> str:
    return f"ix_{table}_{'_'.join(columns)}"


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
