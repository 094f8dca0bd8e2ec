"""What many questions of one view ask again is asked once, and never outlives the view."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, event, insert

from data_access.batches import Batch, newest_batch
from data_access.engine import reading, writing
from data_access.schema import EvaluationRun

NOW = datetime(2026, 9, 3, 10, 30)


def work(engine: Engine, run_no: int) -> None:
    with writing(engine) as connection:
        batch = {"run_no": run_no, "finished_at": NOW, "subjects": 0}
        connection.execute(insert(EvaluationRun), batch)
        assert newest_batch(connection) == Batch(run_no, NOW), "who writes sees what is written"


def test_the_newest_batch_is_asked_for_once_in_a_view(database: Engine) -> None:
    asked: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    with reading(database) as view:
        assert newest_batch(view) == Batch(0, None)
        work(database, 1)
        event.listen(database, "before_cursor_execute", note)
        assert newest_batch(view) == Batch(0, None)
        event.remove(database, "before_cursor_execute", note)
        assert asked == []
    with reading(database) as view:
        assert newest_batch(view) == Batch(1, NOW)
