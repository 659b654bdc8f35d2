"""
A planner's own persons by commune, sent with one request as a table.

Nothing of it is kept: the table stays with whoever has it, and every answer carries its SHA-256,
by which the same table brings the same figures back.
"""

from __future__ import annotations

import hashlib
import tempfile
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from flask import request
from werkzeug.utils import secure_filename

from geo import demand
from geo.demand import Demand
from geo.demand_spread import spread
from geo.errors import UnknownUnitError, UnreadableFileError
from geo.places.table import Limits
from geo.vintages import Vintage
from web.errors import RefusedError
from web.i18n import Text
from web.params import Schema
from web.snapshot import Snapshot

FIELD = "demand"
MOST_BYTES = 2_000_000
LIMITS = Limits(file_bytes=MOST_BYTES, unpacked_bytes=20_000_000, rows=100_000, columns=50)
"""Ten rows for each commune, as in a table by age, and no more."""
BODY: Schema = {
    "type": "object",
    "required": [FIELD],
    # A form with the file in it sends its other controls too; they are not read.
    "additionalProperties": True,
    "properties": {
        FIELD: {
            "type": "string",
            "format": "binary",
            "description": "code, persons: CSV / XLSX, <= 2 MB",
        }
    },
}


class Own(NamedTuple):
    """A table that came, read."""

    demand: Demand
    name: str
    digest: str
    """SHA-256 of its bytes, in hexadecimal."""


def own_demand(snapshot: Snapshot, vintage: Vintage, points: int | None) -> Own | None:
    """
    The table in the current request's body; None when there is none.

    Parameters
    ----------
    vintage
        Of which its codes are.
    points
        Over how many positions of its polygon a commune's persons are spread; None: its centre.

    Raises
    ------
    RefusedError
        If it is too large, cannot be read, or has a code of no commune of that vintage.
    """
    sent = request.files.get(FIELD) if request.method == "POST" else None
    if sent is None or not sent.filename:
        return None
    with closing(sent):
        content = sent.stream.read(MOST_BYTES + 1)
    name = secure_filename(sent.filename)[-60:] or "table"
    if len(content) > MOST_BYTES:
        raise RefusedError(
            "table-too-large",
            Text(
                f"{name} quá lớn: bảng mã xã và số dân nhiều nhất {MOST_BYTES:,} byte. Lưới dân số "
                "(GeoTIFF) dùng lệnh `python -m geo coverage --demand`.",
                f"{name} is too large: a table of codes and persons has at most {MOST_BYTES:,} "
                "bytes. For a raster there is `python -m geo coverage --demand`.",
            ),
            status=413,
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            read = demand.from_table(path, snapshot.locator.boundaries, vintage, LIMITS)
        except (UnreadableFileError, UnknownUnitError) as error:
            raise RefusedError(
                "unreadable-table",
                Text(
                    f"Không dùng được {name}: cần CSV hoặc XLSX có cột code (mã xã ở thời điểm "
                    f"{vintage}) và persons (số dân, chỉ chữ số). Chi tiết: {error}.",
                    f"{name} will not do: {error}.",
                ),
            ) from None
    if points is not None:
        read = spread(read, snapshot.locator.boundaries, points=points)
    return Own(read, name, hashlib.sha256(content).hexdigest())
