"""Ten thousand changes while the evaluation is killed ten times: nothing missed, nothing twice."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from data_access import evaluation as evaluation_of_changes
from data_access.engine import engine_for, reading, writing
from data_access.evaluation import evaluate, evaluate_batch, queue_everything
from data_access.schema import (
    ApprovalCase,
    CaseClock,
    ChangeQueue,
    EvaluationRun,
    Finding,
    ServiceItem,
)
from data_access.schema.base import table_of
from data_access.watching import keep_evaluating

CASES, ROUNDS, KILLS = 800, 5, 2  # with the repeats of each round, 10,000 changes
BATCH = 100  # so that much is left to do when the first batch is committed
PAUSE = threading.Event()


def watch(url: str) -> None:
    """What `evaluate --watch` does, in a process of its own and in small batches."""
    evaluation_of_changes.evaluate_batch = partial(evaluate_batch, size=BATCH)
    keep_evaluating(engine_for(url), threading.Event())


@contextmanager
def evaluation(forks: ForkServerContext, engine: Engine) -> Iterator[BaseProcess]:
    url = engine.url.render_as_string(hide_password=False)
    process = forks.Process(target=watch, args=(url,))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join(10)


def derived(engine: Engine) -> tuple[list[dict[str, Any]], ...]:
    tables = []
    with reading(engine) as connection:
        for model in (CaseClock, Finding):
            table = table_of(model)
            rows = connection.execute(select(table).order_by(*table.primary_key)).mappings()
            tables.append([{k: v for k, v in row.items() if k != "run_no"} for row in rows])
    return tuple(tables)


def write_round(engine: Engine, number: int, first: int, past: int) -> None:
    """Each round moves the acceptance of its cases by a day; the first one writes them."""
    moment = datetime(2026, 11, 2, 9) + timedelta(days=number)
    with writing(engine) as connection:
        if number == 0 and not written(connection, first):
            rows = [
                {
                    "case_id": f"s:{case}",
                    "source_code": "s",
                    "case_no": str(case),
                    "item_code": "i1",
                    "department_code": "d1",
                    "receipt_no": "R",
                    "received_at": datetime(2026, 11, 2, 8),
                    "accepted_at": moment,
                }
                for case in range(first, past)
            ]
            connection.execute(insert(ApprovalCase), rows)
            return
        names = [f"s:{case}" for case in range(first, past)]
        table = table_of(ApprovalCase)
        statement = update(table).where(table.c.case_id.in_(names)).values(accepted_at=moment)
        connection.execute(statement)


def written(connection: Connection, first: int) -> bool:
    statement = select(ApprovalCase.case_id).where(ApprovalCase.case_id == f"s:{first}")
    return connection.scalar(statement) is not None


def batches(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.scalar(select(func.max(EvaluationRun.run_no))) or 0


def waiting(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(table_of(ChangeQueue))) or 0


def test_nothing_is_missed_and_nothing_is_done_twice(database: Engine, forks: ForkServerContext):
    with writing(database) as connection:
        item = {"item_code": "i1", "name": "许可", "department_code": "d1", "kind": "licence"}
        connection.execute(
            insert(ServiceItem), [item | {"promised_limit": 10, "statutory_limit": 20}]
        )
    kills = 0
    for number in range(ROUNDS):
        write_round(database, number, 0, CASES // 2)
        for _ in range(KILLS):
            before = batches(database)
            with evaluation(forks, database) as process:
                write_round(database, number, CASES // 2, CASES)
                while batches(database) == before and process.is_alive():
                    PAUSE.wait(0.02)  # until the first batch is committed and the next is at work
            kills += 1
            write_round(database, number, 0, CASES // 2)
    assert kills >= 10
    evaluate(database)
    assert waiting(database) == 0
    clocks, findings = derived(database)
    assert len(clocks) == CASES
    last = datetime(2026, 11, 2, 9) + timedelta(days=ROUNDS - 1)
    assert {row["clock_started_at"] for row in clocks} == {last}
    of_cases = [row for row in findings if row["line"] == "approval"]
    valid = [row for row in of_cases if row["withdrawn_at"] is None and row["rule"] != "W26"]
    assert len(valid) == 3 * CASES  # W01, W02 and W06 of each case, once
    queue_everything(database)
    evaluate(database)
    assert derived(database) == (clocks, findings)
