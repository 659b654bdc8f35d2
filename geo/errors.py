"""
The errors raised on purpose, under one base.

A class for each answer a caller could give. The message says what came and what would do; it is
in English, for logs and the command line. `code` is stable: the web edge looks up its HTTP status
and its words in the reader's language by it.
"""

from __future__ import annotations


class GeoError(Exception):
    """Something the caller can put right."""

    code = "error"


class InvalidPositionError(GeoError, ValueError):
    """Not a longitude and latitude."""

    code = "invalid-position"


class InvalidBBoxError(GeoError, ValueError):
    """Not a bounding box."""

    code = "invalid-bbox"


class InvalidParameterError(GeoError, ValueError):
    """An option outside what it can be: a radius, a count, a kind."""

    code = "invalid-parameter"


class UnknownVintageError(GeoError, LookupError):
    """No vintage has that id, or that level does not exist in it."""

    code = "unknown-vintage"


class UnknownUnitError(GeoError, LookupError):
    """No unit has that code at that level of that vintage."""

    code = "unknown-unit"


class UnknownPlaceError(GeoError, LookupError):
    """No outlet, village or destination has that id."""

    code = "unknown-place"


class UnknownRouteError(GeoError, LookupError):
    """No published route has that id."""

    code = "unknown-route"


class PlaceNotFoundError(GeoError, LookupError):
    """A text names no place that we know."""

    code = "place-not-found"


class MissingCrsError(GeoError, ValueError):
    """A layer says no coordinate reference system; it is not guessed."""

    code = "missing-crs"


class SchemaError(GeoError, ValueError):
    """A layer lacks a column, a key is not unique, a value is outside its vocabulary."""

    code = "schema"


class UnreadableFileError(GeoError, ValueError):
    """A file is broken, too large, in no known format or encoding."""

    code = "unreadable-file"


class ImportRefusedError(GeoError, ValueError):
    """A file was read but at least one of its rows cannot be taken; nothing was written."""

    code = "import-refused"


class DownloadError(GeoError, OSError):
    """A download failed or its checksum differs."""

    code = "download"


class StoreError(GeoError, OSError):
    """The store is missing, unreadable, or of another schema version."""

    code = "store"


class OffNetworkError(GeoError, ValueError):
    """A position too far from any road that one could set out on."""

    code = "off-network"


class NoRouteError(GeoError, LookupError):
    """No road or ferry leads from one position to the other."""

    code = "no-route"


class UnknownChangeError(GeoError, LookupError):
    """No change in the history has that number."""

    code = "unknown-change"


class UnknownDraftError(GeoError, LookupError):
    """No draft has that number, or it has no such row."""

    code = "unknown-draft"


class ConflictError(GeoError):
    """What was to be changed has been changed by somebody else meanwhile."""

    code = "conflict"
