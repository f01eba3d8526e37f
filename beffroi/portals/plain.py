"""A file at an address, of no portal in particular: only when asked by name."""

from urllib.parse import unquote, urlsplit

from beffroi.portals.client import Client
from beffroi.portals.plans import Asked, Plan, Whole, base, check_options, with_scheme

ENDINGS = {"csv": "csv", "json": "json", "geojson": "geojson", "zip": "zip", "xlsx": "xlsx"}


def plan(asked: Asked, client: Client) -> Plan:
    """Plan to fetch the very address that was given."""
    check_options(asked)
    url = with_scheme(asked.address)
    client.home = base(url)
    file = unquote(urlsplit(url).path.rpartition("/")[2]) or "data"
    stem, _, ending = file.rpartition(".")
    return Plan(
        name=stem or file, file=file, how=Whole(url=url, expects=ENDINGS.get(ending.lower(), "any")), home=client.home
    )
