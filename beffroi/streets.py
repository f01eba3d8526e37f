"""The streets of an observatory: adding a network of lines, reading it again, looking at it."""

import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from beffroi.errors.streets import BadSnap
from beffroi.store.places import STREET

if TYPE_CHECKING:
    from beffroi.intake import Counter, Received

KIND = "segment"
WITHIN = 50.0  # metres from a street: further incidents are on none
NEAREST, FURTHEST = 1.0, 1000.0
HOW = ("code", "label", "noding", "chains", "where", "layer", "source_crs")


def receive_streets(
    counter: "Counter",
    path: Path,
    *,
    name: str,
    within: float = WITHIN,
    attribution: str = "",
    title: str = "",
    licence: str = "",
    **reading: Any,
) -> "Received":
    """Store the segments of a file of lines as a set of places of the kind `segment`.

    Incidents join the nearest segment at most `within` metres away. `reading` is what `sources.streets.read_streets`
    takes besides: code, label (the column of names), noding, chains, where, layer, source_crs.
    """
    from beffroi.intake import remarks_of

    if not (math.isfinite(within) and NEAREST <= within <= FURTHEST):
        raise BadSnap(found=f"{within:g}")
    given = {key: reading[key] for key in HOW if reading.get(key)}
    table, cleaning, notes = read_again(path, given, crs=counter.meta["crs"])
    told = {
        "kind": KIND, "crs": counter.meta["crs"], "match": STREET, "attribution": attribution, "within": float(within),
    }  # fmt: skip
    cited = {"title": title, "licence": licence}
    account = {
        "places": told,
        "source": cited | {"attribution": attribution},
        "cleaning": asdict(cleaning),
        "remarks": remarks_of(notes),
    }
    options = {"name": name, **told, **given, **cited}
    received: Received = counter.public_table(path, table, dataset=name, kind="places", told=account, options=options)
    return received


def read_again(path: Path, told: dict[str, Any], *, crs: str) -> tuple[pl.DataFrame, Any, Any]:
    """Return the segments of a file, read as an earlier delivery says: table, cleaning, notes."""
    from beffroi.sources.streets import read_streets
    from beffroi.sources.timezone import check_reference

    reading = {key: told[key] for key in HOW if told.get(key)}
    if "source_crs" in reading:
        check_reference(reading["source_crs"])
    named = reading.pop("label", None)
    return read_streets(path, crs=crs, name=named, **reading)
