"""Every list that a screen can name answers, and says how long it is."""

from datetime import datetime

import pytest
from sqlalchemy import Connection

from data_access.approvals.verdicts import Pair
from data_access.cells import rebuild_cells
from data_access.measures import MEASURES
from data_access.named_lists import PAUSE_LISTS, named_list, pair_of, title_of, verdicts_name
from supervision.pausing import SPANS
from supervision.scope import Period, Scope
from tests.derived_rows import clock, closed, write

NOW = datetime(2026, 11, 23, 9, 41, 20)
SCOPE = Scope(Period.ending(NOW.date(), 30))


@pytest.mark.parametrize("pair", [Pair("s", "", "late"), Pair("a.b", "on_time", "no_limit", True)])
def test_a_list_of_verdicts_is_named_by_what_it_compares(pair: Pair) -> None:
    name = verdicts_name(pair.source, pair.verdict, pair.ours, whole=pair.whole)

    assert pair_of(name) == pair
    assert title_of(name) is not None


@pytest.mark.parametrize("name", ["nonsense", "verdicts", "verdicts.x.y.z.s", ""])
def test_other_names_are_unknown(connection: Connection, name: str) -> None:
    assert title_of(name) is None
    with pytest.raises(ValueError, match="no measure is called"):
        named_list(connection, SCOPE, as_of=NOW, name=name, limit=5)


def test_every_span_of_pauses_has_its_list() -> None:
    assert {f"pauses_{span}" for span in SPANS} <= set(PAUSE_LISTS)


def test_every_list_can_be_asked(connection: Connection) -> None:
    start, due = datetime(2026, 11, 2, 9), datetime(2026, 11, 16, 23, 59, 59)
    write(connection, clocks=[closed("a", start, due, due, source_verdict="on_time")])
    rebuild_cells(connection, "approval", run_no=1)
    verdict = verdicts_name("window", "on_time", "on_time", whole=False)

    for name in (*MEASURES, *PAUSE_LISTS, verdict):
        found = named_list(connection, SCOPE, as_of=NOW, name=name, limit=5)
        assert found.total == len(found.frame), name
    assert found.frame["case_id"].tolist() == ["a"]


def test_a_list_says_what_was_known_at_its_moment(connection: Connection) -> None:
    """One case accepted on the 3rd and closed on the 16th; another one not accepted to this day."""
    received, accepted = datetime(2026, 11, 2, 9), datetime(2026, 11, 3, 9)
    end, deemed_accepted = datetime(2026, 11, 16, 10), datetime(2026, 11, 30)
    one = closed("a", received, end, end) | {"accepted_at": accepted}
    two = clock("b", received, accepted_at=deemed_accepted, promised_due_at=end)
    write(connection, clocks=[one, two])

    def told(as_of: datetime) -> list[tuple[object, ...]]:
        frame = named_list(connection, SCOPE, as_of=as_of, name="received", limit=5).frame
        frame = frame.sort_values("case_id").astype(object).where(frame.notna(), None)
        columns = ["accepted_at", "closed_at", "outcome", "promised_due_at"]
        return list(frame[columns].itertuples(index=False, name=None))

    open_case = (None, None, "", end)
    assert told(datetime(2026, 11, 2, 10)) == [open_case, open_case]
    assert told(datetime(2026, 11, 4)) == [(accepted, None, "", end), open_case]
    assert told(NOW) == [(accepted, end, "granted", end), open_case]
