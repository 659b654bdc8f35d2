"""The store from `data/`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from geo import schema
from geo.build import STEPS, build, fingerprint, why_stale
from geo.errors import GeoError, UnreadableFileError
from geo.history import Edit, publish, undo
from geo.storage import open_store

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of `data/`, to change."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def test_build_makes_every_layer(built_store: Path) -> None:
    store = open_store(built_store)
    assert set(store.layers()) == schema.SCHEMA.keys()
    counts = {name: len(layer) for name, layer in store.snapshot().layers.items()}
    assert counts["province_2025_03_01"] == 63
    assert counts["district_2025_03_01"] == 696
    assert counts["commune_2025_03_01"] == 10_040
    assert counts["province_2025_07_01"] == 34
    assert counts["commune_2025_07_01"] == 3_321
    assert min(counts.values()) > 0


def test_build_again_changes_no_version_and_says_its_steps(store_copy: Path) -> None:
    store, steps = open_store(store_copy), list[str]()
    version = store.version()
    built = build(store, DATA, on_step=steps.append)
    assert built.version == store.version() == version
    assert len(steps) == STEPS


def test_build_keeps_what_was_imported_and_afresh_drops_it(store_copy: Path) -> None:
    store = open_store(store_copy)
    bundled = store.read("villages")
    own = bundled.iloc[:1].assign(id="v-own", name="Làng của tôi", imported=True)
    corrected = bundled.iloc[1:2].assign(name="Tên đúng", imported=True)
    changed = [bundled.iloc[:1], corrected, bundled.iloc[2:], own]
    store.write({"villages": pd.concat(changed)})
    build(store, DATA)
    names = store.read("villages").set_index("id")["name"]
    assert names["v-own"] == "Làng của tôi"
    assert names[corrected["id"].iloc[0]] == "Tên đúng"
    assert len(names) == len(bundled) + 1
    build(store, DATA, afresh=True)
    assert store.read("villages").equals(bundled)


def test_build_keeps_imported_outlines_and_afresh_drops_them(store_copy: Path) -> None:
    store = open_store(store_copy)
    bundled = store.read("commune_2025_07_01")
    moved = bundled.assign(geometry=bundled.geometry.translate(0.001, 0.0), area_km2=7.0)
    store.write({"commune_2025_07_01": moved}, metadata={"outlines_commune_2025_07_01": "c.gpkg"})
    build(store, DATA)
    kept = store.read("commune_2025_07_01").set_index("code")
    assert kept["area_km2"].eq(7.0).all()
    assert kept.geometry.geom_equals(moved.set_index("code").geometry.loc[kept.index]).all()
    assert store.metadata()["outlines_commune_2025_07_01"] == "c.gpkg"
    build(store, DATA, afresh=True)
    assert store.read("commune_2025_07_01")["area_km2"].sum() == bundled["area_km2"].sum()
    assert "outlines_commune_2025_07_01" not in store.metadata()


def test_build_after_an_undone_import_is_the_store_before_it(store_copy: Path) -> None:
    store = open_store(store_copy)
    version, bundled = store.version(), store.read("villages")
    own = bundled.iloc[:1].assign(id="v-own", imported=True)
    corrected = bundled.iloc[5:6].assign(name="Tên đúng", imported=True)
    done = publish(
        store, {"villages": Edit(pd.concat([own, corrected]))}, operation="import", who="An"
    )
    after = store.version()
    assert build(store, DATA).version == after
    assert done is not None
    undo(store, done.id, who="An")
    assert store.version() == version == build(store, DATA).version


def test_build_leaves_out_what_a_merge_took_out_until_afresh(store_copy: Path) -> None:
    store = open_store(store_copy)
    version, gone = store.version(), store.read("villages")["id"].iloc[3]
    publish(store, {"villages": Edit(remove=[gone])}, operation="merge", who="An")
    after = store.version()
    assert build(store, DATA).version == after
    assert build(store, DATA, afresh=True).version == version
    assert build(store, DATA).version == version


def test_build_of_broken_table_leaves_the_store(store_copy: Path, data: Path) -> None:
    store = open_store(store_copy)
    version = store.version()
    (data / "places" / "villages.csv").write_text("id,name\nv-1,Bát Tràng\n", encoding="utf-8")
    with pytest.raises(GeoError, match="villages"):
        build(store, data)
    assert store.version() == version


def test_build_without_a_table_names_it(tmp_path: Path, data: Path) -> None:
    (data / "boundaries" / "crosswalk.csv").unlink()
    with pytest.raises(GeoError, match=r"crosswalk\.csv"):
        build(open_store(tmp_path / "locator.gpkg"), data)
    assert not (tmp_path / "locator.gpkg").exists()


def test_why_stale_of_missing_store_says_so(tmp_path: Path) -> None:
    reason = why_stale(open_store(tmp_path / "locator.gpkg"), DATA)
    assert reason is not None
    assert reason.startswith("no store at")


def test_why_stale_follows_the_tables_not_their_age(built_store: Path, data: Path) -> None:
    store = open_store(built_store)
    assert why_stale(store, data) is None
    table = data / "places" / "outlets.csv"
    original = table.read_bytes()
    table.write_bytes(original + b"\n")
    assert "changed since" in str(why_stale(store, data))
    table.write_bytes(original)
    assert why_stale(store, data) is None
    (data / "places" / "README.md").write_text("words", encoding="utf-8")
    assert why_stale(store, data) is None


def test_fingerprint_without_folder_says_what_would_do(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"no folder .*--data"):
        fingerprint(tmp_path / "nothing")
