"""The peers of the nearest-neighbour benchmark: each a way to ask the same question of itself."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class PostGis:
    """A table of places as geography, with its GiST index, asked by a prepared statement."""

    ASK = """
        select id, geog <-> st_setsrid(st_makepoint(%s, %s), 4326)::geography as metres
        from places order by metres limit %s
    """

    def __init__(self, url: str, lon: Floats, lat: Floats) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        run = self._connection.execute
        run("create table places (id integer primary key, geog geography(point, 4326) not null)")
        with self._connection.cursor().copy("copy places from stdin") as copy:
            for row, (x, y) in enumerate(zip(lon.tolist(), lat.tolist(), strict=True)):
                copy.write_row((row, f"SRID=4326;POINT({x!r} {y!r})"))
        run("create index on places using gist (geog)")
        run("vacuum analyze places")
        self._cursor = self._connection.cursor(binary=True)
        plan = run("explain " + self.ASK, (105.8, 21.0, 5)).fetchall()
        if "Index Scan" not in str(plan):
            raise RuntimeError(f"PostGIS does not use its index: {plan}")
        self.version: str = run("select version(), postgis_lib_version()").fetchall()[0][1]

    def nearest(self, lon: float, lat: float, k: int) -> list[tuple[Any, ...]]:
        """Ids and metres of the k nearest: on the sphere, for that is how PostGIS orders."""
        return self._cursor.execute(self.ASK, (lon, lat, k), prepare=True).fetchall()

    def close(self) -> None:
        """Let the server go."""
        self._connection.close()


class Redis:
    """A geospatial set, asked over its socket without a client library between."""

    def __init__(self, path: Path, lon: Floats, lat: Floats) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        self._answers = self._socket.makefile("rb")
        step = 1_000
        for start in range(0, lon.size, step):
            rows = range(start, min(start + step, lon.size))
            self._ask(
                "GEOADD", "places", *(part for row in rows for part in (lon[row], lat[row], row))
            )
        self.version = next(
            line.split(":")[1].strip()
            for line in self._ask("INFO", "server").decode().splitlines()
            if line.startswith("redis_version")
        )

    def nearest(self, lon: float, lat: float, k: int, radius_km: float) -> list[Any]:
        """Ids and kilometres of the k nearest within a radius, on the sphere."""
        place = ("FROMLONLAT", lon, lat, "BYRADIUS", radius_km, "km")
        answer: list[Any] = self._ask("GEOSEARCH", "places", *place, "ASC", "COUNT", k, "WITHDIST")
        return answer

    def close(self) -> None:
        """Let the server go."""
        self._answers.close()
        self._socket.close()

    def _ask(self, *words: Any) -> Any:
        parts = [str(word).encode() for word in words]
        wire = b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
        self._socket.sendall(b"*%d\r\n%s" % (len(parts), wire))
        return self._answer()

    def _answer(self) -> Any:
        """One value of the Redis serialisation protocol."""
        line = self._answers.readline()
        kind, rest = line[:1], line[1:].strip()
        if kind == b"-":
            raise RuntimeError(f"Redis refused: {rest.decode()}")
        if kind == b"$":
            return self._answers.read(int(rest) + 2)[:-2]
        if kind == b"*":
            return [self._answer() for _ in range(int(rest))]
        return rest
