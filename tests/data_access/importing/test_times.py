"""Times are read by the declared formats only, and kept as the wall clock of the city."""

from zoneinfo import ZoneInfo

import pytest

from data_access.importing.refusal import BadValueError
from data_access.importing.times import DateCell, TimeRule, check_format, time_reader

SHANGHAI, AMSTERDAM = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Amsterdam")
UTC = ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("declared", "text", "kept"),
    [
        ("%Y-%m-%d %H:%M:%S", "2026-01-05 08:00:09", "2026-01-05 08:00:09"),
        ("%Y-%m-%d %H:%M:%S", "2026-1-5 8:00:09", "2026-01-05 08:00:09"),  # no leading zeros
        ("%Y-%m-%d %H:%M:%S.%f", "2026-01-05 08:00:09.987", "2026-01-05 08:00:09"),
        ("%d/%m/%Y", "03/04/2026", "2026-04-03 00:00:00"),
        ("%m/%d/%Y", "03/04/2026", "2026-03-04 00:00:00"),
        ("%m/%d/%Y %I:%M:%S %p", "07/01/2011 12:05:00 AM", "2011-07-01 00:05:00"),
        ("%m/%d/%Y %I:%M:%S %p", "07/01/2011 12:05:00 PM", "2011-07-01 12:05:00"),
        ("%m/%d/%Y %I:%M:%S %p", "07/01/2011 11:05:00 pm", "2011-07-01 23:05:00"),
        ("%Y年%m月%d日", "2026年1月5日", "2026-01-05 00:00:00"),
        ("%Y%m%d", "20260105", "2026-01-05 00:00:00"),
        ("iso", "2026-01-05", "2026-01-05 00:00:00"),
        ("iso", "2026-01-05T08:00", "2026-01-05 08:00:00"),
        ("iso", "2026-01-05T08:00:00Z", "2026-01-05 16:00:00"),
        ("%Y-%m-%d %H:%M:%S%z", "2026-01-05 08:00:00+0300", "2026-01-05 13:00:00"),
        ("%Y-%m-%d %H:%M:%S%z", "2026-01-05 08:00:00-05:30", "2026-01-05 21:30:00"),
        ("excel", "45000", "2023-03-15 00:00:00"),
        ("excel", "45000.75", "2023-03-15 18:00:00"),
        ("epoch_s", "0", "1970-01-01 08:00:00"),
        ("epoch_ms", "1767600000000", "2026-01-05 16:00:00"),
        ("iso", DateCell("2026-01-05 08:00:00"), "2026-01-05 08:00:00"),
        ("%d.%m.%Y", DateCell("2026-01-05"), "2026-01-05 00:00:00"),  # the workbook knows
    ],
)
def test_a_declared_format_is_read(declared, text, kept):
    assert time_reader(TimeRule((declared,), SHANGHAI, SHANGHAI))(text) == kept


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("不详", "T01"),
        ("0000-00-00 00:00:00", "T01"),
        ("2026-02-30 00:00:00", "T01"),
        ("2026-01-05 25:00:00", "T01"),
        ("2026-13-05 08:00:00", "T01"),
        ("infinity", "T03"),
        ("-infinity", "T03"),
        ("0044-03-15 BC", "T03"),
        ("1899-12-31 00:00:00", "T03"),
        ("3000-01-01 00:00:00", "T03"),
        ("9999-12-31 00:00:00", "T04"),
        ("2026-01-05", "T05"),
        ("2026-01-05T08:00:00", "T05"),
        ("2026-01-05 08:00:00Z", "T05"),
        ("2026-01-05 08:00+03", "T05"),
        ("20260105", "T05"),
        ("1767600000000", "T05"),
        ("45000", "T05"),
        ("2026年1月5日", "T05"),
        ("05/01/2026", "T05"),
        ("2026-W01-1 08:00:00", "T05"),
        ("2026-01-05 08:00:00 and more", "T05"),
    ],
)
def test_what_fits_no_declared_format_is_refused(text, rule):
    read = time_reader(TimeRule(("%Y-%m-%d %H:%M:%S",), SHANGHAI, SHANGHAI))

    with pytest.raises(BadValueError) as refused:
        read(text)

    assert refused.value.rule == rule
    assert refused.value.is_harmless == (rule == "T04")


def test_the_first_format_that_fits_reads_the_text():
    read = time_reader(TimeRule(("%Y/%m/%d", "%m/%d/%Y"), SHANGHAI, SHANGHAI))

    assert read("2026/03/04") == read("03/04/2026") == "2026-03-04 00:00:00"


@pytest.mark.parametrize(
    ("text", "kept"),
    [  # the same moment of the day on both sides of the night summer time ends
        ("2011-10-11T13:42:22.688+02:00", "2011-10-11 13:42:22"),
        ("2011-12-06T13:42:22.688+01:00", "2011-12-06 13:42:22"),
        ("2011-12-06T12:42:22Z", "2011-12-06 13:42:22"),
        ("2011-07-06 12:42:22+00:00", "2011-07-06 14:42:22"),
        ("2011-07-06 12:42:22", "2011-07-06 12:42:22"),  # no offset: it is the wall clock
    ],
)
def test_offsets_become_the_wall_clock_of_the_city(text, kept):
    assert time_reader(TimeRule(("iso",), AMSTERDAM, AMSTERDAM))(text) == kept


def test_a_column_read_from_another_clock_is_brought_to_the_city():
    read = time_reader(TimeRule(("%Y-%m-%d %H:%M:%S",), UTC, AMSTERDAM))

    assert read("2011-07-01 22:30:00") == "2011-07-02 00:30:00"  # summer, two hours
    assert read("2011-12-01 22:30:00") == "2011-12-01 23:30:00"  # winter, one


def test_a_limit_by_the_day_ends_with_the_last_second_of_its_day_in_the_city():
    read = time_reader(TimeRule(("iso",), AMSTERDAM, AMSTERDAM, end_of_day=True))

    assert read("2014-04-17T09:30:39+02:00") == "2014-04-17 23:59:59"
    assert read("2014-04-16T22:30:00Z") == "2014-04-17 23:59:59"


@pytest.mark.parametrize("serial", ["0", "60", "401769", "9999999"])
def test_serials_outside_the_calendar_are_refused(serial):
    with pytest.raises(BadValueError, match="T03"):
        time_reader(TimeRule(("excel",), SHANGHAI, SHANGHAI))(serial)


@pytest.mark.parametrize(
    ("declared", "sentence"),
    [
        ("%d.%m", "lacks %Y"),
        ("%d %B %Y", "has %B; known are"),
        ("%Y-%m-%d %I:%M", "needs %I and %p together"),
        ("%Y-%m-%d %Y", "names a part twice"),
    ],
)
def test_a_format_that_cannot_be_used_is_named(declared, sentence):
    with pytest.raises(ValueError, match=sentence):
        check_format(declared)
