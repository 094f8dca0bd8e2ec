"""The command due-dates: every vector with its answer, and every bad row with its line."""

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from data_access.__main__ import main
from data_access.calendar import seed_calendar
from data_access.engine import engine_for, writing
from data_access.migration import migrate
from data_access.schema import WorkingDay
from tests.real_data import real_data

DATABASE = "SUPERVISION_DATABASE_URL"
HEADER = "accepted_on,limit_days,pauses\n"
LAWFUL = [
    ("2018-09-21", 20, "", "2018-10-25"),
    ("2018-02-09", 5, "", "2018-02-22"),
    ("2018-02-14", 20, "", "2018-03-20"),
    ("2018-09-28", 5, "", "2018-10-10"),
    ("2018-04-27", 3, "", "2018-05-03"),
    ("2018-09-30", 1, "", "2018-10-08"),
    ("2018-09-03", 20, "", "2018-09-30"),
    ("2018-09-03", 20, "2018-09-10/2018-09-25", "2018-10-19"),
    ("2018-09-03", 20, "2018-09-10/2018-09-20; 2018-09-15/2018-09-25", "2018-10-19"),
    ("2018-09-03", 20, "2018-09-10/", ""),  # still paused: nobody knows
    ("2018-09-03", 20, "2018-09-30/", ""),  # paused on the very day on which it would end
    ("2018-09-03", 20, "2018-10-08/", "2018-09-30"),  # had ended before
    ("2018-09-03", 20, "2018-09-10/2018-09-25;2018-10-19/", ""),
    ("2018-09-03", 0, "", "2018-09-03"),
]


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(DATABASE, f"sqlite:///{tmp_path}/none.db")


def a_file(tmp_path: Path, text: str) -> str:
    path = tmp_path / "limits.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def answers(capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str) -> list[dict[str, str]]:
    assert main(["due-dates", a_file(tmp_path, text)]) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def test_every_lawful_vector(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    lines = "".join(f"{start},{limit},{pauses}\n" for start, limit, pauses, _ in LAWFUL)
    rows = answers(capsys, tmp_path, HEADER + lines)
    assert [row["due_on"] for row in rows] == [due for *_, due in LAWFUL]
    assert not (tmp_path / "none.db").exists()


def test_the_day_vectors_of_other_libraries_where_the_official_calendar_is_as_theirs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = real_data("peer_vectors", "working_time_vectors.json")
    vectors = [
        vector
        for vector in json.loads(path.read_text(encoding="utf-8"))
        if vector["op"] == "add_days"
        and vector["n"] >= 0
        and vector["start"] < "2000"
        and "T" not in vector["start"]
    ]
    assert vectors
    lines = "".join(f"{vector['start']},{vector['n']},\n" for vector in vectors)
    rows = answers(capsys, tmp_path, HEADER + lines)
    assert [row["due_on"] for row in rows] == [vector["expected"] for vector in vectors]


def test_an_unpublished_year_is_marked(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    rows = answers(capsys, tmp_path, HEADER + "2026-11-23,20,\n2098-11-24,20,\n")
    assert [row["is_provisional"] for row in rows] == ["false", "true"]


def test_other_columns_and_short_rows_are_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    text = "\ufeff事项,accepted_on,limit_days,pauses\n食品经营许可,2018-09-21,20\n\n"
    rows = answers(capsys, tmp_path, text)
    assert [(row["事项"], row["due_on"]) for row in rows] == [("食品经营许可", "2018-10-25")]


def test_the_calendar_of_the_database_comes_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    url = f"sqlite:///{tmp_path}/shared.db"
    monkeypatch.setenv(DATABASE, url)
    migrate(engine_for(url))
    text = HEADER + "2026-11-23,1,\n"
    # tables without a single day: the official calendar stands in
    assert answers(capsys, tmp_path, text)[0]["is_provisional"] == "false"
    with writing(engine_for(url)) as connection:
        seed_calendar(connection)
        connection.execute(
            update(WorkingDay)
            .where(WorkingDay.day == date(2026, 11, 24))
            .values(is_working=False, kind="holiday", source="local")
        )
    assert answers(capsys, tmp_path, text)[0]["due_on"] == "2026-11-25"


def test_a_database_of_something_else_is_no_calendar(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    url = f"sqlite:///{tmp_path}/other.db"
    monkeypatch.setenv(DATABASE, url)
    engine_for(url).connect().close()
    assert answers(capsys, tmp_path, HEADER + "2018-09-21,20,\n")[0]["due_on"] == "2018-10-25"
    (tmp_path / "broken.db").write_text("this is no database, whatever its name says")
    monkeypatch.setenv(DATABASE, f"sqlite:///{tmp_path}/broken.db")
    assert main(["due-dates", a_file(tmp_path, HEADER)]) == 2
    assert "database cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "has no column accepted_on and no column limit_days"),
        ("accepted_on,days\n", "has no column limit_days"),
        ("accepted_on,limit_days,due_on\n", "already has the column due_on"),
        ("2018-09-21,20,\n2018-13-01,20,\n", "row 3 .*'2018-13-01' is not a day"),
        ("2018-09-21,20,\n21.9.2018,20,\n", "row 3 .*'21.9.2018' is not a date"),
        ("20180921,20,\n", "row 2 .*not a date"),
        (",20,\n", "row 2 .*not a date"),
        ("2018-09-21\n", "row 2 .*'' is not a number"),
        ("2018-09-21,-1,\n", "row 2 .*'-1' is not a number"),
        ("2018-09-21,2.5,\n", "row 2 .*'2.5' is not a number"),
        ("2018-09-21,99999999,\n", "row 2 .*outside the calendar"),
        ("2018-09-21,20,2018-09-25\n", "row 2 .*START/END"),
        ("2018-09-21,20,2018-09-25/2018-09-20\n", "row 2 .*ends before it begins"),
        ("2018-09-21,20,/2018-09-20\n", "row 2 .*'' is not a date"),
        ("2018-09-21,20,,more\n", "row 2 has 4 cells"),
        ('2018-09-21,20,"\n', "is not a CSV"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, sentence: str
):
    is_whole = text.startswith("accepted_on") or not text
    assert main(["due-dates", a_file(tmp_path, text if is_whole else HEADER + text)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert re.search(sentence, printed.err)
    assert len(printed.err.splitlines()) == 1


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "gbk.csv").write_bytes("事项,accepted_on,limit_days\n".encode("gb18030"))
    for name, sentence in (
        ("gbk.csv", "not UTF-8"),
        ("absent.csv", "cannot be opened"),
        (".", "cannot be opened"),
    ):
        assert main(["due-dates", str(tmp_path / name)]) == 2
        printed = capsys.readouterr()
        assert sentence in printed.err
        assert printed.out == ""
