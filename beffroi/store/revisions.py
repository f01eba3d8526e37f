"""Which record of several deliveries stands: by key, by day, by content; and what a new delivery changes.

One rule, the same for every engine. A row of a delivery stands unless it is of
a day that its delivery does not cover, or a later delivery

* replaces its day (`replace`), or
* holds its key on a day that it covers (`newest` and `replace`), or
* holds the same row without a key on a day that both cover (`newest`), each
  row of the later delivery standing for one of the earlier.

`add` supersedes nothing. Nothing is edited: a row that fell is still in its
delivery, and comes back when the question is asked as of an earlier one.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from beffroi.store.catalogue import Delivery
from beffroi.vocabulary.period import Period

POSITIONS = ("row", "position", "delivery")  # where a row stands in a file says nothing of its content
BY_KEY = ("newest", "replace")


def covered_by(delivery: Delivery) -> tuple[Period, ...]:
    """Return the periods a delivery covers."""
    return tuple(Period.parse(written) for written in delivery.account.get("covered", ()))


def own_rows(frame: pl.DataFrame, covered: Sequence[Period], *, day: str) -> pl.DataFrame:
    """Keep the rows of the days that a delivery covers; all rows where it declares none."""
    if not covered:
        return frame
    return frame.filter(any_within(day, covered))


def standing(frames: Sequence[pl.DataFrame], deliveries: Sequence[Delivery], *, day: str) -> list[pl.DataFrame]:
    """Leave out the rows of each delivery that a later one supersedes; `frames` hold own rows, in order of arrival."""
    kept = []
    for at, own in enumerate(frames):
        frame = own
        for later in range(at + 1, len(frames)):
            falls = _falls(frames, deliveries, pair=(at, later), day=day)
            frame = frame if falls is None else frame.filter(~falls)
        kept.append(frame)
    return kept


def lifetimes(frames: Sequence[pl.DataFrame], deliveries: Sequence[Delivery], *, day: str) -> list[pl.DataFrame]:
    """Keep every row, with the number of its delivery (`arrived`) and of the first that supersedes it (`fell`)."""
    lived = []
    for at, own in enumerate(frames):
        frame = own.with_columns(arrived=pl.lit(at, pl.Int64), fell=pl.lit(None, pl.Int64))
        for later in range(at + 1, len(frames)):
            falls = _falls(frames, deliveries, pair=(at, later), day=day)
            if falls is not None:
                frame = frame.with_columns(fell=pl.when(pl.col("fell").is_null() & falls).then(later).otherwise("fell"))
        lived.append(frame)
    return lived


def _falls(
    frames: Sequence[pl.DataFrame], deliveries: Sequence[Delivery], *, pair: tuple[int, int], day: str
) -> pl.Expr | None:
    """Whether a row of the first delivery of a pair is superseded by the second; None where no row can be."""
    at, then = pair
    later, other = deliveries[then], frames[then]
    falls = []
    if later.overlap == "replace" and covered_by(later):
        falls.append(any_within(day, covered_by(later)))
    if later.overlap in BY_KEY and deliveries[at].id in _revised(later):
        keys = other["source_id"].drop_nulls().unique()
        falls.append(pl.col("source_id").is_in(keys.implode()).fill_null(value=False))
    if later.overlap == "newest":
        shared = shared_days(covered_by(deliveries[at]), covered_by(later))
        again = repeats(frames[at], other, day=day, shared=shared)
        falls += [pl.col(_place(frames[at])).is_in(again.implode())] if len(again) else []
    return pl.any_horizontal(falls) if falls else None


def any_within(day: str, periods: Sequence[Period]) -> pl.Expr:
    """Whether a date or local time falls in any of some half-open periods; false where there is no date."""
    hits = [(pl.col(day) >= pl.lit(one.start)) & (pl.col(day) < pl.lit(one.end)) for one in periods]
    return pl.any_horizontal(hits).fill_null(value=False) if hits else pl.lit(value=False)


def repeats(frame: pl.DataFrame, later: pl.DataFrame, *, day: str, shared: Sequence[Period]) -> pl.Series:
    """Return where the rows without a key stand that a later delivery holds again: the third of a kind by its third."""
    loose = pl.col("source_id").is_null() & any_within(day, shared)
    if not shared or "source_id" not in frame.columns or not later.select(loose.any()).item():
        return pl.Series(dtype=pl.UInt32)
    mine, theirs = _numbered(frame.filter(loose)), _numbered(later.filter(loose))
    content = [name for name in mine.columns if name not in POSITIONS]
    return mine.join(theirs, on=content, how="semi", nulls_equal=True)[_place(frame)]


def _place(frame: pl.DataFrame) -> str:
    return "position" if "position" in frame.columns else "row"


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """Number the repeats of each content: the third of its kind meets the third of its kind."""
    content = [name for name in rows.columns if name not in POSITIONS]
    return rows.with_columns(pl.int_range(pl.len()).over(content).alias("repeat"))


def _revised(delivery: Delivery) -> Sequence[str]:
    told: Sequence[str] = delivery.account.get("revision", {}).get("earlier", ())
    return told


def shared_days(one: Sequence[Period], other: Sequence[Period]) -> list[Period]:
    """Return the periods that both cover."""
    found = (mine.overlap(theirs) for mine in one for theirs in other)
    return [period for period in found if period]


def revision_of(
    table: pl.DataFrame,
    covered: Sequence[Period],
    *,
    before: Mapping[str, pl.DataFrame],
    earlier: Sequence[Delivery],
    day: str,
) -> dict[str, Any]:
    """Say what a table changes of the records that stand: same, corrected, new, gone; JSON-able.

    `before` holds the own rows of each earlier delivery. Counts are of records (keys); those of rows without a
    key stand apart. No word of a record is in it: it outlives the deliveries that it was compared with.
    """
    fresh = own_rows(table, covered, day=day)
    rows = pl.concat(standing(list(before.values()), earlier, day=day)) if before else fresh.clear()
    shared = [period for one in earlier for period in shared_days(covered_by(one), covered)]
    known = rows.filter(pl.col("source_id").is_not_null())
    keyed = fresh.filter(pl.col("source_id").is_not_null())
    again = known.join(keyed.select("source_id").unique(), on="source_id", how="semi")
    in_shared = any_within(day, shared)
    return {
        "earlier": [name for name, own in before.items() if own.join(keyed, on="source_id", how="semi").height],
        "shared": [str(period) for period in shared],
        **_changes(again, keyed),
        "new": _keys(keyed.filter(in_shared).join(known, on="source_id", how="anti")),
        "gone": _keys(known.filter(in_shared).join(keyed, on="source_id", how="anti")),
        "loose": _loose(rows.filter(in_shared), fresh.filter(in_shared)),
    }


ASPECTS = {
    "requalified": ("offence_source", "offence", "offence_status"),
    "redated": ("occurred_utc", "occurred_from", "occurred_to", "interval_open", "hour_known", "date_precision"),
    "relocated": ("x", "y", "location_kind", "location_metres", "place_code", "place_name"),
    "restated": ("status",),
}
"""What may differ between two versions of a record, and the columns that say it."""


def _changes(again: pl.DataFrame, keyed: pl.DataFrame) -> dict[str, Any]:
    """Count the records of both by what differs; a record may differ in several ways."""
    earlier, later = _versions(again), _versions(keyed)
    pairs = earlier.join(later, on="source_id", suffix=" later")
    content = [name for name in earlier.columns if name != "source_id"]
    differs = {name: pl.col(name).ne_missing(pl.col(f"{name} later")) for name in content}
    told = {aspect: int(pairs.select(pl.any_horizontal(differs[name] for name in names).sum()).item())
            for aspect, names in ASPECTS.items()}  # fmt: skip
    corrected = int(pairs.select(pl.any_horizontal(differs.values()).sum()).item())
    return {
        "same": pairs.height - corrected,
        "corrected": corrected,
        **told,
    }


def _versions(rows: pl.DataFrame) -> pl.DataFrame:
    """Gather the rows of each key, in an order that does not depend on the file: a record may have a row a victim."""
    content = sorted(set(rows.columns) - {*POSITIONS, "source_id"})
    return rows.sort(content).group_by("source_id").agg(content)


def _keys(rows: pl.DataFrame) -> int:
    return rows["source_id"].n_unique() if rows.height else 0


def _loose(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, int]:
    """Compare the rows without a key of shared days as multisets."""
    mine, theirs = (_numbered(rows.filter(pl.col("source_id").is_null())) for rows in (before, after))
    content = [name for name in mine.columns if name not in POSITIONS]
    same = mine.join(theirs, on=content, how="semi", nulls_equal=True).height
    return {"same": same, "new": theirs.height - same, "gone": mine.height - same}
