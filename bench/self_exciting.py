"""The self-exciting model: CPU seconds of expectation and maximisation, of the whole fit, and of its test.

python bench/self_exciting.py [n ...]     (10,000, 100,000 and 1,000,000 incidents)

Bound: the list of pairs and 100 looks (expectation and maximisation, with edge correction) at 10,000 incidents in
0.05 CPU seconds. The peer does the same 100 steps in NumPy over pairs listed by scipy's cKDTree, from the same
parameters. Checksums: the parameters after 100 steps, equal in both; those of the fits, and how many looks they took;
share triggered, bandwidth and p of the question as asked (five bandwidths tried, 99 permutations). Growth: pairs, and the
log-likelihood, with the parameters held (ten looks at a million incidents).
"""

import sys

import numpy as np
from _city import DAYS, SIDE, city, cpu, report, verdict
from scipy.spatial import cKDTree
from scipy.special import ndtr

from beffroi.analyses.self_exciting import SelfExciting
from beffroi.kernels._excitation import Parameters, Process
from beffroi.kernels.edge_share import EdgeShare
from beffroi.kernels.pattern_window import rectangle
from beffroi.kernels.self_exciting import LIMITS, self_exciting
from beffroi.tables.views import points_from_arrays

AREA, SPANS, STEPS = rectangle((0.0, 0.0, SIDE, SIDE)), ((0.0, float(DAYS)),), 100
START = Parameters(0.8, 0.15, 0.25, 60.0)  # the first a share of the events
REACH, HORIZON = 5.26, 13.8  # spreads and mean delays: where the triggers fall below a millionth


def events(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x, y, day = city(n)
    return x, y, day + np.random.default_rng(2).random(n)


def ours(x: np.ndarray, y: np.ndarray, time: np.ndarray) -> np.ndarray:
    process = Process(EdgeShare(AREA, x, y), time, spans=SPANS, limits=LIMITS)
    shape = np.full(x.size, 1 / AREA.area / DAYS)
    logs = START._replace(background=START.background * x.size).logs()
    for _ in range(STEPS):
        logs = process.look(logs, shape).step
    return np.exp(logs)


def peer(x: np.ndarray, y: np.ndarray, time: np.ndarray) -> np.ndarray:
    """Do the same in NumPy: pairs by a tree, erf-like edge terms of every event."""
    mu, theta, decay, spread = START._replace(background=START.background * x.size)
    pairs = cKDTree(np.column_stack([x, y])).query_pairs(1.5 * REACH * spread, output_type="ndarray")
    late = time[pairs[:, 1]] - time[pairs[:, 0]]
    first, child = np.where(late > 0, (pairs[:, 0], pairs[:, 1]), (pairs[:, 1], pairs[:, 0]))
    late = np.abs(late)
    kept = (late > 0) & (late <= 2.0 * HORIZON / decay)
    first, child, late = first[kept], child[kept], late[kept]
    squared = (x[first] - x[child]) ** 2 + (y[first] - y[child]) ** 2
    sides = np.column_stack([x, y, SIDE - x, SIDE - y])
    for _ in range(STEPS):
        weight = theta * decay / (2 * np.pi * spread**2) * np.exp(-decay * late - squared / (2 * spread**2))
        own = mu / AREA.area / DAYS
        intensity = own + np.bincount(child, weights=weight, minlength=x.size)
        p = weight / intensity[child]
        scaled = sides / spread
        inside = ndtr(scaled)
        height = scaled * np.exp(-0.5 * scaled**2) / np.sqrt(2 * np.pi)
        along, change = inside[:, :2] + inside[:, 2:] - 1, -(height[:, :2] + height[:, 2:])
        share, slope = along.prod(axis=1), change[:, 0] * along[:, 1] + change[:, 1] * along[:, 0]
        left = np.exp(-decay * (DAYS - time))
        seen = ((1 - left) * share).sum()
        mu, theta = (own / intensity).sum(), p.sum() / seen
        gone = theta * ((DAYS - time) * left * share).sum()
        moved = theta * ((1 - left) * slope).sum()
        decay, spread = p.sum() / ((p * late).sum() + gone), np.sqrt((p * squared).sum() / (2 * p.sum() + moved))
    return np.array([mu, theta, decay, spread])


def shown(values: np.ndarray) -> tuple[float, ...]:
    return tuple(float(f"{value:.6g}") for value in values)


def held(n: int, looks: int) -> tuple[int, float]:
    """Look at all pairs again and again with the parameters held: how the cost grows with the number of incidents."""
    x, y, time = events(n)
    process = Process(EdgeShare(AREA, x, y), time, spans=SPANS, limits=LIMITS)
    at, shape = START._replace(background=START.background * n), np.full(n, 1 / AREA.area / DAYS)
    for _ in range(looks):
        value = process.look(at.logs(), shape).value
    return process.before(at).delay.size, round(float(value), 3)


def fits(n: int) -> None:
    """Fit with an even background and with one that follows the places, and ask the question as it is asked."""
    x, y, time = events(n)
    for bandwidth in (None, 500.0):
        seconds, fitted = cpu(
            lambda b=bandwidth: self_exciting(x, y, time, window=AREA, spans=SPANS, bandwidth=b), repeat=1
        )
        name = f"fit with errors, background {bandwidth or 'even'}, n = {n:,}"
        report(name, seconds, (*shown(np.array(fitted.parameters)), fitted.looks))
    points = points_from_arrays(x + 4e5, y + 4e6, day=np.floor(time).astype(int).tolist())
    seconds, finding = cpu(lambda: SelfExciting().run(points), repeat=1)
    row = finding.tables["summary"].row()
    report(f"the question as asked, n = {n:,}", seconds, (round(row["share"], 3), row["bandwidth"], row["p"]))


def main() -> None:
    sizes = [int(float(given)) for given in sys.argv[1:]] or [10_000, 100_000, 1_000_000]
    ours(*events(1_000))  # compiles
    x, y, time = events(10_000)
    seconds, found = cpu(lambda: ours(x, y, time), repeat=5)
    report(f"pairs and {STEPS} steps of EM, n = 10,000", seconds, shown(found))
    spent, same = cpu(lambda: peer(x, y, time), repeat=1)
    assert np.allclose(found, same, rtol=1e-4), "the peer ends elsewhere"
    report("the same in NumPy over a cKDTree pair list", spent, shown(same), note="same parameters")
    fits(10_000)
    for n in sizes:
        looks = STEPS if n <= 100_000 else STEPS // 10
        spent, value = cpu(lambda n=n, looks=looks: held(n, looks), repeat=1)
        report(f"pairs and {looks} looks, parameters held, n = {n:,}", spent, value)
    verdict(em_10000_x_100=(seconds, 0.05))


if __name__ == "__main__":
    main()
