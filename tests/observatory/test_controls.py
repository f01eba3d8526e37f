"""Negative controls keep the margins of the data and break its pattern."""

import numpy as np
import pytest

from beffroi.analyses import catalogue
from beffroi.controls import all_permuted, permuted
from beffroi.tables.views import Request
from tests.views import city, view, views_for

CITY = city(n=3000)


def test_dates_are_exchanged_between_events_that_keep_their_places():
    events = view(Request(view="points"), CITY)
    control = permuted(events, seed=1, keep_places=True)
    np.testing.assert_array_equal(control.x, events.x)
    assert sorted(control.day) == sorted(events.day)
    assert (control.day != events.day).any()


def test_places_are_drawn_inside_the_study_area():
    import shapely

    events = view(Request(view="points"), CITY)
    control = permuted(events, seed=1, keep_places=False)
    area = shapely.union_all(shapely.from_wkb(list(events.window.outlines))).buffer(1.0)
    assert shapely.contains_xy(area, control.x, control.y).all()
    assert len(control.x) == len(events.x)


def test_beside_a_street_network_places_are_drawn_along_it_and_its_events_by_length():
    seen = [view(Request(view="points"), CITY), view(Request(view="network"), CITY)]
    events, streets = all_permuted(seen, seed=1, keep_places=False)
    to_street = np.minimum(
        abs(events.x / 200 - np.round(events.x / 200)), abs(events.y / 200 - np.round(events.y / 200))
    )
    assert to_street.max() < 1e-6
    assert events.x.size == seen[0].x.size
    assert streets.frame["n"].sum() == seen[1].frame["n"].sum()
    assert streets.frame["n"].max() < seen[1].frame["n"].max()
    kept = all_permuted(seen, seed=1, keep_places=True)[0]
    np.testing.assert_array_equal(kept.x, seen[0].x)


@pytest.mark.parametrize("request_", [Request(view="counts", every="month"), Request(view="series", every="week")])
def test_totals_are_kept(request_):
    seen = view(request_, CITY)
    control = permuted(seen, seed=1, keep_places=True)
    assert control.frame["n"].sum() == seen.frame["n"].sum()
    assert control.frame.columns == seen.frame.columns
    assert not control.frame["n"].equals(seen.frame["n"])


def test_lengths_of_intervals_are_kept():
    seen = view(Request(view="times"), CITY)
    control = permuted(seen, seed=1, keep_places=True)
    length, kept = seen.end - seen.start, control.end - control.start
    np.testing.assert_array_equal(np.isnat(length), np.isnat(kept))
    np.testing.assert_array_equal(length[~np.isnat(length)], kept[~np.isnat(kept)])


def test_the_same_seed_gives_the_same_control():
    events = view(Request(view="points"), CITY)
    one, two = (permuted(events, seed=7, keep_places=False) for _ in range(2))
    np.testing.assert_array_equal(one.x, two.x)


def test_planted_near_repeats_are_found_and_gone_from_the_control():
    analysis = catalogue()["near_repeat"](permutations=199)
    (events,) = views_for(analysis, CITY)
    found = analysis.run(events).tables["summary"].row()["p_overall"]
    control = [
        analysis.run(permuted(events, seed=seed, keep_places=True)).tables["summary"].row()["p_overall"]
        for seed in range(5)
    ]
    assert found <= 0.01
    assert np.median(control) > 0.05
