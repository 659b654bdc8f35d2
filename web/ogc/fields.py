"""The fields of a collection: their types, their words, and reading a value from a query."""

from __future__ import annotations

from typing import Any, NamedTuple

from geo import schema
from geo.meanings import meaning_of
from web import readers
from web.i18n import Language, Text
from web.params import Parameter, Schema, refuse

JSON_TYPES: dict[schema.Type, str] = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "flag": "boolean",
}
LONGEST = 1_000
"""Characters of a text that is asked for."""
LARGEST = 10**15
"""Beyond it a double is no longer exact."""


class Field(NamedTuple):
    """One property of the features of a collection."""

    name: str
    type: schema.Type
    title: Text
    required: bool = False
    """Whether every feature has a value; otherwise it may be null."""
    among: tuple[object, ...] = ()
    """The values it can have; empty when any will do."""

    def described(self, language: Language) -> Schema:
        """
        The field as JSON Schema, without what it is null for: what a filter can name.

        >>> Field("code", "text", Text("Mã", "Code")).described("en")
        {'title': 'Code', 'type': 'string'}
        """
        known: Schema = {"title": self.title.to(language), "type": JSON_TYPES[self.type]}
        return known | ({"enum": list(self.among)} if self.among else {})

    def parameter(self) -> Parameter[Any]:
        """The query parameter that asks for features of one value of the field."""
        about = Text(f"{self.title.vi}: bằng giá trị này.", f"{self.title.en}: equal to this.")
        if self.among:
            words = {str(value): value for value in self.among}

            def read(name: str, text: str) -> object:
                if text in words:
                    return words[text]
                listed = ", ".join(words)
                raise refuse(name, text, f"cần một trong {listed}", f"give one of {listed}")

            return Parameter(self.name, read, self._asked(), about)
        if self.type == "integer":
            return readers.integer(self.name, -LARGEST, LARGEST, about)
        if self.type == "number":
            return readers.number(self.name, -LARGEST, LARGEST, about)
        if self.type == "flag":
            return readers.flag(self.name, about)
        return readers.text(self.name, LONGEST, about)

    def _asked(self) -> Schema:
        return {"type": JSON_TYPES[self.type], "enum": list(self.among)}


def fields_of(layer: str, *, without: frozenset[str] = frozenset()) -> tuple[Field, ...]:
    """
    The fields of a layer of the store, as `geo.schema` and `geo.meanings` have them.

    >>> [field.name for field in fields_of("province_2025_07_01")][:2]
    ['code', 'name']
    """
    return tuple(
        Field(name, rule.type, Text(*meaning_of(layer, name)), rule.required, rule.among)
        for name, rule in schema.layer_named(layer).columns.items()
        if name not in without
    )
