"""The catalogue: real-sounding, unique, and within the codes of the contract."""

import re
from dataclasses import replace

from sample_data.items import catalogue, item_table
from sample_data.procedure import SLOTS, declared_rules, has_slots, step_limit, work_limits
from sample_data.reference import departments, sources, towns


def test_there_are_more_than_four_hundred_items_with_unique_codes_and_names():
    items = catalogue()
    assert len(items) >= 400
    assert len({item.code for item in items}) == len(items)
    assert len({item.name for item in items}) == len(items)
    assert len({item.name_en for item in items}) == len(items)


def test_names_are_chinese_and_english():
    for item in catalogue():
        assert re.search(r"[\u4e00-\u9fff]", item.name)
        assert re.search(r"[A-Za-z]", item.name_en)
        assert not re.search(r"[\u4e00-\u9fff]", item.name_en)


def test_every_department_has_an_item_and_the_shares_add_up():
    assert {item.department for item in catalogue()} == set(range(len(departments())))
    assert abs(item_table().share.sum() - 1) < 1e-9
    assert len(departments()) >= 30
    assert len(towns()) == 11
    assert len(sources()) == 8


def test_a_promise_is_never_longer_than_the_statute_allows():
    for item in catalogue():
        if item.promised is not None and item.statutory is not None:
            assert item.promised <= item.statutory, item.name


def test_codes_are_those_of_the_contract():
    for item in catalogue():
        assert item.kind in {"licence", "confirmation", "benefit", "service", "other"}
        assert item.case_kind in {"committed", "instant", "reported_up"}
        assert item.unit in {"working_day", "natural_day", "working_hour"}
        assert item.level in {"one_person", "two_persons", "three_levels"}
        assert item.service_class in {"on_the_spot", "early", "within_limit"}
        assert item.online_depth in {"none", "pre_check", "unified_acceptance", "fully_online"}


def test_step_limits_of_an_item_add_up_to_its_promise():
    """Of 20 days with all four work steps 8, 5, 3 and 4; what is left over goes to the review."""
    sums = {
        item.promised: sum(work_limits(item))
        for item in catalogue()
        if work_limits(item)[0] and item.promised and item.promised > 4
    }
    assert sums
    assert all(promised == total for promised, total in sums.items())
    any_item = next(item for item in catalogue() if item.is_joint)
    twenty = replace(any_item, promised=20, has_on_site=True, level="three_levels")
    assert all(has_slots(twenty)[:6])
    assert work_limits(twenty) == (8, 5, 3, 4)


def test_acceptance_takes_five_days_and_delivery_ten():
    item = next(item for item in catalogue() if item.delivery_limit is None)
    assert step_limit(item, SLOTS.index("accept")) == 5
    assert step_limit(item, SLOTS.index("deliver")) == 10
    assert step_limit(item, SLOTS.index("receive")) is None


def test_all_forms_of_rules_are_declared_with_their_article():
    rules = declared_rules()
    assert {rule.form for rule in rules} == {
        "precedence",
        "absence",
        "at_most_once",
        "different_persons",
    }
    assert all(all(rule.words) and all(rule.article) for rule in rules)
    assert len({rule.number for rule in rules}) == len(rules)
