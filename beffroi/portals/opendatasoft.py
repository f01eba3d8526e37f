"""Opendatasoft (Huwise): the export of a data set in one file (Explore API 2.1, `/exports/`), its rows counted first."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from beffroi.errors.portal_reasons import LACKS
from beffroi.errors.portals import BadAnswer
from beffroi.portals.addresses import shown
from beffroi.portals.client import Client
from beffroi.portals.plans import (
    Asked,
    Plan,
    Whole,
    base,
    check_format,
    check_options,
    not_a_data_set,
    query,
    with_scheme,
)
from beffroi.vocabulary.text import filled

EXAMPLE = "`beffroi fetch opendatasoft https://data.example.org/explore/dataset/faits-constates/`"
_PLACE = re.compile(r"/(?:explore/dataset|datasets)/([^/]+)")
OWN_FORM = {"csv": {"delimiter": ";", "use_labels": "false", "with_bom": "false"}}  # not left to a portal's defaults


def plan(asked: Asked, client: Client) -> Plan:
    """Plan to fetch the export of a data set given by the address of its page."""
    check_options(asked, "filter", "format")
    address = with_scheme(asked.address)
    place = _PLACE.search(urlsplit(address).path)
    if place is None:
        raise not_a_data_set(asked, EXAMPLE)
    client.home, name = base(address), unquote(place[1])
    form = check_format(asked, "csv", "json", "geojson")
    about = f"{client.home}/api/explore/v2.1/catalog/datasets/{place[1]}"

    def state() -> tuple[int, str]:
        version = _version(client.json(about, "dataset_id"))
        url = query(f"{about}/records", limit=1, where=asked.filter)
        found = client.json(url, "total_count")["total_count"]
        if not isinstance(found, int):
            raise BadAnswer(url=shown(url), why=filled(LACKS, name="total_count"))
        return found, version

    announced, version = state()
    how = Whole(
        url=query(f"{about}/exports/{form}", where=asked.filter, **OWN_FORM.get(form, {})),
        expects=form,
        version=version,
        announced=announced,
        state=state,
        counted=form,
    )
    return Plan(name=f"opendatasoft-{name}", file=f"{name}.{form}", how=how, home=client.home)


def _version(known: Any) -> str:
    """Return when the data were last processed or changed, as the portal says."""
    metas = known.get("metas")
    about = metas.get("default") if isinstance(metas, dict) else None
    if not isinstance(about, dict):
        return ""
    return str(about.get("data_processed") or about.get("modified") or "")
