"""The interval of a share: what others publish, and its edges."""

import pytest

from supervision.small_numbers import wilson


@pytest.mark.parametrize(
    ("good", "total", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_are_those_of_the_literature(good: int, total: int, low: float, high: float):
    assert wilson(good, total) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_all_good_of_few_is_far_from_certain():
    low, high = wilson(3, 3)

    assert high == 1.0
    assert low == pytest.approx(0.4385, abs=1e-4)


@pytest.mark.parametrize(("good", "total"), [(0, 0), (2, 1), (-1, 5)])
def test_what_is_no_share_is_refused(good: int, total: int):
    with pytest.raises(ValueError, match="is no share"):
        wilson(good, total)
