"""Records that have a text for a location and no coordinates, placed by the gazetteer; the text itself goes no further."""

from dataclasses import replace
from pathlib import Path

import polars as pl

from beffroi.errors.gazetteer import NoGazetteer, NoText
from beffroi.sources.geocode import SEGMENT, Geocoder
from beffroi.sources.locations import Located
from beffroi.sources.profile import Profile

REVIEW = ("row", "text", "status", "confidence", "name", "kind", "metres")


def locate_by_text(located: Located, texts: pl.Series, profile: Profile, *, gazetteer: pl.DataFrame | None) -> Located:
    """Fill the coordinates that are missing from the texts of `[where] text`.

    Counts, of the records without coordinates that have a text: located_by_text, text_to_review (a candidate, not sure
    enough or not precise enough), text_unmatched.

    Raises
    ------
    NoGazetteer
    """
    missing = located.x.is_null()
    found = answers(texts.set(~missing, None), profile, gazetteer=gazetteer)
    matched = (found["status"] == "matched").fill_null(value=False)
    tried = found["text"].is_not_null()
    counts = {
        "located_by_text": int(matched.sum()),
        "text_to_review": int((tried & (found["status"] == "review")).sum()),
        "text_unmatched": int((tried & (found["status"] == "unmatched")).sum()),
    }
    by_text = found.select(
        kind=pl.when(matched).then(pl.col("kind").replace_strict(SEGMENT, default=None, return_dtype=pl.String)),
        metres=pl.when(matched).then(pl.col("metres")),
    )
    return replace(
        located, x=located.x.zip_with(~missing, found["x"]), y=located.y.zip_with(~missing, found["y"]),
        counts={**located.counts, **counts}, by_text=by_text,
    )  # fmt: skip


def answers(texts: pl.Series, profile: Profile, *, gazetteer: pl.DataFrame | None) -> pl.DataFrame:
    """Return what the gazetteer answers to each text, as `Geocoder.find_all` does, by the thresholds of a profile."""
    where = profile.where
    if gazetteer is None or gazetteer.is_empty():
        raise NoGazetteer(profile=profile.name, column=where.text or "–")
    coder = Geocoder(gazetteer)
    return coder.find_all(texts.cast(pl.String), least=where.text_least, coarsest=where.text_coarsest)


def reviewed(path: Path, profile: Profile, *, name: str, gazetteer: pl.DataFrame | None) -> pl.DataFrame:
    """Return the texts of a file with what the gazetteer answers to each: `REVIEW`, least sure first.

    Records that have coordinates of their own are not among them.

    Raises
    ------
    NoGazetteer, NoText
        The profile locates nothing by a text.
    """
    from beffroi.sources.decode import receive
    from beffroi.sources.intake import decode

    where = profile.where
    if not where.text:
        raise NoText(profile=profile.name)
    received = receive(path, kind=profile.file.kind, member=profile.file.member)
    records = decode(received, profile, name=name).records.frame
    if where.x and where.y:
        records = records.filter(pl.any_horizontal(pl.col(where.x, where.y).is_null()))
    found = answers(records[where.text], profile, gazetteer=gazetteer).with_columns(records["row"])
    return found.drop_nulls("text").select(REVIEW).sort("confidence", "row")
