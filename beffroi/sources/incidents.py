"""Records to canonical incidents: exactly the columns of `tables.incidents`, and a reason for each row left out."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from beffroi.errors.profiles import IncompleteProfile
from beffroi.sources._base import QUARANTINE
from beffroi.sources.categories import Crosswalk, classify, crosswalk_of, source_codes
from beffroi.sources.columns import texts
from beffroi.sources.coverage import Days, covered_periods
from beffroi.sources.decode import Decoded, Note
from beffroi.sources.hours import Amend, Hours
from beffroi.sources.located_texts import locate_by_text
from beffroi.sources.locations import UNDECIDED, Landing, Located, locate
from beffroi.sources.many_times import spread
from beffroi.sources.near import NearDuplicates
from beffroi.sources.piles import Points, piled_up
from beffroi.sources.profile import Profile
from beffroi.sources.quality import Clock, check, minutes_of
from beffroi.sources.repeats import Repeats
from beffroi.sources.times import Doubts, Moments, read_moments
from beffroi.tables.incidents import INCIDENTS
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.text import text

_DATE = text(
    "which column holds the date ([when] start)",
    "quelle colonne contient la date ([when] start)",
    "qué columna contiene la fecha ([when] start)",
)
_OFFENCE = text(
    "the offence ([what] category or constant)",
    "l’infraction ([what] category ou constant)",
    "el delito ([what] category o constant)",
)

_LEFT_OUT = ["exact_repeat_of_key", "earlier_state"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What became of the records of all batches. `amend` corrects the tables of all of them, where it is needed."""

    dropped: dict[str, int]
    checks: tuple[dict[str, Any], ...]
    notes: tuple[Note, ...]
    covered: tuple[Period, ...]
    amend: Amend | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Canonical:
    """Canonical rows, rows sent to quarantine with their reason, and the account of quality."""

    table: pl.DataFrame
    quarantined: pl.DataFrame  # row, line, reason, raw
    dropped: dict[str, int]
    checks: tuple[dict[str, Any], ...]
    notes: tuple[Note, ...]
    covered: tuple[Period, ...]


class Incidents:
    """Canonical incidents, batch by batch, and the account of all of them.

    `scratch` is a folder for what memory should not hold.
    """

    def __init__(
        self,
        profile: Profile,
        *,
        crs: str,
        received: datetime,
        gazetteer: pl.DataFrame | None = None,
        scratch: Path | None = None,
        remedy: str | None = UNDECIDED,
    ) -> None:
        if not (profile.when.start or profile.when.parts):
            raise IncompleteProfile(profile=profile.name, missing=_DATE)
        if not profile.what.category and profile.what.constant is None:
            raise IncompleteProfile(profile=profile.name, missing=_OFFENCE)
        self._profile, self._crs, self._received, self._gazetteer = profile, crs, received, gazetteer
        self._crosswalk = crosswalk_of(profile)
        self._doubts, self._landing = Doubts(profile), Landing(profile, remedy=remedy)
        self._repeats, self._points = Repeats(profile), Points(scratch)
        self._near = NearDuplicates(scratch)
        self._clock, self._days, self._hours = Clock(), Days(), Hours(profile.when.default_times)
        self._counts: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        self._of_moments: dict[str, int] = {}
        self._of_locations: dict[str, int] = {}

    def expect(self, rows: int) -> None:
        """Say after the first batch how many records are likely to come."""
        self._repeats.expected = rows

    def add(self, decoded: Decoded) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the canonical rows of a batch of records, and those that go to quarantine.

        rows of `decoded.records.frame` = rows kept + rows in quarantine + those counted as dropped.
        """
        profile, records = self._profile, decoded.records.frame
        moments = read_moments(records, profile, received=self._received, doubts=self._doubts)
        faults = self._repeats.faults(records, moments.frame)
        kept, times = faults.is_null(), moments.frame
        if not kept.all():
            records, times = records.filter(kept), times.filter(kept)
        located = locate(records, profile, crs=self._crs, landing=self._landing)
        if located.faults is not None:
            faults = faults.fill_null(spread(located.faults, kept))
            sound = located.faults.is_null()
            records, times, located = records.filter(sound), times.filter(sound), located.kept(sound)
        if profile.where.text:
            located = locate_by_text(located, records[profile.where.text], profile, gazetteer=self._gazetteer)
        left_out = faults.is_in(_LEFT_OUT)
        self._dropped.update(dict(faults.filter(left_out).value_counts().iter_rows()))
        minutes = minutes_of(times)
        self._clock.add(times, minutes)
        known = self._hours.known(minutes, clock=self._clock)
        table = _assemble(records, times, located, profile=profile, known=known, crosswalk=self._crosswalk)
        self._count(records, times, table, moments=moments, located=located)
        return table, quarantine(decoded, faults, faults.is_not_null() & ~left_out)

    def _count(
        self, records: pl.DataFrame, times: pl.DataFrame, table: pl.DataFrame, *, moments: Moments, located: Located
    ) -> None:
        self._repeats.count(records)
        self._days.add(table["occurred_from"])
        own = table.select("x", "y", "location_kind").filter(
            pl.col("location_kind").is_in(["exact", "block"])
        )  # else points are catchments
        self._points.add(own["x"], own["y"])
        self._near.add(table, timed=times["timed"])
        self._counts["rows"] += table.height
        self._counts["located"] += table.height - table["x"].null_count()
        self._counts.update(dict(table["offence_status"].cast(pl.String).value_counts().iter_rows()))
        for total, found in ((self._of_moments, moments.counts), (self._of_locations, located.counts)):
            for name, n in found.items():
                total[name] = total.get(name, 0) + n

    def totals(self) -> Totals:
        """Return the account of all batches, after the last.

        Raises
        ------
        IntakeError
            The dates, the keys or the reference system of the file contradict its profile.
        """
        for doubtful in (self._doubts, self._repeats, self._landing):
            doubtful.check()
        heaps = self._clock.heaps(self._profile.when.default_times)
        covered, notes = covered_periods(self._days, self._profile)
        return Totals(
            dropped=dict(sorted(self._dropped.items())),
            checks=self._checks(),
            notes=tuple(("heaped_default_time", heap) for heap in heaps) + notes + self._landing.notes(),
            covered=covered,
            amend=self._amend(),
        )

    def _amend(self) -> Amend | None:
        """Return what corrects the tables, where the whole file tells other than its first batch."""
        hours = self._hours.amend(self._clock)
        metres = max(self._profile.where.metres, self._landing.needed_metres())
        if metres == max(self._profile.where.metres, self._landing.metres or 0.0):
            return hours
        precise = pl.when(pl.col("location_metres").is_not_null()).then(pl.lit(metres, pl.Float32))

        def amended(table: pl.DataFrame, before: int) -> pl.DataFrame:
            table = table.with_columns(precise.alias("location_metres"))
            return hours(table, before) if hours else table

        return amended

    def _checks(self) -> tuple[dict[str, Any], ...]:
        counts, n = self._counts, self._counts["rows"]
        known = self._hours.n_known(self._clock)
        checks = [check("located", counts["located"], n), check("hour_known", known, n)]
        checks += [check(name, counts[name], n) for name in ("mapped", "unmapped", "not_an_offence")]
        checks += self._clock.checks()
        checks += [check(name, count, n) for name, count in self._of_locations.items()]
        checks += piled_up(self._points)
        checks.append(check("exact_repeats", self._repeats.exact, n))
        checks += [check(name, count, n) for name, count in self._of_moments.items() if count]
        near = self._near.count(heaps=self._clock.heaps(self._profile.when.default_times))
        checks += [check("near_duplicates", near, n)] if near else []
        self._points.close()
        return tuple(checks)


def to_incidents(
    decoded: Decoded, profile: Profile, *, crs: str, received: datetime, gazetteer: pl.DataFrame | None = None
) -> Canonical:
    """Build canonical incidents from decoded records, all at once; `gazetteer` locates those that have only a text.

    rows of `decoded.records.frame` = table.height + quarantined.height + sum(dropped.values()).

    Raises
    ------
    IntakeError
        The profile is incomplete, its dates or its reference system contradict the file.
    """
    building = Incidents(profile, crs=crs, received=received, gazetteer=gazetteer)
    table, quarantined = building.add(decoded)
    totals = building.totals()
    return Canonical(
        table=table,
        quarantined=quarantined,
        dropped=totals.dropped,
        checks=totals.checks,
        notes=totals.notes,
        covered=totals.covered,
    )


def _assemble(
    records: pl.DataFrame,
    times: pl.DataFrame,
    located: Located,
    *,
    profile: Profile,
    known: pl.Series,
    crosswalk: Crosswalk,
) -> pl.DataFrame:
    where, n = profile.where, records.height

    def column(name: str | None) -> pl.Series | pl.Expr:
        return texts(records[name]) if name else pl.lit(None, pl.String)

    codes = source_codes(records, profile)
    classes = classify(codes, crosswalk)
    placed = located.x.is_not_null() & located.y.is_not_null()
    frame = pl.DataFrame({"row": records["row"]}) if n else pl.DataFrame(schema={"row": pl.UInt32})
    frame = frame.with_columns(
        source_id=column(profile.key),
        event_key=column(profile.event_key),
        **{name: times[name] for name in ("occurred_utc", "occurred_from", "occurred_to", "interval_open")},
        hour_known=known,
        date_precision=times["date_precision"],
        reported_at=times["reported_at"],
        x=located.x.set(~placed, None),
        y=located.y.set(~placed, None),
        location_kind=placed.replace_strict({True: where.kind, False: "none"}, return_dtype=pl.String),
        location_metres=placed.replace_strict(
            {True: max(where.metres, located.metres), False: None}, return_dtype=pl.Float32
        ),
        place_code=column(where.place_code),
        place_name=column(where.place_name),
        offence_source=codes,
        offence=classes["offence"],
        offence_status=classes["offence_status"],
        sensitive=classes["sensitive"],
        setting=column(profile.what.setting),
        status=_status(records, profile),
    )
    if located.by_text is not None:
        frame = frame.with_columns(
            location_kind=pl.coalesce(located.by_text["kind"], "location_kind"),
            location_metres=pl.coalesce(located.by_text["metres"].cast(pl.Float32), "location_metres"),
        )
    if where.kind == "area":  # the code or the name of an area is the location
        said = pl.any_horizontal(pl.col("place_code", "place_name").is_not_null())
        frame = frame.with_columns(location_kind=pl.when(said).then(pl.lit("area")).otherwise("location_kind"))
    return frame.select(pl.col(name).cast(dtype) for name, dtype in INCIDENTS.items())


def _status(records: pl.DataFrame, profile: Profile) -> pl.Series | pl.Expr:
    """Return whether each row is consolidated, as its own column or the whole profile says."""
    if profile.status_column is None:
        return pl.lit(profile.status)
    final = texts(records[profile.status_column]).str.strip_chars().is_in(profile.consolidated).fill_null(value=False)
    return final.replace_strict({True: "consolidated", False: "provisional"}, return_dtype=pl.String)


def quarantine(decoded: Decoded, faults: pl.Series, bad: pl.Series) -> pl.DataFrame:
    """Return the records where `bad`, as they were received, each with its fault as the reason."""
    frame = decoded.records.frame.select("row", "line").with_columns(reason=faults).filter(bad)
    raw = pl.Series(decoded.raw(frame["row"]), dtype=pl.String)
    return frame.with_columns(raw=raw).select(pl.col(name).cast(dtype) for name, dtype in QUARANTINE.items())
