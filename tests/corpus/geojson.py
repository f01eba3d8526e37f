"""Records as GeoJSON points, some of them replaced by another geometry."""

import json
from typing import Any

from tests.corpus.world import Rows, Variant, X, Y


def feature_collection(v: Variant, rows: Rows, odd: dict[int, Any]) -> str:
    """Return a collection of points; `odd` gives other geometries by position."""
    features = []
    for at, row in enumerate(rows):
        point = {"type": "Point", "coordinates": [float(row[X]), float(row[Y])]}
        properties = {name: row[i] for i, name in enumerate(v.city.columns) if i not in (X, Y)}
        features.append({"type": "Feature", "properties": properties, "geometry": odd.get(at, point)})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
