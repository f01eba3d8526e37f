"""From files to a bulletin in three languages, by the command line alone."""

import json
import re

import pytest

from beffroi.cli import main
from beffroi.observatory import Observatory
from tests.journeys import town


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with the town's files and its observatory, filled by commands."""
    base = tmp_path_factory.mktemp("town")
    town.write(base / "files")
    files, folder = base / "files", str(base / "observatory")
    at = ["--observatory", folder]
    assert main(["init", folder, "--name", "Town", "--timezone", "Europe/Paris", "--crs", "EPSG:2154"]) == 0
    assert main(["places", "add", str(files / "districts.geojson"), "--id", "code", "--name", "label", *at]) == 0
    residents = ["exposure", "add", str(files / "residents.csv"), "--id", "district", "--value", "residents"]
    assert main([*residents, "--period", "2023", *at]) == 0
    assert main(["import", str(files / "incidents.csv"), "--profile", str(files / "town.toml"), *at]) == 0
    return base


def run(home, *arguments):
    return main([*arguments, "--observatory", str(home / "observatory")])


def test_an_import_accounts_for_every_row(home, capsys):
    again = ["import", str(home / "files" / "incidents.csv"), "--profile", str(home / "files" / "town.toml")]
    assert run(home, *again, "--json") == 0
    (account,) = json.loads(capsys.readouterr().out)
    assert account["added"] is False
    assert account["rows_in"] == account["stored"] + account["quarantined"] + sum(account["dropped"].values()) == 600
    assert "victim_name" in account["columns_not_kept"]


@pytest.mark.parametrize(("locale", "word"), [("en", "nothing new"), ("fr", "rien de nouveau"), ("es", "nada nuevo")])
def test_the_same_file_again_adds_nothing_and_says_so(home, capsys, locale, word):
    again = ["import", str(home / "files" / "incidents.csv"), "--profile", str(home / "files" / "town.toml")]
    assert run(home, *again, "--language", locale) == 0
    assert word in capsys.readouterr().out


def test_every_analysis_answers_or_says_why_not(home, capsys):
    from beffroi.analyses import catalogue

    for name in catalogue():
        code = run(home, "ask", name.replace("_", "-"), "--json")
        told = json.loads(capsys.readouterr().out)
        assert told["not_for_publication"] is True
        assert (told["refusal"] is None) == (code == 0)


def test_an_answer_as_files(home, tmp_path, capsys):
    table, figure = tmp_path / "rates.csv", tmp_path / "rates.svg"
    assert run(home, "ask", "rates", "--csv", str(table), "--svg", str(figure), "--language", "fr") == 0
    assert "RÉPONSE DE TRAVAIL, À NE PAS DIFFUSER" in capsys.readouterr().out
    assert table.read_text("utf-8").splitlines()[1].startswith("N,")
    assert figure.read_text("utf-8").startswith("<svg")


def test_a_negative_control_stands_beside_the_answer(home, capsys):
    assert run(home, "ask", "near-repeat", "--negative-control", "--json", "--permutations", "99") == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told["negative_control"]) == set(told["tables"])


def test_a_bulletin_in_three_languages_from_the_same_numbers(home, tmp_path, capsys):
    for locale in ("en", "fr", "es"):
        assert run(home, "bulletin", "--period", "2024", "--language", locale, "--out", str(tmp_path)) == 0
    pages = {locale: (tmp_path / f"bulletin.{locale}.html").read_text("utf-8") for locale in ("en", "fr", "es")}
    values = {locale: re.findall(r'data-value="([^"]*)"', page) for locale, page in pages.items()}
    assert values["en"] == values["fr"] == values["es"] != []
    assert all((tmp_path / f"bulletin.{locale}.pdf").read_bytes().startswith(b"%PDF") for locale in pages)
    assert "SECRETNAME" not in "".join(pages.values())
    assert "threshold only" in pages["en"]


def test_releases_are_in_the_ledger_once(home, tmp_path):
    observatory = Observatory.open(home / "observatory")
    run(home, "bulletin", "--period", "2024", "--language", "en", "--out", str(tmp_path))
    before = len(observatory.catalogue.statements())
    run(home, "bulletin", "--period", "2024", "--language", "fr", "--out", str(tmp_path))
    assert len(observatory.catalogue.statements()) == before > 0
    observatory.close()


def test_check_finds_a_flipped_bit_and_repairs_it(home, capsys):
    assert run(home, "check") == 0
    table = next((home / "observatory" / "deliveries").glob("*/table.parquet"))
    observatory = Observatory.open(home / "observatory")
    name = next(d.id for d in observatory.deliveries() if d.kind == "incidents")
    observatory.close()
    table = home / "observatory" / "deliveries" / name / "table.parquet"
    content = bytearray(table.read_bytes())
    content[100] ^= 1
    table.write_bytes(content)
    capsys.readouterr()
    assert run(home, "check", "--json") == 4
    assert json.loads(capsys.readouterr().out)["faults"] == [
        {"delivery": name, "file": f"deliveries/{name}/table.parquet", "fault": "altered (its checksum differs)"}
    ]
    assert run(home, "check", "--repair") == 0
    assert run(home, "check") == 0


def test_a_column_is_explained(home, capsys):
    assert run(home, "explain-column", "victim_name", "--language", "fr") == 0
    assert "n’est dans aucune table" in capsys.readouterr().out
    assert run(home, "explain-column", "kind") == 0
    assert "is kept, because the profile" in capsys.readouterr().out


def test_a_citation_names_the_data(home, capsys):
    assert run(home, "cite", "concentration", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["question"]["analysis"] == "concentration"
    assert len(told["data_sha256"][0]) == 64


def test_a_source_under_agreement_keeps_only_mapped_columns_and_is_not_published(tmp_path, capsys):
    town.write(tmp_path / "files", keep_raw="minimised", agreement="A-12")
    folder = str(tmp_path / "observatory")
    main(["init", folder, "--timezone", "Europe/Paris", "--crs", "EPSG:2154"])
    files = tmp_path / "files"
    at = ["--observatory", folder]
    assert main(["import", str(files / "incidents.csv"), "--profile", str(files / "town.toml"), *at]) == 0
    assert main(["places", "add", str(files / "districts.geojson"), "--id", "code", *at]) == 0
    held = b"".join(path.read_bytes() for path in (tmp_path / "observatory").rglob("*") if path.is_file())
    assert b"SECRETNAME" not in held
    assert main(["bulletin", "--out", str(tmp_path / "out"), *at]) == 3
    assert "A-12" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert main(["check", *at]) == 0


def test_a_deleted_delivery_is_gone(tmp_path):
    town.write(tmp_path / "files", rows=50)
    observatory = Observatory.create(tmp_path / "o", name="T", languages=("en",), timezone="Europe/Paris")
    received = observatory.deliver(tmp_path / "files" / "incidents.csv", profile=str(tmp_path / "files" / "town.toml"))
    observatory.delete(received.delivery.id)
    left = [path for path in (tmp_path / "o").rglob("*") if path.is_file()]
    assert not [path for path in left if b"SECRETNAME" in path.read_bytes() or b"cambriolage" in path.read_bytes()]
    observatory.close()


def test_a_bulletin_without_areas_says_what_it_cannot_do(tmp_path, capsys):
    town.write(tmp_path / "files")
    folder, files = str(tmp_path / "o"), tmp_path / "files"
    main(["init", folder, "--timezone", "Europe/Paris", "--crs", "EPSG:2154"])
    at = ["--observatory", folder]
    assert main(["import", str(files / "incidents.csv"), "--profile", str(files / "town.toml"), *at]) == 0
    assert main(["bulletin", "--language", "en", "--out", str(tmp_path / "out"), *at]) == 0
    page = (tmp_path / "out" / "bulletin.en.html").read_text("utf-8")
    assert page.count("this observatory has no areas to count by") == 2
    capsys.readouterr()
    for name in ("counts", "rates", "concentration", "hot-spots", "trends"):
        assert main(["ask", name, "--json", *at]) in (0, 3)
        json.loads(capsys.readouterr().out)
