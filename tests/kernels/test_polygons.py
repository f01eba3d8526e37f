"""Point in polygon against shapely away from edges, and against the stated rule on them."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import GeometryCollection, MultiPolygon, Point, Polygon

from beffroi.kernels import polygons
from beffroi.kernels.polygons import index_polygons, locate

corner = st.tuples(st.integers(0, 12), st.integers(0, 12))
rings = st.lists(corner, min_size=3, max_size=9)


def wkb(*shapes):
    return [shapely.to_wkb(shape) for shape in shapes]


def by_raster(index, x, y):
    """The answer of the raster whatever the number of points."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(polygons, "FEW_POINTS", -1)
        return locate(index, x, y)


def lattice(*, step=0.5, low=-1.0, high=13.0):
    """Points on every corner, edge and middle of the lattice that the polygons are drawn on."""
    at = np.arange(low, high + step, step)
    x, y = np.meshgrid(at, at)
    return x.ravel(), y.ravel()


def tiling(seed, *, cells=30):
    """Cells that share their edges, vertex for vertex, and fill the square from 0 to 100."""
    points = shapely.MultiPoint(np.random.default_rng(seed).uniform(0, 100, (cells, 2)))
    square = shapely.box(0, 0, 100, 100)
    made = shapely.voronoi_polygons(points, extend_to=square).geoms
    return shapely.set_precision([shapely.intersection(cell, square) for cell in made], 0)


@settings(deadline=None, max_examples=60)
@given(st.lists(rings, min_size=1, max_size=5))
def test_raster_and_definition_agree_everywhere_even_on_edges(shapes):
    index = index_polygons(wkb(*(Polygon(ring) for ring in shapes)))
    x, y = lattice()
    rng = np.random.default_rng(1)
    x, y = np.append(x, rng.uniform(-1, 13, 500)), np.append(y, rng.uniform(-1, 13, 500))
    assert np.array_equal(by_raster(index, x, y), locate(index, x, y))


@settings(deadline=None, max_examples=60)
@given(st.lists(rings, min_size=1, max_size=5))
def test_valid_polygons_hold_what_shapely_says_away_from_edges(shapes):
    valid = [shape for shape in map(Polygon, shapes) if shape.is_valid]
    index = index_polygons(wkb(*valid))
    x, y = np.random.default_rng(2).uniform(-1, 13, (2, 300))
    points = shapely.points(x, y)
    expected = np.full(300, -1)
    for k in range(len(valid) - 1, -1, -1):
        expected[shapely.contains(valid[k], points)] = k
    far = np.all([shapely.distance(shape.exterior, points) > 1e-9 for shape in valid], axis=0)
    assert np.array_equal(locate(index, x, y)[far], expected[far])


@pytest.mark.parametrize("seed", range(4))
def test_a_tiling_gives_every_point_exactly_one_place(seed):
    cells = tiling(seed)
    vertices = shapely.get_coordinates(cells)
    between = (vertices[1:] + vertices[:-1]) / 2
    points = np.vstack([vertices, between, np.random.default_rng(seed).uniform(0, 100, (2000, 2))])
    inside = (points > 1e-6).all(axis=1) & (points < 100 - 1e-6).all(axis=1)
    x, y = points[inside].T
    alone = [locate(index_polygons(wkb(cell)), x, y) == 0 for cell in cells]
    assert (np.sum(alone, axis=0) == 1).all()
    assert np.array_equal(locate(index_polygons(wkb(*cells)), x, y), np.argmax(alone, axis=0))


def test_the_edge_rule_on_two_squares():
    index = index_polygons(wkb(shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)))
    x, y = [0, 1, 2, 0.5, 0.5, 1, 0], [0.5, 0.5, 0.5, 0, 1, 0, 0]
    for way in (locate, by_raster):
        assert way(index, x, y).tolist() == [0, 1, -1, 0, -1, 1, 0]


def test_the_lowest_index_holds_an_overlap():
    index = index_polygons(wkb(shapely.box(2, 2, 4, 4), shapely.box(0, 0, 10, 10), shapely.box(3, 3, 5, 5)))
    assert locate(index, [3.5, 4.5, 1.0], [3.5, 4.5, 1.0]).tolist() == [0, 1, 1]
    assert by_raster(index, [3.5, 4.5, 1.0], [3.5, 4.5, 1.0]).tolist() == [0, 1, 1]


def test_holes_islands_and_nested_collections():
    ring = Polygon(shapely.box(0, 0, 9, 9).exterior, [shapely.box(3, 3, 6, 6).exterior])
    island = MultiPolygon([ring, shapely.box(4, 4, 5, 5)])
    nested = GeometryCollection([GeometryCollection([shapely.box(20, 0, 21, 1)]), Point(1, 1)])
    index = index_polygons(wkb(island, nested))
    assert index.size == 2
    x, y = [1, 3.5, 4.5, 20.5], [1, 3.5, 4.5, 0.5]
    for way in (locate, by_raster):
        assert way(index, x, y).tolist() == [0, -1, 0, 1]


def test_what_has_no_inside_holds_nothing_and_keeps_its_number():
    index = index_polygons(
        [None, *wkb(Polygon(), Point(0, 0), shapely.LineString([(0, 0), (1, 1)])), *wkb(shapely.box(0, 0, 1, 1))]
    )
    assert index.size == 5
    assert locate(index, [0.5], [0.5]).tolist() == [4]
    nothing = index_polygons([])
    assert locate(nothing, [0.5], [0.5]).tolist() == [-1]
    assert locate(nothing, [], []).dtype == np.int32


def test_hostile_polygons():
    bow = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])  # crosses itself
    flat = Polygon([(5, 5), (6, 5), (7, 5)])  # no height
    needle = Polygon([(0, 0), (1e6, 1e-6), (1e6, 2e-6)])
    twice = MultiPolygon([shapely.box(10, 0, 12, 2), shapely.box(11, 0, 13, 2)])  # parts overlap
    index = index_polygons(wkb(bow, flat, needle, twice))
    x, y = [0.2, 1.0, 6.0, 11.5, 12.5], [1.0, 0.2, 5.0, 1.0, 1.0]
    for way in (locate, by_raster):
        assert way(index, x, y).tolist() == [0, -1, -1, 3, 3]


def test_third_dimensions_are_left_aside():
    index = index_polygons(wkb(Polygon([(0, 0, 9), (1, 0, 9), (1, 1, 9), (0, 1, 9)])))
    assert locate(index, [0.5], [0.5]).tolist() == [0]


def test_points_that_are_not_finite_or_far_away_are_in_none():
    index = index_polygons(wkb(shapely.box(0, 0, 1, 1)))
    x, y = [np.nan, 0.5, np.inf, -1e300, 0.5], [0.5, np.nan, 0.5, 0.5, 1e300]
    for way in (locate, by_raster):
        assert way(index, x, y).tolist() == [-1] * 5


@pytest.mark.parametrize(
    ("given_", "reason"),
    [
        ([b"not a geometry"], "well-known binary"),
        ([3.5], "well-known binary"),
        ([shapely.to_wkb(Polygon([(0, 0), (1, 0), (np.inf, 1)]))], "finite"),
    ],
)
def test_wrong_polygons_are_named(given_, reason):
    with pytest.raises(ValueError, match=reason):
        index_polygons(given_)


def test_points_of_unequal_length_are_an_error():
    with pytest.raises(ValueError, match="equally long"):
        locate(index_polygons(wkb(shapely.box(0, 0, 1, 1))), [0.5], [0.5, 0.6])


def test_inputs_are_never_written_into():
    index = index_polygons(wkb(*tiling(7)))
    x, y = np.random.default_rng(1).uniform(0, 100, (2, 100))
    kept = x.copy(), y.copy()
    x.flags.writeable = y.flags.writeable = False
    by_raster(index, x, y)
    assert np.array_equal(x, kept[0])
    assert np.array_equal(y, kept[1])
