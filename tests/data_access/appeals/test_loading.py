"""Contract rows of appeals as facts: what is used, what is left out, what keeps it out."""

from datetime import datetime

import pytest
from sqlalchemy import insert, text

from data_access.appeals.appeal_derivation import clock_rows, stay_rows, subject_words
from data_access.appeals.appeal_loading import load_appeal_catalogue, load_appeals
from data_access.appeals.appeal_neighbours import appeals_that_look_at
from data_access.finding_rows import fault_rows
from data_access.schema import (
    Appeal,
    AppealCategory,
    AppealClass,
    AppealClock,
    AppealStay,
    AppealStep,
    Department,
    Finding,
)
from data_access.schema.base import table_of
from supervision.appeals.clocks import clocks_of
from supervision.appeals.facts import Limit
from tests.supervision.cases_for_rules import LIMITS, at, end_of

NOW = at("11-24", 12)


@pytest.fixture
def catalogue(connection):
    connection.execute(insert(Department).values(department_code="economy", name="区经委"))
    days = {"sign_limit": 24, "sign_unit": "hour", "close_limit": 5, "close_unit": "working_day"}
    connection.execute(insert(AppealClass).values(class_code="five", name="五日", **days))
    connection.execute(
        insert(AppealCategory).values(category_code="land", name="用地", class_code="five")
    )
    return load_appeal_catalogue(connection)


def add(connection, appeal_id="A", **values):
    row = {
        "appeal_id": appeal_id,
        "source_code": "cloud",
        "appeal_no": f"No. {appeal_id}",
        "category_code": "land",
        "department_code": "economy",
        "enterprise_code": "E1",
        "requested_at": at("11-09"),
        "accepted_at": at("11-09", 9, 30),
    }
    connection.execute(insert(Appeal).values(row | values))


def add_step(connection, number, kind, moment, appeal_id="A", **values):
    row = {"appeal_id": appeal_id, "step_no": number, "kind": kind, "happened_at": moment}
    connection.execute(insert(AppealStep).values(row | values))


def load(connection, catalogue, *ids):
    return load_appeals(connection, ids or ("A",), catalogue, NOW)


def faults_of(one):
    return {(fault.rule, fault.table, fault.column, fault.is_quarantined) for fault in one.faults}


def test_the_class_comes_from_the_appeal_else_from_its_category(connection, catalogue):
    add(connection)
    add(connection, "B", class_code="none of ours")
    first, second = load(connection, catalogue, "A", "B")
    assert first.appeal.appeal_class.sign == Limit(24, "hour")
    assert (first.appeal.appeal_class.close, first.appeal.appeal_class.redo) == (Limit(5), None)
    assert second.appeal.appeal_class.code == ""
    assert faults_of(first) == set()
    assert faults_of(second) == {("C01", "appeal", "class_code", False)}


def test_unknown_places_are_listed_and_the_appeal_stands(connection, catalogue):
    add(connection, department_code=None, category_code="strange", outcome="splendid")
    (one,) = load(connection, catalogue)
    assert one.appeal.outcome == ""
    assert faults_of(one) == {
        ("R01", "appeal", "department_code", False),
        ("R02", "appeal", "category_code", False),
        ("C01", "appeal", "outcome", False),
    }
    assert clock_rows(one, clocks_of(one.appeal, LIMITS), 1)[0]["department_code"] == ""


@pytest.mark.parametrize(
    ("values", "rule", "column"),
    [
        ({"requested_at": None, "accepted_at": None}, "T01", "requested_at"),
        ({"accepted_at": at("11-08")}, "T02", "accepted_at"),
        ({"closed_at": at("11-09", 9, 10)}, "T02", "closed_at"),
        ({"answered_at": at("11-25")}, "T06", "answered_at"),
        ({"called_back_at": datetime(1899, 1, 1)}, "T03", "called_back_at"),
        ({"expected_at": datetime(9999, 12, 31)}, "T04", "expected_at"),
    ],
)
def test_a_time_of_its_own_that_cannot_be_keeps_it_out(connection, catalogue, values, rule, column):
    add(connection, **values)
    (one,) = load(connection, catalogue)
    assert one.appeal is None
    assert (rule, "appeal", column, True) in faults_of(one)


def test_an_unreadable_time_keeps_it_out_and_is_told(embedded_connection):
    connection = embedded_connection
    add(connection)
    connection.execute(text("UPDATE appeal SET accepted_at = 'last Tuesday'"))
    (one,) = load(connection, load_appeal_catalogue(connection))
    assert one.appeal is None
    (row,) = (
        row for row in fault_rows(subject_words(one), one.faults, NOW) if row["rule"] == "T01"
    )
    assert (row["fault_id"], row["raw_value"], row["is_quarantined"]) == (
        "A|T01|appeal.accepted_at",
        "last Tuesday",
        True,
    )


def test_a_step_that_cannot_be_is_left_out_alone(connection, catalogue):
    add(connection)
    add_step(connection, 1, "dispatch", at("11-09", 10), department_code="economy")
    add_step(connection, 2, "dance", at("11-09", 11))
    add_step(connection, 3, "sign", at("11-08"))
    add_step(connection, 4, "sign", at("11-25"))
    add_step(connection, 5, "sign", None)
    add_step(connection, 6, "answer", at("11-10"), result="splendid")
    (one,) = load(connection, catalogue)
    assert [step.number for step in one.appeal.steps] == [1, 6]
    assert faults_of(one) == {
        ("C01", "appeal_step", "kind", False),
        ("T02", "appeal_step", "happened_at", False),
        ("T06", "appeal_step", "happened_at", False),
        ("C01", "appeal_step", "result", False),
    }


def test_an_outcome_without_an_answer_is_listed(connection, catalogue):
    add(connection, outcome="solved", satisfaction=9)
    (one,) = load(connection, catalogue)
    assert faults_of(one) == {
        ("C02", "appeal", "outcome", False),
        ("V01", "appeal", "satisfaction", False),
    }
    assert one.appeal.satisfaction is None


def test_neighbours_are_those_of_the_same_enterprise_and_of_the_theme(connection, catalogue):
    add(connection, answered_at=at("11-11"), outcome="solved")
    add(connection, "same later", requested_at=at("11-20"), accepted_at=None)
    add(connection, "same before", requested_at=at("09-01"), accepted_at=None)
    add(connection, "other theme", requested_at=at("11-01"), category_code="water")
    for place, enterprise in enumerate(("E2", "E3", "E3", None)):
        add(connection, f"crowd {place}", requested_at=at("10-20"), enterprise_code=enterprise)
    add(connection, "too early", requested_at=at("10-09"), enterprise_code="E4")
    (one,) = load(connection, catalogue)
    assert set(one.appeal.same_subject_at) == {at("11-20"), at("09-01")}
    assert set(one.appeal.enterprise_at) == {at("11-20"), at("09-01"), at("11-01")}
    assert one.appeal.theme_others == 2
    (clock,) = clock_rows(one, clocks_of(one.appeal, LIMITS), 1)
    assert (clock["is_repeat"], clock["same_subject_again_at"]) == (True, at("11-20"))


def test_an_appeal_without_enterprise_has_no_neighbours(connection, catalogue):
    add(connection, enterprise_code=None)
    add(connection, "B", enterprise_code=None)
    (one,) = load(connection, catalogue)
    assert (one.appeal.same_subject_at, one.appeal.theme_others) == ((), 0)


def test_a_changed_appeal_concerns_those_that_look_at_it(connection, catalogue):
    add(connection)
    add(connection, "before", requested_at=at("06-01"), accepted_at=None)
    add(connection, "after", requested_at=at("11-20"), accepted_at=None)
    add(connection, "theirs", enterprise_code="E2")
    add(connection, "theme", category_code="water")
    add(connection, "nobody's", enterprise_code=None)
    assert appeals_that_look_at(connection, ["A"]) == {"before", "after"}
    assert appeals_that_look_at(connection, ["nobody's"]) == set()


def test_the_derived_rows_fit_their_tables(connection, catalogue):
    add(connection, case_id="C1", channel="online", source_verdict="on_time")
    for number, kind, moment, who, result in (
        (1, "dispatch", at("11-09", 10), "economy", None),
        (2, "return", at("11-10"), "economy", None),
        (3, "redispatch", at("11-10", 10), "tax", None),
        (4, "urge", at("11-16"), None, None),
        (5, "answer", at("11-17"), "tax", "solved"),
        (6, "call_back", at("11-18"), None, "not_solved"),
        (7, "reopen", at("11-18", 10), None, None),
        (8, "suspend", at("11-20"), "tax", None),
    ):
        add_step(connection, number, kind, moment, department_code=who, result=result)
    (one,) = load(connection, catalogue)
    clocks = clocks_of(one.appeal, LIMITS)
    rows, stays = clock_rows(one, clocks, 7), stay_rows(one, clocks)
    for model, written in ((AppealClock, rows), (AppealStay, stays)):
        names = {column.name for column in table_of(model).columns}
        assert all(set(row) == names for row in written)
        connection.execute(insert(model), written)
    first, second = rows
    assert (first["due_at"], first["outcome"], first["enterprise_verdict"]) == (
        *(end_of("11-16"), "solved"),
        "not_solved",
    )
    assert (first["return_count"], first["holder_changes"], first["urge_count"]) == (1, 1, 1)
    assert (first["department_code"], first["sign_due_at"]) == ("tax", at("11-10", 10))
    assert (first["used_days"], first["is_last"], second["is_last"]) == (6, False, True)
    assert (second["opened_at"], second["suspended_from"], second["due_at"]) == (
        *(at("11-18", 10), at("11-20")),
        None,  # five days from the 18th end on the 25th, behind the open suspension
    )
    assert [(stay["stage"], stay["ended_by"]) for stay in stays[-3:]] == [
        ("verify", "reopen"),
        ("dispatch", "suspend"),
        ("suspended", ""),
    ]
    assert set(subject_words(one)) <= {column.name for column in table_of(Finding).columns}
