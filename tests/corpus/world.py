"""What a generated file is made of: three cities, their columns and words, and what is expected of a file."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

Rows = list[list[str]]
ID, DATE, X, Y, KIND, PLACE = range(6)
LANGUAGES = ("en", "fr", "es")
SEEDS = (0, 1)  # two files a case and language: the second often shows another form of the case


@dataclass(frozen=True, kw_only=True)
class City:
    """A city of the corpus: where it lies, when its clocks change, how its columns and categories are called."""

    columns: tuple[str, ...]
    crs: str
    zone: str
    box: tuple[float, float, float, float]  # where points are drawn
    bounds: tuple[float, float, float, float]
    gap: datetime  # a wall time that does not exist in 2024
    fold: datetime  # one that exists twice
    kinds: dict[str, str]  # category -> ICCS
    places: tuple[str, ...]
    total: str


CITIES = {
    "en": City(
        columns=("id", "date", "longitude", "latitude", "category", "beat"),
        crs="EPSG:32616",
        zone="America/Chicago",
        box=(-87.75, 41.75, -87.62, 41.95),
        bounds=(-88.0, 41.6, -87.4, 42.1),
        gap=datetime(2024, 3, 10, 2, 30),
        fold=datetime(2024, 11, 3, 1, 30),
        kinds={"THEFT": "0502", "BURGLARY": "0501", "ROBBERY": "0401"},
        places=("Pilsen", "Hyde Park", "Uptown"),
        total="Total",
    ),
    "fr": City(
        columns=("numero", "date_fait", "longitude", "latitude", "categorie", "secteur"),
        crs="EPSG:32188",
        zone="America/Toronto",
        box=(-73.65, 45.45, -73.55, 45.55),
        bounds=(-74.0, 45.4, -73.4, 45.75),
        gap=datetime(2024, 3, 10, 2, 30),
        fold=datetime(2024, 11, 3, 1, 30),
        kinds={"Vol simple": "0502", "Introduction": "0501", "Vol qualifié": "0401"},
        places=("Côte-des-Neiges", "Rosemont", "Saint-Léonard"),
        total="Total général",
    ),
    "es": City(
        columns=("folio", "fecha", "longitud", "latitud", "delito", "barrio"),
        crs="EPSG:25830",
        zone="Europe/Madrid",
        box=(-3.75, 40.38, -3.65, 40.48),
        bounds=(-3.9, 40.3, -3.5, 40.6),
        gap=datetime(2024, 3, 31, 2, 30),
        fold=datetime(2024, 10, 27, 2, 30),
        kinds={"Hurto": "0502", "Robo en vivienda": "0501", "Sustracción": "0401"},
        places=("Lavapiés", "Chamberí", "Retiro"),
        total="Suma",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What must become of a file.

    Attributes
    ----------
    stored, quarantined, dropped
        Counts of rows, by reason.
    values
        Column of the stored table -> row number in the file -> value.
    checks, notes, not_kept
        Counts of quality checks, codes of notes that are there, columns that are not carried.
    error
        Class of the refusal; its message tells what to do, and in the case of a question, what to decide.
    open
        Keys of the proposed profile that stay open: the question that the file puts.
    not_yet
        Why the outcome differs from what is wanted; what is asserted is then the present behaviour.
    """

    stored: int = 0
    quarantined: dict[str, int] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    values: dict[str, dict[int, Any]] = field(default_factory=dict)
    checks: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    not_kept: tuple[str, ...] = ()
    error: str = ""
    open: tuple[str, ...] = ()
    not_yet: str = ""


@dataclass(frozen=True, kw_only=True)
class File:
    """One file of the corpus: its bytes, the profile it is read by, and what is expected."""

    content: bytes
    expected: Expected
    profile: dict[str, Any]
    suffix: str = ".csv"
    declared: dict[str, Any] = field(default_factory=dict)  # rows, sha256: what the sender said
    case: int = 0
    title: str = ""
    wanted: str = ""
    name: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One language and seed of a case, with its own source of chance."""

    language: str
    seed: int
    random: Random

    @property
    def city(self) -> City:
        return CITIES[self.language]

    def rows(self, n: int = 40) -> Rows:
        """Good records: unique numbers, dates of 2024 in daytime, places in the city."""
        return [self.row(100_001 + at) for at in range(n)]

    def row(self, number: int) -> list[str]:
        city, draw = self.city, self.random
        west, south, east, north = city.box
        when = datetime(2024, 1, 2) + timedelta(days=draw.randrange(180), minutes=draw.randrange(61, 1380))
        where = (draw.uniform(west, east), draw.uniform(south, north))
        kind, place = draw.choice(list(city.kinds)), draw.choice(city.places)
        return [str(number), f"{when:%Y-%m-%d %H:%M:%S}", f"{where[0]:.6f}", f"{where[1]:.6f}", kind, place]

    def at(self, n: int) -> int:
        """Draw a position in a file of n records, neither first nor last."""
        return self.random.randrange(1, n - 1)


def written(
    v: Variant, rows: Sequence[Sequence[str]], *, separator: str = ",", end: str = "\n", header: Any = ()
) -> str:
    """Return rows as delimited text with a header."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=end)
    writer.writerow(header or v.city.columns)
    writer.writerows(rows)
    return out.getvalue()


def file(v: Variant, content: str | bytes, expected: Expected, **parts: Any) -> File:
    """Return a file; parts replace parts of the city's profile, nested ones key by key."""
    own = {name: parts.pop(name) for name in ("suffix", "declared") if name in parts}
    raw = content if isinstance(content, bytes) else content.encode()
    return File(content=raw, expected=expected, profile=profile(v, **parts), **own)


def profile(v: Variant, **parts: Any) -> dict[str, Any]:
    """Return the profile of a city's files as a table."""
    city = v.city
    number, date, x, y, kind, place = city.columns
    base: dict[str, Any] = {
        "name": f"corpus-{v.language}",
        "title": "Corpus",
        "publisher": "Corpus",
        "licence": "CC0",
        "dataset": "corpus",
        "key": number,
        "file": {},
        "when": {"start": date, "timezone": city.zone},
        "where": {"x": x, "y": y, "place_name": place, "bounds": city.bounds},
        "what": {"category": [kind], "codes": dict(city.kinds)},
    }
    for name, value in parts.items():
        base[name] = base.get(name, {}) | value if isinstance(value, dict) else value
    return base


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case of the catalogue: number, title, wanted outcome, and the function that writes its files."""

    number: int
    title: str
    wanted: str  # A accept, Q set aside, F refuse, ? ask
    make: Callable[[Variant], File]


CASES: list[Case] = []


def case(number: int, title: str, wanted: str) -> Callable[[Callable[[Variant], File]], Callable[[Variant], File]]:
    """Register the function that writes the files of a case."""

    def register(make: Callable[[Variant], File]) -> Callable[[Variant], File]:
        CASES.append(Case(number=number, title=title, wanted=wanted, make=make))
        return make

    return register


def wall(row: Sequence[str]) -> datetime:
    """Return the date of a good record."""
    return datetime.strptime(row[DATE], "%Y-%m-%d %H:%M:%S")
