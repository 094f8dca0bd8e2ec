"""Small files and mappings for the tests of the importer, written where the test runs."""

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from sqlalchemy import Engine, String, cast, select

from data_access.engine import reading
from data_access.importing.files import GZIP
from data_access.importing.mapping import FileMapping
from data_access.importing.mapping_file import read_mapping
from data_access.importing.run import Result, import_file
from data_access.schema import ApprovalCase, CaseStep, ChangeQueue, DataFault
from data_access.schema.base import Base, table_of

NOW = datetime(2026, 11, 23, 9, 41, 20)

CASES = """
[source]
code = "window"
name = "综合窗口"

[time]
zone = "Asia/Shanghai"
formats = ["%Y-%m-%d %H:%M:%S", "%Y年%m月%d日"]

[case]
number = "no"

[case.columns]
received_at = "received"
accepted_at = "accepted"
decided_at = "decided"
closed_at = "closed"
promised_due_at = "due"
channel = "channel"
source_verdict = "verdict"
officer = "officer"
receipt_no = "receipt"
visits = "visits"
remedy_told = "told"
renews_expiry_on = "expiry"
created_at = "typed"

[case.status]
columns = "status"
open = "在办"
closed = "办结"

[department]
code = "department"

[department.names]
housing = { zh = "住建局", en = "Housing" }

[town]
code = "town"

[item]
code = "item"
name = "item_name"

[item.columns]
promised_limit = "limit"

[item.constants]
kind = "licence"

[codes.channel]
"网上" = "online"
"窗口" = "window"

[codes.source_verdict]
"准时" = "on_time"
"超期" = "overdue"
"""
CASE_COLUMNS = (
    "no",
    "received",
    "accepted",
    "decided",
    "closed",
    "due",
    "channel",
    "verdict",
    "officer",
    "receipt",
    "visits",
    "told",
    "expiry",
    "typed",
    "status",
    "department",
    "town",
    "item",
    "item_name",
    "limit",
)
GOOD = {
    "no": "007",
    "received": "2026-03-02 09:00:00",
    "accepted": "2026-03-03 10:30:00",
    "closed": "2026-03-10 16:00:00",
    "due": "2026-03-17 23:59:59",
    "channel": "网上",
    "verdict": "准时",
    "officer": "王五",
    "status": "办结",
    "department": "housing",
    "town": "枫泾镇",
    "item": "A-1",
    "item_name": "商品房预售许可",
    "limit": "10",
}

STEPS = """
[source]
code = "flow"
name = "流水"

[file]
blank_words = ["EMPTY"]

[time]
zone = "Europe/Amsterdam"
formats = "iso"

[case]
number = "case:concept:name"

[case.columns]
received_at = "case:start"
closed_at = "case:end"

[item]
constant = "permit"

[step]
code = ["code", "concept:name"]

[step.columns]
name = "concept:name"
officer = "org:resource"
started_at = "began"
ended_at = "time:timestamp"
due_at = { from = "due", end_of_day = true }
"""
STEP_COLUMNS = (
    "case:concept:name",
    "case:start",
    "case:end",
    "code",
    "concept:name",
    "org:resource",
    "began",
    "time:timestamp",
    "due",
)


def mapping_of(folder: Path, text: str) -> FileMapping:
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path)


def table(columns: Sequence[str], rows: Iterable[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def cases_csv(*rows: dict[str, str]) -> str:
    return table(CASE_COLUMNS, rows)


def steps_csv(*rows: dict[str, str]) -> str:
    return table(STEP_COLUMNS, rows)


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """The content in a file, packed when its name ends in .gz and it is not packed yet."""
    data = content if isinstance(content, bytes) else content.encode()
    path = folder / name
    is_plain = name.endswith(".gz") and not data.startswith(GZIP)
    path.write_bytes(gzip.compress(data) if is_plain else data)
    return path


def workbook(rows: Iterable[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def imported(
    engine: Engine,
    folder: Path,
    mapping: str,
    content: str | bytes,
    name: str = "cases.csv",
    now: datetime = NOW,
) -> Result:
    return import_file(engine, mapping_of(folder, mapping), write(folder, name, content), now=now)


def stored(engine: Engine, model: type[Base], *columns: str) -> list[tuple[Any, ...]]:
    """The rows of a table in the order of its key; times as text to the second."""
    table = table_of(model)
    names = columns or tuple(column.name for column in table.columns)
    picked = [_as_text(table.c[name]) for name in names]
    with reading(engine) as connection:
        rows = connection.execute(select(*picked).order_by(*table.primary_key))
        return [tuple(row) for row in rows]


def _as_text(column: Any) -> Any:
    return cast(column, String) if "TIME" in str(column.type).upper() else column


def cases(engine: Engine, *columns: str) -> list[tuple[Any, ...]]:
    return stored(engine, ApprovalCase, *columns)


def steps(engine: Engine, *columns: str) -> list[tuple[Any, ...]]:
    return stored(engine, CaseStep, *columns)


def faults(engine: Engine) -> list[tuple[Any, ...]]:
    """Subject, rule, column and whether the row is left out, in the order of the file."""
    found = stored(engine, DataFault, "subject_id", "rule", "column_name", "is_quarantined")
    return sorted(
        ((int(subject.rpartition(":")[2]), *rest) for subject, *rest in found),
        key=lambda fault: (fault[0], fault[1], fault[2]),
    )


def queue_empty(engine: Engine) -> bool:
    return not stored(engine, ChangeQueue)


def empty_queue(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(table_of(ChangeQueue).delete())
