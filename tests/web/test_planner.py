"""The dashboard as the server writes it: what it says is what `geo.coverage` counts."""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.coverage import Coverage, Question, cover
from geo.text import fold
from geo.travel import By, Radius
from geo.vintages import LAYERS, Level, Vintage
from web.api.coverage import MIMETYPES, MOST_TRIED
from web.coverage_form import MEASURES
from web.coverage_words import people_words
from web.reach_words import kilometres, radius_words
from web.snapshot import Snapshots

QUANG_NINH = Question(
    vintage=Vintage.V2025_03, level=Level.DISTRICT, province="22", radius_m=10_000
)


def read(client: FlaskClient, status: int = 200, **query: Any) -> str:
    answer = client.get("/coverage", query_string={"lang": "en", **query})
    assert answer.status_code == status, answer.text[:300]
    return answer.text


def drawn(page: str) -> dict[str, Any]:
    """What the page gives its script."""
    found = re.search(r'<script type="application/json" id="figures"[^>]*>(.*?)</script>', page)
    assert found
    figures: dict[str, Any] = json.loads(found[1])
    return figures


def listed(page: str) -> list[str]:
    return re.findall(r'<tr data-code="(\d+)">', page)


def headline(page: str) -> str:
    found = re.search(r'id="headline">(.*?)</p>', page, re.S)
    assert found
    return found[1]


@pytest.fixture(scope="session")
def answer(app: Flask) -> Coverage:
    snapshots: Snapshots = app.extensions["snapshots"]
    return cover(snapshots.current().locator, QUANG_NINH)


def test_dashboard_says_in_words_what_is_counted(client: FlaskClient, answer: Coverage) -> None:
    said = headline(read(client, province="22"))
    without = int((answer.table["outlets"] == 0).sum())
    beyond = int(answer.table["population_beyond"].sum())
    assert said.startswith(f"{without} of {len(answer.table)} districts have no outlet.")
    numbers = [int(text.replace(",", "")) for text in re.findall(r"\d[\d,]{3,}", said)]
    assert numbers == [pytest.approx(beyond, rel=0.005)]
    assert "more than 10 km from one" in said


def test_dashboard_lists_every_unit_worst_first(client: FlaskClient, answer: Coverage) -> None:
    codes = listed(read(client, province="22"))
    table = answer.table.set_index("code").loc[codes]
    assert len(codes) == len(answer.table)
    assert table["share_beyond"].is_monotonic_decreasing
    for _, equal in table.groupby("share_beyond"):
        assert equal["population_beyond"].is_monotonic_decreasing


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("column", ["population", "distance_mean_m", "outlets"])
def test_dashboard_sorts_by_a_column(
    client: FlaskClient, answer: Coverage, column: str, order: str
) -> None:
    page = read(client, province="22", sort=column, order=order)
    values = answer.table.set_index("code").loc[listed(page), column]
    assert values.is_monotonic_increasing if order == "asc" else values.is_monotonic_decreasing
    direction = {"asc": "ascending", "desc": "descending"}[order]
    assert re.findall(r'aria-sort="(\w+)"><a id="sort-(\w+)"', page) == [(direction, column)]


def test_dashboard_filter_takes_names_without_marks_and_units_without_outlets(
    client: FlaskClient, answer: Coverage
) -> None:
    page = read(client, province="22", q="ba che")
    chosen = answer.table[answer.table["name"] == "Huyện Ba Chẽ"]["code"].tolist()
    assert listed(page) == chosen
    assert list(drawn(page)["units"]) == chosen  # the map is in step
    without = answer.table[answer.table["outlets"] == 0]["code"]
    assert set(listed(read(client, province="22", without="true"))) == set(without)
    assert listed(read(client, province="22", q="zzz")) == []


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(("vintage", "level"), LAYERS)
def test_dashboard_colours_every_unit_and_its_legend_counts_them(
    client: FlaskClient, app: Flask, vintage: Vintage, level: Level, measure: str
) -> None:
    page = read(client, vintage=vintage, level=level, measure=measure)
    figures = drawn(page)
    snapshots: Snapshots = app.extensions["snapshots"]
    codes = set(snapshots.current().locator.boundaries.layer(vintage, level).index)
    assert set(figures["units"]) == codes
    held = [int(text.replace(",", "")) for text in re.findall(r'class="held muted">([\d,]+)', page)]
    assert sum(held) == len(codes)
    colours = [ramp for ramp, _ in figures["units"].values()]
    shown = [int(n) for n in re.findall(r'<li[^>]*><svg class="swatch ramp-(\d)"', page)]
    used, counts = np.unique([colour for colour in colours if colour >= 0], return_counts=True)
    by_legend = {ramp: count for ramp, count in zip(shown, held, strict=False) if count}
    assert by_legend == dict(zip(used.tolist(), counts.tolist(), strict=True))


def test_dashboard_with_an_outlet_tried_out_says_what_it_adds(client: FlaskClient) -> None:
    before = read(client, province="22")
    page = read(client, province="22", also="21.3316,107.3980")
    assert drawn(page)["tried"] == [[21.3316, 107.398]]
    assert "With the outlet tried out:" in headline(page)
    assert "With the outlet" not in headline(before)
    added = re.search(r"tried out: ([\d,]+) more people", headline(page))
    assert added
    assert int(added[1].replace(",", "")) > 0
    assert page.count('class="before"') == 1


def test_dashboard_links_replay_the_question_whole(client: FlaskClient) -> None:
    page = read(client, province="22", radius_km="7.5", evidence=["direct", "chain"])
    links = re.findall(r'href="(/api/coverage\?[^"]*)"', page)
    assert [parse_qs(urlsplit(link).query.replace("amp;", ""))["f"][0] for link in links] == [
        form for form in MIMETYPES if form != "json"
    ]
    query = parse_qs(urlsplit(links[0]).query.replace("amp;", ""))
    assert query["radius_km"] == ["7.5"]
    assert query["evidence"] == ["direct,chain"]
    assert query["vintage"] == ["2025-03-01"]
    assert query["level"] == ["district"]


def test_dashboard_of_a_low_province_says_so_and_hatches_it(client: FlaskClient) -> None:
    page = read(client, province="01")
    assert drawn(page)["low"] == ["01"]
    assert "In 1 hatched province the data has far fewer outlets" in page
    assert "data incomplete" in page
    assert re.search(r"Thành phố Hà Nội: \d+ of 100 reported", page)


def test_dashboard_without_any_outlet_that_counts_says_so(client: FlaskClient) -> None:
    page = read(client, category="airport", evidence="indirect")
    assert "No outlet counts with these choices." in headline(page)
    assert "<polyline" not in page


def test_dashboard_of_a_province_that_merged_goes_to_what_it_became(client: FlaskClient) -> None:
    answer = client.get("/coverage?vintage=2025-07-01&province=06&radius_km=5")
    assert answer.status_code == 302
    query = parse_qs(urlsplit(answer.location).query)
    assert query["province"] == ["19"]  # Bắc Kạn is in Thái Nguyên
    assert query["radius_km"] == ["5"]
    assert client.get(answer.location).status_code == 200


def test_dashboard_level_the_vintage_lacks_is_its_communes(client: FlaskClient) -> None:
    figures = drawn(read(client, vintage="2025-07-01", level="district"))
    assert (figures["vintage"], figures["level"]) == ("2025-07-01", "commune")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"radius_km": "0"}, 400),
        ({"radius_km": "-3"}, 400),
        ({"radius_km": "1e6"}, 400),
        ({"radius_km": "nan"}, 400),
        ({"province": "99"}, 404),
        ({"province": "x"}, 400),
        ({"vintage": "2024"}, 400),
        ({"level": "street"}, 400),
        ({"measure": "joy"}, 400),
        ({"also": "here"}, 400),
        ({"also": "91,200"}, 400),
        ({"also": ";".join(["21,105"] * (MOST_TRIED + 1))}, 400),
        ({"evidence": "rumour"}, 400),
        ({"rows": "100000"}, 400),
    ],
)
@pytest.mark.parametrize("path", ["/coverage", "/coverage/figures"])
def test_dashboard_refuses_what_cannot_be_with_words(
    client: FlaskClient, path: str, query: dict[str, str], status: int
) -> None:
    answer = client.get(path, query_string={"lang": "en", **query})
    assert answer.status_code == status
    assert "<h1" in answer.text


def test_dashboard_lets_parameters_of_others_pass(client: FlaskClient) -> None:
    assert headline(read(client, utm_source="x")) == headline(read(client))


def test_dashboard_in_vietnamese_says_the_same_figures(client: FlaskClient) -> None:
    english, vietnamese = (
        headline(client.get("/coverage", query_string={"lang": lang}).text) for lang in ("en", "vi")
    )
    assert re.sub(r"[^\d]", "", english) == re.sub(r"[^\d]", "", vietnamese)
    assert "chưa có điểm bán" in vietnamese


def test_dashboard_language_link_keeps_every_box_that_is_ticked(client: FlaskClient) -> None:
    page = client.get("/coverage?evidence=direct&evidence=chain&lang=vi").text
    link = re.search(r'<a href="([^"]*)" lang="en"', page)
    assert link
    asked = parse_qs(urlsplit(link[1].replace("&amp;", "&")).query)
    assert asked == {"evidence": ["direct", "chain"], "lang": ["en"]}


def test_figures_have_the_parts_of_the_page(client: FlaskClient) -> None:
    query = {"lang": "en", "province": "22"}
    page = client.get("/coverage", query_string=query).text
    part = client.get("/coverage/figures", query_string=query)
    assert re.findall(r'data-part="(\w+)"', part.text) != []
    assert set(re.findall(r'data-part="(\w+)"', page)) == {
        *re.findall(r'data-part="(\w+)"', part.text),
        "sites",
    }
    assert drawn(part.text) == drawn(page)
    assert part.headers["X-Robots-Tag"] == "noindex"


def test_dashboard_proposes_the_sites_the_api_gives_and_their_trial_serves_as_many(
    client: FlaskClient,
) -> None:
    page = read(client, province="22", sites="2")
    link = re.search(r'href="(/api/sites\?[^"]*f=geojson)"', page)
    assert link
    features = client.get(link[1].replace("&amp;", "&")).get_json(force=True)["features"]
    positions = [feature["geometry"]["coordinates"][::-1] for feature in features]
    assert len(positions) == 2
    found = re.search(r'id="sites"[^>]*>(.*?)</script>', page)
    assert found
    assert [at for pair in json.loads(found[1])["at"] for at in pair] == pytest.approx(
        [at for pair in positions for at in pair]
    )
    assert "Proven: no other choice" in page
    trial = re.search(r'id="try-sites" href="([^"]*)"', page)
    assert trial
    tried = client.get(trial[1].replace("&amp;", "&")).text
    beyond = re.search(r"([\d,]+) people \(\d+ %\) live more than", headline(tried))
    within = re.search(r"outlets here: ([\d,]+) people", page)
    assert beyond
    assert within
    # Three digits each; together they are the province.
    people = cover_of(client, province="22")["population"]
    total = sum(int(part[1].replace(",", "")) for part in (beyond, within))
    assert total == pytest.approx(people, rel=0.01)


def cover_of(client: FlaskClient, **query: str) -> dict[str, Any]:
    asked = {"vintage": "2025-03-01", "level": "district", **query}
    summary: dict[str, Any] = client.get("/api/coverage", query_string=asked).get_json()["summary"]
    return summary


def test_dashboard_proposes_nothing_unasked(client: FlaskClient) -> None:
    page = read(client, province="22")
    assert "/api/sites" not in page
    part = client.get("/coverage/sites?province=22").text
    assert re.sub(r"\s", "", part) == '<divdata-part="sites"></div>'


@pytest.mark.parametrize("sites", ["0", "51", "many"])
def test_dashboard_refuses_other_numbers_of_sites(client: FlaskClient, sites: str) -> None:
    assert client.get("/coverage", query_string={"sites": sites}).status_code == 400


@pytest.mark.parametrize(
    ("persons", "words"),
    [(0, "0"), (7, "7"), (999, "999"), (1_234, "1,230"), (64_638_385, "64,600,000")],
)
def test_people_words_keep_three_digits(app: Flask, persons: int, words: str) -> None:
    with app.test_request_context("/?lang=en"):
        assert people_words(persons) == words


@pytest.mark.parametrize(
    ("metres", "words"),
    [(0, "0 km"), (42, "0.0 km"), (940, "0.9 km"), (9_940, "9.9 km"), (15_671, "16 km")],
)
def test_kilometres_are_as_fine_as_they_can_be_told(app: Flask, metres: float, words: str) -> None:
    with app.test_request_context("/?lang=en"):
        assert kilometres(metres) == words


@pytest.mark.parametrize(
    ("radius", "words", "vietnamese"),
    [
        (Radius(By.DISTANCE, 10_000), "10 km", "10 km"),
        (Radius(By.DISTANCE, 12_500), "12.5 km", "12,5 km"),
        (Radius(By.DISTANCE, 1), "0.001 km", "0,001 km"),
        (Radius(By.ROAD_DISTANCE, 10_000), "10 km by road", "10 km đường bộ"),
        (Radius(By.ROAD_TIME, 1), "1 minute by road", "1 phút đường bộ"),
        (Radius(By.ROAD_TIME, 30), "30 minutes by road", "30 phút đường bộ"),
    ],
)
def test_radius_words_repeat_what_was_given(
    app: Flask, radius: Radius, words: str, vietnamese: str
) -> None:
    with app.test_request_context("/?lang=en"):
        assert radius_words(radius) == words
    with app.test_request_context("/?lang=vi"):
        assert radius_words(radius) == vietnamese


def test_dashboard_shows_the_measure_beside_the_name_and_says_how_it_is_counted(
    client: FlaskClient, answer: Coverage
) -> None:
    page = read(client, province="22", measure="accessibility_2sfca")
    values = answer.table.set_index("code").loc[listed(page), "accessibility_2sfca"]
    assert values.is_monotonic_increasing  # the worst first
    first = re.search(r'<tr data-code="\d+">.*?<td>([\d.,–]+)</td>', page, re.S)
    assert first
    assert first[1] == f"{values.iloc[0]:,.2f}"
    assert "within 10 km of it" in page
    assert "two-step floating catchment area, 2SFCA" in page


def test_dashboard_counts_lists_and_draws_those_without_an_outlet(
    client: FlaskClient, answer: Coverage
) -> None:
    page = read(client, province="22", far_rows="99")
    said = re.search(r'id="unserved-said">([^<]*)', page)
    assert said
    summary = answer.summary
    due = [
        f"{summary[f'{kind}s_beyond']} of {summary[f'{kind}s']}"
        for kind in ("village", "producer", "destination")
    ]
    assert re.findall(r"\d+ of \d+", said[1]) == due
    assert drawn(page)["far"] == []
    part = page[page.index('id="unserved">') :]
    assert part.count('<th scope="row">') == len(answer.unserved)
    chosen = read(client, province="22", far="village")
    villages = answer.unserved[answer.unserved["kind"] == "village"]
    assert [point[3] for point in drawn(chosen)["far"]] == villages["name"].tolist()
    for place in villages["id"]:
        assert f'href="/villages/{place}' in chosen
    assert chosen[chosen.index('id="unserved">') :].count('<th scope="row">') == len(villages)


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_dashboard_list_of_those_without_sorts_both_ways(client: FlaskClient, order: str) -> None:
    page = read(client, far_sort="name", far_order=order, far_rows="1000")
    part = page[page.index('id="unserved">') :]
    names = re.findall(r'<span lang="vi">(?:<a [^>]*>)?([^<]+)', part)
    folded = [fold(html.unescape(name)) for name in names]
    assert len(names) > 100
    assert folded == sorted(folded, reverse=order == "desc")


def test_dashboard_proposals_count_the_outlets_tried_out_as_standing(client: FlaskClient) -> None:
    first = read(client, province="22", sites="1")
    trial = re.search(r'id="try-sites" href="([^"]*)"', first)
    assert trial
    also = parse_qs(urlsplit(trial[1].replace("&amp;", "&")).query)["also"][0]
    second = read(client, province="22", sites="1", also=also)
    assert "and the one tried out" in second
    api = client.get(
        "/api/sites",
        query_string={"province": "22", "vintage": "2025-03-01", "count": 1, "also": also},
    ).get_json()
    two = client.get(
        "/api/sites", query_string={"province": "22", "vintage": "2025-03-01", "count": 2}
    ).get_json()
    one = client.get(
        "/api/sites", query_string={"province": "22", "vintage": "2025-03-01", "count": 1}
    ).get_json()
    # The address has the position to about 10 m.
    assert api["baseline_population_within"] == pytest.approx(one["population_within"], rel=1e-3)
    assert api["population_within"] <= two["population_within"]
    assert f">{api['sites'][0]['name']}</a>" in second


@pytest.mark.parametrize(
    ("objective", "words"),
    [
        ("mclp", "no other choice of as many places"),
        ("pmedian", "nearer on average"),
        ("lscp", "with fewer"),
    ],
)
def test_dashboard_says_what_is_proven_for_each_objective(
    client: FlaskClient, objective: str, words: str
) -> None:
    page = read(client, province="22", sites="2", objective=objective, radius_km="15")
    assert words in page
    assert "Mean distance to an outlet:" in page
    link = re.search(r'href="(/api/sites\?[^"]*f=geojson)"', page)
    assert link
    found = client.get(link[1].replace("&amp;", "&")).get_json(force=True)
    assert found["parameters"]["objective"] == objective
    listed_sites = page[page.index('data-part="sites"') :].split("</ol>")[0].count("<li>")
    assert listed_sites == min(len(found["features"]), 50)


def test_dashboard_proposes_only_among_the_candidates_given(client: FlaskClient) -> None:
    page = read(client, province="22", sites="1", candidates="21.33,107.40; 21.01,107.29")
    found = re.search(r'id="sites"[^>]*>(.*?)</script>', page)
    assert found
    assert json.loads(found[1])["at"][0] in ([21.33, 107.4], [21.01, 107.29])
    code = client.get("/api/sites?province=22&count=1&vintage=2025-03-01").get_json()
    only = client.get(
        f"/api/sites?province=22&count=1&vintage=2025-03-01&candidates={code['sites'][0]['code']}"
    ).get_json()
    assert only["sites"] == code["sites"]
    assert only["candidates"] == 1


@pytest.mark.parametrize(
    ("candidates", "status", "said"),
    [
        ("here", 400, "give codes of communes parted by commas"),
        ("577", 400, "give codes of communes"),
        ("99999", 404, "no commune has code"),
        ("0,0", 400, "lies in no commune"),
        (";".join(["21.3,107.4"] * 501), 400, "at most 500"),
        ("21.33,107.40", 400, "ask for 1 to 1"),
    ],
)
def test_sites_refuse_candidates_that_cannot_be(
    client: FlaskClient, candidates: str, status: int, said: str
) -> None:
    answer = client.get(
        "/api/sites",
        query_string={"lang": "en", "province": "22", "count": 2, "candidates": candidates},
    )
    assert (answer.status_code, said in answer.get_json()["description"]) == (status, True)


BY_ROAD = {"by": "road_time", "radius_min": "25"}


def test_dashboard_by_road_time_says_in_minutes_what_is_counted(
    client: FlaskClient, app: Flask
) -> None:
    snapshots: Snapshots = app.extensions["snapshots"]
    question = Question(
        vintage=Vintage.V2025_03,
        level=Level.DISTRICT,
        province="22",
        by=By.ROAD_TIME,
        radius_min=25,
    )
    due = cover(snapshots.current().locator, question)
    page = read(client, province="22", measure="time_mean_min", **BY_ROAD)
    said = headline(page)
    assert "more than 25 minutes by road from one" in said
    numbers = [int(text.replace(",", "")) for text in re.findall(r"\d[\d,]{3,}", said)]
    assert numbers == [pytest.approx(due.summary["population_beyond"], rel=0.005)]
    figures = drawn(page)
    values = due.table.set_index("code")["time_mean_min"]
    assert {code: value for code, (_, value) in figures["units"].items()} == {
        code: None if np.isnan(value) else value for code, value in values.items()
    }
    assert figures["radius_m"] is None
    codes = listed(page)
    known = values.loc[codes].dropna()
    assert known.is_monotonic_decreasing
    assert "By road everything is estimated" in page
    assert f"{people_words_en(app, due.summary['population_unreached'])} people, as on" in page
    assert "(estimated)" in page
    for words in ("Distances are straight lines", "as the crow flies", "Mean distance"):
        assert words not in page
    assert re.search(r'name="radius_min"[^>]* value="25"', page)
    assert 'name="radius_km"' not in page


def people_words_en(app: Flask, persons: float) -> str:
    with app.test_request_context("/?lang=en"):
        return people_words(persons)


def test_dashboard_by_road_distance_says_so_and_in_vietnamese_that_it_is_estimated(
    client: FlaskClient,
) -> None:
    page = read(client, province="22", by="road_distance", radius_km="15")
    assert "more than 15 km by road from one" in headline(page)
    assert "Across: kilometres by road" in page
    vietnamese = client.get("/coverage?lang=vi&province=22&by=road_distance&radius_km=15").text
    assert "hơn 15 km đường bộ" in headline(vietnamese)
    assert "ước tính" in vietnamese


def test_dashboard_radius_in_the_other_unit_is_the_usual_one(client: FlaskClient) -> None:
    # A form without scripts sends the old field with the new measure.
    page = read(client, by="road_time", radius_km="5")
    assert "30 minutes by road" in headline(page)
    assert "radius_km" not in "".join(re.findall(r'id="sort-\w+" href="([^"]*)"', page))
    page = read(client, by="distance", radius_min="5")
    assert "more than 10 km from one" in headline(page)


@pytest.mark.parametrize("measure", MEASURES)
def test_dashboard_measure_of_another_way_to_measure_is_its_own(
    client: FlaskClient, measure: str
) -> None:
    figures = drawn(read(client, measure=measure, sort=measure, **BY_ROAD))
    assert figures["measure"] == By.ROAD_TIME.own(measure)


def test_dashboard_links_by_road_replay_the_question_whole(client: FlaskClient) -> None:
    page = read(client, province="22", sites="2", **BY_ROAD)
    for path in ("/api/coverage", "/api/sites"):
        links = re.findall(rf'href="({path}\?[^"]*)"', page)
        query = parse_qs(urlsplit(links[0]).query.replace("amp;", ""))
        assert query["by"] == ["road_time"]
        assert query["radius_min"] == ["25"]
        assert "radius_km" not in query
    text = client.get(links[0].replace("&amp;", "&")).get_data().decode("utf-8-sig")
    assert "# parameters.by,road_time" in text
    assert "time_mean_min" in text
    assert "By road, estimated." in page


def test_dashboard_by_road_draws_the_communes_that_what_is_tried_and_proposed_serves(
    client: FlaskClient, app: Flask
) -> None:
    page = read(client, province="22", also="21.3316,107.3980;21.0,105.8", sites="2", **BY_ROAD)
    found = re.search(r'id="sites"[^>]*>(.*?)</script>', page)
    assert found
    proposed = json.loads(found[1])
    figures = drawn(page)
    snapshots: Snapshots = app.extensions["snapshots"]
    locator = snapshots.current().locator
    communes = locator.boundaries.layer(Vintage.V2025_03, Level.COMMUNE)
    at = communes["lon"].to_numpy(), communes["lat"].to_numpy()
    for sites, served in (
        (figures["tried"], figures["served"]),
        (proposed["at"], proposed["served"]),
    ):
        lat, lon = np.array(sites).T
        minutes = locator.network.matrix(*at, lon, lat).duration_s / 60
        assert sum(map(len, served)) == (minutes.min(axis=1) <= 25).sum() > 20
        for row, own in enumerate(served):
            due = (minutes.min(axis=1) <= 25) & (minutes.argmin(axis=1) == row)
            assert len(own) == due.sum()
    assert drawn(read(client, province="22", also="21.3316,107.3980"))["served"] is None


def test_dashboard_by_road_tries_an_outlet_out_in_minutes(client: FlaskClient) -> None:
    page = read(client, province="22", also="21.3316,107.3980", **BY_ROAD)
    found = re.search(r"tried out: ([\d,]+) more people within 25 minutes by road", headline(page))
    assert found
    assert int(found[1].replace(",", "")) > 0
    assert re.search(r"mean time [\d.]+ min → [\d.]+ min", headline(page))
    assert "/outlets/nan" not in page


@pytest.mark.parametrize(
    "query",
    [
        {"by": "crow"},
        {"by": "road_time", "radius_min": "0"},
        {"by": "road_time", "radius_min": "-4"},
        {"by": "road_time", "radius_min": "601"},
        {"by": "road_distance", "radius_km": "1e6"},
    ],
)
def test_dashboard_refuses_another_way_to_measure(
    client: FlaskClient, query: dict[str, str]
) -> None:
    answer = client.get("/coverage", query_string={"lang": "en", **query})
    assert answer.status_code == 400
    assert "<h1" in answer.text
