"""Default locations are kept out of hot spots and near repeats and counted; rounded coordinates limit what is answered."""

import pytest

from beffroi.analyses.data_quality import DataQuality
from beffroi.analyses.hot_spots import HotSpots
from beffroi.analyses.near_repeat import NearRepeat
from beffroi.locating import full_points
from beffroi.observatory import Observatory
from tests.journeys.town import write

PILE, N = 120, 500
STATION = ("2,351234", "48,871234")


def imported(folder, change, *, extra=""):
    file = write(folder / "files", rows=N, seed=3)
    head, *lines = file.read_text("utf-8").splitlines()
    rows = [change(at, line.split(";")) for at, line in enumerate(lines)]
    file.write_text("\n".join([head, *(";".join(row) for row in rows)]) + "\n", "utf-8")
    profile = folder / "files" / "town.toml"
    profile.write_text(profile.read_text("utf-8").replace("bounds =", f"{extra}\nbounds ="), "utf-8")
    made = Observatory.create(folder / "town", name="Town", languages=("en",), timezone="Europe/Paris")
    made.add_places(folder / "files" / "districts.geojson", name="districts", code="code", label="label")
    made.deliver(file, profile=profile)
    return made


def piled(at, row):
    return [*row[:3], *STATION, row[5]] if at < PILE else row


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = imported(tmp_path_factory.mktemp("piled"), piled)
    yield made
    made.close()


@pytest.mark.parametrize("question", [HotSpots, NearRepeat])
def test_incidents_on_a_default_location_are_left_out_and_counted(home, question):
    quick = {"permutations": 99}
    apart = home.ask(question(**quick)).finding
    kept = home.ask(question(default_locations="kept", **quick)).finding
    assert (apart.tables["summary"].row()["apart"], kept.tables["summary"].row()["apart"]) == (PILE, 0)
    assert apart.tables["summary"].row()["incidents"] + PILE == kept.tables["summary"].row()["incidents"]
    assert len(apart.caveats) == len(kept.caveats) + 1
    assert "stand for" in apart.caveats[-1].en


def test_what_is_released_leaves_them_out_too(home):
    made = home.protected(HotSpots(permutations=99, cell=1000.0))
    assert made.finding.tables["summary"].row()["apart"] == PILE
    assert made.finding.tables["cells"].frame["incidents"].drop_nulls().sum() <= N - PILE


def test_the_quality_of_the_data_lists_them_by_area_and_never_by_coordinates(home):
    found = home.ask(DataQuality()).finding
    table = found.tables["defaults"].frame
    assert table.rows() == [("N", "District N", "piled_up", PILE)]
    assert not {"x", "y"} & set(table.columns)


def test_those_who_keep_the_data_see_where_they_are(home):
    (found,), others = full_points(home, "town")
    assert found["source_x"] == pytest.approx(2.351234, abs=1e-7)
    assert found["source_y"] == pytest.approx(48.871234, abs=1e-7)
    assert (found["area"], found["n"], found["why"]) == ("District N", PILE, "piled_up")
    assert {row["n"] for row in others} == {1}


def test_a_full_point_that_a_profile_names_as_genuine_is_kept(tmp_path):
    home = imported(tmp_path, piled, extra="genuine = [[2.351234, 48.871234]]")
    assert home.ask(HotSpots(permutations=99)).finding.tables["summary"].row()["apart"] == 0
    assert "defaults" not in home.ask(DataQuality()).finding.tables
    home.close()


def rounded(_at, row):
    return [*row[:3], *(f"{float(value.replace(',', '.')):.3f}".replace(".", ",") for value in row[3:5]), row[5]]


def test_rounded_coordinates_get_no_band_below_their_precision(tmp_path):
    home = imported(tmp_path, rounded)
    basis = home.engine.basis(home._complete(None))
    assert basis.location_metres == 110.0  # a thousandth of a degree of latitude
    found = home.ask(NearRepeat(permutations=99)).finding
    assert found.tables["bands"].frame["distance"].unique().sort().to_list() == [200.0, 300.0, 400.0]
    assert found.choices["distance_bands"] == (200.0, 300.0, 400.0)
    near = home.ask(NearRepeat(permutations=99, distance_bands=(50.0, 100.0))).finding
    assert near.refusal.kind == "too_coarse"
    assert home.ask(HotSpots(permutations=99, cell=100.0)).finding.choices["cell"] >= 220.0
    home.close()
