"""Views built by hand for the tests of counts, rates and trends."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from beffroi.tables.views import Basis, Counts, Coverage, Exposure, Series
from beffroi.vocabulary.period import Period, floor_to, next_boundary


def basis(period, *, covered=None, **changes):
    asked = Period.parse(period)
    periods = tuple(Period.parse(one) for one in (covered or (period,)))
    said = {"dataset": "made", "title": "Made", "source": "test", "licence": "none", "unit": "event", "events": 1000}
    return Basis(period=asked, coverage=Coverage(periods=periods), **(said | changes))


def daily(about, *, mean=None, counts=None, rng=None):
    """A daily series over the span of the coverage: Poisson of `mean(day)`, or counts by day."""
    span = about.coverage.span()
    rows = []
    for offset in range(span.days):
        day = span.start + timedelta(days=offset)
        covered = about.coverage.days(Period(start=day, end=day + timedelta(days=1)))
        value = counts.get(day, 0) if counts is not None else int(rng.poisson(mean(day)))
        rows.append({"period": day, "days": covered, "length": 1, "n": value if covered else None})
    return Series(basis=about, frame=frame(rows), every="day")


def frame(rows):
    return pl.DataFrame(
        rows,
        schema={
            "period": pl.Date,
            "days": pl.Int64,
            "length": pl.Int64,
            "n": pl.Int64,
        },
    )


def grid(about, *, places=("A", "B"), offences=("05",), every="month", value=lambda place, start, offence: 7):
    """A complete grid of counts by place, period and offence over the scope."""
    rows = []
    for piece in about.period.split(every):
        start = floor_to(piece.start, every)
        days = about.coverage.days(piece)
        for place in places:
            for offence in offences:
                n = value(place, start, offence) if days else None
                length = (next_boundary(start, every) - start).days
                rows.append((place, f"Place {place}", start, days, length, offence, n))
    names = {"place": pl.String, "name": pl.String, "period": pl.Date, "days": pl.Int64, "length": pl.Int64}
    made = pl.DataFrame(rows, schema={**names, "offence": pl.String, "n": pl.Int64}, orient="row")
    return Counts(basis=about, frame=made, unplaced=pl.DataFrame(schema={"period": pl.Date, "n": pl.Int64}))


def totals(about, counts):
    """Counts by place over the whole scope as one period."""
    days = about.coverage.days(about.period)
    rows = [(place, name, about.period.start, days, about.period.days, n) for place, name, n in counts]
    names = {"place": pl.String, "name": pl.String, "period": pl.Date, "days": pl.Int64, "length": pl.Int64}
    made = pl.DataFrame(rows, schema={**names, "n": pl.Int64}, orient="row")
    return Counts(basis=about, frame=made, unplaced=pl.DataFrame(schema={"period": pl.Date, "n": pl.Int64}))


def exposure(values, *, measure="residents", per_day=False, period="2018"):
    rows = [{"place": place, "value": float(value), "standard_error": None} for place, value in values]
    made = pl.DataFrame(rows, schema={"place": pl.String, "value": pl.Float64, "standard_error": pl.Float64})
    year = Period.parse(period) if period else None
    return Exposure(measure=measure, frame=made, period=year, source="test", per_day=per_day)


def seeded(seed=1):
    return np.random.default_rng(seed)


def day(written):
    return date.fromisoformat(written)
