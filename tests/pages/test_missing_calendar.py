"""A year without a calendar: every screen says so, and due dates in it are provisional."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from sqlalchemy import text

from data_access.cells import rebuild_cells
from data_access.commands import check
from data_access.engine import engine_for, writing
from data_access.evaluation import check_calendar
from tests.derived_rows import accepted, write
from tests.pages import a_district
from tests.pages.showing import opened, tables, words_on
from ui.fetch import answers

LATE_DECEMBER = datetime(2026, 12, 28, 9)
NEXT_YEAR = datetime(2027, 1, 6, 23, 59, 59)


@pytest.fixture(scope="module")
def url(new_database: Callable[[], str]) -> str:
    """The small district at the end of December, with a case that is due in January."""
    url = new_database()
    engine = engine_for(url)
    a_district.fill(engine)
    with writing(engine) as connection:
        connection.execute(text("DELETE FROM working_day WHERE day >= '2027-01-01'"))
        begun = datetime(2026, 12, 21, 9)
        ahead = accepted("ahead", begun, NEXT_YEAR, is_provisional=True)
        natural = accepted("natural", begun, NEXT_YEAR, limit_unit="natural_day")
        write(connection, [ahead, natural])
        rebuild_cells(connection, "approval", 1)
    check_calendar(engine, LATE_DECEMBER)
    return url


@pytest.fixture(autouse=True)
def database(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", url)
    answers.forget()
    yield
    answers.forget()


@pytest.mark.parametrize("screen", ["live", "quality", "due", "definitions"])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", "2027 年工作日历尚未载入，跨年时限为暂定"),
        ("en", "The calendar of 2027 is not loaded"),
    ],
)
def test_every_screen_says_which_year_is_missing(screen: str, language: str, words: str):
    asked = {"as_of": LATE_DECEMBER.isoformat(), "lang": language}
    assert words in words_on(opened(screen, **asked))


def test_before_the_day_on_which_it_should_be_there_nothing_is_said():
    assert "尚未载入" not in words_on(opened("live", as_of="2026-12-14T23:59:59"))


def test_a_list_marks_the_due_dates_of_that_year_only():
    asked = {"as_of": LATE_DECEMBER.isoformat(), "measure": "open", "page": "2"}
    (rows,) = tables(opened("cases", **asked), "provisional")
    assert dict(zip(rows["case_no"], rows["provisional"], strict=True))["No. ahead"] == "是"
    assert rows["provisional"].notna().sum() == 1
    narrowed = opened("cases", **asked, department="water")
    assert tables(narrowed, "provisional") == []


def test_what_falls_due_in_that_year_is_provisional():
    (rows,) = tables(opened("due", as_of=LATE_DECEMBER.isoformat(), day="2027-01-06"), "due")
    assert rows["due"].tolist() == ["2027-01-06 23:59（暂定）", "2027-01-06 23:59"]
    live = opened("live", as_of=LATE_DECEMBER.isoformat())
    assert any("跨年为暂定" in block.proto.body for block in live.get("html"))


def test_the_check_says_it_and_fails_once_it_should_be_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    for now, state, code in (
        (datetime(2026, 11, 23, 9), "not loaded yet", 0),
        (LATE_DECEMBER, "MISSING", 1),
    ):
        monkeypatch.setattr(check, "shanghai_now", lambda now=now: now)
        check.run(None)
        printed = capsys.readouterr().out
        assert "calendar: 2026 loaded\n" in printed
        assert f"calendar: 2027 {state}; limits that end in it are provisional\n" in printed
        assert (code == 1) == ("MISSING" in printed)
