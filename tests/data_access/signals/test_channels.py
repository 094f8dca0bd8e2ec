"""Supervision from outside: numbers, outcomes and what is connected, on eight signals."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import Connection, Engine, delete, insert, select, update

from data_access.engine import reading, writing
from data_access.evaluation import evaluate
from data_access.figures import cases, figures, indicators
from data_access.named_lists import named_list, title_of
from data_access.schema import Finding, PublicSignal
from data_access.signals import channels
from supervision.scope import Period, Scope
from tests import enterprise_record
from tests.enterprise_record import NOW, at
from ui.channels.channels_screen import NUMBERS, RATES

SCOPE = Scope(Period(date(2026, 9, 1), NOW.date()))
EXPECTED = {
    **{"signals_received": 8, "signals_open": 5, "signals_overdue": 2, "accountabilities": 0},
    **{"reconsiderations_concluded": 1, "reconsiderations_corrected": 1},
    **{"lawsuits_judged": 1, "lawsuits_lost": 1},
    **{"petitions_received": 2, "petitions_open": 2, "petitions_overdue": 1},
    **{"hotlines_received": 2, "hotlines_open": 1, "hotlines_overdue": 0},
    **{"discipline_reports_received": 1, "discipline_reports_open": 1},
    **{"discipline_reports_overdue": 0, "reconsiderations_received": 1},
    **{"reconsiderations_open": 0, "reconsiderations_overdue": 0},
    **{"lawsuits_received": 1, "lawsuits_open": 0, "lawsuits_overdue": 0},
    **{"audit_problems_received": 1, "audit_problems_open": 1, "audit_problems_overdue": 1},
    **{"petitions_due": 1, "petitions_due_met": 0, "hotlines_due": 1, "hotlines_due_met": 1},
    **{"reconsiderations_due": 1, "reconsiderations_due_met": 1},
    **{"audit_problems_due": 1, "audit_problems_due_met": 0},
    # s1 is past its limit, s5 lost this month, s2 comes again, s6 is not put right, s4 then s5
    **{"signals_near_limit": 1, "signals_against_department": 1, "petitions_repeated": 1},
    **{"audit_problems_not_rectified": 1, "subjects_losing_again": 1},
}


@pytest.fixture(scope="module")
def evaluated(shared_database: Engine) -> Engine:
    enterprise_record.fill(shared_database)
    return shared_database


@pytest.fixture
def known(evaluated: Engine) -> Iterator[Connection]:
    with reading(evaluated) as connection:
        yield connection


def test_every_number_of_the_screen_and_its_list(known: Connection) -> None:
    assert figures(known, SCOPE, NUMBERS, as_of=NOW).iloc[0].to_dict() == EXPECTED
    for name, number in EXPECTED.items():
        listing = cases(known, SCOPE, name, as_of=NOW)
        assert listing.total == len(listing.frame) == number, name
    rates = indicators(known, SCOPE, RATES, as_of=NOW)
    assert rates["value"].tolist() == [1.0, 1.0, 0.0, 0.0]
    assert rates["is_small"].all()
    empty = replace(SCOPE, departments=("d3",))
    assert indicators(known, empty, RATES, as_of=NOW)["value"].isna().all()


def test_outcomes_and_their_lists(known: Connection) -> None:
    found = channels.outcomes(known, SCOPE, as_of=NOW)
    assert found.to_numpy().tolist() == [
        ["hotline", "founded", 1],
        ["lawsuit", "lost", 1],
        ["reconsideration", "revoked", 1],
    ]
    for kind, outcome, number in found.itertuples(index=False):
        name = channels.outcome_name(kind, outcome)
        assert title_of(name) is not None
        listing = named_list(known, SCOPE, as_of=NOW, name=name, limit=10)
        assert listing.total == len(listing.frame) == number
        assert set(listing.frame["kind"]) == {kind}
    before = channels.outcomes(known, SCOPE, as_of=datetime(2026, 11, 1))
    assert before["kind"].tolist() == ["lawsuit"]
    assert channels.outcomes(known, replace(SCOPE, departments=("d2",)), as_of=NOW).empty
    unknown = channels.outcome_of(channels.outcome_name("hotline", ""))
    assert unknown == channels.Outcome("hotline", "")
    assert channels.outcome_of("signal_outcomes.dance.won") is None


def test_a_kind_that_never_wrote_is_not_connected(known: Connection) -> None:
    found = channels.connected_kinds(known, SCOPE, as_of=NOW)
    assert dict(zip(found["kind"], found["last_at"], strict=True)) == {
        "petition": pd.Timestamp(2026, 10, 5, 9),
        "hotline": pd.Timestamp(2026, 11, 20, 9),
        "discipline_report": pd.Timestamp(2026, 10, 1, 9),
        "reconsideration": pd.Timestamp(2026, 9, 20, 9),
        "lawsuit": pd.Timestamp(2026, 9, 2, 9),
        "audit_problem": pd.Timestamp(2026, 9, 5, 9),
    }
    before = channels.connected_kinds(known, SCOPE, as_of=datetime(2026, 8, 31))
    assert before.empty


def standing(engine: Engine) -> dict[tuple[str, str], bool]:
    """Signal and rule of every finding about an act of others, and whether it is withdrawn."""
    with reading(engine) as connection:
        statement = select(Finding.subject_id, Finding.rule, Finding.withdrawn_at).where(
            Finding.line == "signal", Finding.rule.in_(("W112", "W114"))
        )
        return {
            (subject, rule): withdrawn is not None
            for subject, rule, withdrawn in connection.execute(statement)
        }


def test_a_signal_is_worked_anew_when_one_that_it_looks_at_changes(database: Engine) -> None:
    enterprise_record.fill(database)
    assert standing(database) == {("s2", "W112"): False, ("s5", "W114"): False}
    with writing(database) as connection:  # the first petition goes, the first loss is about tax
        connection.execute(delete(PublicSignal).where(PublicSignal.signal_id == "s1"))
        connection.execute(
            update(PublicSignal).where(PublicSignal.signal_id == "s4").values(subject_code="tax")
        )
    evaluate(database, now=NOW)
    assert standing(database) == {("s2", "W112"): True, ("s5", "W114"): True}
    with writing(database) as connection:  # an earlier loss is typed in late
        row = {"signal_id": "s9", "source_code": "s", "signal_no": "9", "kind": "lawsuit"}
        row |= {"department_code": "d1", "subject_code": "land", "outcome": "lost"}
        connection.execute(
            insert(PublicSignal).values(**row, received_at=at("09-03"), answered_at=at("10-20"))
        )
    evaluate(database, now=NOW)
    with reading(database) as connection:
        open_again = cases(connection, SCOPE, "subjects_losing_again", as_of=NOW)
    assert open_again.frame["signal_id"].tolist() == ["s5"]


def test_losses_of_one_second_count_one_after_the_other(database: Engine) -> None:
    enterprise_record.fill(database)
    with writing(database) as connection:
        connection.execute(
            update(PublicSignal)
            .where(PublicSignal.signal_id == "s4")
            .values(answered_at=at("11-12"))
        )
    evaluate(database, now=NOW)
    with reading(database) as connection:
        found = cases(connection, SCOPE, "subjects_losing_again", as_of=NOW)
    assert found.frame["signal_id"].tolist() == ["s5"]
