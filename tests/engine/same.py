"""Two answers are the same: integers identical, floats equal to 1e-12."""

from dataclasses import fields, is_dataclass

import numpy as np
import polars as pl


def assert_same(one: object, other: object) -> None:
    """Compare dataclasses, mappings, sequences, arrays and frames, member by member."""
    assert type(one) is type(other)
    if is_dataclass(one):
        for field in fields(one):
            assert_same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, np.ndarray | float):
        mine, theirs = np.asarray(one), np.asarray(other)
        assert mine.dtype == theirs.dtype
        if mine.dtype.kind == "f":
            np.testing.assert_allclose(mine, theirs, rtol=1e-12, atol=1e-12)
        else:
            np.testing.assert_array_equal(mine, theirs)
    elif isinstance(one, pl.DataFrame):
        assert one.schema == other.schema
        assert one.height == other.height
        for name in one.columns:
            _assert_same_column(one[name], other[name])
    elif isinstance(one, dict):
        assert list(one) == list(other)
        for name in one:
            assert_same(one[name], other[name])
    elif isinstance(one, list | tuple):
        assert len(one) == len(other)
        for mine, theirs in zip(one, other, strict=True):
            assert_same(mine, theirs)
    else:
        assert one == other


def _assert_same_column(one: pl.Series, other: pl.Series) -> None:
    if one.dtype.is_float():
        assert one.is_null().equals(other.is_null()), one.name
        np.testing.assert_allclose(one.to_numpy(), other.to_numpy(), rtol=1e-12, atol=1e-12, err_msg=one.name)
    else:
        assert one.equals(other), one.name
