"""Propose a source profile for a file that nobody has described yet: explain every choice, leave doubt to a person."""

import re
from dataclasses import dataclass
from pathlib import Path

from beffroi.sources import proposal_words as words
from beffroi.sources.boundary import Boundary
from beffroi.sources.category_match import Categories, categories
from beffroi.sources.columns import plain
from beffroi.sources.date_shapes import Dates, read_dates, read_times
from beffroi.sources.draft import Draft, Said
from beffroi.sources.look import Look, look
from beffroi.sources.profile import DECIDE
from beffroi.sources.proposal_files import describe_file
from beffroi.sources.proposal_places import landed
from beffroi.sources.proposal_rows import Row, first_rows
from beffroi.sources.roles import (
    Coordinates,
    coordinates,
    date_parts,
    keys,
    person_columns,
    place_columns,
    shared_rows,
    systems_at,
    tally_columns,
    zones_near,
)
from beffroi.tables.views import DatePrecision
from beffroi.vocabulary import offences

_START = re.compile(
    r"(^|_)(start|from|begin|debut|desde|inicio|occur|occurred|occurrence|fait|faits|hecho|hechos|single)"
)
_END = re.compile(r"(^|_)(end|to|fin|hasta|until)(_|$)")
_REPORTED = re.compile(
    r"(^|_)(report|reported|rpt|denuncia|plainte|declar|declaration|enregistrement|registro|created|updated|update|modified)"
)
_EDITED = re.compile(r"(^|_)(updated|update|modified|created|maj|actualizacion)")
SHOWN_CODES = 60  # categories that get a line of their own
HEAPED = 0.05  # share of records at one default time


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A profile as TOML text, why each choice was made, and what a person must still settle.

    While `questions` is not empty the text holds the placeholder `decide`, which no profile accepts.
    """

    toml: str
    explanations: tuple[Said, ...]
    questions: tuple[Said, ...]
    rows: tuple[Row, ...] = ()  # the first records as it reads them
    seen: Look | None = None


def propose(path: Path, *, locale: str = "en", near: Boundary | None = None) -> Proposal:
    """Propose a profile. Reads the file, writes nothing and imports nothing.

    With the boundary of an observatory, coordinates are read in the one way that lands there, where there is one.

    Raises
    ------
    NothingToPropose, IntakeError
        The file is missing, empty, cut, or no table of records.
    """
    seen = look(path)
    draft = Draft(locale)
    draft.remark("", words.HEAD, file=path.name, rows=seen.rows)
    dates = {name: read for name in seen.columns if (read := _dates(seen, name))}
    counts = None if dates else tally_columns(seen)
    where = coordinates(seen) if seen.geometry != "Point" else None
    taken = _taken(seen, dates, where)
    found = categories(seen, taken=taken)
    _identity(draft, seen, taken=[*taken, *(found.columns if found else ())], counts=counts)
    describe_file(draft, seen)
    _when(draft, seen, dates, counts=counts, where=where, near=near)
    _where(draft, seen, where, near)
    _what(draft, seen, found)
    toml = draft.toml()
    return Proposal(
        toml=toml, explanations=tuple(draft.explanations), questions=tuple(draft.questions),
        rows=tuple(first_rows(seen, toml, locale=locale)), seen=seen,
    )  # fmt: skip


def _dates(seen: Look, name: str) -> Dates | None:
    if seen.typed.get(name, "").startswith(("Int", "UInt", "Float", "Boolean")):
        return None
    start = [value for value in seen.columns[name][:2000] if value]
    return read_dates(seen.filled(name)) if read_dates(start) else None


def _taken(seen: Look, dates: dict[str, Dates], where: Coordinates | None) -> list[str]:
    located = [where.x, where.y] if where else []
    return [*dates, *located, *(name for name in place_columns(seen) if name)]


def _identity(draft: Draft, seen: Look, *, taken: list[str], counts: tuple[str, str | None, str] | None) -> None:
    name = re.sub(r"[^a-z0-9]+", "-", plain(seen.path.name.split(".")[0])).strip("-") or "source"
    draft.choose("", "name", name)
    draft.choose("", "version", 1)
    draft.choose("", "title", seen.path.name.split(".")[0])
    draft.ask("", "publisher", [], words.LICENCE)
    draft.line("", "licence", DECIDE)
    draft.choose("", "dataset", name)
    if counts:
        draft.choose("", "table", "recorded_counts", words.COUNTS, value=counts[0], year=counts[2])
        draft.ask("", "unit", ["offence", "victim", "event", "call", "file"], words.UNIT_OPEN)
        draft.choose("tally", "value", counts[0])
        draft.choose("tally", "unit", counts[1]) if counts[1] else None
        draft.choose("tally", "year", counts[2])
        example = seen.filled(counts[2])[0]
        if len(example) <= 2:
            draft.choose("tally", "year_offset", 2000, words.YEARS, example=example)
    else:
        _rows(draft, seen, taken)
    draft.choose("", "recording", "mixed", words.RECORDING)
    persons = person_columns(seen)
    if persons:
        draft.choose("", "refused", persons, words.PERSONS)


def _rows(draft: Draft, seen: Look, taken: list[str]) -> None:
    """What a row is, and what tells rows apart."""
    key, event = keys(seen, taken=taken)
    if event:
        draft.ask(
            "", "row_is", ["victim", "offence", "event"], words.EVENT_KEY, column=event, n=shared_rows(seen, event)
        )
        draft.choose("", "event_key", event)
    else:
        draft.choose("", "row_is", "offence", words.ROW_IS)
    if key:
        draft.choose("", "key", key, words.KEY, column=key)
    else:
        draft.remark("", words.NO_KEY)


def _when(
    draft: Draft,
    seen: Look,
    dates: dict[str, Dates],
    *,
    counts: tuple[str, str | None, str] | None,
    where: Coordinates | None,
    near: Boundary | None,
) -> None:
    if counts:
        draft.choose("when", "precision", "year")
        return
    parts = date_parts(seen) if not dates else {}
    if parts:
        draft.choose(
            "when.parts", next(iter(parts)), next(iter(parts.values())), words.PARTS, columns=", ".join(parts.values())
        )
        for unit, column in list(parts.items())[1:]:
            draft.line("when.parts", unit, column)
        precision: DatePrecision = "minute" if "minute" in parts else "hour" if "hour" in parts else "day"
        draft.choose("when", "precision", precision if "day" in parts else "month")
        _zone(draft, seen, where, near)
        return
    start = _start(draft, dates)
    if start is None:
        return
    read = dates[start]
    if read.orders:
        values = {"column": start, "share": round(100 * read.share, 1), "example": read.example}
        draft.choose("when", "start", start, words.START, **values)
    _ends(draft, dates, start)
    if not seen.typed.get(start, "").startswith(("Date", "Datetime")):
        _order(draft, start, read)
    dated_only = not read.timed or read.midnight == 1
    clock = next((name for name in seen.columns if dated_only and read_times(seen.filled(name))), None)
    formats = read_times(seen.filled(clock)) if clock else ()
    if clock:
        draft.choose("when", "start_time", clock, words.START_TIME, column=clock)
        draft.choose("when", "time_formats", formats)
    _precision(draft, seen, read, clock=clock)
    _zone(draft, seen, where, near)
    _false_utc(draft, seen, start, read)


def _start(draft: Draft, dates: dict[str, Dates]) -> str | None:
    """Return the column of the event's date; asks and returns None when names do not tell."""
    if not dates:
        draft.ask("when", "start", [], words.NO_DATE)
        return None
    named = [name for name in dates if _START.search(plain(name)) and not _REPORTED.search(plain(name))]
    named = [name for name in named if not _END.search(plain(name))] or named
    plainly = [name for name in dates if not _REPORTED.search(plain(name)) and not _END.search(plain(name))]
    for candidates in (named, plainly, list(dates)):
        if len(candidates) == 1 or (candidates is named and len(named) > 1 and _pair(dates)):
            return _pair(dates) if len(candidates) > 1 else candidates[0]
    draft.ask("when", "start", list(dates), words.START_OF_SEVERAL, columns=", ".join(dates))
    return None


def _pair(dates: dict[str, Dates]) -> str | None:
    """Return the start of an interval whose end is another column."""
    starts = [name for name in dates if re.search(r"(^|_)(start|from|begin|debut|desde|inicio)(_|$)", plain(name))]
    ends = [name for name in dates if _END.search(plain(name))]
    return starts[0] if starts and ends else None


def _ends(draft: Draft, dates: dict[str, Dates], start: str) -> None:
    others = [name for name in dates if name != start and dates[name].orders]
    end = next((name for name in others if _END.search(plain(name)) and not _REPORTED.search(plain(name))), None)
    if end:
        draft.choose("when", "end", end, words.END, column=end)
        draft.choose("when", "interval", True)
    reported = [name for name in others if _REPORTED.search(plain(name)) and not _EDITED.search(plain(name))]
    if reported:
        draft.choose("when", "reported", reported[0], words.REPORTED, column=reported[0])


def _order(draft: Draft, start: str, read: Dates) -> None:
    if len(read.orders) == 1:
        (order,) = read.orders
        why = words.ORDER if order in ("dmy", "mdy") else words.FORMATS
        draft.choose("when", "formats", read.formats[order], why, column=start)
    elif read.orders:
        options: list[object] = [read.formats[order] for order in read.orders]
        draft.ask("when", "formats", options, words.ORDER_OPEN, column=start, example=read.example)
    else:
        draft.ask("when", "start", [], words.ORDER_NONE, column=start)


def _precision(draft: Draft, seen: Look, read: Dates, *, clock: str | None) -> None:
    precision = "minute" if clock else read.precision
    why = words.PRECISION
    if precision == "day" and read.first_days == 1 and seen.rows > 30:
        precision, why = "month", words.PRECISION_FIRST
        draft.choose("", "coverage", "months_present", words.COVERAGE)
    elif precision == "day" and read.timed:
        why = words.PRECISION_MIDNIGHT
    elif precision == "month":
        draft.choose("", "coverage", "months_present", words.COVERAGE)
    draft.choose("when", "precision", precision, why, precision=words.PRECISIONS[precision])
    shares = _heaps(seen, read, clock) if precision == "minute" else {}
    heaped = tuple(time for time, share in shares.items() if share > HEAPED)
    if heaped:
        said = ", ".join(words.PERCENT(draft.locale, n=round(100 * shares[time])) for time in heaped)
        draft.choose("when", "default_times", heaped, words.DEFAULT_TIMES, times=", ".join(heaped), shares=said)


def _heaps(seen: Look, read: Dates, clock: str | None) -> dict[str, float]:
    if not clock:
        return {"00:00": read.midnight, "12:00": read.noon}
    held = seen.filled(clock)
    return {time: sum(value.startswith(time) for value in held) / len(held) for time in ("00:00", "12:00")}


def _zone(draft: Draft, seen: Look, where: Coordinates | None, near: Boundary | None) -> None:
    if near is not None:
        draft.ask("when", "timezone", [near.timezone], words.TIMEZONE_OF, name=near.name, zone=near.timezone)
        return
    middle = where.middle if where and where.degrees and not where.swapped else _middle(seen)
    if middle:
        zones: list[object] = list(zones_near(*middle))
        draft.ask("when", "timezone", zones, words.TIMEZONE)
    else:
        draft.ask("when", "timezone", [], words.TIMEZONE_UNKNOWN)


def _false_utc(draft: Draft, seen: Look, start: str, read: Dates) -> None:
    if read.zone == "Z" or "UTC" in seen.typed.get(start, ""):
        draft.ask("when", "false_utc", [True, False], words.FALSE_UTC, column=start, example=read.example)


def _middle(seen: Look) -> tuple[float, float] | None:
    """Return the middle of a geographic file in degrees."""
    if not (seen.bounds and seen.crs == "EPSG:4326"):
        return None
    west, south, east, north = seen.bounds
    return (west + east) / 2, (south + north) / 2


def _where(draft: Draft, seen: Look, where: Coordinates | None, near: Boundary | None) -> None:
    if seen.geometry == "Point":
        draft.choose("where", "geometry", True, words.GEOMETRY)
        if seen.crs:
            draft.choose("where", "crs", seen.crs, words.CRS_FILE)
        _location_kind(draft, distinct="–", located=seen.rows)
    elif where:
        if near is None or not landed(draft, seen, where, near):
            _columns_of_location(draft, where)
        _location_kind(draft, distinct=where.distinct, located=where.located)
    else:
        kind = "area" if any(place_columns(seen)) else "none"
        draft.choose("where", "kind", kind, words.NO_LOCATION)
    for key, column in zip(("place_code", "place_name"), place_columns(seen), strict=True):
        if column:
            draft.choose("where", key, column, words.PLACE, column=column)


def _columns_of_location(draft: Draft, where: Coordinates) -> None:
    if where.swapped:
        draft.ask("where", "x", [where.x, where.y], words.XY_SWAPPED, x=where.x, y=where.y)
        draft.line("where", "y", where.y)
        return
    west, south, east, north = (f"{edge:.4f}" if where.degrees else f"{edge:.0f}" for edge in where.bounds)
    what = words.DEGREES if where.degrees else words.METRES
    draft.remark(
        "where", words.XY, x=where.x, y=where.y, what=what, west=west, south=south, east=east, north=north,
        blank=where.blank, zeros=where.zeros,
    )  # fmt: skip
    draft.line("where", "x", where.x)
    draft.line("where", "y", where.y)
    if where.degrees:
        draft.choose("where", "crs", "EPSG:4326", words.CRS_DEGREES)
        return
    landings = systems_at(*where.middle)
    said = ", ".join(f"{code} → {lon}, {lat}" for code, lon, lat in landings) or "–"
    draft.ask("where", "crs", [code for code, *_ in landings], words.CRS_METRES, landings=said)


def _location_kind(draft: Draft, *, distinct: object, located: int) -> None:
    options: list[object] = ["exact", "block", "snapped", "area"]
    draft.ask("where", "kind", options, words.LOCATION_KIND, distinct=distinct, located=located)
    draft.line("where", "metres", 0.0)


def _what(draft: Draft, seen: Look, found: Categories | None) -> None:
    if found is None:
        known = [name for name, code in offences.crosswalk("generic").items() if offences.is_known(code)]
        draft.ask("what", "constant", list(known[:6]), words.NO_CATEGORY)
        draft.line("what", "crosswalk", "generic")
        return
    if found.crosswalk and not found.codes:
        share = round(100 * min(found.share, 1.0), 1)
        said = {"name": found.crosswalk, "share": share, "columns": ", ".join(found.columns)}
        draft.choose("what", "category", found.columns, words.CROSSWALK, **said)
        draft.choose("what", "crosswalk", found.crosswalk)
        return
    column = found.columns[0]
    draft.choose("what", "category", found.columns, words.CATEGORY, column=column, n=len(found.counts))
    _codes(draft, found, rows=seen.rows)


def _codes(draft: Draft, found: Categories, *, rows: int) -> None:
    """One line a category: the code where the wording is the same, the placeholder and a hint elsewhere."""
    listed = sorted(found.counts.items(), key=lambda each: (-each[1], each[0]))
    shown, rest = listed[:SHOWN_CODES], listed[SHOWN_CODES:]
    lines = []
    same = sum(found.counts[source] for source, (_, score) in (found.codes or {}).items() if score == 1)
    trusted = same >= 0.5 * rows  # a few equal words in a column of something else prove nothing
    for source, _ in shown:
        code, score = (found.codes or {}).get(source, ("", 0.0))
        title = "" if not offences.is_known(code) else offences.label(code, draft.locale)
        if not code:
            lines.append((source, DECIDE, words.CODE_NONE(draft.locale)))
        elif score == 1 and trusted:
            lines.append((source, code, words.CODE_SAME(draft.locale, code=code, title=title)))
        else:
            lines.append((source, DECIDE, words.CODE_LIKE(draft.locale, code=code, title=title, score=score)))
    undecided = sum(code == DECIDE for _, code, _ in lines)
    if undecided:
        draft.question("what.codes", words.CODES_OPEN, n=undecided)
    for source, code, aside in lines:
        draft.line("what.codes", source, code, aside)
    if rest:
        share = round(100 * sum(n for _, n in rest) / rows, 1)
        draft.remark("what.codes", words.CODES_LEFT, n=len(rest), share=share)
