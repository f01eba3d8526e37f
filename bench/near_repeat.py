"""Knox test, 10 bands of distance by 4 of delay, 999 permutations: CPU seconds beside a pair list in NumPy.

python bench/near_repeat.py [n ...]     (10,000: at most 0.25 s warm; 50,000: at most 3.2 s; and 100,000)

The first line compiles or loads the kernels. The peer lists the pairs once with
scipy's cKDTree and then permutes dates over the list; it is timed on 20
permutations and scaled. Checksum: pairs in the first band, in all bands. Growth: beyond 100,000 the city gets no denser
but has neighbours: ten cities of 100,000 in a row, with 99 permutations.
"""

import sys
from typing import Any

import numpy as np
from _city import SIDE, city, cpu, report, verdict
from scipy.spatial import cKDTree

from beffroi.kernels.pairs import KnoxTest, knox_test

FAR, LATE = np.arange(0.0, 1001.0, 100.0), np.arange(0, 29, 7)
PERMUTATIONS = 999


def ours(n: int) -> KnoxTest:
    x, y, day = city(n)
    return knox_test(x, y, day, distance_edges=FAR.tolist(), lag_edges=LATE.tolist(), permutations=PERMUTATIONS)


def cities(n: int, *, of: int) -> KnoxTest:
    """Test n incidents in cities of `of` each, side by side."""
    drawn = [city(of, seed=k + 1) for k in range(n // of)]
    x, y, day = (np.concatenate(parts) for parts in zip(*drawn, strict=True))
    x = x + np.repeat(np.arange(len(drawn)) * SIDE, of)
    return knox_test(x, y, day, distance_edges=FAR.tolist(), lag_edges=LATE.tolist(), permutations=99)


def pair_list(n: int, *, permutations: int) -> Any:
    x, y, day = city(n)
    x, y = x.round(3), y.round(3)
    pairs = cKDTree(np.column_stack([x, y])).query_pairs(1000.0, output_type="ndarray")
    distance = np.hypot(x[pairs[:, 0]] - x[pairs[:, 1]], y[pairs[:, 0]] - y[pairs[:, 1]])
    pairs, distance = pairs[distance < 1000.0], distance[distance < 1000.0]
    band = (distance // 100).astype(np.int64)
    rng = np.random.default_rng(1)
    for k in range(permutations + 1):
        times = day if k == 0 else rng.permutation(day)
        delay = np.abs(times[pairs[:, 0]] - times[pairs[:, 1]])
        kept = delay < 28
        counts = np.bincount(band[kept] * 4 + delay[kept] // 7, minlength=40)
        if k == 0:
            observed = counts
    return observed


BOUNDS = {10_000: 0.25, 50_000: 3.2}


def main() -> None:
    sizes = [int(float(given)) for given in sys.argv[1:]] or [10_000, 50_000, 100_000]
    seconds, found = cpu(lambda: ours(sizes[0]), repeat=1)
    report(f"knox_test, first call, n = {sizes[0]:,}", seconds, _checksum(found))
    bounds = {}
    for n in sizes:
        seconds, found = cpu(lambda n=n: ours(n), repeat=3 if n < 100_000 else 1)
        report(f"knox_test, warm, n = {n:,}", seconds, _checksum(found))
        if n in BOUNDS:
            bounds[f"knox_{n}_cpu"] = seconds, BOUNDS[n]
        if n <= 20_000:
            _beside_the_peer(n, seconds, found)
    if len(sys.argv) == 1:
        for n in (100_000, 1_000_000):
            seconds, found = cpu(lambda n=n: cities(n, of=100_000), repeat=1)
            report(f"knox_test, 99 permutations, cities of 100,000, n = {n:,}", seconds, _checksum(found))
    verdict(**bounds)


def _checksum(found: KnoxTest) -> tuple[int, int]:
    return int(found.observed[0, 0]), int(found.observed.sum())


def _beside_the_peer(n: int, seconds: float, found: KnoxTest) -> None:
    once, observed = cpu(lambda: pair_list(n, permutations=0), repeat=1)
    some, _ = cpu(lambda: pair_list(n, permutations=20), repeat=1)
    scaled = once + (some - once) * PERMUTATIONS / 20
    assert (observed.reshape(10, 4) == found.observed).all(), "the peer counts other pairs"
    report("cKDTree pair list in NumPy, scaled", scaled, (int(observed[0]), int(observed.sum())), note="same counts")
    print(f"ratio {scaled / seconds:.1f}")


if __name__ == "__main__":
    main()
