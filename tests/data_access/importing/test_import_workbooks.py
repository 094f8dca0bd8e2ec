"""Workbooks: cells as text, dates where the workbook types them, bombs refused unopened."""

import io
import zipfile
from datetime import date, datetime

import pytest

from data_access.importing import files, xlsx_rows
from tests.data_access.importing.small_files import (
    CASE_COLUMNS,
    CASES,
    GOOD,
    cases,
    cases_csv,
    faults,
    imported,
    workbook,
)

TYPED = GOOD | {
    "no": 7,
    "received": datetime(2026, 3, 2, 9, 0),
    "accepted": "2026-03-03 10:30:00",
    "closed": datetime(2026, 3, 10, 16, 0),
    "due": date(2026, 3, 17),
    "visits": 2.0,
    "told": True,
}


def sheet(*rows):
    return workbook([CASE_COLUMNS, *[[row.get(column) for column in CASE_COLUMNS] for row in rows]])


@pytest.mark.parametrize("name", ["cases.xlsx", "cases.xlsx.gz"])
def test_typed_cells_are_read_as_their_type(database, tmp_path, name):
    result = imported(database, tmp_path, CASES, sheet(TYPED), name)

    assert cases(
        database, "case_no", "received_at", "accepted_at", "promised_due_at", "visits"
    ) == [("7", "2026-03-02 09:00:00", "2026-03-03 10:30:00", "2026-03-17 00:00:00", 2)]
    assert cases(database, "remedy_told") == [(True,)]
    assert faults(database) == []
    assert result.rows_shown == 1


def test_text_cells_stay_text_and_empty_rows_are_no_rows(database, tmp_path):
    content = sheet(GOOD, {}, GOOD | {"no": "310112199001011234"})

    result = imported(database, tmp_path, CASES, content, "cases.xlsx")

    assert cases(database, "case_no") == [("007",), ("310112199001011234",)]
    assert result.rows_read == 2


def test_bad_cells_are_listed_by_the_row_of_the_sheet(database, tmp_path):
    content = sheet(
        TYPED,
        TYPED | {"no": 310112199001011234},  # a number cell has lost its last digits
        TYPED | {"no": 9, "received": 46083.375},  # a serial that nobody declared
        TYPED | {"no": 10, "officer": "#REF!"},
    )

    imported(database, tmp_path, CASES, content, "cases.xlsx")

    assert faults(database) == [
        (3, "S03", "case_no", True),
        (4, "T05", "received_at", True),
        (5, "V01", "officer", False),
    ]


def test_a_declared_serial_is_a_time(database, tmp_path):
    mapping = CASES.replace('"%Y年%m月%d日"', '"excel"')
    content = sheet(TYPED | {"received": 46083.375})  # 46083 is 2 March 2026

    imported(database, tmp_path, mapping, content, "cases.xlsx")

    assert cases(database, "received_at") == [("2026-03-02 09:00:00",)]


def test_a_named_sheet_is_read(database, tmp_path):
    mapping = CASES.replace("[time]", '[file]\nsheet = "Sheet"\n\n[time]')

    imported(database, tmp_path, mapping, sheet(TYPED), "cases.xlsx")

    assert cases(database, "case_no") == [("7",)]


def refused(embedded, tmp_path, content, name="cases.xlsx", mapping=CASES):
    with pytest.raises(ValueError, match=r"^\S+\.xlsx\S* .+") as error:
        imported(embedded, tmp_path, mapping, content, name)
    assert cases(embedded) == []
    return str(error.value)


def test_a_missing_sheet_is_named(embedded, tmp_path):
    mapping = CASES.replace("[time]", '[file]\nsheet = "2026"\n\n[time]')

    sentence = refused(embedded, tmp_path, sheet(TYPED), mapping=mapping)

    assert sentence == "cases.xlsx has no sheet '2026'; it has Sheet"


def test_an_empty_sheet_has_no_header(embedded, tmp_path):
    assert refused(embedded, tmp_path, workbook([])) == "cases.xlsx has no header row"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (cases_csv(GOOD).encode(), "cases.xlsx is not an XLSX workbook"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "cases.xlsx is an old or encrypted workbook"),
        (sheet(TYPED)[:2000], "cases.xlsx is damaged or cut off"),
    ],
)
def test_what_is_no_workbook_is_refused(embedded, tmp_path, content, sentence):
    assert refused(embedded, tmp_path, content).startswith(sentence)


def test_an_archive_that_is_no_workbook_is_refused(embedded, tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "nothing here")

    sentence = refused(embedded, tmp_path, packed.getvalue())

    assert sentence.startswith("cases.xlsx is not a readable XLSX workbook")


@pytest.mark.parametrize("limit", ["LARGEST_DECLARED", "LARGEST_SHARED_TEXTS", "MOST_ENTRIES"])
def test_a_bomb_is_refused_by_what_it_declares(embedded, tmp_path, monkeypatch, limit):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b" " * 5_000_000)
        archive.writestr("xl/worksheets/sheet1.xml", b" ")
    monkeypatch.setattr(xlsx_rows, limit, 1 if limit == "MOST_ENTRIES" else 1_000_000)

    sentence = refused(embedded, tmp_path, packed.getvalue())

    assert len(packed.getvalue()) < 10_000
    assert sentence.startswith("cases.xlsx unpacks to more than a workbook needs")


def test_a_packed_workbook_is_not_unpacked_without_end(embedded, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_UNPACKED", 1000)

    sentence = refused(embedded, tmp_path, sheet(TYPED), "cases.xlsx.gz")

    assert sentence == "cases.xlsx.gz unpacks to more than 1,000 bytes"
