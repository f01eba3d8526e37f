"""The cluster engine: partial functions run by the workers of a Dask scheduler; see docs/cluster.md.

A part travels with all that it needs, so that a worker that dies takes nothing with it: the scheduler gives what it
had begun to another. What all parts share travels once, as the result of a task, and is made again if it is lost.
"""

import hashlib
import logging
import pickle
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar
from uuid import uuid4

from beffroi import __version__
from beffroi.errors.cluster import (
    NOT_THERE,
    SCHEDULER,
    WORKER,
    ClusterMissing,
    NoWorkers,
    SchedulerUnreachable,
    VersionsDiffer,
    WorkersLost,
)

Shared = TypeVar("Shared")
Part = TypeVar("Part")
R = TypeVar("R")

EVENTS = 100_000  # of a part: a megabyte to send, a fifth of a second to compute
CONNECTING, IDLE, LOOKING = 10, 60, 2  # seconds: to connect; without any worker; between looks at whether there is one
LOOK_EVERY = 32  # parts sent between looks at how many workers there are
AT_HAND = 2  # things shared by parts that a worker keeps unpacked
FROM = ("numpy", "polars", "scipy", "numba")  # packages whose version may show in an answer


class DaskEngine:
    """Runs partial functions on the workers of a scheduler; connected when first needed."""

    most = EVENTS

    def __init__(self, address: str, *, connecting: float = CONNECTING, idle: float = IDLE) -> None:
        self.address, self._connecting, self._idle = address, connecting, idle
        self._client: Any = None

    def run(self, work: Callable[[Shared, Part], R], parts: Iterable[Part], *, shared: Shared) -> Iterator[R]:
        """Yield `work(shared, part)` in the order of the parts, some of them in flight at once.

        Raises
        ------
        ClusterMissing, SchedulerUnreachable, NoWorkers, VersionsDiffer, WorkersLost
            Nothing can be computed there; whatever `work` itself raises is raised here.
        """
        client = self._ready()
        packed = pickle.dumps(shared, protocol=5)
        digest = hashlib.sha256(packed).hexdigest()
        common = self._submit(_itself, packed, key=f"beffroi-shared-{digest}")
        room, flying = 0, deque[Any]()
        try:
            for number, part in enumerate(parts):
                if number % LOOK_EVERY == 0:
                    room = max(4, 3 * self._threads())
                asked = pickle.dumps((work, part), protocol=5)
                flying.append(self._submit(do, stamp(), digest, common, asked, key=f"beffroi-{uuid4().hex}"))
                if len(flying) >= room:
                    yield self._result(flying.popleft())
            while flying:
                yield self._result(flying.popleft())
        finally:
            if flying and self._client is client:  # someone stopped listening, or nothing more is to be had
                client.cancel([*flying], force=True)

    def close(self) -> None:
        """Let go of the scheduler."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _ready(self) -> Any:
        """Return a connection to a scheduler whose workers run what this process runs; made again if it was lost."""
        if self._client is not None and self._client.status != "running":
            self.close()
        client = self._connected()
        try:
            _check(client)
        except OSError as error:
            raise self._lost() from error
        return client

    def _connected(self) -> Any:
        if self._client is None:
            try:
                from distributed import Client
            except ImportError as error:
                raise ClusterMissing(address=self.address) from error
            logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what goes wrong is said in our words
            made: Any = Client.__new__(Client)
            try:
                made.__init__(self.address, timeout=self._connecting, set_as_default=False)
            except (OSError, RuntimeError, ValueError) as error:  # nothing there; not encrypted; no address at all
                made.status = "closed"  # else it would be waited for when it is collected
                with suppress(Exception):
                    made._loop_runner.stop()
                raise SchedulerUnreachable(address=self.address) from error
            self._client = made
        return self._client

    def _submit(self, function: Callable[..., Any], *arguments: Any, key: str) -> Any:
        import dask.config

        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GB"}):
            return self._client.submit(function, *arguments, key=key, pure=False)

    def _result(self, future: Any) -> Any:
        from distributed import CancelledError

        self._wait(future)
        if future.status == "error":
            raise self._explained(future.exception())
        try:
            answer = future.result()
        except CancelledError as error:  # with the scheduler, all that it knew is gone
            raise self._lost() from error
        if isinstance(answer, Differing):
            raise VersionsDiffer(where=WORKER, here=stamp(), there=answer.there)
        return answer[0]

    def _wait(self, future: Any) -> None:
        idle = 0.0
        while not future.done():
            try:
                future.exception(timeout=LOOKING)
            except TimeoutError:
                idle = 0.0 if self._threads() else idle + LOOKING
                if idle >= self._idle:
                    raise NoWorkers(address=self.address, seconds=int(idle)) from None

    def _threads(self) -> int:
        """Return how many parts the workers that there are can do at once."""
        try:
            return sum(self._client.nthreads().values())
        except OSError as error:
            raise self._lost() from error

    def _lost(self) -> SchedulerUnreachable:
        """Forget the scheduler, so that the next question looks for it again."""
        self.close()
        return SchedulerUnreachable(address=self.address)

    def _explained(self, error: BaseException) -> BaseException:
        """Return the error of ours that one of Dask's stands for; what the work itself raised, as it is."""
        from distributed.scheduler import KilledWorker

        if isinstance(error, KilledWorker):
            return WorkersLost(workers=error.allowed_failures + 1)
        if isinstance(error, ImportError | AttributeError) and "beffroi" in str(error):
            return VersionsDiffer(where=WORKER, here=stamp(), there=NOT_THERE)
        if isinstance(error, RuntimeError) and "deserialization of the task graph" in str(error):
            return VersionsDiffer(where=SCHEDULER, here=stamp(), there=NOT_THERE)
        return error


def _check(client: Any) -> None:
    """Refuse workers that run something else; those that join later are asked with each part."""

    def told() -> str:  # pickled by value: a worker that has no Beffroi, or an older one, can still be asked
        try:
            from beffroi.store import cluster  # noqa: PLW0406 - where this runs, it is not this module

            return cluster.stamp()
        except Exception:
            return ""

    here = stamp()
    for there in client.run(told, on_error="return").values():
        if isinstance(there, str) and there != here:  # else one that ended just now
            raise VersionsDiffer(where=WORKER, here=here, there=there or NOT_THERE)


class Differing:
    """What a worker returns in place of an answer when it runs something else than who asked."""

    def __init__(self, there: str) -> None:
        self.there = there


@cache
def stamp() -> str:
    """Return what decides an answer in this process: Beffroi and a digest of its code, Python, packages."""
    import sys
    from importlib.metadata import version

    folder = Path(__file__).parents[1]
    code = hashlib.sha256()
    for path in sorted(folder.rglob("*.py"), key=lambda path: path.relative_to(folder).as_posix()):
        code.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    packages = ", ".join(f"{name} {version(name)}" for name in FROM)
    python = ".".join(map(str, sys.version_info[:2]))
    return f"beffroi {__version__} ({code.hexdigest()[:12]}), Python {python}, {packages}"


def do(asker: str, digest: str, packed: bytes, asked: bytes) -> Any:
    """Do one part, on a worker: return what the partial function returns, in a tuple of one."""
    from beffroi.kernels._compile import one_thread

    if stamp() != asker:
        return Differing(stamp())
    work, part = pickle.loads(asked)
    with one_thread():
        return (work(_unpacked(digest, packed), part),)


def _itself(packed: bytes) -> bytes:
    return packed


_held: OrderedDict[str, Any] = OrderedDict()
_holding = RLock()


def _unpacked(digest: str, packed: bytes) -> Any:
    with _holding:
        if digest not in _held:
            _held[digest] = pickle.loads(packed)
        _held.move_to_end(digest)
        while len(_held) > AT_HAND:
            _held.popitem(last=False)
        return _held[digest]
