"""A file under review, from upload to publishing, by several people."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from geo.errors import (
    ConflictError,
    ImportRefusedError,
    InvalidParameterError,
    StoreError,
    UnknownDraftError,
    UnknownPlaceError,
)
from geo.history import changes, undo
from geo.places import FileRefusedError, import_file
from geo.stewardship import (
    Desk,
    Draft,
    compare,
    confirm,
    correct,
    discard,
    draft_named,
    draft_row,
    draft_rows,
    drafts,
    match,
    move,
    open_draft,
    publish_draft,
    reject,
    reopen,
)
from geo.stewardship import publishing as draft_publishing
from geo.storage import Store, open_store
from tests.geo.places.test_importing import PLACER, PLEIKU, QUY_NHON, table
from tests.geo.places.world import NORTH, at

SOURCE = {"Nguồn": "sổ của Sở"}
GOOD = (
    {"Mã": "n-1", "Tên": "Tiệm gốm", "Loại": "shop", "Xã": "Quang Trung"}
    | SOURCE
    | {key: QUY_NHON[key] for key in ("Huyện", "Tỉnh")}
)
SPLIT = PLEIKU | SOURCE | {"Mã": "n-2", "Tên": "Tiệm chè", "Xã": "Diên Hồng"}
WRONG = QUY_NHON | SOURCE | {"Mã": "n-3", "Tên": "Tiệm lạ", "Loại": "tàu ngầm"}
STRAY = GOOD | {"Mã": "n-4", "Tên": "Tiệm xa", "Lat": str(NORTH), "Lon": str(at(0.5))}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with two outlets, `a` with an exact position."""
    store = open_store(tmp_path / "locator.gpkg")
    here = {"Mã": "a", "Lat": str(NORTH), "Lon": str(at(0.5)), "Giờ mở cửa": "Mo-Su 08:00-20:00"}
    file = table(tmp_path / "first.csv", PLEIKU | SOURCE | here, QUY_NHON | SOURCE | {"Mã": "b"})
    from geo.places import check_file

    layer = check_file(file, PLACER).layer
    assert layer is not None
    store.write({"outlets": layer})
    return store


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk.beside(store)


@pytest.fixture
def draft(desk: Desk, store: Store, tmp_path: Path) -> Draft:
    """A good row (2), a split commune (3), a wrong kind (4), a position in another unit (5)."""
    file = table(tmp_path / "sở.csv", GOOD, SPLIT, WRONG, STRAY)
    return open_draft(desk, store, PLACER, file, "outlets", who="An")


def test_open_draft_judges_each_row_and_publishes_nothing(
    desk: Desk, store: Store, draft: Draft
) -> None:
    version = store.version()
    rows = draft_rows(desk, draft.id)
    assert [(row.row, row.verdict) for row in rows] == [
        (2, "good"),
        (3, "doubtful"),
        (4, "refused"),
        (5, "refused"),
    ]
    assert [row.awaits for row in rows] == [False, True, True, True]
    assert [one.label for one in rows[1].candidates] == ["Phường Pleiku", "Phường Hội Phú"]
    assert rows[1].candidates[0].confidence == 0.6
    assert rows[2].problems[0]["column"] == "Loại"
    assert "tàu ngầm" in rows[2].problems[0]["vi"]["came"]
    assert rows[3].problems[0]["column"] == "Lat, Lon"
    assert rows[0].place is not None
    assert rows[0].place["name"] == "Tiệm gốm"
    json.dumps([row.as_json() for row in rows])
    json.dumps(draft.as_json())
    assert store.version() == version
    assert changes(store) == []


def test_review_from_file_to_published_and_undone_to_the_bit(
    desk: Desk, store: Store, draft: Draft
) -> None:
    version = store.version()
    with pytest.raises(ImportRefusedError, match="3 rows await a decision: 3, 4, 5"):
        publish_draft(desk, store, draft.id, who="An")
    choice = draft_row(desk, draft.id, 3).candidates[1]
    moved = move(
        desk, store, PLACER, draft.id, 3, choice.lon, choice.lat, who="An", precision="commune"
    )
    assert moved.decision == "moved"
    assert moved.place is not None
    assert moved.place["commune_2025_07_01"] == "23576"
    assert moved.place["precision"] == "commune"
    corrected = correct(desk, store, PLACER, draft.id, 4, {"kind": "chợ"}, who="Bình")
    assert (corrected.verdict, corrected.decision, corrected.who) == ("good", "open", "Bình")
    confirm(desk, store, draft.id, 4, who="Bình")
    assert reject(desk, store, draft.id, 5, who="Bình").taken is False
    change = publish_draft(desk, store, draft.id, who="Bình", why="đợt tháng 11")
    assert change is not None
    assert (change.operation, change.added, change.file) == ("review", 3, "sở.csv")
    assert (change.who, change.why, change.draft) == ("Bình", "đợt tháng 11", draft.id)
    assert store.read("outlets")["id"].tolist() == ["a", "b", "n-1", "n-2", "n-3"]
    assert store.read("outlets")["imported"].tolist()[2:] == [True] * 3
    closed = draft_named(desk, draft.id)
    assert (closed.state, closed.change, closed.closed_by) == ("published", change.id, "Bình")
    undo(store, change.id, who="An")
    assert store.version() == version


def test_confirm_of_a_refused_row_says_what_is_wrong(
    desk: Desk, store: Store, draft: Draft
) -> None:
    with pytest.raises(ImportRefusedError, match="row 4 cannot be taken as it is: Loại"):
        confirm(desk, store, draft.id, 4, who="An")
    with pytest.raises(
        ImportRefusedError, match="row 5 cannot stand there: error: row 5, lat, lon"
    ):
        move(desk, store, PLACER, draft.id, 5, at(1.5), NORTH, who="An")
    assert draft_row(desk, draft.id, 5).decision == "open"
    assert move(desk, store, PLACER, draft.id, 5, at(2.5), NORTH, who="An").taken


def test_match_brings_the_published_place_up_to_date_and_keeps_what_is_better(
    desk: Desk, store: Store, tmp_path: Path
) -> None:
    row = PLEIKU | SOURCE | {"Tên": "Chợ Pleiku mới", "Trạng thái": "open"}
    draft = open_draft(desk, store, PLACER, table(tmp_path / "m.csv", row), "outlets", who="An")
    with pytest.raises(UnknownPlaceError, match="no place 'zzz'"):
        match(desk, store, draft.id, 2, "zzz", who="An")
    assert match(desk, store, draft.id, 2, "a", who="An").decision == "matched"
    (told,) = compare(desk, store, draft.id)
    assert (told.id, told.status) == ("a", "changed")
    assert told.differences == {
        "name": ("Chợ Pleiku", "Chợ Pleiku mới"),
        "status": ("unknown", "open"),
    }
    publish_draft(desk, store, draft.id, who="An")
    (place,) = store.read("outlets", equal={"id": "a"}).to_dict("records")
    assert (place["name"], place["precision"]) == ("Chợ Pleiku mới", "exact")
    assert place["opening_hours"] == "Mo-Su 08:00-20:00"
    assert len(store.read("outlets")) == 2


def test_match_to_none_makes_a_new_place_of_it_again(
    desk: Desk, store: Store, draft: Draft
) -> None:
    match(desk, store, draft.id, 2, "b", who="An")
    assert match(desk, store, draft.id, 2, None, who="An").match is None
    assert [(one.id, one.status) for one in compare(desk, store, draft.id)] == [("n-1", "added")]


def test_compare_of_rows_published_already_says_unchanged(
    desk: Desk, store: Store, tmp_path: Path
) -> None:
    file = table(tmp_path / "again.csv", GOOD)
    import_file(file, "outlets", store, PLACER)
    version = store.version()
    draft = open_draft(desk, store, PLACER, file, "outlets", who="An")
    assert [one.status for one in compare(desk, store, draft.id)] == ["unchanged"]
    assert publish_draft(desk, store, draft.id, who="An") is None
    assert draft_named(desk, draft.id).state == "published"
    assert store.version() == version


def test_publish_of_a_place_that_somebody_changed_since_is_refused_with_who(
    desk: Desk, store: Store, tmp_path: Path
) -> None:
    draft = open_draft(
        desk, store, PLACER, table(tmp_path / "x.csv", GOOD | {"Mã": "b"}), "outlets", who="An"
    )
    other = table(tmp_path / "y.csv", QUY_NHON | SOURCE | {"Mã": "b", "Trạng thái": "closed"})
    import_file(other, "outlets", store, PLACER, who="Bình")
    version = store.version()
    with pytest.raises(
        ConflictError, match=r"'b' of row 2 was changed by change 1 \(import of y\.csv by Bình"
    ):
        publish_draft(desk, store, draft.id, who="An")
    assert (store.version(), draft_named(desk, draft.id).state) == (version, "open")
    confirm(desk, store, draft.id, 2, who="An")
    assert publish_draft(desk, store, draft.id, who="An") is not None


def test_publish_again_after_a_crash_between_both_files_finds_the_change(
    desk: Desk, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = open_draft(desk, store, PLACER, table(tmp_path / "x.csv", GOOD), "outlets", who="An")

    def die() -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(draft_publishing, "now", die)
        with pytest.raises(KeyboardInterrupt):
            publish_draft(desk, store, draft.id, who="An")
    assert draft_named(desk, draft.id).state == "open"
    assert len(changes(store)) == 1
    change = publish_draft(desk, store, draft.id, who="An")
    assert change == changes(store)[0]
    assert len(changes(store)) == 1


def test_discarded_draft_takes_no_more_decisions(desk: Desk, store: Store, draft: Draft) -> None:
    discard(desk, draft.id, who="An")
    for attempt in (
        lambda: confirm(desk, store, draft.id, 2, who="Bình"),
        lambda: publish_draft(desk, store, draft.id, who="Bình"),
        lambda: discard(desk, draft.id, who="Bình"),
    ):
        with pytest.raises(ConflictError, match="was discarded by An"):
            attempt()
    assert [one.id for one in drafts(desk, state="discarded")] == [draft.id]
    assert drafts(desk, state="open") == []


def test_draft_or_row_that_is_not_there_is_said(desk: Desk, store: Store, draft: Draft) -> None:
    with pytest.raises(UnknownDraftError, match="no draft 'none'"):
        draft_rows(desk, "none")
    with pytest.raises(UnknownDraftError, match="has no row 99"):
        reject(desk, store, draft.id, 99, who="An")
    with pytest.raises(InvalidParameterError, match="no state 'lost'"):
        drafts(desk, state="lost")  # type: ignore[arg-type]
    with pytest.raises(InvalidParameterError, match="no field 'colour'"):
        correct(desk, store, PLACER, draft.id, 2, {"colour": "red"}, who="An")


def test_reopen_takes_a_decision_back(desk: Desk, store: Store, draft: Draft) -> None:
    reject(desk, store, draft.id, 2, who="An")
    assert reopen(desk, store, draft.id, 2, who="An").taken


def test_columns_said_once_are_remembered_for_a_table_headed_alike(
    desk: Desk, store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "lạ.csv"
    file.write_text("Ông chủ,Cửa hiệu nào,Loại,Tỉnh\nAn,Tiệm mắm,chợ,Bình Định\n", encoding="utf-8")
    with pytest.raises(FileRefusedError, match="name: the column is missing"):
        open_draft(desk, store, PLACER, file, "outlets", who="An")
    columns = {"Cửa hiệu nào": "name", "Ông chủ": ""}
    open_draft(desk, store, PLACER, file, "outlets", who="An", columns=columns)
    file.write_text(
        "TỈNH,loai,cua hieu nao,ÔNG CHỦ\nBình Định,chợ,Tiệm muối,An\n", encoding="utf-8"
    )
    again = open_draft(desk, store, PLACER, file, "outlets", who="Bình")
    (row,) = draft_rows(desk, again.id)
    assert row.cells == {"province": "Bình Định", "kind": "chợ", "name": "Tiệm muối"}
    assert desk.columns_for("villages", ["Cửa hiệu nào", "Ông chủ", "Loại", "Tỉnh"]) is None


def test_decisions_of_several_people_at_once_are_all_kept(
    desk: Desk, store: Store, tmp_path: Path
) -> None:
    rows = [GOOD | {"Mã": f"m-{i}", "Tên": f"Tiệm {i}"} for i in range(24)]
    draft = open_draft(desk, store, PLACER, table(tmp_path / "m.csv", *rows), "outlets", who="An")

    def decide(first: int) -> None:
        own = Desk(desk.path)
        for row in range(first, 26, 4):
            confirm(own, store, draft.id, row, who=f"người {first}")

    threads = [threading.Thread(target=decide, args=(first,)) for first in (2, 3, 4, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = draft_rows(desk, draft.id)
    assert {row.decision for row in found} == {"confirmed"}
    assert [row.who for row in found] == [f"người {2 + i % 4}" for i in range(24)]


def test_desk_beside_a_database_asks_for_a_file() -> None:
    with pytest.raises(StoreError, match="name a file for the drafts"):
        Desk.beside(open_store("postgresql://127.0.0.1:1/locator"))
