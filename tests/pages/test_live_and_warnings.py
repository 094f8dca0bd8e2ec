"""The live screen and the list of warnings, opened through the frame as a reader opens them."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from data_access.engine import engine_for, writing
from tests.derived_rows import note_batch
from tests.pages import a_district
from tests.pages.a_district import NOW
from ui.fetch import answers
from ui.links import ROOT
from ui.live.new_cards import first_seen


@pytest.fixture(scope="module")
def url(new_database: Callable[[], str]) -> str:
    url = new_database()
    a_district.fill(engine_for(url))
    return url


@pytest.fixture(autouse=True)
def database(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", url)
    answers.forget()
    first_seen.forget()
    yield
    answers.forget()


def opened(screen: str = "live", **parameters: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "ui" / "frame.py"), default_timeout=30)
    for name, value in ({"lang": "zh", "as_of": NOW.isoformat()} | parameters).items():
        app.query_params[name] = value
    app.run()
    if screen != "live":
        app.switch_page(f"../pages/supervision/{screen}.py").run()
    assert not app.exception, [error.message for error in app.exception]
    return app


def markup(app: AppTest) -> str:
    return "".join(block.proto.body for block in app.get("html"))


def words(markup_of: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", markup_of))


def spoken(app: AppTest) -> str:
    parts = [*app.header, *app.markdown, *app.caption]
    return "\n".join(part.value.replace("\u2060", "").replace("\\", "") for part in parts)


def test_six_figures_and_the_sentence():
    app = opened()
    shown = words(markup(app))
    for figure in ("红牌 1 ", "黄牌 25 ", "预警 1 ", "在办 26 ", "今日办结 1 "):
        assert figure in shown, figure
    assert "按时办结率 —" in shown  # one timed case is no rate
    assert "红牌 1 件" in spoken(app)
    assert "数据时间 2026-11-23 10:00:00" in spoken(app)


def test_every_figure_leads_to_a_list_that_stands_at_the_same_moment():
    links = set(re.findall(r'href="([^"]*)"', markup(opened()))) - {"/sign-out"}
    assert len(links) > 15
    for link in links:
        assert "as_of=2026-11-23T10%3A00%3A00" in link


def test_text_from_the_data_is_never_markup():
    app = opened()
    body = markup(app)
    assert "<img src=x>" not in body
    assert "&lt;img src=x&gt;" in body
    assert a_district.OFFICER not in body + spoken(app)


def test_a_screen_that_stands_still_says_so_and_does_not_refresh():
    app = opened()
    assert "画面停在 2026-11-23 10:00" in spoken(app)
    assert "自动更新" not in spoken(app)
    now = opened(as_of="")
    assert "画面停在" not in spoken(now)
    assert "自动更新" in spoken(now)


def test_a_department_bounds_every_figure():
    app = opened(department="water")
    shown = words(markup(app))
    assert "红牌 0 " in shown
    assert "预警 1 " in shown
    assert "区房管局" not in shown
    assert app.selectbox(key="filter_department").value == "water"


def test_cards_by_town():
    shown = words(markup(opened(by="town")))
    assert "zhujing" in shown


def test_the_wall_has_no_menu_and_no_filters():
    app = opened(wall="1")
    assert not app.selectbox
    assert "监察" not in [part.value for part in app.sidebar.markdown]
    assert "红牌 1 " in words(markup(app))


def test_a_new_red_card_is_announced_once(url: str):
    app = opened(as_of="")
    assert not app.toast
    card = (
        "INSERT INTO finding (finding_id, line, subject_id, subject_no, source_code, rule, level,"
        " level_rank, episode, department_code, item_code, town_code, step_code, occurs_at,"
        " evidence, rule_version, run_no) VALUES ('new|W11|red|1', 'approval', 'late', 'x',"
        " 'window', 'W11', 'red', 3, 1, 'housing', 'item-1', 'zhujing', '', '2026-11-01 08:00:00',"
        " '{}', '1', 2)"
    )
    with writing(engine_for(url)) as connection:
        connection.execute(text(card))
        note_batch(connection, 1, NOW, "late")
    try:
        answers.forget()
        app.run()
        (toast,) = app.toast
        assert "延期不合规" in toast.value
        assert "](http" not in toast.value.replace("\\", "\0")
        answers.forget()
        app.run()
        assert not app.toast
        assert not opened(as_of="").toast  # a reader who comes later is not told of the past
    finally:
        with writing(engine_for(url)) as connection:
            connection.execute(text("DELETE FROM finding WHERE finding_id = 'new|W11|red|1'"))
            note_batch(connection, 2, NOW, "late")


def table(app: AppTest):
    (found,) = app.dataframe
    return found.value


def test_the_list_is_worst_first_twenty_a_page_with_its_total():
    app = opened("warnings")
    rows = table(app)
    assert len(rows) == 20
    assert rows["level"].iloc[0] == ["■ 红牌"]
    assert rows["days"].tolist()[:2] == [-1, -5]
    assert rows["officer"].iloc[0] == "王**"
    assert "共 28 条，第 1–20 条" in spoken(app)
    assert "1 件红牌未销号，最久超期 1 个工作日" in spoken(app)
    second = opened("warnings", page="2")
    assert len(table(second)) == 8
    assert "共 28 条，第 21–28 条" in spoken(second)


def test_a_page_past_the_end_shows_the_last():
    assert "第 21–28 条" in spoken(opened("warnings", page="99"))
    assert "第 1–20 条" in spoken(opened("warnings", page="nonsense"))


def test_filters_stand_in_the_address_and_in_their_widgets():
    app = opened("warnings", level="red", stage="review", rule="W06", waiting="week")
    assert len(table(app)) == 1
    assert app.selectbox(key="filter_stage").value == "review"
    app.session_state["more_filters"] = True
    app.run()
    assert app.selectbox(key="filter_rule").value == "W06"
    levels = app.segmented_control(key="filter_level")
    assert levels.value == "red"


def test_a_widget_writes_the_address_and_begins_at_page_one():
    app = opened("warnings", page="2")
    app.selectbox(key="filter_department").select("water").run()
    assert app.query_params["department"] == "water"
    assert "page" not in app.query_params
    assert len(table(app)) == 2
    app.selectbox(key="filter_department").select("").run()
    assert "department" not in app.query_params


def test_search_by_case_number():
    app = opened("warnings", search="LATE")
    assert table(app)["case"].tolist() == ["No. late"]
    nothing = opened("warnings", search="<script>")
    assert "没有符合条件的发现" in spoken(nothing)
    assert not nothing.dataframe


def test_a_code_that_nobody_knows_is_shown_and_finds_nothing():
    app = opened("warnings", department="gone")
    assert app.selectbox(key="filter_department").value == "gone"
    assert "没有符合条件的发现" in spoken(app)


def test_the_officer_of_the_address_is_a_code_and_never_a_name():
    app = opened("warnings")
    app.session_state["more_filters"] = True
    app.run()
    options = app.selectbox(key="filter_officer").options
    assert a_district.OFFICER not in "".join(options)
    assert any("王**" in option for option in options)


def test_english_has_no_chinese_but_the_data():
    for screen in ("live", "warnings", "due"):
        app = opened(screen, lang="en")
        shown = words(markup(app)) + spoken(app)
        shown = shown.replace("许可", "").replace("语言", "").replace("王**", "")
        assert not re.findall("[\u4e00-\u9fff]+", shown), screen


def test_the_list_of_what_falls_due():
    app = opened("due", day="2026-11-30")
    assert "没有在该日到期的办件" in spoken(app)
    assert "2026-11-30 周一到期 0 件" in spoken(app)


@pytest.mark.parametrize("screen", ["live", "warnings", "due"])
def test_nonsense_in_the_address_breaks_nothing(screen: str):
    opened(screen, as_of="yesterday", **{"from": "x", "to": "2026-13-01"}, page="-1", lang="xx")
    opened(screen, **{"from": "2026-11-30", "to": "2026-11-01"}, department="x" * 500, day="?")


def test_without_a_database_a_sentence_and_no_trace(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    app = opened()
    assert "暂时读不到数据库" in spoken(app)
    assert "事件号" in spoken(app)
    assert "Traceback" not in spoken(app)


def test_the_last_good_answer_stays_with_its_time(monkeypatch: pytest.MonkeyPatch):
    app = opened()
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/x")
    app.query_params["as_of"] = "2026-11-23T10:00:05"
    app.run()
    assert not app.exception
    assert "数据时间 2026-11-23 10:00:00 （读取失败，保留当时数字）" in spoken(app)
    assert "黄牌 25 " in words(markup(app))
