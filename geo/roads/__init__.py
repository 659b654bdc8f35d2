"""The road network as data: the national skeleton, and what an OpenStreetMap extract holds."""

from geo.roads.graph import RoadGraph

__all__ = ["RoadGraph"]
