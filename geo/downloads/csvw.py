"""
What a CSV cannot say of itself: the types of its columns, its licence, its source, its date.

Said beside it in the two ways that are read: by the W3C's CSV on the Web, found at the file's
address with `-metadata.json` behind, and by the `.csvt` that GDAL and QGIS look for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from geo.downloads.dataset import Column, Dataset
from geo.meanings import Meaning
from geo.schema import Type

_XSD: Mapping[Type, str] = {
    "text": "string",
    "integer": "integer",
    "number": "double",
    "flag": "boolean",
}
_GDAL: Mapping[Type, str] = {
    "text": "String",
    "integer": "Integer",
    "number": "Real",
    "flag": "Integer(Boolean)",
}


def described(dataset: Dataset) -> bytes:
    """
    The metadata document of a data set's CSV.

    References
    ----------
    W3C (2015), Metadata Vocabulary for Tabular Data, sections 5.2 and 5.3.
    """
    about, terms = dataset.about, dataset.terms
    document: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "vi"}],
        "url": f"{dataset.name}.csv",
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"]},
        "dc:title": _languages(dataset.title),
        "dc:description": _languages(dataset.description),
        "dc:creator": about["author"],
        "dc:rights": _languages(terms.licence),
        "dc:source": _languages(terms.source),
        "dc:issued": {"@value": about["date"], "@type": "date"},
        "schema:version": terms.version,
        "tableSchema": {"columns": [_column(each) for each in dataset.table_columns]},
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2)


def types(dataset: Dataset) -> str:
    """
    The types of the columns as GDAL reads them: without them a code 01 is read as the number 1.

    References
    ----------
    GDAL, the CSV driver, "Reading CSV containing spatial information" and `.csvt`.
    """
    return ",".join(f'"{_GDAL[column.type]}"' for column in dataset.table_columns) + "\n"


def _column(column: Column) -> dict[str, Any]:
    datatype: Any = _XSD[column.type]
    if column.type == "flag":
        datatype = {"base": "boolean", "format": "True|False"}
    return {"name": column.name, "titles": column.name, "datatype": datatype} | {
        "dc:description": _languages(column.meaning)
    }


def _languages(words: Meaning) -> list[dict[str, str]]:
    return [{"@value": words.vi, "@language": "vi"}, {"@value": words.en, "@language": "en"}]
