"""The cards of appeals, ratings and signals: complete, distinct, and no voice in the other's."""

import pytest

from supervision.indicators import BY_CODE, INDICATORS
from supervision.indicators.appeals import APPEALS, RATINGS, SIGNALS

EVERY = (*APPEALS, *RATINGS, *SIGNALS)
WORDS = ("title", "sentence", "formula", "anchor", "exclusions", "source")


def test_the_field_is_covered_but_for_what_cannot_be_measured() -> None:
    codes = {one.code.partition("_")[0] for one in EVERY}
    asked = {f"C{n}" for n in range(1, 15)} | {f"G{n}" for n in range(1, 7)}
    asked |= {f"S{n}" for n in range(1, 7)}
    assert asked - codes == {"C8", "S3"}


def test_nothing_bears_the_code_name_or_title_of_another() -> None:
    cards = [*EVERY, *(one for one in INDICATORS.values() if one.code not in _own())]
    for attribute in ("code", "name", "title"):
        values = [getattr(one, attribute) for one in cards]
        assert len(values) == len(set(values)), attribute
    assert "A1" in BY_CODE


def _own() -> set[str]:
    return {one.code for one in EVERY}


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.code)
def test_card_is_complete(one) -> None:
    assert all(getattr(one, word) for word in WORDS)
    assert (one.denominator is None) == (one.unit == "count")
    assert one.line == {"C": "appeal", "G": "approval", "S": "signal"}[one.code[0]]
    assert not (one.is_share and one.unit != "rate")


def test_the_two_voices_share_no_measure() -> None:
    by_code = {one.code: one for one in APPEALS}
    ours, theirs = by_code["C6_department"], by_code["C6_enterprise"]
    assert not set(ours.measures) & set(theirs.measures)
    assert ours.anchor != theirs.anchor
