"""Projects by light over the district: a map that asks nothing of the internet, and a drawing.

The map needs WebGL, which remote desktops and old machines lack; the server cannot know. So both
are offered, the choice stands in the address, the page's script chooses the drawing where there is
no WebGL, and the drawing also goes into print.
"""

import html
import json
from collections.abc import Callable
from math import cos, log2, radians
from typing import Any
from urllib.parse import urlencode

import altair as alt
import pandas as pd
import pydeck as pdk
import streamlit as st
from pydeck.bindings.json_tools import default_serialize

from ui import filters
from ui.charts.chart_theme import LEVEL_COLOURS, LEVEL_MARKS, LEVELS, QUIET, muted_text
from ui.charts.layers import layered
from ui.charts.outline import Bounds, bounds_of, district_outline
from ui.charts.showing import show
from ui.labels import label
from ui.parts import empty
from ui.words import t

MAP, DRAWING = "map", "drawing"
LIGHTS = ("red", "yellow", "normal")
SHAPES = {"red": "square", "yellow": "triangle-up", "normal": "circle"}
RGB = {"red": [192, 50, 43], "yellow": [224, 161, 0], "normal": [42, 127, 158]}
MOST_DRAWN = 1_200
"""More marks lie on each other anyway, and a chart of more than 2,000 becomes a picture that knows
neither ink nor sharp print."""
MOST_NAMED = 20
"""Names stand on the map while there are so few projects; with more the tooltip says them."""
LONGEST_NAME = 22
"""Letters; a longer name of a town would lie over the others."""
PAPER, PAPER_DARK = [255, 255, 255], [16, 23, 31]
"""Behind the names of towns, so that they can be read over marks."""
FONT = "'Noto Sans SC, Microsoft YaHei, PingFang SC, Noto Sans CJK SC, sans-serif'"
HEIGHT = 340
WIDTH = 480
"""About what a cell of the board leaves for the map; the view is fitted to it."""
TOWN_BELOW = 30
"""Pixels from the middle of a town to its name: clear of most of the marks around it."""
PICK = "project_pick"
PLACES = 5
"""Digits of a degree."""


class CompactDeck(pdk.Deck):  # type: ignore[misc]  # the library says nothing of its types
    """Written for a program: with its own line breaks and escapes pydeck sends twice as much."""

    def to_json(self) -> str:
        """The same, in as few letters as there may be."""
        return json.dumps(
            self, default=default_serialize, ensure_ascii=False, separators=(",", ":")
        )


def map_of_projects(
    projects: pd.DataFrame, towns: pd.DataFrame, on_open: Callable[[str], None], screen: str
) -> None:
    """Draw the map or the drawing, as chosen, and open the project that is clicked.

    projects: project_id, name, town, light (red, yellow, normal), longitude, latitude; rows without
    a place are counted below. towns: name, longitude, latitude; drawn where no outline is given.
    screen: the address of the page that this is drawn on.
    """
    placed = projects.dropna(subset=["longitude", "latitude"])
    if placed.empty:
        empty(t("没有可画出的项目"))
        _notes(len(projects), 0)
        return
    outline = district_outline()
    kind = _choice(screen)
    words = t("重点项目分布")
    if kind == MAP:
        is_dark = st.context.theme.type == "dark"
        chosen = st.pydeck_chart(
            deck(placed, towns, outline, dark=is_dark),
            height=HEIGHT,
            on_select="rerun",
            selection_mode="single-object",
            key=f"{screen}_{MAP}",
            alt=words,
        )
        opened = _opened_on_map(chosen)
        _way_out_without_webgl(screen)
    else:
        picked = show(
            drawing(placed, towns, outline), on_select="rerun", key=f"{screen}_{DRAWING}", alt=words
        )
        opened = _opened_on_drawing(picked)
    _notes(len(projects) - len(placed), max(len(placed) - MOST_DRAWN, 0))
    if opened:
        on_open(opened)


def note() -> str:
    """What must be said beside every such map."""
    return t("示意图，非标准地图")


def deck(
    projects: pd.DataFrame, towns: pd.DataFrame, outline: dict[str, Any] | None, *, dark: bool
) -> pdk.Deck:
    """Outline or towns, and a glyph a project: its shape is its light where its colour is not seen.

    No tiles and no style: with a style the page would ask a map service on the internet.
    """
    ink = [172, 184, 196] if dark else [82, 96, 109]  # a canvas does not inherit the page's ink
    rows = _worst_last(projects).tail(MOST_DRAWN)
    shown = rows.assign(
        glyph=rows["light"].map(LEVEL_MARKS), colour=rows["light"].map(RGB), word=_words(rows)
    )
    text = {
        "character_set": "'auto'",
        "font_family": FONT,
        "get_position": ["longitude", "latitude"],
    }
    below = {"get_size": 12, "get_color": ink, "get_pixel_offset": [0, 18], **text}
    named = _named(shown)
    layers = [
        _outline_layer(outline) if outline else _town_points(towns),
        pdk.Layer(
            "TextLayer",
            _records(shown),
            id="projects",
            get_text="glyph",
            get_size=_size(len(shown)),
            get_color="colour",
            pickable=True,
            **text,
        ),
    ]
    if len(named):
        names = named[["name", "longitude", "latitude"]]
        layers.append(pdk.Layer("TextLayer", names, id="names", get_text="name", **below))
    if not outline:
        below |= {
            "get_pixel_offset": [0, TOWN_BELOW],
            "background": True,
            "get_background_color": [*(PAPER_DARK if dark else PAPER), 190],
        }
        layers.append(_town_names(towns, below))
    return CompactDeck(
        map_provider=None,
        layers=layers,
        initial_view_state=_view(_bounds(projects, towns, outline)),
        tooltip={"text": "{name}\n{town} {word}", "style": {"fontSize": "13px"}},
    )


def drawing(
    projects: pd.DataFrame, towns: pd.DataFrame, outline: dict[str, Any] | None
) -> alt.LayerChart:
    """The same as a chart: the worst projects on top, the mildest left out where there are many."""
    rows = _worst_last(projects).tail(MOST_DRAWN)
    rows = rows.assign(word=_words(rows))
    points = alt.Chart(rows).encode(
        longitude=alt.Longitude("longitude:Q"), latitude=alt.Latitude("latitude:Q")
    )
    colours = dict(zip(LEVELS, LEVEL_COLOURS, strict=True))
    marks = (
        points.mark_point(
            filled=True, size=_size(len(rows)) ** 2 / 3, opacity=0.95, cursor="pointer"
        )
        .encode(
            color=alt.Color(
                "light:N",
                scale=alt.Scale(domain=list(LIGHTS), range=[colours[each] for each in LIGHTS]),
                legend=None,
            ),
            shape=alt.Shape(
                "light:N",
                scale=alt.Scale(domain=list(LIGHTS), range=[SHAPES[each] for each in LIGHTS]),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("name:N", title=t("项目")),
                alt.Tooltip("town:N", title=t("属地")),
                alt.Tooltip("word:N", title=t("灯")),
            ],
        )
        .add_params(alt.selection_point(name=PICK, fields=["project_id"], on="click", clear=False))
    )
    names = (
        alt.Chart(_named(rows))
        .mark_text(**muted_text(dy=17))
        .encode(
            longitude=alt.Longitude("longitude:Q"),
            latitude=alt.Latitude("latitude:Q"),
            text=alt.Text("name:N"),
        )
    )
    ground = [_outline_chart(outline)] if outline else _town_charts(towns)
    return layered(*ground, names, marks, projection=alt.Projection(type="mercator"), height=HEIGHT)


def _choice(screen: str) -> str:
    """The map or the drawing, as the address says; a change writes it there."""
    kinds = {MAP: t("地图"), DRAWING: t("图形")}
    chosen = filters.asked(MAP)
    widget = f"{screen}_kind"
    st.session_state[widget] = chosen if chosen in kinds else MAP

    def remember() -> None:
        kind = st.session_state[widget]
        if kind == DRAWING:
            st.query_params[MAP] = DRAWING
        else:
            st.query_params.pop(MAP, None)

    picked = st.segmented_control(
        t("画法"),
        list(kinds),
        format_func=kinds.__getitem__,
        key=widget,
        on_change=remember,
        required=True,
        label_visibility="collapsed",
        help=t("看不到地图时请用图形：地图需要浏览器支持 WebGL。"),
    )
    return str(picked)


def _way_out_without_webgl(screen: str) -> None:
    """The drawing's address; the page's script follows it where the browser cannot draw the map."""
    query = urlencode(st.query_params.to_dict() | {MAP: DRAWING})
    st.html(f'<a hidden data-without-webgl href="{html.escape(f"/{screen}?{query}")}"></a>')


def _notes(without_place: int, not_drawn: int) -> None:
    words = [
        t("{n} 个项目没有坐标，未画出", n=without_place) if without_place else "",
        t("还有 {n} 个项目未画出", n=not_drawn) if not_drawn else "",
    ]
    if any(words):
        st.caption("　".join(filter(None, words)))


def _opened_on_map(chosen: Any) -> str:  # noqa: ANN401  what a map answers
    picked = chosen["selection"]["objects"].get("projects", [])
    return str(picked[0]["project_id"]) if picked else ""


def _opened_on_drawing(chosen: Any) -> str:  # noqa: ANN401  what a chart answers
    picked = chosen["selection"].get(PICK, [])
    return str(picked[0]["project_id"]) if picked else ""


def _words(rows: pd.DataFrame) -> list[str]:
    words = {light: f"{LEVEL_MARKS[light]} {label('light', light)}" for light in LIGHTS}
    return [words[light] for light in rows["light"]]


def _worst_last(projects: pd.DataFrame) -> pd.DataFrame:
    """What is drawn last lies on top."""
    rank = projects["light"].map({light: place for place, light in enumerate(LIGHTS)})
    return projects.assign(rank=rank).sort_values(
        ["rank", "project_id"], ascending=[False, False], ignore_index=True
    )


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """The projects whose names stand beside them: those in trouble, where there are few in all."""
    in_trouble = rows[rows["light"] != "normal"]
    return in_trouble if len(rows) <= MOST_NAMED else in_trouble.head(0)


def _size(count: int) -> int:
    """How large a glyph may be, in pixels, so that so many can be told apart."""
    return 18 if count <= 50 else 12 if count <= 500 else 8


def _records(rows: pd.DataFrame) -> pd.DataFrame:
    """Only what the map draws or says, to the metre: nothing else is sent to the browser."""
    wanted = [
        "project_id", "name", "town", "word", "longitude", "latitude", "glyph", "colour",
    ]  # fmt: skip
    return rows[wanted].round({"longitude": PLACES, "latitude": PLACES})


def _outline_layer(outline: dict[str, Any]) -> pdk.Layer:
    return pdk.Layer(
        "GeoJsonLayer",
        outline,
        id="outline",
        get_fill_color=[63, 120, 168, 26],
        get_line_color=[133, 146, 161, 200],
        line_width_min_pixels=1.2,
    )


def _town_points(towns: pd.DataFrame) -> pdk.Layer:
    return pdk.Layer(
        "ScatterplotLayer",
        _centres(towns),
        id="town_points",
        get_position=["longitude", "latitude"],
        get_radius=5,
        radius_units="'pixels'",
        get_fill_color=[133, 146, 161, 90],
    )


def _town_names(towns: pd.DataFrame, text: dict[str, Any]) -> pdk.Layer:
    is_long = towns["name"].str.len() > LONGEST_NAME
    short = towns["name"].mask(is_long, towns["name"].str.slice(0, LONGEST_NAME - 1) + "…")
    named = _centres(towns.assign(name=short))
    return pdk.Layer("TextLayer", named, id="town_names", get_text="name", **text)


def _centres(towns: pd.DataFrame) -> pd.DataFrame:
    return towns.dropna(subset=["longitude", "latitude"])[["name", "longitude", "latitude"]]


def _outline_chart(outline: dict[str, Any]) -> alt.Chart:
    shape = alt.Chart(alt.InlineData(values=outline["features"]))
    return shape.mark_geoshape(fill="rgba(63,120,168,0.1)", stroke=QUIET, strokeWidth=1.2)


def _town_charts(towns: pd.DataFrame) -> list[alt.Chart]:
    base = alt.Chart(_centres(towns)).encode(
        longitude=alt.Longitude("longitude:Q"), latitude=alt.Latitude("latitude:Q")
    )
    return [
        base.mark_point(filled=True, size=60, color=QUIET, opacity=0.35),
        base.mark_text(**muted_text(dy=TOWN_BELOW, limit=150)).encode(text=alt.Text("name:N")),
    ]


def _bounds(
    projects: pd.DataFrame, towns: pd.DataFrame, outline: dict[str, Any] | None
) -> Bounds | None:
    """The district, or where nothing says what it is, all that is drawn."""
    if outline:
        return bounds_of(outline)
    places = ["longitude", "latitude"]
    points = pd.concat([projects[places], towns[places]]).astype("float64").dropna()
    if points.empty:
        return None
    west, south = points.min()
    east, north = points.max()
    return float(west), float(south), float(east), float(north)


def _view(bounds: Bounds | None) -> pdk.ViewState:
    """The middle of the bounds, as near as all of them can be seen."""
    west, south, east, north = bounds or (121.0, 30.68, 121.45, 30.98)
    latitude = (south + north) / 2
    wide = max(east - west, 0.02)
    high = max(north - south, 0.02) / cos(radians(latitude))
    zoom = min(log2(WIDTH * 360 / (512 * wide)), log2(HEIGHT * 360 / (512 * high))) - 0.25
    return pdk.ViewState(longitude=(west + east) / 2, latitude=latitude, zoom=round(zoom, 2))
