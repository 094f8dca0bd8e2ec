"""Every indicator of every line: the words of its card, and the measures it is made of."""

from collections.abc import Iterable

from supervision.indicators.appeals import APPEALS, RATINGS, SIGNALS
from supervision.indicators.cards import CARDS
from supervision.indicators.conduct import CONDUCT
from supervision.indicators.indicator import Indicator
from supervision.indicators.orders import ORDERS
from supervision.indicators.projects import PROJECTS
from supervision.indicators.timeliness import TIMELINESS
from supervision.indicators.volumes import VOLUMES


def _order(indicator: Indicator) -> tuple[str, int]:
    number = indicator.code.partition("_")[0]
    return number[0], int(number[1:])


OF_APPROVALS = (*VOLUMES, *TIMELINESS, *CONDUCT, *CARDS)
INDICATORS: dict[str, Indicator] = {
    indicator.name: indicator
    for indicator in sorted(
        (
            *(*VOLUMES, *TIMELINESS, *CONDUCT, *CARDS),
            *(*APPEALS, *RATINGS, *SIGNALS, *PROJECTS, *ORDERS),
        ),
        key=_order,
    )
}
"""By name, in the order of their codes."""

BY_CODE: dict[str, Indicator] = {indicator.code: indicator for indicator in INDICATORS.values()}

__all__ = ["BY_CODE", "INDICATORS", "Indicator", "indicators_named"]


def indicators_named(names: Iterable[str]) -> list[Indicator]:
    """The indicators in the order asked for, by name or code; ValueError for an unknown one."""
    wanted = list(names)
    unknown = [name for name in wanted if name not in INDICATORS and name not in BY_CODE]
    if unknown:
        raise ValueError(f"no indicator is called {', '.join(unknown)}; see figures --list")
    return [INDICATORS.get(name) or BY_CODE[name] for name in wanted]
