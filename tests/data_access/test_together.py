"""Questions asked together: the answers of each, from one view, for one kind of reader."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pandas.testing import assert_frame_equal
from sqlalchemy import Connection, Engine, event

from data_access.engine import reading
from data_access.figures import figures, indicators
from data_access.together import asked, together
from supervision.scope import Period, Scope
from tests import appeals_record
from tests.appeals_record import NOW

SCOPE = Scope(Period.ending(NOW.date(), 30))
BEFORE = Scope(Period.ending(NOW.date() - timedelta(days=30), 30))
VOICES = ("resolution_by_department", "resolution_by_enterprise")


@pytest.fixture(scope="module")
def evaluated(shared_database: Engine) -> Engine:
    appeals_record.fill(shared_database)
    return shared_database


@pytest.fixture
def view(evaluated: Engine) -> Iterator[Connection]:
    with reading(evaluated) as connection:
        yield connection


def test_each_answer_is_that_of_its_own_question(view: Connection) -> None:
    received, before, voices = together(
        view,
        SCOPE,
        as_of=NOW,
        questions=(
            asked(figures, names=("appeals_received",), by="department"),
            asked(figures, BEFORE, names=("appeals_received",)),
            asked(indicators, names=VOICES),
        ),
    )
    alone = figures(view, SCOPE, ["appeals_received"], as_of=NOW, by="department")
    assert_frame_equal(received, alone)
    assert received["appeals_received"].sum() == 5
    assert before.iloc[0, 0] == 1
    assert voices["value"].to_list() == [1.0, 0.5]


def test_what_all_have_to_know_is_asked_once(view: Connection) -> None:
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    question = asked(figures, names=("appeals_received", "appeals_passed_around"))
    event.listen(view.engine, "before_cursor_execute", note)
    first, second = together(view, SCOPE, as_of=NOW, questions=(question, question))
    event.remove(view.engine, "before_cursor_execute", note)
    assert_frame_equal(first, second)
    assert sum("FROM evaluation_run" in one for one in statements) == 1
    assert sum("finding.withdrawn_at" in one for one in statements) == 1


def test_a_question_of_other_departments_is_refused(view: Connection) -> None:
    others = replace(SCOPE, departments=("d2",))
    questions = (asked(figures, others, names=("appeals_received",)),)
    with pytest.raises(ValueError, match="same departments"):
        together(view, replace(SCOPE, departments=("d1",)), as_of=NOW, questions=questions)


def test_a_fault_says_which_of_the_questions_it_is(view: Connection) -> None:
    questions = (asked(figures, names=("appeals_received",)), asked(indicators, names=("nobody",)))
    with pytest.raises((KeyError, ValueError)) as caught:
        together(view, SCOPE, as_of=NOW, questions=questions)
    assert caught.value.__notes__ == ["asked together, by indicators"]
