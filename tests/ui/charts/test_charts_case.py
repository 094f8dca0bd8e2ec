"""The strip and the ledger carry their meaning in fields that can be read."""

from datetime import datetime
from typing import Any

import pandas as pd

from ui.cases import case_tables, case_words
from ui.charts import charts_case as charts

NOW = pd.Timestamp("2026-11-23 09:41")


def a_clock(key: str, **columns: Any) -> dict[str, Any]:
    usual = {
        "key": key,
        "name": key.split("-")[0],
        "step_code": "",
        "step_name": "",
        "step_name_en": "",
        "limit": 10,
        "extension_days": 0,
        "unit": "working_day",
        "started_at": pd.Timestamp("2026-10-29 15:20"),
        "due_at": pd.Timestamp("2026-11-19 23:59:59"),
        "state": "past",
        "used": 12,
        "left": pd.NA,
        "over": 2,
        "is_deemed": False,
        "is_renewed": False,
        "is_own": False,
        "is_soon": True,
        "is_provisional": False,
    }
    return usual | columns


def clocks(*many: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(many)
    return frame.assign(
        started_at=pd.to_datetime(frame.started_at), due_at=pd.to_datetime(frame.due_at)
    )


def stretches(*many: tuple[str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(many, columns=["key", "start", "end", "kind"])
    return frame.assign(start=pd.to_datetime(frame.start), end=pd.to_datetime(frame.end))


NO_DAYS_OFF = pd.DataFrame({"start": [NOW], "end": [NOW], "holiday": [False]})


def test_every_clock_has_a_row_in_its_order_and_its_verdict():
    drawn = case_tables.strip_frame(
        clocks(
            a_clock("promised"),
            a_clock("delivery", state="not_begun", started_at=None, due_at=None, over=pd.NA),
        ),
        2026,
    )
    chart = charts.strip(
        drawn,
        stretches(("promised", "2026-10-29 15:20", "2026-11-19 23:59:59", "in_time")),
        NO_DAYS_OFF,
        now=NOW,
        now_words="现在",
    ).to_dict()
    rows = [layer["encoding"]["y"] for layer in chart["layer"] if "y" in layer["encoding"]]
    wanted = ["承诺时限\n限 10 工作日", "决定→送达\n限 10 工作日"]
    assert all(row["sort"] == wanted for row in rows if row.get("field") == "row")
    verdicts = list(chart["datasets"].values())
    assert any(
        [line.get("verdict") for line in data] == ["▲ 超 2 日", "— 未开始"] for data in verdicts
    )
    owners = [layer for layer in chart["layer"] if layer["encoding"]["x"].get("scale") is not None]
    assert len(owners) == 1  # two layers with the same domain quarrel


def test_the_strip_reaches_to_now_while_a_clock_runs_and_not_long_after_all_is_over():
    frame = clocks(a_clock("promised"))
    running = stretches(("promised", "2026-10-29 15:20", f"{NOW}", "over"))
    assert charts.span(frame, running, NOW)[1] > NOW
    later = pd.Timestamp("2028-01-01")
    assert charts.span(frame, running, later)[1] < later


def test_pauses_are_hatched_within_their_bounds():
    pauses = stretches(("promised", "2026-11-04", "2026-11-11", "pause")).assign(row="a")
    marks = charts.hatch(pauses, pd.Timedelta(hours=9))
    assert len(marks) == 18  # seven days of 24 hours, every nine, both ends left out
    assert marks["at"].between("2026-11-04", "2026-11-11", inclusive="neither").all()


def test_a_step_of_minutes_still_shows():
    parts = stretches(("step-1", "2026-11-04 09:00", "2026-11-04 09:01", "in_time"))
    wide = charts._wide_enough(parts, pd.Timedelta(days=40))
    assert wide.end[0] - wide.start[0] == pd.Timedelta(days=40) / 400


def ledger_days(count: int) -> pd.DataFrame:
    days = pd.DataFrame({"day": pd.date_range("2026-10-26", periods=count)})
    return days.assign(
        kind="counted", word="1", why="", is_today=False, is_due=days.day == "2026-11-19"
    )


def test_the_count_of_the_ledger_ends_with_the_shown_day():
    days = pd.DataFrame(
        {
            "kind": ["zero", "counted", "future", "weekend", "weekend", "future"],
            "total": [0, 1, 2, 2, 2, 3],  # a weekend to come bears the total before it
            "is_due": [False, False, False, False, False, True],
        }
    )
    assert case_tables.ledger_note(days, {"limit": 3}) == "已计 1 日，限 3 日，粗框为到期日"
    assert case_tables.ledger_note(days[:2], {"limit": pd.NA}) == "已计 1 日"


def test_a_ledger_of_weeks_is_a_calendar_with_words_and_a_longer_one_a_map_of_days():
    short = charts.ledger(ledger_days(30)).to_dict()
    assert sum(layer["mark"]["type"] == "text" for layer in short["layer"]) == 2
    week = short["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert (week[0], week[6], len(week)) == ("周一", "周日", 7)
    long = charts.ledger(ledger_days(90)).to_dict()
    assert [layer["mark"]["type"] for layer in long["layer"]] == ["rect", "rect", "rect"]


def test_every_kind_of_day_has_its_colour():
    chart = charts.ledger(ledger_days(10)).to_dict()
    scale = chart["layer"][0]["encoding"]["color"]["scale"]
    assert scale["domain"] == list(charts.DAY_KINDS)
    assert len(set(scale["range"])) == len(charts.DAY_KINDS)


def test_verdicts_say_how_a_clock_stands():
    wanted = {
        "● 剩 8 日": a_clock("statutory", state="running", left=8, is_soon=False),
        "○ 剩 1 日": a_clock("promised", state="running", left=1),
        "○ 今日到期": a_clock("promised", state="running", left=0),
        "■ 超 3 日": a_clock("statutory", over=3),
        "▲ 当日超时": a_clock("promised", state="missed", over=0),
        "▲ 视为受理": a_clock("acceptance", is_deemed=True),
        "● 用 3 日": a_clock("acceptance", state="met", used=3),
        "‖ 停计，剩 7 日": a_clock("promised", state="paused", left=7),
        "— 已用 2 日": a_clock("promised", state="unlimited", used=2),
        "▲ 超 2 小时": a_clock("promised", unit="working_hour"),
        "● 用 3 小时": a_clock("promised", state="met", used=3, unit="working_hour"),
    }
    assert [case_words.verdict(clock) for clock in wanted.values()] == list(wanted)


def test_limits_say_their_unit_and_where_they_come_from():
    wanted = {
        "限 10 工作日": a_clock("promised"),
        "限 15 工作日，含延期": a_clock("promised", limit=15, extension_days=5),
        "限 10 自然日": a_clock("promised", unit="natural_day"),
        "来源自定时限": a_clock("promised", limit=None, is_own=True),
        "无时限": a_clock("promised", limit=None),
        "即办件": a_clock("instant", limit=0),
    }
    assert [case_words.limit_words(clock) for clock in wanted.values()] == list(wanted)


def test_a_due_date_shows_its_time_where_it_is_not_the_end_of_the_day():
    assert case_words.due_words(pd.Timestamp("2026-11-19 23:59:59"), 2026) == "11-19"
    assert case_words.due_words(pd.Timestamp("2026-11-19 15:30"), 2026) == "11-19 15:30"
    assert case_words.due_words(pd.Timestamp("2027-01-04 23:59:59"), 2026) == "2027-01-04"


def findings(*many: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(many, columns=["rule", "level", "state"])
    return frame.assign(level_rank=frame.level.map({"hint": 0, "soon": 1, "yellow": 2, "red": 3}))


def test_the_level_is_the_highest_open_light_and_the_reason_names_it():
    found = findings(("W06", "red", "ended"), ("W02", "yellow", "open"), ("W33", "hint", "open"))
    level = case_words.level_of(found)
    frame = clocks(a_clock("promised"))
    assert (level, case_words.reason(found, frame, level)) == ("yellow", "超承诺 2 个工作日")
    other = findings(("W11", "red", "open"), ("W02", "yellow", "open"))
    assert case_words.reason(other, frame, "red") == "延期不合规"


def test_without_a_light_the_phrase_says_what_is_left():
    none = findings()
    assert case_words.level_of(none) == "normal"
    running = clocks(a_clock("promised", state="running", left=4))
    assert case_words.reason(none, running, "normal") == "承诺剩 4 个工作日"
    late = clocks(a_clock("promised", state="missed"))
    assert case_words.reason(none, late, "normal") == "用 12 日，超承诺 2 日"
    assert case_words.level_badge("normal", is_closed=True) != case_words.level_badge(
        "normal", is_closed=False
    )
    assert case_words.is_past(datetime(2026, 1, 1), datetime(2026, 1, 1))


def test_of_many_steps_the_late_and_the_last_are_drawn():
    steps = [
        a_clock(
            f"step-{n}",
            state="missed" if n == 1 else "met",
            started_at=pd.Timestamp("2026-01-01") + pd.Timedelta(days=n),
        )
        for n in range(1, 13)
    ]
    shown = case_tables.on_strip(clocks(*steps, a_clock("promised")), 3)
    assert shown.key.tolist() == ["step-1", "step-11", "step-12", "promised"]


def test_a_due_date_without_a_calendar_is_provisional():
    ahead = a_clock("promised", due_at=pd.Timestamp("2027-01-06 23:59:59"), is_provisional=True)
    drawn = case_tables.strip_frame(clocks(ahead), 2026)
    assert drawn.due_words.tolist() == ["2027-01-06（暂定）"]


def test_a_step_taken_twice_has_two_rows():
    drawn = case_tables.strip_frame(clocks(a_clock("step-1"), a_clock("step-2")), 2026)
    assert drawn.label.nunique() == 2
