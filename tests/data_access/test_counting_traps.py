"""The traps of counting that other systems fall into, each worked out by hand."""

from datetime import date, datetime, time

import pytest
from sqlalchemy import Connection

from data_access.cells import rebuild_cells
from data_access.figures import cases, figures, indicators
from supervision.indicators import INDICATORS
from supervision.scope import Period, Scope
from tests.derived_rows import Row, accepted, catalogue, clock, closed, found, pause, step, write

NOVEMBER = Scope(Period(date(2026, 11, 1), date(2026, 11, 30)))
OCTOBER = Scope(Period(date(2026, 10, 1), date(2026, 10, 31)))
END = datetime(2026, 12, 1, 9, 0)


def on(day: int, month: int = 11, at: time = time(10, 0)) -> datetime:
    return datetime.combine(date(2026, month, day), at)


def due(day: int, month: int = 11) -> datetime:
    return on(day, month, time(23, 59, 59))


def fill(connection: Connection, *clocks: Row, findings: list[Row] | None = None) -> None:
    write(connection, clocks, (), findings or [])
    rebuild_cells(connection, "approval", run_no=1)


def value(connection: Connection, name: str, as_of: datetime = END, scope: Scope = NOVEMBER):
    return indicators(connection, scope, [name], as_of=as_of)["value"].iloc[0]


def number(connection: Connection, name: str, as_of: datetime = END, scope: Scope = NOVEMBER):
    return figures(connection, scope, [name], as_of=as_of)[name].iloc[0]


def test_trap_1_closing_rate_without_acceptances_is_a_dash(connection: Connection) -> None:
    fill(
        connection, closed("old", on(20, 10), due(10), on(5))
    )  # closed in November, accepted before
    assert number(connection, "closed") == 1
    assert number(connection, "accepted") == 0
    assert value(connection, "A5") != value(connection, "A5")  # empty: neither 0 nor 100 %
    assert value(connection, "A5_cohort") != value(connection, "A5_cohort")


def test_trap_1_period_rate_may_pass_100_percent_but_the_cohort_cannot(
    connection: Connection,
) -> None:
    fill(
        connection,
        closed("a", on(20, 10), due(10), on(5)),
        closed("b", on(21, 10), due(10), on(6)),
        closed("c", on(2), due(16), on(9)),
        accepted("d", on(3), due(17)),  # still open
    )
    assert value(connection, "A5") == 1.5  # 3 closed over 2 accepted
    assert value(connection, "A5_cohort") == 0.5  # of c and d, c is closed
    assert value(connection, "A5_cohort", as_of=on(8)) == 0  # neither was closed by then


def test_trap_2_the_two_speed_ups_are_named_apart() -> None:
    titles = [one.title for one in INDICATORS.values()]
    assert "提速率" not in titles
    assert "用时较法定时限缩短比例（法定提速率）" in titles
    assert "用时较承诺时限缩短比例（承诺提速率）" in titles


def test_trap_3_three_of_four_early_is_75_percent(connection: Connection) -> None:
    fill(
        connection,
        *(closed(f"early {n}", on(2), due(16), on(10)) for n in range(3)),
        closed("on the last day", on(2), due(16), on(16)),
    )
    assert value(connection, "A7") == 0.75


def test_trap_4_open_and_on_time_cases_are_not_early(connection: Connection) -> None:
    fill(
        connection,
        closed("early", on(2), due(16), on(13)),
        closed("on the last day", on(2), due(16), due(16)),  # used 10 of 10
        accepted("open", on(2), due(16)),
    )
    assert number(connection, "closed_early") == 1
    assert number(connection, "closed_just_in_time") == 1
    assert value(connection, "A7") == 0.5  # over closed, not over received


def test_trap_10_a_card_counts_on_its_own_day(connection: Connection) -> None:
    case = closed("a", on(20, 10), due(30, 10), on(5))  # accepted in October, closed in November
    fill(connection, case, findings=[found(case, "W02", "yellow", on(31, 10), ends_at=on(5))])
    assert number(connection, "cards_yellow", scope=OCTOBER) == 1
    assert number(connection, "cards_yellow") == 0


def test_trap_10_withdrawing_a_card_changes_no_earlier_total(connection: Connection) -> None:
    case = accepted("a", on(1, 10), due(15, 10))
    card = found(case, "W02", "yellow", on(16, 10), withdrawn_at=on(3))
    fill(connection, case, findings=[card])
    for as_of in (on(31, 10), END):
        assert number(connection, "cards_issued", as_of, OCTOBER) == 1
    assert number(connection, "cards_valid", on(31, 10), OCTOBER) == 1
    assert number(connection, "cards_valid", END, OCTOBER) == 0  # shown apart
    assert number(connection, "cards_withdrawn", END, OCTOBER) == 0
    assert number(connection, "cards_withdrawn") == 1  # by the day of withdrawal


def test_trap_11_one_case_with_three_cards_is_one_case(connection: Connection) -> None:
    case = accepted("a", on(2), due(10))
    cards = [
        found(case, "W01", "soon", on(9), ends_at=on(11)),
        found(case, "W02", "yellow", on(11)),
        found(case, "W06", "red", on(20)),
    ]
    fill(connection, case, findings=cards)
    assert number(connection, "cards_issued") == 3
    assert [number(connection, f"open_{level}") for level in ("soon", "yellow", "red")] == [0, 0, 1]
    assert number(connection, "cards_open_yellow") == 1
    assert number(connection, "open_yellow", on(15)) == 1  # before the red one
    listed = cases(connection, NOVEMBER, "open_red", as_of=END).frame
    assert list(listed["rule"]) == ["W06"]


def test_trap_12_only_decisions_are_on_time(connection: Connection) -> None:
    fill(
        connection,
        closed("granted", on(2), due(10), on(9)),
        closed("withdrawn in time", on(2), due(10), on(5), outcome="withdrawn"),
        closed("void in time", on(2), due(10), on(5), outcome="void"),
        closed("returned in time", on(2), due(10), on(5), outcome="returned"),
        closed("reported up late", on(2), due(10), on(12), outcome="reported_up"),
    )
    assert number(connection, "closed") == 5  # all of them, and shown apart
    assert number(connection, "closed_by_decision") == 2
    assert number(connection, "closed_untimed") == 3
    assert number(connection, "due_extended") == 2
    assert value(connection, "A6_extended") == 0.5


def test_trap_12_voiding_a_case_after_its_limit_does_not_mend_the_rate(
    connection: Connection,
) -> None:
    open_late = accepted("a", on(2), due(10))
    fill(connection, open_late)
    assert value(connection, "A6_lawful", on(12)) == 0
    fill_again = closed("b", on(2), due(10), on(13), outcome="void", decided_at=None)
    fill(connection, fill_again)
    assert number(connection, "due_lawful") == 2
    assert value(connection, "A6_lawful") == 0
    assert number(connection, "closed_late") == 1


def test_trap_13_cases_without_a_limit_are_in_no_speed_up(connection: Connection) -> None:
    fill(
        connection,
        closed("six of ten", on(2), due(16), on(8), used_days=6, raw_days=6),
        closed("instant", on(2), None, on(2), case_kind="instant", used_days=0),
        closed("zero", on(2), due(2), on(2), promised_limit=0, statutory_limit=0, used_days=0),
    )
    assert value(connection, "A12") == pytest.approx(0.4)  # 1 - 6/10
    assert value(connection, "A11") == pytest.approx(0.7)  # 1 - 6/20
    assert number(connection, "closed_without_limit") == 1


def test_trap_13_the_cut_of_limits_is_over_items_with_both(connection: Connection) -> None:
    items = catalogue(connection, {f"item-{n}": "housing" for n in range(40)})
    both = [
        row
        for row in items
        if row["promised_limit"] and row["statutory_limit"] and row["limit_unit"] != "working_hour"
    ]
    promised = sum(row["promised_limit"] for row in both)
    statutory = sum(row["statutory_limit"] for row in both)
    assert 0 < len(both) < 40
    assert value(connection, "A13") == pytest.approx(1 - promised / statutory)


def test_trap_14_open_late_cases_lower_the_on_time_rate_at_once(connection: Connection) -> None:
    fill(connection, closed("a", on(2), due(10), on(9)), accepted("b", on(2), due(10)))
    before, after = due(10), on(11, at=time(0, 0))
    assert number(connection, "open_overdue", before) == 0
    assert number(connection, "open_overdue", after) == 1
    for way in ("raw", "lawful", "extended"):
        assert value(connection, f"A6_{way}", after) == 0.5
    late_rate = value(connection, "A8", after)
    assert late_rate == 0  # a rate over closed cases cannot see it


def test_trap_14_a_case_is_due_once_its_limit_has_ended_and_not_before(
    connection: Connection,
) -> None:
    fill(connection, closed("a", on(2), due(10), on(3)))
    assert number(connection, "due_raw", on(10, at=time(23, 59, 58))) == 0
    assert number(connection, "due_raw", due(10)) == 1


def test_on_time_three_ways_stand_side_by_side(connection: Connection) -> None:
    fill(
        connection,
        closed("plain", on(2), due(10), on(10)),
        closed("paused", on(2), due(17), on(13), promised_raw_due_at=due(10)),
        closed(
            "extended",
            on(2),
            due(24),
            on(20),
            promised_raw_due_at=due(10),
            promised_lawful_due_at=due(10),
        ),
    )
    ways = [value(connection, f"A6_{way}") for way in ("raw", "lawful", "extended")]
    assert ways == pytest.approx([1 / 3, 2 / 3, 1])


def test_a_case_in_an_open_pause_has_no_due_moment(connection: Connection) -> None:
    paused = accepted("a", on(2), None, promised_limit=10)
    paused["promised_raw_due_at"] = due(10)
    fill(connection, paused)
    write(connection, pauses=[pause(paused, on(5))])
    assert number(connection, "due_raw") == 1
    assert number(connection, "due_lawful") == 0
    assert number(connection, "open_overdue") == 0
    assert number(connection, "open_without_limit") == 0  # it has one, that is not running
    assert number(connection, "paused") == 1


def test_a_case_without_a_limit_is_neither_on_time_nor_late(connection: Connection) -> None:
    fill(connection, closed("a", on(2), None, on(20)), accepted("b", on(2), None))
    names = ["due_raw", "due_lawful", "due_extended", "closed_timed", "closed_late"]
    assert figures(connection, NOVEMBER, names, as_of=END).iloc[0].sum() == 0
    assert number(connection, "closed_without_limit") == 1
    assert number(connection, "open_without_limit") == 1


def test_trap_16_mean_median_and_ninth_decile_differ(connection: Connection) -> None:
    days = [1, 1, 1, 2, 2, 2, 3, 3, 9, 26]
    fill(
        connection,
        *(closed(f"{n}", on(1), due(30), on(28), used_days=d) for n, d in enumerate(days)),
    )
    assert value(connection, "A14_mean") == 5
    assert value(connection, "A14_median") == 2
    assert value(connection, "A14_p90") == 9


def test_trap_16_fewer_than_ten_cases_have_no_median(connection: Connection) -> None:
    fill(connection, *(closed(f"{n}", on(1), due(30), on(28), used_days=n) for n in range(9)))
    answer = indicators(connection, NOVEMBER, ["A14_median", "A14_p90"], as_of=END)
    assert answer["value"].isna().all()
    assert list(answer["denominator"]) == [9, 9]
    assert answer["is_small"].all()


def test_trap_17_the_last_second_belongs_to_its_day(connection: Connection) -> None:
    fill(
        connection,
        closed("last second", on(2), due(30), on(30, at=time(23, 59, 59))),
        closed("first second", on(2), due(30), on(1, 12, time(0, 0))),
    )
    assert number(connection, "closed") == 1
    by_day = figures(connection, NOVEMBER, ["closed"], as_of=END, by="day")
    assert by_day["closed"].iloc[-1] == 1
    december = Scope(Period(date(2026, 12, 1), date(2026, 12, 31)))
    assert number(connection, "closed", END, december) == 1
    assert number(connection, "closed", on(1, 12, time(0, 0)), december) == 1


def test_trap_17_decided_in_the_last_second_is_on_time(connection: Connection) -> None:
    fill(
        connection,
        closed("in time", on(2), due(10), due(10)),
        closed("a second late", on(2), due(10), on(11, at=time(0, 0))),
    )
    assert number(connection, "closed_just_in_time") == 1
    assert number(connection, "closed_late") == 1
    assert value(connection, "A6_raw") == 0.5


def test_trap_22_departments_without_cases_are_not_ranked(connection: Connection) -> None:
    fill(
        connection,
        closed("a", on(2), due(10), on(9), department_code="health"),
        accepted("b", on(2), due(20, 12), department_code="culture"),
    )
    answer = indicators(connection, NOVEMBER, ["A8"], as_of=END, by="department")
    assert list(answer["department"]) == ["culture", "health"]
    assert answer["value"].isna().tolist() == [True, False]  # nothing closed: a dash, not 0 %


def test_steps_are_late_though_the_case_is_in_time(connection: Connection) -> None:
    case = closed("a", on(2), due(20), on(10))
    steps = [
        step(case, 1, on(2), on(5), due_at=due(4), used_days=3),
        step(case, 2, on(6), on(8), due_at=due(9), used_days=2, waited_days=1),
        step(case, 3, on(9), on(10)),  # no limit, use unknown
    ]
    write(connection, [case], steps)
    rebuild_cells(connection, "approval", run_no=1)
    assert value(connection, "A19") == 0.5
    assert value(connection, "A19_share") == pytest.approx(5 / 6)
    assert number(connection, "closed_late") == 0


def test_deemed_acceptance_counts_on_its_day_and_not_before(connection: Connection) -> None:
    row = clock(
        "a",
        on(2),
        accepted_at=on(10, at=time(0, 0)),
        is_deemed_accepted=True,
        acceptance_due_at=due(9),
    )
    fill(connection, row)
    assert number(connection, "awaiting_acceptance", due(9)) == 1
    assert number(connection, "accepted_deemed", due(9)) == 0
    assert number(connection, "accepted_deemed", on(10)) == 1
    assert number(connection, "open", on(10)) == 1
    assert value(connection, "A23", on(10)) == 0
