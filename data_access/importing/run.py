"""Import a file: read, convert, write, in batches of which each is all or nothing.

An import cut off leaves whole batches; done again it ends as if it had never been cut off, and
done a third time it changes nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import Engine

from data_access.engine import reading, writing
from data_access.evaluation import shanghai_now
from data_access.importing.batch import Batch, Readers
from data_access.importing.cells import Layout
from data_access.importing.faults import FaultRows
from data_access.importing.files import Opened, opened, plain_name
from data_access.importing.mapping import FileMapping
from data_access.importing.memory import Memory
from data_access.importing.open_rows import opened_rows
from data_access.importing.project_mapping import ProjectMapping
from data_access.importing.projects import KnownNames, ProjectBatch, ProjectReaders, remove_projects
from data_access.importing.rows import Row
from data_access.importing.writing import (
    add_source,
    record_run,
    remove_cases,
    remove_faults,
    remove_further_steps,
    standing_faults,
)

BATCH = 5_000
"""Rows in one transaction: a quarter of a second at most that other writers wait."""


@dataclass(slots=True)
class Result:
    """What became of one file: rows read = shown + quarantined, and the same of its cases."""

    file_name: str
    rows_read: int = 0
    rows_shown: int = 0
    rows_quarantined: int = 0
    cases_shown: int = 0
    cases_quarantined: int = 0
    faults: int = 0
    subjects: str = "cases"

    def add(self, batch: Batch | ProjectBatch) -> None:
        """Count a written batch, and check that nothing was lost on the way."""
        self.rows_read += batch.rows_read
        self.rows_shown += batch.rows_shown
        self.rows_quarantined += batch.rows_quarantined
        self.faults += len(batch.faults)
        assert self.rows_read == self.rows_shown + self.rows_quarantined, "rows were lost"


Progress = Callable[[Result, float], None]
"""Told after each batch: the counts so far, and the share of the file that is read."""


def import_file(
    engine: Engine,
    mapping: FileMapping | ProjectMapping,
    path: Path,
    *,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Result:
    """Import one file; ValueError with one sentence when it cannot be read.

    `now` is the wall clock of Asia/Shanghai: what a file says of later is a fault.
    """
    started_at = now or shanghai_now()
    faults = FaultRows(path.name, mapping.source_code, started_at)
    memory = Memory()
    try:
        with opened(path) as file, opened_rows(file, mapping) as rows:
            stem = plain_name(path).rpartition(".")[0]
            layout = Layout(rows.fields, stem, mapping.file.blank_words)
            begin_batch = _batches(engine, mapping, layout, started_at, faults, memory)
            _begin(engine, mapping, faults, memory)
            is_cases = isinstance(mapping, FileMapping)
            result = Result(path.name, subjects="cases" if is_cases else "projects")
            for chunk in _chunked(iter(rows)):
                _write(engine, begin_batch(), chunk, result)
                _tell(progress, result, file)
        _finish(engine, mapping, memory)
        result.cases_shown = memory.count(is_shown=True)
        result.cases_quarantined = memory.count(is_shown=False)
        _record(engine, mapping, result, started_at, now or shanghai_now())
    finally:
        memory.close()
    return result


def _batches(
    engine: Engine,
    mapping: FileMapping | ProjectMapping,
    layout: Layout,
    now: datetime,
    faults: FaultRows,
    memory: Memory,
) -> Callable[[], Batch | ProjectBatch]:
    """What begins a batch of what the mapping maps: cases with their steps, or projects."""
    if isinstance(mapping, FileMapping):
        readers = Readers(mapping, layout, now)
        return lambda: Batch(readers, faults, memory)
    with reading(engine) as connection:
        names = KnownNames.of(connection)
    project_readers = ProjectReaders(mapping, layout, now, names)
    return lambda: ProjectBatch(project_readers, faults, memory)


def _begin(
    engine: Engine, mapping: FileMapping | ProjectMapping, faults: FaultRows, memory: Memory
) -> None:
    with writing(engine) as connection:
        add_source(connection, mapping.source_code, mapping.source_name, mapping.source_name_en)
    with reading(engine) as connection:
        memory.expect_faults(standing_faults(connection, mapping.source_code, faults.key_prefix))


def _chunked(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, BATCH)):
        yield chunk


def _write(engine: Engine, batch: Batch | ProjectBatch, rows: list[Row], result: Result) -> None:
    batch.read(rows)
    with writing(engine) as connection:
        batch.write(connection)
    batch.remember()
    result.add(batch)


def _tell(progress: Progress | None, result: Result, file: Opened) -> None:
    if progress:
        progress(result, file.share_read)


def _finish(engine: Engine, mapping: FileMapping | ProjectMapping, memory: Memory) -> None:
    """Take away what earlier imports of the same cases left and this file no longer bears out."""
    source = mapping.source_code
    for chunk in memory.numbers(is_shown=False):
        with writing(engine) as connection:
            ids = [f"{source}:{number}" for number, _ in chunk]
            if isinstance(mapping, FileMapping):
                remove_cases(connection, mapping.target, ids)
            else:
                remove_projects(connection, ids)
    if isinstance(mapping, FileMapping) and mapping.has_steps:
        for chunk in memory.numbers(is_shown=True):
            with writing(engine) as connection:
                remove_further_steps(
                    connection, {f"{source}:{number}": steps for number, steps in chunk}
                )
    for fault_ids in memory.mended_faults():
        with writing(engine) as connection:
            remove_faults(connection, fault_ids)


def _record(
    engine: Engine,
    mapping: FileMapping | ProjectMapping,
    result: Result,
    started_at: datetime,
    finished_at: datetime,
) -> None:
    with writing(engine) as connection:
        record_run(
            connection,
            {
                "file_name": result.file_name[:500],
                "mapping_name": mapping.name[:64],
                "source_code": mapping.source_code,
                "started_at": started_at,
                "finished_at": finished_at,
                "rows_read": result.rows_read,
                "rows_shown": result.rows_shown,
                "rows_quarantined": result.rows_quarantined,
            },
        )
