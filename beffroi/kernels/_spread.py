"""Where the parts of a large piece of work run: one after the other in this process, or wherever an engine sends them.

A kernel that can be cut asks `engine()` how many events a part should hold, cuts, and calls `spread` with a partial
function: a function of a module, pure, of what all parts share and of one part. What it returns is added up in the
order of the parts, so that neither the number of workers nor which of them did what shows in the answer.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

Shared = TypeVar("Shared")
Part = TypeVar("Part")
R = TypeVar("R")

EVERYTHING = 2**62


class Engine(Protocol):
    """What runs partial functions; the whole of what another engine has to offer."""

    @property
    def most(self) -> int:
        """How many events a part should hold at most."""

    def close(self) -> None:
        """Let go of what it holds."""

    def run(self, work: Callable[[Shared, Part], R], parts: Iterable[Part], *, shared: Shared) -> Iterator[R]:
        """Yield `work(shared, part)` in the order of the parts."""


class Embedded:
    """Runs everything in this process, uncut: kernels use its threads themselves."""

    most = EVERYTHING

    def run(self, work: Callable[[Shared, Part], R], parts: Iterable[Part], *, shared: Shared) -> Iterator[R]:
        """Yield `work(shared, part)` in the order of the parts."""
        return (work(shared, part) for part in parts)

    def close(self) -> None:
        """Let go of nothing."""


_engine: ContextVar[Engine] = ContextVar("engine", default=Embedded())  # noqa: B039 - it holds no state


def engine() -> Engine:
    """Return the engine in force."""
    return _engine.get()


@contextmanager
def running_on(given: Engine) -> Iterator[None]:
    """Let kernels called within run on an engine.

    >>> with running_on(Embedded()):
    ...     list(spread(pow, [3, 4], shared=2))
    [8, 16]
    """
    token = _engine.set(given)
    try:
        yield
    finally:
        _engine.reset(token)


def spread(work: Callable[[Shared, Part], R], parts: Iterable[Part], *, shared: Shared) -> Iterator[R]:
    """Yield `work(shared, part)` in the order of the parts, done by the engine in force."""
    return engine().run(work, parts, shared=shared)


def cuts(size: int, *, most: int) -> list[slice]:
    """Return runs of at most `most` of `size` things, nearly equal; one empty run of none.

    >>> cuts(5, most=2)
    [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
    """
    number = max(-(-size // most), 1)
    each = max(-(-size // number), 1)
    return [slice(first, min(first + each, size)) for first in range(0, max(size, 1), each)]
