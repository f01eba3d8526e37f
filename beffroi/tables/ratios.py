"""Tables whose ratio columns are computed from their parts: the same arithmetic as the gate's, before it."""

from collections.abc import Mapping

import polars as pl

from beffroi.evidence.finding import Table
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import Text


def table(columns: Mapping[str, Column], frame: pl.DataFrame, *, title: Text | None = None) -> Table:
    """Return a table with every ratio column computed and all columns in the declared order.

    A ratio is null where its denominator is zero or null. The gate recomputes
    it from the protected parts; this is what an entitled analyst sees.

    >>> from beffroi.vocabulary.lexicon import EXPOSURE, INCIDENTS, RATE_PER_1000
    >>> declared = {"incidents": INCIDENTS, "exposure": EXPOSURE, "rate": RATE_PER_1000}
    >>> table(declared, pl.DataFrame({"incidents": [3, 1], "exposure": [600.0, 0.0]})).frame["rate"].to_list()
    [5.0, None]
    """
    for name, column in columns.items():
        if column.role == "ratio":
            top, bottom = (pl.col(part) for part in column.of)
            frame = frame.with_columns(pl.when(bottom != 0).then(column.scale * top / bottom).alias(name))
    return Table(columns, frame.select(list(columns)), title)
