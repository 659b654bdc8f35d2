"""A planner's own people, as a table sent with the request: counted, said, and not kept."""

from __future__ import annotations

import hashlib
import io
import re
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from urllib3 import encode_multipart_formdata

from geo.locator import Locator
from geo.vintages import Level, Vintage
from web.own_demand import MOST_BYTES

ASKED = "/api/coverage?lang=en&vintage=2025-03-01&level=district&province=22&radius_km=10"


def table(locator: Locator, times: int = 2) -> bytes:
    communes = locator.boundaries.layer(Vintage.V2025_03, Level.COMMUNE)
    own = communes[communes["province"] == "22"]["population"].fillna(0).astype(int) * times
    return "\n".join(["code,persons", *(f"{code},{n}" for code, n in own.items())]).encode()


def send(client: FlaskClient, address: str, content: bytes, name: str = "people.csv") -> Any:
    # By hand: the test client leaves the temporary file of a large body open.
    body, kind = encode_multipart_formdata({"demand": (name, content)})
    return client.post(address, data=body, content_type=kind)


def test_coverage_of_the_census_twice_over_is_twice_the_census(
    client: FlaskClient, locator: Locator
) -> None:
    content = table(locator)
    census = client.get(ASKED).get_json()
    got = send(client, ASKED, content)
    answer = got.get_json()
    assert got.headers["Cache-Control"] == "no-store"
    for once, twice in zip(census["units"], answer["units"], strict=True):
        for name in ("population", "population_within", "population_beyond"):
            assert twice[name] == 2 * once[name]
        assert twice["distance_mean_m"] == once["distance_mean_m"]
    assert answer["parameters"] == census["parameters"]
    assert answer["sources"]["demand"] == "table people.csv"
    assert answer["sources"]["demand_sha256"] == hashlib.sha256(content).hexdigest()
    assert client.get(ASKED).get_json() == census  # nothing of it stayed


def test_coverage_of_an_own_workbook_exports_its_digest(
    client: FlaskClient, locator: Locator
) -> None:
    book = openpyxl.Workbook()
    for row in table(locator).decode().splitlines():
        book.active.append(row.split(","))
    out = io.BytesIO()
    book.save(out)
    got = send(client, f"{ASKED}&f=xlsx", out.getvalue(), "dân.xlsx")
    about = openpyxl.load_workbook(io.BytesIO(got.data))["parameters"]
    told = dict(about.iter_rows(min_row=2, values_only=True))
    assert told["sources.demand_sha256"] == hashlib.sha256(out.getvalue()).hexdigest()


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"", 400, "is empty"),
        (b"code,thing\n00001,2", 400, "name them code and persons"),
        (b"a,b\n1,2", 400, "no headings"),
        (b"code,persons\n99999,5", 400, "no commune of 2025-03-01 has code '99999'"),
        (b"code,persons\n00001,-5", 400, "is no count"),
        (b"code,persons\n00001,many", 400, "is no count"),
        (b"%PDF-1.7", 400, "a PDF"),
        (b"PK\x03\x04 no workbook", 400, "will not do"),
        (b"0" * (MOST_BYTES + 1), 413, "at most 2,000,000 bytes"),
    ],
)
@pytest.mark.parametrize("path", [ASKED, ASKED.replace("/api/coverage", "/coverage")])
def test_table_that_will_not_do_is_refused_with_words(
    client: FlaskClient, path: str, content: bytes, status: int, said: str
) -> None:
    got = send(client, path, content)
    assert got.status_code == status
    assert said in got.text.replace("&#39;", "'")


def test_dashboard_counts_the_table_and_says_that_the_address_does_not_carry_it(
    client: FlaskClient, locator: Locator
) -> None:
    content = table(locator)
    form = {"province": "22", "sites": "1"}
    page = client.post(
        "/coverage?lang=en", data={**form, "demand": (io.BytesIO(content), "people.csv")}
    ).text
    digest = hashlib.sha256(content).hexdigest()[:16]
    assert re.search(rf"your table people.csv, [\d,]+ persons, SHA-256 {digest}", page)
    assert 'formaction="/api/coverage?' in page
    census = client.get("/coverage", query_string={**form, "lang": "en"}).text
    assert "census of 1 April 2019, at the centre" in census
    assert 'formaction="/api' not in census
    served = [
        int(re.search(r"One more outlet here: ([\d,]+) people", text)[1].replace(",", ""))
        for text in (page, census)
    ]
    assert served[0] == pytest.approx(2 * served[1], rel=0.01)


def test_spread_is_in_the_parameters_and_replays(client: FlaskClient) -> None:
    centre, spread = client.get(ASKED).get_json(), client.get(f"{ASKED}&spread=5").get_json()
    assert spread["parameters"] == {**centre["parameters"], "spread": 5}
    assert spread["summary"]["population"] == centre["summary"]["population"]
    assert spread["summary"]["distance_mean_m"] != centre["summary"]["distance_mean_m"]
    assert "5 points of each commune" in spread["sources"]["demand_spread"]
    page = client.get("/coverage?lang=en&province=22&spread=5").text
    assert "spread evenly over 5 points" in page
    assert "spread=5" in page.split('href="/api/coverage?')[1].split('"')[0]


@pytest.mark.parametrize("spread", ["0", "21", "x"])
def test_spread_beyond_its_bounds_is_refused(client: FlaskClient, spread: str) -> None:
    assert client.get(f"/api/coverage?spread={spread}").status_code == 400


SITES = "/api/sites?lang=en&vintage=2025-03-01&province=22&radius_km=10&count=1"


def test_sites_for_the_census_twice_over_serve_twice_as_many(
    client: FlaskClient, locator: Locator
) -> None:
    content = table(locator)
    census = client.get(SITES).get_json()
    got = send(client, SITES, content)
    answer = got.get_json()
    assert got.headers["Cache-Control"] == "no-store"
    assert [site["code"] for site in answer["sites"]] == [site["code"] for site in census["sites"]]
    assert answer["population_within"] == 2 * census["population_within"]
    assert answer["sources"]["demand_sha256"] == hashlib.sha256(content).hexdigest()
    assert client.get(SITES).get_json() == census  # nothing of it stayed


def test_sites_for_people_at_one_place_stand_there_and_a_file_says_whose_they_are(
    client: FlaskClient,
) -> None:
    got = send(client, f"{SITES}&f=csv", b"code,persons\n07192,5000\n")
    text = got.data.decode("utf-8-sig")
    assert "demand_sha256" in text
    assert "5000" in text
    assert "people.csv" in text


def test_sites_for_a_table_that_will_not_do_are_refused(client: FlaskClient) -> None:
    got = send(client, SITES, b"code,persons\n99999,5")
    assert got.status_code == 400
    assert "no commune of 2025-03-01" in got.text


def test_openapi_says_that_a_table_can_be_sent(client: FlaskClient) -> None:
    described = client.get("/openapi.json?lang=en").get_json()["paths"]["/api/coverage"]
    sent = described["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert sent["required"] == ["demand"]
    assert described["post"]["operationId"] != described["get"]["operationId"]
    assert client.post("/api/nearest").status_code == 405
