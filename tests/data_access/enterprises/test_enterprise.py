"""One enterprise in all lines of business, counted by hand, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import Connection, Engine, select

from data_access.approvals.case import find_case
from data_access.engine import reading
from data_access.enterprises import enterprise
from data_access.named_lists import named_list, title_of
from data_access.projects.project import find_project
from data_access.schema import Finding
from supervision.scope import Period, Scope
from tests import enterprise_record
from tests.enterprise_record import MASKED, NAME, NOW, OTHER, PERSON, E

SCOPE = Scope(Period(date(2026, 9, 1), NOW.date()))
ELSEWHERE = replace(SCOPE, departments=("d2",))
ONE = {"as_of": NOW, "enterprise": E}
OF_E = {"c1", "c2", "c6", "a1", "a2", "a3", "P1", "s1", "s2"}


@pytest.fixture(scope="module")
def evaluated(shared_database: Engine) -> Engine:
    enterprise_record.fill(shared_database)
    return shared_database


@pytest.fixture
def known(evaluated: Engine) -> Iterator[Connection]:
    with reading(evaluated) as connection:
        yield connection


def numbers(connection: Connection, scope: Scope, **asked: object) -> dict[str, tuple[int, int]]:
    frame = enterprise.count_history(connection, scope, **(ONE | asked))
    assert frame["is_connected"].all()
    return {row.line: (row.total, row.open) for row in frame.itertuples()}


def test_what_it_has_is_counted_by_line(known: Connection) -> None:
    expected = {"approval": (3, 2), "appeal": (3, 2), "project": (1, 1), "signal": (2, 2)}
    assert numbers(known, SCOPE) == expected
    some = {"approval": (1, 1), "appeal": (1, 1), "project": (0, 0), "signal": (0, 0)}
    assert numbers(known, ELSEWHERE) == some
    then = {"approval": (1, 0), "appeal": (1, 0), "project": (1, 1), "signal": (1, 1)}
    assert numbers(known, SCOPE, as_of=datetime(2026, 9, 12)) == then
    assert numbers(known, SCOPE, enterprise=OTHER)["approval"] == (1, 1)


def test_each_row_bears_its_light_and_nothing_later_than_the_moment(known: Connection) -> None:
    listing = enterprise.list_history(known, SCOPE, **ONE)
    assert listing.total == 9
    assert listing.frame["subject_id"].tolist() == [
        *("a2", "c6", "a1", "c1", "s2", "a3", "c2", "s1", "P1")
    ]
    levels = dict(zip(listing.frame["subject_id"], listing.frame["level"], strict=True))
    done = [key for key, level in levels.items() if pd.isna(level)]
    assert done == ["a1", "c2"]
    assert {key: levels[key] for key in levels if key not in done} == {
        **{"c1": "red", "P1": "red", "a3": "yellow", "s1": "yellow"},
        **{"s2": "soon", "a2": "normal", "c6": "normal"},
    }
    before = enterprise.list_history(known, SCOPE, as_of=datetime(2026, 9, 5), enterprise=E).frame
    assert before["subject_id"].tolist() == ["c2", "s1", "P1"]
    assert before["ended_at"].isna().all()
    assert set(before["outcome"]) == {""}


def test_the_open_findings_are_those_of_its_own_subjects(known: Connection) -> None:
    found = enterprise.list_open_findings(known, SCOPE, **ONE)
    every = pd.read_sql_query(select(Finding), known, parse_dates=["ends_at", "withdrawn_at"])
    stands = (every["occurs_at"] <= NOW) & ~(every["ends_at"] <= NOW)
    mine = every[stands & every["subject_id"].isin(OF_E) & every["withdrawn_at"].isna()]
    key = ["line", "subject_id", "rule", "level"]
    assert sorted(map(tuple, found[key].to_numpy())) == sorted(map(tuple, mine[key].to_numpy()))
    assert {("c1", "W06"), ("s1", "W110"), ("s2", "W112"), ("P1", "W50")} <= set(
        zip(found["subject_id"], found["rule"], strict=True)
    )
    assert found["level"].iloc[0] == "order"
    assert enterprise.list_open_findings(known, ELSEWHERE, **ONE).empty


def test_appeals_about_slow_approvals(known: Connection) -> None:
    slow = enterprise.list_slow_appeals(known, SCOPE, **ONE)
    assert slow[["appeal_id", "case_id", "stood"]].to_numpy().tolist() == [
        ["a1", "c1", "past_promised"],
        ["a3", "c2", "closed"],
    ]
    assert slow["carded_at"].iloc[0] == pd.Timestamp(2026, 11, 10)  # the statutory limit ended
    assert pd.isna(slow["carded_at"].iloc[1])
    before = {"as_of": datetime(2026, 11, 9), "enterprise": E}
    assert enterprise.list_slow_appeals(known, SCOPE, **before)["carded_at"].isna().all()


def test_a_person_opens_nothing_and_persons_cases_are_no_enterprises(known: Connection) -> None:
    for number in (PERSON, "110105 19491231 002x", "", "nobody"):
        one = {"as_of": NOW, "enterprise": number}
        assert enterprise.find_enterprise(known, SCOPE, **one).empty
        assert enterprise.list_history(known, SCOPE, **one).total == 0
        assert enterprise.list_open_findings(known, SCOPE, **one).empty
        assert enterprise.list_slow_appeals(known, SCOPE, **one).empty
    codes = {}
    for case_id in ("c1", "c3", "c4", "c5"):
        found = find_case(known, SCOPE, as_of=NOW, case_id=case_id)
        codes[case_id] = found["enterprise_code"].iloc[0]
    # the applicant of c4 is an enterprise, but goes by the number of a person
    assert codes == {"c1": E, "c3": "", "c4": "", "c5": ""}
    assert find_project(known, SCOPE, as_of=NOW, project_id="P1")["enterprise_code"].iloc[0] == E


def test_its_name_is_masked_as_that_of_an_applicant(known: Connection) -> None:
    shown = enterprise.find_enterprise(known, SCOPE, **ONE).iloc[0]
    assert (shown["name"], shown["scale"]) == (MASKED, "small")
    seen = enterprise.find_enterprise(known, replace(SCOPE, sees_personal_data=True), **ONE)
    assert seen["name"].iloc[0] == NAME
    unregistered = enterprise.find_enterprise(known, SCOPE, as_of=NOW, enterprise=OTHER).iloc[0]
    assert (unregistered["name"], unregistered["town_code"]) == ("小*", None)
    assert enterprise.find_enterprise(known, ELSEWHERE, as_of=NOW, enterprise=OTHER).empty


@pytest.mark.parametrize(
    ("line", "state", "total"),
    [
        *(("all", "all", 9), ("all", "open", 7), ("approval", "all", 3), ("approval", "open", 2)),
        *(
            ("appeal", "open", 2),
            ("appeal", "slow", 2),
            ("project", "all", 1),
            ("signal", "all", 2),
        ),
    ],
)
def test_every_number_has_its_list(known: Connection, line: str, state: str, total: int) -> None:
    name = enterprise.list_name(E, line, state)
    assert title_of(name) is not None
    whole = named_list(known, SCOPE, as_of=NOW, name=name, limit=100)
    assert whole.total == len(whole.frame) == total
    parts = [
        named_list(known, SCOPE, as_of=NOW, name=name, limit=2, offset=offset).frame
        for offset in range(0, total, 2)
    ]
    assert pd.concat(parts)["subject_id"].tolist() == whole.frame["subject_id"].tolist()


@pytest.mark.parametrize(
    "name", ["enterprise.task.all.X", "enterprise.approval.slow.X", "enterprise"]
)
def test_a_list_of_nothing_is_unknown(name: str) -> None:
    assert enterprise.asked_list(name) is None
    assert title_of(name) is None


@pytest.mark.parametrize("column", ["applicant_id_no", "enterprise_code"])
def test_every_line_is_found_by_an_index(database: Engine, column: str) -> None:
    if database.dialect.name != "sqlite":
        pytest.skip("a planner with statistics reads a small table whole")
    rows = enterprise.history(SCOPE, NOW, E, enterprise.LINES)
    statement = str(rows.compile(database, compile_kwargs={"literal_binds": True}))
    with reading(database) as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")]
    assert any(f"{column}=?" in step for step in plan)
    scanned = [step for step in plan if step.startswith("SCAN") and "history" not in step]
    assert [step for step in scanned if "(subquery" not in step and "listed" not in step] == []
