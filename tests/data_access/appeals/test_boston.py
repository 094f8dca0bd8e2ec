"""Boston's requests as appeals, judged by the limit of their source, beside a count by pandas."""

from datetime import date, datetime
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, Engine, func, select

from data_access.cells import compare
from data_access.engine import reading
from data_access.evaluation import evaluate
from data_access.figures import cases, figures, indicators
from data_access.importing.mapping_file import read_mapping
from data_access.importing.run import import_file
from data_access.schema import AppealClock, EvaluationRun, Finding
from data_access.schema.base import table_of
from supervision.scope import Period, Scope
from tests.data_access.importing.small_files import NOW
from tests.real_data import real_data

MAPPING = read_mapping(Path("boston_311_appeals"))
OPENED_ON = ("2011-09-06", "2011-09-07", "2011-09-08")
"""Three days: what is asked of thirteen hundred requests holds of all."""
RATES = {
    "appeal_on_time_rate": ("due_met", "due"),
    "appeals_answered_in_time_rate": ("in_time", "answered_timed"),
}
NUMBERS = {
    "appeals_received": "received",
    "appeals_due": "due",
    "appeals_due_met": "due_met",
    "appeals_due_missed": "due_missed",
    "appeals_answered_in_time": "in_time",
    "appeals_answered_late": "late",
    "appeals_open_overdue": "open_late",
    "appeals_open_without_limit": "open_without_limit",
    "appeals_answered_without_limit": "answered_without_limit",
}


def plain(path: Path) -> pd.DataFrame:
    """The requests of those days as the file has them: texts, an empty one is missing."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    return frame[frame["open_dt"].str.startswith(OPENED_ON)]


def counted(frame: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """One row a department, counted by comparing texts: an ISO time sorts as it passes."""
    due, closed = frame["target_dt"], frame["closed_dt"]
    is_timed, is_closed = due.ne(""), closed.ne("")
    is_past = is_timed & due.le(as_of)
    flags = {
        "received": due.eq(due),
        "due": is_past,
        "due_met": is_past & is_closed & closed.le(due),
        "due_missed": is_past & (~is_closed | closed.gt(due)),
        "in_time": is_timed & is_closed & closed.le(due),
        "late": is_timed & is_closed & closed.gt(due),
        "open_late": is_past & ~is_closed & due.lt(as_of),
        "answered_timed": is_timed & is_closed,
        "answered_without_limit": ~is_timed & is_closed,
        "open_without_limit": ~is_timed & ~is_closed,
        "verdict_unknown": frame["ontime"].eq(""),
    }
    counts = pd.DataFrame(flags).groupby(frame["department"]).sum().astype("int64")
    return counts.sort_index()


def by_department(connection: Connection, scope: Scope, as_of: datetime) -> pd.DataFrame:
    frame = figures(connection, scope, NUMBERS, as_of=as_of, by="department")
    return frame.set_index("department").rename(columns=NUMBERS)


def test_rates_by_department_are_those_of_pandas(database: Engine, tmp_path: Path) -> None:
    path = real_data("boston311", "boston311_2011h2.csv.gz")
    rows, few = plain(path), tmp_path / "september.csv"
    rows.to_csv(few, index=False)
    import_file(database, MAPPING, few, now=NOW)
    evaluate(database, now=NOW)

    last = rows["closed_dt"].max()
    as_of = datetime.fromisoformat(last)
    expected = counted(rows, last)
    assert len(expected) > 5
    whole = expected.sum()
    # each of the four ways, and none of them empty: without a limit is neither on time nor late
    limitless = whole["answered_without_limit"] + whole["open_without_limit"]
    judged = whole["in_time"] + whole["late"] + whole["open_late"]
    assert judged + limitless == whole["received"] == 1_300
    assert min(whole["late"], whole["open_late"], limitless, whole["verdict_unknown"]) > 5

    scope = Scope(Period(date(2011, 9, 6), as_of.date()))
    with reading(database) as connection:
        found = by_department(connection, scope, as_of)
        for name in NUMBERS.values():
            assert found[name].to_dict() == expected[name].to_dict(), name
        answer = indicators(connection, scope, RATES, as_of=as_of, by="department")
        for name, (above, below) in RATES.items():
            of_rate = answer[answer["name"] == name].set_index("department")["value"]
            rates = (expected[above] / expected[below]).to_dict()  # empty where nothing was due
            pd.testing.assert_series_equal(
                of_rate, pd.Series(rates, name="value").rename_axis("department")
            )
        for name, column in NUMBERS.items():
            assert cases(connection, scope, name, as_of=as_of, limit=1).total == whole[column]
        assert compare(connection, "appeal").empty
        # a verdict that the source leaves blank is unknown, whatever the limit says
        clock = table_of(AppealClock).c
        unknown = select(clock.department_code, func.count()).where(clock.source_verdict == "")
        blank = expected.loc[expected["verdict_unknown"] > 0, "verdict_unknown"]
        counts = connection.execute(unknown.group_by(clock.department_code))
        assert dict(map(tuple, counts)) == blank.to_dict()
        # nobody says what came of a request: that is no rate, not none solved
        solved = indicators(connection, scope, ["resolution_by_department"], as_of=as_of)
        assert (solved["denominator"].iloc[0], pd.isna(solved["value"].iloc[0])) == (0, True)
        cards = select(func.count()).select_from(table_of(Finding))
        before = connection.scalar(cards), connection.scalar(select(func.max(EvaluationRun.run_no)))

    import_file(database, MAPPING, few, now=NOW)  # fetched again: no second card, nothing to work
    assert evaluate(database, now=NOW) == 0
    with reading(database) as connection:
        newest = connection.scalar(select(func.max(EvaluationRun.run_no)))
        assert (connection.scalar(cards), newest) == before
        assert before[0] is not None
        assert before[0] > 250
