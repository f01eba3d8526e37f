"""Source categories to the international classification: exact codes only, never a resemblance."""

import unicodedata
from collections.abc import Iterable, Mapping

import polars as pl

from beffroi.sources.profile import Profile

NOT_AN_OFFENCE = "not_an_offence"
JOIN = " / "


def matching_form(code: str) -> str:
    """Return the form under which codes are compared: NFC, single spaces, no case.

    >>> matching_form("Vol  Qualifie\\u0301 ") == matching_form("VOL QUALIFIÉ")
    True
    """
    return " ".join(unicodedata.normalize("NFC", code).split()).casefold()


def source_codes(records: pl.DataFrame, profile: Profile) -> pl.Series:
    """Return the source code of each record as written: category columns joined by ` / `, or the constant."""
    what, n = profile.what, records.height
    if what.constant is not None:
        return pl.Series([what.constant]).new_from_index(0, n) if n else pl.Series([], dtype=pl.String)
    na = list(profile.file.na)
    parts = [pl.col(name).cast(pl.String).str.strip_chars().replace(na, None) for name in what.category]
    joined = pl.concat_str(parts, separator=JOIN, ignore_nulls=True)
    return records.select(code=pl.when(joined != "").then(joined)).to_series()


def classify(codes: pl.Series, profile: Profile) -> pl.DataFrame:
    """Return offence, offence_status and sensitive for each source code.

    A code is looked up whole, then without its last part (`ROBBERY / ARMED` as `ROBBERY`),
    in the profile first, then in its crosswalk. Unknown codes are kept as `unmapped`.
    """
    table = crosswalk_of(profile)
    sensitive = {matching_form(code) for code in profile.what.sensitive}
    written = codes.unique().drop_nulls().to_list()
    rows = [(code, *_classified(code, table, sensitive)) for code in written]
    known = pl.DataFrame(
        rows,
        schema={"code": pl.String, "offence": pl.String, "offence_status": pl.String, "sensitive": pl.Boolean},
        orient="row",
    )
    return (
        codes.alias("code")
        .to_frame()
        .join(known, on="code", how="left", maintain_order="left")
        .select("offence", pl.col("offence_status").fill_null("unmapped"), pl.col("sensitive").fill_null(False))
    )


def crosswalk_of(profile: Profile) -> dict[str, str]:
    """Return the mapping of a profile, keyed by `matching_form`: crosswalk, then codes, then what is not an offence."""
    what = profile.what
    table: dict[str, str] = {}
    if what.crosswalk:
        from beffroi.vocabulary import offences

        table |= _by_form(offences.crosswalk(what.crosswalk))
    return table | _by_form(what.codes) | _by_form(dict.fromkeys(what.not_an_offence, NOT_AN_OFFENCE))


def _by_form(codes: Mapping[str, str]) -> dict[str, str]:
    return {matching_form(code): offence for code, offence in codes.items()}


def _classified(code: str, table: Mapping[str, str], sensitive: Iterable[str]) -> tuple[str | None, str, bool]:
    forms = list(_wholes(code))
    offence = next((table[form] for form in forms if form in table), None)
    marked = any(form in sensitive for form in forms)
    if offence is None:
        return None, "unmapped", marked
    if offence == NOT_AN_OFFENCE:
        return None, "not_an_offence", marked
    from beffroi.vocabulary import offences

    return offence, "mapped", marked or offences.is_sensitive(offence)


def _wholes(code: str) -> Iterable[str]:
    parts = code.split(JOIN)
    for size in range(len(parts), 0, -1):
        yield matching_form(JOIN.join(parts[:size]))
