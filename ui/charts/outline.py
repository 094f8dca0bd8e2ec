"""The outline of the district out of the file that the settings name; none is part of the product.

Public maps of places in China need an approval number: the file comes from the surveying office.
"""

import json
import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

from data_access.engine import settings

log = logging.getLogger(__name__)
Ring = list[list[float]]
Bounds = tuple[float, float, float, float]
"""West, south, east, north."""


def district_outline() -> dict[str, Any] | None:
    """A feature collection of polygons, or nothing where no readable file is given."""
    path = Path(settings().boundary_geojson)
    if not settings().boundary_geojson:
        return None
    try:
        return _read(path, path.stat().st_mtime)
    except OSError as error:
        log.warning("the outline %s cannot be read: %s", path, error.strerror)
        return None


def bounds_of(outline: dict[str, Any]) -> Bounds:
    """The box around it."""
    points = [
        point
        for feature in outline["features"]
        for polygon in feature["geometry"]["coordinates"]
        for point in polygon[0]
    ]
    east_west, north_south = [point[0] for point in points], [point[1] for point in points]
    return min(east_west), min(north_south), max(east_west), max(north_south)


@lru_cache(maxsize=2)
def _read(path: Path, changed_at: float) -> dict[str, Any] | None:
    """Read once, and again when the file has changed."""
    del changed_at
    try:
        polygons = list(_polygons(json.loads(path.read_text(encoding="utf-8"))))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        log.warning("the outline %s is no GeoJSON of polygons: %s", path, type(error).__name__)
        return None
    if not polygons:
        log.warning("the outline %s holds no polygon", path)
        return None
    geometry = {"type": "MultiPolygon", "coordinates": polygons}
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {}, "geometry": geometry}],
    }


def _polygons(part: dict[str, Any]) -> list[list[Ring]]:
    """Every polygon of a collection, a feature or a geometry, its outer ring clockwise.

    The drawing library takes a ring the other way round for all the earth but the district.
    """
    match part["type"]:
        case "FeatureCollection":
            return [each for feature in part["features"] for each in _polygons(feature)]
        case "Feature":
            return _polygons(part["geometry"])
        case "GeometryCollection":
            return [each for geometry in part["geometries"] for each in _polygons(geometry)]
        case "MultiPolygon":
            return [_wound(rings) for rings in part["coordinates"]]
        case "Polygon":
            return [_wound(part["coordinates"])]
    return []


def _wound(rings: list[Ring]) -> list[Ring]:
    flat = [[[float(point[0]), float(point[1])] for point in ring] for ring in rings]
    return [
        ring if (_area(ring) < 0) == (place == 0) else ring[::-1] for place, ring in enumerate(flat)
    ]


def _area(ring: Ring) -> float:
    """Twice the area, below zero where the ring runs clockwise."""
    following = [*ring[1:], ring[0]]
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, following, strict=True))
