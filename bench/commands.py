"""The commands of a user, whole processes: help, a question, a bulletin, the demonstration on a first run.

python bench/commands.py     (help 0.4 s; French bulletin 10 s warm; demonstration 40 s with nothing compiled before)

CPU seconds of the process and its children, from start to end. Checksum: what was printed or written.
"""

import hashlib
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from _city import report, verdict

BEFFROI = (sys.executable, "-m", "beffroi.cli")


def command(*arguments: str, repeat: int, kernels: Path | None = None) -> tuple[float, str]:
    """Return the best CPU seconds of a command, and what it printed."""
    environment = os.environ | ({"NUMBA_CACHE_DIR": str(kernels)} if kernels else {})
    best, said = float("inf"), ""
    for _ in range(repeat):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([*BEFFROI, *arguments], check=True, capture_output=True, text=True, env=environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        said = done.stdout
        best = min(best, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return best, said


def digest(content: str) -> str:
    """Return eight digits of a text."""
    return hashlib.sha256(content.encode()).hexdigest()[:8]


def main() -> None:
    """Time each command; leave with status 1 where a bound is missed."""
    peak = 0.0
    with tempfile.TemporaryDirectory() as folder:
        town, out, kernels = (Path(folder) / name for name in ("town", "out", "kernels"))
        first, _ = command("demo", "--out", str(town), repeat=1, kernels=kernels)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        written = f"{len(list((town / 'bulletin').rglob('*.*')))} files"
        report("beffroi demo, first run, three languages", first, written, memory=peak)
        bulletin = ("bulletin", "--period", "2022-01/2022-12", "--language", "fr", "--out", str(out))
        warm, _ = command("--observatory", str(town), *bulletin, repeat=3, kernels=kernels)
        written = f"{len(list(out.rglob('*.*')))} files"
        report("beffroi bulletin, French, warm", warm, written, memory=peak)
        asked = ("ask", "counts", "--dataset", "police-uk", "--json")
        seconds, said = command("--observatory", str(town), *asked, repeat=3, kernels=kernels)
        report("beffroi ask counts --json", seconds, digest(said), memory=peak)
    seconds, said = command("--help", repeat=5)
    report("beffroi --help", seconds, digest(said), memory=peak)
    verdict(help_cpu=(seconds, 0.4), bulletin_cpu=(warm, 10.0), first_demo_cpu=(first, 40.0))


if __name__ == "__main__":
    main()
