"""The command, and files that are not what their name says."""

import gzip
import re

import pytest
from sqlalchemy import Engine

from data_access.__main__ import main
from data_access.finding_rows import Fault
from data_access.importing import csv_rows
from data_access.importing.faults import FaultRows
from tests.data_access.importing.small_files import (
    CASES,
    GOOD,
    NOW,
    STEPS,
    cases,
    cases_csv,
    faults,
    imported,
    steps_csv,
    workbook,
    write,
)
from tests.data_access.importing.test_import_steps import event

PACKED = gzip.compress(cases_csv(*[GOOD | {"no": str(n)} for n in range(500)]).encode())


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("cases.csv", "", "cases.csv has no header row"),
        ("cases.csv", workbook([["no"]]), "cases.csv is a workbook or an archive, not a CSV"),
        ("cases.csv", "no;received\n1;2\n", "cases.csv lacks case.number of the mapping"),
        ("cases.csv", cases_csv(GOOD).replace("told", "x", 1), "lacks case.columns.remedy_told"),
        ("cases.csv", cases_csv(GOOD).replace("told", "no", 1), "has the column no more than"),
        ("cases.csv.gz", gzip.compress(PACKED), "cases.csv.gz lacks case.number"),
        ("cases.csv", cases_csv(GOOD).encode("utf-16"), "cases.csv lacks case.number"),
        ("cases.csv.gz", PACKED[: len(PACKED) // 2], "cases.csv.gz is damaged or cut off"),
        ("cases.csv.gz", PACKED[:-8] + b"\0" * 8, "cases.csv.gz is damaged or cut off"),
        ("cases.txt", cases_csv(GOOD), "cases.txt ends in 'txt'; known are .csv, .xlsx and .xes"),
        ("cases.xls", cases_csv(GOOD), "cases.xls ends in 'xls'"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(embedded, tmp_path, name, content, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)) as error:
        imported(embedded, tmp_path, CASES, content, name)

    assert str(error.value).startswith(name)
    assert "\n" not in str(error.value)
    assert str(error.value).encode()  # it can be printed whatever stood in the file


def test_a_file_without_rows_is_read(embedded, tmp_path):
    assert imported(embedded, tmp_path, CASES, cases_csv()).rows_read == 0


@pytest.mark.parametrize(
    "text",
    [
        cases_csv(GOOD) + "x" * 30_000,  # no line break for as long as anyone cares to read
        cases_csv(GOOD) + '"' + "never closed\n" * 3_000,
    ],
)
def test_a_line_without_end_is_refused_before_it_fills_the_memory(
    embedded, tmp_path, monkeypatch, text
):
    monkeypatch.setattr(csv_rows, "LONGEST_LINE", 20_000)
    with pytest.raises(ValueError, match=r"^cases\.csv, row 3: "):
        imported(embedded, tmp_path, CASES, text)


def test_the_format_is_the_declared_one_whatever_the_name(embedded, tmp_path):
    mapping = CASES.replace("[time]", '[file]\nformat = "csv"\n\n[time]')

    imported(embedded, tmp_path, mapping, cases_csv(GOOD), "export.dat")

    assert cases(embedded, "case_no") == [("007",)]


def test_the_name_of_the_file_can_say_what_the_rows_are(embedded, tmp_path):
    mapping = STEPS.replace("[item]", '[department]\ncode = "@file"\n\n[item]')
    ended = "2011-10-11T13:45:40+02:00"

    imported(embedded, tmp_path, mapping, steps_csv(event("a", "one", ended)), "north.csv.gz")

    assert cases(embedded, "department_code") == [("north",)]


def test_a_long_file_name_still_gives_a_key_that_fits():
    faults_of = FaultRows("很" * 200 + ".csv", "window", NOW)

    ((key, row),) = faults_of.rows(
        1_000_000, "", [Fault("T02", "approval_case", "precheck_submitted_at", "", True)]
    ).items()

    assert len(key) <= 200
    assert len(row["subject_id"]) <= 200


@pytest.fixture
def configured(embedded: Engine, monkeypatch):
    url = embedded.url.render_as_string(hide_password=False)
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", url)
    return embedded


def test_the_command_prints_the_balance_of_each_file(configured, tmp_path, capsys):
    mapping = write(tmp_path, "window.toml", CASES)
    one = write(tmp_path, "one.csv", cases_csv(GOOD, GOOD | {"no": ""}))
    two = write(tmp_path, "two.csv.gz", cases_csv(GOOD | {"no": "8", "channel": "飞鸽"}))

    assert main(["import", str(mapping), str(one), str(two)]) == 0

    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("one.csv: 2 rows read = 1 shown + 1 quarantined, in ")
    assert printed[1] == "  1 cases shown, 0 quarantined; 1 faults listed"
    assert printed[2].startswith("two.csv.gz: 1 rows read = 1 shown + 0 quarantined, in ")
    assert len(faults(configured)) == 2


def test_the_command_names_what_is_wrong_and_fails(configured, tmp_path, capsys):
    mapping = write(tmp_path, "window.toml", CASES)

    assert main(["import", str(mapping), str(tmp_path / "absent.csv")]) == 2
    assert main(["import", str(tmp_path / "absent.toml"), str(mapping)]) == 2

    said = capsys.readouterr().err.splitlines()
    assert said[0] == f"import: there is no file {tmp_path}/absent.csv"
    assert said[1].startswith(f"import: there is no mapping {tmp_path}/absent.toml")
