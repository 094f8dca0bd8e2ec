"""The faults of an import as rows of data_fault: the same fault always gets the same key."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from data_access.finding_rows import Fault
from data_access.importing.targets import length_of
from data_access.importing.values import shortened
from data_access.masking import mask_text
from data_access.schema import DataFault
from data_access.schema.base import table_of

LINE = "import"
FAULT = table_of(DataFault)
LONGEST_RAW = 500
ROW_DIGITS = 12
"""Room for the number of the row behind the name of the file."""


class FaultRows:
    """Makes the rows of one file's faults."""

    def __init__(self, file_name: str, source_code: str, now: datetime) -> None:
        self._file = shortened(file_name, length_of(FAULT.c.subject_id) // 2 - ROW_DIGITS)
        self._source, self._now = source_code, now

    @property
    def key_prefix(self) -> str:
        """How the keys of all faults of this file begin."""
        return f"{LINE}|{self._source}|{self._file}:"

    def rows(
        self, row_no: int, department: str, faults: Iterable[Fault]
    ) -> dict[str, dict[str, Any]]:
        """One row of data_fault a fault of this row of the file, by key."""
        return {row["fault_id"]: row for row in (self._row(row_no, department, f) for f in faults)}

    def _row(self, row_no: int, department: str, fault: Fault) -> dict[str, Any]:
        return {
            "fault_id": f"{self.key_prefix}{row_no}|{fault.rule}|{fault.table}.{fault.column}",
            "line": LINE,
            "subject_id": f"{self._file}:{row_no}",
            "source_code": self._source,
            "department_code": department,
            "rule": fault.rule,
            "table_name": fault.table,
            "column_name": fault.column,
            "raw_value": mask_text(fault.raw)[:LONGEST_RAW] or None,
            "is_quarantined": fault.is_quarantined,
            "found_at": str(self._now),
        }
