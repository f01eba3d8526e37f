"""Words that stand for a part of the day (day, evening, night shift): the event lies somewhere in between."""

import re
from datetime import timedelta

import polars as pl

from beffroi.errors.profiles import UnusableFormat
from beffroi.sources.profile import Profile
from beffroi.vocabulary.offences import normalised

_CLOCK = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


def in_shifts(day: pl.DataFrame, column: pl.Series, profile: Profile) -> tuple[pl.DataFrame, pl.Series]:
    """Return dates moved to the beginning of their shift, and the end of each shift.

    `day` is what reading the dates gave: at, date_precision, timed, unreadable_time among its columns. A word that
    the profile does not know leaves the day, and counts as an unreadable time.

    Raises
    ------
    UnusableFormat
        A limit in [when.shifts] is not a time of day such as 16:00 or 24:00.
    """
    limits = {normalised(word): (_after(start), _after(end)) for word, (start, end) in profile.when.shifts.items()}
    words = column.cast(pl.String).fill_null("")
    keys = {word: normalised(word) for word in words.unique().to_list()}
    starts, ends = (
        words.replace_strict(
            {word: limits[key][side] for word, key in keys.items() if key in limits},
            default=None,
            return_dtype=pl.Duration("us"),
        )
        for side in (0, 1)
    )
    known = starts.is_not_null() & day["at"].is_not_null()
    midnight = day["at"].dt.truncate("1d")
    moved = day.with_columns(
        at=(midnight + starts).fill_null(day["at"]),
        date_precision=pl.when(known).then(pl.lit("hour")).otherwise("date_precision"),
        timed=known,
        unreadable_time=pl.lit(words != "") & starts.is_null(),
    )
    return moved, midnight + ends


def _after(clock: str) -> timedelta:
    """Return the time after midnight that a limit says.

    >>> _after("24:00").days
    1
    """
    if not _CLOCK.fullmatch(clock):
        raise UnusableFormat(found=clock)
    hours, minutes = clock.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))
