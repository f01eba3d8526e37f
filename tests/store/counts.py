"""How often the trials of the store are repeated: a short seeded run always, the full counts in `dev.py check-all`."""

import os
from pathlib import Path

FULL = "BEFFROI_FULL"


def times(name: str, *, short: int, full: int) -> int:
    """Return how many trials to make: what the variable of that name says, else the full or the short count."""
    told = os.environ.get(f"BEFFROI_{name}")
    return int(told) if told else full if os.environ.get(FULL) else short


def report(line: str) -> None:
    """Add a line to the file that BEFFROI_REPORT names: the figures of docs/durability.md come from there."""
    if path := os.environ.get("BEFFROI_REPORT"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(line + "\n")
