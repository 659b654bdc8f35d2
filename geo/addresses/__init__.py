"""Vietnamese addresses, of either vintage or mixed, to the units that they name."""
