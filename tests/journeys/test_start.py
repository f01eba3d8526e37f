"""Four questions to a first bulletin, with lines from a pipe, in three languages."""

import io
import tomllib

import pytest

from beffroi.cli import main
from beffroi.observatory import Observatory
from beffroi.sources.profile import Profile
from tests.journeys import town

LOCALES = ("en", "fr", "es")
SETTLED = ["Town police", "CC BY 4.0", "1", "kind", "0502", "0501"]  # publisher, licence, exact, category, codes


def answers(base, *settled, languages="en"):
    incidents = str(base / "incidents.csv")
    areas = [str(base / "districts.geojson"), "", ""]
    people = [str(base / "residents.csv"), "", "", "2023"]
    return [incidents, "", *areas, *people, languages, *settled]


def start(base, lines, monkeypatch, locale="en", name="o"):
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    return main(["start", str(base / name), "--language", locale])


@pytest.fixture
def base(tmp_path):
    town.write(tmp_path, rows=200)
    return tmp_path


@pytest.mark.parametrize("locale", LOCALES)
def test_four_questions_to_a_bulletin(base, monkeypatch, capsys, locale):
    assert start(base, answers(base, *SETTLED, languages=locale), monkeypatch, locale) == 0
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    observatory = Observatory.open(base / "o")
    assert [delivery.kind for delivery in observatory.deliveries()] == ["incidents", "places", "exposure"]
    assert observatory.meta["timezone"] == "Europe/Paris"
    assert observatory.meta["languages"] == [locale]
    assert observatory.check().is_sound
    (incidents, areas, people) = observatory.deliveries()
    assert incidents.account["stored"] == 200
    assert "victim_name" in incidents.account["columns_not_kept"]
    assert (areas.profile["code"], areas.profile["label"]) == ("code", "label")
    assert people.account["exposure"]["period"] == "2023"
    offences = observatory.store.read(incidents)["offence"].unique().sort().to_list()
    assert offences == ["0501", "0502"]
    observatory.close()
    assert (base / "o" / "bulletin" / f"bulletin.{locale}.html").exists()
    assert "beffroi ask counts" in said.out
    settled = Profile.from_toml(base / "o" / "profiles" / "incidents.toml")
    assert (settled.publisher, settled.licence, settled.where.kind) == ("Town police", "CC BY 4.0", "exact")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("given", [0, 1, 2, 5, 8])
def test_leaving_during_the_questions_makes_nothing(base, monkeypatch, capsys, given, locale):
    assert start(base, answers(base)[:given], monkeypatch, locale) == 1
    assert "beffroi start" in capsys.readouterr().out
    assert not (base / "o").exists()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("last", ["q", None])
def test_stopping_to_edit_keeps_the_answers_and_says_how_to_go_on(base, monkeypatch, capsys, last, locale):
    lines = answers(base, "Town police") + ([last] if last else [])
    assert start(base, lines, monkeypatch, locale) == (0 if last else 1)
    said = capsys.readouterr().out
    profile = base / "o" / "profiles" / "incidents.toml"
    assert f"beffroi import {base / 'incidents.csv'} --profile {profile} --observatory {base / 'o'}\n" in said
    written = tomllib.loads(profile.read_text("utf-8"))
    assert (written["publisher"], written["licence"]) == ("Town police", "decide")
    at = ["--observatory", str(base / "o"), "--language", locale]
    assert main(["import", str(base / "incidents.csv"), "--profile", str(profile), *at]) == 1  # still open
    assert "licence" in capsys.readouterr().err
    observatory = Observatory.open(base / "o")
    assert [delivery.kind for delivery in observatory.deliveries()] == ["places", "exposure"]
    observatory.close()
    edited = profile.read_text("utf-8").replace('licence = "decide"', 'licence = "CC0"')
    edited = edited.replace('kind = "decide"', 'kind = "exact"').replace('constant = "decide"', 'category = ["kind"]')
    profile.write_text(f'{edited}\n[what.codes]\n"vol" = "0502"\n"cambriolage" = "0501"\n', "utf-8")
    assert main(["import", str(base / "incidents.csv"), "--profile", str(profile), *at]) == 0
    assert main(["bulletin", "--out", str(base / "out"), *at]) == 0


@pytest.mark.parametrize("locale", LOCALES)
def test_an_answer_that_does_not_fit_is_asked_again(base, monkeypatch, capsys, locale):
    lines = [str(base / "absent.csv"), str(base / "incidents.csv"), "Europe/Nowhere", "1"]
    lines += [str(base / "incidents.csv"), str(base / "districts.geojson"), "99", "code", "label"]
    lines += [str(base / "residents.csv"), "district", "residents", "soon", "2023", "xx", locale]
    lines += ["Town police", "CC BY 4.0", "99", "exact", "kind", "9999", "0502", "0501"]
    assert start(base, lines, monkeypatch, locale) == 0
    said = capsys.readouterr().out
    assert said.count("  ! ") == 6  # the two files, the zone, the year, the language, the code
    observatory = Observatory.open(base / "o")
    assert len(observatory.deliveries()) == 3
    observatory.close()


def test_without_areas_the_incidents_are_imported_and_the_areas_asked_for(base, monkeypatch, capsys):
    assert start(base, [str(base / "incidents.csv"), "", "", "en", *SETTLED], monkeypatch) == 0
    said = capsys.readouterr().out
    assert "add the areas first" in said
    assert said.index("beffroi places add") < said.index("beffroi bulletin")
    assert main(["check", "--observatory", str(base / "o")]) == 0


def test_a_packaged_profile_that_fits_is_offered(tmp_path, monkeypatch, capsys):
    header = "Date,Community Area,Primary Type,Description,Location Description\n"
    rows = "".join(f"2018-0{n % 9 + 1}-11 10:2{n % 10}:00,1,THEFT,OVER $500,STREET\n" for n in range(60))
    (tmp_path / "crimes.csv").write_text(header + rows, "utf-8")
    assert start(tmp_path, [str(tmp_path / "crimes.csv"), "", "", "es"], monkeypatch, "es") == 0
    assert "chicago-slim" in capsys.readouterr().out
    observatory = Observatory.open(tmp_path / "o")
    assert observatory.meta["timezone"] == "America/Chicago"
    (delivery,) = observatory.deliveries()
    assert delivery.profile["name"] == "chicago-slim"
    observatory.close()


@pytest.mark.parametrize("locale", LOCALES)
def test_an_observatory_that_is_there_is_left_alone(base, monkeypatch, capsys, locale):
    main(["init", str(base / "o"), "--timezone", "Europe/Paris"])
    assert start(base, [], monkeypatch, locale) == 2
    assert "{" not in capsys.readouterr().err


@pytest.mark.parametrize("locale", LOCALES)
def test_a_step_that_fails_leaves_the_others_whole(base, monkeypatch, capsys, locale):
    lines = answers(base, *SETTLED)
    monkeypatch.setattr("beffroi.cli.start._add_places", _damaged)
    assert start(base, lines, monkeypatch, locale) != 0
    said = capsys.readouterr().out
    assert f"beffroi places add {base / 'districts.geojson'} --id code --name label" in said
    assert f"beffroi exposure add {base / 'residents.csv'} --id district --value residents --period 2023" in said
    observatory = Observatory.open(base / "o")
    assert [delivery.kind for delivery in observatory.deliveries()] == ["incidents"]
    assert observatory.check().orphans == ()
    observatory.close()


def _damaged(*_given):
    from beffroi.errors.commands import FOLDER, RefusedBySystem

    raise RefusedBySystem(file="districts.geojson", why=FOLDER)
