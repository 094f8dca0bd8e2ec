"""What the definition card of an indicator says: its words, its measures, its unit."""

from dataclasses import dataclass
from typing import Literal

from supervision.words import N_

Unit = Literal["count", "rate", "days", "per_mille"]
Direction = Literal["up", "down", "none"]

EMPTY_AS_ZERO = N_("没有即为 0。")
EMPTY_AS_DASH = N_("分母为 0 时显示“—”，不显示 0% 或 100%。")
EMPTY_BELOW_TEN = N_("不足 10 件时显示“—”。")
NOTHING_LEFT_OUT = N_("无。")


@dataclass(frozen=True)
class Indicator:
    """An indicator out of measures; all words are Chinese and translated where they are shown.

    A count is its numerator. A rate is numerator ÷ denominator, one less that when `complement`.
    With a `quantile` it is the number of days within which that share of the cases lie.
    `is_share` says that the numerator's rows are among the denominator's, so an interval holds.
    """

    code: str
    name: str
    title: str
    sentence: str
    formula: str
    numerator: str
    denominator: str | None
    unit: Unit
    anchor: str
    direction: Direction
    source: str
    exclusions: str = NOTHING_LEFT_OUT
    complement: bool = False
    quantile: float | None = None
    is_share: bool = False
    line: str = "approval"

    @property
    def empty_rule(self) -> str:
        """What is shown when there is nothing to count or to divide by."""
        if self.quantile is not None:
            return EMPTY_BELOW_TEN
        return EMPTY_AS_ZERO if self.denominator is None else EMPTY_AS_DASH

    @property
    def measures(self) -> tuple[str, ...]:
        """The names of the measures it is made of."""
        return (self.numerator,) if self.denominator is None else (self.numerator, self.denominator)
