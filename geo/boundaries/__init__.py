"""Administrative units by vintage, level and code, and the units around a point."""
