"""Questions to a road network: paths, and tables of what it takes between many positions."""

from geo.routing.network import Matrix, Network, Tied
from geo.routing.path import Path

__all__ = ["Matrix", "Network", "Path", "Tied"]
