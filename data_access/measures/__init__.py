"""Every measure of every line by name: what the wall, lists, cells and workbooks count."""

from collections.abc import Iterable

from data_access.measures.appeal_courses import COURSE_MEASURES
from data_access.measures.appeals import APPEAL_MEASURES
from data_access.measures.case_flows import CASE_FLOWS
from data_access.measures.kinds import Measure, Source
from data_access.measures.listed_flows import LISTED_FLOWS
from data_access.measures.orders import CONTESTED_CARDS, ORDER_MEASURES
from data_access.measures.other_flows import FINDING_FLOWS, FLOWS_OF_ROWS, STEP_FLOWS
from data_access.measures.projects import PROJECT_MEASURES
from data_access.measures.stocks import STOCKS
from data_access.measures.voices import RATING_FLOWS, SIGNAL_MEASURES

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        *CASE_FLOWS,
        *STEP_FLOWS,
        *FINDING_FLOWS,
        *RATING_FLOWS,
        *FLOWS_OF_ROWS,
        *LISTED_FLOWS,
        *STOCKS,
        *APPEAL_MEASURES,
        *COURSE_MEASURES,
        *SIGNAL_MEASURES,
        *PROJECT_MEASURES,
        *CONTESTED_CARDS,
        *ORDER_MEASURES,
    )
}

__all__ = ["MEASURES", "Measure", "Source", "measures_named"]


def measures_named(names: Iterable[str]) -> list[Measure]:
    """The measures in the order asked for; ValueError for a name that none of them has."""
    wanted = list(names)
    unknown = [name for name in wanted if name not in MEASURES]
    if unknown:
        raise ValueError(f"no measure is called {', '.join(unknown)}; see figures --list")
    return [MEASURES[name] for name in wanted]
