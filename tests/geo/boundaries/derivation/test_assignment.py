"""Which commune a point most likely lies in."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.boundaries.derivation.assignment import CommuneAssignment


def _communes(**columns: list[object]) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    for side, value in (("west", 105.0), ("south", 20.0), ("east", 106.0), ("north", 21.0)):
        frame[f"district_{side}"] = value
    return frame


OLD = _communes(
    code=["a", "b"],
    lon=[105.40, 105.60],
    lat=[20.50, 20.50],
    west=[105.30, 105.45],
    south=[20.40, 20.40],
    east=[105.45, 105.70],
    north=[20.60, 20.60],
)
NEW = pd.DataFrame(
    {"code": ["x", "y"], "lon": [105.40, 105.60], "lat": [20.5, 20.5], "area_km2": [300.0, 500.0]}
)
PAIRS = pd.DataFrame({"old_code": ["a", "b"], "new_code": ["x", "y"], "default": [True, True]})


def test_pair_at_in_one_box_only_is_that_box_s_commune() -> None:
    # 105.48 is nearer to a's centre, but only b's box holds it.
    assignment = CommuneAssignment(OLD, NEW, PAIRS)
    points = np.array([[105.48, 20.5], [105.44, 20.5]])
    assert PAIRS["old_code"][assignment.pair_at(points)].tolist() == ["b", "a"]


def test_centre_far_from_its_successor_is_moved_there() -> None:
    misplaced = OLD.assign(lon=[108.0, 105.6])
    assignment = CommuneAssignment(misplaced, NEW, PAIRS)
    assert assignment.centres[0].tolist() == [105.40, 20.50]


def test_pair_at_a_split_commune_follows_the_nearer_successor() -> None:
    new = pd.DataFrame(
        {"code": ["x", "z"], "lon": [105.35, 105.43], "lat": [20.5, 20.5], "area_km2": [80.0, 80.0]}
    )
    pairs = pd.DataFrame({"old_code": ["a", "a"], "new_code": ["x", "z"], "default": [True, False]})
    assignment = CommuneAssignment(OLD[:1], new, pairs)
    points = np.array([[105.33, 20.5], [105.44, 20.5]])
    assert pairs["new_code"][assignment.pair_at(points)].tolist() == ["x", "z"]
