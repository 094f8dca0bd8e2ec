"""Lines over months as one drawn block: its grid, a dot a month, a name at each end.

A chart library takes a quarter of a second of the browser; two such lines need none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ui import blocks
from ui.formats import as_html

WIDTH = 420
"""Pixels at which it is mostly drawn."""
TEXT_HEIGHT = 16
"""Pixels that names at the ends of lines stay apart."""


@dataclass(frozen=True)
class Line:
    """A value a month, NaN where none is known; each dot says its tip, and may open a list."""

    name: str
    style: str
    """quiet, accent or good."""
    values: Sequence[float]
    tips: Sequence[str]
    addresses: Sequence[str] = ()
    is_square: bool = False


@dataclass(frozen=True)
class Level:
    """A value that is the same for all months, as a dashed line, and its words."""

    value: float
    words: str


def draw(
    months: Sequence[str],
    lines: Sequence[Line],
    steps: Sequence[float],
    written: Callable[[float], str],
    *,
    height: int,
    lowest: float | None = None,
    level: Level | None = None,
) -> str:
    """The lines up to the highest of the steps, from the lowest or from what is named so.

    `written` says a step in words; names stand at the ends of lines that have one.
    """
    least, most = min(steps) if lowest is None else lowest, max(steps)

    def down(value: float) -> float:
        return 1 - (max(value, least) - least) / ((most - least) or 1)

    grid = "".join(
        f'<div class="sv-grid" style="top:{down(step) * 100:.1f}%">'
        f"<span>{as_html(written(step))}</span></div>"
        for step in steps
    )
    names = "".join(
        f'<span class="sv-month" style="left:{_across(place, len(months)) * 100:.2f}%">'
        f"{as_html(month)}</span>"
        for place, month in enumerate(months)
    )
    drawn = "".join(_line(line, len(months), down, height) for line in lines)
    dots = "".join(_dots(line, len(months), down) for line in lines)
    whole = "" if level is None else _level(level, down(level.value))
    ends = _names([line for line in lines if line.name], down, TEXT_HEIGHT / height)
    left, right = (
        max(map(_wide, words), default=0.0) + 0.8
        for words in ([written(step) for step in steps], [line.name for line in lines])
    )
    style = f"height:{height}px;margin-left:{left:.1f}em;margin-right:{right:.1f}em"
    return (
        f'<div class="sv-months" style="{style}">{grid}'
        f'<div class="sv-plot">{drawn}</div>{whole}{dots}{names}{ends}</div>'
    )


def _wide(words: str) -> float:
    """About how wide words are, in em: a Chinese character is as wide as it is high."""
    return sum(1.0 if character > "\u2e7f" else 0.56 for character in words)


def _across(place: int, months: int) -> float:
    """The middle of a month, as a share of the width."""
    return (place + 0.5) / months


def _known(line: Line) -> list[tuple[int, float]]:
    return [(place, value) for place, value in enumerate(line.values) if value == value]


def _line(line: Line, months: int, down: Callable[[float], float], height: int) -> str:
    points = [(_across(place, months), down(value)) for place, value in _known(line)]
    return blocks.line(points, f"sv-line-{line.style}", width=WIDTH, height=height)


def _dots(line: Line, months: int, down: Callable[[float], float]) -> str:
    shape = " sv-square" if line.is_square else ""
    dots = []
    for place, value in _known(line):
        at = f"left:{_across(place, months) * 100:.2f}%;top:{down(value) * 100:.2f}%"
        address = line.addresses[place] if line.addresses else ""
        dots.append(blocks.dot(f"sv-line-{line.style}{shape}", at, line.tips[place], address))
    return "".join(dots)


def _level(level: Level, top: float) -> str:
    words = f"<span>{as_html(level.words)}</span>"
    return f'<div class="sv-level" style="top:{top * 100:.1f}%">{words}</div>'


def _names(lines: Sequence[Line], down: Callable[[float], float], apart: float) -> str:
    """The names of lines at their ends, from the highest down, a line of text apart at least."""
    ends = sorted((down(_known(line)[-1][1]), line.name) for line in lines if _known(line))
    tops = [top for top, _ in ends]
    for place, (upper, lower) in enumerate(pairwise(range(len(ends)))):
        missing = apart - (tops[lower] - tops[upper])
        if missing > 0:
            tops[upper] -= missing / 2 if place == 0 else 0
            tops[lower] = tops[upper] + apart
    return "".join(
        f'<span class="sv-name" style="top:{top * 100:.1f}%">{as_html(name)}</span>'
        for top, (_, name) in zip(tops, ends, strict=True)
    )
