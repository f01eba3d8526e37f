"""Default locations of a data set: points that stand for "somewhere", not for where an incident happened."""

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.kernels.piles import LEAST, TIMES, count_piles
from beffroi.store.catalogue import Delivery
from beffroi.store.frames import one_row_an_event
from beffroi.store.places import PlaceSet, positions
from beffroi.tables.views import DEFAULTS

PILES = {"x": pl.Float64, "y": pl.Float64, "n": pl.Int64, "why": pl.String}
CENTRE_METRES = 2.0  # a point this near to the centre of an area is that centre


def default_points(
    events: pl.DataFrame, *, place_sets: Iterable[PlaceSet] = (), genuine: NDArray[np.float64] | None = None
) -> pl.DataFrame:
    """Return the default locations among the points of events: x, y, n (events on it), why; fullest first.

    why
        `piled_up`: it holds more than the tail of the counts allows (`kernels.piles.count_piles`). `centre`: it lies
        within 2 m of the centre of an area or of a whole place set (of mass, or of the bounding rectangle) and
        holds at least 20 events and ten times the mean of the points.

    Points of sources that move their records to few points are catchments: none is a default. `genuine` are points
    (n, 2) that a profile names as places where this many incidents do happen.
    """
    if "x" not in events.columns:  # recorded counts
        return pl.DataFrame(schema=PILES)
    located = events.filter(pl.col("x").is_not_null() & pl.col("location_kind").is_in(["exact", "block"]))
    points = located.group_by("x", "y").agg(pl.len().cast(pl.Int64).alias("n")).sort("n", "x", "y", descending=True)
    if genuine is not None and genuine.size:
        points = points.filter(~_near(points, genuine))
    if points.height and points["n"][0] < LEAST:  # none can be: the common case, without the compiler's cost
        points = points.clear()
    if not points.height:
        return pl.DataFrame(schema=PILES)
    piled = points.head(count_piles(points["n"].to_numpy())).with_columns(why=pl.lit("piled_up"))
    full = points.slice(piled.height).filter(pl.col("n") >= max(LEAST, TIMES * float(points["n"].mean() or 0)))  # type: ignore[arg-type]
    centres = [centres_of(places) for places in place_sets if places.has_outlines and not places.frame.is_empty()]
    if full.height and centres:
        full = full.filter(_near(full, np.concatenate(centres)))
        return pl.concat([piled, full.with_columns(why=pl.lit("centre"))]).select(list(PILES))
    return piled.select(list(PILES))


def centres_of(places: PlaceSet) -> NDArray[np.float64]:
    """Return the points (n, 2) that a geocoder gives for an area: centre of mass and of the rectangle, of each and all."""
    import shapely

    shapes = shapely.from_wkb(places.frame["wkb"].to_numpy())
    shapes = np.append(shapes, shapely.union_all(shapes)) if len(shapes) > 1 else shapes
    masses = shapely.get_coordinates(shapely.centroid(shapes))
    edges = shapely.bounds(shapes)
    return np.concatenate([masses, (edges[:, :2] + edges[:, 2:]) / 2])


def genuine_points(deliveries: Sequence[Delivery], *, crs: str | None) -> NDArray[np.float64]:
    """Return in metres the points that the profiles of deliveries name as genuine (`[where] genuine`)."""
    named = {
        (delivery.profile["where"].get("crs", "EPSG:4326"), tuple(point))
        for delivery in deliveries
        for point in delivery.profile.get("where", {}).get("genuine", ())
    }
    if not named or crs is None:
        return np.empty((0, 2))
    from pyproj import Transformer

    placed = [Transformer.from_crs(source, crs, always_xy=True).transform(*point) for source, point in sorted(named)]
    return np.array(placed, dtype=np.float64)


def on_points(events: pl.DataFrame, points: pl.DataFrame) -> pl.Series:
    """Return which events lie on exactly one of some points."""
    marked = points.select("x", "y", found=pl.lit(value=True))
    joined = events.select("x", "y").join(marked, on=["x", "y"], how="left", maintain_order="left")
    return joined["found"].fill_null(value=False)


def default_areas(rows: pl.DataFrame, piled: pl.DataFrame, *, places: PlaceSet) -> pl.DataFrame:
    """Count the events on default locations by the area that these lie in, as `Quality.defaults`: no coordinates."""
    if piled.is_empty():
        return pl.DataFrame(schema=DEFAULTS)
    events = one_row_an_event(rows).select("x", "y").join(piled, on=["x", "y"], how="inner")
    texts = events.with_columns(place_code=pl.lit(None, pl.String), place_name=pl.lit(None, pl.String))
    counted = events.group_by(places.at(positions(places, texts)), "why").agg(pl.len().cast(pl.Int64).alias("n"))
    named = counted.join(places.frame.select("place", "name"), on="place", how="left")
    return named.select(list(DEFAULTS)).sort("n", "place", descending=[True, False])


def _near(points: pl.DataFrame, others: NDArray[np.float64]) -> pl.Series:
    from scipy.spatial import cKDTree

    found, _ = cKDTree(others).query(points.select("x", "y").to_numpy(), distance_upper_bound=CENTRE_METRES)
    return pl.Series(np.isfinite(found))
