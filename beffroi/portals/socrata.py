"""Socrata (Tyler Data & Insights): SODA 2.1 pages in the stable order of `:id`, or the whole export.

Documented at dev.socrata.com: paging (`$limit`, `$offset`, `$order=:id`), `count(*)`, application tokens; the state of a
data set is `rowsUpdatedAt` of its view.
"""

import re

from beffroi.errors.portal_reasons import LACKS
from beffroi.errors.portals import BadAnswer
from beffroi.portals.addresses import shown
from beffroi.portals.client import Client
from beffroi.portals.pages import Paged
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

EXAMPLE = "`beffroi fetch socrata https://data.cityofchicago.org/d/ijzp-q8t2`"
PAGE_ROWS = 50_000  # the most that an endpoint of version 2.0 sends
_ID = re.compile(r"(?<![a-z0-9])[a-z0-9]{4}-[a-z0-9]{4}(?![a-z0-9-])")


def plan(asked: Asked, client: Client) -> Plan:
    """Plan to fetch a data set given by any address that holds its identifier (four letters, dash, four letters)."""
    check_options(asked, "filter", "format", "page_rows", "whole")
    address = with_scheme(asked.address)
    found = _ID.findall(address.partition("?")[0].partition("://")[2].partition("/")[2])
    if not found:
        raise not_a_data_set(asked, EXAMPLE)
    portal, code = base(address), found[-1]
    form = check_format(asked, "csv", "json", "geojson")
    client.home = portal
    resource = f"{portal}/resource/{code}"

    def state() -> tuple[int, str]:
        view = client.json(f"{portal}/api/views/{code}.json", "id")
        rows = _count(client, query(f"{resource}.json", _select="count(*)", _where=asked.filter))
        return rows, str(view.get("rowsUpdatedAt") or "")

    announced, version = state()
    how: Whole | Paged
    if asked.whole:
        check_options(asked, "whole", "format")
        url = f"{portal}/api/views/{code}/rows.{form}?accessType=DOWNLOAD"
        if form != "csv":
            check_format(asked, "csv")
        how = Whole(url=url, expects=form, version=version, announced=announced, state=state, counted=form)
    else:
        how = Paged(
            url=shown(query(f"{resource}.{form}", _where=asked.filter)), format=form, announced=announced, version=version,
            page_rows=min(asked.page_rows or PAGE_ROWS, PAGE_ROWS), state=state,
            address=lambda offset, rows: query(
                f"{resource}.{form}", _order=":id", _limit=rows, _offset=offset, _where=asked.filter
            ),
        )  # fmt: skip
    return Plan(name=f"socrata-{code}", file=f"{code}.{form}", how=how, home=portal)


def _count(client: Client, url: str) -> int:
    """Return how many rows there are: `[{"count": "7"}]`, whatever the column is called."""
    found = client.json(url)
    try:
        return int(next(iter(found[0].values())))
    except (TypeError, ValueError, LookupError, AttributeError, StopIteration):
        raise BadAnswer(url=shown(url), why=filled(LACKS, name="count")) from None
