"""Measurements beside the peers people would use instead: `make bench`."""
