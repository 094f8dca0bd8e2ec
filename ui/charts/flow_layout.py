"""Where the steps and the ways of a flow stand: steps as rows, ways as lines and bows beside them.

A way to the next row is a straight line, a longer one a bow to the right, a way back a bow to the
left. Of many steps and ways the main ones are drawn; what is left out is counted.
"""

from dataclasses import dataclass
from math import pi, sin

import pandas as pd

from data_access.approvals.procedure import Flow

START = ""
"""The code of the place before the first step."""
MOST_STEPS = 24
MOST_WAYS = 40
SHARE_DRAWN = 0.95
"""Ways are drawn, the most frequent first, until they hold this share of all that was gone."""
POINTS = 13
SPINE = 27.0
"""Where the rows' dots stand, of a width of 100."""
RIGHT_BOW, LEFT_BOW = 9.0, 4.5
MOST_LABELS = 12
LABEL_ROWS = 0.75
"""Labels on one side stand at least so many rows apart."""


@dataclass(frozen=True)
class Layout:
    """What is drawn of a flow, and what is not.

    rows: the steps with their row from 1 on. bows: points of the ways: way, order, x, y, times,
    is_back. ways: one row a drawn way: way, previous, step_code, times, median_waited, x, y (its
    middle), is_back, has_label. left_out_steps and left_out_ways are counts, share is that of the
    drawn ways in all that was gone.
    """

    rows: pd.DataFrame
    bows: pd.DataFrame
    ways: pd.DataFrame
    left_out_steps: int
    left_out_ways: int
    share: float


def lay_out(flow: Flow, most_steps: int = MOST_STEPS, most_ways: int = MOST_WAYS) -> Layout:
    """The main steps in their usual order, and the main ways between them."""
    rows = _main_steps(flow.steps, most_steps)
    places = {START: 0} | dict(zip(rows.step_code, rows["row"], strict=True))
    drawable = flow.edges[flow.edges.previous.isin(places) & flow.edges.step_code.isin(places)]
    total = int(flow.edges.times.sum())
    drawn = _main_ways(drawable, total, most_ways)
    ways = pd.DataFrame(
        [
            _way(number, way.previous, way.step_code, way.times, way.median_waited, places)
            for number, way in enumerate(drawn.itertuples(index=False))
        ],
        columns=WAY_COLUMNS,
    )
    bows = [point for way in ways.to_dict("records") for point in _bow(way, places)]
    return Layout(
        rows=rows,
        bows=pd.DataFrame(bows, columns=BOW_COLUMNS),
        ways=ways.assign(has_label=_labelled(ways)),
        left_out_steps=len(flow.steps) - len(rows),
        left_out_ways=len(flow.edges) - len(drawn),
        share=float(drawn.times.sum() / total) if total else 1.0,
    )


WAY_COLUMNS = [
    *("way", "previous", "step_code", "times", "median_waited", "x", "y", "is_back"),
]
BOW_COLUMNS = ["way", "order", "x", "y", "times", "is_back"]


def _main_steps(steps: pd.DataFrame, most: int) -> pd.DataFrame:
    """The declared steps and the most frequent others, still in their usual order."""
    ranked = steps.sort_values(["is_declared", "cases"], ascending=False, kind="stable")
    kept = steps.loc[sorted(ranked.index[:most])].reset_index(drop=True)
    return kept.assign(row=kept.index + 1)


def _main_ways(edges: pd.DataFrame, total: int, most: int) -> pd.DataFrame:
    enough = edges.times.cumsum() - edges.times < SHARE_DRAWN * total
    return edges[enough].head(most)


def _way(
    number: int,
    previous: str,
    step_code: str,
    times: int,
    waited: float,
    places: dict[str, int],
) -> tuple[object, ...]:
    first, last = places[previous], places[step_code]
    middle = (first + last) / 2
    is_back = last <= first
    bow = _bow_width(first, last)
    return (number, previous, step_code, times, waited, SPINE + bow, middle, is_back)


def _bow_width(first: int, last: int) -> float:
    """How far a way leaves the spine: nothing to the next row, more the further it leads."""
    span = last - first
    if span == 1:
        return 0.0
    if span > 1:
        return min(RIGHT_BOW, 1.5 + 1.2 * span)
    return -min(LEFT_BOW, 1.8 + 0.5 * -span)


def _bow(way: dict[str, object], places: dict[str, int]) -> list[tuple[object, ...]]:
    first, last = places[str(way["previous"])], places[str(way["step_code"])]
    width = _bow_width(first, last)
    spread = 0.28 if first == last else 0.0  # a step that follows itself: a loop around its dot
    points: list[tuple[object, ...]] = []
    for order in range(POINTS):
        along = order / (POINTS - 1)
        x = SPINE + width * sin(pi * along)
        y = first + (last - first) * along + spread * (2 * along - 1)
        points.append((way["way"], order, x, y, way["times"], way["is_back"]))
    return points


def _labelled(ways: pd.DataFrame) -> list[bool]:
    """Which ways bear words: the most frequent ones, as long as their words do not meet."""
    taken: list[tuple[float, float]] = []
    labelled = []
    for way in ways.itertuples():
        is_free = all(abs(way.y - y) >= LABEL_ROWS or abs(way.x - x) > RIGHT_BOW for x, y in taken)
        has_label = is_free and len(taken) < MOST_LABELS and not way.is_back
        if has_label:
            taken.append((way.x, way.y))
        labelled.append(has_label)
    return labelled
