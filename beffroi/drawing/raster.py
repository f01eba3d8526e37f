"""A picture of very many small cells: one palette image instead of tens of thousands of outlines."""

import struct
import zlib
from base64 import b64encode
from typing import Any

import numpy as np


def lattice(x: Any, y: Any, kinds: Any) -> Any | None:
    """Return the class of each cell on its grid, north row first, -2 where there is none; None off a regular grid.

    Shapes: x, y, kinds (n,) -> (rows, columns).
    """
    east, column = np.unique(x, return_inverse=True)
    north, row = np.unique(y, return_inverse=True)
    steps = np.concatenate([np.diff(east), np.diff(north)])
    if not len(steps):
        return None
    step = float(steps.min())
    if not np.allclose(steps / step, np.round(steps / step), atol=1e-6):
        return None
    column = np.round((east[column] - east[0]) / step).astype(int)
    row = np.round((north[-1] - north[row]) / step).astype(int)
    grid = np.full((int(row.max()) + 1, int(column.max()) + 1), -2)
    grid[row, column] = kinds
    return grid


def edges(grid: Any) -> int:
    """Return how many sides of cells separate two classes: what outlines would have to draw.

    >>> edges(np.array([[0, 0], [0, 1]]))
    2
    """
    return int((np.diff(grid, axis=0) != 0).sum() + (np.diff(grid, axis=1) != 0).sum())


def picture(grid: Any, colours: tuple[str, ...], *, blank: str, pixels: int) -> str:
    """Return a PNG as a data address: `pixels` by `pixels` for each cell; -1 is `blank`, -2 transparent.

    Format: PNG, third edition (W3C 2025), colour type 3 (palette) with tRNS.
    """
    palette = b"".join(bytes.fromhex(c[1:]) for c in ("#000000", blank, *colours))
    index = np.repeat(np.repeat((grid + 2).astype(np.uint8), pixels, axis=0), pixels, axis=1)
    rows, columns = index.shape
    lines = np.concatenate([np.zeros((rows, 1), np.uint8), index], axis=1).tobytes()
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", columns, rows, 8, 3, 0, 0, 0)),
        (b"PLTE", palette),
        (b"tRNS", b"\x00"),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    chunks = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return "data:image/png;base64," + b64encode(b"\x89PNG\r\n\x1a\n" + chunks).decode()
