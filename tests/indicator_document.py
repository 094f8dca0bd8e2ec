"""Writes docs/indicators.md from the definitions themselves: python -m tests.indicator_document."""

from collections.abc import Iterator
from pathlib import Path

from data_access.measures import MEASURES, Measure
from supervision.indicators import INDICATORS, Indicator
from supervision.words import translate

PATH = Path(__file__).resolve().parent.parent / "docs" / "indicators.md"
HEAD = """# Indicators and measures

Written from the definitions in `supervision/indicators` and `data_access/measures` by
`python -m tests.indicator_document`; a test holds this page to them. The same words stand on the
screen 指标口径, there with the values of the day.

- A **measure** is a count of rows, or the sum of a column over them. It has one predicate. A *flow*
  has an anchor: the moment whose day puts a row into a period. A *stock* is what stands at the
  moment asked about.
- An **indicator** is a measure, or one measure divided by another. Where the denominator is 0, a
  dash is shown, never 0 % or 100 %.
- `python -m data_access figures NAME` gives the value, `python -m data_access cases MEASURE` the
  list of rows behind it.
"""
DIRECTIONS = {"up": "more is better", "down": "less is better", "none": "neither"}
UNITS = {"count": "a count", "rate": "a share", "days": "days", "per_mille": "per mille"}


def document() -> str:
    """The whole page."""
    indicators = "\n".join(line for each in INDICATORS.values() for line in _indicator(each))
    measures = "\n".join(_measure(each) for each in MEASURES.values())
    return (
        f"{HEAD}\n## Indicators\n\n{indicators}\n## Measures\n\n"
        "| name | 中文 | English | kind | anchor |\n| --- | --- | --- | --- | --- |\n"
        f"{measures}\n"
    )


def _indicator(each: Indicator) -> Iterator[str]:
    yield f"### {each.code} {each.title} · {_english(each.title)}"
    yield f"`{each.name}`: {UNITS[each.unit]}, {DIRECTIONS[each.direction]}."
    made_of = " ÷ ".join(f"`{name}`" for name in each.measures)
    yield ""
    for name, words in (
        ("", each.sentence),
        ("公式 formula", each.formula),
        ("统计日 anchor", each.anchor),
        ("不计 left out", each.exclusions),
        ("依据 source", each.source),
    ):
        label = f"{name}: " if name else ""
        yield f"- {label}{words}"
        yield f"  {_english(words)}"
    yield f"- 度量 measures: {'1 − ' if each.complement else ''}{made_of}"
    yield ""


def _measure(each: Measure) -> str:
    kind = "sum" if each.unit == "sum" else each.kind
    anchor = "" if each.anchor is None else f"`{each.anchor}`"
    return f"| `{each.name}` | {each.title} | {_english(each.title)} | {kind} | {anchor} |"


def _english(words: str) -> str:
    return translate(words, "en")


if __name__ == "__main__":
    PATH.write_text(document(), encoding="utf-8")
