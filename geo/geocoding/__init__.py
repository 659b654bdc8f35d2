"""Addresses to positions: the gazetteer first, then, where wanted, a `geopy` geocoder."""

from geo.geocoding.chain import Chain, chain_of
from geo.geocoding.geocoder import Geocoder
from geo.geocoding.results import Candidate, Result

__all__ = ["Candidate", "Chain", "Geocoder", "Result", "chain_of"]
