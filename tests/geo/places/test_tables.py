"""The committed tables: every row placed, linked and sourced, and its repairs told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from pandas import DataFrame

from geo.errors import SchemaError
from geo.places import load
from geo.places.duplicates import likely_duplicates
from geo.places.placing import NEW_COMMUNE, OLD_COMMUNE
from geo.vintages import LAYERS, Level, Vintage, unit_column
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from geo.locator import Locator

DATA = ROOT / "data" / "places"
KINDS = ("outlets", "villages", "destinations")
OLD, NEW = Vintage.V2025_03, Vintage.V2025_07
WEAK = "123docz|wwwiso|88tysobongda|pictomatic|kenhhot|uat-portal|vinhlong360|fintechreal"
CANDIDATES = f"{NEW_COMMUNE}_candidates"


def text(name: str) -> DataFrame:
    return pd.read_csv(DATA / f"{name}.csv", dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def layers(locator: Locator) -> dict[str, DataFrame]:
    return load(DATA, locator.boundaries, locator.crosswalk, locator.gazetteer)


@pytest.fixture(scope="module")
def places(layers: dict[str, DataFrame]) -> DataFrame:
    return pd.concat([layers[kind] for kind in KINDS], ignore_index=True)


@pytest.mark.parametrize("name", [*KINDS, "products", "routes", "ocop_reference"])
def test_load_gives_every_committed_row_in_order(layers: dict[str, DataFrame], name: str) -> None:
    key = {"routes": "place_id", "ocop_reference": "source_url"}.get(name, "id")
    assert layers[name][key].tolist() == text(name)[key].tolist()


def test_load_places_outlets_in_every_province(places: DataFrame) -> None:
    outlets = places[places["kind"] == "outlet"]
    assert outlets[unit_column(OLD, Level.PROVINCE)].nunique() == 63
    assert outlets[unit_column(NEW, Level.PROVINCE)].nunique() == 34
    assert not outlets[unit_column(NEW, Level.PROVINCE)].isna().any()


def test_load_gives_units_that_lie_in_each_other(places: DataFrame, locator: Locator) -> None:
    for vintage, level in LAYERS:
        if level is Level.PROVINCE:
            continue
        upper = Level.DISTRICT if (vintage, level) == (OLD, Level.COMMUNE) else Level.PROVINCE
        known = places[places[unit_column(vintage, level)].notna()]
        parents = locator.boundaries.layer(vintage, level)["parent"]
        expected = known[unit_column(vintage, level)].map(parents)
        assert (known[unit_column(vintage, upper)] == expected).all()
    both = places[places[OLD_COMMUNE].notna() & places[NEW_COMMUNE].notna()]
    for old, new in zip(both[OLD_COMMUNE], both[NEW_COMMUNE], strict=True):
        assert new in dict(locator.crosswalk.successors(old))


def test_load_decides_a_split_only_by_a_position_or_a_source(
    places: DataFrame, locator: Locator
) -> None:
    named = set(text("outlets").query("commune_2025_07 != ''")["id"])
    for place in places[places[OLD_COMMUNE].notna()].itertuples():
        shares = locator.crosswalk.successors(getattr(place, OLD_COMMUNE))
        decided = isinstance(getattr(place, NEW_COMMUNE), str)
        pinned = place.precision in ("exact", "street") or place.id in named
        assert decided == (len(shares) == 1 or pinned), place.id
        candidates = getattr(place, CANDIDATES)
        if decided:
            assert not isinstance(candidates, str)
        else:
            parts = [part.split(":") for part in candidates.split()]
            assert [code for code, _ in parts] == [code for code, _ in shares]
            assert sum(float(share) for _, share in parts) == pytest.approx(1, abs=0.01)


def test_load_puts_a_place_without_a_position_at_its_units_centre(
    places: DataFrame, locator: Locator
) -> None:
    centred = places[places["precision"].isin(["commune", "district", "province"])]
    assert len(centred) > 600
    for place in centred.itertuples():
        level = Level(place.precision)
        code, vintage = getattr(place, unit_column(OLD, level)), OLD
        if not isinstance(code, str):
            code, vintage = getattr(place, unit_column(NEW, level)), NEW
        unit = locator.boundaries.layer(vintage, level).loc[code]
        assert (place.lon, place.lat) == (unit["lon"], unit["lat"]), place.id


def test_load_leaves_positions_as_they_were_given(places: DataFrame) -> None:
    given = pd.concat([text(kind)[["id", "lat", "lon"]] for kind in KINDS])
    given = given[given["lat"] != ""].set_index("id").astype(float)
    pinned = places[places["precision"].isin(["exact", "street"])].set_index("id")
    assert set(pinned.index) == set(given.index)
    assert (pinned[["lat", "lon"]] == given.loc[pinned.index]).all(axis=None)


def test_load_finds_no_double_but_those_told(layers: dict[str, DataFrame]) -> None:
    for kind in KINDS:
        pairs = list(likely_duplicates(layers[kind], layers[kind].iloc[:0]))
        assert pairs == [], [(layers[kind]["id"][pair.row], pair.other) for pair in pairs]


def test_load_links_a_destination_to_the_village_it_is(layers: dict[str, DataFrame]) -> None:
    same = layers["destinations"]["same_as"].dropna()
    assert len(same) == 19
    assert set(same) <= set(layers["villages"]["id"])


def test_load_lets_certificates_lapse_after_36_months(layers: dict[str, DataFrame]) -> None:
    products = layers["products"]
    decided = products[products["decided_on"].notna()]
    assert (decided["expires_on"].astype(int) - decided["decided_on"].astype(int) == 3).all()
    assert products.loc[products["decided_on"].isna(), "expires_on"].isna().all()
    quang_binh = products[products["id"].str.startswith("p-quang-binh")]
    assert quang_binh["stars"].isna().all()


def test_load_links_every_stop_to_a_place_of_its_name_and_province(
    layers: dict[str, DataFrame], places: DataFrame
) -> None:
    names = places.set_index("id")["name"]
    assert (layers["routes"]["place_id"].map(names) == layers["routes"]["stop_name"]).all()
    given = pd.concat([text(kind)[["id", "province"]] for kind in KINDS[1:]]).set_index("id")
    stops = text("routes")
    assert (stops["place_id"].map(given["province"]) == stops["province"]).all()
    for _, route in layers["routes"].groupby("route_id"):
        assert route["seq"].tolist() == list(range(1, len(route) + 1))


def test_load_marks_weak_sources(layers: dict[str, DataFrame]) -> None:
    for name in (*KINDS, "products", "routes"):
        layer = layers[name]
        marked = layer["source_url"].str.contains(WEAK)
        alone = marked & ~layer["source_url"].str.contains(";", regex=False)
        assert layer.loc[alone, "source_weak"].all()
        assert not layer.loc[
            ~marked & layer["source_url"].str.startswith("https://"), "source_weak"
        ].any()


def test_load_of_a_row_in_no_unit_names_file_and_row(locator: Locator, tmp_path: Path) -> None:
    for file in DATA.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    outlets = text("outlets")
    outlets.loc[3, "district"] = "Huyện Atlantis"
    outlets.to_csv(tmp_path / "outlets.csv", index=False)
    with pytest.raises(SchemaError, match=r"outlets\.csv, .*: district: no district is called"):
        load(tmp_path, locator.boundaries, locator.crosswalk, locator.gazetteer)


def test_repairs_tell_what_the_tables_have_now() -> None:
    repairs = text("repairs")
    assert (repairs["was"] != repairs["now"]).all()
    assert (repairs["why"] != "").all()
    for repair in repairs.itertuples():
        table = text(str(repair.table))
        if repair.table == "ocop_reference":
            assert repair.now in set(table["province"])
            continue
        rows = table[table["route_id" if repair.table == "routes" else "id"] == repair.id]
        columns = str(repair.column).split(", ")
        now = rows[columns].agg(", ".join, axis=1)
        assert repair.now in set(now), repair


def test_dropped_rows_are_not_in_the_tables() -> None:
    for row in text("dropped").itertuples():
        assert row.id not in set(text(str(row.table))["id"])
        assert row.why


def test_readme_counts_what_the_tables_hold() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    counts = dict(re.findall(r"^\| `(\w+)\.csv` \| (\d+) \|", readme, re.MULTILINE))
    assert counts == {file.stem: str(len(text(file.stem))) for file in DATA.glob("*.csv")}
    for row in text("dropped")["id"]:
        assert f"`{row}`" in readme
