"""
The store in PostgreSQL with PostGIS, for several web servers on several machines.

A schema, `locator`, has a table a layer, with its geometry indexed, and the same table `metadata`
as the GeoPackage has. A write is one transaction that empties tables and fills them by COPY:
readers go on meeting the old rows until it is committed, and a kill at any moment leaves them.
Writers hold an advisory lock. Whoever listens on the channel `locator` hears the new data version.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import geopandas as gpd
import pandas as pd
import psycopg
import shapely
from pandas import DataFrame
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from geo import schema
from geo.crs import WGS84
from geo.errors import SchemaError, StoreError
from geo.storage import Snapshot
from geo.storage.metadata import TABLE, after_write, contents, described, digests
from geo.storage.metadata import journals as journals_in
from geo.storage.migrations import check_version, is_older, upgraded, version_in

NAMESPACE = "locator"
"""The schema that all tables are in, and the channel that tells of a new data version."""
CONNECT_S = 5
"""A server that has not answered by then is down."""
_LOCK = 0x4F_43_4F_50  # "OCOP": what writers hold, in `pg_locks`
_ORDER = "row_number"
"""The column that keeps the rows in their order."""
_TYPES: Mapping[schema.Type, str] = {
    "text": "text",
    "integer": "bigint",
    "number": "double precision",
    "flag": "boolean",
}
_SRID = 4326
"""PostGIS and EPSG have the same number for WGS84."""
_CHUNK = 50_000
"""Rows put into text at a time."""


class PostgisStore:
    """
    See `geo.storage.Store`.

    Parameters
    ----------
    address
        As libpq takes it: `postgresql://user:password@host:port/database?sslmode=require`.
        The first write makes what it needs there.

    Raises
    ------
    StoreError
        If it is no such address. Whether a server answers is seen when it is asked.
    """

    def __init__(self, address: str) -> None:
        try:
            self._parts = conninfo_to_dict(address)
        except psycopg.ProgrammingError as error:
            # It names what it was given, which may have a password in it.
            raise StoreError(
                "this is no address of a PostgreSQL: give one such as "
                "postgresql://user@host/database"
            ) from error
        patience = self._parts.get("connect_timeout", CONNECT_S)
        self._conninfo = make_conninfo(address, connect_timeout=patience)
        self._held = threading.local()

    @property
    def url(self) -> str:
        """The address without the password."""
        user, host, port, name = (
            str(self._parts.get(key) or "") for key in ("user", "host", "port", "dbname")
        )
        who = f"{user}@" if user else ""
        if host.startswith("/"):  # the folder of a socket
            return f"postgresql://{who}/{name}?host={host}"
        return f"postgresql://{who}{host}{port and f':{port}'}/{name}"

    def version(self) -> str:
        """See `Store`."""
        return self.metadata()["data_version"]

    def metadata(self) -> dict[str, str]:
        """See `Store`."""
        with self._reading() as db:
            return described(self._metadata(db), self.url)

    def layers(self) -> tuple[str, ...]:
        """See `Store`."""
        with self._reading() as db:
            return tuple(sorted(contents(self._metadata(db))))

    def read(self, layer: str, *, equal: Mapping[str, str | int] | None = None) -> DataFrame:
        """See `Store`."""
        with self._reading() as db:
            known = self._metadata(db)
            check_version(known, self.url)
            there = sorted(contents(known))
            if layer not in there and layer not in journals_in(known):
                if layer in schema.JOURNALS:
                    empty = DataFrame(columns=[*schema.JOURNALS[layer].columns])
                    return schema.conform(layer, empty)
                raise StoreError(f"no layer {layer!r} in {self.url}; there are {', '.join(there)}")
            return _read_layer(db, layer, known, equal or {})

    def snapshot(self, *, journals: bool = False, previous: Snapshot | None = None) -> Snapshot:
        """See `Store`."""
        with self._reading() as db:
            known = self._metadata(db)
            metadata = described(known, self.url)
            same = previous.kept(known) if previous else {}
            layers = {
                name: same[name] if name in same else _read_layer(db, name, known)
                for name in sorted(contents(known))
            }
            kept = sorted(journals_in(known)) if journals else []
            return Snapshot(
                metadata["data_version"],
                layers,
                metadata,
                {name: _read_layer(db, name, known) for name in kept},
                digests(known),
            )

    def write(
        self,
        layers: Mapping[str, DataFrame],
        *,
        append: Mapping[str, DataFrame] | None = None,
        metadata: Mapping[str, str | None] | None = None,
    ) -> str:
        """See `Store`."""
        written = {name: schema.conform(name, frame) for name, frame in layers.items()}
        added = {name: schema.conform(name, frame) for name, frame in (append or {}).items()}
        with self.locked():
            db: psycopg.Connection = self._held.connection
            with self._plainly("written"), db.transaction():
                _prepare(db)
                before = dict(_rows(db))
                if version_in(before) > schema.VERSION:
                    check_version(before, self.url)
                if is_older(before):
                    there = sorted(contents(before) | journals_in(before))
                    written = {name: _read_layer(db, name, before) for name in there} | written
                known = after_write(before, written, added, metadata or {})
                same = before.get("schema_version") == known["schema_version"]
                for name in _tables(db):
                    if not same or name not in contents(known) | journals_in(known):
                        db.execute(sql.SQL("DROP TABLE {}").format(_table(name)))
                for name, frame in written.items():
                    _write_layer(db, name, frame)
                for name, frame in added.items():
                    _append(db, name, frame)
                db.execute(sql.SQL("DELETE FROM {}").format(_table(TABLE)))
                with db.cursor() as cursor:
                    cursor.executemany(
                        sql.SQL("INSERT INTO {} VALUES (%s, %s)").format(_table(TABLE)),
                        sorted(known.items()),
                    )
                db.execute("SELECT pg_notify(%s, %s)", (NAMESPACE, known["data_version"]))
        return known["data_version"]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """See `Store`."""
        if getattr(self._held, "connection", None) is not None:
            yield
            return
        with self._connected() as db:
            # Of the session: it goes with the connection, however that ends.
            with self._plainly("locked"):
                db.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
            self._held.connection = db
            try:
                yield
            finally:
                self._held.connection = None

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection]:
        """A connection of one's own; each statement by itself, but for `db.transaction()`."""
        with self._plainly("reached"):
            db = psycopg.connect(self._conninfo, autocommit=True)
        try:
            yield db
        finally:
            with suppress(psycopg.Error):
                db.close()

    @contextmanager
    def _reading(self) -> Iterator[psycopg.Connection]:
        """A connection in a transaction that sees one state of the data, whatever is written."""
        with self._connected() as db, self._plainly("read"), db.transaction():
            db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield db

    @contextmanager
    def _plainly(self, done: str) -> Iterator[None]:
        """What the server refuses, as our error."""
        try:
            yield
        except psycopg.Error as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else repr(error)
            raise StoreError(f"the store {self.url} cannot be {done}: {reason}") from error

    def _metadata(self, db: psycopg.Connection) -> dict[str, str]:
        """The table of that name."""
        there = db.execute("SELECT to_regclass(%s)", (f"{NAMESPACE}.{TABLE}",)).fetchone()
        if there is None or there[0] is None:
            raise StoreError(
                f"no store at {self.url}: build it with `python -m geo build --store {self.url}`"
            )
        return dict(_rows(db))


def _table(name: str) -> sql.Identifier:
    return sql.Identifier(NAMESPACE, name)


def _rows(db: psycopg.Connection) -> Sequence[tuple[str, str]]:
    """The metadata, key and value."""
    return db.execute(sql.SQL("SELECT key, value FROM {}").format(_table(TABLE))).fetchall()


def _tables(db: psycopg.Connection) -> list[str]:
    """The layers and journals that have a table."""
    known = [*schema.SCHEMA, *schema.JOURNALS]
    asked = "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename = ANY(%s)"
    return [name for (name,) in db.execute(asked, (NAMESPACE, known))]


def _prepare(db: psycopg.Connection) -> None:
    """Whatever a write needs, where it is not there yet."""
    # Asked first: who may not create an extension may well use the one there is.
    if db.execute("SELECT 1 FROM pg_extension WHERE extname = 'postgis'").fetchone() is None:
        db.execute("CREATE EXTENSION postgis")
    db.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(NAMESPACE)))
    db.execute(
        sql.SQL("CREATE TABLE IF NOT EXISTS {} (key text PRIMARY KEY, value text NOT NULL)").format(
            _table(TABLE)
        )
    )


def _create_layer(db: psycopg.Connection, name: str) -> None:
    """The layer's table, indexed, with its title as comment."""
    layer = schema.layer_named(name)
    columns: list[sql.Composable] = [
        sql.SQL("{} bigint PRIMARY KEY").format(sql.Identifier(_ORDER))
    ]
    for column, rule in layer.columns.items():
        due = " NOT NULL" if rule.required else ""
        columns.append(sql.SQL("{} " + _TYPES[rule.type] + due).format(sql.Identifier(column)))
    if layer.geometry:
        columns.append(sql.SQL(f"geometry geometry({layer.geometry}, 4326) NOT NULL"))
    if layer.key:
        columns.append(
            sql.SQL("UNIQUE ({})").format(sql.SQL(", ").join(map(sql.Identifier, layer.key)))
        )
    db.execute(sql.SQL("CREATE TABLE {} ({})").format(_table(name), sql.SQL(", ").join(columns)))
    if layer.geometry:
        db.execute(sql.SQL("CREATE INDEX ON {} USING gist (geometry)").format(_table(name)))
    db.execute(sql.SQL("COMMENT ON TABLE {} IS {}").format(_table(name), sql.Literal(layer.title)))


def _write_layer(db: psycopg.Connection, name: str, frame: DataFrame) -> None:
    """These rows, as `schema.conform` returns them, in place of the layer's."""
    if name not in _tables(db):
        _create_layer(db, name)
    # Not TRUNCATE: whoever reads an older state would find the table empty.
    db.execute(sql.SQL("DELETE FROM {}").format(_table(name)))
    _fill(db, name, frame)


def _append(db: psycopg.Connection, name: str, rows: DataFrame) -> None:
    """These rows after those of a journal; it is made when it is not there yet."""
    if name not in _tables(db):
        _create_layer(db, name)
    count = sql.SQL("SELECT count(*) FROM {}").format(_table(name))
    there = db.execute(count).fetchone()
    _fill(db, name, rows.set_axis(rows.index + (there[0] if there else 0)))


def _fill(db: psycopg.Connection, name: str, frame: DataFrame) -> None:
    """Copy the rows into the layer's table, in the order of the frame's index."""
    columns = [_ORDER, *frame.columns]
    into = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
        _table(name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with db.cursor() as cursor, cursor.copy(into) as copy:
        for start in range(0, len(frame), _CHUNK):
            copy.write(_as_csv(frame.iloc[start : start + _CHUNK]))
    db.execute(sql.SQL("ANALYZE {}").format(_table(name)))


def _as_csv(frame: DataFrame) -> str:
    """The rows with their numbers first; numbers as short as they are exact, shapes as EWKB."""
    table = DataFrame(frame)
    if isinstance(frame, gpd.GeoDataFrame):
        shapes = shapely.set_srid(frame.geometry.to_numpy(), _SRID)
        table = table.assign(geometry=shapely.to_wkb(shapes, hex=True, include_srid=True))
    text: str = table.to_csv(header=False)
    return text


def _read_layer(
    db: psycopg.Connection,
    name: str,
    known: Mapping[str, str],
    equal: Mapping[str, str | int] | None = None,
) -> DataFrame:
    """The layer or journal, conforming to its schema, of a store with that metadata."""
    layer = schema.layer_named(name)
    there = db.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position",
        (NAMESPACE, name),
    ).fetchall()
    names = [column for (column,) in there if column not in (_ORDER, "geometry")]
    for column in (equal or {}).keys() - set(names):
        raise SchemaError(f"layer {name!r} has no column {column!r}")
    columns: list[sql.Composable] = [sql.Identifier(column) for column in names]
    if layer.geometry:
        columns.append(sql.SQL("encode(ST_AsBinary(geometry), 'hex') AS geometry"))
    where = [
        sql.SQL("{} = {}").format(sql.Identifier(column), sql.Literal(value))
        for column, value in (equal or {}).items()
    ]
    asked = sql.SQL("COPY (SELECT {} FROM {} WHERE {} ORDER BY {}) TO STDOUT (FORMAT csv)").format(
        sql.SQL(", ").join(columns),
        _table(name),
        sql.SQL(" AND ").join([sql.SQL("true"), *where]),
        sql.Identifier(_ORDER),
    )
    types: dict[str, Any] = {
        key: schema.DTYPES[layer.columns[key].type] if key in layer.columns else "str"
        for key in names
    }
    if layer.geometry:
        names, types = [*names, "geometry"], {**types, "geometry": "str"}
    with tempfile.TemporaryFile() as rows:
        with db.cursor() as cursor, cursor.copy(asked) as copy:
            for block in copy:
                rows.write(block)
        rows.seek(0)
        frame = pd.read_csv(
            rows,
            names=names,
            dtype=types,
            keep_default_na=False,
            na_values=[""],
            true_values=["t"],
            false_values=["f"],
        )
    if layer.geometry:
        shapes = shapely.from_wkb(frame["geometry"].to_numpy())
        frame = gpd.GeoDataFrame(frame.drop(columns="geometry"), geometry=shapes, crs=WGS84)
    return schema.conform(name, upgraded(name, frame, known))
