"""Every kind of bad value: listed with its rule, shown or left out as it must be, never lost."""

import pytest

from data_access.schema import DataFault
from tests.data_access.importing.small_files import (
    CASES,
    GOOD,
    NOW,
    cases,
    cases_csv,
    faults,
    imported,
    stored,
)

OUT, SHOWN = True, False
BAD = [
    # times that cannot be read
    ({"received": "不详"}, "T01", "received_at", OUT),
    ({"received": "0000-00-00 00:00:00"}, "T01", "received_at", OUT),
    ({"closed": "2026-02-30 00:00:00"}, "T01", "closed_at", OUT),
    ({"closed": "2026-03-10 24:01:00"}, "T01", "closed_at", OUT),
    ({"received": "", "accepted": ""}, "T01", "received_at", OUT),
    ({"typed": "yesterday"}, "T01", "created_at", SHOWN),
    # impossible orders
    ({"closed": "2026-03-03 10:29:59"}, "T02", "closed_at", OUT),
    ({"accepted": "", "closed": "2026-03-01 09:00:00"}, "T02", "closed_at", OUT),
    ({"accepted": "2026-03-02 08:59:59"}, "T02", "accepted_at", OUT),
    ({"decided": "2026-03-03 10:00:00"}, "T02", "decided_at", OUT),
    ({"decided": "2026-03-10 16:00:01"}, "T02", "closed_at", OUT),
    # outside all calendars
    ({"received": "infinity"}, "T03", "received_at", OUT),
    ({"due": "-infinity"}, "T03", "promised_due_at", OUT),
    ({"received": "1899-12-31 00:00:00"}, "T03", "received_at", OUT),
    ({"due": "3026-03-17 00:00:00"}, "T03", "promised_due_at", OUT),
    ({"received": "0044-03-15 BC"}, "T03", "received_at", OUT),
    # the year that means never
    ({"closed": "9999-12-31 00:00:00", "status": "在办"}, "T04", "closed_at", SHOWN),
    ({"due": "9999-12-31 00:00:00"}, "T04", "promised_due_at", SHOWN),
    # formats that were not declared
    ({"received": "20260302"}, "T05", "received_at", OUT),
    ({"received": "1772413200000"}, "T05", "received_at", OUT),
    ({"received": "46083.375"}, "T05", "received_at", OUT),
    ({"closed": "03/04/2026"}, "T05", "closed_at", OUT),
    ({"closed": "2026-03-10T16:00:00Z"}, "T05", "closed_at", OUT),
    ({"closed": "2026-03-10 16:00:00+08:00"}, "T05", "closed_at", OUT),
    ({"expiry": "31.01.2027"}, "T05", "renews_expiry_on", SHOWN),
    # times to come
    ({"closed": "2026-11-23 09:46:21"}, "T06", "closed_at", OUT),
    (
        {"received": "2027-01-01 09:00:00", "accepted": "", "closed": "", "status": ""},
        "T06",
        "received_at",
        OUT,
    ),
    # what rows are told apart by
    ({"no": ""}, "R03", "case_no", OUT),
    ({"no": "9" * 58}, "R03", "case_no", OUT),
    ({"no": "good"}, "R03", "case_no", OUT),  # that number stands in the first row
    ({"no": "a\u200bb"}, "S02", "case_no", SHOWN),
    ({"no": "#N/A"}, "V01", "case_no", OUT),
    # numbers that are none
    ({"visits": "inf"}, "V01", "visits", SHOWN),
    ({"visits": "1e308"}, "V01", "visits", SHOWN),
    ({"visits": "twice"}, "V01", "visits", SHOWN),
    ({"told": "perhaps"}, "V01", "remedy_told", SHOWN),
    ({"item": "A-2", "limit": "ten"}, "V01", "promised_limit", SHOWN),
    # characters
    ({"officer": "nul\x00byte"}, "S02", "officer", SHOWN),
    ({"officer": "gnp\u202eexe"}, "S02", "officer", SHOWN),
    ({"officer": "zero\u200bwidth"}, "S02", "officer", SHOWN),
    ({"officer": "bell\x07"}, "S02", "officer", SHOWN),
    ({"officer": "x" * 200_000}, "S02", "officer", SHOWN),
    ({"receipt": "x" * 65}, "S02", "receipt_no", SHOWN),
    ({"department": "hous\u200bing"}, "S02", "department_code", SHOWN),
    # codes
    ({"channel": "飞鸽"}, "C01", "channel", SHOWN),
    ({"verdict": "maybe"}, "C01", "source_verdict", SHOWN),
    ({"verdict": ""}, "C01", "source_verdict", SHOWN),
    ({"status": "未知"}, "C01", "status", SHOWN),
    ({"status": "办结", "closed": ""}, "C02", "closed_at", OUT),
    ({"status": "在办"}, "C03", "closed_at", OUT),
]


def bad_file() -> str:
    rows = [GOOD | {"no": "good"}]
    rows += [GOOD | {"no": f"bad-{place}"} | changes for place, (changes, *_) in enumerate(BAD)]
    return cases_csv(*rows)


@pytest.fixture
def bad_import(database, tmp_path):
    return imported(database, tmp_path, CASES, bad_file())


def test_every_bad_value_is_listed_once_with_its_rule(database, bad_import):
    expected = [(row, *fault) for row, (_, *fault) in enumerate(BAD, 3)]

    assert len(BAD) >= 40
    assert faults(database) == expected


def test_read_is_shown_and_quarantined(database, bad_import):
    left_out = sum(is_out for *_, is_out in BAD)

    assert bad_import.rows_read == len(BAD) + 1
    assert bad_import.rows_quarantined == left_out
    assert bad_import.rows_shown == len(cases(database)) == bad_import.rows_read - left_out


def test_what_is_shown_bears_nothing_that_could_not_be_read(database, bad_import):
    kept = dict(cases(database, "case_no", "officer"))
    by_changes = {str(changes): f"bad-{place}" for place, (changes, *_) in enumerate(BAD)}

    assert kept[by_changes[str({"officer": "nul\x00byte"})]] == "nulbyte"
    assert kept[by_changes[str({"officer": "gnp\u202eexe"})]] == "gnpexe"
    assert len(kept[by_changes[str({"officer": "x" * 200_000})]]) == 500
    assert "ab" in kept  # freed from the character between, and listed
    assert {code for (code,) in cases(database, "department_code")} == {"housing"}
    unknown = by_changes[str({"channel": "飞鸽"})]
    assert (unknown, None) in cases(database, "case_no", "channel")


def test_a_time_that_means_never_leaves_the_case_open(database, bad_import):
    closed = dict(cases(database, "case_no", "closed_at"))
    place = next(place for place, (_, rule, *_) in enumerate(BAD) if rule == "T04")

    assert closed[f"bad-{place}"] is None


def test_a_fault_keeps_what_stood_there(database, bad_import):
    raw = dict(stored(database, DataFault, "subject_id", "raw_value"))
    where = {str(changes): f"cases.csv:{row}" for row, (changes, *_) in enumerate(BAD, 3)}

    assert raw[where[str({"received": "不详"})]] == "不详"
    assert raw[where[str({"closed": "2026-03-03 10:29:59"})]] == (
        "2026-03-03 10:29:59 < 2026-03-03 10:30:00"
    )
    assert raw[where[str({"officer": "nul\x00byte"})]] == "nul\\u0000byte"
    assert raw[where[str({"officer": "x" * 200_000})]] == "x" * 500
    assert raw[where[str({"verdict": ""})]] is None


def test_a_fault_is_booked_to_its_source_department_and_time(database, bad_import):
    booked = set(stored(database, DataFault, "line", "source_code", "department_code", "found_at"))

    assert booked == {("import", "window", "housing", str(NOW))}


def test_numbers_of_persons_are_masked_in_what_is_listed(database, tmp_path):
    row = GOOD | {"received": "310112199001011234 rang from 13812345678"}

    imported(database, tmp_path, CASES, cases_csv(row))

    ((raw,),) = stored(database, DataFault, "raw_value")
    assert raw == "3101**********1234 rang from 138****5678"


def test_two_faults_of_a_row_are_both_listed(database, tmp_path):
    row = GOOD | {"received": "不详", "channel": "飞鸽"}

    result = imported(database, tmp_path, CASES, cases_csv(row))

    assert faults(database) == [(2, "C01", "channel", False), (2, "T01", "received_at", True)]
    assert (result.rows_quarantined, result.faults) == (1, 2)


def test_bytes_of_another_encoding_are_shown_as_such(database, tmp_path):
    text = cases_csv(GOOD | {"officer": "café"}).encode("latin-1", "xmlcharrefreplace")

    imported(database, tmp_path, CASES, text)

    assert cases(database, "officer") == [("caf\ufffd",)]
    assert (2, "S01", "officer", False) in faults(database)
    raw = dict(stored(database, DataFault, "column_name", "raw_value"))
    assert raw["officer"] == "caf\\xe9"


def test_a_row_of_another_width_is_left_out(database, tmp_path):
    header, good = cases_csv(GOOD).splitlines()
    text = "\n".join([header, good + ",one more", good.rpartition(",")[0], good]) + "\n"

    result = imported(database, tmp_path, CASES, text)

    assert faults(database) == [(2, "V01", "", True), (3, "V01", "", True)]
    assert (result.rows_read, result.rows_shown, result.rows_quarantined) == (3, 1, 2)


def test_a_good_row_stands_for_a_number_whose_first_row_was_bad(database, tmp_path):
    rows = [GOOD | {"received": "不详"}, GOOD, GOOD | {"officer": "李四"}]

    result = imported(database, tmp_path, CASES, cases_csv(*rows))

    assert cases(database, "case_no", "officer") == [("007", "王五")]
    assert faults(database) == [(2, "T01", "received_at", True), (4, "R03", "case_no", True)]
    assert (result.rows_shown, result.cases_shown, result.cases_quarantined) == (1, 1, 0)
