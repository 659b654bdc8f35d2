"""pygeoapi, mounted: its documents for a request, with what it gets wrong put right."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

import orjson
from pygeoapi.api import API, APIRequest
from werkzeug.datastructures import ImmutableMultiDict

from web.errors import RefusedError
from web.i18n import Text, language
from web.ogc.configuration import configuration
from web.sharing import base_address
from web.snapshot import Snapshot

Document = dict[str, Any]
Ask = Callable[..., tuple[dict[str, str], int, str]]
"""A function of `pygeoapi.api`: from service and request to headers, status and content."""

MISSING = Text("Không có tập dữ liệu hay đối tượng này.", "There is no such collection or feature.")
REFUSED = Text("Yêu cầu không hợp lệ.", "The request is not valid.")


class Service(API):  # type: ignore[misc]
    """pygeoapi's API whose errors are ours: one table of statuses and words for the whole site."""

    def __init__(self, config: dict[str, Any]) -> None:
        with _logging_as_it_is():
            super().__init__(config, {})

    def get_exception(
        self, status: int, headers: object, format_: object, code: str, description: str
    ) -> NoReturn:
        """
        Raise what pygeoapi would answer with.

        Raises
        ------
        RefusedError
            In the reader's language; pygeoapi's own words may tell of its insides.
        """
        words = MISSING if status == 404 else REFUSED
        raise RefusedError(
            "not-found" if status == 404 else "invalid-parameter", words, status=int(status)
        )

    def document(self, ask: Ask, *about: str, **parameters: object) -> Document:
        """
        What pygeoapi answers, as JSON.

        Parameters
        ----------
        ask
            One of its functions.
        about
            The collection, and the feature.
        parameters
            What it is asked with, besides the form and the language.
        """
        given = {name: str(value) for name, value in parameters.items()}
        asked = _Asked({"f": "json", "lang": language(), **given})
        _, _, content = ask(self, APIRequest(asked, self.locales), *about)
        document: Document = orjson.loads(content)
        return document


class _Asked:
    """A request as pygeoapi reads one, already negotiated."""

    def __init__(self, args: Mapping[str, str]) -> None:
        self.args = ImmutableMultiDict(args)
        self.headers: dict[str, str] = {}
        self.path_info = ""
        self.data = b""


def service_of(snapshot: Snapshot) -> Service:
    """pygeoapi over a data version, at the address that this request's links begin with."""
    base = base_address()
    # Without BASE_URL the address is the request's Host, which anybody may make up: few are kept.
    return snapshot.keep(
        "ogc services", base, lambda: Service(configuration(snapshot, base)), most=8
    )


@contextmanager
def _logging_as_it_is() -> Iterator[None]:
    """pygeoapi sets the root logger up; here that is the application's to do."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
