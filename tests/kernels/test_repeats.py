"""Keys and contents seen before: the compiled table against sets of Python."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from beffroi.kernels.repeats import Seen

rows = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3)), max_size=60)


def by_sets(keys, contents):
    """What a row is, by the definition."""
    seen, verdicts = {}, []
    for key, content in zip(keys, contents, strict=True):
        known = seen.setdefault(key, set())
        verdicts.append(2 if content in known else 1 if known else 0)
        known.add(content)
    return verdicts


@given(rows, st.integers(1, 20))
def test_verdicts_are_those_of_sets_whatever_the_batches(pairs, size):
    keys = np.array([1 + (key << 61) for key, _ in pairs], np.uint64)
    contents = np.array([content << 3 for _, content in pairs], np.uint64)
    seen, found = Seen(2), []
    for start in range(0, len(pairs), size):
        found += seen.mark(keys[start : start + size], contents[start : start + size]).tolist()
    assert found == by_sets(keys.tolist(), contents.tolist())


def test_the_table_grows_and_forgets_nothing():
    keys = np.random.default_rng(1).integers(0, 2**64, 30_000, dtype=np.uint64)
    seen = Seen(100)
    assert not seen.mark(keys[:20_000], keys[:20_000]).any()
    again = seen.mark(keys, keys)
    assert (again == np.repeat([2, 0], [20_000, 10_000])).all()
    assert (seen.mark(keys, keys[::-1].copy()) == 1).sum() == 30_000
    assert seen.height == 60_000


def test_inputs_are_not_written_into():
    keys, contents = np.arange(100, dtype=np.uint64), np.zeros(100, np.uint64)
    before = keys.copy(), contents.copy()
    Seen().mark(keys, contents)
    assert (keys == before[0]).all()
    assert (contents == before[1]).all()
