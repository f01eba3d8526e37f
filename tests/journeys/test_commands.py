"""What commands say: in the reader's language, in order, and never as a dump."""

import json
import os
import re
import subprocess
import sys

import pytest

from beffroi.cli import main
from beffroi.observatory import Observatory
from tests.journeys import town

LOCALES = ("en", "fr", "es")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The town with its two districts, residents of both, and a code that joins nothing."""
    base = tmp_path_factory.mktemp("commands")
    town.write(base, rows=200)
    (base / "badly.csv").write_text("district;people;sex\n N;40 000;_T\nM;60 000;_T\nZ;1;_T\n", "utf-8")
    at = ["--observatory", str(base / "o")]
    assert main(["init", str(base / "o"), "--name", "Town", "--timezone", "Europe/Paris", "--crs", "EPSG:2154"]) == 0
    assert main(["places", "add", str(base / "districts.geojson"), "--id", "code", "--name", "label", *at]) == 0
    residents = ["exposure", "add", str(base / "residents.csv"), "--id", "district", "--value", "residents"]
    assert main([*residents, "--period", "2023", *at]) == 0
    assert main(["import", str(base / "incidents.csv"), "--profile", str(base / "town.toml"), *at]) == 0
    return base


def run(home, *arguments):
    try:
        return main([*arguments, "--observatory", str(home / "o")])
    except SystemExit as stop:
        return stop.code


@pytest.mark.parametrize(("locale", "word"), [("en", "To begin"), ("fr", "Pour commencer"), ("es", "Para empezar")])
def test_no_command_shows_what_to_type_first(capsys, locale, word):
    assert main(["--language", locale]) == 2
    said = capsys.readouterr().out
    assert word in said
    assert "beffroi start" in said


@pytest.mark.parametrize("command", ["import", "places", "exposure", "ask", "init", "check"])
@pytest.mark.parametrize("locale", ["fr", "es"])
def test_help_holds_no_english_phrase_of_the_parser(capsys, locale, command):
    with pytest.raises(SystemExit):
        main([command, "--help", "--language", locale])
    said = capsys.readouterr().out
    assert not re.search(r"\b(usage|show this|positional|required|FILE|FOLDER|PERIOD|COLUMN|NAME)\b", said)


@pytest.mark.parametrize("written", ["fr", "fr-CA", "fr_CA", "FR_ca"])
def test_a_language_with_or_without_its_region(home, capsys, written):
    assert run(home, "check", "--language", written) == 0
    assert "somme de contrôle" in capsys.readouterr().out


@pytest.mark.parametrize("written", ["de", "fr-ZZ", "francais", ""])
def test_an_unknown_language_is_refused_with_those_there_are(home, capsys, written):
    assert run(home, "check", f"--language={written}x") == 2
    assert "fr-CA" in capsys.readouterr().err


def test_an_observatory_named_before_the_command(home, capsys):
    assert main(["--observatory", str(home / "o"), "--language", "es", "check"]) == 0
    assert "suma de control" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["init", "x", "--timezone", "Europe/Nowhere"], "America/Chicago"),
        (["init", "x", "--timezone", "Europe/Paris", "--crs", "EPSG:0"], "EPSG:2154"),
        (["init", "x", "--timezone", "Europe/Paris", "--languages", "en,xx"], "fr-CA"),
        (["places", "add", "districts.geojson", "--id", "code", "--crs", "nonsense"], "EPSG:4326"),
        (
            ["exposure", "add", "residents.csv", "--id", "district", "--value", "residents", "--period", "soon"],
            "2018-03",
        ),
        (["ask", "nothing"], "near-repeat"),
        (["ask"], "near-repeat"),
        (["nothing"], "explain-column"),
        (["ask", "counts", "--csv", "absent/table.csv"], "absent/table.csv"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_an_error_names_what_is_possible(home, monkeypatch, capsys, arguments, named):
    monkeypatch.chdir(home)
    said = set()
    for locale in LOCALES:
        assert run(home, *arguments, "--language", locale) == (4 if "--csv" in arguments else 2)
        said.add(capsys.readouterr().err)
    assert len(said) == 3
    assert all(named in each and "Traceback" not in each for each in said)
    assert not (home / "x").exists()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_denominator_says_what_joins_and_proposes_without_applying(tmp_path, capsys, locale):
    town.write(tmp_path, rows=10)
    (tmp_path / "people.csv").write_text("district;people\nn;40 000\nS;0\nZ;1\n", "utf-8")
    at = ["--observatory", str(tmp_path / "o"), "--language", locale]
    main(["init", str(tmp_path / "o"), "--timezone", "Europe/Paris"])
    main(["places", "add", str(tmp_path / "districts.geojson"), "--id", "code", *at])
    capsys.readouterr()
    asked = ["exposure", "add", str(tmp_path / "people.csv"), "--id", "district", "--value", "people"]
    assert main([*asked, *at]) == 1  # a space inside a number is never taken away unasked
    assert "--thousands" in capsys.readouterr().err
    assert main([*asked, "--thousands", " ", "--measure", "workers", *at]) == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert "workers" in said
    assert re.search(r"1 of 2 places|1 lieux sur 2|1 de 2 lugares", said)
    assert re.search(r"(“|« |«)n(”| »|») (resembles|ressemble|se parece)", said)
    observatory = Observatory.open(tmp_path / "o")
    (delivery,) = [each for each in observatory.deliveries() if each.kind == "exposure"]
    assert observatory.store.read(delivery)["place"].to_list() == ["S", "Z", "n"]
    assert "S" in delivery.account["remarks"][0][locale]
    assert delivery.account["remarks"][0][locale].split(":")[0].replace("\u00a0", " ").split("(")[0].strip() in said
    observatory.close()


def test_the_same_values_for_another_year_are_another_denominator(home, capsys):
    residents = ["exposure", "add", str(home / "residents.csv"), "--id", "district", "--value", "residents"]
    assert run(home, *residents, "--period", "2023") == 0
    assert "nothing new" in capsys.readouterr().out
    assert run(home, *residents, "--period", "2024") == 0
    assert "nothing new" not in capsys.readouterr().out


def test_repeated_codes_are_merged_when_told_and_the_account_says_so(tmp_path, capsys):
    town.write(tmp_path, rows=10)
    areas = json.loads((tmp_path / "districts.geojson").read_text("utf-8"))
    for feature in areas["features"]:
        feature["properties"]["code"] = "ONE"
    (tmp_path / "same.geojson").write_text(json.dumps(areas), "utf-8")
    at = ["--observatory", str(tmp_path / "o")]
    main(["init", str(tmp_path / "o"), "--timezone", "Europe/Paris"])
    added = ["places", "add", str(tmp_path / "same.geojson"), "--id", "code", "--crs", "EPSG:4326", *at]
    assert main(added) == 1
    assert "--merge" in capsys.readouterr().err
    assert main([*added, "--merge", "--language", "fr"]) == 0
    assert "réunies en un seul lieu" in capsys.readouterr().out


def test_files_before_the_one_that_fails_stay(tmp_path, capsys):
    town.write(tmp_path, rows=30)
    at = ["--observatory", str(tmp_path / "o")]
    main(["init", str(tmp_path / "o"), "--timezone", "Europe/Paris", "--crs", "EPSG:2154"])
    (tmp_path / "bad.csv").write_text("a;b\n1;2\n", "utf-8")
    files = [str(tmp_path / name) for name in ("incidents.csv", "bad.csv", "later.csv")]
    capsys.readouterr()
    assert main(["import", *files, "--profile", str(tmp_path / "town.toml"), "--json", *at]) != 0
    said = capsys.readouterr()
    told = {account["file"]: account["added"] for account in json.loads(said.out)}
    assert told == {"incidents.csv": True, "bad.csv": False}
    assert said.err.index("bad.csv was not imported") < said.err.index("kept: incidents.csv")
    assert "Not tried: later.csv" in said.err
    observatory = Observatory.open(tmp_path / "o")
    assert len(observatory.deliveries()) == 1
    observatory.close()


def test_a_folder_of_months_is_a_series_of_deliveries(tmp_path, capsys):
    town.write(tmp_path, rows=30)
    at = ["--observatory", str(tmp_path / "o")]
    main(["init", str(tmp_path / "o"), "--timezone", "Europe/Paris", "--crs", "EPSG:2154"])
    header, *rows = (tmp_path / "incidents.csv").read_text("utf-8").splitlines()
    months = tmp_path / "months"
    months.mkdir()
    for at_row, name in enumerate(("m10.csv", "m2.csv", "m1.csv")):
        (months / name).write_text("\n".join([header, *rows[at_row::3], ""]), "utf-8")
    (months / "notes.pdf").write_bytes(b"%PDF")
    capsys.readouterr()
    profile = ["--profile", str(tmp_path / "town.toml"), "--overlap", "add", *at]
    assert main(["import", str(months), "--json", *profile]) == 0
    accounts = json.loads(capsys.readouterr().out)
    assert [account["file"] for account in accounts] == ["m1.csv", "m2.csv", "m10.csv"]
    assert sum(account["stored"] for account in accounts) == 30
    assert main(["import", str(months / "m*.csv"), "--json", *profile]) == 0
    assert not any(account["added"] for account in json.loads(capsys.readouterr().out))
    observatory = Observatory.open(tmp_path / "o")
    assert len(observatory.deliveries()) == 3
    observatory.close()


@pytest.mark.parametrize("locale", LOCALES)
def test_answers_fit_a_terminal_and_speak_one_language(home, capsys, monkeypatch, locale):
    from beffroi.analyses import catalogue
    from beffroi.answer import NOT_FOR_PUBLICATION

    monkeypatch.setenv("COLUMNS", "100")
    for name, analysis in catalogue().items():
        code = run(home, "ask", name.replace("_", "-"), "--language", locale)
        said = capsys.readouterr().out
        assert code in (0, 3)
        assert said.startswith(f"— {NOT_FOR_PUBLICATION(locale).upper()} —")
        assert analysis.about.title(locale) in said
        assert max(len(line) for line in said.splitlines()) <= 100, name
        assert not re.search(r"\bNone\b(?! of)", said)
        assert "nan" not in said.split()


KERNELS = """
from beffroi.cli import show
from beffroi.kernels._compile import compiled
first, second = compiled(lambda n: n + 1), compiled(lambda n: n + 2)
for _ in range(2):
    with show.progress("{locale}", "x"):
        assert (first(1), second(1)) == (2, 3)
"""


@pytest.mark.parametrize(("locale", "word"), [("en", "first run"), ("fr", "première"), ("es", "primera vez")])
def test_the_first_run_says_once_that_kernels_are_compiled(locale, word):
    ran = subprocess.run(
        [sys.executable, "-c", KERNELS.format(locale=locale)],
        env={**os.environ, "PYTHONIOENCODING": "utf-8"}, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert ran.stderr.count(word) == 1
    assert word not in ran.stdout


def test_json_is_json(home, capsys):
    def refuse(constant):
        raise AssertionError(constant)

    for name in ("counts", "rates", "trends", "rhythms"):
        run(home, "ask", name, "--json")
        json.loads(capsys.readouterr().out, parse_constant=refuse)


def test_check_shows_each_delivery_with_its_state(home, capsys):
    assert run(home, "check", "--language", "fr") == 0
    said = capsys.readouterr().out
    assert said.splitlines()[0].split() == ["Livraison", "Type", "Jeu", "de", "données", "Fichier", "Lignes", "État"]
    observatory = Observatory.open(home / "o")
    for delivery in observatory.deliveries():
        (line,) = [line for line in said.splitlines() if line.startswith(delivery.id)]
        assert line.endswith("intacte")
    observatory.close()


def test_a_deletion_says_exactly_what_it_removed(tmp_path, capsys):
    town.write(tmp_path, rows=30)
    at = ["--observatory", str(tmp_path / "o")]
    main(["init", str(tmp_path / "o"), "--timezone", "Europe/Paris", "--crs", "EPSG:2154"])
    main(["import", str(tmp_path / "incidents.csv"), "--profile", str(tmp_path / "town.toml"), *at])
    observatory = Observatory.open(tmp_path / "o")
    (delivery,) = observatory.deliveries()
    held = [file["path"].partition("#")[0] for file in delivery.files]
    observatory.close()
    capsys.readouterr()
    assert main(["delete", delivery.id[:6], *at]) == 0
    said = capsys.readouterr().out
    assert "incidents.csv, 30 rows" in said
    assert all(f"  {path}\n" in said for path in held)
    assert not any((tmp_path / "o" / path).exists() for path in held)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_citation_for_a_text(home, capsys, locale):
    assert run(home, "cite", "concentration", "--language", locale) == 0
    said = capsys.readouterr().out
    assert "Offences recorded in Town" in said
    assert re.search(r"sha256:[0-9a-f]{64}\n", said)
    assert '"analysis": "concentration"' in said


@pytest.mark.parametrize("locale", LOCALES)
def test_the_card_of_an_analysis(capsys, locale):
    from beffroi.analyses import catalogue

    for name, analysis in catalogue().items():
        assert main(["catalogue", name.replace("_", "-"), "--language", locale]) == 0
        said = capsys.readouterr().out
        flat = " ".join(said.split())
        for words in (analysis.about.question(locale), analysis.about.assumption(locale), *analysis.about.references):
            assert " ".join(words.split()) in flat
        for field in analysis.model_fields:
            assert f"--{field.replace('_', '-')}" in said
        assert not re.search(r"\b(None|True|False|PydanticUndefined)\b", said)
