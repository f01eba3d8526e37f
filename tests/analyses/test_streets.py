"""Questions about streets: planted effects are found, absent ones are not, hard cases give a reason."""

import numpy as np
import pytest
from scipy.stats import binomtest

from beffroi.analyses.nearest_facilities import NearestFacilities
from beffroi.analyses.street_clustering import StreetClustering
from beffroi.analyses.street_counts import StreetCounts
from beffroi.analyses.street_density import StreetDensity
from beffroi.analyses.street_near_repeat import StreetNearRepeat
from beffroi.drawing.figures import specification, svg
from beffroi.governance.gate import Policy, release
from beffroi.tables.views import points_from_arrays
from tests.analyses.street_town import EAST, NORTH, anywhere, lines, streets

POINTS_TOO = (StreetDensity(), StreetClustering(simulations=39), NearestFacilities(), StreetNearRepeat(permutations=99))
BARS = [(EAST + 100.0, NORTH + 120.0), (EAST + 400.0, NORTH + 330.0)]
CONTEXT = {"zones": "all", "offences": "all", "period": "2022", "unit": "event", "places": "streets"}


def ask(question, events, **how):
    network = streets(events, bars=how.pop("bars", BARS), **how)
    return question.run(network) if isinstance(question, StreetCounts) else question.run(events, network)


def summary(question, events, **how):
    finding = ask(question, events, **how)
    assert finding.refusal is None, finding.refusal
    return finding.tables["summary"].row()


def with_more(events, x, y, day=None):
    """The same events and some more."""
    days = np.full(len(x), 19_100) if day is None else day
    return points_from_arrays(
        np.concatenate([events.x, x]), np.concatenate([events.y, y]), day=np.concatenate([events.day, days])
    )


# what is there is found, what is not is not


def test_a_planted_hot_route_is_found_with_its_two_segments():
    events = with_more(anywhere(200), EAST + np.linspace(110, 290, 60), np.full(60, NORTH + 200.0))
    finding = ask(StreetCounts(), events)
    row = finding.tables["summary"].row()
    assert (row["routes"], row["hot_segments"]) == (1, 2)
    assert row["hot_incidents"] > 20
    assert row["incidents"] == 260
    assert finding.tables["routes"].frame["incidents"].to_list() == [
        finding.tables["segments"].frame.filter(finding.tables["segments"].frame["route"] == 1)["incidents"].sum()
    ]


def test_the_rate_is_per_hundred_metres():
    drawn = [[(EAST, NORTH), (EAST + 400, NORTH)], [(EAST, NORTH + 300), (EAST + 50, NORTH + 300)]]
    events = points_from_arrays(
        [EAST + 9.0 + k for k in range(20)] + [EAST + 9.0] * 5, [NORTH] * 20 + [NORTH + 300] * 5, day=[19_000] * 25
    )
    frame = ask(StreetCounts(), events, drawn=drawn).tables["segments"].frame
    assert frame["per_100m"].to_list() == [5.0, 10.0]


def test_density_peaks_where_the_incidents_are():
    events = with_more(anywhere(60), np.full(40, EAST + 250.0), np.full(40, NORTH + 300.0))
    finding = ask(StreetDensity(bandwidth=100.0, piece=20.0), events)
    top = finding.tables["pieces"].frame.sort("density", descending=True).row(0, named=True)
    shape = dict(zip(finding.geographies["pieces"].codes, finding.geographies["pieces"].outlines, strict=True))
    import shapely

    assert shapely.from_wkb(shape[top["place"]]).distance(shapely.Point(EAST + 250, NORTH + 300)) < 1
    assert finding.tables["summary"].row()["highest"] == pytest.approx(top["density"])


@pytest.mark.parametrize("split", ["discontinuous", "continuous"])
def test_the_densities_of_equal_split_add_up_to_the_incidents(split):
    finding = ask(StreetDensity(split=split, bandwidth=150.0, piece=5.0), anywhere(80))
    metres = 84 * 100.0 / finding.tables["pieces"].frame.height
    assert finding.tables["pieces"].frame["density"].sum() * metres / 1000 == pytest.approx(80, rel=1e-3)


def test_clusters_along_streets_are_found_and_chance_is_not_called_one():
    centre = anywhere(12, seed=3)
    x, y = np.repeat(centre.x, 6), np.repeat(centre.y, 6)
    clustered = points_from_arrays(x, y, day=np.full(72, 19_000))
    question = StreetClustering(distances=(20.0, 60.0, 120.0), simulations=99)
    assert summary(question, clustered)["p"] == pytest.approx(0.01)
    p = [
        summary(StreetClustering(distances=(40.0, 80.0), simulations=39, seed=k), anywhere(30, seed=k))["p"]
        for k in range(60)
    ]
    assert binomtest(sum(each <= 0.05 for each in p), 40, 0.05).pvalue > 0.001


def test_crimes_about_bars_are_found_by_the_cross_function_and_by_distance():
    at_bars = with_more(anywhere(100), np.repeat([b[0] for b in BARS], 12), np.repeat([b[1] for b in BARS], 12))
    about = StreetClustering(around="facilities", distances=(20.0, 60.0), simulations=99)
    assert summary(about, at_bars)["p"] == pytest.approx(0.01)
    row = summary(NearestFacilities(distance_bands=(30.0, 100.0, 300.0)), at_bars)
    assert (row["top_distance"], row["facilities"], row["unreached"]) == (30.0, 2, 0)
    assert row["top_ratio"] > 3


def test_by_distance_to_facilities_chance_is_ordinary_and_expected_counts_add_up():
    small = 0
    for seed in range(50):
        finding = ask(NearestFacilities(distance_bands=(50.0, 2000.0)), anywhere(60, seed=seed))
        bands = finding.tables["bands"].frame
        assert bands["expected"].sum() == pytest.approx(60, rel=1e-6)
        assert bands["incidents"].sum() == 60
        small += bands["p"][0] <= 0.05
    assert binomtest(small, 50, 0.05, alternative="greater").pvalue > 0.001


def test_near_repeats_along_streets_are_found_and_those_across_a_gap_are_not():
    events = anywhere(80)
    followed = with_more(events, events.x[:40], events.y[:40], day=events.day[:40] + 2)
    assert summary(StreetNearRepeat(permutations=99), followed)["p_overall"] == pytest.approx(0.01)
    apart = [[(EAST, NORTH), (EAST + 2000, NORTH)], [(EAST, NORTH + 40), (EAST + 2000, NORTH + 40)]]
    one = anywhere(60, drawn=apart[:1], days=2000)
    both = with_more(one, one.x, one.y + 40, day=one.day + 1)  # beside one another, on streets that nothing joins
    found = ask(StreetNearRepeat(permutations=99), both, drawn=apart, within=10.0)
    assert found.tables["summary"].row()["p_overall"] > 0.05


# hard cases


@pytest.mark.parametrize("question", [StreetCounts(), *POINTS_TOO], ids=lambda q: q.name())
def test_degrees_are_refused_with_the_fix(question):
    events = points_from_arrays(np.linspace(2.30, 2.31, 60), np.full(60, 48.85), day=np.full(60, 19_000))
    finding = ask(
        question, events, drawn=[[(2.30, 48.85), (2.31, 48.85)], [(2.30, 48.85), (2.30, 48.86)]], bars=[(2.3, 48.85)]
    )
    assert "degrees" in finding.refusal.reason.en
    assert "reference system" in finding.refusal.instead.en


@pytest.mark.parametrize("question", [StreetCounts(), *POINTS_TOO], ids=lambda q: q.name())
@pytest.mark.parametrize("n", [1, 19])
def test_too_few_events_are_refused_with_the_minimum(question, n):
    finding = ask(question, anywhere(n))
    assert finding.refusal.kind == "not_enough"
    assert finding.refusal.values["minimum"] == question.about.minimum


@pytest.mark.parametrize("question", [StreetCounts(), *POINTS_TOO], ids=lambda q: q.name())
def test_incidents_far_from_any_street_are_dropped_and_counted(question):
    events = with_more(anywhere(80), [EAST + 50.0, 1.5e6], [NORTH + 5000.0, NORTH])
    row = summary(question, events)
    assert (row["incidents"], row["dropped"]) == (80, 2)
    gone = points_from_arrays(np.full(80, EAST + 5e4), np.full(80, NORTH), day=np.full(80, 19_000))
    assert ask(question, gone).refusal.kind == "not_enough"


@pytest.mark.parametrize("question", [StreetCounts(), *POINTS_TOO], ids=lambda q: q.name())
def test_all_incidents_at_one_point_and_islands_give_an_answer(question):
    same = points_from_arrays(np.full(60, EAST + 130.0), np.full(60, NORTH + 100.0), day=np.arange(19_000, 19_060))
    islands = [*lines(3), [(EAST + 5000, NORTH), (EAST + 5100, NORTH)]]
    finding = ask(question, same, drawn=islands)
    assert finding.refusal is None
    assert finding.tables["summary"].row()["incidents"] == 60
    on_island = with_more(same, np.full(3, EAST + 5050), np.full(3, NORTH))
    row = summary(question, on_island, drawn=islands)
    if isinstance(question, NearestFacilities):
        assert row["unreached"] == 3


@pytest.mark.parametrize("question", [StreetCounts(), *POINTS_TOO], ids=lambda q: q.name())
def test_one_street_and_no_facility_are_refused(question):
    events = points_from_arrays(EAST + np.linspace(1, 99, 60), np.full(60, NORTH), day=np.arange(19_000, 19_060))
    assert ask(question, events, drawn=lines()[:1]).refusal.kind == "not_defined"
    if isinstance(question, NearestFacilities):
        assert "gazetteer add" in ask(question, anywhere(60), bars=None).refusal.instead.en
        assert ask(question, anywhere(60), bars=[(EAST + 9e4, NORTH)]).refusal.kind == "no_location"


@pytest.mark.parametrize("question", POINTS_TOO, ids=lambda q: q.name())
def test_protected_cells_are_on_no_street(question):
    from dataclasses import replace

    events = anywhere(80)
    finding = question.run(replace(events, resolution=250.0), streets(events, bars=BARS))
    assert finding.refusal.kind == "not_public"


# what leaves


def test_a_release_of_streets_holds_no_small_count_and_no_surface():
    events = with_more(anywhere(300), EAST + np.linspace(110, 190, 60), np.full(60, NORTH + 200.0))
    made = release(ask(StreetCounts(), events), Policy(), context=CONTEXT)
    segments = made.finding.tables["segments"].frame
    shown = segments.filter(segments["incidents"].is_not_null())
    assert shown.height >= 1
    assert (shown["incidents"] >= 5).all()
    assert segments["route"].null_count() == segments.height
    assert made.finding.tables["routes"].frame["incidents"].null_count() == made.finding.tables["routes"].frame.height
    assert next(s.zones for s in made.statements if s.table == "segments").endswith("of=streets")


def test_the_maps_draw_every_street_in_every_language():
    events = anywhere(120)
    for question in (StreetCounts(), StreetDensity()):
        finding = ask(question, events)
        for locale in ("en", "fr", "es"):
            figure = finding.figures[0]
            made = specification(
                figure,
                finding.tables[figure.table],
                locale,
                geographies=finding.geographies,
                summary=finding.tables["summary"],
            )
            assert "<svg" in svg(made)
