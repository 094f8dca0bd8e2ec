"""The screens of channels and of one enterprise say the numbers of a record counted by hand."""

from collections.abc import Callable, Iterator

import pytest
import streamlit as st
from sqlalchemy import delete

from data_access.engine import engine_for, writing
from data_access.enterprises.enterprise import list_name
from data_access.schema import PublicSignal, SignalClock
from tests import enterprise_record
from tests.enterprise_record import MASKED, NAME, NOW, OTHER, OWNER, PERSON, E
from tests.pages.showing import figures_on, lines_on, opened, tables, ways_on, words_on
from ui.fetch import answers

AS_OF, SINCE = NOW.isoformat(), "2026-09-01"


@pytest.fixture(scope="module")
def url(new_database: Callable[[], str]) -> str:
    found = new_database()
    enterprise_record.fill(engine_for(found))
    return found


@pytest.fixture(autouse=True)
def the_record(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    show(url, monkeypatch)
    yield
    answers.forget()


def show(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", url)
    st.cache_data.clear()
    answers.forget()


def test_an_enterprise_with_all_that_it_has():
    app = opened("enterprise", as_of=AS_OF, enterprise=E)
    assert list(figures_on(app).values()) == ["3", "3", "1", "2", "8", "2"]
    said = words_on(app)
    for words in (
        *(MASKED, "9131", "小型", "最近 9 项，共 9 项", "2 件未办结", "1 件提出时已超期"),
        *("超法定时限", "重复信访", "同一企业 90 日内就同一主题第 2 次信访", "双随机检查"),
        "来源 公共信用信息平台 · 表 credit · 由 区发展改革委 负责接入",
    ):
        assert words in said, words
    for words in (NAME, OWNER, E, "s3"):
        assert words not in said, words
    cases, appeals, projects, signals = lines_on(app, "编号", "事项")
    assert [row["编号"] for row in cases] == ["No. c6", "No. c1", "No. c2"]
    assert [row["灯"] for row in cases] == ["● 正常", "■ 红牌", "—"]
    assert [row["结果"] for row in appeals] == ["—", "已解决", "—"]
    assert [row["事项"] for row in projects] == ["先进制造"]
    assert [row["事项"] for row in signals] == ["信访 用地", "信访 用地"]
    assert ways_on(app)["No. c1"].startswith("/case?")
    (slow,) = lines_on(app, "当时状态")
    assert [[row["办件"], row["当时状态"], row["其后发牌"]] for row in slow] == [
        ["No. c1", "已超承诺时限", "2026-11-10"],
        ["No. c2", "已决定", "—"],
    ]


def test_the_scope_bounds_it_and_one_row_is_enough():
    app = opened("enterprise", as_of=AS_OF, enterprise=E, department="d2")
    assert list(figures_on(app).values()) == ["1", "1", "0", "0", "0", "0"]
    one = opened("enterprise", as_of=AS_OF, enterprise=OTHER)
    assert list(figures_on(one).values()) == ["1", "0", "0", "0", "0", "0"]
    assert "小*" in words_on(one)


@pytest.mark.parametrize(
    ("enterprise", "department"), [(PERSON, ""), ("", ""), ("nobody", ""), (OTHER, "d2")]
)
def test_what_is_no_enterprise_or_out_of_scope_opens_nothing(enterprise: str, department: str):
    app = opened("enterprise", as_of=AS_OF, enterprise=enterprise, department=department)
    assert "没有找到这个企业" in words_on(app)
    assert not figures_on(app)
    assert PERSON not in words_on(app)
    assert OWNER not in words_on(app)


@pytest.mark.parametrize(
    ("screen", "key", "is_linked"),
    [
        *(
            ("case", "c1", True),
            ("case", "c3", False),
            ("case", "c4", False),
            ("case", "c5", False),
        ),
        ("project", "P1", True),
    ],
)
def test_cases_and_projects_lead_to_their_enterprise(screen: str, key: str, is_linked: bool):
    app = opened(screen, as_of=AS_OF, id=key)
    links = [link for link in app.get("page_link") if link.label == "企业全景"]
    assert len(links) == is_linked
    assert all(f"enterprise={E}" in str(link.proto) for link in links)
    assert PERSON not in str([link.proto for link in app.get("page_link")])


def test_a_number_of_an_enterprise_opens_its_list():
    app = opened("cases", as_of=AS_OF, measure=list_name(E, "approval", "open"))
    assert "共 2 条" in words_on(app)
    assert E not in words_on(app)
    (rows,) = lines_on(app, "编号", "类型")
    assert [row["编号"] for row in rows] == ["No. c6", "No. c1"]


def test_the_channels_with_their_numbers_and_what_is_not_connected():
    app = opened("channels", as_of=AS_OF, **{"from": SINCE})
    assert list(figures_on(app).values()) == ["8", "100.0%", "100.0%", "0.0%", "0.0%", "—"]
    said = words_on(app)
    for words in (
        *("期间收到 8 件，2 件超期未办结，被纠正或败诉 2 件", "5 件未办结", "件数少，仅供参考"),
        *("重复信访 1 条", "同一主题多次败诉或被纠正 1 条", "审计问题逾期未整改 1 条"),
        *("问责", "来源 问责台账", "由 区纪委监委 负责接入", "负责人出庭应诉率"),
    ):
        assert words in said, words
    (channels,) = tables(app, "received", "state")
    rows = channels.set_index("title")
    assert rows.loc["信访", ["received", "open", "overdue", "due", "met"]].tolist() == [
        2,
        2,
        1,
        1,
        0,
    ]
    assert rows.loc["问责", "state"] == "未接入"
    assert rows.loc["问责", ["received", "open", "rate"]].isna().all()
    (departments, subjects) = tables(app, "title", "signals_received")
    assert departments[["title", "signals_received"]].to_numpy().tolist() == [
        ["区市场监管局", 7],
        ["区规划资源局", 1],
    ]
    assert subjects[["title", "lawsuits_lost"]].to_numpy().tolist() == [["用地", 1]]


def test_a_number_of_the_channels_opens_its_list():
    app = opened("cases", as_of=AS_OF, measure="petitions_overdue")
    ((row,),) = lines_on(app, "编号", "渠道")
    assert (row["编号"], row["渠道"], row["主题"]) == ("No. s1", "信访", "用地")
    again = opened("cases", as_of=AS_OF, measure="signal_outcomes.lawsuit.lost", **{"from": SINCE})
    ((lost,),) = lines_on(again, "编号", "渠道")
    assert lost["结果"] == "败诉"
    assert "渠道 行政诉讼" in words_on(again)


def test_without_any_signal_nothing_is_a_zero(new_database, monkeypatch: pytest.MonkeyPatch):
    bare = new_database()
    enterprise_record.fill(engine_for(bare))
    with writing(engine_for(bare)) as connection:
        connection.execute(delete(PublicSignal))
        connection.execute(delete(SignalClock))
    show(bare, monkeypatch)
    app = opened("channels", as_of=AS_OF)
    assert set(figures_on(app).values()) == {"—"}
    assert "外部监督数据尚未接入" in words_on(app)
    assert words_on(app).count("负责接入") == 9
    assert figures_on(opened("enterprise", as_of=AS_OF, enterprise=E))["外部监督"] == "—"
