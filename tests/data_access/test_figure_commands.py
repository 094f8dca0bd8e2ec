"""python -m data_access figures and cases: what scripts and acceptance read."""

import json
from datetime import datetime

import pytest
from sqlalchemy import Engine

from data_access.__main__ import main
from data_access.cells import rebuild_cells
from data_access.engine import writing
from data_access.measures import MEASURES
from supervision.indicators import INDICATORS
from tests.derived_rows import accepted, closed, write

DUE = datetime(2026, 11, 10, 23, 59, 59)


@pytest.fixture
def district(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cases closed early by one department, one open and late at another."""
    start = datetime(2026, 11, 2, 9)
    with writing(database) as connection:
        write(
            connection,
            [
                closed("a", start, DUE, datetime(2026, 11, 5, 10)),
                closed("b", start, DUE, datetime(2026, 11, 6, 10)),
                accepted("c", start, DUE, department_code="health"),
            ],
        )
        rebuild_cells(connection, "approval", run_no=1)
    for command in ("figures", "cases"):
        monkeypatch.setattr(f"data_access.commands.{command}.the_engine", lambda: database)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str):
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("district")
def test_figure_of_a_measure(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "figures", "closed", "--as-of", "2026-11-20T08:00") == [
        {
            "name": "closed",
            "line": "approval",
            "value": 2,
            "unit": "count",
            "as_of": "2026-11-20 08:00:00",
            "from": "2026-10-22",  # thirty days that end at the moment
            "to": "2026-11-20",
            "by": {},
        }
    ]


@pytest.mark.usefixtures("district")
def test_figure_of_an_indicator_by_name_or_code_and_split(
    capsys: pytest.CaptureFixture[str],
) -> None:
    period = ["--as-of", "2026-11-20", "--from", "2026-11-10", "--to", "2026-11-10"]
    whole = answer(capsys, "figures", "A6_raw", *period)
    assert whole[0]["value"] == pytest.approx(2 / 3)
    split = answer(capsys, "figures", "on_time_rate_raw", "--by", "department", *period)
    assert [(row["by"], row["value"]) for row in split] == [
        ({"department": "health"}, 0),
        ({"department": "housing"}, 1),
    ]
    empty = answer(capsys, "figures", "late_rate", *period)
    assert empty[0]["value"] is None


@pytest.mark.usefixtures("district")
def test_figures_by_day_name_the_day(capsys: pytest.CaptureFixture[str]) -> None:
    rows = answer(
        capsys, "figures", "closed", "--by", "day", "--as-of", "2026-11-06", "--from", "2026-11-05"
    )
    assert [(row["by"]["day"], row["value"]) for row in rows] == [
        ("2026-11-05", 1),
        ("2026-11-06", 1),  # a day alone means all of it
    ]


def test_list_names_every_measure_and_indicator_once(capsys: pytest.CaptureFixture[str]) -> None:
    rows = answer(capsys, "figures", "--list")
    names = [row["name"] for row in rows]
    assert len(names) == len(set(names))
    assert set(names) == {*MEASURES, *INDICATORS}
    kinds = {row["name"]: row["kind"] for row in rows}
    assert kinds["closed"] == "count"
    assert kinds["closed_used_days"] == "sum"
    assert kinds["late_rate"] == "indicator"
    assert all(set(row) == {"name", "line", "kind", "zh", "en"} for row in rows)
    assert all(row["zh"] != row["en"] for row in rows)
    for line in ("approval", "appeal", "signal", "project"):
        of_line = [row for row in rows if row["line"] == line]
        assert answer(capsys, "figures", "--list", "--line", line) == of_line


@pytest.mark.usefixtures("district")
def test_list_behind_a_figure_says_the_full_total(capsys: pytest.CaptureFixture[str]) -> None:
    got = answer(capsys, "cases", "closed", "--as-of", "2026-11-20", "--limit", "1")
    assert got["name"] == "closed"
    assert got["as_of"] == "2026-11-20 23:59:59"
    assert got["total"] == 2
    assert [row["case_id"] for row in got["rows"]] == ["b"]
    assert got["rows"][0]["closed_at"] == "2026-11-06 10:00:00"
    late = answer(capsys, "cases", "open_overdue", "--as-of", "2026-11-20")
    assert [row["case_id"] for row in late["rows"]] == ["c"]
    assert late["rows"][0]["closed_at"] is None


@pytest.mark.usefixtures("district")
def test_without_json_a_figure_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "closed", "late_rate", "--as-of", "2026-11-20"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("closed\tapproval\t2\t")
    assert main(["cases", "open", "--as-of", "2026-11-20"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "1 rows"


def test_moment_with_a_zone_is_taken_to_shanghai(
    capsys: pytest.CaptureFixture[str], district
) -> None:
    rows = answer(capsys, "figures", "closed", "--as-of", "2026-11-20T00:00:00+00:00")
    assert rows[0]["as_of"] == "2026-11-20 08:00:00"


def test_an_indicator_has_no_list_but_its_measures_have(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("resolution_by_department", "C6_department"):
        assert main(["cases", name]) == 2
        said = f"{name} is an indicator; lists lie behind appeals_solved and appeals_with_outcome"
        assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["figures"],
        ["figures", "lunch"],
        ["figures", "closed", "--line", "lunch"],
        ["figures", "open", "--by", "day"],
        ["figures", "closed", "--from", "2026-11-20", "--to", "2026-11-01"],
        ["cases", "lunch"],
    ],
)
@pytest.mark.usefixtures("district")
def test_bad_input_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.strip().splitlines()) == 1
