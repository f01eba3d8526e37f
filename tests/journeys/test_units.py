"""Recorded counts of several units: no sum over them, and every sentence and heading says which one it is of."""

import json

import pytest

from beffroi import edition
from beffroi.observatory import Observatory
from beffroi.publications.sheet import sheet

HEAD = "classe;annee;Code.département;Code.région;unité.de.compte;millPOP;millLOG;faits;POP;LOG;tauxpourmille"
CLASSES = {
    "Cambriolages de logement": ("infraction", 700),
    "Coups et blessures volontaires": ("victime", 900),
    "Coups et blessures volontaires intrafamiliaux": ("victime", 400),
    "Autres coups et blessures volontaires": ("victime", 500),
    "Vols de véhicules": ("véhicule", 300),
}


@pytest.fixture(scope="module")
def issue(tmp_path_factory):
    folder = tmp_path_factory.mktemp("units")
    lines = [HEAD]
    for kind, (unit, base) in CLASSES.items():
        for year in range(16, 23):
            for number in range(1, 13):
                lines.append(f"{kind};{year};{number:02d};84;{unit};16;16;{base + 10 * number + year};1000;1,5;2,5")
    (folder / "counts.csv").write_text("\n".join(lines) + "\n", "utf-8")
    squares = [
        {
            "type": "Feature",
            "properties": {"code": f"{number:02d}", "nom": f"D{number}"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[2 + n / 10, 46 + m] for n, m in ((number, 0), (number + 1, 0), (number + 1, 1), (number, 0))]],
            },
        }
        for number in range(1, 13)
    ]  # fmt: skip
    (folder / "places.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": squares}), "utf-8")
    observatory = Observatory.create(
        folder / "o", name="France", languages=("fr",), timezone="Europe/Paris", crs="EPSG:2154"
    )
    observatory.add_places(folder / "places.geojson", name="departements", code="code", label="nom", match="code")
    observatory.deliver(folder / "counts.csv", profile="ssmsi")
    yield edition.edition(observatory, locales=("fr",)), observatory
    observatory.close()


def test_units_are_never_added_and_a_whole_never_counted_with_its_parts(issue):
    made, _ = issue
    counts = next(section for section in made.sections if section.name == "counts")
    totals = {
        release.context["unit"]: release.finding.tables["summary"].row()["incidents"] for release in counts.releases
    }
    places = sum(10 * number for number in range(1, 13))
    assert totals == {
        "offence": 12 * (700 + 22) + places,
        "vehicle": 12 * (300 + 22) + places,
        "victim": 12 * (400 + 500 + 2 * 22) + 2 * places,
    }


def test_each_point_and_heading_names_its_unit(issue):
    made, _ = issue
    page = sheet(made, locale="fr")
    assert page.points
    assert all("infraction" in point.about or "infraction" in point.sentence for point in page.points[:1])
    headings = [answer.heading for chapter in page.chapters if len(chapter.answers) > 1 for answer in chapter.answers]
    assert headings
    assert all(any(unit in heading.lower() for unit in ("infraction", "véhicule", "victime")) for heading in headings)


def test_an_hour_that_the_source_never_had_is_not_called_known(issue):
    made, _ = issue
    said = " ".join(sentence for block in sheet(made, locale="fr").limits for sentence in block.sentences)
    assert "heure" not in said.partition("Renseigné")[2].partition(".")[0]


def test_cells_of_several_units_are_told_apart_in_the_ledger(issue):
    _, observatory = issue
    told = [each for each in observatory.catalogue.statements() if each["column"] == "scope_incidents"]
    assert len({each["filter"] for each in told}) == 3
