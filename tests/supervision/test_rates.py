"""Ratios and middles."""

import pytest

from supervision.rates import nearest_rank, ratio


def test_nothing_to_divide_by_gives_nothing() -> None:
    assert ratio(0, 0) is None
    assert ratio(3, 0) is None


def test_whole_numbers_are_not_rounded_down() -> None:
    assert ratio(3, 4) == 0.75


@pytest.mark.parametrize(
    ("cases_by_days", "share", "days"),
    [
        ({}, 0.5, None),
        ({7: 0}, 0.5, None),
        ({4: 1}, 0.5, 4),
        ({1: 2, 9: 2}, 0.5, 1),  # two of four lie within one day
        ({1: 2, 9: 3}, 0.5, 9),
        ({0: 9, 30: 1}, 0.9, 0),  # nine of ten
        ({0: 8, 5: 1, 30: 1}, 0.9, 5),
        ({3: 1, 1: 1, 2: 1}, 1.0, 3),  # in any order
    ],
)
def test_smallest_days_that_hold_the_share(cases_by_days, share, days) -> None:
    assert nearest_rank(cases_by_days, share) == days
