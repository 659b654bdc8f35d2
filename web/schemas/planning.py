"""JSON Schemas of coverage and siting, from the columns that their tables have."""

from __future__ import annotations

from typing import Any

from geo.coverage.columns import COLUMNS, words
from geo.places.vocabularies import OUTLET_KINDS
from web.i18n import Text
from web.params import Schema
from web.schemas import (
    AREA,
    COUNT,
    FLAG,
    LAT,
    LEVEL,
    LON,
    MAYBE_COUNT,
    MAYBE_NUMBER,
    MAYBE_TEXT,
    NUMBER,
    POINT,
    SHARE,
    TEXT,
    VINTAGE,
    listed,
    mapped,
    thing,
)

COST: Schema = {"type": ["number", "null"], "minimum": 0}
"""Metres or minutes; null where there is nobody, or nothing to reach."""
PERSONS: Schema = {"type": "number", "minimum": 0}
COMPLETENESS: Schema = {"enum": ["ok", "low", "unknown"]}
NEAREST = ("nearest_outlet_id", "nearest_outlet_name")
COSTS = ("nearest_outlet_distance_m", "nearest_outlet_time_min")

_TYPES: dict[str, Schema] = {
    "lon": LON,
    "lat": LAT,
    "completeness": COMPLETENESS,
    "outlets_per_100k": COST,
    "outlets_within_mean": COST,
    "accessibility_2sfca": COST,
    "share_within": {**SHARE, "type": ["number", "null"]},
    "share_beyond": {**SHARE, "type": ["number", "null"]},
    "province_outlets_reported": MAYBE_COUNT,
    "province_outlets_in_data": MAYBE_COUNT,
}
_COUNTED = ("outlets", "villages", "destinations", "producers")


def column(name: str) -> Schema:
    """What stands in a column of the table of coverage, with its meaning."""
    kind: Schema
    if name in _TYPES:
        kind = _TYPES[name]
    elif name.endswith(("_m", "_min")):
        kind = COST
    elif name.startswith("population"):
        kind = PERSONS
    elif name.startswith(_COUNTED):
        kind = COUNT
    else:
        kind = MAYBE_TEXT
    return {**kind, "description": Text(*words(name))}


_NAMES = (*COLUMNS, *(f"outlets_{kind}" for kind in OUTLET_KINDS))
_ALWAYS = frozenset(
    {
        *("code", "name", "province", "outlets", "outlets_per_100k", "population"),
        *("population_within", "population_beyond", "share_within", "completeness"),
    }
)
"""Of every unit, whatever far is measured by."""


def _record(names: Any, **more: Schema) -> Schema:
    properties = {name: column(name) for name in names} | more
    return thing(properties, optional=tuple(properties.keys() - _ALWAYS - more.keys()))


UNIT = _record(
    (name for name in _NAMES if name not in {*NEAREST, *COSTS}),
    nearest_outlet={
        **thing(
            {"id": MAYBE_TEXT, "name": MAYBE_TEXT, "distance_m": NUMBER, "time_min": NUMBER},
            optional=("distance_m", "time_min"),
        ),
        "type": ["object", "null"],
    },
)
"""A unit in JSON: the nearest outlet is an object."""

PARAMETERS: Schema = thing(
    {
        "vintage": VINTAGE,
        "level": LEVEL,
        "province": MAYBE_TEXT,
        "evidence": listed(TEXT),
        "category": listed(TEXT),
        "also": TEXT,
        "spread": MAYBE_COUNT,
        "by": TEXT,
        "radius_km": NUMBER,
        "radius_min": NUMBER,
        # Of sites.
        "count": MAYBE_COUNT,
        "objective": TEXT,
        "standing": FLAG,
        "candidates": listed(TEXT),
        "positions": TEXT,
    },
    optional=(
        *("level", "spread", "by", "radius_km", "radius_min"),
        *("count", "objective", "standing", "candidates", "positions"),
    ),
)
"""What was asked, with the defaults filled in."""
SOURCES: Schema = mapped({"type": ["string", "boolean"]})
"""What was counted and where it comes from."""
SUMMARY: Schema = mapped(
    MAYBE_NUMBER,
    required=["units", "population", "population_within", "population_beyond"],
    properties={"curve": listed(listed(NUMBER, minItems=2, maxItems=2))},
)
"""The measures of the whole; `curve`: the share of people within so many metres."""
ABOUT: dict[str, Schema] = {
    "parameters": PARAMETERS,
    "sources": SOURCES,
    "summary": SUMMARY,
    "data_version": TEXT,
}
COVERAGE: Schema = thing(
    {
        **ABOUT,
        "units": listed(UNIT),
        "provinces": listed(
            thing(
                {
                    "code": TEXT,
                    "name": TEXT,
                    "reported": MAYBE_COUNT,
                    "reported_whole": {"type": ["boolean", "null"]},
                    "in_data": COUNT,
                    "completeness": COMPLETENESS,
                    "as_of": MAYBE_TEXT,
                    "source_url": MAYBE_TEXT,
                }
            )
        ),
        "unserved": listed(
            thing(
                {
                    "kind": {"enum": ["village", "destination", "producer"]},
                    "id": MAYBE_TEXT,
                    "name": TEXT,
                    "unit": MAYBE_TEXT,
                    "province": MAYBE_TEXT,
                    "lon": LON,
                    "lat": LAT,
                    **dict.fromkeys(COSTS, COST),
                },
                optional=COSTS,
            )
        ),
        "columns": mapped(TEXT),
    }
)


def _layer(geometry: Schema, properties: Schema, about: dict[str, Schema]) -> Schema:
    one = thing({"type": {"const": "Feature"}, "geometry": geometry, "properties": properties})
    return thing(
        {
            "type": {"const": "FeatureCollection"},
            "name": TEXT,
            **about,
            "features": listed(one),
        }
    )


COVERAGE_LAYER = _layer(AREA, _record(_NAMES), ABOUT)

SITE: Schema = thing(
    {
        "code": TEXT,
        "name": TEXT,
        "province": TEXT,
        "lat": LAT,
        "lon": LON,
        "marginal_population": PERSONS,
        "cumulative_population": PERSONS,
        "population_within": PERSONS,
        "distance_mean_m": COST,
        "time_mean_min": COST,
    },
    optional=("distance_mean_m", "time_mean_min"),
)
PROPOSAL: dict[str, Schema] = {
    "parameters": PARAMETERS,
    "sources": SOURCES,
    "status": {"enum": ["optimal", "feasible"]},
    "gap": MAYBE_NUMBER,
    "objective": NUMBER,
    "bound": MAYBE_NUMBER,
    "candidates": COUNT,
    "standing_outlets": COUNT,
    "population": PERSONS,
    "baseline_population_within": PERSONS,
    "population_within": PERSONS,
    "population_beyond": PERSONS,
    "population_beyond_every_candidate": PERSONS,
    "population_unreached": PERSONS,
    "baseline_distance_mean_m": COST,
    "distance_mean_m": COST,
    "baseline_time_mean_min": COST,
    "time_mean_min": COST,
    "data_version": TEXT,
}
_BY = tuple(
    name for name in PROPOSAL if name.endswith(("_mean_m", "_mean_min", "population_unreached"))
)
SITES: Schema = thing({**PROPOSAL, "sites": listed(SITE)}, optional=_BY)
SITES_LAYER: Schema = {
    **(layer := _layer(POINT, SITE, PROPOSAL)),
    "required": [name for name in layer["required"] if name not in _BY],
}
