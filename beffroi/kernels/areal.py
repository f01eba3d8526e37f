"""A quantity known by one set of areas, estimated for another: areal interpolation, with or without weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SLIVER = 0.001  # of the smaller of two areas: what two drawings of one border leave between them


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlaps:
    """Pieces that two sets of areas share.

    Attributes
    ----------
    source, target
        (pieces,) positions of the two areas that share each piece.
    share
        (pieces,) part of the source that the piece stands for, by area or by weight; those of one source add up to
        `source_covered`.
    source_covered
        (sources,) part of each source that lies in some target, from 0 to 1.
    target_covered
        (targets,) part of each target's area that lies in some source.
    """

    source: Ints
    target: Ints
    share: Floats
    source_covered: Floats
    target_covered: Floats


def overlaps(
    source: Sequence[bytes],
    target: Sequence[bytes],
    *,
    weights: tuple[Sequence[bytes], ArrayLike] | None = None,
    sliver: float = SLIVER,
) -> Overlaps:
    """Intersect two sets of areas.

    Without weights, the share of a piece is its area over the area of its source: the quantity is assumed to be
    spread evenly within each source. With weights (areas and their values, such as residents of small areas), it is
    the weight in the piece over the weight in the source, each weight spread evenly within its own area
    (dasymetric); a source that no weight reaches falls back on area.

    Slivers (pieces of less than 0.1 % of the smaller of the two areas) belong to no pair; what they held is dealt
    to the other pieces of their source, so that no total changes. O(pieces), found through a tree of bounds.

    Parameters
    ----------
    source, target
        Polygons as well-known binary in one plane, in metres; valid, and apart from one another within a set.
    weights
        Outlines and (n,) values of at least 0.
    sliver
        Share of the smaller area up to which a piece is a fault of drawing; 0: none is.

    >>> import shapely
    >>> old = [shapely.box(0, 0, 2, 1).wkb]
    >>> new = [shapely.box(0, 0, 1, 1).wkb, shapely.box(1, 0, 3, 1).wkb]
    >>> found = overlaps(old, new)
    >>> found.share.tolist(), found.target_covered.tolist()
    ([0.5, 0.5], [1.0, 0.5])
    """
    import shapely

    ours, theirs = (shapely.from_wkb(np.array(list(each), dtype=object)) for each in (source, target))
    areas, others = shapely.area(ours), shapely.area(theirs)
    at, to, pieces = _pieces(ours, theirs)
    size = shapely.area(pieces)
    whole = _sum(at, size, into=len(ours))  # slivers included: they are covered too
    inside = np.clip(np.divide(whole, areas, out=np.zeros(len(ours)), where=areas > 0), 0.0, 1.0)
    inside[inside > 1 - sliver] = 1.0  # a gap as thin as a sliver is a fault of drawing
    kept = size > sliver * np.minimum(areas[at], others[to])
    covered = _sum(to[kept], size[kept], into=len(theirs))
    at, to, pieces, size = at[kept], to[kept], pieces[kept], size[kept]
    held, total = size, _sum(at, size, into=len(ours))
    if weights is not None:
        held, total, inside = _weighted(ours, pieces, at, size=size, total=total, inside=inside, weights=weights)
    some = total[at] > 0
    share = np.divide(held, total[at], out=np.zeros(len(at)), where=some) * inside[at]
    reached = _sum(at, share, into=len(ours))  # a source all of slivers reaches no target
    return Overlaps(
        source=at,
        target=to,
        share=share,
        source_covered=reached,
        target_covered=np.clip(np.divide(covered, others, out=np.zeros(len(theirs)), where=others > 0), 0.0, 1.0),
    )


def interpolate(values: ArrayLike, found: Overlaps) -> tuple[Floats, float]:
    """Return the quantity (targets,) estimated for the targets, and what of it lies in no target.

    Extensive quantities only (counts, residents): the estimates and the rest add up to the sum of the values.
    estimate_t = sum over pieces of value_s share. A target that no source reaches is NaN: not covered is not zero.
    After Goodchild and Lam 1980 (Geo-Processing 1, 297-312); the values of tobler.area_weighted.area_interpolate with
    allocate_total=False.

    Parameters
    ----------
    values
        (sources,) finite quantities; NaN: unknown, and every target that it reaches is unknown too.

    >>> import shapely
    >>> cut = overlaps([shapely.box(0, 0, 4, 1).wkb], [shapely.box(0, 0, 1, 1).wkb, shapely.box(9, 0, 10, 1).wkb])
    >>> estimates, rest = interpolate([100.0], cut)
    >>> estimates.tolist(), rest
    ([25.0, nan], 75.0)
    """
    quantity = np.asarray(values, dtype=np.float64)
    dealt = quantity[found.source] * found.share
    estimates = np.bincount(found.target, weights=dealt, minlength=len(found.target_covered))
    reached = np.bincount(found.target, minlength=len(found.target_covered)) > 0
    rest = float(np.nansum(quantity * (1.0 - found.source_covered)))
    return np.where(reached, estimates, np.nan), rest


def _sum(at: Ints, values: Floats, *, into: int) -> Floats:
    return np.bincount(at, weights=values, minlength=into).astype(np.float64)


def _pieces(ours: Any, theirs: Any) -> tuple[Ints, Ints, Any]:
    """Return the pairs that share an area, by source then target, and what they share."""
    import shapely

    to, at = shapely.STRtree(ours).query(theirs, predicate="intersects")
    order = np.lexsort((to, at))
    at, to = at[order], to[order]
    pieces = shapely.intersection(ours[at], theirs[to])
    some = shapely.area(pieces) > 0
    return at[some], to[some], pieces[some]


def _weighted(
    ours: Any,
    pieces: Any,
    at: Ints,
    *,
    size: Floats,
    total: Floats,
    inside: Floats,
    weights: tuple[Sequence[bytes], ArrayLike],
) -> tuple[Floats, Floats, Floats]:
    """Return the weight in each piece, in the pieces of each source, and the part of each source's weight in them."""
    import shapely

    outlines = shapely.from_wkb(np.array(list(weights[0]), dtype=object))
    values = np.nan_to_num(np.asarray(weights[1], dtype=np.float64))
    in_pieces, in_sources = (_weight_in(shapes, outlines, values) for shapes in (pieces, ours))
    of_source = _sum(at, in_pieces, into=len(ours))
    empty = of_source <= 0
    held = np.where(empty[at], size, in_pieces)
    known = np.divide(of_source, in_sources, out=np.zeros(len(ours)), where=in_sources > 0)
    by_weight = np.clip(known, 0.0, 1.0)
    unreached = in_sources <= 0
    return held, np.where(empty, total, of_source), np.where(unreached, inside, by_weight)


def _weight_in(shapes: Any, outlines: Any, values: Floats) -> Floats:
    import shapely

    at, of, parts = _pieces(shapes, outlines)
    density = np.divide(values, shapely.area(outlines), out=np.zeros(len(values)), where=shapely.area(outlines) > 0)
    return _sum(at, shapely.area(parts) * density[of], into=len(shapes))
