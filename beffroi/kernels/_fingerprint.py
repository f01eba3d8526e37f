"""Loops of the content fingerprint: the rule is that of `store.fingerprint`, which also says it with arrays."""

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels._compile import compiled, fixed

Words = NDArray[np.uint64]


def fold(rows: Words, words: Words, *, salt: np.uint64) -> None:
    """Mix the words of one more column into those of the rows, in place."""
    _fold_loop(rows, fixed(words, np.uint64), salt)


def hash_texts(letters: NDArray[np.uint8], lengths: NDArray[np.int64], *, weights: Words) -> Words:
    """Sum the bytes of texts that stand one after the other, each weighted by its position in its text."""
    sums = np.empty(lengths.size, np.uint64)
    _hash_loop(fixed(letters, np.uint8), fixed(lengths, np.int64), fixed(weights, np.uint64), sums)
    return sums


@compiled
def _fold_loop(rows, words, salt):  # type: ignore[no-untyped-def]
    second = np.uint64(0x5851F42D4C957F2D)
    one, other = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
    for at in range(rows.size):
        z = rows[at] * second + (words[at] ^ salt)
        z = (z ^ (z >> np.uint64(30))) * one
        z = (z ^ (z >> np.uint64(27))) * other
        rows[at] = z ^ (z >> np.uint64(31))


@compiled
def _hash_loop(letters, lengths, weights, sums):  # type: ignore[no-untyped-def]
    golden = np.uint64(0x9E3779B97F4A7C15)
    at = 0
    for text in range(lengths.size):
        total = np.uint64(lengths[text]) * golden
        for place in range(lengths[text]):
            total += (np.uint64(letters[at]) + np.uint64(1)) * weights[place]
            at += 1
        sums[text] = total
