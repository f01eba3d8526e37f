"""The demonstration: an observatory of bundled real data, and its bulletin in three languages."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from beffroi import demo
from beffroi.edition import publish_bulletin
from beffroi.observatory import Observatory

PERIOD = "2018-01/2018-07"


def build(folder: Path, *, tell: Callable[..., None]) -> list[Path]:
    """Build the demonstration in a folder of its own (made anew) and return the files published."""
    began = time.monotonic()
    if (folder / "catalogue.sqlite").exists():
        shutil.rmtree(folder)
    observatory = Observatory.create(folder, name=demo.CITY, languages=("en", "fr", "es"), timezone=demo.TIMEZONE)
    tell("demo-import", name=demo.AREAS.name)
    observatory.add_places(
        demo.AREAS, name="community-areas", code="area_numbe", label="community", **demo.AREAS_SOURCE
    )
    observatory.add_exposure(
        demo.RESIDENTS,
        measure="residents",
        places="community-areas",
        period="2018",
        place="ca_number",
        value="population_total",
        **demo.RESIDENTS_SOURCE,
    )
    for publisher, path in demo.INCIDENTS.items():
        tell("demo-import", name=path.name)
        observatory.deliver(path, profile=publisher)
    tell("demo-bulletin")
    written = publish_bulletin(observatory, out=folder / "bulletin", locales=("en", "fr", "es"), period=PERIOD)
    tell("demo-done", seconds=round(time.monotonic() - began, 1), page=written[0])
    return written
