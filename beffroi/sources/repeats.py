"""Records that come twice, in one batch or far apart: by their key, or whole where they have none."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.errors.intake import KeysDestroyed
from beffroi.sources.columns import texts
from beffroi.sources.many_times import spread
from beffroi.sources.profile import Profile

_CHANGED = "last change"  # beside the mapped columns of a source, among which it is none
Hashes = NDArray[np.uint64]


class Repeats:
    """The keys and contents of all records so far: exact within one batch, by hashes of 64 bits between batches.

    `expected` is how many records are likely to come, once that can be told.
    """

    def __init__(self, profile: Profile) -> None:
        self._profile, self.expected = profile, 0
        self._keyed, self._keyless = _Batches(), _Batches()
        self._rounded: list[tuple[int, str]] = []
        self.exact = 0  # records without a key that repeat an earlier one in every mapped column; they are kept

    def faults(self, records: pl.DataFrame, moments: pl.DataFrame) -> pl.Series:
        """Add to the faults why the other rows of one key are not kept.

        The row of the latest change stays; rows of an earlier one are earlier_state (such a source comes in one
        batch). Among rows that nothing tells apart in time the first stays; those of the same content are
        exact_repeat_of_key, others conflicting_key.
        """
        faults = moments["fault"]
        if not self._profile.key:
            return faults
        keys = texts(records[self._profile.key])
        self._look_for_rounded(keys)
        sound = faults.is_null() & keys.is_not_null()
        whole = sound.all()
        some, names = (records, keys) if whole else (records.filter(sound), keys.filter(sound))
        hashes = names.hash().to_numpy()
        if self._keyed.is_empty:
            self._keyed.keep(hashes, some.select(_mapped(records)))
            return _within(keys, records, moments, profile=self._profile)
        verdicts = self._keyed.mark(hashes, some.select(_mapped(records)), expected=self.expected)
        if not verdicts.any():
            return faults
        found = _named(verdicts, profile=self._profile)
        return faults.fill_null(found if whole else spread(found, sound))

    def count(self, records: pl.DataFrame) -> None:
        """Count the records without a key that repeat an earlier one, among those that are kept."""
        if self._profile.key:
            records = records.filter(texts(records[self._profile.key]).is_null())
        if not records.height:
            return
        contents = records.select(_mapped(records))
        if self._keyless.is_empty:
            self._keyless.keep(None, contents)
            self.exact += contents.height - contents.n_unique()
        else:
            expected = 0 if self._profile.key else self.expected
            self.exact += int(np.count_nonzero(self._keyless.mark(None, contents, expected=expected)))

    def check(self) -> None:
        """Refuse keys such as 2.02401E+11: what a spreadsheet leaves of a long number.

        Raises
        ------
        KeysDestroyed
            Some keys were rounded.
        """
        if self._rounded:
            n = sum(n for n, _ in self._rounded)
            raise KeysDestroyed(n=n, column=self._profile.key, example=self._rounded[0][1])

    def _look_for_rounded(self, keys: pl.Series) -> None:
        if keys.str.contains("E+", literal=True).any():
            rounded = keys.filter(keys.str.contains(r"^\d[.,]\d+E\+\d+$").fill_null(False))
            self._rounded += [(len(rounded), rounded[0])] if len(rounded) else []


class _Batches:
    """Hashes of the first batch, which become a table when a second one comes."""

    def __init__(self) -> None:
        self._first: tuple[Hashes, Hashes] | None = None
        self._seen: Any = None

    @property
    def is_empty(self) -> bool:
        return self._first is None and self._seen is None

    def keep(self, keys: Hashes | None, contents: pl.DataFrame) -> None:
        """Remember the first batch."""
        hashes = contents.hash_rows().to_numpy()
        self._first = hashes if keys is None else keys, hashes

    def mark(self, keys: Hashes | None, contents: pl.DataFrame, *, expected: int) -> NDArray[np.uint8]:
        """Say of each row of a later batch what `Seen.mark` says."""
        from beffroi.kernels.repeats import Seen

        if self._seen is None:
            self._seen = Seen(max(expected, 1 << 12))
        if self._first is not None:
            self._seen.mark(*self._first)
            self._first = None
        hashes = contents.hash_rows().to_numpy()
        return self._seen.mark(hashes if keys is None else keys, hashes)


def _within(keys: pl.Series, records: pl.DataFrame, moments: pl.DataFrame, *, profile: Profile) -> pl.Series:
    """Return the faults with those of repeated keys, as `Repeats.faults`, for one batch on its own."""
    faults = moments["fault"]
    if keys.drop_nulls().hash().n_unique() == len(keys) - keys.null_count():  # quick: hashes collide, never split
        return faults
    again = keys.is_duplicated() & faults.is_null() & keys.is_not_null()
    mapped = _mapped(records)
    rows = records.select("row", *mapped).with_columns(moments["changed"].alias(_CHANGED)).filter(again)
    rows = rows.sort(_CHANGED, "row", descending=[True, False], nulls_last=True)
    first_of_key = pl.col("row") == pl.col("row").first().over(profile.key)
    first_of_content = pl.col("row") == pl.col("row").first().over(mapped)
    earlier = pl.col(_CHANGED).ne_missing(pl.col(_CHANGED).first().over(profile.key))
    other = pl.when(first_of_key).then(None).when(earlier).then(pl.lit("earlier_state"))
    other = other.when(~first_of_content).then(pl.lit("exact_repeat_of_key"))
    found = rows.select("row", found=other.otherwise(None if _of_victims(profile) else pl.lit("conflicting_key")))
    joined = records.select("row").join(found, on="row", how="left", maintain_order="left")["found"]
    return faults.fill_null(joined)


def _named(verdicts: NDArray[np.uint8], *, profile: Profile) -> pl.Series:
    """Return the faults that verdicts of `Seen.mark` mean."""
    conflict = None if _of_victims(profile) else "conflicting_key"
    words = pl.Series([None, conflict, "exact_repeat_of_key"], dtype=pl.String)
    return words.gather(pl.Series(verdicts).cast(pl.UInt32))


def _of_victims(profile: Profile) -> bool:
    return profile.event_key is not None or profile.row_is == "victim"


def _mapped(records: pl.DataFrame) -> Sequence[str]:
    return [name for name in records.columns if name not in {"row", "line"}]
