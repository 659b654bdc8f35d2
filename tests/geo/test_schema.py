"""Layers at the door."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from pandas import DataFrame
from pandas.testing import assert_frame_equal

from geo import schema
from geo.errors import MissingCrsError, SchemaError
from geo.vintages import UNIT_COLUMNS
from tests.geo.storage.samples import crosswalk, villages


def units(*shapes: shapely.Geometry) -> GeoDataFrame:
    """Units of those outlines."""
    n = len(shapes)
    frame = DataFrame(
        {column: ["x"] * n for column in schema.SCHEMA[UNIT_COLUMNS[0]].columns}
        | {"code": [f"{i:02}" for i in range(n)], "area_km2": 1, "population": None}
        | {"lon": 105, "lat": 21}
    )
    return gpd.GeoDataFrame(frame, geometry=list(shapes), crs="EPSG:4326")


def test_schema_has_a_layer_for_every_level_and_kind() -> None:
    assert {*UNIT_COLUMNS, *schema.PLACE_LAYERS.values()} < schema.SCHEMA.keys()
    for layer in schema.SCHEMA.values():
        assert set(layer.key) <= layer.columns.keys()
        assert all(layer.columns[column].required for column in layer.key)


def test_conform_of_conforming_changes_nothing() -> None:
    once = schema.conform("villages", villages("Thanh Hà", "Bát Tràng"))
    assert_frame_equal(schema.conform("villages", once), once)


def test_conform_leaves_its_input_as_it_was() -> None:
    frame = villages("Thanh Hà", "Bát Tràng").iloc[::-1]
    before = frame.copy()
    schema.conform("villages", frame)
    assert_frame_equal(frame, before)


def test_conform_puts_columns_in_order_and_numbers_rows() -> None:
    frame = villages("Thanh Hà", "Bát Tràng").iloc[::-1]
    result = schema.conform("villages", frame[sorted(frame.columns)])
    assert [*result.columns] == [*schema.SCHEMA["villages"].columns, "geometry"]
    assert result["name"].tolist() == ["Bát Tràng", "Thanh Hà"]
    assert result.index.tolist() == [0, 1]


def test_conform_brings_integers_that_came_as_floats_back() -> None:
    frame = villages("Thanh Hà", "Bát Tràng")
    frame["stars"] = [4.0, float("nan")]
    assert schema.conform("villages", frame)["stars"].tolist() == [4, pd.NA]


def test_conform_takes_empty_text_as_missing() -> None:
    frame = villages("Thanh Hà").assign(address="")
    assert schema.conform("villages", frame)["address"].isna().all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": ["", "Bát Tràng"]}, r"name is missing in row 1"),
        ({"stars": [3, 6]}, r"stars is 6 in row 2; it can be 3, 4, 5"),
        ({"stars": [3.5, None]}, r"'stars' should hold a integer"),
        ({"precision": ["exact", "about"]}, r"precision is 'about' in row 2.*street"),
        ({"id": ["v", "v"]}, r"id = v is there twice"),
        ({"lat": ["10°", "11"]}, r"'lat' should hold a number"),
        ({"source_weak": ["perhaps", True]}, r"'source_weak' should hold a flag"),
        ({"commune_2025_03_01": [4, 7]}, r"holds numbers where text is due.*leading zeros"),
        ({"colour": "red"}, r"has no columns colour.*geo/schema/layers.py"),
    ],
)
def test_conform_of_wrong_values_names_column_and_row(
    change: dict[str, object], message: str
) -> None:
    with pytest.raises(SchemaError, match=message):
        schema.conform("villages", villages("Thanh Hà", "Bát Tràng").assign(**change))


def test_conform_of_unknown_layer_lists_the_layers() -> None:
    with pytest.raises(SchemaError, match=r"no layer is called 'shops'; there are .*outlets"):
        schema.conform("shops", crosswalk(("1", "2")))


def test_conform_without_geometry_is_refused() -> None:
    plain = DataFrame(villages("Thanh Hà").drop(columns="geometry"))
    with pytest.raises(SchemaError, match="lacks its geometry"):
        schema.conform("villages", plain)


def test_conform_without_crs_is_refused_not_guessed() -> None:
    with pytest.raises(MissingCrsError):
        schema.conform("villages", villages("Thanh Hà").set_crs(None, allow_override=True))


@pytest.mark.parametrize(
    ("shape", "came"),
    [(None, "nothing"), (shapely.Point(), "Point"), (shapely.box(0, 0, 1, 1), "Polygon")],
)
def test_conform_of_wrong_geometry_says_what_is_due(
    shape: shapely.Geometry | None, came: str
) -> None:
    frame = villages("Thanh Hà").set_geometry([shape], crs="EPSG:4326")
    with pytest.raises(SchemaError, match=f"row 1 has {came} where a Point is due"):
        schema.conform("villages", frame)


def test_conform_makes_single_polygons_multi() -> None:
    one, two = shapely.box(0, 0, 1, 1), shapely.MultiPolygon([shapely.box(2, 0, 3, 1)])
    result = schema.conform("province_2025_07_01", units(one, two))
    assert isinstance(result, GeoDataFrame)
    assert result.geom_type.tolist() == ["MultiPolygon", "MultiPolygon"]
    assert result.geometry.iloc[0].equals(one)


def test_conform_of_units_requires_multipolygons() -> None:
    with pytest.raises(SchemaError, match="row 2 has Point where a MultiPolygon is due"):
        schema.conform("province_2025_07_01", units(shapely.box(0, 0, 1, 1), shapely.Point(0, 0)))
