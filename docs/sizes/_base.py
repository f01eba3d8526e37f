"""What a trial is: data drawn from a null hypothesis, and the p-values that tests give of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels.permutation import stream

Kind = Literal["exact", "conservative", "approximate", "bound"]
Draw = Callable[[np.random.Generator, int], float | Sequence[float]]
Floats = NDArray[np.float64]

SEED = 2026
LEVELS = (0.05, 0.01)
TRIALS: dict[str, "Trial"] = {}


@dataclass(frozen=True, kw_only=True)
class Test:
    """One p-value of a trial.

    Attributes
    ----------
    name
        What is tested, as the page says it.
    of
        Where it is answered: `analysis.table.column`, or `kernel.Class.field` and `kernel.function` of the kernels.
    kind
        exact: the size is the level, so both limits of the band are asked. approximate: the same, of a limit
        distribution or a plug-in, at the stated size of problem. conservative: at most the level, for the reason `why`;
        only the upper limit is asked. bound: a lower bound of a p-value, by which nothing is decided; only the lower
        limit is asked.
    why
        Why the size may be below the level, or what is approximated.
    levels
        Levels at which the test can be looked at: an interval given at 95 % alone decides at 0.05.
    miss
        Where the size lies outside its band: why, and where a reader is told.
    """

    name: str
    of: tuple[str, ...]
    kind: Kind = "exact"
    why: str = ""
    levels: tuple[float, ...] = LEVELS
    miss: str = ""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One way to draw data, and the tests made of each draw.

    Attributes
    ----------
    key
        `family.function`: names the random streams, so a trial keeps its draws when others come or go.
    null
        The null hypothesis drawn from, with the size of the problem.
    draw
        From a random generator and a number (the seed of the test's own draws) to the p-values of `tests`.
    quick
        Draws that the test suite runs again.
    """

    key: str
    null: str
    tests: tuple[Test, ...]
    draw: Draw
    quick: int = 20

    def p(self, number: int) -> Floats:
        """Return the p-values of one draw: (tests,); the number alone decides it."""
        rng = stream(SEED, crc32(self.key.encode()), number)
        return np.atleast_1d(np.asarray(self.draw(rng, number), np.float64))


def trial(null: str, *tests: Test, quick: int = 20) -> Callable[[Draw], Draw]:
    """Register a function as a trial of some tests."""

    def register(draw: Draw) -> Draw:
        key = f"{draw.__module__.rsplit('.', 1)[-1]}.{draw.__name__}"
        TRIALS[key] = Trial(key=key, null=null, tests=tests, draw=draw, quick=quick)
        return draw

    return register


def outside(value: float, limits: Callable[[float], tuple[Any, Any]]) -> float:
    """Return 0.01, 0.05 or 1: the smallest of these levels at which an interval leaves the value out."""
    for level in sorted(LEVELS):
        low, high = limits(1 - level)
        if not low <= value <= high:
            return level
    return 1.0


def decided(is_rejected: Any) -> float:
    """Return 0.05 where a decision at 5 % rejects, and 1 where it does not."""
    return 0.05 if is_rejected else 1.0


def any_of(p: Any) -> float:
    """Return the smallest of some adjusted p-values, 1 of none: at most alpha where anything is found."""
    known = np.asarray(p, np.float64)
    known = known[np.isfinite(known)]
    return float(known.min(initial=1.0))
