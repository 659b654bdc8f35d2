"""
Our own geocoder first, then, for a house number it cannot know, those of others.

Off unless a site turns it on: every question that goes on is seen by whoever runs the service.
The services' terms are kept by all workers together: one request a second, the site's own user
agent, and no question asked twice.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from geopy.exc import GeopyError
from geopy.geocoders import get_geocoder_for_service
from geopy.geocoders.base import DEFAULT_SENTINEL
from geopy.geocoders.base import Geocoder as GeopyGeocoder

from geo.coordinates import LonLat
from geo.errors import InvalidParameterError
from geo.geocoding.geocoder import Geocoder
from geo.geocoding.resolving import Locates
from geo.geocoding.results import Result
from geo.geocoding.sharing import Answer, Answers, TooBusyError, Turns
from geo.text import fold, nfc

TIMEOUT_S = 5.0
CONFIDENCE = 0.9
"""For a street that another geocoder found where ours says that it must be."""
_GOOD_ENOUGH = ("exact", "street")
_AREAS = frozenset(("boundary", "place"))
"""OpenStreetMap's classes for areas and settlements: their middle is no better than ours."""

log = logging.getLogger(__name__)


class Chain(GeopyGeocoder):  # type: ignore[misc]
    """
    A geocoder, and those that follow it where it finds no street.

    Parameters
    ----------
    first
        Ours.
    followers
        `geopy` geocoders in the order they are asked; the first to know wins.
    boundaries
        Refuses what lies outside the province that the address names.
    turns, answers
        Shared by all workers of the site.
    """

    def __init__(
        self,
        first: Geocoder,
        followers: Sequence[GeopyGeocoder],
        *,
        boundaries: Locates,
        turns: Turns,
        answers: Answers,
    ) -> None:
        super().__init__()
        self._first = first
        self._followers = tuple(followers)
        self._boundaries = boundaries
        self._turns = turns
        self._answers = answers

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = False,
        timeout: Any = DEFAULT_SENTINEL,
        near: LonLat | None = None,
        limit: int = 5,
    ) -> Any:
        """
        As `Geocoder.geocode`; a follower's answer, where there is one, comes first.

        A follower that fails, is too busy or contradicts the address is passed over.
        """
        results: list[Result] = self._first.geocode(query, near=near, limit=limit)
        if query.strip() and not (results and results[0].precision in _GOOD_ENOUGH):
            wait_s = TIMEOUT_S if timeout is DEFAULT_SENTINEL or timeout is None else timeout
            for follower in self._followers:
                answer = self._ask(follower, nfc(query), wait_s)
                better = self._placed(query, results, answer) if answer else None
                if better is not None:
                    results = [better, *results][:limit]
                    break
        return (results[0] if results else None) if exactly_one else results

    def reverse(
        self, query: Any, *, exactly_one: bool = False, timeout: Any = DEFAULT_SENTINEL
    ) -> Any:
        """As `Geocoder.reverse`: our own units answer it, nobody is asked."""
        return self._first.reverse(query, exactly_one=exactly_one, timeout=timeout)

    def _ask(self, follower: GeopyGeocoder, query: str, timeout_s: float) -> Answer | None:
        """What the follower says, or said; None when nothing, or nothing in time."""
        service = f"{type(follower).__name__} {getattr(follower, 'domain', '')}".strip()
        asked = query if "viet nam" in fold(query) else f"{query}, Việt Nam"
        known, answer = self._answers.get(service, asked)
        if known:
            return answer
        try:
            self._turns.take()
            location = follower.geocode(asked, exactly_one=True, timeout=timeout_s)
        except (GeopyError, TooBusyError) as error:
            log.warning("%s did not answer: %s", service, error)
            return None
        if location is not None:
            at = LonLat(float(location.longitude), float(location.latitude))
            answer = Answer(str(location.address), at, _is_area(location.raw))
        self._answers.put(service, asked, answer)
        return answer

    def _placed(self, query: str, results: list[Result], answer: Answer) -> Result | None:
        """The answer with its units; None when it is an area or elsewhere than the address."""
        around = self._boundaries.locate(answer.at)
        if answer.area or not around:
            return None
        if not results:
            return Result(
                answer.label, answer.label, answer.at, precision="street",
                confidence=CONFIDENCE / 2, units=around, source="chain",
            )  # fmt: skip
        ours = results[0].units
        if not any(
            ours[vintage].get("province") == levels.get("province")
            for vintage, levels in around.items()
            if vintage in ours
        ):
            return None
        decided: Result = self._first.geocode(query, near=answer.at, limit=1)[0]
        return Result(
            answer.label, answer.label, answer.at, precision="street", confidence=CONFIDENCE,
            units=decided.units, candidates=decided.candidates, source="chain",
        )  # fmt: skip


def chain_of(
    first: Geocoder,
    services: Sequence[str],
    *,
    boundaries: Locates,
    path: Path,
    user_agent: str,
    options: Mapping[str, Mapping[str, Any]] | None = None,
    interval_s: float = 1.0,
) -> Chain | Geocoder:
    """
    The geocoder followed by services by their `geopy` names, such as "nominatim" or "photon".

    Parameters
    ----------
    services
        None at all gives `first` itself.
    path
        The SQLite file that all workers share.
    user_agent
        The site's own, with a way to reach whoever runs it.
    options
        Further arguments by service: `{"nominatim": {"domain": "localhost:8080"}}`.

    Raises
    ------
    InvalidParameterError
        If `geopy` has no such service, or the user agent is empty.
    """
    if not services:
        return first
    if not user_agent.strip():
        raise InvalidParameterError(
            "no user agent: give one with a way to reach you, as the services ask"
        )
    followers = []
    for service in services:
        try:
            made = get_geocoder_for_service(service)
        except GeopyError:
            raise InvalidParameterError(
                f"no geocoder {service!r}; try nominatim or photon"
            ) from None
        followers.append(made(user_agent=user_agent, **(options or {}).get(service, {})))
    return Chain(
        first,
        followers,
        boundaries=boundaries,
        turns=Turns(path, interval_s=interval_s),
        answers=Answers(path),
    )


def _is_area(raw: Any) -> bool:
    """Whether an answer from OpenStreetMap's data is an area or a settlement."""
    if not isinstance(raw, Mapping):
        return False
    properties = raw.get("properties", raw)
    kind = properties.get("osm_key", properties.get("class", properties.get("category")))
    return kind in _AREAS and properties.get("type") not in ("house", "house_number")
