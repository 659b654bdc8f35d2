"""Files as nobody should send them: real tables, mutated, in every format that is read; seeded."""

from __future__ import annotations

import csv
import io
import json
import random
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pyogrio

from tests.conftest import ROOT

KINDS = ("outlets", "villages", "destinations")
NASTY = (
    "", " ", "\t", "NaN", "nan", "inf", "-Infinity", "1e400", "-0", "0x1F", "9" * 400, "٣٤",
    "१०५,८", "½",
    "21,0285°", "105.8.4", "1_000", "9999-99-99", "0000-00-00", "31/2/2024", "2024-13", "29/2/2023",
    "=1+1", "=cmd|'/c calc'!A0", "@SUM(1)", "<script>alert(1)</script>", "{{7*7}}",
    "'; DROP TABLE x;--",
    "../../etc/passwd", "\x00", "\x07", "\ufeff", "\u202eabc", "\u200b", "a\u0301" * 300, "👩‍👩‍👧",
    "\ud800x",
    "x" * 21_000, "a\r\nb", '"', '""', "'", ";", "|", "Mo-Su 00:00-99:99", "24/7", "PH off; " * 90,
    "javascript:alert(1)", "http://" + "a" * 5000, "Hµ Néi", "Haø Noäi", "true", "null",
    "None", "-91", "181",
    "Thành phố Hồ Chí Minh", "Xã " * 60, "(" * 300, "[" * 300, "." * 300, "\\" * 50, "%s%n",
    "1" + "0" * 5000,
)  # fmt: skip
Mutator = Callable[[random.Random], tuple[str, bytes]]


def mutant(seed: int) -> tuple[str, bytes]:
    """The file of that number: its name and its content, the same each time."""
    chance = random.Random(seed)  # noqa: S311
    name, content = (_csv, _workbook, _geojson, _geopackage)[seed % 4](chance)
    if chance.random() < 0.45:
        content = _bytes_mutated(chance, content)
    return name, content


def _rows(chance: random.Random) -> tuple[str, list[str], list[list[str]]]:
    """A few rows of a committed table, some cells, headings and rows of them spoilt."""
    kind = chance.choice(KINDS)
    headings, rows = _table(kind)
    taken = [list(row) for row in chance.sample(rows, chance.randrange(1, 9))]
    headings = list(headings)
    for _ in range(chance.choice((0, 1, 1, 3, 12))):
        row, at = chance.choice(taken), chance.randrange(len(headings))
        if at < len(row):
            row[at] = chance.choice(NASTY)
    for _ in range(chance.choice((0, 0, 0, 1, 2))):
        chance.choice(
            (
                lambda: headings.__setitem__(chance.randrange(len(headings)), chance.choice(NASTY)),
                lambda: headings.append(chance.choice(headings)),
                lambda: taken.append([chance.choice(NASTY)] * chance.randrange(400)),
                lambda: taken.insert(0, ["DANH SÁCH ĐIỂM BÁN"]),
                lambda: chance.shuffle(headings),
                lambda: taken.extend(taken * 20),
                lambda: taken.clear(),
                lambda: headings.extend(f"x{i}" for i in range(chance.choice((5, 250)))),
            )
        )()
        if not taken:
            break
    return kind, headings, taken


_TABLES: dict[str, tuple[list[str], list[list[str]]]] = {}


def _table(kind: str) -> tuple[list[str], list[list[str]]]:
    if kind not in _TABLES:
        path = ROOT / "data" / "places" / f"{kind}.csv"
        headings, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
        _TABLES[kind] = headings, rows[:200]
    return _TABLES[kind]


def _csv(chance: random.Random) -> tuple[str, bytes]:
    kind, headings, rows = _rows(chance)
    text = io.StringIO()
    quoting = chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    writer = csv.writer(text, delimiter=chance.choice(",;\t|"), quoting=quoting)
    writer.writerows([headings, *rows])
    encoding = chance.choice(
        (
            "utf-8",
            "utf-8",
            "utf-8-sig",
            "utf-16",
            "utf-16-le",
            "utf-32",
            "cp1258",
            "cp1252",
            "shift_jis",
        )
    )
    head = chance.choice(("", "", "", "sep=;\n", "sep=\n", "\n\n\n"))
    errors = "surrogatepass" if encoding.startswith("utf") else "replace"
    return f"{kind}.csv", (head + text.getvalue()).encode(encoding, errors)


def _workbook(chance: random.Random) -> tuple[str, bytes]:
    kind, headings, rows = _rows(chance)
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [headings, *rows]:
        with suppress(openpyxl.utils.exceptions.IllegalCharacterError, ValueError, UnicodeError):
            sheet.append([_typed(chance, cell) for cell in row[:16_000]])
    if chance.random() < 0.1:
        sheet.merge_cells("A1:C2")
    if chance.random() < 0.1:
        sheet["XFD1048576"] = "x"
    if chance.random() < 0.1:
        book.create_sheet("Ẩn").sheet_state = "hidden"
    out = io.BytesIO()
    try:
        book.save(out)
    except UnicodeError:
        return _workbook(chance)
    content = out.getvalue()
    return f"{kind}.xlsx", _repacked(chance, content) if chance.random() < 0.7 else content


def _typed(chance: random.Random, cell: str) -> Any:
    """Mostly the text; now and then as a number, a date, a formula or an error."""
    with suppress(ValueError, OverflowError):
        if chance.random() < 0.3:
            return float(cell) if float(cell) == float(cell) else cell
    return chance.choice(("#REF!", "=A1", True, None)) if chance.random() < 0.02 else cell


def _repacked(chance: random.Random, content: bytes) -> bytes:
    """The workbook's parts, one or two of them spoilt, packed again."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    for _ in range(chance.choice((1, 1, 2))):
        name = chance.choice([*parts, "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
        if name not in parts:
            continue
        spoilt: list[Callable[[bytes], bytes]] = [
            lambda part: _bytes_mutated(chance, part),
            lambda part: _bytes_mutated(chance, part),
            lambda part: part.replace(b'r="A1"', b'r="XFD1048576"'),
            lambda part: part.replace(b'r="', b'r="9'),
            lambda part: part.replace(b"<v>", b"<v>" + b"9" * chance.choice((1, 20, 400))),
            lambda part: part.replace(b'<row r="2"', b'<row r="1048576"'),
            lambda part: part.replace(
                b't="s"', chance.choice((b't="d"', b't="e"', b't="b"', b't="n"'))
            ),
            lambda part: entity + part.replace(b"<v>", b"<v>&b;"),
            lambda part: part + b" " * chance.choice((1_000, 12_000_000)),
            lambda part: b"",
        ]
        parts[name] = chance.choice(spoilt)(parts[name])
    if chance.random() < 0.05:
        parts.pop(chance.choice([*parts]))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def _geojson(chance: random.Random) -> tuple[str, bytes]:
    kind, headings, rows = _rows(chance)
    features: list[Any] = [
        {
            "type": "Feature",
            "properties": dict(zip(headings, row, strict=False)),
            "geometry": {"type": "Point", "coordinates": [105.8 + n / 100, 21.0]},
        }
        for n, row in enumerate(rows)
    ]
    collection: Any = {"type": "FeatureCollection", "features": features}
    for _ in range(chance.choice((0, 1, 2, 6))):
        _spoil_json(chance, collection)
    text = json.dumps(collection, ensure_ascii=chance.random() < 0.5)
    if chance.random() < 0.05:
        text = text.replace("105.", "1" * 400 + ".", 1)
    return f"{kind}.geojson", text.encode("utf-8", "surrogatepass")


def _deep(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def _spoil_json(chance: random.Random, tree: Any) -> None:
    """Put something else in place of a value somewhere in the tree."""
    while True:
        keys = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
        if not keys:
            return
        key = chance.choice(keys)
        below = tree[key]
        if isinstance(below, dict | list) and below and chance.random() < 0.75:
            tree = below
            continue
        value: Any = chance.choice(
            (
                None, [], {}, True, 0, -1, 1e308, 10**18, float("nan"), "", "Point", [None, None],
                ["a", "b"],
                [105.8], [1e9, 1e9], {"type": "Point", "coordinates": [[1, 2], [3, 4]]},
                {"x": {"y": [1]}},
                {"type": "name", "properties": {"name": "EPSG:3405"}}, {"properties": 3},
                _deep(500),
                chance.choice(NASTY),
            )
        )  # fmt: skip
        tree[key] = value
        return


def _geopackage(chance: random.Random) -> tuple[str, bytes]:
    kind, headings, rows = _rows(chance)
    names = list(
        dict.fromkeys(h for h in headings if h.isidentifier() and h not in ("fid", "geom"))
    )[:40]
    values = {
        name: [
            _clean(row[headings.index(name)]) if headings.index(name) < len(row) else None
            for row in rows
        ]
        for name in names or ["name"]
        if name in headings
    } or {"name": ["x"]}
    n = len(next(iter(values.values())))
    points = gpd.points_from_xy([105.8 + i / 100 for i in range(n)], [21.0] * n)
    frame = gpd.GeoDataFrame(values, geometry=points, crs=chance.choice((4326, 4326, 3405, 32648)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        pyogrio.write_dataframe(frame, path, layer="places", driver="GPKG", geometry_type="Point")
        for _ in range(chance.choice((0, 1, 1, 2, 3))):
            with closing(sqlite3.connect(path, isolation_level=None)) as db:
                db.execute("PRAGMA writable_schema = 1")
                with suppress(sqlite3.Error):
                    for statement in chance.choice(_STATEMENTS).split(";;"):
                        db.execute(statement)
        return f"{kind}.gpkg", path.read_bytes()


_STATEMENTS = (
    "UPDATE places SET geom = x'00'",
    "UPDATE places SET geom = x'47500001E6100000' || randomblob(21)",
    "UPDATE places SET geom = NULL",
    "UPDATE places SET geom = 'text'",
    "UPDATE gpkg_geometry_columns SET srs_id = 99999",
    "UPDATE gpkg_geometry_columns SET srs_id = -1",
    "UPDATE gpkg_geometry_columns SET geometry_type_name = 'POLYGON'",
    "UPDATE gpkg_geometry_columns SET geometry_type_name = 'GEOMETRYCOLLECTION'",
    "UPDATE gpkg_contents SET table_name = 'gone'",
    "UPDATE gpkg_spatial_ref_sys SET definition = randomblob(500)",
    "DELETE FROM gpkg_spatial_ref_sys",
    "DROP TABLE gpkg_contents",
    "PRAGMA journal_mode = WAL",
    "PRAGMA application_id = 0",
    "PRAGMA user_version = 2147483647",
    "UPDATE gpkg_ogr_contents SET feature_count = 9000000000000000000",
    "UPDATE gpkg_ogr_contents SET feature_count = -5",
    "ALTER TABLE places ADD COLUMN wide BLOB;;UPDATE places SET wide = randomblob(30000)",
    "ALTER TABLE places ADD COLUMN moment DATETIME;;UPDATE places SET moment = 'not a time'",
    "ALTER TABLE places ADD COLUMN whole INTEGER;;UPDATE places SET whole = 1e300",
    "ALTER TABLE places ADD COLUMN half REAL;;UPDATE places SET half = 9e999",
    "ALTER TABLE places RENAME TO kept;;CREATE VIEW places AS SELECT * FROM kept",
    "ALTER TABLE places RENAME TO kept;;CREATE VIEW places AS WITH RECURSIVE n(i) AS "
    "(SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, geom, name FROM n, kept",
    "UPDATE sqlite_master SET rootpage = 1 WHERE name = 'places'",
    "UPDATE sqlite_master SET sql = 'CREATE TABLE places (' WHERE name = 'places'",
    "INSERT INTO gpkg_extensions VALUES ('places', 'geom', 'nobody_knows', 'x', 'read-write')",
)


def _clean(value: str) -> str | None:
    return value.encode("utf-8", "replace").decode().replace("\x00", "") or None


def _bytes_mutated(chance: random.Random, content: bytes) -> bytes:
    """A few bytes flipped, cut, doubled or put in."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8, 40))):
        if not data:
            break
        at = chance.randrange(len(data))
        end = min(len(data), at + chance.choice((1, 4, 64, 1024)))
        way = chance.randrange(6)
        if way == 0:
            data[at] = chance.randrange(256)
        elif way == 1:
            del data[at:end]
        elif way == 2:
            data[at:at] = data[at:end]
        elif way == 3:
            data[at:at] = chance.choice(NASTY).encode("utf-8", "replace")
        elif way == 4:
            data[at:end] = bytes(chance.choice((0, 255)) for _ in range(end - at))
        elif chance.random() < 0.2:
            del data[at:]
    return bytes(data)
