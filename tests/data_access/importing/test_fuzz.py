"""Thousands of spoilt rows: none is lost, none breaks the import, both databases hold the same."""

import random

from data_access.schema import ApprovalCase, DataFault, Department, ServiceItem, Town
from tests.data_access.importing.small_files import (
    CASE_COLUMNS,
    CASES,
    GOOD,
    cases_csv,
    imported,
    stored,
)

SEED = 20261123
ROWS = 4_000
ODD = [
    "",
    " ",
    "NULL",
    "不详",
    "0000-00-00",
    "9999-12-31 23:59:59",
    "2026-02-30 10:00:00",
    "1582-10-10 00:00:00",
    "2026-06-01 10:00:00",
    "2025-06-01 10:00:00",
    "2026年6月1日",
    "2026-06-01T10:00:00+08:00",
    "infinity",
    "nan",
    "-1",
    "99999999999999999999",
    "310112199001011234",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE approval_case; --",
    "<script>alert(1)</script>",
    "%s %(x)s {} {0} :name ?",
    "\u202e\u2066",
    "\u200b\ufeff",
    "\x00\x01\x1b[31m",
    "line\nbreak\r\n",
    'quo"te,comma',
    "😀" * 300,
    "x" * 600,
    "\\N",
    "\\",
]


def spoilt_rows() -> list[dict[str, str]]:
    chance = random.Random(SEED)
    rows = []
    for number in range(ROWS):
        row = GOOD | {"no": f"n{chance.randrange(ROWS * 2)}" if number % 7 else str(number)}
        for column in chance.sample(CASE_COLUMNS, chance.choice([0, 1, 1, 2, 5])):
            row[column] = chance.choice(ODD)
        rows.append(row)
    return rows


def test_spoilt_rows_are_shown_or_listed_alike_on_both_databases(database, embedded, tmp_path):
    content = cases_csv(*spoilt_rows())

    here = imported(database, tmp_path, CASES, content)
    there = imported(embedded, tmp_path, CASES, content)

    assert here == there
    assert here.rows_read == ROWS == here.rows_shown + here.rows_quarantined
    assert len(stored(database, ApprovalCase)) == here.rows_shown == here.cases_shown
    quarantined = {
        subject
        for subject, is_out in stored(database, DataFault, "subject_id", "is_quarantined")
        if is_out
    }
    assert len(quarantined) == here.rows_quarantined
    for model in (ApprovalCase, DataFault, Department, ServiceItem, Town):
        assert sorted(stored(database, model), key=str) == sorted(stored(embedded, model), key=str)


def test_spoilt_bytes_are_shown_or_listed(embedded, tmp_path):
    chance = random.Random(SEED)
    content = bytearray(cases_csv(*[GOOD | {"no": str(number)} for number in range(500)]).encode())
    start = content.index(b"\n") + 1
    for place in chance.sample(range(start, len(content)), 2_000):
        content[place] = chance.choice(b"\x00\x07\x7f\x80\xff\xc3\xed,;x9")

    result = imported(embedded, tmp_path, CASES, bytes(content))

    assert result.rows_read == result.rows_shown + result.rows_quarantined
    assert len(stored(embedded, ApprovalCase)) == result.rows_shown
