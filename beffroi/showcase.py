"""The demonstration: an observatory of bundled real data, and its bulletin in three languages."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from beffroi import demo
from beffroi.edition import publish_bulletin
from beffroi.observatory import Observatory

LANGUAGES = ("en", "fr", "es")
PLACES = "areas"


def build(folder: Path, *, tell: Callable[..., None]) -> list[Path]:
    """Build the demonstration in a folder of its own (made anew) and return the files published."""
    began = time.monotonic()
    if (folder / "catalogue.sqlite").exists():
        shutil.rmtree(folder)
    observatory = Observatory.create(folder, name=demo.CITY, languages=LANGUAGES, timezone=demo.TIMEZONE)
    tell("demo-import", name=demo.AREAS.name)
    observatory.add_places(demo.AREAS, name=PLACES, code="lsoa21cd", label="lsoa21nm", **demo.AREAS_SOURCE)
    tell("demo-import", name=demo.RESIDENTS.name)
    observatory.add_exposure(
        demo.RESIDENTS,
        measure="residents",
        places=PLACES,
        period="2021",
        place="geography code",
        value=demo.RESIDENTS_COLUMN,
        **demo.RESIDENTS_SOURCE,
    )
    _receive(observatory, tell)
    tell("demo-bulletin")
    written = publish_bulletin(observatory, out=folder / "bulletin", locales=LANGUAGES, period=demo.PERIOD)
    tell("demo-done", seconds=round(time.monotonic() - began, 1), page=written[0])
    return written


def _receive(observatory: Observatory, tell: Callable[..., None]) -> None:
    """Import the monthly files, one delivery each, and tell what became of their rows."""
    files = observatory.series(demo.INCIDENTS, profile=demo.PUBLISHER)
    tell("demo-series", n=len(files), first=files[0].name, last=files[-1].name)
    accounts = [observatory.deliver(file, profile=demo.PUBLISHER).account for file in files]
    rows = {name: sum(account[name] for account in accounts) for name in ("rows_in", "stored", "quarantined")}
    tell("demo-rows", **rows, dropped=sum(sum(account["dropped"].values()) for account in accounts))
