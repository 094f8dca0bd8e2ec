"""Small drawn blocks: heads, figures, links, bars and lines as constant HTML.

Each element of Streamlit's own costs the browser a few milliseconds before anything is seen, and a
chart library many times more. Every value from the data passes as_html; colours and text follow
light and dark by CSS alone.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from math import hypot

from ui.formats import as_html

HEAD_HEIGHT, ROW_HEIGHT = 2.2, 1.97
"""Of a table that scrolls, in rem."""
LONGEST_ADDRESS = 2_000
HALF_THICK = 1.0
"""Pixels on either side of a line."""
MARGIN = 0.05
"""Room above and below a short line, so that its edge is not cut."""
NARROWEST_CORNER = 0.3
"""Sharper corners are cut instead of growing a thorn."""
Point = tuple[float, float]
"""From the left and from the top, each 0 to 1."""


def link(
    address: str, inner: str, style: str = "", tip: str = "", share: float | None = None
) -> str:
    """A block that opens an address of ours: `inner` is markup made here, `tip` is text.

    With a share it is so wide a part of what it stands in, 0 to 1.
    """
    title = f' title="{as_html(tip)}"' if tip else ""
    width = "" if share is None else f' style="width:{share * 100:.2f}%"'
    href = as_html(address, longest=LONGEST_ADDRESS)
    return f'<a class="sv-link {style}" href="{href}"{title}{width}>{inner}</a>'


def heading(words: str, note: str = "", explanation: str = "") -> str:
    """The first line of a tile; the note is markup made here."""
    return (
        f'<div class="sv-head"><b>{as_html(words)}{hint(explanation)}</b><span>{note}</span></div>'
    )


def hint(words: str) -> str:
    """A mark that says more when it is pointed at or reached by keyboard; nothing without words."""
    if not words:
        return ""
    return f'<i class="sv-say" tabindex="0" role="note" aria-label="{as_html(words)}"></i>'


def swatch(colour: str, words: str, shape: str = "■") -> str:
    """A shape in a colour of ours and what it stands for, for the note of a tile."""
    return (
        f'<i class="sv-shape" aria-hidden="true" style="color:{colour}">{shape}</i>{as_html(words)}'
    )


def figure(title: str, value: str, *lines: str, explanation: str = "") -> str:
    """A figure in its box: its title, its value, and lines of markup made here."""
    return (
        f'<div class="sv-kpi"><div class="sv-title">{as_html(title)}{hint(explanation)}</div>'
        f'<div class="sv-value">{as_html(value)}</div>{"".join(lines)}</div>'
    )


def figures(boxes: Iterable[str], narrowest: int) -> str:
    """Boxes side by side; they fold before one is narrower than so many pixels."""
    columns = f"grid-template-columns:repeat(auto-fit,minmax({narrowest}px,1fr))"
    return f'<div class="sv-kpis" style="{columns}">{"".join(boxes)}</div>'


def below(words: str) -> str:
    """A quiet line below a figure."""
    return f'<div class="sv-below">{as_html(words)}</div>'


def way(address: str, words: str) -> str:
    """A quiet link to the list behind a figure."""
    return (
        f'<a class="sv-way" href="{as_html(address, longest=LONGEST_ADDRESS)}">{as_html(words)}</a>'
    )


def ways(*links: str) -> str:
    """Such links in one line."""
    return f'<div class="sv-ways">{"".join(links)}</div>'


def few_rows(
    titles: Mapping[str, str],
    rows: Iterable[Mapping[str, str]],
    numbers: Collection[str],
    long: Collection[str] = (),
) -> str:
    """A short table that is read whole: titles by column, and of each row its cells, made here.

    Long words take a second line, those of `long` columns also where the others do not; the columns
    of `numbers` stand at the right.
    """
    styles = dict.fromkeys(long, ' class="sv-long"') | dict.fromkeys(numbers, ' class="sv-right"')

    def line(tag: str, cells: Mapping[str, str]) -> str:
        return "".join(
            f"<{tag}{styles.get(column, '')}>{cells[column]}</{tag}>" for column in titles
        )

    head = line("th", {column: as_html(words) for column, words in titles.items()})
    body = "".join(f"<tr>{line('td', row)}</tr>" for row in rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="sv-rows">{table}</div>'


def lines(table: str) -> str:
    """A table with a line for each row; what is too wide scrolls sideways."""
    return f'<div class="sv-lines">{table}</div>'


def scrolled(table: str, most: int) -> str:
    """A table of which so many rows and a half are seen: its head stays, its rows scroll."""
    height = HEAD_HEIGHT + ROW_HEIGHT * (most + 0.5)
    return f'<div class="sv-scrolled" tabindex="0" style="max-height:{height:.1f}rem">{table}</div>'


def dot(style: str, place: str, tip: str, address: str = "") -> str:
    """A mark at a place of a drawing: pointed at it says its tip, pressed it opens its address."""
    title = as_html(tip)
    if not address:
        return f'<i class="sv-dot {style}" style="{place}" title="{title}"></i>'
    href = as_html(address, longest=LONGEST_ADDRESS)
    return (
        f'<a class="sv-dot {style}" style="{place}" title="{title}" aria-label="{title}"'
        f' href="{href}"></a>'
    )


def opening(address: str, words: str) -> str:
    """The name of something as a link that opens it."""
    href = as_html(address, longest=LONGEST_ADDRESS)
    return f'<a class="sv-open" href="{href}">{as_html(words)}</a>'


def board(tiles: Mapping[str, str]) -> str:
    """Framed tiles in columns, by the style of their place; the tiles are markup made here.

    All in one block: every element of its own costs each watcher's tick as much as a whole board.
    """
    cells = "".join(f'<div class="sv-tile {style}">{tile}</div>' for style, tile in tiles.items())
    return f'<div class="sv-boards"><div class="sv-board">{cells}</div></div>'


def glyph(level: str) -> str:
    """The level's shape in its colour: never colour alone."""
    return f'<i class="sv-mark sv-{level}" aria-hidden="true"></i>'


def tag(level: str, words: str) -> str:
    """The level as a small badge: shape, word and ground."""
    return f'<span class="sv-tag sv-tag-{level}">{glyph(level)}{as_html(words)}</span>'


def pill(level: str, words: str) -> str:
    """The level as a cell of a table: shape and word in one pill of its colour."""
    return f'<span class="sv-pill sv-pill-{level}">{as_html(words)}</span>'


def progress(share: float, words: str) -> str:
    """How much of something is done, 0 to 1, as a bar with its number behind it."""
    width = f"width:{min(max(share, 0.0), 1.0) * 100:.1f}%"
    bar = f'<i><b style="{width}"></b></i>'
    return f'<span class="sv-progress">{bar}<small>{as_html(words)}</small></span>'


def segment(level: str, share: float, inner: str = "", tip: str = "") -> str:
    """A part of a stacked bar; the share is of the whole bar, 0 to 1."""
    title = f' title="{as_html(tip)}"' if tip else ""
    width = f"width:{share * 100:.2f}%"
    return f'<span class="sv-part sv-fill-{level}" style="{width}"{title}>{inner}</span>'


def scaled(values: Sequence[float], lowest: float, highest: float) -> list[Point]:
    """Values as points from the left edge to the right one."""
    spread = (highest - lowest) or 1.0
    steps = max(len(values) - 1, 1)
    return [(place / steps, 1 - (value - lowest) / spread) for place, value in enumerate(values)]


def line(points: Sequence[Point], style: str, *, width: int, height: int) -> str:
    """A line through the points, two pixels thick, as a clipped block: it takes CSS colours.

    Width and height are the pixels it is mostly drawn at; they say which way is square to it.
    """
    if len(points) < 2:
        return ""
    left, right = [], []
    for place, point in enumerate(points):
        x, y = _square(points, place, width, height)
        left.append(_corner(point, x, y))
        right.append(_corner(point, -x, -y))
    outline = ",".join([*left, *reversed(right)])
    return f'<div class="sv-line {style}" style="clip-path:polygon({outline})"></div>'


def spark(values: Sequence[float], style: str) -> str:
    """A short line without axes: how it went, from the lowest value to the highest."""
    known = [value for value in values if value == value]
    if len(known) < 2:
        return '<div class="sv-spark"></div>'
    lowest, highest = min(known), max(known)
    margin = (highest - lowest) * MARGIN or 1.0
    lowest, highest = lowest - margin, highest + margin
    drawn = line(scaled(known, lowest, highest), style, width=190, height=52)
    return f'<div class="sv-spark">{drawn}</div>'


def ticks(lowest: float, highest: float, count: int = 3) -> list[float]:
    """Round numbers that enclose a range: about as many as asked for, at least two."""
    span = max(highest - lowest, 1.0)
    rough = span / count
    power = 10.0 ** max(len(str(int(rough))) - 1, 0)
    step = next((factor * power for factor in (1, 2, 5, 10) if factor * power >= rough), 10 * power)
    first = lowest // step * step
    found = [first]
    while found[-1] < highest or len(found) < 2:
        found.append(found[-1] + step)
    return found


def _square(points: Sequence[Point], place: int, width: int, height: int) -> tuple[float, float]:
    """The way from a point to the edge of the line through it, in pixels.

    At a corner it lies along the bisector and is longer, so that the line keeps its thickness.
    """
    legs = [
        _direction(start, end, width, height)
        for start, end in pairwise(points[max(place - 1, 0) : place + 2])
    ]
    x = sum(leg[0] for leg in legs) / len(legs)
    y = sum(leg[1] for leg in legs) / len(legs)
    length = hypot(x, y) or 1.0
    reach = HALF_THICK / max(length, NARROWEST_CORNER) / length
    return -y * reach, x * reach


def _direction(start: Point, end: Point, width: int, height: int) -> Point:
    """From one point towards another, one pixel long."""
    across, down = (end[0] - start[0]) * width, (end[1] - start[1]) * height
    length = hypot(across, down) or 1.0
    return across / length, down / length


def _corner(point: Point, right: float, down: float) -> str:
    return f"{_place(point[0], right)} {_place(point[1], down)}"


def _place(share: float, pixels: float) -> str:
    return f"calc({share * 100:.1f}% {'+' if pixels >= 0 else '-'} {abs(pixels):.1f}px)"
