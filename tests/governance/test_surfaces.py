"""Public surfaces see protected cells only: nothing they compute can depend on a withheld event."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from beffroi.governance.gate import Policy
from beffroi.governance.surfaces import HIDDEN_AT_MOST, SIDES, finest_cells, protected_cells
from beffroi.tables.views import Request
from tests.views import city
from tests.views import view as view_of

SOME = view_of(Request(view="points"), city(n=200))


def _placed(view, x, y):
    n = len(x)
    return replace(view, x=np.asarray(x, float), y=np.asarray(y, float), day=np.zeros(n, np.int64), weight=np.ones(n))


@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 5, 10]))
def test_cells_hold_released_counts_only(seed, threshold):
    rng = np.random.default_rng(seed)
    view = _placed(SOME, rng.normal(0, 700, 200), rng.normal(0, 700, 200))
    cells = protected_cells(view, Policy(threshold=threshold), side=250.0)
    assert (cells.points.weight >= threshold).all()
    assert cells.points.weight.sum() <= 200
    assert np.allclose((cells.points.x / 250) % 1, 0.5)


def test_nothing_of_single_events_goes_with_the_cells():
    """Neither the day nor the offence of an event is handed to what makes a public answer."""
    view = view_of(Request(view="points"), city(seed=1))
    cells = protected_cells(replace(view, offence=np.full(view.x.size, "0501")), Policy(), side=250.0).points
    assert cells.offence is None
    assert not cells.day.any()
    assert cells.x.size == cells.day.size == cells.weight.size < view.x.size


def test_moving_a_withheld_event_changes_nothing():
    crowd = np.full(8, 100.0)
    one = _placed(SOME, [*crowd, 5010.0], [*crowd, 5010.0])
    other = _placed(SOME, [*crowd, 8090.0], [*crowd, 120.0])
    first, second = (protected_cells(view, Policy(), side=250.0).points for view in (one, other))
    for name in ("x", "y", "weight", "day"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


def test_the_finest_side_that_hides_little_is_taken():
    rng = np.random.default_rng(5)
    view = _placed(SOME, rng.uniform(0, 6000, 4000), rng.uniform(0, 6000, 4000))
    taken = finest_cells(view, Policy())
    assert taken.hidden_share <= HIDDEN_AT_MOST
    finer = [side for side in SIDES if side < taken.side]
    assert finer
    assert all(protected_cells(view, Policy(), side=side).hidden_share > HIDDEN_AT_MOST for side in finer)


def test_cells_are_no_finer_than_locations_allow():
    view = _placed(SOME, np.zeros(500), np.zeros(500))
    coarse = replace(view, basis=replace(view.basis, location_metres=250.0))
    assert finest_cells(coarse, Policy()).side == 2 * 250.0
