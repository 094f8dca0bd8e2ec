"""Counts as bars of the page, each a link to its list: drawn at once, a chart takes its time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ui import blocks
from ui.formats import as_html, count

WIDEST = 0.64
"""The part of its line that the longest bar takes: its number, and what was lost, stand behind."""


@dataclass(frozen=True)
class Bar:
    """A count with its name and the address of its list; a note stands at the right."""

    name: str
    number: int
    address: str
    note: str
    tip: str = ""
    lost: int = 0
    """How many fewer than the one before."""


def draw(bars: Sequence[Bar]) -> str:
    """The bars from one edge, in their order; the largest loss is bold, others are whispered."""
    widest = max((bar.number for bar in bars), default=0) or 1
    most = max((bar.lost for bar in bars), default=0)
    lines = (_line(bar, bar.number / widest, is_widest=bar.lost == most) for bar in bars)
    return f'<div class="sv-counts">{"".join(lines)}</div>'


def losses(numbers: Iterable[int]) -> list[int]:
    """How many fewer each is than the one before; nothing where it is not fewer."""
    known = list(numbers)
    fewer = (max(before - now, 0) for before, now in pairwise(known))
    return [0, *fewer][: len(known)]


def _line(bar: Bar, share: float, *, is_widest: bool) -> str:
    loud = ' class="sv-loud"' if is_widest else ""
    lost = f"<small{loud}>−{count(bar.lost)}</small>" if bar.lost else ""
    inner = (
        f"<span>{as_html(bar.name)}</span>"
        f'<span class="sv-count"><i style="width:{share * WIDEST * 100:.2f}%"></i>'
        f"<b>{count(bar.number)}</b>{lost}</span><span>{as_html(bar.note)}</span>"
    )
    return blocks.link(bar.address, inner, "sv-counted", bar.tip)
