"""
Data sets as files that a GIS, a spreadsheet or a globe opens, with their terms inside.

A `Dataset` is rows and what they rest on; `FORMATS` has a line for each format, from which the
page of downloads, its addresses and its tests follow.
"""

from geo.downloads.dataset import Column, Dataset, Terms
from geo.downloads.formats import FORMATS, Format

__all__ = ["FORMATS", "Column", "Dataset", "Format", "Terms"]
