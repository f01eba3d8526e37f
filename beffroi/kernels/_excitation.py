"""One event process that excites itself: its log-likelihood, the derivatives of it, and the steps that raise it."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels._self_exciting import Before, list_before, sums_over
from beffroi.kernels.edge_share import EdgeShare

Floats = NDArray[np.float64]
Spans = tuple[tuple[float, float], ...]

TOLERANCE = 1e-6  # of its height at the start: where the trigger in space, or in time, is cut off
ROOM = 1.3  # times that reach and horizon are listed, so that the next steps need no new list
WASTE = 4.0  # times as many pairs as needed are listed before the list is made anew
GONE = 30.0  # mean delays after which an event triggers nothing that could be seen at an edge
NO_EVENT = 0.05  # expected triggered events, together, below which there are none


class Parameters(NamedTuple):
    """What is estimated: expected background events, offspring an event, decay a day, spread in metres."""

    background: float
    offspring: float
    decay: float
    spread: float

    def logs(self) -> Floats:
        """Return the natural logarithms, by which the steps are taken."""
        return np.log(np.array(self))


class Limits(NamedTuple):
    """Between which bounds decay (a day) and spread (metres) are looked for."""

    decay: tuple[float, float]
    spread: tuple[float, float]

    def held(self, logs: Floats) -> Floats:
        """Return logarithms of parameters moved inside the bounds."""
        made = logs.copy()
        made[2:] = np.clip(made[2:], np.log([self.decay[0], self.spread[0]]), np.log([self.decay[1], self.spread[1]]))
        made[:2] = np.minimum(made[:2], [50.0, float(np.log(100.0))])  # what a leap must not pass
        return made


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at all pairs gives: the log-likelihood, its slopes by the logs, the next step, background shares."""

    value: float
    slope: Floats
    step: Floats
    triggered: float
    chance: Floats


class Process:
    """Events in a study area and in stretches of time that were seen; the list of pairs follows the parameters."""

    def __init__(self, share: EdgeShare, time: Floats, *, spans: Spans, limits: Limits) -> None:
        self.share, self.time, self.spans, self.limits = share, time, spans, limits
        order = np.argsort(time, kind="stable")
        self._sorted, self._rank = time[order], np.empty(time.size, np.int64)
        self._rank[order] = np.arange(time.size)
        self._before: Before | None = None

    def look(self, logs: Floats, shape: Floats) -> Look:
        """Look at all pairs: (4,) logs of parameters, (n,) background density at the events that holds 1 in all.

        log L = sum of log intensity(event) - background - offspring sum of G_i S_i: G_i the share of the delays of
        event i that were seen, S_i the share of the distances that are inside the study area. The step is that of
        expectation and maximisation; G and S are differentiated at the parameters held, so that it stays where the
        slopes are 0 (Mohler et al. 2011; Reinhart 2018, section 3).
        """
        at = Parameters(*np.exp(logs))
        height = at.offspring * at.decay / (2 * np.pi * at.spread**2)
        chance, sums = sums_over(
            self.before(at), at.background * shape, height=height, decay=at.decay, spread=at.spread
        )
        total, triggered, late, far = (float(part) for part in sums)
        seen, by_decay, by_spread = self.compensator(at)
        own = float(chance.sum())
        slope = np.array(
            [
                own - at.background,
                triggered - at.offspring * seen,
                triggered - at.decay * late - at.offspring * by_decay,
                far / at.spread**2 - 2 * triggered - at.offspring * by_spread,
            ]
        )
        if triggered < NO_EVENT:
            step = np.array([np.log(own), -np.inf, logs[2], logs[3]])
        else:
            offspring = triggered / seen
            decay = triggered / (late + offspring * by_decay / at.decay)
            squared = far / (2 * triggered + offspring * by_spread)
            step = np.log([own, offspring, decay, max(float(squared), 1e-12) ** 0.5])
            step = self.limits.held(step)
        return Look(total - at.background - at.offspring * seen, slope, step, triggered, chance)

    def compensator(self, at: Parameters) -> tuple[float, float, float]:
        """Return sum of G_i S_i, and its derivatives by the logs of decay and spread.

        G differs from 1 for events shortly before an edge of time alone, S for those near the border alone.
        """
        near, inside, change = self.share.near(at.spread)
        lost, later = np.zeros(self.time.size), np.zeros(self.time.size)  # in order of time
        for k, (start, end) in enumerate(self.spans):
            self._edge(lost, later, edge=end, sign=1.0, decay=at.decay)
            if k:
                self._edge(lost, later, edge=start, sign=-1.0, decay=at.decay)
        rank, out = self._rank[near], 1.0 - inside
        return (
            float(self.time.size - lost.sum() - out.sum() + lost[rank] @ out),
            float(later.sum() - later[rank] @ out),
            float(change.sum() - lost[rank] @ change),
        )

    def _edge(self, lost: Floats, later: Floats, *, edge: float, sign: float, decay: float) -> None:
        """Add what an edge between time seen and not seen takes from the delays of the events before it."""
        first, last = np.searchsorted(self._sorted, [edge - GONE / decay, edge])
        late = decay * (edge - self._sorted[first:last])
        left = sign * np.exp(-late)
        lost[first:last] += left
        later[first:last] += late * left

    def before(self, at: Parameters) -> Before:
        """Return the pairs that matter with these parameters, listed anew when the last list no longer fits."""
        reach, horizon = at.spread * float(np.sqrt(-2 * np.log(TOLERANCE))), -float(np.log(TOLERANCE)) / at.decay
        held = self._before
        if held is not None and held.reach >= reach and held.horizon >= horizon:
            if held.reach**2 * held.horizon <= WASTE * ROOM**3 * reach**2 * horizon:
                return held
        elif held is not None:
            reach, horizon = reach * ROOM, horizon * ROOM
        made = list_before(self.share.x, self.share.y, self.time, reach=reach, horizon=horizon)
        self._before = made
        return made

    def at_times(self, time: Floats) -> "Process":
        """Return the same places with other times."""
        return Process(self.share, time, spans=self.spans, limits=self.limits)


@dataclass(frozen=True, slots=True)
class Climb:
    """Where the steps ended: logs of parameters, the last look, how many looks, whether the steps had become small."""

    logs: Floats
    look: Look
    looks: int
    is_settled: bool


def climb(process: Process, shape: Floats, *, start: Floats, tolerance: float, most: int) -> Climb:
    """Take steps of expectation and maximisation until none of the logs moves by more than `tolerance`.

    Every second step is followed by a leap along them (SQUAREM, scheme S3 of Varadhan and Roland 2008,
    doi:10.1111/j.1467-9469.2007.00585.x), kept where it does not lower the likelihood. At most `most` looks.
    """
    logs = process.limits.held(start)
    look, looks = process.look(logs, shape), 1
    while looks < most:
        if not np.isfinite(look.step).all():
            return Climb(logs, replace(look, triggered=0.0), looks, is_settled=True)
        if np.abs(look.step - logs).max() <= tolerance:
            return Climb(logs, look, looks, is_settled=True)
        first = process.look(look.step, shape)
        looks += 1
        if not np.isfinite(first.step).all():
            logs, look = look.step, first
            continue
        moved, turned = look.step - logs, first.step - 2 * look.step + logs
        far = max(1.0, float(np.linalg.norm(moved)) / max(float(np.linalg.norm(turned)), 1e-150))
        leapt = process.limits.held(logs + 2 * far * moved + far**2 * turned) if far < 1e6 else first.step
        tried = process.look(leapt, shape)
        looks += 1
        if tried.value >= first.value - 1e-9 * abs(first.value):
            logs, look = leapt, tried
        else:
            logs, look = first.step, process.look(first.step, shape)
            looks += 1
    return Climb(logs, look, looks, is_settled=False)
