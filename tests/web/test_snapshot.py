"""What a worker answers while its store changes."""

import threading
import time

import pytest

from geo.errors import StoreError
from geo.storage import open_store
from web import create_app
from web.snapshot import Snapshot, Snapshots


class Fake:
    """As much of a Snapshot as `Snapshots` looks at."""

    def __init__(self, data_version):
        self.data_version = data_version


def wait_for(condition, seconds=10):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.01)


def test_current_after_a_change_becomes_the_newer_one():
    held = ["1"]
    snapshots = Snapshots(lambda: Fake(held[0]), lambda: held[0], every_s=0)
    first = snapshots.current()
    assert first.data_version == "1"
    held[0] = "2"
    wait_for(lambda: snapshots.current().data_version == "2")
    assert first.data_version == "1"


def test_current_without_a_change_stays_the_same():
    loads = []
    snapshots = Snapshots(lambda: loads.append(1) or Fake("1"), lambda: "1", every_s=0)
    first = snapshots.current()
    for _ in range(20):
        assert snapshots.current() is first
        time.sleep(0.002)
    assert len(loads) == 1


def test_current_looks_at_most_once_in_the_time_set():
    looks = []
    snapshots = Snapshots(lambda: Fake("1"), lambda: looks.append(1) or "1", every_s=60)
    for _ in range(100):
        snapshots.current()
    assert not looks


def test_current_never_waits_for_a_reload():
    gate, held = threading.Event(), ["1"]

    def load():
        if held[0] == "2":
            gate.wait(10)
        return Fake(held[0])

    snapshots = Snapshots(load, lambda: held[0], every_s=0)
    held[0] = "2"
    snapshots.current()
    started = time.monotonic()
    assert snapshots.current().data_version == "1"
    assert time.monotonic() - started < 1
    gate.set()
    wait_for(lambda: snapshots.current().data_version == "2")


def test_current_with_a_broken_store_keeps_the_old_data(caplog):
    def version():
        raise StoreError("gone")

    snapshots = Snapshots(lambda: Fake("1"), version, every_s=0)
    for _ in range(3):
        assert snapshots.current().data_version == "1"
        time.sleep(0.02)
    wait_for(lambda: "the old data stays" in caplog.text)


def test_newer_snapshot_is_warm_before_it_answers():
    held, warmed = ["1"], []
    snapshots = Snapshots(
        lambda: Fake(held[0]),
        lambda: held[0],
        every_s=0,
        warm=lambda snapshot: warmed.append(snapshot.data_version),
    )
    held[0] = "2"
    wait_for(lambda: snapshots.current().data_version == "2")
    assert warmed[-1] == "2"


def test_ready_only_once_the_first_snapshot_is_warm():
    gate = threading.Event()
    snapshots = Snapshots(lambda: Fake("1"), lambda: "1", every_s=60, warm=lambda _: gate.wait(10))
    assert not snapshots.ready
    gate.set()
    wait_for(lambda: snapshots.ready)


def test_ready_although_warming_failed(caplog):
    def warm(_):
        raise ValueError("no memory for that")

    snapshots = Snapshots(lambda: Fake("1"), lambda: "1", every_s=60, warm=warm)
    wait_for(lambda: snapshots.ready)
    assert "the first questions will be slower" in caplog.text


@pytest.mark.parametrize(("lang", "words"), [("vi", "Đang khởi động"), ("en", "Starting")])
def test_readyz_is_503_in_words_until_warm_while_healthz_answers(
    built_store, monkeypatch, lang, words
):
    gate = threading.Event()
    monkeypatch.setattr("web.warming.warm", lambda _: gate.wait(60))
    client = create_app({"STORE": str(built_store), "RELOAD_S": 3600.0}).test_client()
    try:
        assert client.get("/healthz").status_code == 200
        got = client.get(f"/readyz?lang={lang}")
        assert got.status_code == 503
        assert got.get_json()["code"] == "not-ready"
        assert words in got.get_json()["description"]
        assert got.headers["Cache-Control"] == "no-store"
    finally:
        gate.set()
    wait_for(lambda: client.get("/readyz").status_code == 200)
    ready = client.get("/readyz")
    assert ready.headers["Cache-Control"] == "no-store"
    assert ready.get_json(force=True).keys() == {"status", "data_version"}


def test_keep_drops_the_oldest(locator):
    snapshot = Snapshot(locator)
    for number in range(5):
        assert snapshot.keep("numbers", number, lambda number=number: number * 2, most=3) == (
            number * 2
        )
    made = []
    assert snapshot.keep("numbers", 4, lambda: made.append(4) or 8, most=3) == 8
    assert not made
    snapshot.keep("numbers", 0, lambda: made.append(0) or 1, most=3)
    assert made == [0]


def test_application_answers_from_a_store_that_changed(store_copy):
    app = create_app({"STORE": str(store_copy), "TESTING": True, "RELOAD_S": 0.0})
    client = app.test_client()
    before = client.get("/healthz").get_json()
    store = open_store(store_copy)
    villages = store.read("villages").iloc[1:].reset_index(drop=True)
    version = store.write({"villages": villages})
    assert version != before["data_version"]
    wait_for(lambda: client.get("/healthz").get_json()["data_version"] == version, 60)
    after = client.get("/healthz").get_json()
    assert after["places"] == before["places"] - 1
    got = client.get("/api/places?kind=village&limit=1").get_json(force=True)
    assert (got["data_version"], got["numberMatched"]) == (version, len(villages))


def test_answer_agrees_with_its_data_version_while_the_store_changes(store_copy):
    path = "/api/places?kind=outlet&limit=1"
    app = create_app({"STORE": str(store_copy), "TESTING": True, "RELOAD_S": 0.0})
    store, seen = open_store(store_copy), {}
    outlets = store.read("outlets")
    stop = threading.Event()

    def ask():
        client = app.test_client()
        # A breath between questions: without one they keep the interpreter from whoever loads.
        while not stop.wait(0.01):
            answer = client.get(path).get_json(force=True)
            version = answer.pop("data_version")
            known = seen.setdefault(version, answer)
            assert known == answer

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        version = store.write({"outlets": outlets.iloc[::2].reset_index(drop=True)})
        wait_for(lambda: version in seen, 60)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert len(seen) == 2
