"""On which terms a data set may be used, when its deliveries were received under several contracts."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from beffroi.errors.store import MixedUnits
from beffroi.store.catalogue import Delivery
from beffroi.tables.views import DATE_PRECISIONS, DatePrecision


def terms_of(deliveries: Sequence[Delivery], *, any_unit: bool = False) -> dict[str, Any]:
    """Return what holds for every row of some deliveries; words come from the latest of them.

    One delivery under agreement puts the whole data set under it; counts are
    already public only where those of each delivery are; two counting units
    have no sum.

    Raises
    ------
    MixedUnits
        The deliveries count different things (unless `any_unit`).
    """
    profiles = [delivery.profile for delivery in deliveries]
    latest = profiles[-1]
    units = sorted({str(profile["unit"]) for profile in profiles})
    if len(units) > 1 and not any_unit:
        raise MixedUnits(units=", ".join(units))
    modes = {profile["recording"] for profile in profiles}
    return {
        "title": latest["title"],
        "source": latest["attribution"] or latest["publisher"],
        "licence": latest["licence"],
        "recording": modes.pop() if len(modes) == 1 else "mixed",
        "agreement": next((profile["agreement"] for profile in reversed(profiles) if profile["agreement"]), None),
        "translations": latest.get("translations", {}),
        "already_public": latest["already_public"] if all(p["already_public"] for p in profiles) else None,
        "caveats": tuple(dict.fromkeys(code for profile in profiles for code in profile.get("caveats", ()))),
    }


def sensitive_offences(rows: pl.DataFrame) -> tuple[str, ...]:
    """Return the codes of which some row takes the stricter threshold, whatever the code itself says."""
    return tuple(rows.filter(pl.col("sensitive"))["offence"].drop_nulls().unique().sort())


def date_precision_of(precisions: pl.Series) -> DatePrecision:
    """Return the coarsest precision of some dates.

    A day without its hour among moments that have one is a moment whose hour
    is unknown: every such row says so itself, and those with an hour still answer.

    >>> date_precision_of(pl.Series(["minute", "day"])), date_precision_of(pl.Series(["minute", "month"]))
    ('minute', 'month')
    """
    present = {str(value) for value in precisions.drop_nulls().unique()}
    found = [precision for precision in DATE_PRECISIONS if precision in present] or ["minute"]
    if found[-1] == "day" and len(found) > 1:
        return found[-2]
    return found[-1]
