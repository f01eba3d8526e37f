"""Few cells, many cells and a picture of very many show the same thing in the same place."""

import base64
import struct
import zlib

import numpy as np
import polars as pl
import pytest
from shapely import box, union_all
from shapely.geometry import shape

from beffroi.drawing.cell_maps import SINGLE
from beffroi.drawing.classes import OUTLINE
from beffroi.drawing.figures import specification, svg
from beffroi.drawing.maps import TALLEST, frame_of
from beffroi.drawing.raster import edges, lattice, picture
from beffroi.evidence.finding import Figure, Geography, Table
from beffroi.vocabulary import lexicon
from tests.drawing.samples import ALT, TITLE

SIDE = 100.0


def spec_of(values, **given):
    """A map of cells on a square grid, south row first."""
    n = round(len(values) ** 0.5)
    east, north = np.meshgrid(np.arange(n) * SIDE + SIDE / 2, np.arange(n) * SIDE + SIDE / 2)
    data = {"x": east.ravel(), "y": north.ravel(), "size": [SIDE] * n * n, "incidents": values}
    columns = {"x": lexicon.CELL_X, "y": lexicon.CELL_Y, "size": lexicon.CELL_SIZE, "incidents": lexicon.INCIDENTS}
    figure = Figure(mark="cell_map", table="t", title=TITLE, alt=ALT, x="x", y="y", size="size", value="incidents")
    return specification(figure, Table(columns, pl.DataFrame(data)), "en_GB", **given)


def shapes(spec):
    return [
        (layer["mark"].get("fill"), shape(feature["geometry"]))
        for layer in spec["layer"]
        for feature in layer["data"]["values"]
        if feature.get("type") == "Feature"
    ]


def decoded(address):
    """The palette indices of a PNG, read by hand."""
    data = base64.b64decode(address.partition(",")[2])
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, chunks = 8, {}
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert zlib.crc32(kind + body) == struct.unpack(">I", data[at + 8 + length : at + 12 + length])[0]
        chunks[kind], at = body, at + 12 + length
    columns, rows = struct.unpack(">II", chunks[b"IHDR"][:8])
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(rows, columns + 1)
    assert not lines[:, 0].any()
    return lines[:, 1:], chunks[b"PLTE"]


def test_a_cell_is_drawn_where_it_is():
    (_, north_east), *_ = (s for s in shapes(spec_of([None, None, None, 7])))
    frame = frame_of((0, 0, 2 * SIDE, 2 * SIDE), width=680)
    left, top, right, bottom = north_east.bounds
    assert top == pytest.approx(frame.top, abs=0.1)
    assert bottom == pytest.approx(frame.top + frame.height / 2, abs=0.1)
    assert right == pytest.approx(frame.left + 2 * SIDE * frame.scale, abs=0.1)
    assert right - left == pytest.approx(SIDE * frame.scale, abs=0.1)


def test_merged_cells_cover_what_single_cells_cover():
    n = 30
    assert n * n > SINGLE
    values = [1 if i < 300 else 50 for i in range(n * n)]
    areas = {fill: area.area for fill, area in shapes(spec_of(values))}
    pixel = (TALLEST / (n * SIDE) * SIDE) ** 2
    assert sorted(areas.values()) == pytest.approx([300 * pixel, 600 * pixel], rel=0.002)


def test_withheld_cells_are_apart_from_every_class():
    values = [None if i % 7 == 0 else i for i in range(900)]
    count = sum(v is None for v in values)
    fills = [(fill, s) for fill, s in shapes(spec_of(values, withheld="< 5")) if s.geom_type != "MultiLineString"]
    hidden = [s for fill, s in fills if fill == "#ececea"]
    assert len(hidden) == 1
    assert hidden[0].area == pytest.approx(count * (TALLEST / 30) ** 2, rel=0.01)
    assert not any(fill == "#ececea" for fill, _ in shapes(spec_of(values)))


def test_very_many_cells_stay_small():
    noise = np.random.default_rng(1).poisson(3, 300 * 300).tolist()
    spec = spec_of(noise)
    pictures = [layer["mark"] for layer in spec["layer"] if layer["mark"]["type"] == "image"]
    assert len(pictures) == 1
    assert pictures[0]["height"] == pytest.approx(TALLEST)
    assert len(svg(spec)) < 200_000


def test_the_picture_is_the_grid():
    grid = np.array([[0, 1, -1], [2, -2, 0]])
    index, palette = decoded(picture(grid, ("#010203", "#040506", "#070809"), blank="#aabbcc", pixels=2))
    assert index.tolist() == np.kron(grid + 2, np.ones((2, 2), int)).tolist()
    assert palette.hex() == "000000" + "aabbcc" + "010203" + "040506" + "070809"


def test_the_grid_is_found_whatever_the_order_of_the_rows():
    x, y, kinds = np.array([150.0, 50, 350]), np.array([50.0, 150, 50]), np.array([1, 2, 3])
    assert lattice(x, y, kinds).tolist() == [[2, -2, -2, -2], [-2, 1, -2, 3]]
    assert lattice(np.array([0.0, 100, 233]), np.zeros(3), kinds) is None
    assert edges(np.zeros((5, 5))) == 0


@pytest.mark.parametrize("n", [5, 30])
def test_cells_end_at_the_outline_of_the_study_area(n):
    area = box(0, 0, n * SIDE, (n - 0.5) * SIDE)  # the northern row is cut in half
    outline = Geography(name="a", codes=("a",), labels=("A",), outlines=(area.wkb,), crs="EPSG:32616")
    values, scale = np.arange(n * n) % 7, frame_of((0, 0, n * SIDE, n * SIDE), width=680).scale

    def painted(**given):
        return union_all([each for fill, each in shapes(spec_of(values, **given)) if fill or n <= SINGLE**0.5])

    whole, cut = painted(), painted(geographies={"a": outline})
    assert whole.bounds[3] - whole.bounds[1] == pytest.approx(n * SIDE * scale, abs=0.2)
    assert cut.bounds[3] - cut.bounds[1] == pytest.approx((n - 0.5) * SIDE * scale, abs=0.2)
    assert cut.area == pytest.approx(area.area * scale**2, rel=0.01)


def test_cells_that_stand_out_are_outlined_together_and_named_in_the_legend():
    data = {"x": [50.0, 150.0, 50.0, 150.0], "y": [50.0, 50.0, 150.0, 150.0], "size": [SIDE] * 4}
    columns = {"x": lexicon.CELL_X, "y": lexicon.CELL_Y, "size": lexicon.CELL_SIZE, "incidents": lexicon.INCIDENTS}
    columns["hot"] = lexicon.Column(label=TITLE, decimals=0)
    named = {"x": "x", "y": "y", "size": "size", "value": "incidents", "series": "hot"}
    figure = Figure(mark="cell_map", table="t", title=TITLE, alt=ALT, options={"outlined": TITLE}, **named)

    def drawn(hot):
        table = Table(columns, pl.DataFrame(data | {"incidents": [1, 9, 2, 8], "hot": hot}))
        return specification(figure, table, "en_GB")

    some, none = drawn([0, 1, 0, 1]), drawn([0, 0, 0, 0])
    lines = [layer for layer in some["layer"] if layer["mark"].get("strokeWidth") == OUTLINE]
    (feature,) = lines[0]["data"]["values"]
    outline = shape(feature["geometry"])
    frame = frame_of((0, 0, 2 * SIDE, 2 * SIDE), width=680)
    assert outline.area == pytest.approx(2 * (SIDE * frame.scale) ** 2, rel=1e-3)
    assert TITLE("en_GB") in svg(some)
    assert len(some["layer"]) == len(none["layer"]) + 2
