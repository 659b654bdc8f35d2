"""Large-neighbourhood search: some sites close together are taken up and put down again, better."""

from __future__ import annotations

import time
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.distance import Floats
from geo.siting.problem import Rows

STEPS = 1000
"""Ruins after which the search ends, so that an answer depends on no clock: about 1.5 s for 50
sites among all the communes."""
RUINED = (3, 9)
"""How many sites a ruin takes up: at least, and fewer than."""
CLOSE = 0.7
"""Share of the ruins whose sites lie together; the others' are any."""
NOISE = 0.1
"""By how much a gain may look smaller while sites are put down: else each ruin ends as before."""
PERSON = 0.5
"""An exchange must gain more than this; less is rounding."""


class Stop(NamedTuple):
    """When to end, besides the steps."""

    enough: float = np.inf
    """Persons served that need no bettering."""
    ends: float = np.inf
    """Of `time.monotonic`."""


def searched(
    reach: sparse.csr_array,
    persons: Floats,
    sites: Rows,
    at: Floats,
    *,
    steps: int = STEPS,
    seed: int = 0,
    stop: Stop = Stop(),  # noqa: B008 - a tuple, which nothing changes
) -> Rows:
    """
    Sites that serve no fewer persons than those given, after many ruins and recreations.

    A ruin takes up a few sites, mostly neighbours; the greedy way, a little disturbed, puts as
    many down; then exchanges follow, best first, while there is one that gains. What serves fewer
    is given up. From where the exchanges of the greedy start end, that closes two thirds of the
    distance to the bound of the linear relaxation (50 sites for all the communes, 20 km, none
    standing). To go on from what is a little worse (record-to-record travel) gained nothing more.

    The same arguments give the same sites, unless `stop.ends` comes before the steps do.

    Parameters
    ----------
    reach
        (n, m) 1 where a site reaches a place.
    persons
        (n,) >= 0.
    sites
        (count,) the start, each once.
    at
        (m, d) where the sites lie, in any unit: which are neighbours.
    steps, seed, stop
        How long, by which chance, and when earlier.

    References
    ----------
    Schrimpf, Schneider, Stamm-Wilbrandt & Dueck (2000), Record breaking optimization results using
    the ruin and recreate principle, Journal of Computational Physics 159, 139-171. Shaw (1998),
    Using constraint programming and local search methods to solve vehicle routing problems,
    CP-98, 417-431.

    Examples
    --------
    The site in the middle reaches most, and is greedy's trap: its neighbours reach all.

    >>> reach = sparse.csr_array([[1, 0, 0.0], [1, 1, 0], [0, 1, 1], [0, 0, 1]])
    >>> persons = np.array([2, 3, 3, 2.0])
    >>> at = np.arange(3.0)[:, None]
    >>> np.sort(searched(reach, persons, np.array([1, 0]), at)).tolist()
    [0, 2]
    """
    count, able = len(sites), reach.shape[1]
    if count >= able or not len(persons):
        return sites
    chance = np.random.default_rng(seed)
    now = _Cover(reach, persons, sites)
    now.exchange()
    best = now.copy()
    for _ in range(steps):
        if best.served >= stop.enough or time.monotonic() >= stop.ends:
            break
        size = min(int(chance.integers(*RUINED)), count)
        if chance.random() < CLOSE:
            centre = at[now.sites[chance.integers(count)]]
            ruined = np.argsort(((at[now.sites] - centre) ** 2).sum(axis=1), kind="stable")[:size]
        else:
            ruined = chance.choice(count, size, replace=False)
        for slot in ruined:
            now.take(int(slot))
        for slot in ruined:
            gain = now.gain * chance.uniform(1 - NOISE, 1, able)
            gain[now.sites[now.sites >= 0]] = -1.0
            now.put(int(slot), int(gain.argmax()))
        now.exchange()
        if now.served >= best.served:  # as many by other sites is somewhere new to go on from
            best.become(now)
        else:
            now.become(best)
    return best.sites


class _Cover:
    """
    Sites in slots, and what each exchange of one for another would gain, kept up to date.

    Resende & Werneck (2004), A hybrid heuristic for the p-median problem, Journal of Heuristics
    10, 59-88: the gain of an exchange is what the new site gains, less what the old one loses,
    and what both reach is not lost.
    """

    def __init__(self, reach: sparse.csr_array, persons: Floats, sites: Rows) -> None:
        self._by_place, self._by_site = reach, reach.T.tocsr()
        self._persons = persons
        places, able = reach.shape
        self.sites = np.full(len(sites), -1, np.intp)
        self.served = 0.0
        self._times = np.zeros(places, np.intp)
        self._slots = np.zeros(places, np.intp)
        """(n,) sum of the slots that reach a place: the slot, where only one does."""
        self.gain: Floats = self._by_site @ persons
        """(m,) persons whom nobody reaches yet that a site would."""
        self._saved = np.zeros((len(sites), able))
        """(count, m) persons whom only that slot reaches that a site would reach too."""
        for slot, site in enumerate(sites):
            self.put(slot, int(site))

    def put(self, slot: int, site: int) -> None:
        """A site into a slot that is empty."""
        places = _row(self._by_site, site)
        before = self._times[places]
        new, once = places[before == 0], places[before == 1]
        worth = self._worth(new)
        self.gain -= worth
        self._saved[slot] += worth
        self._share(once, -1.0)
        self._times[places] += 1
        self._slots[places] += slot
        self.sites[slot] = site
        self.served += float(self._persons[new].sum())

    def take(self, slot: int) -> None:
        """The site of a slot out of it."""
        places = _row(self._by_site, int(self.sites[slot]))
        self._times[places] -= 1
        self._slots[places] -= slot
        after = self._times[places]
        lost, once = places[after == 0], places[after == 1]
        self.gain += self._worth(lost)
        self._saved[slot] = 0.0
        self._share(once, 1.0)
        self.sites[slot] = -1
        self.served -= float(self._persons[lost].sum())

    def exchange(self) -> None:
        """The best exchange, again and again, while one gains."""
        slots = np.arange(len(self.sites))
        while True:
            most = self._saved + self.gain
            site = most.argmax(axis=1)
            gains = most[slots, site] - self._saved[slots, self.sites]
            slot = int(gains.argmax())
            if gains[slot] <= PERSON:
                return
            self.take(slot)
            self.put(slot, int(site[slot]))

    def copy(self) -> _Cover:
        """Another that changes apart from this one."""
        other = object.__new__(_Cover)
        other.__dict__.update(self.__dict__)
        for name in ("sites", "_times", "_slots", "gain", "_saved"):
            setattr(other, name, getattr(self, name).copy())
        return other

    def become(self, other: _Cover) -> None:
        """As the other stands, which goes on apart from this one."""
        self.served = other.served
        for name in ("sites", "_times", "_slots", "gain", "_saved"):
            np.copyto(getattr(self, name), getattr(other, name))

    def _worth(self, places: Rows) -> Floats:
        """(m,) persons of those places whom each site reaches."""
        sites, persons, _ = self._reaching(places)
        return np.bincount(sites, persons, len(self.gain)).astype(np.float64, copy=False)

    def _share(self, places: Rows, sign: float) -> None:
        """Whom one slot alone reaches counts for it, or no longer does."""
        sites, persons, lengths = self._reaching(places)
        able = len(self.gain)
        at = np.repeat(self._slots[places] * able, lengths) + sites
        np.add.at(self._saved.reshape(-1), at, sign * persons)

    def _reaching(self, places: Rows) -> tuple[Rows, Floats, Rows]:
        """Each place's sites one after the other, the place's persons with each, and how many."""
        starts = self._by_place.indptr[places].astype(np.intp)
        lengths = self._by_place.indptr[places + 1] - starts
        ends = lengths.cumsum()
        entries = np.arange(ends[-1] if len(ends) else 0) + np.repeat(
            starts - ends + lengths, lengths
        )
        return (
            self._by_place.indices[entries].astype(np.intp),
            np.repeat(self._persons[places], lengths),
            lengths,
        )


def _row(matrix: sparse.csr_array, row: int) -> NDArray[np.intp]:
    return np.asarray(matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]], np.intp)
