"""XES logs, streamed: events in their order, nested attributes left alone, nothing fetched."""

import pytest

from data_access.importing import run, xes_rows
from tests.data_access.importing.small_files import STEPS, cases, faults, imported, steps

HEAD = '<?xml version="1.0" encoding="UTF-8"?><log xmlns="http://www.xes-standard.org/">'
GLOBAL = """
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<global scope="trace"><string key="concept:name" value="UNKNOWN"/></global>
<global scope="event"><string key="concept:name" value="UNKNOWN"/></global>
<int key="total" value="3"><string key="concept:name" value="nested"/></int>
"""
ONE = """
<trace>
  <string key="concept:name" value="a"/>
  <date key="start" value="2011-10-11T08:00:00.500+02:00"/>
  <event>
    <string key="concept:name" value="receive &amp; check">
      <string key="concept:name" value="nested"/>
    </string>
    <string key="org:resource" value="EMPTY"/>
    <date key="time:timestamp" value="2011-10-11T13:45:40.276+02:00"/>
  </event>
  <event>
    <date key="time:timestamp" value="2011-11-24T15:36:51.302+01:00"/>
    <list key="codes"><values><string key="code" value="nested"/></values></list>
    <string key="code" value="S-1"/>
    <string key="concept:name" value="send"/>
  </event>
  <date key="end" value="2011-12-06T08:00:00+01:00"/>
</trace>
"""
WITHOUT_EVENTS = """
<trace>
  <string key="concept:name" value="b"/>
  <date key="start" value="2011-10-12T08:00:00+02:00"/>
</trace>
"""


@pytest.mark.parametrize("name", ["log.xes", "log.xes.gz"])
def test_traces_become_cases_and_events_steps(database, tmp_path, name):
    log = HEAD + GLOBAL + ONE + WITHOUT_EVENTS + "</log>"

    result = imported(database, tmp_path, STEPS, log, name)

    assert cases(database, "case_no", "received_at", "closed_at") == [
        ("a", "2011-10-11 08:00:00", "2011-12-06 08:00:00"),
        ("b", "2011-10-12 08:00:00", None),
    ]
    assert steps(database, "case_id", "step_no", "step_code", "name", "officer", "ended_at") == [
        ("flow:a", 1, "receive & check", "receive & check", None, "2011-10-11 13:45:40"),
        ("flow:a", 2, "S-1", "send", None, "2011-11-24 15:36:51"),
    ]
    assert faults(database) == []
    assert (result.rows_read, result.rows_shown, result.cases_shown) == (3, 3, 2)


def test_a_bad_event_is_named_by_its_place_in_the_file(database, tmp_path):
    log = HEAD + ONE + ONE.replace('"a"', '"c"').replace("2011-11-24T15:36:51.302+01:00", "soon")

    imported(database, tmp_path, STEPS, log + "</log>", "log.xes")

    assert faults(database) == [(4, "T01", "ended_at", True)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "log.xes is not well-formed XML"),
        ("no,start\n1,2\n", "log.xes is not well-formed XML"),
        ("<html><body/></html>", "log.xes is XML, but not an XES log"),
        (HEAD + ONE, "log.xes is not well-formed XML"),  # cut off
        (
            '<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><log/>',
            "log.xes has a document type",
        ),
        ('<!DOCTYPE log SYSTEM "file:///etc/passwd"><log/>', "log.xes has a document type"),
    ],
)
def test_what_is_no_log_is_refused_in_one_sentence(embedded, tmp_path, content, sentence):
    with pytest.raises(ValueError, match=sentence):
        imported(embedded, tmp_path, STEPS, content, "log.xes")


def test_what_a_broken_file_told_is_kept_and_completed_by_the_whole_file(
    embedded, tmp_path, monkeypatch
):
    monkeypatch.setattr(run, "BATCH", 50)
    monkeypatch.setattr(xes_rows, "CHUNK", 1000)
    many = "".join(ONE.replace('"a"', f'"{place}"') for place in range(300))
    whole = HEAD + many + "</log>"

    with pytest.raises(ValueError, match=r"log\.xes is not well-formed XML"):
        imported(embedded, tmp_path, STEPS, whole[: len(whole) // 2], "log.xes")
    assert 100 < len(cases(embedded)) <= 150
    imported(embedded, tmp_path, STEPS, whole, "log.xes")

    assert len(cases(embedded)) == 300
    assert len(steps(embedded)) == 600
