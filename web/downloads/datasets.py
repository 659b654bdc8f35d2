"""What can be downloaded: the collections of `/ogc` and the products, each with its terms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import geopandas as gpd
from flask import current_app
from geopandas import GeoDataFrame

from geo.crs import WGS84
from geo.downloads import Column, Dataset, Terms
from geo.meanings import Meaning, meaning_of, title_of
from geo.vintages import Level
from web.accuracy import imported
from web.i18n import Text
from web.ogc.collections import Collection, collections
from web.ogc.fields import Field, fields_of
from web.product_pages import products, unit_of_product
from web.snapshot import Snapshot

AUTHOR = Meaning("Bản đồ OCOP Việt Nam", "OCOP map of Vietnam")
_UNITS = (
    Meaning(
        "Mã và số dân: dữ kiện công. Ranh giới gần đúng: dẫn xuất từ vietnamadminunits (MIT) và "
        "Natural Earth (phạm vi công cộng)",
        "Codes and persons: public facts. Approximate outlines: derived from vietnamadminunits "
        "(MIT) and Natural Earth (public domain)",
    ),
    Meaning(
        "Tổng cục Thống kê (mã đơn vị, tổng điều tra dân số 1/4/2019); vietnamadminunits 1.0.4; "
        "Natural Earth 1:10 triệu",
        "General Statistics Office (codes, census of 1 April 2019); vietnamadminunits 1.0.4; "
        "Natural Earth 1:10 million",
    ),
)
_FACTS = (
    Meaning(
        "Dữ kiện từ nguồn công khai, ghi ở từng dòng. Vị trí theo đơn vị: vietnamadminunits (MIT)",
        "Facts from public sources, named in every row. Positions by unit: vietnamadminunits (MIT)",
    ),
    Meaning(
        "Cột source_url: báo chí, cổng thông tin các tỉnh, danh mục chính thức",
        "The column source_url: press, provincial portals, official lists",
    ),
)
_DESTINATIONS = (
    Meaning(
        "Dữ kiện từ nguồn công khai, ghi ở từng dòng. Vị trí: GeoNames (CC BY 4.0), OpenFlights và "
        "countries-states-cities (ODbL 1.0), Wikidata (CC0), vietnamadminunits (MIT)",
        "Facts from public sources, named in every row. Positions: GeoNames (CC BY 4.0), "
        "OpenFlights and countries-states-cities (ODbL 1.0), Wikidata (CC0), vietnamadminunits "
        "(MIT)",
    ),
    _FACTS[1],
)
_ROUTES_BY_ROAD = (
    _DESTINATIONS[0],
    Meaning(
        "Cột source_url; đường đi: mạng đường của bản đồ này",
        "The column source_url; lines: this map's network of roads",
    ),
)
_COVERAGE = (
    Meaning(
        f"{_UNITS[0].vi}. Điểm bán: dữ kiện từ nguồn công khai",
        f"{_UNITS[0].en}. Outlets: facts from public sources",
    ),
    Meaning(
        f"Tính từ điểm bán và dân số. {_UNITS[1].vi}",
        f"Worked out from outlets and persons. {_UNITS[1].en}",
    ),
)
_TERMS: Mapping[str, tuple[Meaning, Meaning]] = {
    "outlets": _FACTS,
    "villages": _FACTS,
    "products": _FACTS,
    "destinations": _DESTINATIONS,
    "routes": _ROUTES_BY_ROAD,
    "coverage": _COVERAGE,
}
"""Licence and source by the first word of a collection's id; of any other, those of units."""
_ROADS_OF_OSM = "© OpenStreetMap contributors (ODbL 1.0)"
_PRODUCTS_ABOUT = Text(
    "Vị trí là tâm dân cư của đơn vị nhỏ nhất mà nguồn nói tới: xem precision. Thiếu vị trí là "
    "chưa biết.",
    "A position is the populated centre of the smallest unit that the source names: see "
    "precision. Without one it is not known.",
)


@cache
def downloads() -> Mapping[str, Collection]:
    """
    Everything that can be downloaded by its id, in the order it is listed.

    >>> list(downloads())[:4]
    ['outlets', 'villages', 'destinations', 'products']
    """
    listed = dict(collections())
    places = {name: listed.pop(name) for name in ("outlets", "villages", "destinations")}
    return places | {"products": _products()} | listed


def dataset_of(collection: Collection, snapshot: Snapshot) -> Dataset:
    """A collection as it is written: its rows of a data version, and their terms."""
    return Dataset(
        collection.id,
        Meaning(*collection.title),
        Meaning(*collection.description),
        collection.frame_in(snapshot),
        tuple(Column(f.name, f.type, Meaning(*f.title)) for f in collection.fields(snapshot)),
        terms_of(collection, snapshot),
    )


def terms_of(collection: Collection, snapshot: Snapshot) -> Terms:
    """What must be said of a collection by whoever passes it on."""
    metadata = snapshot.locator.metadata
    licence, source = _TERMS.get(collection.id.partition("-")[0], _UNITS)
    if collection.approximate and (origins := sorted(set(imported(metadata).values()))):
        source = Meaning(*("; ".join([words, *origins]) for words in source))
    return Terms(
        author=AUTHOR,
        licence=_licence(licence, collection),
        source=source,
        made=made_at(snapshot),
        version=snapshot.data_version,
    )


def _licence(licence: Meaning, collection: Collection) -> Meaning:
    """The licence; lines along OpenStreetMap's roads carry its own too."""
    if collection.id == "routes" and current_app.config["ROADS"]:
        return Meaning(*(f"{words}; {_ROADS_OF_OSM}" for words in licence))
    return licence


def made_at(snapshot: Snapshot) -> datetime:
    """When the data was put together."""
    built: str = snapshot.locator.metadata["built_at"]
    moment = datetime.fromisoformat(built)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _products() -> Collection:
    fields = (
        *fields_of("products"),
        Field("precision", "text", Text(*meaning_of("products", "precision")), among=tuple(Level)),
    )
    return Collection(
        "products",
        Text(*title_of("products")),
        _PRODUCTS_ABOUT,
        "Point",
        "id",
        lambda _: fields,
        _products_frame,
    )


def _products_frame(snapshot: Snapshot) -> GeoDataFrame:
    """The products where their producers are, as far as that is known."""
    rows: list[dict[str, Any]] = []
    for known in products(snapshot).values():
        key = unit_of_product(known)
        centre = None if key is None else snapshot.locator.boundaries.unit(*key).centre
        rows.append(
            {
                "precision": None if key is None else str(key.level),
                "lon": None if centre is None else centre.lon,
                "lat": None if centre is None else centre.lat,
            }
        )
    at = gpd.GeoDataFrame(rows, columns=["precision", "lon", "lat"])
    points = gpd.points_from_xy(at["lon"], at["lat"])
    points[at["lon"].isna().to_numpy()] = None
    table = snapshot.locator.products.reset_index(drop=True).assign(precision=at["precision"])
    return gpd.GeoDataFrame(table, geometry=points, crs=WGS84)
