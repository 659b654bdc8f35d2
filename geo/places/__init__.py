"""
Outlets, villages and destinations: their words, their files, where they are.

`load` reads the committed tables into the layers of a store; `check_file` and `import_file` take
a file that somebody sends. Both go through the same readers, checks and placing.
"""

from __future__ import annotations

from geo.places.importing import Checked, FileRefusedError, Imported, check_file, import_file
from geo.places.names import UnitNameError, UnitReader
from geo.places.placing import Placement, Placer, PlacingError
from geo.places.report import Problem, Report, Severity
from geo.places.tables import keep_imported, load

__all__ = [
    "Checked",
    "FileRefusedError",
    "Imported",
    "Placement",
    "Placer",
    "PlacingError",
    "Problem",
    "Report",
    "Severity",
    "UnitNameError",
    "UnitReader",
    "check_file",
    "import_file",
    "keep_imported",
    "load",
]
