"""The retail chain an outlet belongs to, told from its name and operator."""

from __future__ import annotations

import re

from geo.text import fold

_CHAINS: tuple[tuple[str, str], ...] = (
    # Big C became GO! in 2020-2021 (Central Retail): sources still use the older name.
    ("GO!", r"\bgo chain\b|\bbig c\b"),
    ("MM Mega Market", r"\bmm mega\b|\bmega market\b"),
    ("Co.opmart", r"\bco ?op ?mart\b"),
    ("Co.opXtra", r"\bco ?op ?xtra\b"),
    ("Co.op Food", r"\bco ?op ?food\b"),
    ("WinMart", r"\bwin ?mart\b"),
    ("AEON", r"\baeon\b"),
    ("LOTTE Mart", r"\blotte ?mart\b"),
    ("Emart", r"\be ?mart\b"),
    ("Satra", r"\bsatra(?:mart|foods?)?\b"),
    ("Bách hóa XANH", r"\bbach hoa xanh\b"),
    ("BRGMart", r"\bbrg ?mart\b|\bintimex\b"),
    ("Tops Market", r"\btops market\b"),
    ("Dabaco", r"\bdabaco\b"),
)
_BESIDE = re.compile(r"\b(?:canh|gan|doi dien|ben canh)\b")
_PATTERNS = tuple((chain, re.compile(pattern)) for chain, pattern in _CHAINS)
CHAINS: tuple[str, ...] = tuple(chain for chain, _ in _CHAINS)


def chain_of(name: str, operator: str = "") -> str | None:
    """
    The chain, or None for a shop of its own.

    A shop *beside* a supermarket ("cạnh siêu thị Big C") is not of its chain.

    >>> chain_of("Co.opmart La Gi"), chain_of("Big C Huế"), chain_of("Cửa hàng Hòa Thống")
    ('Co.opmart', 'GO!', None)
    >>> chain_of("Điểm bán hàng OCOP cạnh siêu thị Big C Hạ Long") is None
    True
    """
    for text in (name, operator):
        # Folding drops the "!" that tells the chain GO! from a word such as "Gò".
        words = fold(re.sub(r"\bGO!", "go chain", text))
        for chain, pattern in _PATTERNS:
            hit = pattern.search(words)
            if hit and not _BESIDE.search(words, 0, hit.start()):
                return chain
    return None
