"""Points that hold far more records than others: the town hall, the station, the call centre."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import numpy as np
import polars as pl

from beffroi.kernels.piles import LEAST, count_piles
from beffroi.sources.quality import check

_LOOKED_AT = 200_000  # records, evenly spaced, in which points are sought; those found are counted in all
_HELD = 1 << 18  # points that stay in memory; more go to a scratch file
_WIDTH = 16  # bytes of a point


class Points:
    """The located points of any number of batches, in order; few of them in memory."""

    def __init__(self, scratch: Path | None = None) -> None:
        self.height = 0
        self._held: list[pl.DataFrame] = []
        self._scratch = scratch
        self._file: Any = None

    def add(self, x: pl.Series, y: pl.Series) -> None:
        """Add the points that have both coordinates."""
        points = pl.DataFrame({"x": x, "y": y}).drop_nulls()
        self.height += points.height
        self._held.append(points)
        if sum(held.height for held in self._held) > _HELD:
            self._file = self._file or TemporaryFile(dir=self._scratch)  # noqa: SIM115 - closed with the object
            for held in self._held:
                self._file.write(np.ascontiguousarray(held.to_numpy()).tobytes())
            self._held = []

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield the points again, in order."""
        if self._file is not None:
            self._file.seek(0)
            while piece := self._file.read(_HELD * _WIDTH):
                yield pl.from_numpy(np.frombuffer(piece).reshape(-1, 2), schema=["x", "y"])
        yield from self._held

    def every(self, step: int) -> pl.DataFrame:
        """Return every so many points, the first among them."""
        frames, before = [], 0
        for frame in self.frames():
            frames.append(frame.gather_every(step, offset=-before % step))
            before += frame.height
        return pl.concat(frames) if frames else pl.DataFrame(schema={"x": pl.Float64, "y": pl.Float64})

    def close(self) -> None:
        """Forget the points."""
        if self._file is not None:
            self._file.close()
        self._held, self._file = [], None


def piles(x: pl.Series, y: pl.Series) -> list[dict[str, Any]]:
    """Return what `piled_up` does of the points of one batch."""
    points = Points()
    points.add(x, y)
    return piled_up(points)


def piled_up(points: Points) -> list[dict[str, Any]]:
    """Return the check `piled_up`: how many records lie on points that hold far more than others; nothing without any.

    The rule is that of `kernels.piles.count_piles`.
    """
    if not points.height:
        return []
    sample = points.every(max(1, -(-points.height // _LOOKED_AT)))
    counts = sample.group_by("x", "y").len().sort("len", "x", "y", descending=True)
    often = counts.head(count_piles(counts["len"].to_numpy())).select("x", "y")
    held = sum(frame.join(often, on=["x", "y"], how="semi").height for frame in points.frames()) if often.height else 0
    return [check("piled_up", held, points.height)] if held >= LEAST else []
