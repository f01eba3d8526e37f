"""Cleaning lines: what is joined, cut, merged and left out, each counted."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels.network import network_of
from beffroi.kernels.streets import clean_streets
from tests.kernels.town_streets import wkb

CROSS = ([(0, 0), (10, 0)], [(5, -5), (5, 5)])


def test_a_crossing_is_no_junction_unless_it_is_asked_or_a_shared_vertex():
    assert clean_streets(wkb(*CROSS)).cleaning.segments == 2  # a bridge
    noded = clean_streets(wkb(*CROSS), noding="crossings")
    assert (noded.cleaning.segments, noded.cleaning.nodes, noded.cleaning.cut) == (4, 5, 2)
    shared = ([(0, 0), (5, 0), (10, 0)], [(5, -5), (5, 0), (5, 5)])
    assert clean_streets(wkb(*shared)).cleaning.segments == 4  # as OpenStreetMap draws a junction
    assert clean_streets(wkb(*shared), noding="ends").cleaning.segments == 2


def test_an_end_on_a_vertex_cuts_and_an_end_between_vertices_only_with_crossings():
    on_vertex = wkb([(0, 0), (5, 0), (10, 0)], [(5, 0), (5, 9)])
    between = wkb([(0, 0), (10, 0)], [(5, 0), (5, 9)])
    assert clean_streets(on_vertex).cleaning.segments == 3
    assert clean_streets(between).cleaning.segments == 2
    assert clean_streets(between, noding="crossings").cleaning.segments == 3


def test_what_is_empty_or_drawn_twice_is_left_out_and_counted():
    lines = [*wkb([(0, 0), (9, 0)], [(9, 0), (0, 0)], [(4, 4), (4, 4)], [(0, 0), (3, 1), (9, 0)]), None]
    lines += [shapely.to_wkb(shapely.Point(1, 1)), shapely.to_wkb(shapely.LineString())]
    found = clean_streets(lines)
    told = found.cleaning
    assert (told.lines, told.parts, told.no_line, told.zero_length, told.duplicates) == (7, 7, 3, 1, 1)
    assert (told.segments, told.parallels, told.loops) == (2, 1, 0)  # the bent street between the same ends stays
    assert found.line.tolist() == [0, 3]
    assert told.parts == told.no_line + told.zero_length + told.stray + told.duplicates + told.segments


def test_streets_that_overlap_are_kept_once():
    found = clean_streets(wkb([(0, 0), (5, 0), (10, 0)], [(5, 0), (10, 0), (15, 0)]))
    assert (found.cleaning.segments, found.cleaning.duplicates, found.cleaning.metres) == (3, 1, 15.0)
    drawn_over = clean_streets(wkb([(0, 0), (10, 0)], [(4, 0), (7, 0)]), noding="crossings")
    assert (drawn_over.cleaning.segments, drawn_over.cleaning.metres) == (3, 10.0)


def test_a_lollipop_is_cut_where_it_meets_itself_and_a_ring_stays_one_loop():
    lollipop = clean_streets(wkb([(0, 0), (10, 0), (15, 5), (20, 0), (10, 0)]))
    assert (lollipop.cleaning.segments, lollipop.cleaning.loops) == (2, 1)
    ring = clean_streets(wkb([(0, 0), (10, 0), (5, 5), (0, 0)]), chains="merged")
    assert (ring.cleaning.segments, ring.cleaning.loops, ring.cleaning.nodes) == (1, 1, 1)
    eight = clean_streets(wkb([(0, 0), (5, 5), (0, 5), (5, 0), (0, 0)]), noding="crossings", chains="merged")
    assert (eight.cleaning.segments, eight.cleaning.loops) == (2, 2)


def test_chains_are_kept_or_merged_by_choice():
    lines = wkb([(0, 0), (5, 0)], [(10, 0), (5, 0)], [(10, 0), (10, 5)], [(10, 0), (10, -5)])
    assert clean_streets(lines).cleaning.segments == 4
    merged = clean_streets(lines, chains="merged")
    assert (merged.cleaning.segments, merged.cleaning.chains, merged.cleaning.metres) == (3, 1, 20.0)
    assert merged.line.tolist() == [0, 2, 3]
    circle = wkb([(0, 0), (5, 0)], [(5, 0), (5, 5)], [(5, 5), (0, 0)])
    closed = clean_streets(circle, chains="merged").cleaning
    assert (closed.segments, closed.loops) == (1, 1)


def test_a_line_a_thousand_kilometres_away_is_left_out_and_counted():
    town = [[(k * 100.0, 0.0), (k * 100.0 + 100.0, 0.0)] for k in range(30)]
    found = clean_streets(wkb(*town, [(1e6, 0), (1e6 + 50, 0)]))
    assert (found.cleaning.stray, found.cleaning.segments) == (1, 30)
    province = [[(k * 4e4, 0.0), (k * 4e4 + 100.0, 0.0)] for k in range(30)]  # far apart, but all of them
    assert clean_streets(wkb(*province)).cleaning.stray == 0


def test_islands_are_counted_and_parts_of_a_line_are_taken_apart():
    parts = shapely.to_wkb(shapely.MultiLineString([[(0, 0), (30, 0)], [(0, 50), (10, 50)]]))
    found = clean_streets([parts])
    assert (found.cleaning.lines, found.cleaning.parts, found.cleaning.islands) == (1, 2, 2)
    assert found.cleaning.largest == pytest.approx(0.75)
    assert found.line.tolist() == [0, 0]


@pytest.mark.parametrize("lines", [[], [None], wkb([(0, 0), (0, 0)])])
def test_nothing_to_keep_is_an_empty_network(lines):
    found = clean_streets(lines)
    assert found.cleaning.segments == 0
    assert network_of(found.wkb()).segments == 0


corner = st.tuples(st.integers(0, 4).map(lambda k: 37.0 * k), st.integers(0, 4).map(lambda k: 53.0 * k))
drawings = st.lists(st.lists(corner, min_size=2, max_size=5), min_size=1, max_size=8)


@settings(deadline=None, max_examples=60)
@given(drawings, st.sampled_from(["vertices", "crossings"]), st.sampled_from(["kept", "merged"]))
def test_cleaning_again_changes_nothing_and_the_streets_stay_where_they_were(lines, noding, chains):
    given_lines = wkb(*lines)
    once = clean_streets(given_lines, noding=noding, chains=chains)
    again = clean_streets(once.wkb(), noding=noding, chains=chains)
    assert again.cleaning.segments == once.cleaning.segments
    assert again.cleaning.metres == pytest.approx(once.cleaning.metres)
    assert again.cleaning.duplicates == again.cleaning.zero_length == 0
    drawn, kept = shapely.union_all(shapely.from_wkb(given_lines)), shapely.union_all(shapely.from_wkb(once.wkb()))
    assert kept.length == pytest.approx(drawn.length, abs=0.1)
    if noding == "crossings":
        assert once.cleaning.metres == pytest.approx(drawn.length, abs=0.1)  # nothing is there twice


@settings(deadline=None, max_examples=40)
@given(drawings)
def test_after_noding_at_crossings_segments_meet_at_their_ends_only(lines):
    segments = shapely.from_wkb(clean_streets(wkb(*lines), noding="crossings").wkb())
    for i, one in enumerate(segments):
        for other in segments[i + 1 :]:
            met = shapely.get_coordinates(shapely.intersection(one, other))
            ends = np.concatenate([shapely.get_coordinates(each)[[0, -1]] for each in (one, other)])
            assert all(np.hypot(*(ends - point).T).min() < 0.005 for point in met)
