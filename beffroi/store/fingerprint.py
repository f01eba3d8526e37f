"""A fingerprint of the content of a table: the same for the same multiset of rows, whatever their order.

It does not depend on the file format or on the version of any library: each
value becomes 64 bits by a fixed rule, each row mixes its values in the order
of the column names, and the rows are added up modulo 2^64, twice.
"""

from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

_Words = NDArray[np.uint64]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_NULL = np.uint64(0xD1B54A32D192ED03)
_SECOND = np.uint64(0x5851F42D4C957F2D)
_ROWS_AT_ONCE = 131_072  # bounds what is derived from a table
_SAMPLE = 20_000  # rows that tell whether texts repeat: either way gives the same words
_MANY = 16_384  # rows from which compiled code pays for its loading
_FEW = 2_000  # texts that are sooner taken one by one than asked of the engine


def content_fingerprint(frame: pl.DataFrame, *, without: tuple[str, ...] = ("row",)) -> str:
    """Return 32 hexadecimal digits that identify the multiset of rows.

    Columns named in `without` (positions in a file) do not count.

    >>> one = pl.DataFrame({"a": [1, 2], "b": ["x", None]})
    >>> content_fingerprint(one) == content_fingerprint(one.reverse())
    True
    """
    fingerprint = Fingerprint(without=without)
    fingerprint.add(frame)
    return fingerprint.hexdigest()


class Fingerprint:
    """The fingerprint of a table that comes in parts: that of the whole, whatever the parts and their order.

    >>> whole, parts = pl.DataFrame({"a": [1, 2, 3]}), Fingerprint()
    >>> for part in (whole.tail(1), whole.head(2)):
    ...     parts.add(part)
    >>> parts.hexdigest() == content_fingerprint(whole)
    True
    """

    def __init__(self, *, without: tuple[str, ...] = ("row",)) -> None:
        self.height = 0
        self._without = set(without)
        self._first = self._second = 0

    def add(self, frame: pl.DataFrame) -> None:
        """Add rows; every part has the same columns."""
        names = sorted(set(frame.columns) - self._without)
        self.height += frame.height
        many = frame.height >= _MANY
        for some in frame.select(names).iter_slices(_ROWS_AT_ONCE):
            rows = np.full(some.height, _GOLDEN)
            for name, words in _words(some):
                _fold(rows, words, _salt(name), many=many)
            with np.errstate(over="ignore"):
                self._first += int(rows.sum(dtype=np.uint64))
                self._second += int(_mix_in_place(rows + _SECOND).sum(dtype=np.uint64))

    def hexdigest(self) -> str:
        """Return the 32 hexadecimal digits of the rows so far."""
        return f"{(self._first + self.height) % 2**64:016x}{self._second % 2**64:016x}"


def _fold(rows: _Words, words: _Words, salt: np.uint64, *, many: bool) -> None:
    """Mix the words of one more column into those of the rows, in place."""
    if many:
        from beffroi.kernels._fingerprint import fold

        fold(rows, words, salt=salt)
        return
    with np.errstate(over="ignore"):
        rows *= _SECOND
        rows += words ^ salt
        _mix_in_place(rows)


def _words(frame: pl.DataFrame) -> Iterator[tuple[str, _Words]]:
    """Yield the name of each column and one 64-bit word a row; nulls share a word of their own."""
    nulls = frame.null_count().row(0)
    given = [name for name, count in zip(frame.columns, nulls, strict=True) if count < frame.height]
    dtypes = frame.schema  # asking for it makes every data type anew
    repeating = _repeating(frame, dtypes={name: dtypes[name] for name in given})
    values = frame.select(_plain(pl.col(name), dtypes[name], codes=name in repeating) for name in given)
    absent = frame.select(
        pl.col(name).is_null() for name, count in zip(frame.columns, nulls, strict=True) if 0 < count < frame.height
    )
    for name in frame.columns:
        if name not in values.columns:
            yield name, np.full(frame.height, _NULL)
            continue
        words = _words_of_values(frame[name], values[name], dtypes[name])
        yield name, np.where(absent[name].to_numpy(), _NULL, words) if name in absent.columns else words


def _repeating(frame: pl.DataFrame, *, dtypes: Mapping[str, pl.DataType]) -> set[str]:
    """Return the columns of texts of which each is hashed once, then looked up; others hardly repeat."""
    texts = [name for name, dtype in dtypes.items() if dtype == pl.String or isinstance(dtype, pl.Categorical)]
    sample = frame.select(texts).head(_SAMPLE)
    different = sample.select(pl.all().n_unique()).row(0) if texts else ()
    return {name for name, count in zip(texts, different, strict=True) if count <= sample.height // 4}


def _plain(column: pl.Expr, dtype: pl.DataType, *, codes: bool) -> pl.Expr:
    """Return a column of numbers, or of texts to hash, without nulls."""
    if isinstance(dtype, pl.Enum):
        return column.to_physical().fill_null(0)
    if dtype == pl.String or isinstance(dtype, pl.Categorical):
        texts = column.cast(pl.String).fill_null("")
        return texts.cast(pl.Categorical).to_physical() if codes else texts
    if dtype == pl.Binary:
        return column.bin.encode("hex").fill_null("")
    if dtype.is_float():
        return column.fill_null(0.0).cast(pl.Float64)
    return column.to_physical().fill_null(value=0).cast(pl.Int64)


def _words_of_values(given: pl.Series, values: pl.Series, dtype: pl.DataType) -> _Words:
    if isinstance(dtype, pl.Enum):
        found: _Words = _hash_of_categories(dtype)[values.to_numpy()]
        return found
    if values.dtype == pl.String:
        return _hash_of_text(values)
    numbers = values.to_numpy()
    if dtype.is_float():
        return (numbers + 0.0).view(np.uint64)  # -0.0 and 0.0 are one value
    if dtype != pl.String and not isinstance(dtype, pl.Categorical):
        return numbers.view(np.uint64)
    example = np.full(int(numbers.max()) + 1, -1)
    example[numbers] = np.arange(len(numbers))  # a row that holds the text of each code
    used = np.flatnonzero(example >= 0)
    table = np.zeros(len(example), np.uint64)
    table[used] = _hash_of_text(given.gather(example[used]))
    return table[numbers]


@cache
def _hash_of_categories(dtype: pl.Enum) -> _Words:
    return _hash_of_text(dtype.categories)


def _hash_of_text(texts: pl.Series) -> _Words:
    """Sum the bytes of each text, each weighted by its position (all modulo 2^64)."""
    if len(texts) < _FEW:
        encoded = [(text or "").encode() for text in texts.cast(pl.String).to_list()]
        return _hash_of_bytes(b"".join(encoded), np.array([len(text) for text in encoded], np.int64))
    text = pl.col("text").cast(pl.String).fill_null("")
    found = texts.to_frame("text").select(joined=text.str.join(), lengths=text.str.len_bytes())
    return _hash_of_bytes(found["joined"][0].encode(), found["lengths"].to_numpy().astype(np.int64))


def _hash_of_bytes(written: bytes, lengths: NDArray[np.int64]) -> _Words:
    joined = np.frombuffer(written, dtype=np.uint8)
    weights = _mix_in_place(np.arange(int(lengths.max(initial=0)), dtype=np.uint64) + _GOLDEN)
    if lengths.size >= _MANY:
        from beffroi.kernels._fingerprint import hash_texts

        return hash_texts(joined, lengths, weights=weights)
    stops = np.cumsum(lengths)
    position = np.arange(len(joined), dtype=np.int64) - np.repeat(stops - lengths, lengths)
    with np.errstate(over="ignore"):
        terms = (joined.astype(np.uint64) + np.uint64(1)) * weights[position]
        running = np.concatenate([np.zeros(1, np.uint64), np.cumsum(terms, dtype=np.uint64)])
        return running[stops] - running[stops - lengths] + lengths.astype(np.uint64) * _GOLDEN


@cache
def _salt(name: str) -> np.uint64:
    return _hash_of_text(pl.Series([name]))[0]


def _mix_in_place(z: _Words) -> _Words:
    """Finish of splitmix64 (Steele, Lea and Flood 2014)."""
    for shift, factor in ((30, np.uint64(0xBF58476D1CE4E5B9)), (27, np.uint64(0x94D049BB133111EB))):
        z ^= z >> np.uint64(shift)
        z *= factor
    z ^= z >> np.uint64(31)
    return z
