#!/usr/bin/env python3
"""Draw from the null hypothesis of every test, 2,000 times each, and write docs/size.md.

python3 docs/size.py                       run every trial, write docs/size.json and the page
python3 docs/size.py --only areas.moran    run some trials again (names or beginnings of names)
python3 docs/size.py --page                write the page from docs/size.json
python3 docs/size.py --check               run all, write nothing; exit 1 where a result differs or a size is off its band

The trials stand in docs/sizes/*.py. Every draw has its own random stream, so results do not depend on how many
processes share the work.
"""

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

import numpy as np  # noqa: E402
from sizes._base import LEVELS, TRIALS, Test, Trial  # noqa: E402

PAGE, RESULTS = Path("docs/size.md"), Path("docs/size.json")
FAMILIES = {
    "areas": "Areas",
    "space_time": "Space and time",
    "patterns": "Point patterns",
    "streets": "Streets",
    "numbers": "Counts, rates and times",
}
DRAWS, ERROR = 2000, 0.05
CHUNK = 50  # draws of one unit of work


@dataclass(frozen=True)
class Size:
    """What the draws of one test gave: at each level how many p-values of `draws` were at most it, and the first ones."""

    draws: int
    rejected: dict[str, int]
    first: list[float]

    def share(self, level: float) -> float:
        """Return the size at a level."""
        return self.rejected[f"{level:g}"] / self.draws


@dataclass(frozen=True)
class Verdict:
    """The limits of the band that are asked of a test at a level, and whether its size lies between them."""

    share: float
    low: float | None
    high: float | None

    @property
    def is_inside(self) -> bool:
        """Whether no limit asked is passed."""
        return not (
            (self.low is not None and self.share < self.low) or (self.high is not None and self.share > self.high)
        )


def trials() -> dict[str, Trial]:
    """Return every trial by its key, family by family."""
    for family in FAMILIES:
        import_module(f"sizes.{family}")
    return TRIALS


def tests() -> Iterator[tuple[str, Trial, int, Test]]:
    """Yield every test with its name in the results, its trial and its place there."""
    for key, trial in trials().items():
        for place, test in enumerate(trial.tests):
            yield f"{key}: {test.name}", trial, place, test


@cache
def binomial_band(level: float, draws: int, looks: int) -> tuple[float, float]:
    """Return the shares between which the size of a right test lies, at all looks at once but one time in twenty.

    Exact binomial limits, each tail at most half of 1 - (1 - 0.05)^(1 / looks) (Šidák 1967).

    >>> binomial_band(0.05, 2000, 1)
    (0.0405, 0.06)
    """
    from scipy.stats import binom

    tail = (1 - (1 - ERROR) ** (1 / looks)) / 2
    low, high = int(binom.ppf(tail, draws, level)), int(binom.isf(tail, draws, level))
    return low / draws, high / draws


def looks() -> int:
    """Return how many shares are compared with a band: every test at every level it is looked at."""
    return sum(len(test.levels) for _, _, _, test in tests())


def verdict(test: Test, size: Size, level: float) -> Verdict:
    """Return the size of a test at a level beside the limits asked of it."""
    low, high = binomial_band(level, size.draws, looks())
    asks_low, asks_high = test.kind != "conservative", test.kind != "bound"
    return Verdict(size.share(level), low if asks_low else None, high if asks_high else None)


def is_inside(test: Test, size: Size) -> bool:
    """Return whether a test keeps to its band at every level."""
    return all(verdict(test, size, level).is_inside for level in test.levels)


# running


def run(key: str, first: int, many: int) -> tuple[str, list[list[float]], float]:
    """Return the p-values of some draws of a trial, (draws, tests), and the processor's seconds they took."""
    one = trials()[key]
    began = time.process_time()
    made = [one.p(number).tolist() for number in range(first, first + many)]
    return key, made, time.process_time() - began


def sizes(chosen: list[str], *, processes: int) -> tuple[dict[str, Size], dict[str, float]]:
    """Run trials in full; return the size of each test by name, and the milliseconds of a draw by trial."""
    os.environ["BEFFROI_THREADS"] = "1"  # problems are small: threads would only wait for one another
    work = [(key, first, CHUNK) for key in chosen for first in range(0, DRAWS, CHUNK)]
    found: dict[str, list[list[float]]] = {key: [] for key in chosen}
    seconds = dict.fromkeys(chosen, 0.0)
    with ProcessPoolExecutor(processes) as pool:
        for key, made, took in pool.map(run, *zip(*work, strict=True)):
            found[key] += made
            seconds[key] += took
            if len(found[key]) == DRAWS:
                sys.stderr.write(f"{key}: {1000 * seconds[key] / DRAWS:.1f} ms a draw\n")
    done = {key: np.array(rows) for key, rows in found.items()}
    made = {name: summed(done[one.key][:, place], one) for name, one, place, _ in tests() if one.key in done}
    return made, {key: round(1000 * took / DRAWS, 1) for key, took in seconds.items()}


def summed(p: Any, one: Trial) -> Size:
    """Return the size that p-values show."""
    rejected = {f"{level:g}": int((p <= level + 1e-12).sum()) for level in LEVELS}
    return Size(len(p), rejected, [float(f"{value:.6g}") for value in p[: one.quick]])


def stored() -> dict[str, Size]:
    """Return the results in docs/size.json."""
    path = ROOT / RESULTS
    read = json.loads(path.read_text("utf-8")) if path.exists() else {"tests": {}}
    return {name: Size(**values) for name, values in read["tests"].items()}


def milliseconds() -> dict[str, float]:
    """Return the milliseconds of a draw by trial, as measured by the run that wrote docs/size.json."""
    path = ROOT / RESULTS
    return dict(json.loads(path.read_text("utf-8"))["milliseconds"]) if path.exists() else {}


def store(made: dict[str, Size], took: dict[str, float]) -> None:
    """Write results, in the order of the trials, beside those that stand; of tests that are gone nothing is kept."""
    every, times = stored() | made, milliseconds() | took
    rows = {name: vars(every[name]) for name, _, _, _ in tests() if name in every}
    lines = ",\n".join(f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}" for name, row in rows.items())
    kept = json.dumps({key: times[key] for key in trials() if key in times})
    (ROOT / RESULTS).write_text(f'{{"milliseconds": {kept},\n"tests": {{\n{lines}\n}}}}\n', "utf-8")


def unlike(made: dict[str, Size]) -> list[str]:
    """Return the tests whose results are not those stored."""
    old = stored()
    return [name for name in made if name not in old or vars(made[name]) != vars(old[name])]


def unexplained() -> list[str]:
    """Return the tests that are off their band and say nothing of it."""
    found = stored()
    return [
        name for name, _, _, test in tests() if name in found and not test.miss and not is_inside(test, found[name])
    ]


# the page


def page() -> str:
    """Return the page."""
    found, took = stored(), milliseconds()
    lines = [GENERATED, "# Size under the null hypothesis", "", *LEAD.strip().splitlines(), "", *_counted(found), ""]
    for family, title in FAMILIES.items():
        own = [row for row in tests() if row[1].key.startswith(f"{family}.") and row[0] in found]
        lines += [f"## {title}", "", f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"]
        notes: list[str] = []
        lines += [_row(test, one, found[name], notes) for name, one, _, test in own]
        lines += ["", *(f"({number}) {note}  " for number, note in enumerate(notes, 1)), ""]
    minutes = math.ceil(sum(took.values()) * DRAWS / 60_000)
    lines += [f"All trials together took {minutes} minutes on one core, {np.median(list(took.values())):.0f} ms a draw "
              "in the middle of them.", ""]  # fmt: skip
    return "\n".join(lines)


def _counted(found: dict[str, Size]) -> list[str]:
    asked = [(test, found[name]) for name, _, _, test in tests() if name in found]
    off = sum(not is_inside(test, size) for test, size in asked)
    both = binomial_band(0.05, DRAWS, looks()), binomial_band(0.01, DRAWS, looks())
    bands = ["{:.2f} to {:.2f} %".format(*(100 * limit for limit in band)) for band in both]
    kinds = {kind: sum(test.kind == kind for test, _ in asked) for kind in ("exact", "approximate", "conservative", "bound")}  # fmt: skip
    return [
        f"{len(asked)} tests, {looks()} shares. Bands: at 5 % {bands[0]}, at 1 % {bands[1]}. {kinds['exact']} are exact and "
        f"{kinds['approximate']} approximate (both limits asked), {kinds['conservative']} conservative and {kinds['bound']} "
        f"bounds (one limit asked). {len(asked) - off} lie inside, {off} outside, each with a note."
    ]


def _row(test: Test, one: Trial, size: Size, notes: list[str]) -> str:
    made = {level: verdict(test, size, level) for level in test.levels}
    marks = ""
    for note in (test.why, test.miss):
        if note:
            notes += [note] * (note not in notes)
            marks += f" ({notes.index(note) + 1})"
    shares = [f"{100 * made[level].share:.2f}" if level in made else "–" for level in LEVELS]
    inside = "inside" if is_inside(test, size) else "**outside**"
    of = ", ".join(f"`{each}`" for each in test.of)
    return f"| {test.name} | {of} | {one.null} | {test.kind} | {' | '.join(shares)} | {inside}{marks} |"


COLUMNS = ("test", "answered in", "null hypothesis", "kind", "p ≤ 5 %, % of draws", "p ≤ 1 %, % of draws", "band")
GENERATED = "<!-- Generated by docs/size.py from docs/size.json: run it, do not edit this page. -->"
LEAD = """
How often each test of the library rejects when there is nothing to find. 2,000 sets of data are drawn from its null
hypothesis, each from a random stream of its own, and the share of p-values of at most 5 % and at most 1 % is compared
with the level. This page is written from `docs/size.json`, which a run of `python3 docs/size.py` writes; the test
suite runs the first draws of each trial again and compares them one by one, and `python3 dev.py check-all` runs all.

The band is what 2,000 draws of a right test may show: exact binomial limits, corrected for the number of shares
compared (Šidák), so that all of them together leave it one time in twenty. **Exact** tests have the level as their size:
both limits are asked. **Approximate** ones rest on a limit distribution or an estimate put in place of the truth: both
limits are asked too, at the stated size of the problem. **Conservative** ones reject less often than their level, for
the reason noted: only the upper limit is asked. A **bound** is the lower end of an interval of p-values, by which
nothing is decided: it must not lie above the p-value. Where many places are tested at once, one place of each draw is
looked at, so that draws are independent; "any" is the share of draws in which anything at all is found.
"""


def main() -> int:
    """Run from the command line and return the exit code."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--only", nargs="+", metavar="TRIAL", help="run these trials (beginnings of their names) only")
    asked.add_argument("--page", action="store_true", help="run nothing: write the page from the results")
    asked.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where results differ or miss their band"
    )
    asked.add_argument("--processes", type=int, default=2)
    options = asked.parse_args()
    chosen = [key for key in trials() if not options.only or key.startswith(tuple(options.only))]
    wrong: list[str] = []
    if not options.page:
        made, took = sizes(chosen, processes=options.processes)
        if options.check:
            wrong = [f"{name} differs from {RESULTS}" for name in unlike(made)]
        else:
            store(made, took)
    wrong += [f"{name} lies outside its band" for name in unexplained()]
    sys.stderr.writelines(f"{each}\n" for each in wrong)
    if not options.check:
        (ROOT / PAGE).write_text(page(), "utf-8")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
