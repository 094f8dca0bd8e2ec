"""The real flow of an item and its departures, from a handful of rows counted by hand."""

from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Connection, insert, update

from data_access.approvals import departures, held_departures, procedure
from data_access.cells import rebuild_cells
from data_access.figures import figures
from data_access.schema import CaseStep, EvaluatedSubject, EvaluationRun, Finding, ProcedureStep
from supervision.scope import Period, Scope
from tests.derived_rows import accepted, closed, found, step, write

NOW = datetime(2026, 11, 23, 9)
SCOPE = Scope(Period(date(2026, 11, 1), date(2026, 11, 23)))
START = datetime(2026, 11, 2, 9)
DAY = timedelta(days=1)


def steps_of(row: dict[str, Any], *codes: str, **columns: Any) -> list[dict[str, Any]]:
    previous = ["", *codes[:-1]]
    return [
        step(
            row,
            number + 1,
            START + number * DAY,
            START + (number + 1) * DAY,
            **(
                {"step_code": code, "previous_step_code": before, "used_days": 1, "waited_days": 0}
                | columns
            ),
        )
        for number, (code, before) in enumerate(zip(codes, previous, strict=True))
    ]


@pytest.fixture
def flow(connection: Connection) -> Connection:
    """Three cases closed in the period: two A-B-C, one A-C-B-X; two that do not count."""
    first = closed("1", START, None, START + 5 * DAY)
    second = closed("2", START, None, START + 6 * DAY, department_code="water")
    third = closed("3", START, None, START + 7 * DAY)
    earlier = closed("4", START - 60 * DAY, None, START - 30 * DAY)  # before the period
    open_case = accepted("5", START, None)  # not closed
    other = closed("6", START, None, START + DAY, item_code="item-2")
    slow = {"used_days": 4, "waited_days": 3, "limit_days": 2, "due_at": START}
    write(
        connection,
        [first, second, third, earlier, open_case, other],
        [
            *steps_of(first, "A", "B", "C"),
            *steps_of(second, "A", "B", "C", **slow),
            *steps_of(third, "A", "C", "B", "X"),
            *steps_of(earlier, "A", "Z"),
            *steps_of(open_case, "A"),
            *steps_of(other, "Q"),
        ],
    )
    declared = [
        {
            "item_code": "item-1",
            "step_code": code,
            "step_order": order,
            "name": f"环节{code}",
            "kind": "review",
            "limit_days": 2,
            "is_required": True,
        }
        for order, code in enumerate("ABDC")
    ]
    connection.execute(insert(ProcedureStep), declared)
    named = {"case_id": "3", "step_no": 4, "step_code": "X", "name": "会商"}
    connection.execute(insert(CaseStep), [named])
    return connection


def ask(connection: Connection, scope: Scope = SCOPE, as_of: datetime = NOW) -> procedure.Flow:
    return procedure.flow(connection, scope, as_of=as_of, item="item-1")


def test_steps_are_counted_with_their_medians_and_what_is_declared(flow: Connection):
    steps = ask(flow).steps.set_index("step_code")
    assert steps.index.tolist() == ["A", "B", "D", "C", "X"]  # D follows B, as declared
    assert steps.cases.to_dict() == {"A": 3, "B": 3, "D": 0, "C": 3, "X": 1}
    assert steps.late.to_dict() == {"A": 1, "B": 1, "D": 0, "C": 1, "X": 0}
    assert steps.timed["A"] == 1  # two of the three have no limit of their own
    assert steps.median_used["A"] == 1  # of 1, 1 and 4
    assert steps.is_declared.to_dict() == {
        "A": True,
        "B": True,
        "D": True,
        "C": True,
        "X": False,
    }
    assert (steps.name["A"], steps.name["X"]) == ("环节A", "会商")


def test_edges_are_the_ways_between_steps_with_the_median_wait(flow: Connection):
    edges = ask(flow).edges
    counted = {(row.previous, row.step_code): row.times for row in edges.itertuples()}
    assert counted == {
        ("", "A"): 3,
        ("A", "B"): 2,
        ("B", "C"): 2,
        ("A", "C"): 1,
        ("C", "B"): 1,
        ("B", "X"): 1,
    }
    waits = edges.set_index(["previous", "step_code"]).median_waited
    assert waits["A", "B"] == 1.5  # of 0 and 3
    assert waits["C", "B"] == 0


def test_paths_are_whole_cases(flow: Connection):
    found_flow = ask(flow)
    assert (found_flow.closed, found_flow.looked_at, found_flow.distinct_paths) == (3, 3, 2)
    assert found_flow.paths.values.tolist() == [["A→B→C", 2], ["A→C→B→X", 1]]


def test_the_flow_is_that_of_the_figure_closed_at_the_moment(flow: Connection):
    rebuild_cells(flow, "approval", 1)
    for as_of, expected in ((NOW, 3), (START + 6 * DAY, 2), (START, 0)):
        asked = Scope(SCOPE.period, items=("item-1",))
        figure = figures(flow, asked, ["closed"], as_of=as_of).closed.iloc[0]
        assert ask(flow, as_of=as_of).closed == figure == expected
    assert ask(flow, Scope(SCOPE.period, departments=("water",))).closed == 1
    assert ask(flow, Scope(SCOPE.period, items=("item-2",))).closed == 0
    assert ask(flow, Scope(SCOPE.period, items=("item-1", "item-2"))).closed == 3


def test_an_item_without_closed_cases_shows_what_is_declared(flow: Connection):
    nothing = ask(flow, as_of=START - DAY)
    assert nothing.closed == 0
    assert nothing.steps.step_code.tolist() == ["A", "B", "D", "C"]
    assert nothing.edges.empty
    unknown = procedure.flow(flow, SCOPE, as_of=NOW, item="no-such")
    assert unknown.steps.empty


def listed(connection: Connection, **options: Any) -> tuple[int, list[str]]:
    options = {"as_of": NOW, "item": "item-1", "limit": 20} | options
    listing = procedure.list_cases(connection, SCOPE, **options)
    return listing.total, listing.frame.case_id.tolist()


def test_every_number_of_the_flow_has_its_list_last_closed_first(flow: Connection):
    assert listed(flow, step="X") == (1, ["3"])
    assert listed(flow, step="B") == (3, ["3", "2", "1"])
    assert listed(flow, step="B", previous="A") == (2, ["2", "1"])
    assert listed(flow, step="A", previous="") == (3, ["3", "2", "1"])
    assert listed(flow, path="A→B→C") == (2, ["2", "1"])
    assert listed(flow, path="A→B→C", limit=1, offset=1) == (2, ["1"])
    assert listed(flow, step="none") == (0, [])


def test_while_cells_wait_no_fewer_are_closed_than_looked_at(
    flow: Connection, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(procedure, "MOST_CASES", 2)
    found_flow = ask(flow)
    assert (found_flow.closed, found_flow.looked_at) == (2, 2)


def test_of_many_cases_the_latest_are_looked_at(flow: Connection, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(procedure, "MOST_CASES", 2)
    rebuild_cells(flow, "approval", 1)
    found_flow = ask(flow)
    assert (found_flow.closed, found_flow.looked_at) == (3, 2)
    assert found_flow.steps.set_index("step_code").cases["A"] == 2
    assert listed(flow, step="A") == (2, ["3", "2"])


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([(3, 1)], 3),
        ([(1, 1), (2, 1)], 1.5),
        ([(5, 1), (0, 2)], 0),
        ([(0, 1), (4, 2), (9, 1)], 4),
    ],
)
def test_a_median_of_counted_numbers(counts, expected):
    assert procedure.median(counts) == expected


AGAINST = '{"article": "规范", "rule_no": "R1", "sentence": "先受理后审核"}'
MISSING = '{"missing": 1, "sentence": "缺少规定的环节"}'


@pytest.fixture
def departed(connection: Connection) -> Connection:
    """Six findings about the way that count; the others are withdrawn, outside or about limits."""
    one, two = accepted("1", START, None), accepted("2", START, None, department_code="water")
    withdrawn = {"withdrawn_at": START + 2 * DAY}
    write(
        connection,
        [one, two],
        findings=[
            found(one, "W14", "yellow", START, evidence=AGAINST, rule_no="R1", episode=2),
            found(one, "W14", "yellow", START, evidence=MISSING, rule_no="missing"),
            found(two, "W14", "yellow", START, evidence=AGAINST, rule_no="R1", episode=2),
            found(one, "W15", "hint", START, evidence='{"persons": 1, "expected": 2}'),
            found(two, "W10", "soon", START),
            found(two, "W10", "yellow", START + DAY),
            found(two, "W02", "yellow", START),  # a limit, not the way
            found(two, "W09", "soon", START, **withdrawn),
            found(two, "W22", "soon", START - 60 * DAY),  # before the period
            found(two, "W22", "soon", NOW + DAY, episode=2),  # has not occurred yet
        ],
    )
    rebuild_cells(connection, "approval", 1)
    return connection


def test_departures_are_counted_by_department_item_and_rule(departed: Connection):
    frame = departures.list_departures(departed, SCOPE, as_of=NOW)
    counted = {
        (row.department_code, row.rule, row.rule_no): row.findings for row in frame.itertuples()
    }
    assert counted == {
        ("housing", "W14", "R1"): 1,
        ("housing", "W14", "missing"): 1,
        ("water", "W14", "R1"): 1,
        ("housing", "W15", ""): 1,
        ("water", "W10", ""): 2,
    }
    assert frame.findings.tolist() == [2, 1, 1, 1, 1]


def test_memory_and_rows_tell_the_same_departures_and_follow_a_batch(
    departed: Connection, monkeypatch: pytest.MonkeyPatch
):
    def told(as_of: datetime, **bounds: tuple[str, ...]) -> pd.DataFrame:
        return departures.list_departures(departed, Scope(SCOPE.period, **bounds), as_of=as_of)

    def agree() -> int:
        for as_of in (NOW, START, START + DAY):
            for bounds in ({}, {"departments": ("water",)}, {"items": ("nothing",)}):
                with monkeypatch.context() as patched:
                    patched.setattr(held_departures, "counted", lambda *_: None)
                    from_rows = told(as_of, **bounds)
                assert told(as_of, **bounds).equals(from_rows), (as_of, bounds)
        return int(told(NOW).findings.sum())

    assert agree() == 6
    withdrawn = update(Finding).where(Finding.subject_id == "2", Finding.rule == "W14")
    departed.execute(withdrawn.values(withdrawn_at=START + DAY))
    departed.execute(insert(EvaluationRun), {"run_no": 1, "finished_at": NOW, "subjects": 1})
    row = {"line": "approval", "subject_id": "2", "run_no": 1}
    departed.execute(insert(EvaluatedSubject), row)
    assert agree() == 5
    assert told(NOW - 400 * DAY).empty, "before what memory knows"


def test_a_withdrawn_departure_counts_until_it_was_withdrawn(departed: Connection):
    frame = departures.list_departures(departed, SCOPE, as_of=START + DAY)
    assert "W09" in set(frame.rule)


def test_every_number_of_departures_has_its_list(departed: Connection):
    frame = departures.list_departures(departed, SCOPE, as_of=NOW)
    for row in frame.itertuples():
        scope = Scope(SCOPE.period, (row.department_code,), (row.item_code,))
        listing = departures.list_found(
            departed, scope, as_of=NOW, rule=row.rule, rule_no=row.rule_no, limit=20
        )
        assert (listing.total, len(listing.frame)) == (row.findings, row.findings)
    whole = departures.list_found(departed, SCOPE, as_of=NOW, limit=2, offset=5)
    assert (whole.total, len(whole.frame)) == (6, 1)


def test_a_rule_number_is_matched_as_it_is_written(departed: Connection):
    listing = departures.list_found(departed, SCOPE, as_of=NOW, rule="W14", rule_no="R_", limit=20)
    assert listing.total == 0  # no wildcard
