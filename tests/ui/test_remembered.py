"""What is remembered for all sessions is what Streamlit would work out, and what it asks for."""

import pytest
from streamlit import config
from streamlit.elements import html
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from ui.remembered import remember

TEXT = "\n    <div>\n      <b>1</b>\n    </div>\n"


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sections whose options were looked for, while things are remembered."""
    found: list[str] = []
    options = config.get_options_for_section

    def noted(section: str) -> dict[str, object]:
        found.append(section)
        return options(section)

    monkeypatch.setattr(config, "get_options_for_section", noted)
    for module, name in ((app_session, "_populate_theme_msg"), (html, "clean_text")):
        monkeypatch.setattr(module, name, getattr(module, name))  # taken back after the test
    return found


SECTIONS = (
    *("theme", "theme.light", "theme.dark"),
    *("theme.sidebar", "theme.light.sidebar", "theme.dark.sidebar"),
)


def theme() -> bytes:
    """As a new session fills it, each section in its place."""
    whole = CustomThemeConfig()
    for section in SECTIONS:
        part = whole
        for name in section.split(".")[1:]:
            part = getattr(part, name)
        app_session._populate_theme_msg(part, section)
    return whole.SerializeToString(deterministic=True)


def test_the_theme_is_looked_for_once_and_stays_the_same(calls: list[str]) -> None:
    usual = theme()
    assert len(usual) > 0
    assert calls == list(SECTIONS)

    remember()

    assert [theme(), theme(), theme()] == [usual] * 3
    assert calls == list(SECTIONS) * 2


def test_texts_are_cleaned_as_before(calls: list[str]) -> None:
    usual = html.clean_text(TEXT)

    remember()

    assert html.clean_text(TEXT) == usual == "<div>\n  <b>1</b>\n</div>"
    assert html.clean_text(TEXT) is html.clean_text(TEXT)
