"""The menu: the sections and screens that are somebody's, as one block.

As links of Streamlit's own it took twenty elements, which every page drew before its first figure.
"""

from collections.abc import Sequence

from ui.blocks import LONGEST_ADDRESS
from ui.formats import as_html
from ui.links import SECTIONS, Screen, address
from ui.words import t


def of(theirs: Sequence[Screen], shown: Screen) -> str:
    """Markup of the menu; a link keeps language, moment and department."""
    sections = [
        _section(
            words, [one for one in theirs if one.folder == folder and not one.is_hidden], shown
        )
        for folder, words in SECTIONS.items()
    ]
    return f'<nav class="sv-menu" aria-label="{as_html(t("菜单"))}">{"".join(sections)}</nav>'


def _section(words: str, screens: Sequence[Screen], shown: Screen) -> str:
    if not screens:
        return ""
    links = "".join(_link(screen, is_shown=screen == shown) for screen in screens)
    return f"<p>{as_html(t(words))}</p>{links}"


def _link(screen: Screen, *, is_shown: bool) -> str:
    target = as_html(address(screen.name), longest=LONGEST_ADDRESS)
    current = ' aria-current="page"' if is_shown else ""
    words = as_html(t(screen.title))
    return f'<a href="{target}" data-icon="{screen.icon}"{current}>{words}</a>'
