"""Which records have an hour: only the whole file tells whether a default time is heaped, and batches cannot wait."""

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.sources.quality import Clock, known_hours, minute_of

Amend = Callable[[pl.DataFrame, int], pl.DataFrame]
"""From rows of the table and the number of rows before them, to those rows as they should be."""


class Hours:
    """Says of each batch which hours are known, by the heaps of the first one, and corrects that if need be.

    One bit a row and default time remembers which rows are in question.
    """

    def __init__(self, default_times: tuple[str, ...]) -> None:
        self._times = tuple(dict.fromkeys(default_times))
        self._taken: set[str] | None = None  # the default times that were taken for heaps
        self._bits: dict[str, list[NDArray[np.uint8]]] = {wanted: [] for wanted in self._times}
        self._heights: list[int] = []

    def known(self, minutes: pl.Series, *, clock: Clock) -> pl.Series:
        """Return which rows of a batch have an hour; the clock has counted them."""
        if self._taken is None:
            self._taken = self._heaped(clock)
        self._heights.append(len(minutes))
        for wanted, bits in self._bits.items():
            bits.append(np.packbits((minutes == minute_of(wanted)).fill_null(False).to_numpy()))
        return known_hours(minutes, self._taken)

    def n_known(self, clock: Clock) -> int:
        """Count the rows that have an hour."""
        heaped = {minute_of(wanted) for wanted in self._heaped(clock)}
        return int(clock.minutes.sum()) - sum(int(clock.minutes[minute]) for minute in heaped)

    def amend(self, clock: Clock) -> Amend | None:
        """Return what corrects `hour_known`; None when the first batch told the truth about all."""
        found, taken = self._heaped(clock), self._taken or set()
        if found == taken:
            return None
        lost, back = (self._rows(times) for times in (found - taken, taken - found))

        def amended(table: pl.DataFrame, before: int) -> pl.DataFrame:
            here = slice(before, before + table.height)
            known = table["hour_known"].to_numpy()
            return table.with_columns(hour_known=pl.Series((known & ~lost[here]) | back[here]))

        return amended

    def _heaped(self, clock: Clock) -> set[str]:
        return {str(heap["time"]) for heap in clock.heaps(self._times)}

    def _rows(self, times: set[str]) -> NDArray[np.bool_]:
        """Return which rows of all batches are at one of some default times."""
        found = np.zeros(sum(self._heights), bool)
        for wanted in times:
            parts = zip(self._bits[wanted], self._heights, strict=True)
            found |= np.concatenate([np.unpackbits(bits, count=n).view(bool) for bits, n in parts])
        return found
