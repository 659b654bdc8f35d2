"""`/api/coverage` and `/api/sites`: shapes, files, replay, and what they refuse."""

import csv
import io

import openpyxl
import pyogrio
import pytest

CENSUS = 96_208_984


def test_coverage_has_the_shape_of_interfaces(ask):
    answer = ask("/api/coverage", vintage="2025-03-01", level="district", radius_km=10)
    assert {"parameters", "summary", "units", "data_version", "provinces"} <= answer.keys()
    assert len(answer["units"]) == 696
    due = {
        *("code", "name", "parent", "outlets", "population", "population_within"),
        *("population_beyond", "distance_mean_m", "distance_p90_m", "nearest_outlet"),
        "completeness",
    }
    assert all(due <= unit.keys() for unit in answer["units"])
    assert sum(unit["population"] for unit in answer["units"]) == CENSUS
    assert answer["summary"]["population"] == CENSUS
    shares = [share for _, share in answer["summary"]["curve"]]
    distances = [metres for metres, _ in answer["summary"]["curve"]]
    assert (shares[0], shares[-1]) == (0, 1)
    assert distances == sorted(distances)
    assert distances[-1] == answer["summary"]["distance_max_m"]


def test_coverage_replayed_from_its_parameters_is_the_same(ask):
    first = ask("/api/coverage", province="22", level="commune", radius_km=6, also="21.5,107.9")
    asked = {}
    for name, value in first["parameters"].items():
        if value not in (None, [], ""):
            asked[name] = ",".join(value) if isinstance(value, list) else value
    again = ask("/api/coverage", **asked)
    assert again == first
    assert first["summary"]["outlets_tried"] == 1


def test_coverage_by_file_has_the_same_figures(ask, client, tmp_path):
    asked = {"province": "46", "level": "commune", "radius_km": "5"}
    units = ask("/api/coverage", **asked)["units"]
    due = [(unit["code"], unit["name"], unit["population_beyond"]) for unit in units]
    got = client.get("/api/coverage", query_string={**asked, "f": "csv"})
    assert got.mimetype == "text/csv"
    assert got.headers["Content-Disposition"] == 'attachment; filename="ocop-coverage.csv"'
    rows = list(csv.DictReader(io.StringIO(got.data.decode("utf-8-sig"))))[: len(due)]
    assert [(r["code"], r["name"], int(r["population_beyond"])) for r in rows] == due
    book = openpyxl.load_workbook(
        io.BytesIO(client.get("/api/coverage", query_string={**asked, "f": "xlsx"}).data)
    )
    head, *body = book["coverage"].iter_rows(values_only=True)
    at = [head.index(name) for name in ("code", "name", "population_beyond")]
    assert [tuple(row[i] for i in at) for row in body] == due
    about = dict(book["parameters"].iter_rows(min_row=2, values_only=True))
    assert about["parameters.radius_km"] == 5
    assert about["parameters.province"] == "46"
    package = tmp_path / "coverage.gpkg"
    package.write_bytes(client.get("/api/coverage", query_string={**asked, "f": "gpkg"}).data)
    kept = pyogrio.read_dataframe(package, layer="coverage")
    assert list(zip(kept["code"], kept["name"], kept["population_beyond"], strict=True)) == due
    assert set(kept.geom_type) == {"MultiPolygon"}
    layer = client.get("/api/coverage", query_string={**asked, "f": "geojson"})
    assert layer.mimetype == "application/geo+json"
    found = layer.get_json(force=True)
    assert found["parameters"]["radius_km"] == 5
    of = [f["properties"] for f in found["features"]]
    assert [(p["code"], p["name"], p["population_beyond"]) for p in of] == due
    assert all(f["geometry"]["type"] == "MultiPolygon" for f in found["features"])


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ({"radius_km": "0"}, 400, "from 0.001 to 500"),
        ({"radius_km": "-5"}, 400, "from 0.001 to 500"),
        ({"radius_km": "1000000"}, 400, "from 0.001 to 500"),
        ({"radius_km": "nan"}, 400, "give a number"),
        ({"province": "99"}, 404, "no province has code '99'"),
        ({"province": "26"}, 404, "no province has code '26' in vintage 2025-07-01"),
        ({"level": "district"}, 404, "has no level 'district'"),
        ({"level": "village"}, 400, "give one of province, district, commune"),
        ({"evidence": "rumour"}, 400, "direct"),
        ({"also": "somewhere"}, 400, "give lat,lon"),
        ({"also": "91,200"}, 400, "give lat,lon"),
        ({"also": ";".join(["21,105"] * 51)}, 400, "at most 50"),
        ({"f": "pdf"}, 400, "give one of json, csv, xlsx, geojson, gpkg"),
        ({"shape": "round"}, 400, "no parameter 'shape'"),
    ],
)
def test_coverage_of_bad_input_says_what_would_do(ask, query, status, said):
    assert said in ask("/api/coverage", answers=status, **query)["description"]


def test_sites_have_the_shape_of_interfaces(ask):
    answer = ask("/api/sites", province="22", count=3, radius_km=10)
    due = {"parameters", "status", "gap", "baseline_population_within", "sites", "data_version"}
    assert due <= answer.keys()
    gains = [site["marginal_population"] for site in answer["sites"]]
    assert len(gains) == 3
    assert gains == sorted(gains, reverse=True)
    assert answer["sites"][-1]["cumulative_population"] == sum(gains)
    assert answer["population_within"] == answer["baseline_population_within"] + sum(gains)
    assert {"code", "name", "lat", "lon"} <= answer["sites"][0].keys()


def test_sites_placed_are_what_coverage_then_counts(ask):
    answer = ask("/api/sites", province="22", count=2, radius_km=10)
    also = ";".join(f"{site['lat']},{site['lon']}" for site in answer["sites"])
    after = ask("/api/coverage", province="22", radius_km=10, also=also)
    assert after["summary"]["population_within"] == answer["population_within"]


def test_sites_by_lscp_leave_nobody_beyond(ask):
    answer = ask("/api/sites", province="46", objective="lscp", radius_km=15)
    assert answer["population_within"] == answer["population"]
    assert answer["status"] == "optimal"


def test_sites_by_file_is_a_download(client):
    got = client.get("/api/sites?province=22&count=2&f=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(got.data))
    assert len(list(book["sites"].iter_rows())) == 3


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ({"count": "0"}, 400, "from 1 to 200"),
        ({"count": "2.5"}, 400, "from 1 to 200"),
        ({"count": "99", "province": "22"}, 400, "among 54 candidates"),
        ({"count": "3", "objective": "lscp"}, 400, "leave out count"),
        ({"objective": "best"}, 400, "mclp, lscp, pmedian"),
        ({"province": "99"}, 404, "no province has code '99'"),
        ({"radius_km": "0"}, 400, "from 0.001 to 500"),
    ],
)
def test_sites_of_bad_input_says_what_would_do(ask, query, status, said):
    assert said in ask("/api/sites", answers=status, **query)["description"]


def test_sites_more_than_the_candidates_are_refused_in_vietnamese_too(ask):
    said = ask("/api/sites", answers=400, lang="vi", province="22", count=99)["description"]
    assert said == "count=99 nhiều hơn số nơi có thể đặt điểm bán: giảm count."


BY_ROAD = {"by": "road_time", "radius_min": 30, "vintage": "2025-03-01", "level": "district"}


def test_coverage_by_road_time_is_in_minutes_and_says_it_is_estimated(ask):
    answer = ask("/api/coverage", **BY_ROAD)
    assert answer["parameters"]["by"] == "road_time"
    assert answer["parameters"]["radius_min"] == 30
    assert answer["sources"]["estimated"] is True
    assert answer["sources"]["distance"].startswith("by road (estimated / ước tính)")
    summary = answer["summary"]
    assert summary["population"] == summary["population_within"] + summary["population_beyond"]
    assert 0 < summary["population_unreached"] < summary["population_beyond"]
    for unit in answer["units"]:
        assert {"time_mean_min", "time_p90_min", "population_unreached"} <= unit.keys()
        assert not {"distance_mean_m", "nearest_outlet_distance_m"} & unit.keys()
    assert {"time_min", "id", "name"} == answer["units"][0]["nearest_outlet"].keys()
    straight = ask("/api/coverage", vintage="2025-03-01", level="district")
    assert straight["parameters"]["by"] == "distance"
    assert straight["sources"]["estimated"] is False
    assert straight["sources"]["distance"].startswith("geodesic")
    assert "population_unreached" not in straight["units"][0]


def test_coverage_by_road_is_never_nearer_than_straight(ask):
    asked = {"vintage": "2025-03-01", "level": "province", "radius_km": 20}
    straight, road = (ask("/api/coverage", by=by, **asked) for by in ("distance", "road_distance"))
    assert road["summary"]["population_within"] < straight["summary"]["population_within"]
    assert road["summary"]["distance_mean_m"] > straight["summary"]["distance_mean_m"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson", "gpkg"])
def test_coverage_by_road_in_every_form_carries_what_it_rests_on(client, tmp_path, form):
    got = client.get("/api/coverage", query_string={**BY_ROAD, "province": "22", "f": form})
    assert got.status_code == 200
    if form == "csv":
        text = got.data.decode("utf-8-sig")
        assert "# sources.estimated,True" in text
        assert "# parameters.radius_min,30" in text
    elif form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(got.data))
        told = dict(book["parameters"].iter_rows(min_row=2, values_only=True))
        assert told["parameters.by"] == "road_time"
        assert "ước tính" in told["sources.distance"]
        head = [cell.value for cell in next(book["unserved"].iter_rows())]
        assert "nearest_outlet_time_min" in head
        meanings = {row[0]: row[1] for row in book["columns"].iter_rows(values_only=True)}
        assert meanings["time_p90_min"] == "90 % dân đi không quá, phút"
    elif form == "geojson":
        found = got.get_json(force=True)
        assert found["sources"]["estimated"] is True
        assert "time_mean_min" in found["features"][0]["properties"]
    else:
        path = tmp_path / "coverage.gpkg"
        path.write_bytes(got.data)
        assert "time_mean_min" in pyogrio.read_dataframe(path, layer="coverage")


@pytest.mark.parametrize("path", ["/api/coverage", "/api/sites"])
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"by": "road_time", "radius_km": "9"}, "takes its radius as radius_min"),
        ({"by": "road_time", "radius_km": "9", "radius_min": "9"}, "leave out radius_km"),
        ({"radius_min": "30"}, "by=distance takes its radius as radius_km"),
        ({"by": "road_distance", "radius_min": "30"}, "leave out radius_min"),
        ({"by": "road_time", "radius_min": "0"}, "from 1 to 600"),
        ({"by": "crow"}, "distance, road_distance, road_time"),
    ],
)
def test_radius_of_the_other_unit_is_refused_with_the_one_that_is_due(ask, path, query, said):
    assert said in ask(path, answers=400, **query)["description"]


def test_sites_by_road_placed_are_what_coverage_by_road_then_counts(ask):
    road = {"province": "22", "by": "road_time", "radius_min": 40}
    answer = ask("/api/sites", count=2, **road)
    assert answer["sources"]["estimated"] is True
    assert "time_mean_min" in answer["sites"][0]
    also = ";".join(f"{site['lat']},{site['lon']}" for site in answer["sites"])
    after = ask("/api/coverage", also=also, **road)
    assert after["summary"]["population_within"] == answer["population_within"]
