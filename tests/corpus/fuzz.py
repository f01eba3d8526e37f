"""Mutated files through every reader: an error of ours or rows that add up, never anything else.

`python -m tests.corpus.fuzz --seconds 600 --parser delimited --seed 1` runs one parser for ten minutes and prints what
it met; without `--parser`, all of them one after the other. A case that breaks a promise is kept in `--keep FOLDER`
and makes the exit code 1. The promises: no exception but the house's typed ones, rows in = stored + quarantined +
dropped, no case longer than five seconds of processor time, and memory of at most ten times the file above what the
readers take themselves.
"""

import argparse
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from beffroi.errors import BeffroiError
from beffroi.sources.intake import read
from beffroi.sources.profile import Profile
from tests.corpus.seeds import PARSERS, Seed, seeds_of
from tests.corpus.test_corpus import RECEIVED
from tests.corpus.world import CITIES, LANGUAGES

SLOW = 5.0  # seconds of processor time
BASE = 400_000_000  # bytes that readers and their libraries take whatever the file
TIMES = 10  # bytes of memory for a byte of file
BATCH = 250  # cases a process
LONGEST = 250_000  # bytes of a mutated file, about
TOKENS = (
    b"\x00", b"\xff", b"\n", b"\r", b'"', b'""', b",", b";", b"\t", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"-1",
    b"1e999", b"99999999999999999999999999", b"NaN", b"2024-02-30 25:61:61", b"24:00", b"0", b"-", b"{", b"}", b"[", b"]",
    b"null", b"\\u0000", b"<html", b"PK\x03\x04", b"\x1f\x8b", b"Total", b"\xe2\x80\x8b", b"\x7f\xff\xff\xff", b"\x80",
)  # fmt: skip


@dataclass
class Outcome:
    """What a run met: how many cases, how they ended, and those that broke a promise."""

    cases: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[str, bytes, Seed]] = field(default_factory=list)
    slowest: float = 0.0
    memory: int = 0  # highest growth of a batch, bytes


def mutated(content: bytes, other: bytes, draw: Random) -> bytes:
    """Return a file with one to six accidents."""
    made = bytearray(content)
    for _ in range(draw.choice((1, 1, 1, 2, 3, 6))):
        draw.choice(ACCIDENTS)(made, other, draw)
    return bytes(made[:LONGEST])


def _at(made: bytearray, draw: Random) -> int:
    return draw.randrange(len(made) + 1)


def _flip(made: bytearray, _other: bytes, draw: Random) -> None:
    if made:
        made[draw.randrange(len(made))] ^= 1 << draw.randrange(8)


def _cut(made: bytearray, _other: bytes, draw: Random) -> None:
    del made[_at(made, draw) :]


def _drop(made: bytearray, _other: bytes, draw: Random) -> None:
    at = _at(made, draw)
    del made[at : at + draw.choice((1, 2, 10, 200))]


def _repeat(made: bytearray, _other: bytes, draw: Random) -> None:
    at = _at(made, draw)
    made[at:at] = made[at : at + draw.choice((1, 5, 50, 500))] * draw.choice((1, 2, 20))


def _insert(made: bytearray, _other: bytes, draw: Random) -> None:
    at = _at(made, draw)
    made[at:at] = draw.choice(TOKENS) * draw.choice((1, 1, 1, 3, 100))


def _overwrite(made: bytearray, _other: bytes, draw: Random) -> None:
    at, token = _at(made, draw), draw.choice(TOKENS)
    made[at : at + len(token)] = token


def _noise(made: bytearray, _other: bytes, draw: Random) -> None:
    at = _at(made, draw)
    made[at : at + draw.choice((0, 4, 64))] = draw.randbytes(draw.choice((1, 4, 64)))


def _splice(made: bytearray, other: bytes, draw: Random) -> None:
    made[_at(made, draw) :] = other[draw.randrange(len(other) + 1) :]


ACCIDENTS: tuple[Callable[[bytearray, bytes, Random], None], ...] = (
    _flip, _flip, _cut, _drop, _repeat, _insert, _insert, _overwrite, _overwrite, _noise, _splice,
)  # fmt: skip


def case(parser: str, number: int, seed: int) -> tuple[bytes, Seed]:
    """Return one mutated file; the same in every run."""
    draw = random.Random(f"{parser} {seed} {number}")
    known = seeds_of(parser)
    chosen, other = draw.choice(known), draw.choice(known)
    if chosen.inside is not None and draw.random() < 0.5:  # of an archive: accidents within, and the archive sound
        return chosen.wrap(mutated(chosen.inside, other.inside or b"", draw)), chosen
    return mutated(chosen.content, other.content, draw), chosen


def examine(content: bytes, seed: Seed, folder: Path) -> str:
    """Read one file; return how it ended, or fail with what was broken."""
    path = folder / f"case{seed.suffix}"
    path.write_bytes(content)
    try:
        found = read(path, Profile.model_validate(seed.profile), crs=CITIES[seed.language].crs, received=RECEIVED)
    except BeffroiError as error:
        told = [error.say(language) for language in LANGUAGES]
        assert all(told), type(error).__name__
        return type(error).__name__
    assert found.rows_in == found.table.height + found.quarantined.height + sum(found.dropped.values()), "rows"
    assert found.quarantined["reason"].null_count() == 0, "a reason"
    return "read"


def batch(parser: str, numbers: range, seed: int, told: Any) -> None:
    """Read some cases in a process of their own; what it says of each arrives even when the process dies."""
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            content, chosen = case(parser, number, seed)
            told.send(("begins", number, "", 0.0, 0))
            began = time.process_time()
            try:
                end = examine(content, chosen, Path(folder))
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # a panic of a library is no Exception
                end = f"! {type(error).__name__}: {str(error)[:200]}"
            spent = time.process_time() - began
            grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - base
            if grown > BASE + TIMES * len(content):
                end = f"! memory: {grown} bytes for a file of {len(content)}"
            if spent > SLOW:
                end = f"! slow: {spent:.1f} s"
            told.send(("ended", number, end, spent, grown))
    told.send(("done", -1, "", 0.0, 0))


def run(parser: str, *, seed: int, seconds: float = 1e9, cases: int = 10**9) -> Outcome:
    """Mutate and read until the time or the cases are spent."""
    outcome, until, number = Outcome(), time.monotonic() + seconds, 0
    context = multiprocessing.get_context("spawn")
    while time.monotonic() < until and number < cases:
        numbers = range(number, min(number + BATCH, cases))
        number = _watch(parser, numbers, seed, outcome, context, until)
    return outcome


def _watch(parser: str, numbers: range, seed: int, outcome: Outcome, context: Any, until: float) -> int:
    """Run one batch; return the number of the next case."""
    hear, tell = context.Pipe(duplex=False)
    worker = context.Process(target=batch, args=(parser, numbers, seed, tell))
    worker.start()
    tell.close()
    at = numbers.start
    try:
        while time.monotonic() < until:
            if not hear.poll(120):
                outcome.broken.append((f"! hangs: case {at}", *case(parser, at, seed)))
                return at + 1
            what, at, end, spent, grown = hear.recv()
            if what == "done":
                return numbers.stop
            if what == "ended":
                outcome.cases += 1
                outcome.ends[end.split(":")[0]] += 1
                outcome.slowest, outcome.memory = max(outcome.slowest, spent), max(outcome.memory, grown)
                if end.startswith("!"):
                    outcome.broken.append((end, *case(parser, at, seed)))
        return numbers.stop
    except EOFError:
        outcome.cases += 1
        outcome.broken.append((f"! the process died in case {at}", *case(parser, at, seed)))
        return at + 1
    finally:
        worker.kill()
        worker.join()


def main(arguments: list[str]) -> int:
    """Fuzz the parsers asked for; return 1 when a promise was broken."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--parser", choices=PARSERS, action="append")
    options.add_argument("--seconds", type=float, default=600)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", type=Path)
    asked = options.parse_args(arguments)
    broken = 0
    for parser in asked.parser or PARSERS:
        found = run(parser, seed=asked.seed, seconds=asked.seconds)
        ends = ", ".join(f"{n} {end}" for end, n in found.ends.most_common())
        print(
            f"{parser}: {found.cases} cases, {len(found.broken)} broken, slowest {found.slowest:.2f} s, "
            f"memory +{found.memory / 1e6:.0f} MB; {ends}",
            flush=True,
        )
        for at, (why, content, chosen) in enumerate(found.broken):
            print(f"  {why}", flush=True)
            if asked.keep:
                asked.keep.mkdir(parents=True, exist_ok=True)
                (asked.keep / f"{parser}-{at}{chosen.suffix}").write_bytes(content)
        broken += len(found.broken)
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
