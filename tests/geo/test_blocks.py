"""Blocks of neighbours hold every row once; threads answer in the order of the blocks."""

import threading

import numpy as np
import pytest

from geo.blocks import LEAST, in_threads, neighbour_blocks


@pytest.mark.parametrize("cores", [1, 2, 7])
@pytest.mark.parametrize("n", [0, 1, LEAST, 5_000, 20_011])
def test_neighbour_blocks_hold_every_row_once_in_even_blocks(monkeypatch, cores, n):
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    lon, lat = np.random.default_rng(1).uniform([[102], [8]], [[110], [24]], (2, n))
    blocks = neighbour_blocks(lon, lat, most=3_000)
    rows = np.concatenate([np.empty(0, np.intp), *blocks])
    assert sorted(rows.tolist()) == list(range(n))
    sizes = [len(block) for block in blocks]
    assert not sizes or (min(sizes) >= 1 and max(sizes) <= min(3_000, min(sizes) + 1))


def test_neighbour_blocks_give_every_core_a_share(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    lon, lat = np.random.default_rng(2).uniform([[102], [8]], [[110], [24]], (2, 10_040))
    assert [len(block) for block in neighbour_blocks(lon, lat, most=8_192)] == [5_020, 5_020]


def test_in_threads_answers_in_order_and_never_further_ahead_than_the_cores(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    begun, lock = [], threading.Lock()

    def work(block):
        with lock:
            begun.append(int(block[0]))
        return int(block[0])

    answers = in_threads(work, [np.array([row]) for row in range(7)])
    for row in range(7):
        assert next(answers) == row
        assert max(begun) <= row // 2 * 2 + 1


def test_in_threads_hands_on_what_the_work_raises():
    def work(block):
        raise ValueError(f"block of {len(block)}")

    with pytest.raises(ValueError, match="block of 3"):
        list(in_threads(work, [np.arange(3), np.arange(3)]))
