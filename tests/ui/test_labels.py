"""Every code that is stored has a word, in both languages."""

import pytest

from supervision.findings import Level
from supervision.rules import RULES
from supervision.words import catalogue
from ui.charts.chart_theme import LEVEL_ICONS, LEVEL_MARKS
from ui.labels import LABELS, label, options, rule_title
from ui.parts import LEVEL_BADGES, PILL_COLOURS, badge, icon, pill

CODES = {
    "line": "approval appeal signal project order",
    "outcome": "granted refused not_accepted withdrawn returned void reported_up completed",
    "channel": "online window phone self_service other",
    "case_kind": "committed instant reported_up",
    "item_kind": "licence confirmation benefit service other",
    "approval_level": "one_person two_persons three_levels",
    "limit_unit": "working_day natural_day working_hour",
    "service_class": "on_the_spot early within_limit",
    "online_depth": "none pre_check unified_acceptance fully_online",
    "applicant_kind": "person enterprise",
    "handled_by": "approval_section bureau",
    "pause_kind": "hearing bidding auction inspection testing quarantine appraisal "
    "expert_review other",
    "step_kind": "receive accept review approve deliver on_site other",
    "rule_form": "precedence response absence at_most_once different_persons",
    "source_verdict": "on_time overdue",
    "light": "red yellow normal",
    "list_kind": "start complete continue reserve",
    "project_stage": "land_use planning_permit construction_permit completion_acceptance",
    "blocker_kind": "land relocation approval funds utilities design weather other",
    "service_kind": "site_visit technical_advice technical_guidance",
    "owner": "government enterprise special nobody",
    "order_level": "ordinary key listed",
    "order_state": "issued signed answered contested corrected sent_back verified closed withdrawn",
    "order_action": "issue give_card sign answer contest report note uphold send_back refute verify"
    " close withdraw urge circulate summon",
    "demand": "explain correct",
    "party": "department supervisor nobody",
    "card_state": "standing contested upheld withdrawn",
    "channel_of_notice": "mail webhook",
    "day_kind": "working weekend holiday make_up",
    "appeal_channel": "online centre phone visit hotline other",
    "appeal_act": "request accept dispatch sign contact reply return redispatch suspend resume"
    " answer close call_back reopen verify urge supervise",
    "appeal_stage": "acceptance dispatch sign contact handle suspended call_back verify done",
    "appeal_outcome": "solved explained partly_solved not_solved not_accepted withdrawn",
    "appeal_verdict": "solved partly not_solved no_answer",
    "claim": "reasonable unreasonable beyond_remit",
}
"""As the comments of the schema name them."""


@pytest.mark.parametrize("kind", CODES)
def test_every_code_of_the_contract_has_a_word(kind: str):
    assert set(CODES[kind].split()) == set(LABELS[kind])


def test_every_level_has_word_shape_icon_badge_and_pill():
    levels = {level.value for level in Level} | {"normal"}
    for words in (LABELS["level"], LEVEL_MARKS, LEVEL_ICONS, LEVEL_BADGES, PILL_COLOURS):
        assert set(words) == levels
    assert len(set(LEVEL_MARKS.values())) == len(levels)  # told apart without colour
    for level in levels:
        assert LABELS["level"][level] in badge(level)
        assert pill(level) == [f"{LEVEL_MARKS[level]} {LABELS['level'][level]}"]


def test_every_word_has_its_english():
    english = catalogue("en")
    missing = [
        word
        for words in LABELS.values()
        for word in words.values()
        if english.gettext(word) == word
    ]
    assert not missing


def test_unknown_and_missing_codes():
    assert label("outcome", "granted") == "准予"
    assert label("outcome", "") == "—"
    assert label("outcome", None) == "—"
    assert label("outcome", "<b>strange</b>") == "<b>strange</b>"  # as it stands; the place escapes
    assert rule_title("W02") == RULES["W02"].title
    assert rule_title("W999") == "W999"
    assert options("stage")["accept"] == "受理"


def test_a_word_that_is_no_level_has_no_icon():
    assert icon("open") == ""
