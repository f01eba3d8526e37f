"""Many lives from one start: a process that has loaded everything forks a child a life, which strace then strikes."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.store import servers, traces

SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
from tests.store.nursery import serve
serve()
"""
STEADY = {"POLARS_MAX_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # calls are counted a thread


@dataclass(frozen=True)
class Lived:
    """What a life ended with: exit code (negative: killed), what it said, what it complained of."""

    code: int
    told: list[str]
    wrong: str


class Nursery:
    """Starts lives and waits for their end."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(traces.ROOT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**servers.environment(), **STEADY}, cwd=traces.ROOT,
        )  # fmt: skip

    def live(self, base: Path, files: Path, *injection: str, url: str = "") -> Lived:
        """Live in a new folder; `injection` is what strace is told to do to it."""
        base.mkdir()
        child = int(self._ask(f"{base}\t{files}\t{url}"))
        watcher = self._watch(child, injection) if injection else None
        os.kill(child, signal.SIGCONT)
        code = int(self._ask("wait"))
        if watcher:
            watcher.wait(timeout=60)
            watcher.stderr.close()
        said, wrong = (base.with_name(f"{base.name}.{end}") for end in ("out", "err"))
        return Lived(code, said.read_text().splitlines(), wrong.read_text())

    def _ask(self, line: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()

    def _watch(self, child: int, injection: Sequence[str]) -> subprocess.Popen:
        command = ["strace", "-f", "-o", "/dev/null", *injection, "-p", str(child)]
        watcher = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert watcher.stderr
        assert "attached" in watcher.stderr.readline()
        return watcher

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()


def serve() -> None:
    """Fork a child a line of the input; `wait` answers with its exit code."""
    import beffroi.kernels.polygons
    import beffroi.sources.geography
    import beffroi.sources.intake
    import beffroi.store.backup
    import beffroi.store.migrations  # noqa: F401
    from tests.store import life

    child = 0
    for line in sys.stdin:
        if line.strip() == "wait":
            _, status = os.waitpid(child, 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        base, files, url = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            _live(life, base, files, url)
        os.waitid(os.P_PID, child, os.WSTOPPED)
        print(child, flush=True)


def _live(life: object, base: str, files: str, url: str) -> None:
    """Stop until strace is there; the end of a life is the end of its process."""
    import traceback

    for number, end in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{base}.{end}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.kill(os.getpid(), signal.SIGSTOP)
    code = 1
    try:
        life.live(base, files, url)  # type: ignore[attr-defined]
        code = 0
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)
