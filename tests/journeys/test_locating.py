"""Where things are, from the command line: vintages, another delimitation, the gazetteer, default locations."""

import json

import pytest

from beffroi.cli import main
from tests.journeys.town import write

LANGUAGES = ("en", "fr", "es")
LINES = [  # two streets that cross in the middle of the town
    ("Rue Sainte-Catherine", [[2.349, 48.86], [2.352, 48.86]], 100, 898),
    ("Rue Saint-Denis", [[2.35, 48.859], [2.35, 48.864]], 1000, 1998),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("locating")
    write(folder / "files", rows=200)
    files = folder / "files"
    features = [
        {"type": "Feature", "properties": {"nom": name, "de": low, "a": high},
         "geometry": {"type": "LineString", "coordinates": line}} for name, line, low, high in LINES
    ]  # fmt: skip
    (files / "rues.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    texts = [
        "Ste-Catherine et St-Denis", "300, rue Ste-Catherine", "boul. Pie-IX", "boul. Pie-IX", "rue Saint-Denis",
    ]  # fmt: skip
    rows = [f"{at};2023-03-0{1 + at} 14:00;vol;{text}" for at, text in enumerate(texts)]
    rows += [f"{90 + at};2023-04-0{1 + at % 9} 14:00;vol;300, rue Ste-Catherine" for at in range(60)]
    (files / "texts.csv").write_text("\n".join(["id;when;kind;adresse", *rows]) + "\n", "utf-8")
    profile = (files / "town.toml").read_text("utf-8").replace('dataset = "town"', 'dataset = "texts"')
    profile = profile.replace('x = "lon"\ny = "lat"\n', 'text = "adresse"\n')
    (files / "texts.toml").write_text(profile, "utf-8")
    made = str(folder / "o")
    run(["init", made, "--timezone", "Europe/Paris"])
    both = ["--observatory", made]
    run(
        [
            "places",
            "add",
            str(files / "districts.geojson"),
            "--id",
            "code",
            "--as",
            "parts",
            "--period",
            "2010/2030",
            *both,
        ]
    )
    run(
        [
            "exposure",
            "add",
            str(files / "residents.csv"),
            "--place",
            "parts",
            "--id",
            "district",
            "--value",
            "residents",
            *both,
        ]
    )
    run(["import", str(files / "incidents.csv"), "--profile", str(files / "town.toml"), *both])
    adding = [str(files / "rues.geojson"), "--kind", "street", "--name", "nom", "--low", "de", "--high", "a"]
    run(["gazetteer", "add", *adding, *both])
    run(["import", str(files / "texts.csv"), "--profile", str(files / "texts.toml"), *both])
    return folder


def run(arguments):
    assert main(arguments) == 0, arguments


def asked(home, capsys, *arguments, language="en", code=0):
    capsys.readouterr()
    assert main([*arguments, "--observatory", str(home / "o"), "--language", language]) == code
    return capsys.readouterr().out


@pytest.mark.parametrize("language", LANGUAGES)
def test_find_says_where_and_how_sure(home, capsys, language):
    out = asked(home, capsys, "gazetteer", "find", "angle Sainte-Catherine et Saint-Denis", language=language)
    assert "Rue Sainte-Catherine / Rue Saint-Denis" in out
    assert "25 m" in out.replace("\u00a0", " ").replace("\u202f", " ")
    doubt = asked(home, capsys, "gazetteer", "find", "300 avenue Sainte-Catherine", language=language, code=1)
    assert "0.85" in doubt or "0,85" in doubt
    assert asked(home, capsys, "gazetteer", "find", "Boulevard Pie-IX", language=language, code=1).strip()


def test_find_as_json(home, capsys):
    found = json.loads(asked(home, capsys, "gazetteer", "find", "Ste-Catherine & St-Denis", "--json"))
    assert found["matched"]
    assert found["kind"] == "intersection"
    assert (round(found["lon"], 4), round(found["lat"], 4)) == (2.35, 48.86)


@pytest.mark.parametrize("language", LANGUAGES)
def test_review_lists_what_was_not_located(home, capsys, language):
    from beffroi.observatory import Observatory

    (delivery,) = (each.id for each in Observatory.open(home / "o").deliveries() if each.dataset == "texts")
    file = home / f"{language}.csv"
    out = asked(home, capsys, "gazetteer", "review", delivery, "--csv", str(file), language=language)
    assert "boul. Pie-IX" in out
    assert "300, rue Ste-Catherine" not in out
    lines = file.read_text("utf-8").splitlines()
    assert lines[0] == "row,text,status,confidence,name,kind,metres"
    assert len(lines) == 1 + 3
    asked(home, capsys, "gazetteer", "review", delivery, "--all", "--csv", str(file), language=language)
    assert len(file.read_text("utf-8").splitlines()) == 1 + 65


@pytest.mark.parametrize("language", LANGUAGES)
def test_convert_says_that_it_is_interpolated(home, capsys, language):
    out = asked(home, capsys, "convert", "--from", "parts@2010", "--to", "parts", language=language)
    assert {"en": "evenly", "fr": "uniformément", "es": "uniformemente"}[language] in " ".join(out.split())
    told = json.loads(asked(home, capsys, "convert", "--from", "parts", "--to", "parts", "--dataset", "town", "--json"))
    assert told["interpolated"]
    assert told["given"] == pytest.approx(sum(place["value"] for place in told["places"]) + told["rest"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_locations_lists_the_fullest_points_for_a_person_to_judge(home, capsys, language):
    out = asked(home, capsys, "locations", "--dataset", "town", language=language)
    assert out.strip()
    told = json.loads(asked(home, capsys, "locations", "--dataset", "town", "--json"))
    assert told["default"] == []
    assert len(told["fullest"]) == 8
