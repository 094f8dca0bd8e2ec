"""The map of projects: its outline, what is sent to the browser, and the drawing beside it."""

import json

import pandas as pd
import pytest

from supervision.settings import Settings
from ui.charts import maps, outline
from ui.charts.outline import bounds_of, district_outline

CLOCKWISE = [[121.0, 30.7], [121.0, 30.9], [121.4, 30.9], [121.4, 30.7], [121.0, 30.7]]
HOLE = [[121.1, 30.75], [121.2, 30.75], [121.2, 30.8], [121.1, 30.75]]  # against the clock
PROJECTS = pd.DataFrame(
    [
        ("s:1", "物流中心", "亭林镇", "red", 121.30, 30.86),
        ("s:2", "<b>老城</b>更新", "朱泾镇", "normal", 121.16, 30.89),
        ("s:3", "河道整治", "张堰镇", "yellow", 121.28, 30.80),
    ],
    columns=["project_id", "name", "town", "light", "longitude", "latitude"],
)
TOWNS = pd.DataFrame(
    [("亭林镇", 121.306, 30.880), ("朱泾镇", 121.158, 30.900), ("无坐标", None, None)],
    columns=["name", "longitude", "latitude"],
)


@pytest.fixture
def given(tmp_path, monkeypatch):
    """Write the file that the settings name."""

    def write(text: str) -> None:
        path = tmp_path / "outline.geojson"
        path.write_text(text, encoding="utf-8")
        monkeypatch.setattr(outline, "settings", lambda: Settings(boundary_geojson=str(path)))

    return write


def a_polygon(*rings):
    return json.dumps({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": rings}})


@pytest.mark.parametrize("ring", [CLOCKWISE, CLOCKWISE[::-1]])
def test_an_outer_ring_runs_clockwise_and_a_hole_against_it(given, ring):
    given(a_polygon(ring, HOLE[::-1]))
    found = district_outline()
    ((outer, hole),) = found["features"][0]["geometry"]["coordinates"]
    assert (outer, hole) == (CLOCKWISE, HOLE)
    assert bounds_of(found) == (121.0, 30.7, 121.4, 30.9)


def test_a_collection_of_several_is_one_outline(given):
    parts = [json.loads(a_polygon(CLOCKWISE)), json.loads(a_polygon(HOLE[::-1]))]
    parts.append({"type": "Feature", "geometry": {"type": "Point", "coordinates": [121, 30]}})
    given(json.dumps({"type": "FeatureCollection", "features": parts}))
    assert len(district_outline()["features"][0]["geometry"]["coordinates"]) == 2


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"type": "FeatureCollection", "features": []}'])
def test_a_file_that_is_no_outline_is_none(given, text, caplog):
    given(text)
    assert district_outline() is None
    assert "outline" in caplog.text


def test_without_a_file_there_is_no_outline(monkeypatch, caplog):
    monkeypatch.setattr(outline, "settings", lambda: Settings())
    assert district_outline() is None
    assert caplog.text == ""
    monkeypatch.setattr(outline, "settings", lambda: Settings(boundary_geojson="/nowhere.json"))
    assert district_outline() is None
    assert "cannot be read" in caplog.text


def test_the_map_names_no_style_and_no_service():
    spec = json.loads(maps.deck(PROJECTS, TOWNS, None, dark=False).to_json())
    # the placeholder is dropped by the front end; any style, or none at all, is fetched
    assert spec["mapStyle"] == "__MAP_STYLE__"
    assert not spec.get("mapProvider")
    assert "http" not in json.dumps(spec)


def test_the_map_draws_towns_without_an_outline_and_no_border():
    layers = {layer["id"]: layer for layer in spec_layers(None)}
    assert list(layers) == ["town_points", "projects", "names", "town_names"]
    assert [row["name"] for row in layers["town_points"]["data"]] == ["亭林镇", "朱泾镇"]
    assert [row["name"] for row in layers["names"]["data"]] == ["河道整治", "物流中心"]


def test_the_map_draws_the_outline_that_is_given(given):
    given(a_polygon(CLOCKWISE))
    assert [layer["id"] for layer in spec_layers(district_outline())][:2] == ["outline", "projects"]


def test_the_worst_lie_on_top_and_only_what_is_shown_is_sent():
    (projects,) = [layer for layer in spec_layers(None) if layer["id"] == "projects"]
    assert [row["project_id"] for row in projects["data"]] == ["s:2", "s:3", "s:1"]
    assert projects["characterSet"] == "auto"  # without it no Chinese is drawn
    assert set(projects["data"][0]) == {
        "project_id", "name", "town", "word", "longitude", "latitude", "glyph", "colour",
    }  # fmt: skip
    assert [row["glyph"] for row in projects["data"]] == ["●", "▲", "■"]


def test_a_name_is_text_and_never_markup():
    tooltip = maps.deck(PROJECTS, TOWNS, None, dark=True)._tooltip
    assert "text" in tooltip
    assert "html" not in tooltip


def test_names_stand_only_where_there_are_few():
    many = pd.concat([PROJECTS] * 10, ignore_index=True)
    ids = [layer["id"] for layer in spec_layers(None, many)]
    assert "names" not in ids


def test_the_view_holds_all_of_the_outline():
    view = maps._view((121.0, 30.7, 121.4, 30.9))
    assert (view.longitude, view.latitude) == pytest.approx((121.2, 30.8))
    pixels_a_degree = 512 * 2**view.zoom / 360
    assert 0.4 * pixels_a_degree < maps.WIDTH
    assert maps._view(None).zoom > 8


def test_the_drawing_says_the_same_and_can_be_clicked(given):
    given(a_polygon(CLOCKWISE))
    spec = maps.drawing(PROJECTS, TOWNS, district_outline()).to_dict()
    assert spec["projection"] == {"type": "mercator"}
    ground, names, marks = spec["layer"]
    assert ground["mark"]["type"] == "geoshape"
    assert names["encoding"]["text"]["field"] == "name"
    assert marks["encoding"]["shape"]["scale"]["range"] == ["square", "triangle-up", "circle"]
    assert marks["encoding"]["color"]["scale"]["domain"] == ["red", "yellow", "normal"]
    (pick,) = [one for one in spec["params"] if one["name"] == maps.PICK]
    assert pick["select"]["fields"] == ["project_id"]


def test_map_and_drawing_keep_the_worst_of_many():
    normal = PROJECTS.iloc[[1]].sample(maps.MOST_DRAWN, replace=True)
    many = normal.assign(project_id=[f"n:{place}" for place in range(len(normal))])
    projects = pd.concat([many, PROJECTS])
    spec = maps.drawing(projects, TOWNS, None).to_dict()
    on_map = json.loads(maps.deck(projects, TOWNS, None, dark=False).to_json())["layers"][1]
    for rows in (spec["datasets"][spec["layer"][-1]["data"]["name"]], on_map["data"]):
        assert len(rows) == maps.MOST_DRAWN
        assert [row["project_id"] for row in rows[-2:]] == ["s:3", "s:1"]


def test_what_was_clicked_is_a_project():
    picked = {"selection": {"objects": {"projects": [{"project_id": "s:1"}]}, "indices": {}}}
    assert maps._opened_on_map(picked) == "s:1"
    assert maps._opened_on_map({"selection": {"objects": {}}}) == ""
    assert maps._opened_on_drawing({"selection": {maps.PICK: [{"project_id": "s:2"}]}}) == "s:2"
    assert maps._opened_on_drawing({"selection": {}}) == ""


def spec_layers(shape, projects=PROJECTS):
    return json.loads(maps.deck(projects, TOWNS, shape, dark=False).to_json())["layers"]
