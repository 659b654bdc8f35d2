"""pygeoapi's configuration, made from the collections of a data version."""

from __future__ import annotations

from typing import Any

from web.i18n import LANGUAGES, Text
from web.ogc.collections import Collection, collections
from web.ogc.crs import CRS84, URIS
from web.ogc.provider import NAME
from web.ogc.reading import LIMIT, MOST
from web.snapshot import Snapshot

TITLE = Text("Bản đồ OCOP Việt Nam: dữ liệu cho GIS", "OCOP map of Vietnam: data for GIS")
ABOUT = Text(
    "Đơn vị hành chính theo hai thời điểm, điểm bán OCOP, làng nghề, điểm du lịch, tuyến du lịch "
    "và độ phủ, theo chuẩn OGC API, kể cả trong hệ toạ độ VN-2000. Không phải ấn phẩm chính thức.",
    "Administrative units of two dates, OCOP outlets, craft villages, destinations, tourist routes "
    "and coverage by the OGC API standards, in VN-2000 too. Not an official publication.",
)


def configuration(snapshot: Snapshot, base: str) -> dict[str, Any]:
    """
    What pygeoapi is told.

    Parameters
    ----------
    snapshot
        The data version that it answers from.
    base
        The site's address without a slash at its end; pygeoapi answers below `/ogc`.
    """
    about = f"{base}/about"
    return {
        "server": {
            "url": f"{base}/ogc",
            # The first is what is answered in when nobody asks.
            "languages": list(LANGUAGES),
            "limits": {"default_items": LIMIT.default, "max_items": MOST, "on_exceed": "throttle"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": TITLE._asdict(),
                "description": ABOUT._asdict(),
                "keywords": ["OCOP", "VN-2000"],
                "url": about,
            },
        },
        "resources": {each.id: _resource(each, snapshot, about) for each in collections().values()},
    }


def _resource(collection: Collection, snapshot: Snapshot, about: str) -> dict[str, Any]:
    licence = {"rel": "license", "type": "text/html", "title": "", "href": f"{about}#sources"}
    return {
        "type": "collection",
        "title": collection.title._asdict(),
        "description": collection.description._asdict(),
        "keywords": ["OCOP"],
        "links": [licence],
        "extents": {
            "spatial": {"bbox": list(collection.layer(snapshot).bounds), "crs": CRS84},
        },
        "providers": [
            {
                "type": "feature",
                "name": NAME,
                "data": collection.id,
                "id_field": collection.id_field,
                "crs": list(URIS),
                "storage_crs": CRS84,
            }
        ],
    }
