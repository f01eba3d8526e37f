"""The same measure by another set of places: areal interpolation, labelled as such, with what it assumes."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.errors.places import NoMeasure, NoOutlines
from beffroi.tables.views import Exposure, Request
from beffroi.vocabulary.scope import Scope
from beffroi.vocabulary.text import Text, text

EVENLY = text(
    "Interpolated: it assumes that “{measure}” is spread evenly within each place of “{source}”.",
    "Interpolé : on suppose que « {measure} » se répartit uniformément dans chaque lieu de « {source} ».",
    "Interpolado: se supone que «{measure}» se reparte uniformemente dentro de cada lugar de «{source}».",
)
BY_WEIGHT = text(
    "Interpolated: it assumes that “{measure}” is spread within each place of “{source}” as “{weight}” is over “{finer}”, "
    "and evenly within each of these.",
    "Interpolé : on suppose que « {measure} » se répartit dans chaque lieu de « {source} » comme « {weight} » entre les "
    "lieux de « {finer} », et uniformément dans chacun de ceux-ci.",
    "Interpolado: se supone que «{measure}» se reparte dentro de cada lugar de «{source}» como «{weight}» entre los "
    "lugares de «{finer}», y uniformemente dentro de cada uno de estos.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """A measure by another set of places.

    `frame` has place, name, value (estimate; null where no place of the source reaches), covered (share of the
    place's area that the source covers, 0 to 1). `given` is the sum that was known, `rest` what of it lies in no
    place of the target: sum of the values + rest = given. `assumption` is worded, `values` fill it.
    """

    measure: str
    source: str
    target: str
    frame: pl.DataFrame
    given: float
    rest: float
    unknown: int  # places of the source without a value
    assumption: Text
    values: dict[str, str]

    @property
    def uncovered(self) -> int:
        """Places of the target that no place of the source reaches: not covered is not zero."""
        return self.frame["value"].null_count()

    @property
    def partly(self) -> int:
        """Places of the target covered for less than 99.9 % of their area, and reached all the same."""
        return self.frame.filter(pl.col("value").is_not_null() & (pl.col("covered") < 0.999)).height


def convert_measure(
    observatory: Any, measure: str, *, source: str, target: str, weight: str | None = None, finer: str | None = None
) -> Converted:
    """Convert a denominator from one set of places to another; `weight` by the places `finer` says where it is.

    Raises
    ------
    NoMeasure, NoOutlines, UnknownPlace, NoVintage
    """
    held = _exposure(observatory, measure, source).frame.select("place", pl.col("value").alias("n"))
    return _converted(observatory, held, measure, source=source, target=target, by=_by(observatory, weight, finer))


def convert_counts(
    observatory: Any, scope: Scope, *, source: str, target: str, weight: str | None = None, finer: str | None = None
) -> Converted:
    """Convert the counts of a data set from one set of places to another: for counts that have no points."""
    engine = observatory.engine
    named = engine.places(source).name
    scope = scope.narrowed(dataset=engine.dataset(scope), places=named)
    counts = engine.view(Request(view="counts", places=named), scope).frame.group_by("place").agg(pl.col("n").sum())
    by = _by(observatory, weight, finer)
    return _converted(observatory, counts, str(scope.dataset), source=source, target=target, by=by)


def keep(observatory: Any, made: Converted, *, title: str) -> Any:
    """Store a converted measure as a denominator of its new places, under a title that says it is interpolated."""
    known = made.frame.drop_nulls("value")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{made.measure}-interpolated-from-{made.source.replace('/', '-')}.csv"
        known.select("place", "value").write_csv(file)
        return observatory.add_exposure(
            file, measure=made.measure, places=made.target, place="place", value="value", decimal=".", title=title
        )


def _by(observatory: Any, weight: str | None, finer: str | None) -> tuple[str, str, Any] | None:
    if not (weight or finer):
        return None
    places = observatory.engine.places(finer)
    weight = weight or "residents"
    return weight, places.name, _exposure(observatory, weight, places.name).frame


def _exposure(observatory: Any, measure: str, places: str) -> Exposure:
    name = observatory.engine.places(places).name
    found: Exposure | None = observatory.engine.exposure(measure, name)
    if found is None:
        raise NoMeasure(measure=measure, places=name)
    return found


def _converted(
    observatory: Any, held: pl.DataFrame, measure: str, *, source: str, target: str, by: tuple[str, str, Any] | None
) -> Converted:
    from beffroi.kernels.areal import interpolate, overlaps

    old, new = (_outlined(observatory, name) for name in (source, target))
    values = old.frame.join(held, on="place", how="left", maintain_order="left")["n"].cast(pl.Float64)
    weights, said, assumption = None, {"measure": measure, "source": old.name}, EVENLY
    if by:
        weight, finer, frame = by
        fine = _outlined(observatory, finer).frame.join(frame, on="place", how="inner", maintain_order="left")
        weights = (fine["wkb"].to_list(), fine["value"].fill_null(0.0).to_numpy())
        said, assumption = said | {"weight": weight, "finer": finer}, BY_WEIGHT
    found = overlaps(old.frame["wkb"].to_list(), new.frame["wkb"].to_list(), weights=weights)
    estimates, rest = interpolate(values.fill_null(np.nan).to_numpy(), found)
    return Converted(
        measure=measure, source=old.name, target=new.name,
        frame=new.frame.select("place", "name", value=_nullable(estimates), covered=pl.Series(found.target_covered)),
        given=float(values.sum() or 0.0), rest=rest, unknown=values.null_count(), assumption=assumption, values=said,
    )  # fmt: skip


def _nullable(values: NDArray[np.float64]) -> pl.Series:
    return pl.Series(values, nan_to_null=True)


def _outlined(observatory: Any, name: str) -> Any:
    places = observatory.engine.places(name)
    if not places.has_outlines or places.frame.is_empty():
        raise NoOutlines(places=places.name)
    return places
