"""Readings of addresses, on a handful of units where everything can be counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.addresses.mentions import WEIGHT
from geo.addresses.reader import AddressReader
from geo.naming.names import UnitNames
from geo.naming.units import UnitTable
from geo.vintages import Level

UNITS = [
    ("2025-03-01", "province", "01", "", "01", "Thành phố Hà Nội"),
    ("2025-03-01", "district", "268", "01", "01", "Quận Hà Đông"),
    ("2025-03-01", "district", "269", "01", "01", "Thị xã Sơn Tây"),
    ("2025-03-01", "commune", "09544", "268", "01", "Phường Vạn Phúc"),
    ("2025-03-01", "commune", "09551", "268", "01", "Phường La Khê"),
    ("2025-03-01", "commune", "00601", "269", "01", "Xã Vạn Phúc"),
    ("2025-03-01", "province", "79", "", "79", "Thành phố Hồ Chí Minh"),
    ("2025-03-01", "district", "760", "79", "79", "Quận 1"),
    ("2025-03-01", "commune", "26740", "760", "79", "Phường Bến Nghé"),
    ("2025-07-01", "province", "01", "", "01", "Thành phố Hà Nội"),
    ("2025-07-01", "commune", "09556", "01", "01", "Phường Hà Đông"),
    ("2025-07-01", "commune", "09886", "01", "01", "Phường Dương Nội"),
]
COLUMNS = ["vintage", "level", "code", "parent", "province", "name"]


class Became:
    """Which old commune became which new ones."""

    def successors(self, old_code: str) -> list[tuple[str, float]]:
        shares = {"09544": [("09556", 1.0)], "09551": [("09886", 0.6), ("09556", 0.4)]}
        return shares.get(old_code, [])

    def default(self, old_code: str) -> str:
        return {"09544": "09556", "09551": "09556"}.get(old_code, "")


@pytest.fixture(scope="module")
def reader() -> AddressReader:
    units = pd.DataFrame(UNITS, columns=COLUMNS).assign(
        name_en="", lon="105.8", lat="21.0", valid_from="2025-03-01"
    )
    return AddressReader(UnitNames(units), UnitTable(units), Became())


def read(reader: AddressReader, text: str) -> list[str]:
    found = [reader.units.records[reading.unit] for reading in reader.read(text).readings]
    return [f"{unit.vintage[:7]} {unit.code}" for unit in found]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        pytest.param("P. Vạn Phúc, Q. Hà Đông, Hà Nội", "2025-03 09544", id="district-decides"),
        pytest.param("xã Vạn Phúc, Hà Nội", "2025-03 00601", id="type-decides"),
        pytest.param("Vạn Phúc, TX Sơn Tây", "2025-03 00601", id="no-type"),
        pytest.param("phường Hà Đông, Hà Nội", "2025-07 09556", id="new"),
        pytest.param("Hà Đông, Hà Nội", "2025-03 268", id="the-wider-of-two"),
        pytest.param("phường Dương Nội, quận Hà Đông", "2025-07 09886", id="new-in-old-district"),
        pytest.param("thị xã Sơn Tây", "2025-03 269", id="the-xa-of-thi-xa-is-no-commune"),
        pytest.param("P.Bến Nghé Q.1 TP.Hồ Chí Minh", "2025-03 26740", id="no-commas"),
        pytest.param("P. Vạm Phúc, Q. Hà Đông", "2025-03 09544", id="slip"),
        pytest.param("P. Vạn Phúc - Q. Hà Đông - Hà Nội", "2025-03 09544", id="dashes"),
        pytest.param("Hà Nội, Q. Hà Đông, P. La Khê", "2025-03 09551", id="top-down"),
        pytest.param("P. La KhêQ. Hà Đông", "2025-03 09551", id="run-on"),
        pytest.param("P. Bến Nghé, Q. Hà Đông, Hà Nội", "2025-03 268", id="contradiction"),
    ],
)
def test_read_puts_the_unit_that_most_agrees_with_first(
    reader: AddressReader, text: str, first: str
) -> None:
    assert read(reader, text)[0] == first


@pytest.mark.parametrize("text", ["", "12 Vạn Phúc", "chợ La Khê", "đường số 1", "1, 1, 1"])
def test_read_of_a_street_that_bears_a_unit_s_name_is_nothing(
    reader: AddressReader, text: str
) -> None:
    assert read(reader, text) == []


def test_read_scores_the_sum_of_what_agrees(reader: AddressReader) -> None:
    """By hand: commune, district and province, each typed and marked in full."""
    best = reader.read("Phường Vạn Phúc, Quận Hà Đông, Thành phố Hà Nội").readings[0]
    assert best.score == pytest.approx(sum(WEIGHT[level] for level in Level))
    assert [reader.units.records[mention.unit].code for mention in best.mentions] == [
        "09544", "268", "01",
    ]  # fmt: skip


def test_hierarchy_puts_each_unit_under_those_of_both_vintages(reader: AddressReader) -> None:
    index = {(unit.vintage[:7], unit.code): at for at, unit in enumerate(reader.units.records)}
    hierarchy = reader.hierarchy
    new = index["2025-07", "09556"]
    assert [at for at, _ in hierarchy.districts[new]] == [index["2025-03", "268"]]
    assert {at for at, _ in hierarchy.provinces[new]} == {
        index["2025-07", "01"],
        index["2025-03", "01"],
    }
    split = hierarchy.became[index["2025-03", "09551"]]
    # Two fifths of it, yet the main successor: (0.4 + 0.5) / 1.5, beside 0.6 / 1.5.
    assert [part.unit for part in split] == [new, index["2025-07", "09886"]]
    assert [part.likelihood for part in split] == pytest.approx([0.6, 0.4])
    assert sum(part.likelihood for part in split) == pytest.approx(1)
    assert sorted(hierarchy.came_from[new]) == [
        index["2025-03", "09544"], index["2025-03", "09551"],
    ]  # fmt: skip
