"""`python -m geo`: see `geo.cli`."""

from __future__ import annotations

from geo.cli import main

if __name__ == "__main__":
    main(prog_name="python -m geo")
