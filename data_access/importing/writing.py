"""Write rows so that what stands already is left alone: no change, no trigger, no work behind it.

Times go in as the text that both databases read alike.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    Connection,
    Select,
    String,
    Table,
    Text,
    bindparam,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine

from data_access.importing.faults import FAULT, LINE
from data_access.importing.memory import chunks
from data_access.importing.targets import STEP, Target
from data_access.schema import DataSource, ImportRun
from data_access.schema.base import table_of

SOURCE, RUN = table_of(DataSource), table_of(ImportRun)
FIRST_FOUND = frozenset({"found_at"})
"""A fault found again keeps the time when it was found first."""


def upsert(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Collection[Sequence[Any]],
    keep: frozenset[str] = frozenset(),
) -> None:
    """Insert rows, and change those that stand only where a value differs.

    The rows are tuples in the order of the columns. Columns to `keep` are set on insertion only.
    """
    if rows:
        statement, order = _upsert_text(connection.dialect.name, table, tuple(columns), keep)
        in_order = itemgetter(*(columns.index(name) for name in order))
        ordered = [in_order(row) for row in rows]
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(statement, tuple(map(list, zip(*ordered, strict=True))))
        else:
            connection.exec_driver_sql(statement, ordered)


def add_new(connection: Connection, table: Table, entries: Sequence[dict[str, Any]]) -> None:
    """Insert catalogue entries that do not stand yet; those that do are the catalogue's own."""
    if entries:
        statement = _insert(connection.dialect.name, table).on_conflict_do_nothing()
        full = [
            {column.name: entry.get(column.name) for column in table.columns} for entry in entries
        ]
        connection.execute(statement, full)


def add_source(connection: Connection, code: str, name: str, name_en: str | None) -> None:
    """Make the business system known."""
    add_new(connection, SOURCE, [{"source_code": code, "name": name, "name_en": name_en}])


def write_faults(connection: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """Write faults; those that stand as they are stay."""
    columns = tuple(column.name for column in FAULT.columns)
    upsert(
        connection,
        FAULT,
        columns,
        [tuple(row[name] for name in columns) for row in rows],
        FIRST_FOUND,
    )


def standing_faults(connection: Connection, source: str, prefix: str) -> Iterable[str]:
    """The keys of the faults that earlier imports of a file left."""
    of_file = FAULT.c.fault_id.startswith(prefix, autoescape=True)
    statement = select(FAULT.c.fault_id).where(
        FAULT.c.line == LINE, FAULT.c.source_code == source, of_file
    )
    return connection.execute(statement).scalars()


def remove_faults(connection: Connection, fault_ids: Sequence[str]) -> None:
    """Take away faults that the file no longer has."""
    connection.execute(delete(FAULT).where(FAULT.c.fault_id.in_(fault_ids)))


def remove_cases(connection: Connection, target: Target, ids: Sequence[str]) -> None:
    """Take away cases or appeals that an earlier import showed and this one quarantines."""
    for keys in chunks(ids):
        for table in (target.steps, target.table):
            if table is not None:
                connection.execute(delete(table).where(table.c[target.key].in_(keys)))


def remove_further_steps(connection: Connection, counts: dict[str, int]) -> None:
    """Take away steps behind the last one that the file has now, by case."""
    for keys in chunks(list(counts)):
        standing = connection.execute(
            select(STEP.c.case_id, STEP.c.step_no).where(STEP.c.case_id.in_(keys))
        )
        for case_id in sorted({one for one, step_no in standing if step_no > counts[one]}):
            connection.execute(
                delete(STEP).where(STEP.c.case_id == case_id, STEP.c.step_no > counts[case_id])
            )


def record_run(connection: Connection, run: dict[str, Any]) -> None:
    """Keep the counts of a file: one row a file and mapping, of its last import."""
    of_file = [RUN.c[name] == run[name] for name in ("file_name", "mapping_name", "source_code")]
    written = connection.execute(update(RUN).where(*of_file).values(run))
    if not written.rowcount:
        connection.execute(insert(RUN).values(run))


@lru_cache(maxsize=32)
def _upsert_text(
    dialect: str, table: Table, columns: tuple[str, ...], keep: frozenset[str]
) -> tuple[str, tuple[str, ...]]:
    """The statement, and the columns in the order of its places.

    SQLite runs it row by row, which is its fastest way. PostgreSQL takes a list a column: one
    statement for the whole batch, and so one call of the trigger behind it.
    """
    keys = [column.name for column in table.primary_key]
    statement = _insert(dialect, table)
    new = statement.excluded
    changing = [name for name in columns if name not in keys and name not in keep]
    upserting = (
        statement.from_select(columns, _columns_as_rows(table, columns))
        if isinstance(statement, postgresql.Insert)
        else statement
    ).on_conflict_do_update(
        index_elements=keys,
        set_={name: new[name] for name in changing},
        where=or_(*(table.c[name].is_distinct_from(new[name]) for name in changing)),
    )
    module = postgresql if dialect == "postgresql" else sqlite
    compiled = upserting.compile(
        dialect=module.dialect(paramstyle="format" if dialect == "postgresql" else "qmark"),
        column_keys=list(columns),
    )
    return str(compiled), tuple(compiled.positiontup or ())


def _columns_as_rows(table: Table, columns: Sequence[str]) -> Select[Any]:
    lists = (cast(bindparam(name), ARRAY(_element_type(table.c[name]))) for name in columns)
    rows = func.unnest(*lists).table_valued(*columns, name="new_row").render_derived()
    return select(*(rows.c[name] for name in columns))


def _element_type(column: Column[Any]) -> TypeEngine[Any]:
    """The type of the column; for text without its length, to which a cast would cut in silence."""
    return Text() if isinstance(column.type, String) else column.type


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
