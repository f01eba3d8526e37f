"""The bundled demonstration: real data of one city, with their source and terms in `data/README.md`."""

from pathlib import Path

DATA = Path(__file__).parent / "data"
CITY = "Chicago"
TIMEZONE = "America/Chicago"

INCIDENTS = {
    "chicago-2018": DATA / "chicago-2018.parquet",
    "chicago-assaults": DATA / "chicago-assaults-2010-2019.csv.gz",
}
"""Incident files by the publisher profile that reads them."""

AREAS = DATA / "community-areas.geojson"
"""Community areas: code in `area_numbe`, name in `community`."""

RESIDENTS = DATA / "residents-2018.csv"
"""Residents of each community area: code in `ca_number`, value in `population_total`."""

AREAS_SOURCE = {
    "title": "Community areas of Chicago",
    "attribution": "City of Chicago, Chicago Data Portal; coordinates rounded",
    "licence": "City of Chicago Data Terms of Use",
}
RESIDENTS_SOURCE = {
    "title": "Residents by community area, 2014–2018",
    "attribution": "US Census Bureau, American Community Survey; tracts apportioned to community areas",
    "licence": "public domain in the United States; not endorsed or certified by the Census Bureau",
}
"""What the bulletin prints of outlines and denominators."""

NOTICE = (
    "This site provides applications using data that has been modified for use from its original source, "
    "www.cityofchicago.org, the official website of the City of Chicago. The City of Chicago makes no claims as to "
    "the content, accuracy, timeliness, or completeness of any of the data provided at this site. The data provided "
    "at this site is subject to change at any time. It is understood that the data provided at this site is being "
    "used at one’s own risk."
)
"""The notice that the City's terms require wherever an application that uses the data can be had; not translated."""
