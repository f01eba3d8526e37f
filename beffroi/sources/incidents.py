"""Records to canonical incidents: exactly the columns of `tables.incidents`, and a reason for each row left out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from beffroi.errors.intake import KeysDestroyed
from beffroi.errors.profiles import IncompleteProfile
from beffroi.sources._base import QUARANTINE
from beffroi.sources.categories import classify, source_codes
from beffroi.sources.coverage import covered_periods
from beffroi.sources.decode import Decoded, Note
from beffroi.sources.located_texts import locate_by_text
from beffroi.sources.locations import Located, locate
from beffroi.sources.piles import piles
from beffroi.sources.profile import Profile
from beffroi.sources.quality import check, heaping_checks, unknown_hours
from beffroi.sources.times import Moments, read_moments, spread
from beffroi.tables.incidents import INCIDENTS
from beffroi.tables.near_duplicates import near_duplicates
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

_CHANGED = "last change"  # beside the mapped columns of a source, among which it is none
_LEFT_OUT = ["exact_repeat_of_key", "earlier_state"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Canonical:
    """Canonical rows, rows sent to quarantine with their reason, and the account of quality."""

    table: pl.DataFrame
    quarantined: pl.DataFrame  # row, line, reason, raw
    dropped: dict[str, int]
    checks: tuple[dict[str, Any], ...]
    notes: tuple[Note, ...]
    covered: tuple[Period, ...]


def to_incidents(
    decoded: Decoded, profile: Profile, *, crs: str, received: datetime, gazetteer: pl.DataFrame | None = None
) -> Canonical:
    """Build canonical incidents from decoded records; `gazetteer` locates those that have only a text.

    rows of `decoded.records.frame` = table.height + quarantined.height + sum(dropped.values()).

    Raises
    ------
    IntakeError
        The profile is incomplete, its dates or its reference system contradict the file.
    """
    if not (profile.when.start or profile.when.parts):
        raise IncompleteProfile(profile=profile.name, missing=_DATE)
    if not profile.what.category and profile.what.constant is None:
        raise IncompleteProfile(profile=profile.name, missing=_OFFENCE)
    records = decoded.records.frame
    moments = read_moments(records, profile, received=received)
    faults = _with_key_faults(moments.frame, records, profile)
    kept, times = faults.is_null(), moments.frame
    if not kept.all():
        records, times = records.filter(kept), times.filter(kept)
    located = locate(records, profile, crs=crs)
    if located.faults is not None:
        faults = faults.fill_null(spread(located.faults, kept))
        sound = located.faults.is_null()
        records, times, located = records.filter(sound), times.filter(sound), located.kept(sound)
    if profile.where.text:
        located = locate_by_text(located, records[profile.where.text], profile, gazetteer=gazetteer)
    bad = faults.is_not_null() & ~faults.is_in(_LEFT_OUT)
    dropped = dict(faults.filter(faults.is_in(_LEFT_OUT)).value_counts().sort("fault").iter_rows())
    known, heaps = unknown_hours(times, default_times=profile.when.default_times)
    table = _assemble(records, times, located, profile=profile, known=known)
    covered, notes = covered_periods(table["occurred_from"], profile)
    return Canonical(
        table=table,
        quarantined=quarantine(decoded, faults, bad),
        dropped=dropped,
        checks=_checks(records, times, table, moments=moments, located=located, profile=profile),
        notes=tuple(("heaped_default_time", heap) for heap in heaps) + notes + located.notes,
        covered=covered,
    )


def _check_keys(keys: pl.Series, column: str) -> None:
    """Refuse keys such as 2.02401E+11: what a spreadsheet leaves of a long number."""
    if not keys.str.contains("E+", literal=True).any():
        return
    rounded = keys.filter(keys.str.contains(r"^\d[.,]\d+E\+\d+$").fill_null(False))
    if len(rounded):
        raise KeysDestroyed(n=len(rounded), column=column, example=rounded[0])


def _with_key_faults(moments: pl.DataFrame, records: pl.DataFrame, profile: Profile) -> pl.Series:
    """Add to the faults why the other rows of one key are not kept.

    The row of the latest change stays; rows of an earlier one are earlier_state. Among rows that nothing tells apart
    in time the first stays; those of the same content are exact_repeat_of_key, others conflicting_key.
    """
    faults = moments["fault"]
    if not profile.key:
        return faults
    keys = texts(records[profile.key])
    _check_keys(keys, profile.key)
    if keys.drop_nulls().hash().n_unique() == len(keys) - keys.null_count():  # quick: hashes collide, never split
        return faults
    again = keys.is_duplicated() & faults.is_null() & keys.is_not_null()
    mapped = [name for name in records.columns if name not in {"row", "line"}]
    rows = records.select("row", *mapped).with_columns(moments["changed"].alias(_CHANGED)).filter(again)
    rows = rows.sort(_CHANGED, "row", descending=[True, False], nulls_last=True)
    first_of_key = pl.col("row") == pl.col("row").first().over(profile.key)
    first_of_content = pl.col("row") == pl.col("row").first().over(mapped)
    earlier = pl.col(_CHANGED).ne_missing(pl.col(_CHANGED).first().over(profile.key))
    victims = profile.event_key is not None or profile.row_is == "victim"
    other = pl.when(first_of_key).then(None).when(earlier).then(pl.lit("earlier_state"))
    other = other.when(~first_of_content).then(pl.lit("exact_repeat_of_key"))
    found = rows.select("row", found=other.otherwise(None if victims else pl.lit("conflicting_key")))
    joined = records.select("row").join(found, on="row", how="left", maintain_order="left")["found"]
    return faults.fill_null(joined)


def texts(column: pl.Series) -> pl.Series:
    """Return a column as text, as written; floats that are whole codes without their decimal part."""
    return _whole(column) if column.dtype.is_float() else column.cast(pl.String)


def _whole(column: pl.Series) -> pl.Series:
    """Return floats as text; 25.0 is written 25 when every value is whole (a code read with gaps)."""
    values = column.drop_nulls()
    whole = bool((values == values.round(0)).all())
    return column.cast(pl.Int64, strict=False).cast(pl.String) if whole else column.cast(pl.String)


def _assemble(
    records: pl.DataFrame, times: pl.DataFrame, located: Located, *, profile: Profile, known: pl.Series
) -> pl.DataFrame:
    where, n = profile.where, records.height

    def column(name: str | None) -> pl.Series | pl.Expr:
        return texts(records[name]) if name else pl.lit(None, pl.String)

    codes = source_codes(records, profile)
    classes = classify(codes, profile)
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


def _checks(
    records: pl.DataFrame,
    times: pl.DataFrame,
    table: pl.DataFrame,
    *,
    moments: Moments,
    located: Located,
    profile: Profile,
) -> tuple[dict[str, Any], ...]:
    n = table.height
    statuses = dict(table["offence_status"].cast(pl.String).value_counts().iter_rows())
    checks = [
        check("located", n - table["x"].null_count(), n),
        check("hour_known", int(table["hour_known"].sum()), n),
        *(check(name, statuses.get(name, 0), n) for name in ("mapped", "unmapped", "not_an_offence")),
        *heaping_checks(times),
        *(check(name, count, n) for name, count in located.counts.items()),
    ]
    own = table.filter(pl.col("location_kind").is_in(["exact", "block"]))  # else points are catchments
    checks += piles(own["x"], own["y"])
    checks.append(check("exact_repeats", _exact_repeats(records, profile), n))
    checks += [check(name, count, n) for name, count in moments.counts.items() if count]
    near = near_duplicates(table)["other"].n_unique()
    checks += [check("near_duplicates", near, n)] if near else []
    return tuple(checks)


def _exact_repeats(records: pl.DataFrame, profile: Profile) -> int:
    """Count records without a key that repeat an earlier one in every mapped column; they are kept."""
    mapped = [name for name in records.columns if name not in {"row", "line"}]
    if profile.key:
        records = records.filter(texts(records[profile.key]).is_null())
    if not records.height:
        return 0
    return records.height - records.select(mapped).n_unique()
