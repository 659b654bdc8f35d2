"""
Where the layers are kept: one `Store` protocol, and what opens a store by its address.

`geopackage.py` keeps them in one file, `postgis.py` in a database. A store gives and takes whole
layers, as `geo.schema` describes them; what is in it changes all at once or not at all. Beside its
layers it keeps journals, tables that only grow: they say what became of the layers, and are no
part of the data version.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, Protocol

from pandas import DataFrame

from geo.errors import StoreError
from geo.storage.metadata import contents

__all__ = ["Snapshot", "Store", "copy", "open_store"]


class Snapshot(NamedTuple):
    """Layers that belong together."""

    version: str
    """The data version that all of them are of."""
    layers: dict[str, DataFrame]
    """By name; a layer with positions or outlines is a GeoDataFrame in EPSG:4326."""
    metadata: dict[str, str]
    """What is known about the data as a whole."""
    journals: Mapping[str, DataFrame] = MappingProxyType({})
    """By name, those that anything was written to; none unless asked for."""
    digests: Mapping[str, str] = MappingProxyType({})
    """Of each layer (`content:<name>`) and journal (`journal:<name>`), as it was written."""

    def kept(self, known: Mapping[str, str]) -> dict[str, DataFrame]:
        """The layers that have the same digest in what a store now knows of itself."""
        now, then = contents(known), contents(self.digests)
        return {name: self.layers[name] for name in now if then.get(name) == now[name]}


class Store(Protocol):
    """
    Layers by name, of one data version at a time.

    Readers are never held up by a writer, nor see half of what it writes. Writers wait for each
    other: what is read within `locked()` is still so when it is written there.
    """

    @property
    def url(self) -> str:
        """The address that `open_store` opens it by, without any password."""

    def version(self) -> str:
        """
        The data version: another one whenever the data is other, the same for the same data.

        Cheap: a fraction of a millisecond.

        Raises
        ------
        StoreError
            If there is no store yet, or it is of another schema version.
        """

    def metadata(self) -> dict[str, str]:
        """What is known about the data as a whole: `data_version`, `built_at`, sources."""

    def layers(self) -> tuple[str, ...]:
        """The names of the layers there are, in alphabetical order; journals are none."""

    def read(self, layer: str, *, equal: Mapping[str, str | int] | None = None) -> DataFrame:
        """
        One layer or journal, conforming to its schema, its rows in the order they were written.

        Parameters
        ----------
        layer
            Its name. A journal that nothing was written to yet has no rows.
        equal
            Only the rows with those values, by column.

        Raises
        ------
        StoreError
            If there is no such layer, or the store cannot be read.
        SchemaError
            If another program has left it in a form that its schema refuses.
        """

    def snapshot(self, *, journals: bool = False, previous: Snapshot | None = None) -> Snapshot:
        """
        Every layer, and journal if asked for, of one moment whatever is written meanwhile.

        Parameters
        ----------
        journals
            Whether journals are read too.
        previous
            Layers that are still as they were there are not read again: they are the same frames.
        """

    def write(
        self,
        layers: Mapping[str, DataFrame],
        *,
        append: Mapping[str, DataFrame] | None = None,
        metadata: Mapping[str, str | None] | None = None,
    ) -> str:
        """
        Put these layers in place of those of the same name, all or none; the others stay.

        A store of an earlier schema version is brought forward whole; what it was stays in a file
        beside it, where it is one.

        Parameters
        ----------
        layers
            Frames conforming to the schema of their name. Journals are replaced so only when a
            whole store is copied.
        append
            Rows to add to journals, in the same write.
        metadata
            Entries to set beside the layers, or with None to take away; those not named stay.

        Returns
        -------
        The new data version.

        Raises
        ------
        SchemaError
            If a layer does not conform; nothing is written.
        StoreError
            If the store cannot be written, or is of a later schema version.
        """

    def locked(self) -> AbstractContextManager[None]:
        """
        Keep other writers out, here and in other processes, until the block is left.

        For reading, changing and writing back without losing another's update. `write` within
        it, in the same thread, does not wait for itself.
        """


def open_store(url: str | Path) -> Store:
    """
    The store at an address; it need not exist yet, to be written.

    Parameters
    ----------
    url
        The path of a GeoPackage (`var/locator.gpkg`, or as `file:` URL), or the address of a
        PostgreSQL with PostGIS (`postgresql://user@host/database`).

    Raises
    ------
    StoreError
        If no kind of store has such an address.

    Examples
    --------
    >>> open_store("var/locator.gpkg").url
    'var/locator.gpkg'
    """
    from geo.storage.geopackage import GeoPackageStore
    from geo.storage.postgis import PostgisStore

    address = str(url)
    if address.startswith("file:"):
        address = address.removeprefix("file://").removeprefix("file:")
    scheme, separator, _ = address.partition("://")
    if not separator and Path(address).suffix.lower() == ".gpkg":
        return GeoPackageStore(Path(address))
    if scheme in {"postgresql", "postgres"}:
        return PostgisStore(address)
    kind = f"scheme {scheme!r}" if separator else f"ending {Path(address).suffix!r}"
    raise StoreError(
        f"no kind of store has the {kind}: give a GeoPackage, such as var/locator.gpkg, or "
        "a PostgreSQL, such as postgresql://user@host/database"
    )


def copy(source: Store, target: Store) -> str:
    """
    Put everything that one store holds into another, of whatever kind.

    Parameters
    ----------
    source, target
        A layer that only the target has stays there; its journals give way to the source's.

    Returns
    -------
    The target's data version: the source's, when the target has no layer of its own.

    Raises
    ------
    StoreError
        If one cannot be read or the other not be written; then nothing is changed.
    """
    snapshot = source.snapshot(journals=True)
    return target.write({**snapshot.layers, **snapshot.journals}, metadata=snapshot.metadata)
