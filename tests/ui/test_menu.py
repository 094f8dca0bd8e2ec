"""The menu: whose screens it offers, where its links lead, and which screen it marks."""

import re

import pytest

from supervision.people import RIGHTS, Role
from ui import menu
from ui.links import SCREENS

LINK = re.compile(r'<a href="([^"]*)" data-icon="\w+"( aria-current="page")?>([^<]*)</a>')


def screens(role: Role):
    return [one for one in SCREENS.values() if RIGHTS[role] & set(one.rights)]


def test_it_offers_screens_by_section_and_marks_the_shown_one():
    markup = menu.of(screens(Role.SUPERVISOR), SCREENS["efficiency"])
    assert re.findall("<p>(.*?)</p>", markup) == ["监察", "审批", "诉求", "重点项目", "系统"]
    found = LINK.findall(markup)
    assert ("/", "", "实时监察") in found
    assert [words for _, is_shown, words in found if is_shown] == ["审批效能"]
    hidden = {one.title for one in SCREENS.values() if one.is_hidden}
    assert not hidden & {words for _, _, words in found}


@pytest.mark.parametrize(
    ("role", "titles"),
    [(Role.AUDITOR, ["访问审计"]), (Role.ADMINISTRATOR, ["数据质量"])],
)
def test_a_section_without_a_screen_of_theirs_has_no_title(role: Role, titles: list[str]):
    markup = menu.of(screens(role), SCREENS["live"])
    assert re.findall("<p>(.*?)</p>", markup) == ["系统"]
    assert [words for _, _, words in LINK.findall(markup)] == titles
