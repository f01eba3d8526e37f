"""data.police.uk: one force's file of one month, out of the month's archive of all forces.

The archive of a month (`/data/archive/2024-01.zip`) holds three years of every force, about 1.7 GB, named
`2024-01/2024-01-surrey-street.csv`; it is redirected to a store of files that sends parts. Only the parts that hold the
file asked are fetched.
"""

import re

from beffroi.portals.client import Client
from beffroi.portals.plans import Asked, Member, Plan, base, check_options, not_a_data_set, with_scheme

EXAMPLE = "`beffroi fetch police-uk --month 2024-01 --force surrey --kind street`"
PORTAL = "https://data.police.uk"
KINDS = ("street", "outcomes", "stop-and-search")


def plan(asked: Asked, client: Client) -> Plan:
    """Plan to fetch one month of one force; an address names a copy of the archive elsewhere."""
    check_options(asked, "month", "force", "kind")
    month, force, kind = asked.month or "", (asked.force or "").lower(), asked.kind or KINDS[0]
    is_named = re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month) and re.fullmatch(r"[a-z-]+", force) and kind in KINDS
    if not is_named:
        given = " ".join(part for part in (month, force, kind) if part)
        raise not_a_data_set(Asked(portal=asked.portal, address=given), EXAMPLE)
    url = with_scheme(asked.address) if asked.address else f"{PORTAL}/data/archive/{month}.zip"
    client.home = base(url)
    file = f"{month}-{force}-{kind}.csv"
    return Plan(
        name=f"police-uk-{force}-{kind}", file=file, how=Member(url=url, member=f"{month}/{file}"), home=client.home
    )
