"""Definition cards: complete, distinct, and of one mind with the catalogue of words."""

from dataclasses import fields

import pytest

from supervision.indicators import BY_CODE, INDICATORS, indicators_named
from supervision.indicators.projects import PROJECTS

EVERY = list(INDICATORS.values())
WORDS = ("title", "sentence", "formula", "anchor", "exclusions", "source", "empty_rule")


def test_every_indicator_of_the_field_is_there() -> None:
    asked = {f"A{n}" for n in range(1, 23)} | {"B1", "B2", "B3", "B4", "B5", "B8"}
    assert asked <= {one.code.partition("_")[0] for one in EVERY}
    assert {f"P{n}" for n in range(1, 13)} <= {one.code.partition("_")[0] for one in EVERY}
    assert {one.line for one in PROJECTS} == {"project"}
    assert {"A6_raw", "A6_lawful", "A6_extended"} <= set(BY_CODE)


def test_codes_names_and_titles_are_distinct() -> None:
    for attribute in ("code", "name", "title"):
        values = [getattr(one, attribute) for one in EVERY]
        assert len(values) == len(set(values)), attribute


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.code)
def test_card_is_complete(one) -> None:
    assert all(getattr(one, word) for word in WORDS)
    assert one.name.isidentifier()
    assert one.name.islower()
    assert one.unit in ("count", "rate", "days", "per_mille")
    assert (one.denominator is None) == (one.unit == "count")
    assert one.quantile is None or one.unit == "days"
    assert not (one.is_share and one.unit != "rate")
    assert {field.name for field in fields(one)} >= {"numerator", "direction", "line"}


def test_found_by_name_or_code_in_the_order_asked_for() -> None:
    found = indicators_named(["B1", "on_time_rate_raw"])
    assert [one.code for one in found] == ["B1", "A6_raw"]
    with pytest.raises(ValueError, match="no indicator is called A99"):
        indicators_named(["A1", "A99"])


def test_empty_is_zero_for_counts_and_a_dash_for_rates() -> None:
    assert "—" not in BY_CODE["A1"].empty_rule
    assert "—" in BY_CODE["A7"].empty_rule
    assert "10" in BY_CODE["A14_median"].empty_rule
