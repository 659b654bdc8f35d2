"""The page of downloads as schema.org data, by which search engines for data sets find them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from web.downloads.offers import Offer
from web.i18n import LANGUAGES
from web.structured_data import Thing, graph

VIETNAM: Thing = {
    "@type": "Place",
    "name": "Việt Nam",
    "geo": {"@type": "GeoShape", "box": "7 102 24 118"},
}
"""South, west, north, east: with Hoàng Sa and Trường Sa."""


def catalogue(
    title: str, offers: Sequence[Offer], made: datetime, version: str, base: str, creator: str
) -> Thing:
    """
    A catalogue of data sets, each with a distribution a format.

    Parameters
    ----------
    title
        Of the page.
    offers
        What it lists.
    made, version
        Of the data.
    base
        The site's address without a slash at its end.
    creator
        Who puts the data together.

    References
    ----------
    Google Search Central, Dataset structured data.
    """
    page = f"{base}/downloads"
    by = {"@type": "Organization", "name": creator, "url": f"{base}/"}
    sets = [
        {
            "@type": "Dataset",
            "@id": f"{page}#{offer.id}",
            "name": offer.title,
            "description": f"{offer.title}. {offer.about} {offer.source}.",
            "url": f"{page}#{offer.id}",
            "identifier": offer.id,
            "version": version,
            "dateModified": made.date().isoformat(),
            "inLanguage": list(LANGUAGES),
            "isAccessibleForFree": True,
            "license": f"{base}/about#sources",
            "creditText": offer.licence,
            "creator": by,
            "spatialCoverage": VIETNAM,
            "keywords": ["OCOP", "Việt Nam", offer.title],
            "distribution": [
                {
                    "@type": "DataDownload",
                    "name": each.format.name,
                    "encodingFormat": each.format.mimetype,
                    "contentUrl": base + each.path,
                }
                for each in offer.files
            ],
        }
        for offer in offers
    ]
    named = {"@type": "DataCatalog", "@id": page, "name": title, "url": page, "creator": by}
    contained = {"dataset": [{"@id": each["@id"]} for each in sets]}
    return graph([named | contained, *sets])
