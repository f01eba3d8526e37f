"""The revisions view: how the count of each month grew, delivery after delivery."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from beffroi.store.catalogue import Delivery
from beffroi.store.frames import coverage_of
from beffroi.store.local import LocalEngine
from beffroi.tables.views import Revisions
from beffroi.vocabulary.period import Every, Period
from beffroi.vocabulary.scope import Scope

CHANGES = ("same", "corrected", "requalified", "redated", "relocated", "restated", "new", "gone")


class _WithFallen(LocalEngine):
    """The same scopes over every row ever delivered, each with the deliveries that brought and superseded it."""

    fallen = True


def revisions_view(engine: LocalEngine, scope: Scope) -> Revisions:
    """Count what stood after each delivery, by month of the incident (by year where no month is known)."""
    basis = engine.basis(scope)
    deliveries = engine.datasets[engine.dataset(scope)]
    whole = _WithFallen(engine.store, until=engine.until)
    rows, period = whole.in_scope(scope)
    every: Every = "year" if basis.date_precision in ("quarter", "year") else "month"
    return Revisions(
        basis=basis,
        every=every,
        frame=_triangle(rows, deliveries, period=period, every=every),
        changes=_changes(deliveries),
        requalified=_requalified(whole.in_scope(scope.narrowed(offences=()))[0], scope),
    )


def _triangle(rows: pl.DataFrame, deliveries: Sequence[Delivery], *, period: Period, every: Every) -> pl.DataFrame:
    """One row a month and delivery that covered days of it or changed its count."""
    start = pl.col("day").dt.truncate({"month": "1mo", "year": "1y"}[every]).alias("period")
    tally = rows.group_by(start, "arrived", "fell").agg(pl.col("value").sum().alias("n"))
    made = []
    for part in period.split(every):
        first = part.start.replace(day=1) if every == "month" else part.start.replace(month=1, day=1)
        mine = tally.filter(pl.col("period") == first)
        made += _versions(mine, deliveries, part=part)
    return pl.DataFrame(made, schema=TRIANGLE)


TRIANGLE = {
    "period": pl.Date, "version": pl.Int64, "delivery": pl.String, "received": pl.Date, "days": pl.Int64,
    "length": pl.Int64, "n": pl.Int64,
}  # fmt: skip


def _versions(tally: pl.DataFrame, deliveries: Sequence[Delivery], *, part: Period) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for at, delivery in enumerate(deliveries):
        stood = (pl.col("arrived") <= at) & (pl.col("fell").is_null() | (pl.col("fell") > at))
        n = int(tally.filter(stood)["n"].sum())
        own = coverage_of([delivery]).days(part)
        if own or (found and n != found[-1]["n"]):
            found.append(
                {
                    "period": part.start, "version": len(found) + 1, "delivery": delivery.id,
                    "received": delivery.received_at[:10], "days": coverage_of(deliveries[: at + 1]).days(part),
                    "length": part.days, "n": n,
                }
            )  # fmt: skip
    return [{**row, "received": _date(row["received"])} for row in found]


def _date(written: str) -> Any:
    from datetime import date

    return date.fromisoformat(written)


def _changes(deliveries: Sequence[Delivery]) -> pl.DataFrame:
    """What each delivery changed of what was held, as its account says; all records, whatever the scope."""
    rows = [
        {"delivery": one.id, "rule": one.overlap, **{name: one.account["revision"].get(name, 0) for name in CHANGES}}
        for one in deliveries
        if one.account.get("revision")
    ]
    return pl.DataFrame(rows, schema={"delivery": pl.String, "rule": pl.String, **dict.fromkeys(CHANGES, pl.Int64)})


def _requalified(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Count the records whose offence now differs from the first delivered, by both; into or out of a scope's."""
    schema = {"first": pl.String, "offence": pl.String, "n": pl.Int64}
    if "source_id" not in rows.columns or not rows["fell"].is_not_null().any():
        return pl.DataFrame(schema=schema)
    keyed = rows.filter(pl.col("source_id").is_not_null()).with_columns(pl.col("offence").fill_null("unmapped"))
    first = keyed.sort("arrived", "row").unique("source_id", keep="first", maintain_order=True)
    last = keyed.filter(pl.col("fell").is_null()).sort("arrived", "row").unique("source_id", keep="first")
    pairs = first.select("source_id", pl.col("offence").alias("first")).join(
        last.select("source_id", "offence"), on="source_id"
    )
    asked = [pl.col(name).str.starts_with(code) for name in ("first", "offence") for code in scope.offences]
    moved = pairs.filter(
        pl.col("first") != pl.col("offence"), pl.any_horizontal(asked) if asked else pl.lit(value=True)
    )
    counted = moved.group_by("first", "offence").agg(pl.len().cast(pl.Int64).alias("n"))
    return counted.sort("n", "first", "offence", descending=[True, False, False])
