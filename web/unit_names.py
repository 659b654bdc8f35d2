"""The names of units by code, out of their data frames: what an answer about a position repeats."""

from __future__ import annotations

from collections.abc import Mapping

from geo.boundaries import Boundaries
from geo.vintages import LAYERS, Level, Vintage
from web.i18n import Language

Units = Mapping[str, Mapping[str, str]]
"""Vintage to level to code, as answers have it."""


class UnitNames:
    """Every unit's name in both languages."""

    def __init__(self, boundaries: Boundaries) -> None:
        self._names: dict[Language, dict[tuple[Vintage, Level], dict[str, str]]] = {
            "vi": {},
            "en": {},
        }
        for layer in LAYERS:
            units = boundaries.layer(*layer)
            names = units["name"]
            english = units["name_en"].where(units["name_en"].notna(), names)
            self._names["vi"][layer] = names.to_dict()
            self._names["en"][layer] = english.to_dict()

    def of(self, units: Units, language: Language) -> dict[str, dict[str, str]]:
        """The same shape with names in place of codes."""
        names = self._names["vi" if language == "vi" else "en"]
        return {
            vintage: {
                level: names[Vintage(vintage), Level(level)].get(code, code)
                for level, code in codes.items()
            }
            for vintage, codes in units.items()
        }
