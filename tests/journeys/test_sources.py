"""Outlines and denominators are cited as their licence asks."""

from beffroi.cli import main
from beffroi.edition import edition
from beffroi.observatory import Observatory
from tests.journeys import town


def test_what_is_said_of_outlines_and_denominators_is_printed_among_the_sources(tmp_path):
    files, folder = tmp_path / "files", tmp_path / "town"
    incidents, at = town.write(files), ["--observatory", str(folder)]
    outlines = ["--title", "Districts 2020", "--attribution", "Town survey office", "--licence", "CC BY 4.0"]
    census = ["--title", "Census 2020", "--attribution", "Census office", "--licence", "CC0"]
    counted = ["--id", "district", "--value", "residents", "--period", "2023"]
    assert main(["init", str(folder), "--timezone", "Europe/Paris", "--crs", "EPSG:2154"]) == 0
    assert main(["places", "add", str(files / "districts.geojson"), "--id", "code", *outlines, *at]) == 0
    assert main(["exposure", "add", str(files / "residents.csv"), *counted, *census, *at]) == 0
    assert main(["import", str(incidents), "--profile", str(files / "town.toml"), *at]) == 0
    printed = {(s.title, s.attribution, s.licence) for s in edition(Observatory.open(folder)).sources}
    assert ("Districts 2020", "Town survey office", "CC BY 4.0") in printed
    assert ("Census 2020", "Census office", "CC0") in printed
