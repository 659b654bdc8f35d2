"""The road network as data: what is driven on, how long it is and how fast."""
