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

    kind: Literal["delimited", "parquet", "geojson", "geopackage", "shapefile", "flatgeobuf", "excel", "json"] = (
        "delimited"
    )
    encoding: str = "utf-8"  # of delimited text, and of a shapefile that does not state its own
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
    updated: str | None = None  # column of the last change: of several states of one key, the newest is kept
    formats: tuple[str, ...] = ("%Y-%m-%d %H:%M:%S",)
    time_formats: tuple[str, ...] = ("%H:%M:%S",)
    timezone: str = "UTC"
    false_utc: bool = False  # the file says UTC and holds wall time
    precision: DatePrecision = "minute"
    default_times: tuple[str, ...] = ("00:00",)  # times of day that mean "unknown hour" when heaped: see heaping
    interval: bool = False  # start and end bracket an event whose moment is unknown
    shift: str | None = None  # column whose words stand for parts of the day, in place of a time
    shifts: dict[str, tuple[str, str]] = Field(default_factory=dict)  # word -> from and to, as 16:00 and 24:00


class Where(_Part):
    """Columns, reference system and quality of locations."""

    x: str | None = None  # easting or longitude
    y: str | None = None
    geometry: bool = False  # take the point geometry of a geographic file
    crs: str = "EPSG:4326"
    kind: LocationKind = "exact"
    metres: float = 0.0  # precision of the location
    missing: tuple[tuple[float, float], ...] = ((0.0, 0.0),)  # coordinates that mean "no location"
    text: str | None = None  # column of an address, an intersection or a place, for the gazetteer; never stored
    text_least: float = Field(0.85, ge=0.6, le=1.0)  # confidence from which a match of the gazetteer is taken
    text_coarsest: float = Field(250.0, gt=0)  # metres: a match known less well gives no point
    genuine: tuple[tuple[float, float], ...] = ()  # full points that are no default location: a shop, a station
    place_code: str | None = None
    code_digits: int = 0  # place codes that a spreadsheet shortened get their zeros back: 1 is 01 with two digits
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


class Stop(_Part):
    """For encounters (a stop, a search): columns of what was done, why and with what result; never of whom."""

    kind: str | None = None
    power: str | None = None  # the law that allowed it
    reason: str | None = None
    outcome: str | None = None
    searched: str | None = None  # columns of yes or no
    found: str | None = None
    arrested: str | None = None
    yes: tuple[str, ...] = ("True", "TRUE", "true", "1")
    no: tuple[str, ...] = ("False", "FALSE", "false", "0")

    def columns(self) -> dict[str, str]:
        """Name in our table -> column of the source."""
        named = self.model_dump(exclude={"yes", "no"}, exclude_none=True)
        return {name: str(column) for name, column in named.items()}


class Unpivot(_Part):
    """For a wide table, where one line holds many counts: its columns become values of one column, one record a cell."""

    columns: tuple[str, ...] = ("*",)  # patterns of the columns that hold counts; those mapped otherwise never do
    into: str  # name of the column that then says which column a count was in
    value: str  # name of the column that then holds the count
    from_name: dict[str, str] = Field(
        default_factory=dict
    )  # column -> regular expression whose group finds it in the file's name


class Tally(_Part):
    """For statistics that arrive as counts: columns of the value, unit and period."""

    value: str
    unit: str | None = None
    units: dict[str, str] = Field(default_factory=dict)  # the source's word -> counting unit
    year: str
    year_offset: int = 0  # 2000 when years have two digits


class Wording(_Part):
    """What a profile says to readers, in another language than the one it is written in."""

    title: str | None = None
    already_public: str | None = None


class Profile(_Part):
    """Everything needed to read one kind of file without guessing."""

    name: str
    version: int = 1
    title: str
    publisher: str
    licence: str
    attribution: str = ""
    notice: str = ""  # words that the licence wants wherever the data are shown; printed as they are, not translated
    table: Literal["incidents", "recorded_counts", "encounters"] = "incidents"
    dataset: str  # identifier of the data set that the deliveries belong to
    row_is: Literal["offence", "victim", "event", "call", "file", "encounter"] = "offence"
    unit: CountingUnit = "offence"
    key: str | None = None
    event_key: str | None = None
    recording: Literal["reported", "proactive", "mixed"] = "mixed"
    proactive: tuple[str, ...] = ()  # ICCS codes mostly found by police activity
    keep_raw: Literal["as_received", "minimised"] = "as_received"
    agreement: str | None = None  # reference of the agreement; then never published until the attack suite exists
    already_public: str | None = None  # source and reason, when the publisher released these very counts
    overlap: Literal["ask", "newest", "replace", "add"] = (
        "ask"  # of days and keys already delivered: see store.revisions
    )
    status: Literal["provisional", "consolidated"] = "provisional"
    status_column: str | None = None  # column that says it row by row, in place of `status`
    consolidated: tuple[str, ...] = ()  # its values that mean consolidated; any other one is provisional
    file: FileFormat = FileFormat()
    when: When = When()
    where: Where = Where()
    what: What = What()
    tally: Tally | None = None
    stop: Stop | None = None
    unpivot: Unpivot | None = None
    refused: tuple[str, ...] = ()  # columns about persons, known in this source and never carried
    coverage: Literal["months_present", "span"] = "span"  # a month without a row is missing | the first to the last day
    aliases: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # other spellings of a column in other vintages
    caveats: tuple[Literal["delays_only", "units_by_index", "filtered_extract"], ...] = ()  # said with every account
    translations: dict[Literal["en", "fr", "es"], Wording] = Field(default_factory=dict)
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
    def _stop_for_encounters(self) -> Self:
        apart = self.table == "encounters"
        if (
            apart != (self.stop is not None)
            or apart != (self.row_is == "encounter")
            or apart != (self.unit == "encounter")
        ):
            msg = "[stop], row_is = 'encounter' and unit = 'encounter' are given exactly when table = 'encounters'"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _wide_as_received(self) -> Self:
        if self.unpivot and self.keep_raw != "as_received":
            msg = "[unpivot] reads every column of a file, so that keep_raw = 'minimised' would leave nothing out"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _status_of_each_row(self) -> Self:
        if (self.status_column is None) != (not self.consolidated):
            msg = "status_column is given exactly when consolidated lists its values"
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
        named = [self.key, self.event_key, w.start, w.start_time, w.end, w.end_time, w.reported, w.updated]
        named += [p.x, p.y]
        named += [w.shift, *w.parts.values(), p.place_code, p.place_name, p.text]
        named += [*self.what.category, self.what.setting]
        named += [self.status_column]
        if self.tally:
            named += [self.tally.value, self.tally.unit, self.tally.year]
        if self.stop:
            named += self.stop.columns().values()
        made = {self.unpivot.into, self.unpivot.value, *self.unpivot.from_name} if self.unpivot else set()
        return tuple(dict.fromkeys(name for name in named if name and name not in made))

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
