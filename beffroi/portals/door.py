"""The door of the network: what a person asks, with their settings, becomes one fetch."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from beffroi.errors.portals import BadKey
from beffroi.portals.addresses import Rules
from beffroi.portals.client import Client
from beffroi.portals.exchange import Limits
from beffroi.portals.fetch import Fetched, fetch
from beffroi.portals.plans import Asked
from beffroi.settings import PREFIX, Settings

KEYS = {  # portal: setting, header, what stands before the key
    "socrata": ("socrata_token", "X-App-Token", ""),
    "ckan": ("ckan_token", "Authorization", ""),
    "opendatasoft": ("opendatasoft_key", "Authorization", "Apikey "),
    "arcgis": ("arcgis_token", "X-Esri-Authorization", "Bearer "),
}


def fetch_into(
    folder: Path,
    *,
    portal: str,
    address: str = "",
    name: str | None = None,
    again: bool = False,
    plain_http: bool = False,
    most_bytes: int | None = None,
    most_rows: int | None = None,
    settings: Settings | None = None,
    client: Client | None = None,
    **asked: Any,
) -> Fetched:
    """Fetch a data set into a snapshot of the observatory in `folder`.

    `asked` is what the portal takes besides: format, filter, resource, month, force, kind, page_rows, whole; see
    `portals.plans.Asked`. Keys come from the environment (`Settings`). `most_bytes` and `most_rows` bound what is
    taken; `client` replaces the whole way of asking, for tests.

    Raises
    ------
    PortalError
        Every one of `beffroi.errors.portals`; no snapshot is made then.
    """
    given = settings or Settings.from_environment()
    bounds = {"bytes": most_bytes, "rows": most_rows}
    limits = replace(Limits(), **{name: value for name, value in bounds.items() if value is not None})
    rules = Rules(plain_http=plain_http, loopback=given.fetch_loopback)
    asking = client or Client(rules=rules, limits=limits, keys=keys_of(portal, given))
    return fetch(Asked(portal=portal, address=address, **asked), asking, folder=folder, name=name, again=again)


def keys_of(portal: str, settings: Settings) -> Mapping[str, str]:
    """Return the header that carries the user's key for a kind of portal, if there is one."""
    setting, header, before = KEYS.get(portal, ("", "", ""))
    secret = getattr(settings, setting, None) if setting else None
    if secret is None or not secret.get_secret_value().strip():
        return {}
    key = secret.get_secret_value().strip()
    if not key.isascii() or not key.isprintable() or " " in key:
        raise BadKey(variable=f"{PREFIX}{setting.upper()}")
    return {header: f"{before}{key}"}
