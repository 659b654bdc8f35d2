"""Changes in the history of every kind of store, and their undoing to the bit."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from geopandas import GeoDataFrame
from pandas import DataFrame

from geo.cli import main
from geo.errors import SchemaError, UnknownChangeError
from geo.history import (
    Edit,
    UndoRefusedError,
    change_named,
    changes,
    noted,
    provenance,
    publish,
    removed_for_good,
    rows_of,
    undo,
)
from geo.storage import Store, open_store
from geo.storage.versions import canonical
from tests.geo.storage.samples import crosswalk, villages


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with four villages, two crosswalk rows."""
    store = open_store(tmp_path / "locator.gpkg")
    store.write(
        {
            "villages": villages("Thanh Hà", "Bát Tràng", "Chu Đậu", "Phù Lãng"),
            "crosswalk": crosswalk(("1", "2"), ("3", "4")),
        }
    )
    return store


def written(store: Store) -> dict[str, bytes]:
    """Every layer in bytes."""
    layers = store.snapshot().layers
    return {name: b"".join(canonical(frame)) for name, frame in layers.items()}


def new(*ids: str) -> GeoDataFrame:
    return villages(*[f"Làng {one}" for one in ids]).assign(id=list(ids), imported=True)


def renamed(store: Store, row: str, name: str) -> DataFrame:
    return store.read("villages", equal={"id": row}).assign(name=name)


def test_publish_writes_the_rows_and_the_history_at_once(store: Store) -> None:
    before = store.version()
    put = pd.concat([new("n-1"), renamed(store, "v-1", "Gốm Bát Tràng")])
    done = publish(
        store,
        {"villages": Edit(put, remove=["v-0"])},
        operation="import",
        who="An",
        why="kiểm kê",
        file="làng.csv",
        file_digest="ab",
    )
    assert done is not None
    assert (done.added, done.changed, done.removed) == (1, 1, 1)
    assert (done.who, done.why, done.file, done.version_before) == (
        "An",
        "kiểm kê",
        "làng.csv",
        before,
    )
    assert done.at.endswith("+00:00")
    assert store.read("villages")["id"].tolist() == ["v-1", "v-2", "v-3", "n-1"]
    rows = {row.id: row for row in rows_of(store, done.id)}
    assert rows["v-1"].columns == ["name"]
    assert rows["n-1"].before is None
    assert rows["v-0"].after is None
    assert changes(store) == [done]


def test_publish_of_what_is_there_already_writes_nothing(store: Store) -> None:
    content = Path(store.url).read_bytes()
    assert (
        publish(store, {"villages": Edit(store.read("villages"))}, operation="import", who="An")
        is None
    )
    assert Path(store.url).read_bytes() == content


def test_publish_of_a_layer_that_no_column_names_is_refused(store: Store) -> None:
    with pytest.raises(SchemaError, match="no one column is its key"):
        publish(store, {"crosswalk": Edit(remove=["1"])}, operation="import", who="An")


@pytest.mark.parametrize("seed", range(6))
def test_undo_of_any_edits_latest_first_restores_every_byte(store: Store, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    states, made = [(store.version(), written(store))], []
    for step in range(5):
        ids = store.read("villages")["id"].tolist()
        touched = chance.sample(ids, k=min(len(ids), 2))
        put = [new(f"n-{step}-{i}") for i in range(chance.randrange(3))]
        put += [renamed(store, one, f"{one} {step}") for one in touched[:1]]
        done = publish(
            store,
            {"villages": Edit(pd.concat(put), remove=touched[1 : 1 + chance.randrange(2)])},
            operation="merge",
            who="An",
        )
        assert done is not None
        made.append(done)
        states.append((store.version(), written(store)))
    for done, (version, content) in zip(reversed(made), reversed(states[:-1]), strict=True):
        undo(store, done.id, who="Bình")
        assert written(store) == content
        assert store.version() == version == done.version_before
    assert len(changes(store)) == 2 * len(made)


def test_undo_of_an_undo_brings_the_change_back(store: Store) -> None:
    done = publish(
        store, {"villages": Edit(new("n-1"), remove=["v-1", "v-2"])}, operation="merge", who="An"
    )
    assert done is not None
    after = written(store)
    first = undo(store, done.id, who="An")
    second = undo(store, first.id, who="An", why="đúng rồi")
    assert written(store) == after
    assert (second.undoes, first.undoes) == (first.id, done.id)
    assert removed_for_good(store) == {"villages": {"v-1", "v-2"}}


def test_undo_of_rows_changed_since_names_the_change_and_writes_nothing(store: Store) -> None:
    first = publish(store, {"villages": Edit(new("n-1", "n-2"))}, operation="import", who="An")
    other = publish(store, {"villages": Edit(new("n-9"))}, operation="import", who="An")
    later = publish(
        store, {"villages": Edit(renamed(store, "n-1", "Khác"))}, operation="review", who="Bình"
    )
    assert first and other and later  # noqa: PT018
    version = store.version()
    with pytest.raises(
        UndoRefusedError,
        match=rf"n-1 in villages: changed again by change {later.id} \(review by Bình",
    ) as caught:
        undo(store, first.id, who="An")
    assert caught.value.by == [later]
    assert store.version() == version
    undo(store, other.id, who="An")
    undo(store, later.id, who="An")
    undo(store, first.id, who="An")
    assert store.read("villages")["id"].tolist() == ["v-0", "v-1", "v-2", "v-3"]


def test_undo_twice_is_refused_with_the_first_undo(store: Store) -> None:
    done = publish(store, {"villages": Edit(new("n-1"))}, operation="import", who="An")
    assert done
    first = undo(store, done.id, who="An")
    with pytest.raises(UndoRefusedError) as caught:
        undo(store, done.id, who="An")
    assert caught.value.by == [first]


def test_undo_of_rows_another_program_changed_says_so(store: Store) -> None:
    done = publish(store, {"villages": Edit(new("n-1"))}, operation="import", who="An")
    assert done
    frame = store.read("villages")
    store.write({"villages": frame.assign(name=frame["name"].str.upper())})
    with pytest.raises(UndoRefusedError, match="a build or another program wrote them since"):
        undo(store, done.id, who="An")


def test_undo_of_a_build_or_of_no_change_says_so(store: Store) -> None:
    store.write({}, append=noted(store, operation="build", who="An"))
    with pytest.raises(UndoRefusedError, match="restore a backup"):
        undo(store, 1, who="An")
    with pytest.raises(UnknownChangeError, match="no change has the number 7"):
        change_named(store, 7)


def test_provenance_of_a_row_tells_who_changed_it_latest_first(store: Store) -> None:
    publish(store, {"villages": Edit(new("n-1"))}, operation="import", who="An", file="a.csv")
    publish(store, {"villages": Edit(renamed(store, "n-1", "Mới"))}, operation="review", who="Bình")
    told = [
        (change.who, change.file, row.columns)
        for change, row in provenance(store, "villages", "n-1")
    ]
    assert told[0] == ("Bình", None, ["name"])
    assert told[1][:2] == ("An", "a.csv")
    assert provenance(store, "villages", "v-0") == []


def test_removed_for_good_forgets_what_was_brought_back_and_what_came_by_import(
    store: Store,
) -> None:
    imported = publish(store, {"villages": Edit(new("n-1"))}, operation="import", who="An")
    merged = publish(store, {"villages": Edit(remove=["v-0"])}, operation="merge", who="An")
    assert imported and merged  # noqa: PT018
    undo(store, imported.id, who="An")
    assert removed_for_good(store) == {"villages": {"v-0"}}
    undo(store, merged.id, who="An")
    assert removed_for_good(store) == {}


def test_history_and_undo_commands_tell_and_take_back(store: Store) -> None:
    version = store.version()
    publish(store, {"villages": Edit(new("n-1"))}, operation="import", who="An", file="a.csv")
    run = CliRunner()
    listed = json.loads(run.invoke(main, ["history", "--json", "--store", store.url]).stdout)
    assert [(one["id"], one["who"], one["added"]) for one in listed] == [(1, "An", 1)]
    rows = json.loads(run.invoke(main, ["history", "1", "--json", "--store", store.url]).stdout)
    assert rows["rows"][0]["after"]["name"] == "Làng n-1"
    table = run.invoke(main, ["history", "--store", store.url])
    assert "a.csv" in table.output
    undone = run.invoke(main, ["undo", "1", "--who", "Bình", "--store", store.url])
    assert undone.exit_code == 0, undone.output
    assert version in undone.output
    refused = run.invoke(main, ["undo", "1", "--store", store.url])
    assert refused.exit_code == 1
    assert "changed again by change 2 (undo of a.csv by Bình" in refused.stderr
