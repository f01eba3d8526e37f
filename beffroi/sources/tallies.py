"""Statistics that arrive as counts: never summed across counting units, nor a parent class with its parts."""

from datetime import date

import polars as pl

from beffroi.errors.profiles import IncompleteProfile
from beffroi.sources.categories import classify, crosswalk_of, source_codes
from beffroi.sources.columns import texts
from beffroi.sources.coverage import joined
from beffroi.sources.decode import Decoded
from beffroi.sources.incidents import Canonical, quarantine
from beffroi.sources.profile import Profile
from beffroi.sources.quality import check
from beffroi.tables.incidents import RECORDED_COUNTS
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.text import text

_TALLY = text(
    "where the counts are ([tally])", "où se trouvent les comptages ([tally])", "dónde están los recuentos ([tally])"
)
_CELL = ["place_code", "period_start", "offence_source", "unit"]  # one count each


def to_recorded_counts(decoded: Decoded, profile: Profile) -> Canonical:
    """Build canonical counts, one row a place, year, source category and counting unit.

    rows of `decoded.records.frame` = table.height + quarantined.height + sum(dropped.values()).
    Values must be whole numbers of at least 0; a second count of the same cell is dropped when equal and
    quarantined when not.
    """
    if profile.tally is None:
        raise IncompleteProfile(profile=profile.name, missing=_TALLY)
    counts = _counts(decoded.records.frame, profile)
    faults = counts["fault"]
    bad = (faults.is_not_null() & (faults != "exact_repeat_of_key")).fill_null(False)
    repeats = int((faults == "exact_repeat_of_key").sum())
    kept = counts.filter(pl.col("fault").is_null())
    table = kept.select(pl.col(name).cast(dtype) for name, dtype in RECORDED_COUNTS.items())
    n = table.height
    statuses = dict(table["offence_status"].cast(pl.String).value_counts().iter_rows())
    checks = [check(name, statuses.get(name, 0), n) for name in ("mapped", "unmapped", "not_an_offence")]
    checks.append(check("aggregate_rows", int(table["aggregate"].sum()), n))
    years = sorted(set(table["period_start"].to_list()))
    return Canonical(
        table=table,
        quarantined=quarantine(decoded, faults, bad),
        dropped={"exact_repeat_of_key": repeats} if repeats else {},
        checks=tuple(checks),
        notes=(),
        covered=joined([Period(start=year, end=date(year.year + 1, 1, 1)) for year in years]),
    )


def _counts(records: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    tally = profile.tally
    assert tally is not None  # checked by the caller
    year = _whole(records[tally.year], profile)
    in_range = year.is_between(0, 99) if tally.year_offset else year.is_between(1900, 2100)
    years = pl.select(pl.when(in_range).then(year + tally.year_offset)).to_series()
    value = _whole(records[tally.value], profile)
    codes = source_codes(records, profile)
    place = profile.where.place_code
    frame = pl.DataFrame({"row": records["row"]}).with_columns(
        place_code=texts(records[place]) if place else pl.lit(None, pl.String),
        period_start=pl.date(pl.lit(years), 1, 1),
        period_end=pl.date(pl.lit(years) + 1, 1, 1),
        offence_source=codes,
        unit=texts(records[tally.unit]).replace(tally.units) if tally.unit else pl.lit(profile.unit),
        value=value,
        status=pl.lit(profile.status),
        **classify(codes, crosswalk_of(profile)).to_dict(),
    )
    broken = (
        pl.when(pl.col("period_start").is_null())
        .then(pl.lit("bad_date"))
        .when(pl.col("value").is_null() | (pl.col("value") < 0))
        .then(pl.lit("bad_value"))
    )
    frame = frame.with_columns(fault=broken.otherwise(None))
    again = pl.col("fault").is_null() & (pl.int_range(pl.len()).over([*_CELL, "fault"]) > 0)
    first = pl.col("value").first().over([*_CELL, "fault"])
    repeat = pl.when(pl.col("value") == first).then(pl.lit("exact_repeat_of_key")).otherwise(pl.lit("conflicting_key"))
    return frame.with_columns(fault=pl.when(again).then(repeat).otherwise("fault"))


def _whole(column: pl.Series, profile: Profile) -> pl.Series:
    """Read whole numbers, with spaces or apostrophes between thousands; null for anything else."""
    if column.dtype != pl.String:
        return column.cast(pl.Float64, strict=False).cast(pl.Int64, strict=False)
    text = texts(column).str.replace_all(r"[\s\u00a0\u202f'’]", "")
    fraction = r",0+$" if profile.file.decimal == "," else r"\.0+$"
    return text.str.replace(fraction, "").cast(pl.Int64, strict=False)
