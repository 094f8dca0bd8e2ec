"""Importing again: the same file changes nothing, another version of it just what differs."""

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from data_access.importing import batch, run
from data_access.schema import (
    ApprovalCase,
    CaseStep,
    ChangeQueue,
    DataFault,
    DataSource,
    Department,
    ImportRun,
    ServiceItem,
    Town,
)
from tests.data_access.importing.small_files import (
    CASES,
    GOOD,
    NOW,
    STEPS,
    cases,
    cases_csv,
    empty_queue,
    faults,
    imported,
    mapping_of,
    queue_empty,
    steps,
    steps_csv,
    stored,
)
from tests.data_access.importing.test_bad_rows import bad_file
from tests.data_access.importing.test_import_steps import event as step_row

EVERYTHING = (
    ApprovalCase,
    CaseStep,
    DataFault,
    DataSource,
    Department,
    ImportRun,
    ServiceItem,
    Town,
)
ENDED = "2011-10-11T13:45:40+02:00"


def all_rows(engine):
    return {model.__name__: stored(engine, model) for model in EVERYTHING}


@pytest.mark.parametrize(
    ("mapping", "content"),
    [
        (CASES, bad_file()),
        (
            STEPS,
            steps_csv(
                step_row("a", "one", ENDED),
                step_row("b", "one", ENDED, **{"case:end": "2011-10-10T08:00:00+02:00"}),
                step_row("a", "two", "soon"),
                step_row("a", "three", ENDED),
            ),
        ),
    ],
    ids=["cases", "steps"],
)
def test_the_same_file_changes_nothing_and_queues_nothing(database, tmp_path, mapping, content):
    first = imported(database, tmp_path, mapping, content)
    before = all_rows(database)
    empty_queue(database)

    second = imported(database, tmp_path, mapping, content)

    assert second == first
    assert all_rows(database) == before
    assert queue_empty(database)


def test_a_changed_row_alone_is_queued(database, tmp_path):
    rows = [GOOD | {"no": str(number)} for number in range(5)]
    imported(database, tmp_path, CASES, cases_csv(*rows))
    empty_queue(database)

    rows[3] |= {"closed": "2026-03-11 16:00:00"}
    imported(database, tmp_path, CASES, cases_csv(*rows))

    assert stored(database, ChangeQueue, "line", "subject_id") == [("approval", "window:3")]
    assert cases(database, "closed_at")[3] == ("2026-03-11 16:00:00",)


def test_a_value_that_became_blank_is_taken_back(database, tmp_path):
    imported(database, tmp_path, CASES, cases_csv(GOOD))

    imported(database, tmp_path, CASES, cases_csv(GOOD | {"closed": "", "status": "在办"}))

    assert cases(database, "closed_at") == [(None,)]


def test_a_fault_is_gone_when_its_row_is_mended_and_keeps_its_first_time_while_it_is_not(
    database, tmp_path
):
    bad = [GOOD | {"no": "1", "channel": "飞鸽"}, GOOD | {"no": "2", "channel": "飞鸽"}]
    imported(database, tmp_path, CASES, cases_csv(*bad))
    later = NOW.replace(day=24)

    imported(database, tmp_path, CASES, cases_csv(GOOD | {"no": "1"}, bad[1]), now=later)

    assert faults(database) == [(3, "C01", "channel", False)]
    assert stored(database, DataFault, "found_at") == [(str(NOW),)]


def test_faults_of_other_files_stay(database, tmp_path):
    imported(database, tmp_path, CASES, cases_csv(GOOD | {"no": ""}), "cases_1.csv")
    imported(database, tmp_path, CASES, cases_csv(GOOD | {"no": ""}), "casesx1.csv")

    imported(database, tmp_path, CASES, cases_csv(GOOD), "cases_1.csv")

    assert stored(database, DataFault, "subject_id") == [("casesx1.csv:2",)]


def test_a_case_that_became_impossible_is_no_longer_shown(database, tmp_path):
    rows = [step_row("a", "one", ENDED), step_row("b", "one", ENDED)]
    imported(database, tmp_path, STEPS, steps_csv(*rows))
    empty_queue(database)

    rows[0] |= {"case:end": "2011-10-10T08:00:00+02:00"}
    imported(database, tmp_path, STEPS, steps_csv(*rows))

    assert cases(database, "case_no") == [("b",)]
    assert steps(database, "case_id") == [("flow:b",)]
    assert {subject for _, subject in stored(database, ChangeQueue, "line", "subject_id")} == {
        "flow:a"
    }


def test_steps_that_a_case_no_longer_has_are_taken_away(database, tmp_path):
    rows = [step_row(number, name, ENDED) for number in "ab" for name in ("one", "two", "three")]
    imported(database, tmp_path, STEPS, steps_csv(*rows))

    imported(database, tmp_path, STEPS, steps_csv(*rows[:1], *rows[3:]))

    assert steps(database, "case_id", "step_code") == [
        ("flow:a", "one"),
        ("flow:b", "one"),
        ("flow:b", "two"),
        ("flow:b", "three"),
    ]


def test_an_import_cut_off_leaves_whole_batches_and_is_completed_by_the_next(
    database, tmp_path, monkeypatch
):
    rows = [step_row(str(number), name, ENDED) for number in range(8) for name in ("one", "two")]
    monkeypatch.setattr(run, "BATCH", 3)
    write_faults = batch.write_faults
    calls = iter([write_faults, write_faults, None])

    def cut_off(connection, fault_rows):
        """The third batch fails after its cases and steps are written, before its commit."""
        write = next(calls)
        if write is None:
            raise OperationalError("COMMIT", None, Exception("the database went away"))
        write(connection, fault_rows)

    monkeypatch.setattr(batch, "write_faults", cut_off)
    with pytest.raises(OperationalError):
        imported(database, tmp_path, STEPS, steps_csv(*rows))
    assert [place for (place,) in steps(database, "step_no")] == [1, 2, 1, 2, 1, 2]
    monkeypatch.setattr(batch, "write_faults", write_faults)

    imported(database, tmp_path, STEPS, steps_csv(*rows))

    assert steps(database, "case_id", "step_no") == [
        (f"flow:{number}", place) for number in range(8) for place in (1, 2)
    ]
    assert stored(database, ImportRun, "rows_read", "rows_shown") == [(16, 16)]


def test_a_file_whose_every_row_is_a_case_of_its_own_needs_no_memory_of_rows(
    embedded, tmp_path, monkeypatch
):
    """Duplicates far apart are found though each batch is forgotten."""
    monkeypatch.setattr(run, "BATCH", 1)
    rows = [GOOD | {"no": number} for number in ("1", "2", "3", "1")]

    imported(embedded, tmp_path, CASES, cases_csv(*rows))

    assert faults(embedded) == [(5, "R03", "case_no", True)]


def test_each_batch_is_one_transaction(embedded, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "BATCH", 10)
    commits = []
    event.listen(embedded, "commit", lambda _connection: commits.append(1))

    imported(embedded, tmp_path, CASES, cases_csv(*[GOOD | {"no": str(n)} for n in range(30)]))

    # the source, three batches, the run
    assert len(commits) == 5
    assert mapping_of(tmp_path, CASES).has_steps is False
