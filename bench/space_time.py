"""Repeats, strings, local Knox, space-time K and the point pattern test: CPU seconds beside SciPy and NumPy.

python bench/space_time.py [n ...]     (10,000 and 100,000 incidents)

The peer of the repeats lists the near pairs once with scipy's cKDTree and permutes dates over the list in NumPy; that
of the local Knox test calls scipy's hypergeometric tail; that of the pattern test scipy's fisher_exact, area by area.
A few permutations or areas of the peer are timed and scaled. Checksums: incidents of each kind; others near and soon;
pairs; areas that differ. Bounds: the shares of the peers' time that ours may take.
"""

import sys
from typing import Any

import numpy as np
from _city import city, cpu, report, verdict
from scipy.spatial import cKDTree
from scipy.stats import fisher_exact, hypergeom

from beffroi.kernels.local_knox import local_knox
from beffroi.kernels.point_pattern_test import difference_pattern_test
from beffroi.kernels.repeat_series import links, repeat_test, strings
from beffroi.kernels.space_time_k import space_time_k

NEAR, SOON, PERMUTATIONS, SOME, AREAS, FEW = 200.0, 14, 199, 5, 5000, 200


def peer_of_repeats(n: int, *, permutations: int) -> list[int]:
    """Count alone, originators, near repeats and repeats in NumPy, after each permutation."""
    x, y, day = city(n)
    x, y = x.round(3), y.round(3)
    pairs = cKDTree(np.column_stack([x, y])).query_pairs(NEAR, output_type="ndarray")
    apart = np.hypot(x[pairs[:, 0]] - x[pairs[:, 1]], y[pairs[:, 0]] - y[pairs[:, 1]])
    i, j, same = pairs[apart < NEAR, 0], pairs[apart < NEAR, 1], apart[apart < NEAR] == 0
    ordered, rng, observed = np.sort(day), np.random.default_rng(1), []
    rank = np.argsort(np.argsort(day, kind="stable"))
    for k in range(permutations + 1):
        order = rng.permutation(n) if k else rank
        soon = np.abs(ordered[order[i]] - ordered[order[j]]) < SOON
        first, second = np.where(order[i] < order[j], (i, j), (j, i))
        kind = np.zeros(n, int)
        kind[first[soon]] = 1
        kind[second[soon]] = 2
        kind[second[soon & same]] = 3
        if not k:
            observed = np.bincount(kind, minlength=4).tolist()
    return observed


def beside_repeats(n: int) -> float:
    x, y, day = city(n)
    x, y = x.round(3), y.round(3)

    def ours() -> Any:
        return repeat_test(x, y, day, near=NEAR, soon=SOON, permutations=PERMUTATIONS)

    ours()  # compiles
    seconds, found = cpu(ours, repeat=2)
    report(f"repeat_test, {PERMUTATIONS}, n = {n:,}", seconds, found.observed.tolist())
    once, _ = cpu(lambda: peer_of_repeats(n, permutations=0), repeat=1)
    some, observed = cpu(lambda: peer_of_repeats(n, permutations=SOME), repeat=1)
    scaled = once + (some - once) * PERMUTATIONS / SOME
    assert observed == found.observed.tolist(), "the peer counts other kinds"
    report("cKDTree pair list in NumPy, scaled", scaled, observed, note="same counts")
    spent, chains = cpu(lambda: strings(links(x, y, day, near=NEAR, soon=SOON), n))
    report(f"links and strings, n = {n:,}", spent, int(chains.max()) + 1)
    return seconds / scaled


def beside_local(n: int) -> float:
    x, y, day = city(n)
    seconds, found = cpu(lambda: local_knox(x, y, day, near=NEAR, soon=SOON))
    report(f"local_knox, n = {n:,}", seconds, (int(found.observed.sum()), round(float(found.p.sum()), 3)))
    spent, p = cpu(lambda: hypergeom.sf(found.observed - 1, n - 1, found.soon, found.near), repeat=1)
    assert np.allclose(p, found.p, rtol=1e-7, atol=1e-12)
    report("scipy.stats.hypergeom.sf, tails alone", spent, round(float(p.sum()), 3), note="same tails")
    return seconds / spent


def beside_pattern() -> float:
    rng = np.random.default_rng(1)
    size = rng.gamma(0.7, 30, AREAS)
    before, after = rng.poisson(size), rng.poisson(size * 1.1)
    seconds, found = cpu(lambda: difference_pattern_test(before, after))
    report(f"difference_pattern_test, {AREAS:,} areas", seconds, int((found.differs != 0).sum()))

    def peer() -> list[float]:
        tables = [[[before[k], before.sum() - before[k]], [after[k], after.sum() - after[k]]] for k in range(FEW)]
        return [fisher_exact(table).pvalue for table in tables]

    spent, p = cpu(peer, repeat=1)
    raw = difference_pattern_test(before, after, adjustment="none").p[:FEW]
    assert np.allclose(raw, p, rtol=1e-6)
    report("scipy.stats.fisher_exact, scaled", spent * AREAS / FEW, FEW, note="same p-values")
    return seconds / (spent * AREAS / FEW)


def main() -> None:
    sizes = [int(float(given)) for given in sys.argv[1:]] or [10_000, 100_000]
    bounds = {}
    for n in sizes:
        bounds[f"repeats_{n}_beside_numpy"] = beside_repeats(n), 1.0
        bounds[f"local_knox_{n}_beside_scipy_tails"] = beside_local(n), 1.0
        x, y, day = city(n)
        seconds, found = cpu(
            lambda x=x, y=y, day=day: space_time_k(x, y, day, distances=(100, 200, 400, 800), lags=(3, 7, 14, 28)),
            repeat=2,
        )
        report(f"space_time_k, 199, n = {n:,}", seconds, found.pairs[0].tolist())
    bounds["pattern_test_beside_scipy"] = beside_pattern(), 0.5
    verdict(**bounds)


if __name__ == "__main__":
    main()
