"""A CSV file of cases in the contract tables, every value worked out by hand."""

import pytest

from data_access.schema import DataSource, Department, ImportRun, ServiceItem, Town
from tests.data_access.importing.small_files import (
    CASES,
    GOOD,
    NOW,
    cases,
    cases_csv,
    faults,
    imported,
    stored,
)


def test_a_row_becomes_a_case_with_what_it_names(database, tmp_path):
    result = imported(database, tmp_path, CASES, cases_csv(GOOD))

    assert (result.rows_read, result.rows_shown, result.rows_quarantined) == (1, 1, 0)
    assert (result.cases_shown, result.cases_quarantined, result.faults) == (1, 0, 0)
    assert cases(
        database,
        "case_id",
        "source_code",
        "case_no",
        "item_code",
        "department_code",
        "town_code",
        "channel",
        "officer",
    ) == [("window:007", "window", "007", "A-1", "housing", "枫泾镇", "online", "王五")]
    assert cases(
        database,
        "received_at",
        "accepted_at",
        "decided_at",
        "closed_at",
        "promised_due_at",
        "source_verdict",
    ) == [
        (
            "2026-03-02 09:00:00",
            "2026-03-03 10:30:00",
            None,
            "2026-03-10 16:00:00",
            "2026-03-17 23:59:59",
            "on_time",
        )
    ]
    assert stored(database, DataSource) == [("window", "综合窗口", None, None)]
    assert stored(database, Department) == [("housing", "住建局", "Housing", 0)]
    assert stored(database, Town) == [("枫泾镇", "枫泾镇", None, None, None)]
    assert stored(
        database,
        ServiceItem,
        "item_code",
        "name",
        "department_code",
        "kind",
        "case_kind",
        "promised_limit",
        "needs_document",
    ) == [("A-1", "商品房预售许可", "housing", "licence", "committed", 10, False)]


def test_every_kind_of_column_is_read(database, tmp_path):
    row = GOOD | {
        "received": "2026年3月2日",  # the second of the declared formats
        "receipt": "R-1",
        "visits": "2",
        "told": "是",
        "expiry": "2027年1月31日",
        "typed": "2026-03-02 09:05:00",
        "limit": "",
    }

    imported(database, tmp_path, CASES, cases_csv(row))

    assert cases(database, "received_at", "receipt_no", "visits", "remedy_told", "created_at") == [
        ("2026-03-02 00:00:00", "R-1", 2, True, "2026-03-02 09:05:00")
    ]
    assert [str(day) for (day,) in cases(database, "renews_expiry_on")] == ["2027-01-31"]
    assert stored(database, ServiceItem, "promised_limit") == [(None,)]


def test_blank_values_stay_unknown(database, tmp_path):
    row = {"no": "1", "received": "2026-03-02 09:00:00", "town": "  "}

    imported(database, tmp_path, CASES, cases_csv(row))

    assert cases(database, "item_code", "department_code", "town_code", "channel", "closed_at") == [
        (None, None, None, None, None)
    ]
    assert stored(database, Department) == []
    assert faults(database) == []


def test_what_stands_in_the_catalogue_is_left_as_it_is(database, tmp_path):
    imported(database, tmp_path, CASES, cases_csv(GOOD))

    renamed = GOOD | {"no": "8", "item_name": "another name", "limit": "3"}
    imported(database, tmp_path, CASES, cases_csv(renamed), "more.csv")

    assert stored(database, ServiceItem, "name", "promised_limit") == [("商品房预售许可", 10)]


def test_a_blank_verdict_where_a_limit_is_set_is_listed_and_shown(database, tmp_path):
    rows = [
        GOOD | {"no": "1", "verdict": ""},  # a limit and no verdict
        GOOD | {"no": "2", "verdict": "", "due": ""},  # no limit: nothing to judge
        GOOD | {"no": "3"},
    ]

    result = imported(database, tmp_path, CASES, cases_csv(*rows))

    assert faults(database) == [(2, "C01", "source_verdict", False)]
    assert cases(database, "source_verdict") == [(None,), (None,), ("on_time",)]
    assert result.rows_shown == 3


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(database, tmp_path):
    good, bad = cases_csv(GOOD).splitlines(), cases_csv(GOOD | {"no": ""}).splitlines()[1]
    text = "\n".join([*good, "", bad]) + "\n"  # rows 1 and 2, an empty row 3, row 4

    result = imported(database, tmp_path, CASES, text)

    assert faults(database) == [(4, "R03", "case_no", True)]
    assert result.rows_read == 2


def test_the_run_is_recorded_with_its_balance(database, tmp_path):
    imported(database, tmp_path, CASES, cases_csv(GOOD, GOOD | {"no": ""}))

    assert stored(database, ImportRun) == [
        (1, "cases.csv", "mapping", "window", str(NOW), str(NOW), 2, 1, 1)
    ]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_a_declared_encoding_is_read(database, tmp_path, encoding):
    mapping = CASES.replace("[time]", f'[file]\nencoding = "{encoding}"\n\n[time]')

    imported(database, tmp_path, mapping, cases_csv(GOOD).encode(encoding))

    assert cases(database, "town_code", "officer") == [("枫泾镇", "王五")]


def test_the_mark_that_excel_writes_first_is_no_part_of_a_name(database, tmp_path):
    imported(database, tmp_path, CASES, cases_csv(GOOD).encode("utf-8-sig"))

    assert cases(database, "case_no") == [("007",)]


def test_another_delimiter_and_lines_above_the_header(database, tmp_path):
    mapping = CASES.replace("[time]", '[file]\ndelimiter = ";"\nheader_row = 3\n\n[time]')
    text = "Monthly export\n\n" + cases_csv(GOOD).replace(",", ";")

    imported(database, tmp_path, mapping, text)

    assert cases(database, "case_no") == [("007",)]


def test_a_packed_file_gives_the_same_rows(database, tmp_path):
    imported(database, tmp_path, CASES, cases_csv(GOOD), "cases.csv.gz")

    assert cases(database, "case_id") == [("window:007",)]


def test_cells_with_line_breaks_and_quotes_stay_whole(database, tmp_path):
    row = GOOD | {"officer": 'the "duty"\nofficer, second window'}

    imported(database, tmp_path, CASES, cases_csv(row))

    assert cases(database, "officer") == [('the "duty" officer, second window',)]


def test_a_prefix_and_a_constant_keep_sources_apart(database, tmp_path):
    mapping = CASES.replace(
        '[town]\ncode = "town"', '[town]\ncode = "town"\nconstant = "elsewhere"\nprefix = "w_"'
    )

    imported(database, tmp_path, mapping, cases_csv(GOOD, GOOD | {"no": "8", "town": ""}))

    assert cases(database, "town_code") == [("w_枫泾镇",), ("w_elsewhere",)]
    assert stored(database, Town, "name") == [("elsewhere",), ("枫泾镇",)]
