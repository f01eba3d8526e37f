"""`profile propose`: a proposal explained, never written over anything, refused until a person settles it."""

import io
import re
import tomllib

import pytest

from beffroi.cli import main
from beffroi.observatory import Observatory
from beffroi.sources.proposal_words import TO_DECIDE
from tests.journeys import town

LOCALES = ("en", "fr", "es")


@pytest.fixture
def base(tmp_path):
    town.write(tmp_path, rows=120)
    main(["init", str(tmp_path / "o"), "--timezone", "Europe/Paris", "--crs", "EPSG:2154"])
    return tmp_path


def propose(base, locale, out="made/town.toml"):
    return main(["profile", "propose", str(base / "incidents.csv"), "--out", str(base / out), "--language", locale])


def take(base, locale, name="made/town.toml"):
    at = ["--observatory", str(base / "o"), "--language", locale]
    return main(["import", str(base / "incidents.csv"), "--profile", str(base / name), *at])


def settle(base):
    path = base / "made" / "town.toml"
    written = path.read_text("utf-8")
    for key, value in {"publisher": "Town police", "licence": "CC BY 4.0", "timezone": "Europe/Paris", "kind": "exact"}.items():  # fmt: skip
        written = written.replace(f'{key} = "decide"', f'{key} = "{value}"')
    written = written.replace('constant = "decide"', 'category = ["kind"]')
    path.write_text(f'{written}\n[what.codes]\n"vol" = "0502"\n"cambriolage" = "0501"\n', "utf-8")


@pytest.mark.parametrize("locale", LOCALES)
def test_from_a_file_to_a_settled_import(base, capsys, locale):
    capsys.readouterr()
    assert propose(base, locale) == 0
    said = capsys.readouterr().out
    written = (base / "made" / "town.toml").read_text("utf-8")
    assert f"beffroi import {base / 'incidents.csv'} --profile {base / 'made' / 'town.toml'}" in said
    assert TO_DECIDE(locale) in written
    assert take(base, locale) == 1
    refused = capsys.readouterr().err
    for field in ("publisher", "licence", "when.timezone", "where.kind", "what.constant"):
        assert field in refused
    observatory = Observatory.open(base / "o")
    assert observatory.deliveries() == []
    settle(base)
    assert take(base, locale) == 0
    (delivery,) = observatory.deliveries()
    assert delivery.account["stored"] == 120
    assert observatory.store.read(delivery)["offence"].null_count() == 0
    observatory.close()


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_printed_is_for_a_reader(base, capsys, monkeypatch, locale):
    monkeypatch.setenv("COLUMNS", "90")
    capsys.readouterr()
    propose(base, locale)
    said = capsys.readouterr().out.replace(str(base), "")
    assert max(len(line) for line in said.splitlines()) <= 100
    assert not re.search(r"\b(None|True|False|Text\()|\{|\['", said)
    asked = [line for line in said.splitlines() if line.startswith("  ? ")]
    chosen = [line for line in said.splitlines() if line.startswith("  · ")]
    assert len(asked) == 4
    assert len(chosen) > 8


@pytest.mark.parametrize("locale", LOCALES)
def test_it_never_overwrites(base, capsys, locale):
    (base / "mine.toml").write_text("mine", "utf-8")
    assert propose(base, locale, out="mine.toml") == 2
    assert "mine.toml" in capsys.readouterr().err
    assert (base / "mine.toml").read_text("utf-8") == "mine"


def test_without_a_file_to_write_it_is_printed_and_nothing_is_written(base, capsys):
    before = sorted(base.iterdir())
    capsys.readouterr()
    assert main(["profile", "propose", str(base / "incidents.csv")]) == 0
    said = capsys.readouterr().out
    assert tomllib.loads(said.partition("\nChosen, and why:")[0])["publisher"] == "decide"
    assert sorted(base.iterdir()) == before


@pytest.mark.parametrize("locale", LOCALES)
def test_a_dialogue_settles_what_it_can_and_leaves_the_rest_open(base, monkeypatch, capsys, locale):
    lines = ["Town police", "", "Europe/Paris", "1", "kind", "", "0502"]
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    out = base / "made.toml"
    asked = ["profile", "propose", str(base / "incidents.csv"), "--interactive", "--out", str(out)]
    assert main([*asked, "--language", locale]) == 1
    told = tomllib.loads(out.read_text("utf-8"))
    assert (told["publisher"], told["licence"]) == ("Town police", "decide")
    assert told["when"]["timezone"] == "Europe/Paris"
    assert sorted(told["what"]["codes"].values()) == ["0502", "decide"]
    said = capsys.readouterr().out
    assert "Traceback" not in said
    assert f"beffroi import {base / 'incidents.csv'} --profile {out}" in said


def test_a_dialogue_needs_a_file_to_write(base, capsys):
    assert main(["profile", "propose", str(base / "incidents.csv"), "--interactive"]) == 2
    assert "--out" in capsys.readouterr().err


def test_in_an_observatory_the_points_settle_where_they_are(base, capsys):
    at = ["--observatory", str(base / "o")]
    areas = ["places", "add", str(base / "districts.geojson"), "--id", "code", *at]
    assert main(areas) == 0
    assert main(["profile", "propose", str(base / "incidents.csv"), "--out", str(base / "made.toml"), *at]) == 0
    told = tomllib.loads((base / "made.toml").read_text("utf-8"))
    assert told["where"]["crs"] == "EPSG:4326"
    assert "land in the places" in " ".join(capsys.readouterr().out.split())


def test_an_updated_profile_reads_the_renamed_column(base, capsys):
    observatory = ["--observatory", str(base / "o")]
    assert main(["import", str(base / "incidents.csv"), "--profile", str(base / "town.toml"), *observatory]) == 0
    later = base / "later.csv"
    later.write_text(
        (base / "incidents.csv").read_text("utf-8").replace("kind;", "category;", 1).replace("2023-", "2024-"), "utf-8"
    )
    assert main(["import", str(later), "--profile", str(base / "town.toml"), *observatory]) == 2
    assert "profile update" in capsys.readouterr().err
    new = base / "new.toml"
    update = ["profile", "update", str(later), "--profile", str(base / "town.toml"), "--out", str(new), *observatory]
    assert main(update) == 0
    assert tomllib.loads(new.read_text("utf-8"))["aliases"] == {"kind": ["category"]}
    assert main(["import", str(later), "--profile", str(new), "--overlap", "newest", *observatory]) == 0
    assert main([*update[:4], str(base / "town.toml"), *observatory]) == 2  # without --out
