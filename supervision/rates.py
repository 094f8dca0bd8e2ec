"""Rates and middles: how numbers become a value, and when there is none."""

from collections.abc import Mapping
from math import ceil


def ratio(numerator: int, denominator: int) -> float | None:
    """The quotient; nothing, never 0 or 100 %, where there is nothing to divide by."""
    return None if denominator == 0 else numerator / denominator


def nearest_rank(cases_by_days: Mapping[int, int], share: float) -> int | None:
    """The smallest number of days within which at least that share of the cases lie.

    Takes how many cases took how many days; nothing without cases. The median is 0.5.
    """
    total = sum(cases_by_days.values())
    wanted, so_far = ceil(share * total), 0
    for days, cases in sorted(cases_by_days.items()):
        so_far += cases
        if cases and so_far >= wanted:
            return days
    return None
