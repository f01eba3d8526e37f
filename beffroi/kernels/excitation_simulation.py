"""Draw events from a self-exciting model: the background first, then the offspring of each generation."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._excitation import Parameters, Spans
from beffroi.kernels.background import Background
from beffroi.kernels.pattern_window import Window
from beffroi.kernels.permutation import stream

Floats = NDArray[np.float64]


def simulated(
    parameters: Parameters,
    *,
    window: Window,
    spans: Spans,
    seed: int,
    number: int = 0,
    places: Background | None = None,
    weight: ArrayLike | None = None,
    blocks: Sequence[float] = (),
    shares: Sequence[float] = (),
) -> tuple[Floats, Floats, Floats]:
    """Return x, y (metres) and time (days) drawn from the model, in order of time: three arrays (n,).

    By clusters (Hawkes and Oakes 1974; Zhuang, Ogata and Vere-Jones 2004): a Poisson number of background events, at
    places drawn from `places` with the events' `weight` (else evenly over the window), at times even over the spans
    (or over each of `blocks`, which hold `shares` of them); then of every event a Poisson number of offspring, after
    exponential delays, at Gaussian distances. Offspring outside the window or the spans are not kept and have no
    offspring, as the model expects of events that nobody saw.

    Raises
    ------
    ValueError
        One offspring an event or more: the number of events would grow without end.

    >>> from beffroi.kernels.pattern_window import rectangle
    >>> truth = Parameters(background=100, offspring=0.5, decay=0.2, spread=60)
    >>> x, y, time = simulated(truth, window=rectangle((0, 0, 5000, 5000)), spans=((0.0, 365.0),), seed=1)
    >>> 120 < x.size < 290, bool((np.diff(time) >= 0).all())
    (True, True)
    """
    if not 0 <= parameters.offspring < 1:
        msg = f"an event must trigger fewer than one other on average, got {parameters.offspring}"
        raise ValueError(msg)
    rng = stream(seed, number)
    n = int(rng.poisson(parameters.background))
    x, y = window.draw(n, rng=rng) if places is None else places.draw(n, weight=_given(weight, places), rng=rng)
    time = _times(n, spans, blocks, shares, rng)
    kept = [(x, y, time)]
    while time.size and parameters.offspring > 0:
        parent = np.repeat(np.arange(time.size), rng.poisson(parameters.offspring, time.size))
        x = x[parent] + rng.normal(0, parameters.spread, parent.size)
        y = y[parent] + rng.normal(0, parameters.spread, parent.size)
        time = time[parent] + rng.exponential(1 / parameters.decay, parent.size)
        is_seen = window.holds(x, y) & (np.searchsorted(np.ravel(spans), time, side="right") % 2 == 1)
        x, y, time = x[is_seen], y[is_seen], time[is_seen]
        kept.append((x, y, time))
    x, y, time = (np.concatenate(parts) for parts in zip(*kept, strict=True))
    order = np.argsort(time, kind="stable")
    return x[order], y[order], time[order]


def _given(weight: ArrayLike | None, places: Background) -> Floats:
    return np.ones(places.x.size) if weight is None else np.asarray(weight, np.float64)


def _times(n: int, spans: Spans, blocks: Sequence[float], shares: Sequence[float], rng: np.random.Generator) -> Floats:
    """Return n times, even over the spans in each block."""
    inner = [edge for edge in blocks if spans[0][0] < edge < spans[-1][1]]
    edges = [spans[0][0], *inner, spans[-1][1]]
    if len(edges) == 2:
        return even_times(n, spans, rng=rng)
    chosen = rng.choice(len(edges) - 1, n, p=np.asarray(shares) / np.sum(shares))
    made = np.empty(n)
    for k in range(len(edges) - 1):
        inside = tuple((max(a, edges[k]), min(b, edges[k + 1])) for a, b in spans)
        there = chosen == k
        made[there] = even_times(int(there.sum()), tuple((a, b) for a, b in inside if b > a), rng=rng)
    return made


def even_times(n: int, spans: Spans, *, rng: np.random.Generator) -> Floats:
    """Return n instants drawn evenly over stretches of time, in no order: (n,) days.

    >>> made = even_times(100, ((0.0, 1.0), (9.0, 10.0)), rng=np.random.default_rng(1))
    >>> bool(((made < 1) | (made >= 9)).all())
    True
    """
    lengths = np.array([end - start for start, end in spans])
    ends = np.cumsum(lengths)
    drawn = rng.random(n) * (ends[-1] if ends.size else 0.0)
    span = np.searchsorted(ends[:-1], drawn, side="right")
    return np.array([start for start, _ in spans])[span] + drawn - (ends - lengths)[span] if n else np.zeros(0)
