"""Where a fact comes from: the links in a source, and whether it is a source to lean on."""

from __future__ import annotations

import re

WEAK_MARKS = (
    "123docz",
    "wwwiso",
    "88tysobongda",
    "pictomatic",
    "kenhhot",
    "uat-portal",
    "vinhlong360",
    "fintechreal",
)
"""Parts of addresses of mirrors, essay shops and crawls: facts found there want another source."""

_LINK = re.compile(r"https?://[^\s;]+", re.IGNORECASE)
_SCHEME = re.compile(r"\b(?:javascript|data|vbscript|file|blob)\s*:", re.IGNORECASE)


def links(source: str) -> list[str]:
    """
    The web addresses in a source, for showing as links; its other words are plain text.

    >>> links("https://bnews.vn/a.html ; https://1thegioi.vn/print/1 ; a register")
    ['https://bnews.vn/a.html', 'https://1thegioi.vn/print/1']
    """
    return _LINK.findall(source)


def is_weak(source: str) -> bool:
    """
    Whether all there is to a source is weak: one good address beside a weak one is enough.

    >>> is_weak("https://123docz.net/x"), is_weak("https://123docz.net/x ; https://nhandan.vn/y")
    (True, False)
    >>> is_weak("")
    True
    """
    parts = [part.strip() for part in source.split(";") if part.strip()]
    return all(any(mark in part.casefold() for mark in WEAK_MARKS) for part in parts)


def has_unsafe_scheme(source: str) -> bool:
    """
    Whether a source smuggles in an address that a browser would run.

    >>> has_unsafe_scheme("JavaScript:alert(1)"), has_unsafe_scheme("https://nhandan.vn/data/1")
    (True, False)
    """
    return _SCHEME.search(source) is not None
