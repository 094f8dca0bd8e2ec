"""How every chart looks: one Altair theme, the status colours, the marks that charts share.

Background, grid, axis lines and font come from Streamlit's chart theme at drawing time, so a chart
follows light and dark without a rerun. Status colours are mid-tones measured on both grounds.
Text takes `currentColor`, which the browser resolves to the text colour of the page.
"""

from typing import Any

import altair as alt
import pandas as pd

RED, YELLOW, NORMAL, ACCENT, QUIET = "#c0322b", "#e0a100", "#2a7f9e", "#3f78a8", "#8592a1"
SOON = "rgba(224,161,0,0.3)"
"""Always inside a YELLOW outline: a hollow shape is not yet a card."""
INK = "currentColor"
"""SVG only: above 2,000 marks Streamlit draws on a canvas, which knows no ink."""
ON_RED, ON_YELLOW = "#ffffff", "#2b1d00"
"""Text on a mark, 5.6:1 and 7.2:1."""

LEVELS = ("red", "yellow", "soon", "normal")
"""Worst first: the order of every legend, stack and sort."""
LEVEL_COLOURS = (RED, YELLOW, SOON, NORMAL)
LEVEL_OUTLINES = ("transparent", "transparent", YELLOW, "transparent")

# The glyphs stand in row 1 of GB 2312, so every Chinese font has them.
LEVEL_MARKS = {"red": "■", "yellow": "▲", "soon": "○", "normal": "●", "order": "◆", "hint": "□"}
LEVEL_ICONS = {
    "red": ":material/report:",
    "yellow": ":material/warning:",
    "soon": ":material/schedule:",
    "normal": ":material/check_circle:",
    "order": ":material/gavel:",
    "hint": ":material/info:",
}


def either(test: str, then: Any, otherwise: Any) -> dict[str, Any]:  # noqa: ANN401
    """What a channel's value is where a test holds, and elsewhere: keywords for alt.ColorValue etc.

    A channel that is given as words, numbers or a condition, not as its class, costs Altair a
    search through its whole schema.
    """
    return {"condition": {"test": test, "value": then}, "value": otherwise}


@alt.theme.register("supervision", enable=True)
def supervision_theme() -> alt.theme.ThemeConfig:
    """Hairline grid, no frame, no ticks, 12 px labels, direct labels before legends."""
    axis: dict[str, Any] = {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelPadding": 6,
        "titlePadding": 8,
        "labelLimit": 190,
        "tickCount": 4,
        "labelColor": INK,
        "labelOpacity": 0.72,
        "labelFlush": False,
        "gridOpacity": 0.75,
    }
    legend: dict[str, Any] = {
        "orient": "top",
        "direction": "horizontal",
        "title": None,
        "labelFontSize": 12,
        "symbolSize": 90,
        "padding": 0,
        "offset": 6,
        "columnPadding": 14,
        "labelPadding": 0,
        "symbolStrokeWidth": 0,
    }
    theme: Any = {
        "usermeta": {"embedOptions": {"theme": "streamlit", "renderer": "svg", "actions": False}},
        # At the top of the spec: inside config Streamlit would add 20 px below.
        "padding": {"left": 0, "right": 4, "top": 4, "bottom": 2},
        "config": {
            "view": {"stroke": None},
            "axis": axis,
            "axisBand": {"grid": False, "labelPadding": 8},
            "axisTemporal": {"grid": False, "labelFlush": False},
            "legend": legend,
            "bar": {"cornerRadius": 0},
            "line": {"strokeWidth": 2, "strokeCap": "round"},
            "point": {"filled": True, "size": 70},
            "rule": {"strokeWidth": 1},
            "text": {"fontSize": 12, "color": INK},
            "header": {"labelFontSize": 12, "title": None},
        },
    }
    return theme


def paper(
    chart: alt.TopLevelMixin, font: str = "Noto Sans SC, Noto Sans CJK SC, sans-serif"
) -> dict[str, Any]:
    """The same chart for a document, with the light neutrals that Streamlit gives on screen."""
    spec: dict[str, Any] = chart.to_dict()
    neutral = {
        "labelColor": "#52606d",
        "titleColor": "#52606d",
        "labelFont": font,
        "titleFont": font,
    }
    config = spec.setdefault("config", {})
    config.update(font=font, background="#ffffff")
    spec["padding"] = {"left": 8, "right": 8, "top": 8, "bottom": 8}
    for part in ("axis", "legend", "header"):
        config[part] = {**config.get(part, {}), **neutral}
    config["axis"] |= {"domain": False, "ticks": False, "gridColor": "#e1e6eb"}
    config["text"] = {**config.get("text", {}), "color": "#18222d", "font": font}
    return spec


def level_colour(field: str = "level") -> alt.Color:
    """The fill of a mark whose level stands in the field."""
    scale = alt.Scale(domain=list(LEVELS), range=list(LEVEL_COLOURS))
    return alt.Color(field, type="nominal", scale=scale, legend=None)


def level_outline(field: str = "level") -> alt.Stroke:
    """The outline that makes "due soon" a hollow shape."""
    scale = alt.Scale(domain=list(LEVELS), range=list(LEVEL_OUTLINES))
    return alt.Stroke(field, type="nominal", scale=scale, legend=None)


def muted_text(**options: object) -> dict[str, Any]:
    """Second-rank text inside a chart: the page's ink at 62 %."""
    return {"color": INK, "fillOpacity": 0.62, "fontSize": 12, **options}


def days_off(frame: pd.DataFrame, start: str = "start", end: str = "end") -> alt.Chart:
    """Weekends as a faint veil, public holidays as a stronger one, behind everything else.

    The frame has one row a run of days off: start, end (excluded) and holiday (true or false).
    """
    veil = alt.OpacityValue(**either("datum.holiday", 0.22, 0.09))
    marks = alt.Chart(frame).mark_rect(color=QUIET)
    return marks.encode(x=alt.X(f"{start}:T"), x2=alt.X2(f"{end}:T"), opacity=veil)
