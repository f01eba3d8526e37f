"""Dates of a source: read by the formats of its profile, kept as local wall time, instants derived."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl

from beffroi.errors.intake import DateOrderContradicted, DatesDoNotFit
from beffroi.errors.profiles import UnusableFormat
from beffroi.errors.projection import UnknownTimezone
from beffroi.sources.day_numbers import expanded, from_counts, is_count
from beffroi.sources.many_times import WALL, instants, level_of, of_many, spread
from beffroi.sources.profile import Profile
from beffroi.tables.views import DATE_PRECISIONS

EARLIEST_YEAR = 1900
MOST_UNREADABLE = 0.5  # share of unreadable dates above which the profile does not fit
_MANY = 10_000  # rows from which dates and times are read apart
_SWAPPED_MINIMUM, _SWAPPED_SHARE = 20, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Columns of time, one value a record, and why some records cannot be kept.

    `frame` has occurred_utc, occurred_from, occurred_to, interval_open, date_precision (text),
    reported_at, timed (a time of day is given), changed (last change), fault (reason code or null).
    `counts` are checks: dst_gap, dst_fold, unreadable_times, hour_24, open_interval, without_zone.
    """

    frame: pl.DataFrame
    counts: dict[str, int]


class Doubts:
    """Start dates that were not read, counted over any number of batches."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self.bad = self.of = self.swapped = 0
        self.example: str | None = None

    def add(self, records: pl.DataFrame, start: pl.DataFrame) -> None:
        """Count the dates of some records; `start` says what was read of them."""
        column = _dated_by(self._profile)
        if column is None:
            return
        bad = start["at"].is_null() & ~start["missing"]
        self.of += records.height - int(start["missing"].sum())
        if bad.any():
            examples = records[column].filter(bad).cast(pl.String)
            self.bad += len(examples)
            self.example = examples[0][:60] if self.example is None else self.example
            self.swapped += _swapped(examples, self._profile)

    def check(self) -> None:
        """Refuse a file whose dates are not of the formats of its profile.

        Raises
        ------
        DatesDoNotFit
            More than half of the start dates cannot be read.
        DateOrderContradicted
            Unreadable dates become readable with day and month exchanged.
        """
        if not self.bad:
            return
        found = {"bad": self.bad, "of": self.of, "column": _dated_by(self._profile), "example": self.example}
        if self.bad >= _SWAPPED_MINIMUM and self.swapped / self.bad >= _SWAPPED_SHARE:
            raise DateOrderContradicted(**found)
        if self.bad > MOST_UNREADABLE * self.of:
            raise DatesDoNotFit(**found, formats=", ".join(self._profile.when.formats))


def _dated_by(profile: Profile) -> str | None:
    return profile.when.start or next(iter(profile.when.parts.values()), None)


def zone_of(profile: Profile) -> ZoneInfo:
    """Return the time zone of a profile.

    Raises
    ------
    UnknownTimezone
        There is no such zone.
    """
    try:
        return ZoneInfo(profile.when.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownTimezone(name=profile.when.timezone) from None


def read_moments(
    records: pl.DataFrame, profile: Profile, *, received: datetime, doubts: Doubts | None = None
) -> Moments:
    """Read start, end and report dates of records; `doubts` gathers those of several batches, to be checked at the end.

    Formats are tried in the order of the profile; each row takes the first that reads all of its text. A
    format without time of day gives precision day, without day month, without month year. The instant
    of a wall time that does not exist (spring) uses the offset before the change; one that exists twice
    (autumn) takes the first. Both are counted.

    Raises
    ------
    DatesDoNotFit
        More than half of the start dates cannot be read.
    DateOrderContradicted
        Unreadable dates become readable with day and month exchanged.
    """
    w = profile.when
    zone_of(profile)
    start, until = _started(records, profile, doubts)
    frame = start.rename({"at": "occurred_from"})
    fault = (
        pl.when(pl.col("missing"))
        .then(pl.lit("missing_date"))
        .when(pl.col("occurred_from").is_null())
        .then(pl.lit("bad_date"))
    )
    year = pl.col("occurred_from").dt.year()
    fault = fault.when(year < EARLIEST_YEAR).then(pl.lit("implausible_date"))
    fault = fault.when(pl.col("occurred_from") > received + timedelta(days=1)).then(pl.lit("future_date"))
    if w.end:
        end = _moment(records, profile, date=w.end, time=w.end_time)
        frame = frame.with_columns(occurred_to=end["at"], end_missing=end["missing"])
        fault = fault.when(pl.col("occurred_to").is_null() & ~pl.col("end_missing")).then(pl.lit("bad_date"))
        fault = fault.when(pl.col("occurred_to") < pl.col("occurred_from")).then(pl.lit("end_before_start"))
    else:
        over = pl.lit(None, WALL) if until is None else until
        frame = frame.with_columns(occurred_to=over, end_missing=pl.lit(True))
    reported = _moment(records, profile, date=w.reported, time=None)["at"] if w.reported else pl.lit(None, WALL)
    changed = _moment(records, profile, date=w.updated, time=None)["at"] if w.updated else pl.lit(None, WALL)
    frame = frame.with_columns(reported_at=reported, changed=changed, fault=fault.otherwise(None))
    frame = frame.with_columns(interval_open=pl.col("end_missing") & pl.lit(w.interval))
    moments, counts = instants(frame, zone=w.timezone)
    counts |= {
        "unreadable_times": int(start["unreadable_time"].sum()),
        "hour_24": int(start["hour_24"].sum()),
        "open_interval": int(frame["interval_open"].sum()),
        "without_zone": _without_zone(records, profile),
    }
    kept = frame.select(
        moments.alias("occurred_utc"),
        "occurred_from",
        "occurred_to",
        "interval_open",
        "date_precision",
        "reported_at",
        "timed",
        "changed",
        "fault",
    )
    return Moments(frame=kept, counts=counts)


def _started(records: pl.DataFrame, profile: Profile, doubts: Doubts | None) -> tuple[pl.DataFrame, pl.Series | None]:
    """Return what `_moment` does of the start dates, and the ends of their shifts where they have some."""
    w = profile.when
    start = _from_parts(records, profile) if w.parts else _moment(records, profile, date=w.start, time=w.start_time)
    gathered = doubts or Doubts(profile)
    gathered.add(records, start)
    if doubts is None:
        gathered.check()
    if not w.shift:
        return start, None
    from beffroi.sources.shifts import in_shifts

    return in_shifts(start, records[w.shift], profile)


def _moment(records: pl.DataFrame, profile: Profile, *, date: str | None, time: str | None) -> pl.DataFrame:
    """Return at, missing, date_precision, timed, unreadable_time, hour_24 for one date (and time) column."""
    column = records[date] if date else pl.Series("at", [None] * records.height, dtype=pl.String)
    day = _dates(column, profile)
    coarsest = DATE_PRECISIONS.index(profile.when.precision)
    if time is None:
        level = pl.max_horizontal(pl.col("level"), pl.lit(coarsest, pl.Int8))
        timed = (level <= 1) & pl.col("at").is_not_null()
        return day.select(
            "at", "missing", "hour_24", date_precision=_named(level), timed=timed, unreadable_time=pl.lit(False)
        )
    clock = _times(records[time], profile)
    return (
        day.with_columns(clock=clock["clock"], clock_missing=clock["missing"], late=clock["late"])
        .with_columns(known=pl.col("clock").is_not_null() | (pl.col("level") <= 1))
        .select(
            at=pl.when(pl.col("clock").is_not_null())
            .then(
                pl.col("at").dt.truncate("1d")
                + pl.col("clock").cast(pl.Duration("us"))
                + pl.duration(days=pl.col("late").cast(pl.Int8))
            )
            .otherwise("at"),
            missing="missing",
            hour_24=pl.col("hour_24") | pl.col("late"),
            date_precision=pl.when("known").then(_named(pl.lit(coarsest))).otherwise(_named(pl.lit(max(coarsest, 2)))),
            timed=pl.col("known") & pl.lit(coarsest <= 1),
            unreadable_time=pl.col("clock").is_null() & ~pl.col("clock_missing"),
        )
    )


def _without_zone(records: pl.DataFrame, profile: Profile) -> int:
    """Count start dates without a zone in a column where others have one."""
    w = profile.when
    zoned = [bool(re.search("%#?z", fmt)) for fmt in w.formats]
    if w.start is None or all(zoned) or not any(zoned) or records[w.start].dtype != pl.String:
        return 0
    return int((~records[w.start].str.contains(r"(Z|[+-]\d{2}:?\d{2})\s*$")).sum())


def _from_parts(records: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """Return what `_moment` does, for dates whose year, month, day, hour and minute are columns of their own."""
    from beffroi.sources.date_parts import date_of_parts

    column = date_of_parts(records, profile)
    level = pl.max_horizontal(pl.col("level"), pl.lit(DATE_PRECISIONS.index(profile.when.precision), pl.Int8))
    timed = (level <= 1) & pl.col("at").is_not_null()
    return column.select(
        "at", "missing", "unreadable_time", hour_24=pl.lit(False), date_precision=_named(level), timed=timed
    )


def _named(level: pl.Expr) -> pl.Expr:
    return level.cast(pl.Int8).replace_strict(dict(enumerate(DATE_PRECISIONS)), return_dtype=pl.String)


def _dates(column: pl.Series, profile: Profile) -> pl.DataFrame:
    """Return at (wall time), level (0 minute … 5 year), missing and hour_24 of a date column."""
    if column.dtype.is_temporal():
        return _typed_dates(column, profile)
    text = column.cast(pl.String)
    at = pl.Series("at", [None], dtype=WALL).new_from_index(0, len(text)) if len(text) else pl.Series("at", [], WALL)
    level = pl.zeros(len(text), dtype=pl.Int8, eager=True)
    missing = text.is_null()
    for fmt, stripped in [(fmt, stripped) for stripped in (False, True) for fmt in expanded(profile.when.formats)]:
        todo = at.is_null() & ~missing
        if not todo.any():
            break
        everything = todo.all()
        text = text.str.strip_chars() if stripped else text
        read = _parse(text if everything else text.filter(todo), fmt, zone=profile.when.timezone)
        if not everything:
            read = spread(read, todo)
        level = level.zip_with(read.is_null(), pl.Series([level_of(fmt)], dtype=pl.Int8).new_from_index(0, len(level)))
        at = at.fill_null(read) if not everything else read
    at, hour_24 = _twenty_four(text, at, profile)
    return pl.DataFrame({"at": at, "level": level, "missing": missing, "hour_24": hour_24})


def _parse(text: pl.Series, fmt: str, *, zone: str) -> pl.Series:
    """Read text by one strptime format into wall time; null where it does not fit as a whole."""
    try:
        return _parsed(text, fmt, zone=zone)
    except pl.exceptions.PolarsError:
        raise UnusableFormat(found=fmt) from None


def _parsed(text: pl.Series, fmt: str, *, zone: str) -> pl.Series:
    if is_count(fmt):
        return from_counts(text, fmt)
    level = level_of(fmt)
    if re.search("%#?z", fmt):  # an offset, or a Z that is UTC
        instants = text.str.replace("Z$", "+0000").str.to_datetime(fmt, time_unit="us", strict=False)
        return instants.dt.convert_time_zone(zone).dt.replace_time_zone(None)
    if level >= 2:
        padded, whole = _pad_date(text, fmt, level)
        return padded.str.to_date(whole, strict=False).cast(WALL)
    if level == 1:
        text, fmt = text + " 00", fmt + " %M"
    return of_many(text, fmt) if len(text) > _MANY else text.str.to_datetime(fmt, time_unit="us", strict=False)


def _pad_date(text: pl.Series, fmt: str, level: int) -> tuple[pl.Series, str]:
    if level == 3:
        return text + "-01", fmt + "-%d"
    if level == 5:
        return text + "-01-01", fmt + "-%m-%d"
    return text, fmt


def _twenty_four(text: pl.Series, at: pl.Series, profile: Profile) -> tuple[pl.Series, pl.Series]:
    """Read `24:00` as midnight of the next day; returns the times and where it was done."""
    none = pl.Series([False]).new_from_index(0, len(text)) if len(text) else pl.Series([], dtype=pl.Boolean)
    left = at.is_null() & text.is_not_null()
    if not left.any():
        return at, none
    late = left & text.str.contains(r"\b24:00(:00)?$").fill_null(False)
    if not late.any():
        return at, none
    rewritten = text.filter(late).str.replace(r"\b24:00", "00:00")
    read = pl.Series([None], dtype=WALL).new_from_index(0, len(rewritten))
    for fmt in profile.when.formats:
        read = read.fill_null(_parse(rewritten, fmt, zone=profile.when.timezone))
    later = spread(read.dt.offset_by("1d"), late)
    return at.fill_null(later), late & later.is_not_null()


def _typed_dates(column: pl.Series, profile: Profile) -> pl.DataFrame:
    wall = column
    if isinstance(column.dtype, pl.Datetime) and column.dtype.time_zone is not None:
        false_utc = profile.when.false_utc
        wall = column if false_utc else column.dt.convert_time_zone(profile.when.timezone)
        wall = wall.dt.replace_time_zone(None)
    level = 2 if column.dtype == pl.Date else 0
    return pl.DataFrame({"at": wall.cast(WALL), "missing": column.is_null()}).with_columns(
        level=pl.lit(level, pl.Int8), hour_24=pl.lit(False)
    )


def _times(column: pl.Series, profile: Profile) -> pl.DataFrame:
    """Return clock (time of day), missing, and late (24:00: midnight of the next day) of a column of times."""
    if column.dtype == pl.Time:
        return pl.DataFrame({"clock": column, "missing": column.is_null()}).with_columns(late=pl.lit(False))
    text = column.cast(pl.String)
    clock = pl.Series([None], dtype=pl.Time).new_from_index(0, len(text)) if len(text) else pl.Series([], dtype=pl.Time)
    for fmt in profile.when.time_formats:
        clock = clock.fill_null(_clock(text, fmt))
    late = clock.is_null() & text.str.contains(r"^\s*24:00(:00)?\s*$").fill_null(False)
    clock = clock.set(late, time(0)) if late.any() else clock
    return pl.DataFrame({"clock": clock.alias("clock"), "missing": text.is_null(), "late": late})


def _clock(text: pl.Series, fmt: str) -> pl.Series:
    try:
        return text.str.strip_chars().str.to_time(fmt, strict=False)
    except pl.exceptions.PolarsError:
        raise UnusableFormat(found=fmt) from None


def _swapped(examples: pl.Series, profile: Profile) -> int:
    """Count the dates that can be read with day and month exchanged."""
    text = examples.str.strip_chars()
    read = pl.Series([False]).new_from_index(0, len(text))
    for fmt in profile.when.formats:
        if level_of(fmt) <= 2 and "%d" in fmt and "%m" in fmt:
            swapped = fmt.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")
            read |= _parse(text, swapped, zone=profile.when.timezone).is_not_null()
    return int(read.sum())
