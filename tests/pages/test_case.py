"""The screen of one case, opened through the frame as a reader opens it."""

from collections.abc import Callable, Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data_access.engine import engine_for, writing
from data_access.schema import ApprovalCase
from tests.pages import showing
from tests.pages.showing import words_on
from tests.permit import NOW, add, add_permit, declare, the_case
from ui.fetch import answers

HOSTILE = "![x](http://elsewhere/p.png) **许可** :red[x] `a`"


@pytest.fixture(scope="module")
def url(new_database: Callable[[], str]) -> str:
    """The building permit, and a case that is quarantined."""
    url = new_database()
    engine = engine_for(url)
    declare(engine)
    add_permit(engine)
    backwards = the_case("s:2", accepted_at=NOW.replace(month=1))
    add(engine, {ApprovalCase: [backwards]})
    return url


@pytest.fixture(autouse=True)
def database(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", url)
    st.cache_data.clear()
    answers.forget()
    yield
    answers.forget()


def opened(**parameters: str) -> AppTest:
    return showing.opened("case", **{"as_of": NOW.isoformat()} | parameters)


def test_a_case_says_its_level_its_reason_and_nobodys_name():
    shown = words_on(opened(id="s:1"))
    assert "建筑工程施工许可" in shown
    assert "超承诺 2 个工作日" in shown
    assert "上海**建设集团" in shown
    assert "周小明" not in shown
    assert "某某" not in shown
    assert "承诺时限已于 2026-11-19 届满" in shown


def test_a_case_is_found_by_its_number_in_english_too():
    shown = words_on(opened(id="JS1", lang="en"))
    assert "2 working days past the promise" in shown
    assert "Day ledger" in shown


def test_the_steps_stand_against_the_declared_ones():
    (steps,) = [
        table.value for table in opened(id="s:1").dataframe if "step" in table.value.columns
    ]
    assert steps.step.tolist() == ["受理", "审核", "批准", "送达"]
    assert steps.days.tolist()[:3] == ["3 / 5", "8 / 6", "3 / 2"]
    assert steps["mark"].tolist()[3] == "尚未到"


def test_another_clock_shows_its_own_ledger():
    (statutory,) = [
        table.value
        for table in opened(id="s:1", clock="statutory").dataframe
        if "累计" in table.value.columns
    ]
    assert statutory["累计"].iloc[-1] == 20
    assert statutory["日期"].iloc[-1] == "2026-12-03"


def test_a_quarantined_case_says_why():
    app = opened(id="s:2")
    assert "已隔离" in words_on(app)
    (faults,) = [table.value for table in app.dataframe]
    assert faults["位置"].tolist() == ["approval_case.accepted_at"]


@pytest.mark.parametrize("asked", ["JS404", "", HOSTILE])
def test_a_mistyped_number_gets_a_screen_of_its_own(asked: str):
    app = opened(id=asked)
    assert "没有找到这个办件" in words_on(app)
    raw = "\n".join(part.value for part in [*app.markdown, *app.caption])
    assert "![x](" not in raw


def test_before_its_receipt_a_case_is_not_there_yet():
    assert "还没有这个办件" in words_on(opened(id="s:1", as_of="2026-10-01T10:00:00"))


def test_text_from_the_data_is_never_markup(url: str):
    hostile = the_case("s:9", case_no=HOSTILE, applicant_kind="enterprise", officer=HOSTILE)
    engine = engine_for(url)
    add(engine, {ApprovalCase: [hostile]})
    app = opened(id="s:9")
    raw = "\n".join(part.value for part in [*app.header, *app.markdown, *app.caption])
    assert "![x](" not in raw
    assert "**许可**" not in raw
    with writing(engine) as connection:
        connection.execute(ApprovalCase.__table__.delete().where(ApprovalCase.case_id == "s:9"))
