"""
What a page is about as schema.org data: JSON-LD for search engines.

Plain dictionaries, made from what the page shows; the template serialises them (`tojson` escapes
whatever could end the tag), so names from data stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from geo.coordinates import LonLat
from web.cards import Card

Thing = dict[str, Any]

CONTEXT = "https://schema.org"
DAYS = {
    "Mo": "Monday",
    "Tu": "Tuesday",
    "We": "Wednesday",
    "Th": "Thursday",
    "Fr": "Friday",
    "Sa": "Saturday",
    "Su": "Sunday",
}
_WEEK = tuple(DAYS)
_DAY = "|".join(DAYS)
_RULE = re.compile(
    rf"(?:(?P<days>(?:{_DAY})(?:[-,](?:{_DAY}))*) )?"
    r"(?P<times>\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*)"
)
OUTLET_TYPES = {
    "supermarket": "GroceryStore",
    "mall": "ShoppingCenter",
    "restaurant": "Restaurant",
    "hotel": "Hotel",
    "post_office": "PostOffice",
    "ocop_centre": "Store",
    "ocop_point": "Store",
    "shop": "Store",
    "cooperative": "Store",
    "market": "LocalBusiness",
}
"""What a category is in schema.org's words; any other sells goods and is a `Store`."""
DESTINATION_TYPES = {
    "temple": "PlaceOfWorship",
    "museum": "Museum",
    "beach": "Beach",
    "airport": "Airport",
    "railway_station": "TrainStation",
    "city": "City",
    "lake": "LakeBodyOfWater",
    "waterfall": "Waterfall",
    "mountain": "Mountain",
}
"""Said beside `TouristAttraction`."""


def graph(things: Iterable[Thing]) -> Thing:
    """Several things of one page as one document."""
    return {"@context": CONTEXT, "@graph": list(things)}


def geo(at: LonLat) -> Thing:
    """A position; metres are not finer than five decimals of a degree."""
    return {
        "@type": "GeoCoordinates",
        "latitude": round(at.lat, 5),
        "longitude": round(at.lon, 5),
    }


def breadcrumbs(trail: Sequence[tuple[str, str]]) -> Thing:
    """
    The way to a page from the home page, itself last.

    Parameters
    ----------
    trail
        Names and absolute addresses, from the top.

    Examples
    --------
    >>> made = breadcrumbs([("Việt Nam", "https://x.vn/"), ("Huế", "https://x.vn/hue")])
    >>> made["itemListElement"][1]["position"]
    2
    """
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": address}
            for position, (name, address) in enumerate(trail, 1)
        ],
    }


def opening_hours(written: str | None) -> list[Thing]:
    """
    Opening hours in OpenStreetMap's syntax as schema.org has them; none where that cannot be.

    Only weekdays and clock times can be said there; "sunrise", holidays, months and comments
    cannot, and half of what is meant would be wrong.

    Examples
    --------
    >>> opening_hours("Mo-Fr 07:30-17:00")[0]["closes"]
    '17:00'
    >>> opening_hours("24/7")[0]["opens"], opening_hours("sunrise-sunset")
    ('00:00', [])
    """
    if not written:
        return []
    if written.strip() == "24/7":
        written = "00:00-23:59"
    found = []
    for rule in written.split(";"):
        read = _RULE.fullmatch(rule.strip())
        if read is None:
            return []
        days = [DAYS[day] for day in _days(read["days"])]
        for span in read["times"].split(","):
            opens, _, closes = span.partition("-")
            found.append(
                {
                    "@type": "OpeningHoursSpecification",
                    "dayOfWeek": days,
                    "opens": opens,
                    "closes": closes,
                }
            )
    return found


def _days(text: str | None) -> list[str]:
    """
    The days of "Mo-Fr,Su" in their order; all when none is named.

    >>> _days("Sa-Mo")
    ['Mo', 'Sa', 'Su']
    """
    if text is None:
        return list(_WEEK)
    named = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        start, stop = _WEEK.index(first), _WEEK.index(last or first)
        named |= {_WEEK[(start + step) % 7] for step in range((stop - start) % 7 + 1)}
    return [day for day in _WEEK if day in named]


def place(card: Card, *, address: str, picture: str, units: Sequence[str]) -> Thing:
    """
    An outlet, a village or a destination.

    A position that is an area's centre is left out: a map service would put a pin where nothing is.

    Parameters
    ----------
    address
        The page's own, absolute.
    picture
        Of the page, absolute.
    units
        Names of the units of today it lies in, from the province down.
    """
    types: Any = "TouristAttraction"
    if card.kind == "outlet":
        types = OUTLET_TYPES.get(card.category_id, "Store")
    elif card.kind == "destination" and card.category_id in DESTINATION_TYPES:
        types = ["TouristAttraction", DESTINATION_TYPES[card.category_id]]
    thing: Thing = {
        "@type": types,
        "@id": address,
        "name": card.name,
        "url": address,
        "image": picture,
        "address": postal(card.address, units),
    }
    if card.gloss:
        thing["alternateName"] = card.gloss
    if not card.approximate:
        thing["geo"] = geo(LonLat(card.lon, card.lat))
        thing["hasMap"] = dict(card.directions)["OpenStreetMap"]
    if card.kind == "outlet" and (hours := opening_hours(card.opening_hours)):
        thing["openingHoursSpecification"] = hours
    return thing


def postal(street: str | None, units: Sequence[str]) -> Thing:
    """
    An address: province as region, commune as locality.

    >>> postal(None, ["Thành phố Hà Nội", "Xã Bát Tràng"])["addressLocality"]
    'Xã Bát Tràng'
    """
    made: Thing = {"@type": "PostalAddress", "addressCountry": "VN"}
    if units:
        made["addressRegion"] = units[0]
    if len(units) > 1:
        made["addressLocality"] = units[-1]
    if street:
        made["streetAddress"] = street
    return made


def unit(
    name: str, gloss: str | None, *, address: str, picture: str, at: LonLat, within: Sequence[str]
) -> Thing:
    """An administrative unit, in the one above it (the last name of `within`), or in Vietnam."""
    above = (
        {"@type": "AdministrativeArea", "name": within[-1]}
        if within
        else {"@type": "Country", "name": "Việt Nam"}
    )
    made: Thing = {
        "@type": "AdministrativeArea",
        "@id": address,
        "name": name,
        "url": address,
        "image": picture,
        "geo": geo(at),
        "containedInPlace": above,
    }
    if gloss:
        made["alternateName"] = gloss
    return made


def product(
    name: str, *, address: str, picture: str, category: str, stars: int | None, producer: str | None
) -> Thing:
    """
    A product; its OCOP stars are a grade of the programme, not customers' ratings.

    Google shows grades given to a product as a `certification`, never as `aggregateRating`.
    """
    made: Thing = {
        "@type": "Product",
        "@id": address,
        "name": name,
        "url": address,
        "image": picture,
        "category": category,
        "countryOfOrigin": {"@type": "Country", "name": "Việt Nam"},
    }
    if producer:
        made["manufacturer"] = {"@type": "Organization", "name": producer}
    if stars:
        made["hasCertification"] = {
            "@type": "Certification",
            "name": "OCOP",
            "issuedBy": {"@type": "Organization", "name": "Chương trình OCOP Việt Nam"},
            "certificationRating": {
                "@type": "Rating",
                "ratingValue": stars,
                "bestRating": 5,
                "worstRating": 1,
            },
        }
    return made


def route(name: str, name_en: str | None, stops: Sequence[Any]) -> Thing:
    """
    A journey through stops in their order.

    Parameters
    ----------
    stops
        Each with `name` and `at`.

    Examples
    --------
    >>> made = route("Một ngày", None, [])
    >>> made["@type"], made["itinerary"]["numberOfItems"]
    ('TouristTrip', 0)
    """
    made: Thing = {
        "@type": "TouristTrip",
        "name": name,
        "itinerary": {
            "@type": "ItemList",
            "numberOfItems": len(stops),
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": position,
                    "item": {"@type": "TouristAttraction", "name": stop.name, "geo": geo(stop.at)},
                }
                for position, stop in enumerate(stops, start=1)
            ],
        },
    }
    return {**made, "alternateName": name_en} if name_en else made
