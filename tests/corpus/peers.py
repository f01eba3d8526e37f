"""What other readers make of the corpus with their defaults: `python -m tests.corpus.peers` prints the score.

`--write` also writes it to docs/conformance.md. pandas and polars come with the tests; DuckDB takes part where it
is installed. A reader gets the file alone, as a person gets it who opens it without a profile; dates that it leaves
as text are converted with its own default conversion.
"""

import importlib
import platform
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from beffroi.errors import BeffroiError
from beffroi.sources.locations import project
from tests.corpus.make import make, names
from tests.corpus.test_corpus import examine, taken
from tests.corpus.world import CASES, CITIES, DATE, ID, KIND, PLACE, File, X, Y

PAGE = Path(__file__).resolve().parents[2] / "docs" / "conformance.md"
RIGHT, SILENT, STOPPED, WAITING, ABSENT = "right", "silent", "stopped", "not yet", "–"
Columns = dict[str, list[Any]]


def pandas_reader(path: Path) -> tuple[Columns, Callable[[list[Any]], list[Any]]]:
    """Read with pandas; returns columns and how it converts text to dates."""
    import pandas as pd

    frame = pd.read_csv(path)
    columns = {str(name): [None if pd.isna(v) else v for v in frame[name].tolist()] for name in frame.columns}
    return columns, lambda texts: pd.to_datetime(pd.Series(texts)).tolist()


def polars_reader(path: Path) -> tuple[Columns, Callable[[list[Any]], list[Any]]]:
    """Read with polars."""
    frame = pl.read_csv(path)
    return frame.to_dict(as_series=False), lambda texts: pl.Series(texts).str.to_datetime().to_list()


def duckdb_reader(path: Path) -> tuple[Columns, Callable[[list[Any]], list[Any]]]:
    """Read with DuckDB."""
    import duckdb

    found = duckdb.read_csv(str(path))
    columns = dict(zip(found.columns, map(list, zip(*found.fetchall(), strict=True)), strict=False))

    def dates(texts: list[Any]) -> list[Any]:
        query = "select cast(unnest(?::varchar[]) as timestamp)"
        return [value for (value,) in duckdb.execute(query, [[str(text) for text in texts]]).fetchall()]

    return columns, dates


READERS = {"pandas": pandas_reader, "polars": polars_reader, "duckdb": duckdb_reader}


def ours(made: File, folder: Path) -> str:
    """Return the verdict on this program, by the same assertions as the tests."""
    try:
        examine(made, folder)
    except AssertionError:
        return SILENT
    return WAITING if made.expected.not_yet else RIGHT


def verdict(made: File, folder: Path, reader: Callable[[Path], Any]) -> str:
    """Return whether a reader does what is wanted, gives something else without a word, or stops."""
    if made.profile["file"].get("kind", "delimited") != "delimited":
        return ABSENT
    path = folder / f"{made.name}{made.suffix}"
    refusal = made.expected.error or made.expected.open
    try:
        columns, dates = reader(path)
        if refusal:
            start = columns.get(CITIES[made.language].columns[DATE], [])
            dates(start) if start and isinstance(start[0], str) else None
            return SILENT
        return RIGHT if same(made, columns, dates, folder) else SILENT
    except Exception:  # a reader may stop with any error of its own
        return RIGHT if refusal and made.wanted in "F?" else STOPPED


def same(made: File, columns: Columns, dates: Callable[[list[Any]], list[Any]], folder: Path) -> bool:
    """Whether a reader's columns hold the rows that we store: identifier, date, category, place, coordinates."""
    found = taken(made, folder)
    assert not isinstance(found, BeffroiError)
    city, when = CITIES[made.language], made.profile["when"]
    names_of = city.columns
    start = made.profile["aliases"][names_of[DATE]][0] if "aliases" in made.profile else names_of[DATE]
    wanted = {names_of[ID], start, names_of[KIND], names_of[X], names_of[Y]}
    table = found.table
    if not wanted <= set(columns) or len(columns[start]) != table.height:
        return False
    moments = columns[start]
    if "start_time" in when:
        moments = [f"{day} {clock}" for day, clock in zip(moments, columns[when["start_time"]], strict=True)]
    if not all(isinstance(moment, datetime) for moment in moments if moment is not None):
        moments = dates(moments)
    place = table["place_name"] if made.profile["where"].get("place_name") else table["place_code"]
    return (
        texts(columns[names_of[ID]]) == table["source_id"].to_list()
        and [local(moment, city.zone) for moment in moments] == table["occurred_from"].to_list()
        and category(made, columns) == table["offence_source"].to_list()
        and texts(columns[names_of[PLACE]]) == place.to_list()
        and near(made, columns, table)
    )


def category(made: File, columns: Columns) -> list[str | None]:
    """The category as read; joined when the profile joins columns."""
    parts = [texts(columns[name]) for name in made.profile["what"]["category"]]
    return [" / ".join(map(str, each)) if len(each) > 1 else each[0] for each in zip(*parts, strict=True)]


def texts(values: list[Any]) -> list[str | None]:
    """Values as a person sees them; an empty text is nothing."""
    return [None if value is None or value == "" else str(value) for value in values]


def local(moment: Any, zone: str) -> datetime | None:
    """A date as wall time of the city, to the second."""
    if moment is None or str(moment) == "NaT":
        return None
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day) if isinstance(moment, date) else None
    plain = moment.astimezone(ZoneInfo(zone)) if moment.tzinfo else moment
    return datetime(plain.year, plain.month, plain.day, plain.hour, plain.minute, plain.second)


def near(made: File, columns: Columns, table: pl.DataFrame) -> bool:
    """Whether coordinates lie within a metre of ours, and are nowhere where ours are."""
    city = CITIES[made.language]
    x, y = (np.array([np.nan if v is None else v for v in columns[city.columns[at]]], float) for at in (X, Y))
    px, py = project(x, y, source=made.profile["where"].get("crs", "EPSG:4326"), target=city.crs)
    px, py = (np.where(np.isfinite(each), each, np.nan) for each in (px, py))
    return all(
        np.allclose(theirs, table[name].cast(pl.Float64).to_numpy(), atol=1.0, equal_nan=True)
        for theirs, name in ((px, "x"), (py, "y"))
    )


def score() -> dict[tuple[int, str, str], dict[str, Counter[str]]]:
    """Return the verdicts by case and reader."""
    there = {name: reader for name, reader in READERS.items() if installed(name)}
    found: dict[tuple[int, str, str], dict[str, Counter[str]]] = {}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in names():
            made = make(name)
            row = found.setdefault((made.case, made.title, made.wanted), {})
            row.setdefault("Beffroi", Counter())[ours(made, Path(folder))] += 1
            for other, reader in there.items():
                row.setdefault(other, Counter())[verdict(made, Path(folder), reader)] += 1
    return found


def installed(name: str) -> bool:
    """Whether a reader can be imported."""
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def page(found: dict[tuple[int, str, str], dict[str, Counter[str]]]) -> str:
    """Return the score as a page."""
    readers = list(next(iter(found.values())))
    versions = [f"{name} {importlib.import_module(name).__version__}" for name in readers[1:]]
    total: dict[str, Counter[str]] = {name: Counter() for name in readers}
    lines = []
    for (number, title, wanted), row in found.items():
        lines.append(f"| {number} | {title} | {wanted} | " + " | ".join(shown(row[name]) for name in readers) + " |")
        for name in readers:
            total[name] += row[name]
    waiting = {f"{m.case}, {m.title.lower()}": m.expected.not_yet for m in map(make, names()) if m.expected.not_yet}
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    return HEAD.format(
        files=len(names()),
        cases=len({case.number for case in CASES}),
        run=f"Run on {today} with Python {platform.python_version()}, {', '.join(versions)}.",
        head="| Case | What the file holds | Wanted | " + " | ".join(readers) + " |",
        rule="|---" * (3 + len(readers)) + "|",
        rows="\n".join(lines),
        total="| | **All files** | | " + " | ".join(f"**{shown(total[name])}**" for name in readers) + " |",
        waiting="\n".join(f"- Case {case}: {why}." for case, why in waiting.items()) or NOTHING,
    )


def shown(counts: Counter[str]) -> str:
    """Counts of verdicts in few words."""
    return ", ".join(f"{counts[each]} {each}" for each in (RIGHT, WAITING, SILENT, STOPPED) if counts[each]) or ABSENT


NOTHING = "Nothing: every file comes out as wanted."
HEAD = """<!-- Written by python -m tests.corpus.peers --write: change the corpus, not this page. -->

# Bad files, and what becomes of them

Cities send files that are broken in well-known ways. The conformance corpus holds {files} small files of {cases}
kinds, in English, French and Spanish, made by a seeded script (`tests/corpus/make.py`), each with what must become of
it. The test suite reads every one of them and compares rows, reasons, values and messages. Here is how the same files
fare with readers that are used for this work, with their default settings and nothing but the file.

{run} To run it again: `python -m tests.corpus.peers --write`.

Wanted: **A** taken and put right, with a note; **Q** the bad records set aside with a reason, the others taken;
**F** refused with a reason; **?** refused with a question, because only a person knows.

- *right*: what is wanted. For another reader: the same identifiers, dates, categories, places and coordinates (within
  a metre) as the good records, or a refusal where one is wanted;
- *not yet*: this program does something else, on purpose or for now; listed below the table;
- *silent*: other rows than wanted, or rows where a refusal is wanted, without a word;
- *stopped*: an error, and no row, where rows could be had.

Readers of general use cannot know what a profile says; the table does not blame them. It shows what a person gets who
opens such a file without one. What this program only flags (an hour that a change of clocks skips, a heap at midnight,
a pile of records on one point, the end of an interval) is not asked of them.

{head}
{rule}
{rows}
{total}

## Not yet as wanted

{waiting}
"""


if __name__ == "__main__":
    written = page(score())
    print(written)
    if "--write" in sys.argv:
        PAGE.write_text(written, "utf-8")
