"""Files that nobody here wrote, imported, and counted a second time in the plainest way."""

import csv
import gzip
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from sqlalchemy import func, select

from data_access.approvals.verdicts import agreement
from data_access.engine import reading
from data_access.evaluation import evaluate
from data_access.importing.mapping_file import read_mapping
from data_access.importing.run import import_file
from data_access.schema import ApprovalCase, CaseStep, DataFault
from supervision.scope import Period, Scope
from tests.conftest import DIALECTS, migrated
from tests.data_access.importing.small_files import (
    NOW,
    cases,
    empty_queue,
    queue_empty,
    steps,
    stored,
)
from tests.real_data import real_data

BOSTON = ("boston311", "boston311_2011h2.csv.gz")
BOSTON_LATER = ("boston311", "boston311_2015_2024_sample5k.csv.gz")
WABO_CSV = ("wabo_receipt", "receipt.csv.gz")
WABO_XES = ("wabo_receipt", "08_receipt.xes.gz")
BPIC15 = ("bpic15", "BPIC15_1.xes.gz")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def import_real(engine, mapping, parts):
    return import_file(engine, read_mapping(Path(mapping)), real_data(*parts), now=NOW)


def plain_rows(parts) -> list[dict[str, str]]:
    with gzip.open(real_data(*parts), "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


class Event(NamedTuple):
    """One event of a log: the number of its case, and its own attributes."""

    case_no: str
    own: dict[str, str]


def plain_events(parts) -> list[Event]:
    """Every event, trace by trace; what has been read of the log is let go at once."""
    events = []

    def attributes(element):
        return {each.get("key"): each.get("value") for each in element if each.get("key")}

    with gzip.open(real_data(*parts)) as log:
        for _, element in ET.iterparse(log):
            if element.tag.endswith("trace"):
                number = attributes(element)["concept:name"]
                found = [attributes(one) for one in element if one.tag.endswith("event")]
                events += [Event(number, own) for own in found]
                element.clear()
    return events


def wall(text: str) -> str:
    """A time with an offset as the clock in Amsterdam shows it, to the second."""
    return str(datetime.fromisoformat(text).astimezone(AMSTERDAM).replace(tzinfo=None))[:19]


@pytest.fixture(scope="module", params=DIALECTS)
def boston(request):
    """The requests of half a year, imported once: the database and what the import said."""
    with migrated(request.param, request) as database:
        yield database, import_real(database, "boston_311", BOSTON)


@pytest.fixture(scope="module", params=DIALECTS)
def permits(request):
    """The building permits, imported once: the database and what the import said."""
    with migrated(request.param, request) as database:
        yield database, import_real(database, "bpic15", BPIC15)


@pytest.fixture(scope="module")
def events_of_permits():
    return plain_events(BPIC15)


def test_boston_is_read_whole_and_judged_as_the_plain_file_is(boston):
    database, result = boston
    assert (result.rows_read, result.rows_shown, result.rows_quarantined) == (58_251, 58_251, 0)
    frame = pd.DataFrame(
        cases(database, "case_no", "promised_due_at", "closed_at", "source_verdict"),
        columns=["case_no", "due", "closed", "verdict"],
    )
    limited, closed = frame["due"].notna(), frame["closed"].notna()
    in_time, end = frame["closed"] <= frame["due"], frame["closed"].max()
    counts = {
        "in time": int((limited & closed & in_time).sum()),
        "late": int((limited & closed & ~in_time).sum()),
        "open and late": int((limited & ~closed & (frame["due"] < end)).sum()),
        "no limit": int((~limited).sum()),
    }
    assert counts == {
        "in time": 35_591,
        "late": 8_230,
        "open and late": 3_449,
        "no limit": 10_981,
    }

    plain = Counter()
    for row in plain_rows(BOSTON):
        due, closed_at = row["target_dt"], row["closed_dt"]
        if not due:
            plain["no limit"] += 1
        elif not closed_at:
            plain["open and late"] += due < end
        else:
            plain["in time" if closed_at <= due else "late"] += 1
    assert counts == dict(plain)


def test_bostons_own_verdict_agrees_wherever_there_is_a_limit_and_a_verdict(boston):
    database, _ = boston
    rows = cases(database, "promised_due_at", "closed_at", "source_verdict")
    ours = Counter(
        (verdict, "late" if closed is None or closed > due else "in time")
        for due, closed, verdict in rows
        if due is not None
    )
    assert ours == {
        ("on_time", "in time"): 35_591,
        ("overdue", "late"): 8_073 + 3_448,
        (None, "late"): 157 + 1,
    }
    assert {verdict for due, _, verdict in rows if due is None} == {"on_time"}
    with reading(database) as connection:
        listed = select(DataFault.rule, DataFault.column_name, func.count()).group_by(
            DataFault.rule, DataFault.column_name
        )
        assert connection.execute(listed).all() == [("C01", "source_verdict", 158)]


def test_the_later_spelling_of_boston_is_read_by_the_same_mapping(embedded):
    result = import_real(embedded, "boston_311", BOSTON_LATER)

    assert (result.rows_read, result.rows_shown, result.faults) == (4_995, 4_995, 1)
    plain = {
        row["CASE_ENQUIRY_ID"]: (row["OPEN_DT"], row["TARGET_DT"] or None, row["CLOSED_DT"])
        for row in plain_rows(BOSTON_LATER)
    }
    stored_times = cases(embedded, "case_no", "accepted_at", "promised_due_at", "closed_at")
    assert {number: tuple(times) for number, *times in stored_times} == plain
    verdicts = Counter(verdict for (verdict,) in cases(embedded, "source_verdict"))
    assert verdicts == {"on_time": 4_520, "overdue": 474, None: 1}


def test_boston_again_changes_nothing(embedded):
    first = import_real(embedded, "boston_311", BOSTON_LATER)
    before = stored(embedded, ApprovalCase)
    empty_queue(embedded)

    assert import_real(embedded, "boston_311", BOSTON_LATER) == first
    assert stored(embedded, ApprovalCase) == before
    assert queue_empty(embedded)


@pytest.mark.parametrize(
    ("mapping", "parts"), [("wabo_receipt_csv", WABO_CSV), ("wabo_receipt_xes", WABO_XES)]
)
def test_wabo_shows_all_but_its_two_impossible_cases(embedded, mapping, parts):
    result = import_real(embedded, mapping, parts)

    plain = {}
    for row in plain_rows(WABO_CSV):
        plain.setdefault(row["case:concept:name"], []).append(row)
    impossible = {
        number
        for number, (first, *_) in plain.items()
        if first["case:enddate"] and wall(first["case:enddate"]) < wall(first["case:startdate"])
    }
    assert len(plain) == 1_434
    assert len(impossible) == 2
    assert (result.cases_shown, result.cases_quarantined) == (1_432, 2)
    assert (result.rows_read, result.rows_quarantined) == (
        8_577,
        sum(len(plain[number]) for number in impossible),
    )
    listed = stored(embedded, DataFault, "rule", "column_name", "is_quarantined")
    assert listed == [("T02", "closed_at", True)] * 2

    expected = [
        (f"wabo_receipt:{number}", place, row["concept:name"], row["org:resource"])
        for number, rows in plain.items()
        if number not in impossible
        for place, row in enumerate(rows, 1)
    ]
    assert steps(embedded, "case_id", "step_no", "step_code", "officer") == sorted(expected)
    limits = {
        number: (wall(rows[0]["case:startdate"]), wall(rows[0]["case:deadline"]))
        for number, rows in plain.items()
        if number not in impossible
    }
    found = cases(embedded, "case_no", "accepted_at", "promised_due_at", "statutory_due_at")
    assert {number: (start, due) for number, start, due, _ in found} == limits
    assert all(promised == statutory for *_, promised, statutory in found)


def test_wabo_as_csv_and_as_log_is_the_same(embedded):
    import_real(embedded, "wabo_receipt_csv", WABO_CSV)
    as_csv = (stored(embedded, ApprovalCase), stored(embedded, CaseStep))
    empty_queue(embedded)

    import_real(embedded, "wabo_receipt_xes", WABO_XES)

    assert (stored(embedded, ApprovalCase), stored(embedded, CaseStep)) == as_csv
    assert queue_empty(embedded)


def test_the_building_permits_have_619_late_steps(permits, events_of_permits):
    database, result = permits
    assert (result.cases_shown, result.rows_read, result.rows_shown) == (1_199, 52_217, 52_217)
    with reading(database) as connection:
        late = select(func.count()).where(CaseStep.ended_at > CaseStep.due_at)
        assert connection.scalar(late) == 619
        dated = select(func.count()).where(CaseStep.due_at.is_not(None))
        assert connection.scalar(dated) == 3_340

    plain = [
        (event.own["dateFinished"][:10], wall(event.own["dueDate"])[:10])
        for event in events_of_permits
        if "dueDate" in event.own
    ]
    assert len(plain) == 3_340
    assert sum(finished > due for finished, due in plain) == 619


def test_the_building_permits_keep_the_order_of_the_log(permits, events_of_permits):
    database, _ = permits
    expected = {}
    for number, own in events_of_permits:
        code = own.get("action_code") or own["concept:name"]
        finished = own["dateFinished"][:19]
        expected.setdefault(number, []).append((code, finished))
    found = {}
    for case_id, code, ended in steps(database, "case_id", "step_code", "ended_at"):
        found.setdefault(case_id.partition(":")[2], []).append((code, ended))
    assert found == expected


def test_bostons_verdict_agrees_with_ours_after_evaluation(embedded, tmp_path):
    """The requests of nine days, imported and evaluated, beside a count by pandas."""
    frame = pd.read_csv(real_data(*BOSTON), dtype=str, keep_default_na=False)
    as_of = datetime.fromisoformat(frame["closed_dt"].max())
    some = frame[frame["open_dt"].str.startswith("2011-09-0")]
    some.to_csv(tmp_path / "september.csv", index=False)
    import_file(embedded, read_mapping(Path("boston_311")), tmp_path / "september.csv", now=NOW)
    evaluate(embedded, now=NOW)

    due, closed = some["target_dt"], some["closed_dt"]
    late = due.lt(closed.where(closed != "", str(as_of)))
    ours = late.map({True: "late", False: "on_time"}).where(closed != "", "open_within")
    ours = ours.mask((closed == "") & late, "open_late").mask(due == "", "no_limit")
    said = some["ontime"].map({"ONTIME": "on_time", "OVERDUE": "overdue"}).fillna("")
    plain = Counter(zip(said, ours, strict=True))
    assert plain == {
        ("on_time", "on_time"): 1_836,
        ("on_time", "no_limit"): 355,  # the source calls on time what has no limit
        ("overdue", "late"): 521,
        ("overdue", "open_late"): 191,
        ("", "late"): 17,
    }
    scope = Scope(Period(date(2011, 9, 1), date(2011, 9, 9)))
    with reading(embedded) as connection:
        found = agreement(connection, scope, as_of=as_of)
    assert {(row.source_verdict, row.ours): row.cases for row in found.itertuples()} == plain
