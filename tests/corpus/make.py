"""Write the corpus: `python -m tests.corpus.make FOLDER` leaves the files there, and expected.json beside them."""

import dataclasses
import json
import sys
from functools import cache
from pathlib import Path
from random import Random

from tests.corpus import cases_keys, cases_places, cases_text, cases_times
from tests.corpus.world import CASES, LANGUAGES, SEEDS, File, Variant

MODULES = (cases_text, cases_times, cases_keys, cases_places)  # importing them registers their cases


@cache
def names() -> tuple[str, ...]:
    """Names of all files: number of the case, what it shows, language, seed."""
    return tuple(
        f"{case.number:02d}-{case.make.__name__}-{language}-{seed}"
        for case in sorted(CASES, key=lambda case: case.number)
        for language in LANGUAGES
        for seed in SEEDS
    )


@cache
def make(name: str) -> File:
    """Return one file of the corpus; the same bytes in every run."""
    number, shown, language, seed = name.split("-")
    case = next(case for case in CASES if case.number == int(number) and case.make.__name__ == shown)
    made = case.make(Variant(language=language, seed=int(seed), random=Random(name)))
    about = {"case": case.number, "title": case.title, "wanted": case.wanted, "name": name, "language": language}
    return dataclasses.replace(made, **about)


def put(made: File, folder: Path) -> Path:
    """Write a file into a folder."""
    path = folder / f"{made.name}{made.suffix}"
    path.write_bytes(made.content)
    return path


def main(folder: Path) -> None:
    """Write every file and what is expected of it."""
    folder.mkdir(parents=True, exist_ok=True)
    expected = {}
    for name in names():
        made = make(name)
        put(made, folder)
        expected[made.name] = {
            "case": made.case,
            "title": made.title,
            "wanted": made.wanted,
            "profile": made.profile,
            "expected": dataclasses.asdict(made.expected),
        }
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1, default=str), "utf-8")
    print(f"{len(expected)} files")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
