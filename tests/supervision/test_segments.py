"""A clock cut into stretches; November 2026."""

from datetime import date, datetime

from supervision.segments import segments
from supervision.standing import Clock

START = datetime(2026, 11, 2, 9)
DUE = datetime(2026, 11, 12, 23, 59, 59)
PAUSES = [(date(2026, 11, 4), date(2026, 11, 7))]
FOURTH, SEVENTH = datetime(2026, 11, 4), datetime(2026, 11, 7)


def cut(clock, now):
    return [(part.start, part.end, part.kind.value) for part in segments(clock, now)]


def test_pauses_are_cut_out_and_the_rest_turns_at_the_due_moment():
    now = datetime(2026, 11, 16, 10)
    assert cut(Clock(START, None, DUE, pauses=PAUSES), now) == [
        (START, FOURTH, "in_time"),
        (FOURTH, SEVENTH, "pause"),
        (SEVENTH, DUE, "in_time"),
        (DUE, now, "over"),
    ]


def test_a_stopped_clock_ends_there_and_a_later_stop_is_not_known_yet():
    stop = datetime(2026, 11, 10, 15)
    clock = Clock(START, stop, DUE)
    assert cut(clock, datetime(2026, 11, 30)) == [(START, stop, "in_time")]
    assert cut(clock, FOURTH) == [(START, FOURTH, "in_time")]


def test_in_an_open_pause_only_the_pause_goes_on():
    open_pause = [(date(2026, 11, 4), date(2026, 11, 20))]
    now = datetime(2026, 11, 19, 10)
    assert cut(Clock(START, pauses=open_pause), now) == [
        (START, FOURTH, "in_time"),
        (FOURTH, datetime(2026, 11, 20), "pause"),
    ]


def test_a_pause_outside_the_clock_leaves_no_trace():
    early = [(date(2026, 10, 1), date(2026, 10, 5))]
    stop = datetime(2026, 11, 3)
    assert cut(Clock(START, stop, DUE, pauses=[*early, *PAUSES]), FOURTH) == [
        (START, stop, "in_time")
    ]


def test_a_clock_due_before_it_began_is_over_from_its_start():
    now = datetime(2026, 11, 16)
    assert cut(Clock(DUE, None, START), now) == [(DUE, now, "over")]


def test_a_clock_that_has_not_begun_has_no_segment():
    assert cut(Clock(None), START) == []
    assert cut(Clock(DUE), START) == []
