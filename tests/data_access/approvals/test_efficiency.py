"""What limits are worth: medians and ninth deciles beside promise and law, few cases hidden."""

from datetime import datetime

import pytest
from sqlalchemy import Connection, insert

from data_access.approvals.efficiency import limits_by_item
from data_access.cells import rebuild_cells
from data_access.figures import cases, figures
from data_access.schema import ServiceItem
from supervision.scope import Period, Scope
from tests.derived_rows import Row, accepted, closed, found, write

NOW = datetime(2026, 11, 23, 9, 41, 20)
START = datetime(2026, 11, 2, 9)
DONE = datetime(2026, 11, 16, 15)
DUE = datetime(2026, 11, 16, 23, 59, 59)
SCOPE = Scope(Period.ending(NOW.date(), 30))


def item(code: str, promised: int | None, statutory: int, unit: str = "working_day") -> Row:
    return {
        "item_code": code,
        "name": code,
        "department_code": "housing",
        "kind": "licence",
        "promised_limit": promised,
        "statutory_limit": statutory,
        "limit_unit": unit,
    }


def done(prefix: str, code: str, days: list[int], **values: object) -> list[Row]:
    """Closed cases of an item that took so many days."""
    return [
        closed(f"{prefix}{place}", START, DUE, DONE, item_code=code, **values)
        | {"used_days": used, "raw_days": used}
        for place, used in enumerate(days)
    ]


@pytest.fixture
def measured(connection: Connection) -> Connection:
    connection.execute(
        insert(ServiceItem),
        [
            item("slow", 10, 20),
            item("quick", 10, 20),
            item("rare", 5, 20),
            item("hours", 8, 16, "working_hour"),
            item("open-ended", None, 20),
        ],
    )
    write(
        connection,
        clocks=[
            *done("s", "slow", [2, 3, 4, 5, 6, 7, 8, 9, 12, 15]),  # half within 6, nine in ten 12
            *done("q", "quick", [1] * 9 + [10]),
            *done("r", "rare", [9] * 9),  # nine cases are too few
            *done("h", "hours", [9] * 12, limit_unit="working_hour"),
            *done("o", "open-ended", [9] * 12),
            *done("v", "slow", [30] * 3, outcome="void"),  # no decision, no time used
        ],
    )
    rebuild_cells(connection, "approval", 1)
    return connection


def test_the_item_nearest_its_promise_comes_first(measured: Connection) -> None:
    frame = limits_by_item(measured, SCOPE, as_of=NOW)

    assert frame.to_dict("split")["data"] == [
        ["slow", 20, 10, 6, 12, 10],
        ["quick", 20, 10, 1, 1, 10],
    ]


def test_only_so_many_items_are_shown(measured: Connection) -> None:
    frame = limits_by_item(measured, SCOPE, as_of=NOW, most=1)

    assert frame["item_code"].tolist() == ["slow"]


def test_the_count_of_an_item_is_as_long_as_its_list(measured: Connection) -> None:
    scope = Scope(SCOPE.period, items=("slow",))

    assert cases(measured, scope, "closed_measured", as_of=NOW).total == 10


def test_nothing_closed_is_an_empty_answer(connection: Connection) -> None:
    frame = limits_by_item(connection, SCOPE, as_of=NOW)

    assert frame.empty
    assert list(frame) == ["item_code", "statutory", "promised", "median", "p90", "cases"]


MISSED = ("due_raw", "due_lawful", "due_extended")


@pytest.fixture
def due(connection: Connection) -> Connection:
    late = datetime(2026, 11, 18, 10)
    later = datetime(2026, 11, 25, 23, 59, 59)
    lawful = {"promised_lawful_due_at": later, "promised_due_at": later}
    write(
        connection,
        clocks=[
            closed("in-time", START, DUE, DUE),
            closed("late", START, DUE, late),
            closed("saved by a pause", START, DUE, late) | lawful,
            accepted("open and late", START, DUE),
            closed("void in time", START, DUE, DONE, outcome="void"),
            closed("void too late", START, DUE, late, outcome="void"),
            accepted("not due yet", START, later),
        ],
        findings=[],
    )
    rebuild_cells(connection, "approval", 1)
    return connection


@pytest.mark.parametrize(
    ("name", "missed"),
    [
        ("due_raw", ["late", "open and late", "saved by a pause", "void too late"]),
        ("due_lawful", ["late", "open and late", "void too late"]),
        ("due_extended", ["late", "open and late", "void too late"]),
    ],
)
def test_what_missed_its_limit_is_what_was_due_less_what_met_it(
    due: Connection, name: str, missed: list[str]
) -> None:
    numbers = figures(due, SCOPE, [name, f"{name}_met", f"{name}_missed"], as_of=NOW).iloc[0]
    listing = cases(due, SCOPE, f"{name}_missed", as_of=NOW)

    assert sorted(listing.frame["case_id"]) == missed
    assert numbers[f"{name}_missed"] == numbers[name] - numbers[f"{name}_met"] == len(missed)


def test_a_withdrawn_finding_is_no_longer_unlawful(connection: Connection) -> None:
    case = accepted("a", START, DUE)
    withdrawn = {"withdrawn_at": datetime(2026, 11, 20)}
    write(
        connection,
        clocks=[case],
        findings=[
            found(case, "W12", "yellow", START),
            found(case, "W12", "yellow", DONE, episode=2, **withdrawn),
            found(case, "W11", "red", START),
            found(case, "W106", "soon", datetime(2026, 9, 1)),  # before the period
        ],
    )
    rebuild_cells(connection, "approval", 1)
    names = ["pauses_unlawful", "extensions_unlawful", "typed_in_late"]

    def counted(as_of: datetime) -> list[int]:
        return figures(connection, SCOPE, names, as_of=as_of).iloc[0].tolist()

    assert counted(NOW) == [1, 1, 0]
    assert counted(datetime(2026, 11, 19)) == [2, 1, 0]  # before it was withdrawn
