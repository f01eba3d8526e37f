"""CKAN: the files of a data set as `package_show` lists them (CKAN API guide, action API version 3)."""

import re
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from beffroi.errors.portal_reasons import LACKS
from beffroi.errors.portals import BadAnswer, ChooseResource
from beffroi.portals.addresses import shown
from beffroi.portals.client import Client
from beffroi.portals.plans import Asked, Plan, Whole, base, check_options, not_a_data_set, query, with_scheme
from beffroi.vocabulary.text import filled

EXAMPLE = "`beffroi fetch ckan https://donnees.montreal.ca/dataset/actes-criminels --format csv`"
EXPECTS = {"CSV": "csv", "JSON": "json", "GEOJSON": "geojson", "ZIP": "zip", "XLSX": "xlsx"}
DIGESTS = {32: "md5", 40: "sha1", 64: "sha256"}  # hexadecimal digits of each
_PLACE = re.compile(
    r"^(?P<before>.*?)/(?:dataset|package|jeu-de-donnees)/(?P<name>[^/]+)(?:/resource/(?P<resource>[^/]+))?"
)


def plan(asked: Asked, client: Client) -> Plan:
    """Plan to fetch one file of a data set given by the address of its page."""
    check_options(asked, "resource", "format")
    address = with_scheme(asked.address)
    place = _PLACE.match(urlsplit(address).path)
    if place is None:
        raise not_a_data_set(asked, EXAMPLE)
    client.home = base(address)
    portal, name = f"{client.home}{place['before']}", unquote(place["name"])
    url = query(f"{portal}/api/3/action/package_show", id=name)
    answer = client.json(url, "success", "result")
    resources = answer["result"].get("resources") if isinstance(answer["result"], dict) else None
    if not answer["success"] or not isinstance(resources, list):
        raise BadAnswer(url=shown(url), why=filled(LACKS, name="resources"))
    chosen = _chosen(resources, name, resource=asked.resource or place["resource"], form=asked.format)
    return _plan(chosen, url=url, portal=client.home, dataset=name)


def _chosen(resources: list[Any], dataset: str, *, resource: str | None, form: str | None) -> dict[str, Any]:
    """Return the one resource that is meant, by identifier, name or format."""
    meant = [one for one in resources if isinstance(one, dict) and one.get("url")]
    if resource:
        meant = [one for one in meant if resource in (one.get("id"), one.get("name"))]
    if form:
        meant = [one for one in meant if str(one.get("format", "")).strip(". ").lower() == form.lower()]
    if len(meant) == 1:
        return meant[0]
    listed = meant or [one for one in resources if isinstance(one, dict)]
    told = [f"{one.get('name') or '–'} ({one.get('format') or '–'}, {one.get('id') or '–'})" for one in listed[:12]]
    raise ChooseResource(dataset=dataset, n=len(meant), found="; ".join(told) or "–")


def _plan(chosen: dict[str, Any], *, url: str, portal: str, dataset: str) -> Plan:
    where = urljoin(url, str(chosen["url"]).strip())
    form = str(chosen.get("format") or "").strip(". ").upper()
    ending = EXPECTS.get(form, "")
    stem = unquote(urlsplit(where).path.rpartition("/")[2])
    file = stem if "." in stem else f"{stem or dataset}.{ending or 'data'}"
    how = Whole(
        url=where,
        expects=ending or "any",
        version=str(chosen.get("last_modified") or chosen.get("revision_id") or ""),
        checksum=_checksum(str(chosen.get("hash") or "")),
    )
    return Plan(name=f"ckan-{dataset}", file=file, how=how, home=portal)


def _checksum(written: str) -> tuple[str, str] | None:
    """Return the algorithm and the digest that a resource states, with or without a prefix.

    >>> _checksum("sha1:" + "0" * 40)[0], _checksum("unknown")
    ('sha1', None)
    """
    digest = written.rpartition(":")[2].strip().lower()
    if re.fullmatch(r"[0-9a-f]+", digest) and len(digest) in DIGESTS:
        return DIGESTS[len(digest)], digest
    return None
