"""A source profile: the reviewed, versioned contract between a publisher's file and our tables."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from beffroi.errors.proposals import OpenChoices
from beffroi.tables.views import CountingUnit, DatePrecision, LocationKind

DECIDE = "decide"  # what a proposal writes where a person must choose; no profile accepts it


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FileFormat(_Part):
    """How bytes become records. Nothing here is guessed at import time."""

    kind: Literal["delimited", "parquet", "geojson", "geopackage", "shapefile", "excel", "json"] = "delimited"
    encoding: str = "utf-8"
    separator: str = ","
    quote: str = '"'
    decimal: Literal[".", ","] = "."
    skip_lines: int = 0
    layer: str | None = None  # of a GeoPackage; of JSON, the name that its list of records has
    sheets: tuple[str, ...] = ()  # of a workbook; a * stands for what changes; empty: every sheet, and none hidden
    member: str | None = None  # the file to read in a zip archive that holds several; a * stands for what changes
    na: tuple[str, ...] = ("",)  # texts that mean "missing"; "NA" is a category unless named here


class When(_Part):
    """Columns and formats of dates: strptime's, or `excel` and `excel-1904` for day numbers; tried in order, per row."""

    start: str | None = None  # column of the date, date-time, or start of the interval
    start_time: str | None = None  # column of the time of day, when apart
    parts: dict[Literal["year", "month", "day", "hour", "minute", "second"], str] = Field(default_factory=dict)
    end: str | None = None
    end_time: str | None = None
    reported: str | None = None
    formats: tuple[str, ...] = ("%Y-%m-%d %H:%M:%S",)
    time_formats: tuple[str, ...] = ("%H:%M:%S",)
    timezone: str = "UTC"
    false_utc: bool = False  # the file says UTC and holds wall time
    precision: DatePrecision = "minute"
    default_times: tuple[str, ...] = ("00:00",)  # times of day that mean "unknown hour" when heaped: see heaping
    interval: bool = False  # start and end bracket an event whose moment is unknown


class Where(_Part):
    """Columns, reference system and quality of locations."""

    x: str | None = None  # easting or longitude
    y: str | None = None
    geometry: bool = False  # take the point geometry of a geographic file
    crs: str = "EPSG:4326"
    kind: LocationKind = "exact"
    metres: float = 0.0  # precision of the location
    missing: tuple[tuple[float, float], ...] = ((0.0, 0.0),)  # coordinates that mean "no location"
    genuine: tuple[tuple[float, float], ...] = ()  # full points that are no default location: a shop, a station
    place_code: str | None = None
    place_name: str | None = None
    bounds: tuple[float, float, float, float] | None = (
        None  # west, south, east, north in degrees; outside: no location, counted
    )


class What(_Part):
    """Column(s) of the offence and their crosswalk to ICCS."""

    category: tuple[str, ...] = ()  # columns joined by " / " to form the source code
    constant: str | None = None  # one source code for every row
    crosswalk: str | None = None  # name of a packaged crosswalk
    codes: dict[str, str] = Field(default_factory=dict)  # source code -> ICCS code; added to the crosswalk
    not_an_offence: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()  # source codes that inherit the stricter threshold
    aggregate: tuple[str, ...] = ()  # source codes that contain other source codes (recorded counts)
    setting: str | None = None


class Tally(_Part):
    """For statistics that arrive as counts: columns of the value, unit and period."""

    value: str
    unit: str | None = None
    units: dict[str, str] = Field(default_factory=dict)  # the source's word -> counting unit
    year: str
    year_offset: int = 0  # 2000 when years have two digits


class Profile(_Part):
    """Everything needed to read one kind of file without guessing."""

    name: str
    version: int = 1
    title: str
    publisher: str
    licence: str
    attribution: str = ""
    notice: str = ""  # words that the licence wants wherever the data are shown; printed as they are, not translated
    table: Literal["incidents", "recorded_counts"] = "incidents"
    dataset: str  # identifier of the data set that the deliveries belong to
    row_is: Literal["offence", "victim", "event", "call", "file"] = "offence"
    unit: CountingUnit = "offence"
    key: str | None = None
    event_key: str | None = None
    recording: Literal["reported", "proactive", "mixed"] = "mixed"
    proactive: tuple[str, ...] = ()  # ICCS codes mostly found by police activity
    keep_raw: Literal["as_received", "minimised"] = "as_received"
    agreement: str | None = None  # reference of the agreement; then never published until the attack suite exists
    already_public: str | None = None  # source and reason, when the publisher released these very counts
    overlap: Literal["ask", "replace", "add"] = "ask"
    status: Literal["provisional", "consolidated"] = "provisional"
    file: FileFormat = FileFormat()
    when: When = When()
    where: Where = Where()
    what: What = What()
    tally: Tally | None = None
    refused: tuple[str, ...] = ()  # columns about persons, known in this source and never carried
    coverage: Literal["months_present", "span"] = "span"  # a month without a row is missing | the first to the last day
    aliases: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # other spellings of a column in other vintages
    caveats: tuple[Literal["delays_only"], ...] = ()  # what the source leaves out, said with every account: see reasons
    declared: str | None = None  # period this file replaces, when its name or publisher says so

    @model_validator(mode="before")
    @classmethod
    def _nothing_left_open(cls, content: Any) -> Any:
        left = tuple(_open_choices(content))
        if left:
            raise OpenChoices(fields=", ".join(left))
        return content

    @model_validator(mode="after")
    def _tally_for_counts(self) -> Self:
        if (self.table == "recorded_counts") != (self.tally is not None):
            msg = "[tally] is given exactly when table = 'recorded_counts'"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _one_way_to_the_date(self) -> Self:
        parts = self.when.parts
        units = ("year", "month", "day", "hour", "minute", "second")
        if parts and (self.when.start or self.when.start_time or set(parts) != set(units[: len(parts)])):
            msg = "[when] parts goes from the year down without a gap, and stands in place of start and start_time"
            raise ValueError(msg)
        return self

    def columns(self) -> tuple[str, ...]:
        """Names of the source columns that the profile maps; nothing else is carried."""
        w, p = self.when, self.where
        named = [self.key, self.event_key, w.start, w.start_time, w.end, w.end_time, w.reported, p.x, p.y]
        named += [*w.parts.values(), p.place_code, p.place_name, *self.what.category, self.what.setting]
        if self.tally:
            named += [self.tally.value, self.tally.unit, self.tally.year]
        return tuple(dict.fromkeys(name for name in named if name))

    def fingerprint(self) -> str:
        """Return the SHA-256 of the profile's content."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @classmethod
    def from_toml(cls, source: Path | str) -> Self:
        """Read a profile from a file or from TOML text."""
        written = source.read_text("utf-8") if isinstance(source, Path) else source
        content: dict[str, Any] = tomllib.loads(written)
        return cls.model_validate(content)


def _open_choices(content: Any, at: str = "") -> Iterator[str]:
    """Yield the dotted names of values that a proposal left to a person."""
    if isinstance(content, Mapping):
        for name, value in content.items():
            yield from _open_choices(value, f"{at}.{name}" if at else str(name))
    elif isinstance(content, list | tuple):
        for value in content:
            yield from _open_choices(value, at)
    elif isinstance(content, str) and content.strip().lower() == DECIDE:
        yield at
