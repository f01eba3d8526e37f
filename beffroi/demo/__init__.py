"""The bundled demonstration: real data of one district, with their source and terms in `data/README.md`."""

from pathlib import Path

DATA = Path(__file__).parent / "data"
CITY = "Surrey Heath"
TIMEZONE = "Europe/London"

PUBLISHER = "police-uk"
INCIDENTS = DATA / "street"
"""Incident files, one a month; September to November 2021 are missing, as in the source."""

AREAS = DATA / "lsoa-2021-surrey-heath.zip"
"""Statistical areas (lower layer super output areas, 2021): code in `lsoa21cd`, name in `lsoa21nm`."""

RESIDENTS = DATA / "census2021-ts001-surrey-heath.csv"
"""Usual residents of each area: code in `geography code`, value in `RESIDENTS_COLUMN`."""

RESIDENTS_COLUMN = "Residence type: Total; measures: Value"

PERIOD = "2022-01/2022-12"
"""What the bulletin is about: the only calendar year of which no month is missing, and the latest."""

LICENCE = "Open Government Licence v3.0"
AREAS_SOURCE = {
    "title": "Lower layer super output areas of Surrey Heath, 2021",
    "attribution": "Contains National Statistics data © Crown copyright and database right 2026; "
    "contains OS data © Crown copyright and database right 2026; UK Data Service",
    "licence": LICENCE,
}
RESIDENTS_SOURCE = {
    "title": "Usual residents by lower layer super output area, Census 2021 (TS001)",
    "attribution": "Office for National Statistics. "
    "Contains public sector information licensed under the Open Government Licence v3.0",
    "licence": LICENCE,
}
"""What the bulletin prints of outlines and denominators."""
