"""
How far it is from where people are to places: straight over the ellipsoid, or by road.

A `Travel` is one way to measure it. Whoever asks who reaches what takes one and need not know
which.
"""

from geo.travel.measure import By, Radius
from geo.travel.protocol import Destinations, Nearest, Travel
from geo.travel.road import Road
from geo.travel.straight import STRAIGHT, Straight

__all__ = ["STRAIGHT", "By", "Destinations", "Nearest", "Radius", "Road", "Straight", "Travel"]
