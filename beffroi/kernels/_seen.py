"""Loops of `repeats`: an open table of hashes, probed one slot after the other."""

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels._compile import compiled

Hashes = NDArray[np.uint64]
FIRST, OTHER, REPEAT = 0, 1, 2
AHEAD = 64  # rows whose slots are fetched together


def mark(keys: Hashes, contents: Hashes, *, slots: Hashes) -> tuple[NDArray[np.uint8], int]:
    """Look rows up in the slots and put in what is new; return a verdict a row, and how many slots were filled."""
    verdicts = np.empty(keys.size, np.uint8)
    new, _ = _mark_loop(keys, contents, slots, verdicts)
    return verdicts, int(new)


def move(slots: Hashes, larger: Hashes) -> None:
    """Put every filled slot into a larger table."""
    _move_loop(slots, larger)


@compiled
def _mark_loop(keys, contents, slots, verdicts):  # type: ignore[no-untyped-def]
    """Look each row up, put it in where it is new, and return how many were (and what was fetched ahead, of no use)."""
    size = np.uint64(slots.shape[0])
    half, one, none = np.uint64(32), np.uint64(1), np.uint64(0)
    golden, odd = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1B54A32D192ED03)
    new, fetched = 0, none
    for row in range(keys.size):
        if row % AHEAD == 0:  # memory answers many questions at a time, when they are asked together
            for near in range(row, min(row + AHEAD, keys.size)):
                fetched ^= slots[(((max(keys[near], one) * golden) >> half) * size) >> half, 0]
        content = contents[row]
        key = max(keys[row], one)  # 0 is an empty slot
        at = (((key * golden) >> half) * size) >> half
        while slots[at, 0] != none and slots[at, 0] != key:
            at = at + one if at + one < size else none
        if slots[at, 0] == none:
            slots[at, 0], slots[at, 1] = key, content
            verdicts[row] = FIRST
            new += 1
            continue
        if slots[at, 1] == content:
            verdicts[row] = REPEAT
            continue
        key = max((key ^ content) * odd, one)  # further contents of a key stand under a key of their own
        at = (((key * golden) >> half) * size) >> half
        while slots[at, 0] != none and (slots[at, 0] != key or slots[at, 1] != content):
            at = at + one if at + one < size else none
        if slots[at, 0] == none:
            slots[at, 0], slots[at, 1] = key, content
            verdicts[row] = OTHER
            new += 1
        else:
            verdicts[row] = REPEAT
    return new, fetched


@compiled
def _move_loop(slots, larger):  # type: ignore[no-untyped-def]
    """Put every filled slot into a larger table."""
    size = np.uint64(larger.shape[0])
    half, one, none = np.uint64(32), np.uint64(1), np.uint64(0)
    golden = np.uint64(0x9E3779B97F4A7C15)
    for slot in range(slots.shape[0]):
        key = slots[slot, 0]
        if key != none:
            at = (((key * golden) >> half) * size) >> half
            while larger[at, 0] != none:
                at = at + one if at + one < size else none
            larger[at, 0], larger[at, 1] = key, slots[slot, 1]
