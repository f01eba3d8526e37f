"""Which keys came before, and with which content: 16 bytes a row, however long the keys."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels._compile import fixed
from beffroi.kernels._seen import mark, move

Hashes = NDArray[np.uint64]

FILLED = 0.75  # of the slots, at most


class Seen:
    """Keys and contents seen so far, each as a hash of 64 bits.

    Two of n keys share a hash with a chance of n² / 2⁶⁵: 3 in a million for ten million keys. `expected` keys
    find their room at once; more make the table grow.

    >>> seen = Seen()
    >>> seen.mark(np.array([7, 7, 7, 9], np.uint64), np.array([1, 2, 1, 1], np.uint64)).tolist()
    [0, 1, 2, 0]
    """

    def __init__(self, expected: int = 1 << 12) -> None:
        self.height = 0
        self._slots: Hashes = np.zeros((int(expected / FILLED) + 64, 2), np.uint64)

    def mark(self, keys: NDArray[Any], contents: NDArray[Any]) -> NDArray[np.uint8]:
        """Say of each row, in order, whether its key is new (FIRST), has other content (OTHER) or is a REPEAT. O(rows).

        Parameters
        ----------
        keys, contents
            (n,) unsigned 64-bit hashes. A row repeats another when both are equal. Never written into.
        """
        keys, contents = fixed(keys, np.uint64), fixed(contents, np.uint64)
        if self.height + keys.size > FILLED * len(self._slots):
            self._grow(self.height + keys.size)
        verdicts, new = mark(keys, contents, slots=self._slots)
        self.height += new
        return verdicts

    def _grow(self, wanted: int) -> None:
        slots = np.zeros((int(1.5 * wanted / FILLED) + 64, 2), np.uint64)
        move(self._slots, slots)
        self._slots = slots
