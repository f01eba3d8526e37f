"""The quality view: what the imports of a data set accounted for."""

from collections import Counter
from collections.abc import Sequence

import polars as pl

from beffroi.store.catalogue import Delivery
from beffroi.store.frames import coverage_of
from beffroi.store.revisions import covered_by
from beffroi.tables.views import Basis, Quality
from beffroi.vocabulary.period import Period


def quality_view(
    basis: Basis, deliveries: Sequence[Delivery], rows: pl.DataFrame, *, period: Period, defaults: pl.DataFrame
) -> Quality:
    """Add up the accounts of deliveries and lay out their calendar of coverage."""
    return Quality(
        basis=basis,
        deliveries=_deliveries(deliveries),
        reasons=_reasons(deliveries),
        calendar=_calendar(deliveries, rows, period),
        checks=_checks(deliveries),
        defaults=defaults,
    )


def _deliveries(deliveries: Sequence[Delivery]) -> pl.DataFrame:
    schema = {
        "delivery": pl.String,
        "covered": pl.String,
        "rows_in": pl.Int64,
        "stored": pl.Int64,
        "quarantined": pl.Int64,
        "dropped": pl.Int64,
    }
    rows = [
        {
            "delivery": delivery.id,
            "covered": _span(covered_by(delivery)),
            **{name: delivery.account[name] for name in ("rows_in", "stored", "quarantined")},
            "dropped": sum(delivery.account["dropped"].values()),
        }
        for delivery in deliveries
    ]
    return pl.DataFrame(rows, schema=schema)


def _span(covered: Sequence[Period]) -> str | None:
    """Return the period from the first day covered to the last."""
    if not covered:
        return None
    return str(Period(start=min(one.start for one in covered), end=max(one.end for one in covered)))


def _reasons(deliveries: Sequence[Delivery]) -> pl.DataFrame:
    total: Counter[tuple[str, str]] = Counter()
    for delivery in deliveries:
        for outcome, account in (("quarantined", "reasons"), ("dropped", "dropped")):
            for reason, n in delivery.account[account].items():
                total[outcome, reason] += n
    rows = [{"outcome": outcome, "reason": reason, "n": n} for (outcome, reason), n in sorted(total.items())]
    return pl.DataFrame(rows, schema={"outcome": pl.String, "reason": pl.String, "n": pl.Int64})


def _calendar(deliveries: Sequence[Delivery], rows: pl.DataFrame, period: Period) -> pl.DataFrame:
    coverage = coverage_of(deliveries)
    parts = list(period.split("month"))
    tally = rows.group_by(pl.col("day").dt.month_start().alias("period")).agg(pl.col("value").sum().alias("n"))
    grid = pl.DataFrame(
        {
            "period": [part.start.replace(day=1) for part in parts],
            "days": [coverage.days(part) for part in parts],
            "length": [part.days for part in parts],
        },
        schema={"period": pl.Date, "days": pl.Int64, "length": pl.Int64},
    )
    counted = grid.join(tally, on="period", how="left").sort("period")
    return counted.with_columns(pl.when(pl.col("days") > 0).then(pl.col("n").fill_null(0)).alias("n"))


def _checks(deliveries: Sequence[Delivery]) -> pl.DataFrame:
    schema = {"check": pl.String, "n": pl.Int64, "of": pl.Int64, "expected_share": pl.Float64}
    found = pl.DataFrame(
        [{name: check.get(name) for name in schema} for delivery in deliveries for check in delivery.account["checks"]],
        schema=schema,
    )
    weighted = (pl.col("expected_share") * pl.col("of")).sum() / pl.col("of").sum()
    expected = pl.when(pl.col("expected_share").is_not_null().all()).then(weighted).alias("expected_share")
    return found.group_by("check", maintain_order=True).agg(pl.col("n").sum(), pl.col("of").sum(), expected)
