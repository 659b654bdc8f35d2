"""What version 1 has promised (`contract.json`) still holds."""

import copy
import json

import pytest

from tests.web.api.contract import BASELINE, breaks, current
from web.openapi import VERSION


@pytest.fixture(scope="module")
def baseline():
    return json.loads(BASELINE.read_text(encoding="utf-8"))


def test_nothing_promised_is_broken(baseline):
    assert VERSION.startswith("1.")
    assert breaks(baseline, current()) == []


def test_baseline_knows_every_operation(baseline):
    """An addition is promised with the commit that brings it: python -m tests.web.api.contract."""
    added = {
        where for where, fact in current().items() if fact["kind"] == "operation"
    } - baseline.keys()
    assert added == set()


NEAREST = "GET /api/nearest ?k"
NAME = "GET /api/places application/geo+json.features[].properties.name"


@pytest.mark.parametrize(
    ("where", "changes", "says"),
    [
        (NEAREST, None, "gone"),
        (NEAREST, {"maximum": 50}, "maximum 100 became 50"),
        (NEAREST, {"minimum": 2}, "minimum 1 became 2"),
        (NEAREST, {"required": True}, "is now required"),
        (NEAREST, {"type": "number"}, "type integer became number"),
        ("GET /api/places ?kind", {"enum": ["outlet"]}, "no longer takes destination, village"),
        ("GET /api/sites", None, "gone"),
        (NAME, None, "gone"),
        (NAME, {"types": ["null", "string"]}, "may now be null"),
        (NAME, {"always": False}, "no longer always there"),
    ],
)
def test_break_of_each_kind_is_told(baseline, where, changes, says):
    changed = copy.deepcopy(baseline)
    if changes is None:
        del changed[where]
    else:
        changed[where] |= changes
    assert breaks(baseline, changed) == [f"{where}: {says}"]


def test_new_parameter_that_is_required_is_a_break(baseline):
    new = {"kind": "parameter", "required": True, "type": "string", "enum": None}
    changed = {**baseline, "GET /api/nearest ?must": new}
    assert breaks(baseline, changed) == ["GET /api/nearest ?must: is new and required"]


def test_additions_are_no_break(baseline):
    added = {
        "GET /api/new": {"kind": "operation"},
        "GET /api/nearest ?more": {"kind": "parameter", "required": False, "type": "string"},
        NAME + "_too": {"kind": "answer", "types": ["string"], "always": True},
    }
    wider = {NEAREST: {**baseline[NEAREST], "maximum": 1000}}
    assert breaks(baseline, {**baseline, **added, **wider}) == []
