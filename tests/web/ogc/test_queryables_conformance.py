"""
OGC 19-079r2 (Part 3): the requirements of the classes queryables and queryables-query-parameters.

A test is named by its requirement: `test_queryables_get_op` is /req/queryables/get-op.
"""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from tests.web.ogc.conftest import IDS, Get
from web.ogc.collections import collections
from web.snapshot import Snapshot

REL = "http://www.opengis.net/def/rel/ogc/1.0/queryables"


@pytest.mark.parametrize("name", IDS)
def test_queryables_queryables_link(get: Get, name: str) -> None:
    links = get(f"/collections/{name}")["links"]
    found = {link["type"]: link["href"] for link in links if link["rel"] == REL}
    assert found.keys() == {"application/schema+json", "text/html"}


@pytest.mark.parametrize("name", IDS)
def test_queryables_get_op(client: FlaskClient, name: str) -> None:
    assert client.get(f"/ogc/collections/{name}/queryables").status_code == 200


@pytest.mark.parametrize("name", IDS)
def test_queryables_response(client: FlaskClient, name: str) -> None:
    got = client.get(f"/ogc/collections/{name}/queryables")
    assert got.mimetype == "application/schema+json"
    schema = got.get_json(force=True)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"http://localhost/ogc/collections/{name}/queryables"
    assert schema["type"] == "object"
    assert schema["properties"]
    assert all("type" in known and known["title"] for known in schema["properties"].values())
    # Names that are no queryables are refused.
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("name", IDS)
def test_queryables_query_parameters_parameters(
    get: Get, described: dict[str, Any], name: str
) -> None:
    """Every queryable is a parameter, and described as one."""
    parameters = described["paths"][f"/collections/{name}/items"]["get"]["parameters"]
    by_name = {parameter["name"]: parameter for parameter in parameters}
    for field, known in get(f"/collections/{name}/queryables")["properties"].items():
        assert by_name[field]["required"] is False
        assert by_name[field]["schema"]["type"] == known["type"]


@pytest.mark.parametrize("name", IDS)
def test_queryables_query_parameters_response(get: Get, snapshot: Snapshot, name: str) -> None:
    """Each field's first value finds exactly the features that have it."""
    layer = collections()[name].layer(snapshot)
    rows = [layer.properties(row) for row in range(len(layer))]
    for field in get(f"/collections/{name}/queryables")["properties"]:
        value = next((row[field] for row in rows if row[field] not in (None, "")), None)
        if value is None:
            continue
        due = [i for i, row in zip(layer.ids, rows, strict=True) if row[field] == value]
        asked = str(value).lower() if isinstance(value, bool) else value
        answer = get(f"/collections/{name}/items", **{field: asked}, limit=1000)
        assert answer["numberMatched"] == len(due), field
        assert [feature["id"] for feature in answer["features"]] == due[:1000]


def test_queryables_together_are_all_met(get: Get) -> None:
    query = {"province_2025_07_01": "01", "evidence": "direct", "bbox": "105,20,106,21"}
    found = get("/collections/outlets/items", **query)
    assert found["numberMatched"] > 0
    for feature in found["features"]:
        known = feature["properties"]
        assert (known["province_2025_07_01"], known["evidence"]) == ("01", "direct")
    assert get("/collections/outlets/items", stars=3, kind="outlet")["numberMatched"] >= 0
