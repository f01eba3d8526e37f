"""Records that one event may have made twice, over batches and from a scratch file: as many as the rule finds at once."""

from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.sources import near
from beffroi.sources.near import NearDuplicates
from beffroi.tables.near_duplicates import near_duplicates

START = datetime(2024, 3, 1)
ROWS = st.lists(
    st.tuples(
        st.integers(0, 3),  # key
        st.sampled_from(["theft", "assault", None]),
        st.sampled_from([0, 1, 12 * 60, 12 * 60 + 1, 24 * 60, 25 * 60, 36 * 60]),  # minutes since the start
        st.sampled_from([0.0, 0.5, 30.0, 90.0]),
        st.sampled_from(["minute", "day", "month"]),
        st.sampled_from(["exact", "block", "area"]),
        st.sampled_from([None, "e1", "e2"]),
    ),
    max_size=40,
)


def table(rows):
    return pl.DataFrame(
        {
            "row": range(1, len(rows) + 1),
            "source_id": [str(row[0]) for row in rows],
            "event_key": [row[6] for row in rows],
            "offence_source": [row[1] for row in rows],
            "occurred_from": [START + timedelta(minutes=0 if row[4] != "minute" else row[2]) for row in rows],
            "x": [row[3] for row in rows],
            "y": [0.0] * len(rows),
            "location_kind": [row[5] for row in rows],
            "date_precision": [row[4] for row in rows],
        },
        schema_overrides={
            "row": pl.UInt32, "event_key": pl.String, "offence_source": pl.String, "source_id": pl.String,
            "occurred_from": pl.Datetime("us"), "location_kind": pl.String, "date_precision": pl.String,
        },
    )  # fmt: skip


def expected(whole, heaps):
    """Say it as the rule does, of all rows at once."""
    minute = whole["occurred_from"].dt.hour().cast(pl.Int64) * 60 + whole["occurred_from"].dt.minute()
    known = (whole["date_precision"] == "minute") & ~minute.is_in([near.minute_of(heap["time"]) for heap in heaps])
    return near_duplicates(whole.with_columns(hour_known=known))["other"].n_unique()


@given(rows=ROWS, cuts=st.lists(st.integers(0, 40), max_size=3), heaps=st.lists(st.sampled_from(["00:00", "12:00"]), unique=True), held=st.sampled_from([0, 3, 1000]))  # fmt: skip
@settings(deadline=None)
def test_batches_and_a_scratch_file_change_no_count(rows, cuts, heaps, held):
    whole = table(rows)
    told = [{"time": time} for time in heaps]
    gathered = NearDuplicates()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(near, "_HELD", held)
        edges = sorted({0, len(rows), *(cut for cut in cuts if cut < len(rows))})
        for first, last in pairwise(edges):
            part = whole[first:last]
            gathered.add(part, timed=part["date_precision"] == "minute")
        assert gathered.count(heaps=told) == expected(whole, told)


def test_many_rows_among_which_few_are_alike():
    rng = np.random.default_rng(3)
    n = 60_000
    whole = pl.DataFrame(
        {
            "row": np.arange(1, n + 1, dtype=np.uint32),
            "source_id": [str(at) for at in range(n)],
            "event_key": pl.Series([None] * n, dtype=pl.String),
            "offence_source": pl.Series(["a", "b", "c"]).gather(rng.integers(0, 3, n)),
            "occurred_from": pl.Series(np.datetime64("2020-01-01T00:00", "us") + rng.integers(0, 400_000, n) * np.timedelta64(60_000_000, "us")),
            "x": rng.uniform(0, 400, n),
            "y": rng.uniform(0, 400, n),
            "location_kind": ["exact"] * n,
            "date_precision": ["minute"] * n,
        }
    )  # fmt: skip
    gathered = NearDuplicates()
    for part in whole.iter_slices(7_000):
        gathered.add(part, timed=pl.repeat(value=True, n=part.height, eager=True))
    found = gathered.count(heaps=[{"time": "00:00"}])
    assert found == expected(whole, [{"time": "00:00"}]) > 10
