"""ArcGIS: the features of one layer of a FeatureServer or MapServer, page by page, as GeoJSON in degrees.

Documented at developers.arcgis.com ("Query (Feature Service/Layer)"): `resultOffset` and `resultRecordCount` where the
layer supports paging, else lists of object identifiers; `exceededTransferLimit` says that a page was cut. Dates come as
milliseconds since 1970 in UTC; in the joined file they are written `2024-01-31T14:05:00Z`.
"""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from beffroi.errors.portal_reasons import LACKS, SAYS, SHAPES
from beffroi.errors.portals import BadAnswer, PortalBusy
from beffroi.portals.addresses import shown
from beffroi.portals.client import Client, parsed
from beffroi.portals.exchange import BUSY, Hiccup
from beffroi.portals.pages import Paged
from beffroi.portals.plans import Asked, Plan, base, check_options, not_a_data_set, query, with_scheme
from beffroi.vocabulary.text import filled

EXAMPLE = "`beffroi fetch arcgis https://gis.example.org/arcgis/rest/services/Police/FeatureServer/0`"
PAGE_ROWS = 2_000
ID_ROWS = 100  # object identifiers that fit an address
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAYER = re.compile(r"^(?P<layer>.*/(?P<service>[^/]+)/(?:Feature|Map)Server/(?P<number>\d+))(?:/query)?/?$")


def plan(asked: Asked, client: Client) -> Plan:
    """Plan to fetch a layer given by the address of its description."""
    check_options(asked, "filter", "page_rows")
    address = with_scheme(asked.address)
    place = _LAYER.match(urlsplit(address).path)
    if place is None:
        raise not_a_data_set(asked, EXAMPLE)
    client.home = base(address)
    layer = f"{client.home}{place['layer']}"
    about = _said(client, query(layer, f="json"))
    paged = _paged(asked, client, layer, about)
    name = f"{place['service']}-{place['number']}"
    return Plan(name=f"arcgis-{name}", file=f"{name}.geojson", how=paged, home=client.home)


def _paged(asked: Asked, client: Client, layer: str, about: dict[str, Any]) -> Paged:
    where = asked.filter or "1=1"

    def state() -> tuple[int, str]:
        rows = _number(client, query(f"{layer}/query", where=where, returnCountOnly="true", f="json"))
        return rows, _version(_said(client, query(layer, f="json")))

    own_form = "geojson" not in str(about.get("supportedQueryFormats", "geoJSON")).lower()
    most = int(about.get("maxRecordCount") or PAGE_ROWS)
    rows = max(1, min(asked.page_rows or PAGE_ROWS, most))
    dates = {str(field.get("name")) for field in about.get("fields") or () if field.get("type") == "esriFieldTypeDate"}
    form = {"outFields": "*", "outSR": 4326, "f": "json" if own_form else "geojson"}
    if _can_page(about):
        address, announced = _by_offset(layer, where, about, form), state()[0]
    else:
        rows = min(rows, ID_ROWS)
        address, announced = _by_identifier(client, layer, where, form)
    return Paged(
        url=shown(query(f"{layer}/query", where=asked.filter)), format="geojson", announced=announced,
        version=_version(about), page_rows=rows, state=state, exact=not _can_page(about),
        address=address, convert=lambda page: _converted(page, layer, own_form=own_form, dates=dates),
    )  # fmt: skip


def _can_page(about: dict[str, Any]) -> bool:
    can = about.get("advancedQueryCapabilities")
    return bool(isinstance(can, dict) and can.get("supportsPagination")) or bool(about.get("supportsPagination"))


def _by_offset(layer: str, where: str, about: dict[str, Any], form: dict[str, Any]) -> Callable[[int, int], str]:
    order = about.get("objectIdField") or next(
        (field.get("name") for field in about.get("fields") or () if field.get("type") == "esriFieldTypeOID"), None
    )
    return lambda offset, rows: query(
        f"{layer}/query", where=where, orderByFields=order, resultOffset=offset, resultRecordCount=rows, **form
    )


def _by_identifier(
    client: Client, layer: str, where: str, form: dict[str, Any]
) -> tuple[Callable[[int, int], str], int]:
    """Without paging: every identifier first (they are never cut), then features by lists of them."""
    found = _said(client, query(f"{layer}/query", where=where, returnIdsOnly="true", f="json"))
    identifiers = sorted(found.get("objectIds") or ())

    def address(offset: int, rows: int) -> str:
        asked = ",".join(str(one) for one in identifiers[offset : offset + rows])
        return query(f"{layer}/query", objectIds=asked, **form)

    return address, len(identifiers)


def _said(client: Client, url: str) -> dict[str, Any]:
    """Return what a layer says; it says its errors with status 200."""
    return client.page(url, lambda content: _checked(parsed(content, url), url), expects="json")[1]


def _number(client: Client, url: str) -> int:
    found = _said(client, url).get("count")
    if not isinstance(found, int):
        raise BadAnswer(url=shown(url), why=filled(LACKS, name="count"))
    return found


def _checked(found: Any, url: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise BadAnswer(url=shown(url), why=filled(LACKS, name="{ }"))
    error = found.get("error")
    if isinstance(error, dict):
        code = error.get("code")
        if code in BUSY:
            raise Hiccup(PortalBusy(host=urlsplit(url).hostname, status=code, seconds=60))
        raise BadAnswer(url=shown(url), why=filled(SAYS, words=f"{code}: {error.get('message')}"[:200]))
    return found


def _converted(page: bytes, layer: str, *, own_form: bool, dates: set[str]) -> bytes:
    """Return a page as GeoJSON, also from the form of old servers, where features are points or rows."""
    found = _checked(parsed(page, layer), layer)
    if not own_form and not dates:
        return page
    listed = found.get("features")
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise BadAnswer(url=shown(layer), why=filled(LACKS, name="features"))
    features = [_feature(one, layer) for one in listed] if own_form else listed
    for feature in features:
        told = feature.get("properties") or {}
        told |= {name: _instant(told[name]) for name in dates & set(told)}
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def _feature(one: dict[str, Any], layer: str) -> dict[str, Any]:
    shape, point = one.get("geometry") or {}, None
    if shape and not {"x", "y"} <= set(shape):
        raise BadAnswer(url=shown(layer), why=SHAPES)
    if shape and isinstance(shape["x"], int | float) and isinstance(shape["y"], int | float):
        point = {"type": "Point", "coordinates": [shape["x"], shape["y"]]}
    return {"type": "Feature", "geometry": point, "properties": one.get("attributes") or {}}


def _instant(sent: Any) -> Any:
    """Return milliseconds since 1970 as an instant in UTC; anything else as it is.

    >>> _instant(1706709900000), _instant(-1), _instant(None)
    ('2024-01-31T14:05:00Z', '1969-12-31T23:59:59.999000Z', None)
    """
    if isinstance(sent, int) and not isinstance(sent, bool):
        with suppress(OverflowError):
            return (EPOCH + timedelta(milliseconds=sent)).isoformat().replace("+00:00", "Z")
    return sent


def _version(about: dict[str, Any]) -> str:
    """Return when the layer was last edited, where it says so."""
    editing = about.get("editingInfo")
    return (
        str(editing.get("dataLastEditDate") or editing.get("lastEditDate") or "") if isinstance(editing, dict) else ""
    )
