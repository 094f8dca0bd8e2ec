"""A small district of derived rows for the tests of screens, counted by hand."""

from datetime import datetime

from sqlalchemy import Engine, insert

from data_access.cells import rebuild_cells
from data_access.engine import writing
from data_access.schema import DataSource, Department, ServiceItem
from tests.derived_rows import accepted, clock, closed, found, write

NOW = datetime(2026, 11, 23, 10, 0)  # a Monday
HOSTILE = "![x](http://elsewhere/p.png) **许可** <img src=x>"
OFFICER = "王小明"


def end_of(day: int) -> datetime:
    """The last second of a day of the month."""
    return datetime(2026, 11, day, 23, 59, 59)


def fill(engine: Engine) -> None:
    """Two departments; one red card, 25 yellow ones, one soon, one hint; a case closed today."""
    with writing(engine) as connection:
        connection.execute(
            insert(Department),
            [
                {"department_code": "housing", "name": "区房管局", "name_en": "Housing Bureau"}
                | {"display_order": 1},
                {"department_code": "water", "name": "区水务局", "name_en": "Water Authority"}
                | {"display_order": 2},
            ],
        )
        connection.execute(
            insert(DataSource),
            [{"source_code": "window", "name": "窗口", "name_en": "Window"}],
        )
        connection.execute(
            insert(ServiceItem),
            [
                {"item_code": "item-1", "name": HOSTILE, "name_en": HOSTILE}
                | {"department_code": "housing", "kind": "licence"}
            ],
        )
        late = accepted("late", datetime(2026, 11, 2, 9), end_of(13), statutory_due_at=end_of(20))
        waiting = clock("waiting", datetime(2026, 11, 20, 9), department_code="water")
        done = closed("done", datetime(2026, 11, 16, 9), end_of(30), datetime(2026, 11, 23, 9))
        many = [accepted(f"y{n:02}", datetime(2026, 11, 3, 9), end_of(16)) for n in range(25)]
        findings = [
            found(late, "W06", "red", datetime(2026, 11, 21), due_at=end_of(20), officer=OFFICER),
            found(waiting, "W24", "soon", datetime(2026, 11, 23, 9)),
            found(waiting, "W08", "hint", datetime(2026, 11, 23, 9)),
            *(
                found(case, "W02", "yellow", datetime(2026, 11, 17), due_at=end_of(16))
                for case in many
            ),
        ]
        write(connection, [late, waiting, done, *many], findings=findings)
        rebuild_cells(connection, "approval", 1)
