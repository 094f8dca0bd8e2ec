"""An empty database: the screens say what there is none of, and blame no filter."""

from collections.abc import Callable

import pytest

from tests.pages.showing import opened, words_on
from ui.fetch import answers


@pytest.fixture(scope="module")
def nothing(new_database: Callable[[], str]) -> str:
    return new_database()


@pytest.fixture(autouse=True)
def empty_database(nothing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", nothing)
    monkeypatch.setenv("SUPERVISION_QUERY_SECONDS", "30")  # the screens are judged, not the machine
    answers.forget()


@pytest.mark.parametrize(
    ("screen", "said", "not_said"),
    [
        ("warnings", "没有未销号的预警和牌", "筛选可能过窄"),
        ("procedure", "所选时段没有办结件", "来源没有送来环节"),
        ("projects", "没有可画出的项目", "个项目没有坐标"),
    ],
)
def test_nothing_is_said_as_it_is(screen: str, said: str, not_said: str):
    words = words_on(opened(screen, as_of="2026-11-20T16:00:00"))
    assert said in words
    assert not_said not in words


def test_a_filter_that_finds_nothing_offers_the_way_back():
    words = words_on(opened("warnings", as_of="2026-11-20T16:00:00", level="red"))
    assert "没有符合条件的发现" in words
    assert "查看全部" in words
