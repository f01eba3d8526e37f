"""Source categories to the international classification: exact codes only, never a resemblance."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from beffroi.errors.profiles import UnknownCrosswalk
from beffroi.errors.questions import UnknownOffence
from beffroi.sources.profile import Profile
from beffroi.vocabulary import offences
from beffroi.vocabulary.offences import NOT_AN_OFFENCE, SEPARATOR, matched, normalised


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """Normalised source codes to ICCS codes (or `not_an_offence`), and the codes marked sensitive or aggregate."""

    table: Mapping[str, str]
    sensitive: frozenset[str]
    aggregate: frozenset[str]


def source_codes(records: pl.DataFrame, profile: Profile) -> pl.Series:
    """Return the source code of each record as written: category columns joined by ` / `, or the constant."""
    what, n = profile.what, records.height
    if what.constant is not None:
        return pl.Series([what.constant], dtype=pl.String).new_from_index(0, n)
    parts = [pl.col(name).cast(pl.String) for name in what.category]
    joined = pl.concat_str(parts, separator=SEPARATOR, ignore_nulls=True) if len(parts) > 1 else parts[0]
    return records.select(code=pl.when(joined != "").then(joined)).to_series()


def classify(codes: pl.Series, crosswalk: Crosswalk) -> pl.DataFrame:
    """Return offence, offence_status, sensitive and aggregate for each source code.

    A code is looked up whole, then without its last part (`ROBBERY / ARMED` as `ROBBERY`). Unknown codes
    are kept as `unmapped`.
    """
    rows = [(code, *_classified(code, crosswalk)) for code in codes.unique().drop_nulls().to_list()]
    schema: dict[str, type[pl.DataType]] = {"code": pl.String, "offence": pl.String, "offence_status": pl.String}
    schema |= {"sensitive": pl.Boolean, "aggregate": pl.Boolean}
    known = pl.DataFrame(rows, schema=schema, orient="row")
    return (
        codes.alias("code")
        .to_frame()
        .join(known, on="code", how="left", maintain_order="left")
        .select(
            "offence",
            pl.col("offence_status").fill_null("unmapped"),
            pl.col("sensitive", "aggregate").fill_null(False),
        )
    )


def crosswalk_of(profile: Profile) -> Crosswalk:
    """Return the mapping of a profile: its packaged crosswalk, overruled by its own codes.

    Raises
    ------
    UnknownCrosswalk, UnknownOffence
        The profile names a crosswalk or an ICCS code that does not exist.
    """
    what, name = profile.what, profile.what.crosswalk
    if name and name not in offences.crosswalk_names():
        raise UnknownCrosswalk(name=name, known=", ".join(offences.crosswalk_names()))
    unknown = [code for code in what.codes.values() if code != NOT_AN_OFFENCE and not offences.is_known(code)]
    if unknown:
        raise UnknownOffence(name=unknown[0])
    own = what.codes | dict.fromkeys(what.not_an_offence, NOT_AN_OFFENCE)
    table = dict(offences.crosswalk(name)) if name else {}
    return Crosswalk(
        table=_with_bare(table | {normalised(code): offence for code, offence in own.items()}),
        sensitive=_both(what.sensitive, offences.sensitive_categories(name) if name else ()),
        aggregate=_both(what.aggregate, offences.aggregate_categories(name) if name else ()),
    )


def _both(own: Iterable[str], packaged: Iterable[str]) -> frozenset[str]:
    """Return categories normalised, and as capitals without accents write them."""
    found = {normalised(code) for code in (*own, *packaged)}
    return frozenset(found | {_bare(code) for code in found})


def _with_bare(table: Mapping[str, str]) -> Mapping[str, str]:
    """Add every category as capitals without accents write it, where it then still has one meaning."""
    meanings: dict[str, set[str]] = {}
    for code, offence in table.items():
        meanings.setdefault(_bare(code), set()).add(offence)
    return {bare: one for bare, (one, *others) in meanings.items() if not others} | dict(table)


def _bare(code: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", code) if not unicodedata.combining(sign))


def _classified(code: str, crosswalk: Crosswalk) -> tuple[str | None, str, bool, bool]:
    offence = matched(code, crosswalk.table)
    sensitive = matched(code, dict.fromkeys(crosswalk.sensitive, "yes")) is not None
    aggregate = normalised(code) in crosswalk.aggregate
    if offence is None:
        return None, "unmapped", sensitive, aggregate
    if offence == NOT_AN_OFFENCE:
        return None, "not_an_offence", sensitive, aggregate
    return offence, "mapped", sensitive or offences.is_sensitive(offence), aggregate
