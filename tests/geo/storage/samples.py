"""A few small layers to put into stores."""

from __future__ import annotations

import geopandas as gpd
from geopandas import GeoDataFrame
from pandas import DataFrame

from geo import schema


def villages(*names: str) -> GeoDataFrame:
    """Villages of those names, a degree apart on the parallel of Hội An."""
    n = len(names)
    frame = DataFrame(
        {column: [None] * n for column in schema.SCHEMA["villages"].columns}
        | {
            "id": [f"v-{i}" for i in range(n)],
            "kind": "village",
            "name": list(names),
            "category": "pottery",
            "lon": [100.0 + i for i in range(n)],
            "lat": 15.88,
            "precision": "commune",
            "stars": [None if i % 2 else 4 for i in range(n)],
            "status": "unknown",
            "source_weak": False,
        }
    )
    return gpd.GeoDataFrame(
        frame, geometry=gpd.points_from_xy(frame["lon"], frame["lat"]), crs="EPSG:4326"
    )


def crosswalk(*pairs: tuple[str, str]) -> DataFrame:
    """A crosswalk of those pairs, shares even."""
    old, new = zip(*pairs, strict=True)
    share = [1 / old.count(code) for code in old]
    return DataFrame({"old_code": old, "new_code": new, "share": share, "default": True})
