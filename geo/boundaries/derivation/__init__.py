"""Outlines and the table of units, derived from openly licensed packages."""
