"""What the data behind a scope are, cover and lack, from the facts of their rows."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from beffroi.errors.store import MixedUnits
from beffroi.store.catalogue import Delivery
from beffroi.store.frames import one_row_an_event
from beffroi.store.terms import date_precision_of, sensitive_offences, terms_of
from beffroi.tables.views import LOCATION_KINDS, Basis, Coverage
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.scope import Scope


def basis_of(
    rows: pl.DataFrame,
    deliveries: Sequence[Delivery],
    scope: Scope,
    *,
    coverage: Coverage,
    period: Period,
    any_unit: bool,
) -> Basis:
    """Return the basis of a scope: `rows` are the facts of its rows (columns `OF_BASIS` and `times`).

    Raises
    ------
    MixedUnits
        Recorded counts of several units have no total, and `any_unit` does not say that none is asked.
    """
    profile = deliveries[-1].profile
    counted = profile["table"] == "recorded_counts"
    value = (pl.col("value") if counted else 1) * pl.col("times")
    rows = rows if counted else one_row_an_event(rows)
    sensitive = bool(rows["sensitive"].all()) if not scope.offences else bool(rows["sensitive"].any())
    common = {
        **terms_of(deliveries, any_unit=any_unit),
        "dataset": deliveries[0].dataset, "period": period, "coverage": coverage,
        "offences": tuple(rows["offence"].drop_nulls().unique().sort()), "sensitive": sensitive and rows.height > 0,
        "sensitive_offences": sensitive_offences(rows),
        "unmapped": _sum(rows, (pl.col("offence_status") == "unmapped") * value),
        "deliveries": tuple(delivery.sha256 for delivery in deliveries),
    }  # fmt: skip
    if counted:
        return Basis(
            **common, unit=profile["unit"] if any_unit and scope.unit is None else _only_unit(rows, profile),
            date_precision="year", location_kind="area",
            events=(events := _sum(rows, value)), hour_unknown=events,
        )  # fmt: skip
    placed = rows.select("location_kind", "location_metres", "times").filter(pl.col("location_kind") != "none")
    events = _sum(rows, pl.col("times"))
    return Basis(
        **common,
        unit=profile["unit"],
        date_precision=date_precision_of(rows["date_precision"]),
        location_kind=_coarsest(placed["location_kind"], LOCATION_KINDS) if placed.height else "none",
        location_metres=float(placed["location_metres"].fill_null(0.0).to_numpy().max(initial=0.0)),
        events=events,
        unplaced=events - _sum(placed, pl.col("times")),
        hour_unknown=_sum(rows, ~pl.col("hour_known") * pl.col("times")),
    )


def _sum(rows: pl.DataFrame, condition: pl.Expr) -> int:
    return int(rows.select(condition.sum()).item() or 0)


def _coarsest(values: pl.Series, order: tuple[Any, ...]) -> Any:
    present = [str(value) for value in values.drop_nulls().unique()]
    return max(present, key=order.index, default=order[0])


def _only_unit(rows: pl.DataFrame, profile: Any) -> Any:
    units = rows["unit"].drop_nulls().unique().sort().to_list()
    if len(units) > 1:
        raise MixedUnits(units=", ".join(units))
    return units[0] if units else profile["unit"]
