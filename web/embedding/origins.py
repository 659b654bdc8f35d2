"""Who may show the embedded map: origins, as `LOCATOR_EMBED_ORIGINS` lists them."""

from __future__ import annotations

import re

EVERYBODY = "*"
"""What `frame-ancestors` calls them."""
OURSELVES = "'self'"
"""The builder's preview, whoever else may."""
NOBODY_ELSE = "none"

_ORIGIN = re.compile(r"(https?)://((?:\*\.)?[^\s/?#@:*;,'\"]+)(:[0-9]{1,5})?/?", re.I)


class InvalidOriginError(ValueError):
    """A text is no origin."""


def origins_from_text(text: str) -> tuple[str, ...]:
    """
    The origins in a setting, parted by spaces or commas, as `frame-ancestors` writes them.

    A host may begin with `*.`, for all below it; one with Vietnamese letters becomes what browsers
    make of it.

    Raises
    ------
    InvalidOriginError
        If one is no origin: it says which, and what would do.

    Examples
    --------
    >>> origins_from_text("https://quangninh.gov.vn, https://*.example.vn:8443")
    ('https://quangninh.gov.vn', 'https://*.example.vn:8443')
    >>> origins_from_text("https://làngnghề.vn")
    ('https://xn--lngngh-ita1132d.vn',)
    >>> origins_from_text("")
    ()
    """
    return tuple(dict.fromkeys(_origin(part) for part in re.split(r"[\s,]+", text) if part))


def _origin(text: str) -> str:
    found = _ORIGIN.fullmatch(text)
    if found is None:
        raise InvalidOriginError(
            f"{text[:100]!r} is no origin: give such as https://quangninh.gov.vn, "
            "without a path; https://*.gov.vn is every host below it"
        )
    scheme, host, port = found.groups()
    wildcard = "*." if host.startswith("*.") else ""
    try:
        plain = host.removeprefix("*.").encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise InvalidOriginError(f"{text[:100]!r} has a host that no name server knows") from None
    return f"{scheme.lower()}://{wildcard}{plain}{port or ''}"


def frame_ancestors(setting: str) -> str:
    """
    The sources of a `frame-ancestors` directive for that setting.

    >>> frame_ancestors(""), frame_ancestors("none"), frame_ancestors("https://a.vn https://b.vn")
    ('*', "'self'", "'self' https://a.vn https://b.vn")
    """
    if not setting.strip():
        return EVERYBODY
    if setting.strip() == NOBODY_ELSE:
        return OURSELVES
    return " ".join((OURSELVES, *origins_from_text(setting)))
