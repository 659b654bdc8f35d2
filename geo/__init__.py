"""The spatial layer of the OCOP locator: callers write `from geo import coverage`."""
