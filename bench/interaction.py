"""Mantel's and Jacquez's tests and HDBSCAN: CPU seconds beside NumPy and SciPy on whole matrices.

python bench/interaction.py     (4,000 incidents and 199 permutations; HDBSCAN of 10,000 and 100,000)

The peer of Mantel permutes rows and columns of a matrix of delays, a few times and scaled; that of HDBSCAN's tree is
scipy's minimum_spanning_tree of a whole matrix of 3,000 points. Checksums: r and p; length of the tree; clusters.
"""

import numpy as np
from _city import city, cpu, report, verdict
from scipy.sparse.csgraph import minimum_spanning_tree

from beffroi.kernels.hdbscan import hdbscan, spanning_tree
from beffroi.kernels.space_time_tests import jacquez_test, mantel_test

FEW, PERMUTATIONS, SOME = 4000, 199, 5


def matrices(x: np.ndarray, y: np.ndarray, day: np.ndarray) -> float:
    """Mantel's r, and a few permutations, on whole matrices."""
    near = 1 / (np.hypot(x[:, None] - x, y[:, None] - y) + 100)
    soon = 1 / (np.abs(day[:, None] - day) + 7.0)
    rows, columns = np.tril_indices(x.size, -1)
    r = float(np.corrcoef(near[rows, columns], soon[rows, columns])[0, 1])
    rng = np.random.default_rng(1)
    for _ in range(SOME):
        order = rng.permutation(x.size)
        (near * soon[order][:, order]).sum()
    return r


def main() -> None:
    x, y, day = (part[:FEW] for part in city(FEW))
    how = {"distance_constant": 100.0, "lag_constant": 7.0, "permutations": PERMUTATIONS}
    mantel_test(x[:50], y[:50], day[:50], **how)
    seconds, found = cpu(lambda: mantel_test(x, y, day, **how), repeat=1)
    report(f"mantel_test, {PERMUTATIONS}, n = {FEW:,}", seconds, (f"{found.correlation:.6g}", found.p))
    once, r = cpu(lambda: matrices(x, y, day), repeat=1)
    assert abs(r - found.correlation) < 1e-6, "the peer finds another correlation"
    report("whole matrices in NumPy, scaled", once * PERMUTATIONS / SOME, f"{r:.6g}", note="same r")
    spent, made = cpu(lambda: jacquez_test(x, y, day, permutations=PERMUTATIONS), repeat=1)
    report(f"jacquez_test, {PERMUTATIONS}, n = {FEW:,}", spent, made.observed.round(2).tolist())
    for n in (10_000, 100_000):
        x, y, _ = city(n)
        hdbscan(x[:200], y[:200], least=10)
        tree, clusters = cpu(lambda x=x, y=y: hdbscan(x, y, least=10, finest=1.0), repeat=1)
        report(f"hdbscan, n = {n:,}", tree, clusters.stability.size)
    x, y = x[:3000], y[:3000]
    apart = np.hypot(x[:, None] - x, y[:, None] - y)
    core = np.sort(apart, axis=1)[:, 9]
    own, (_, length) = cpu(lambda: spanning_tree(x, y, core), repeat=1)
    report("spanning tree, n = 3,000", own, round(float(length.sum())))
    whole = np.maximum(np.maximum(apart, core), core[:, None])
    peer, other = cpu(lambda: minimum_spanning_tree(whole).sum(), repeat=1)
    assert abs(other - length.sum()) < 1e-6 * other, "the peer's tree is of another length"
    report("scipy minimum_spanning_tree of the matrix", peer, round(float(other)), note="same length")
    verdict(mantel_beside_numpy=(seconds / (once * PERMUTATIONS / SOME), 0.5), hdbscan_100000_cpu=(tree, 6.0))


if __name__ == "__main__":
    main()
