"""`beffroi fetch` as a person types it: fetched, imported, unchanged, refused, in three languages."""

import json
import re

import pytest

from beffroi.cli import main
from tests.journeys import town
from tests.portals import replies
from tests.portals.server import Reply, ranged, running

PROFILE = """
name = "portal"
title = "Crimes"
publisher = "City"
licence = "CC BY 4.0"
dataset = "portal"
key = "id"

[when]
start = "date"
formats = ["%Y-%m-%dT%H:%M:%S%.f"]
timezone = "America/Chicago"

[what]
category = ["primary_type"]

[what.codes]
"THEFT" = "0502"
"""


@pytest.fixture
def portal(monkeypatch):
    with running() as made:
        monkeypatch.setenv("BEFFROI_FETCH_LOOPBACK", f"127.0.0.1:{made.server.server_port}")
        yield made


@pytest.fixture
def home(tmp_path):
    assert main(["init", str(tmp_path / "o"), "--name", "Town", "--timezone", "America/Chicago"]) == 0
    return tmp_path


def run(home, *arguments):
    try:
        return main([*arguments, "--observatory", str(home / "o")])
    except SystemExit as stop:
        return stop.code


def test_fetched_then_imported_then_unchanged(home, portal, capsys):
    replies.socrata(portal, 25)
    (home / "portal.toml").write_text(PROFILE, "utf-8")
    address = f"{portal.base}/d/{replies.CODE}"
    capsys.readouterr()
    assert run(home, "fetch", "socrata", address, "--page-rows", "10") == 0
    said = capsys.readouterr().out
    assert re.search(r"SHA-256 [0-9a-f]{64}", said)
    assert "25 rows received, 25 announced" in said
    assert "3 pages" in said
    command = re.search(r"`beffroi (import .*)`", said)[1].split()
    command[command.index("FILE.toml")] = str(home / "portal.toml")
    assert main(command) == 0
    assert "25 rows in = 25 stored + 0 quarantined + 0 dropped" in capsys.readouterr().out
    assert run(home, "fetch", "socrata", address) == 0
    assert "unchanged since 20" in capsys.readouterr().out


def test_fetch_and_import_in_one(home, portal, capsys):
    replies.socrata(portal, 25)
    (home / "portal.toml").write_text(PROFILE, "utf-8")
    capsys.readouterr()
    command = ["fetch", "socrata", f"{portal.base}/d/{replies.CODE}", "--profile", str(home / "portal.toml"), "--json"]
    assert run(home, *command) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["added"], told["delivery"]["stored"]) == (True, 25)
    assert told["snapshot"]["rows_received"] == 25
    assert run(home, *command) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["added"], told["delivery"]["added"]) == (False, False)


def test_police_uk_into_a_packaged_profile(home, portal, capsys):
    portal.answers["/2024-01.zip"] = ranged(replies.police_archive(padding=10))
    what = ["fetch", "police-uk", f"{portal.base}/2024-01.zip", "--month", "2024-01", "--force", "surrey"]
    assert run(home, *what, "--publisher", "police-uk") == 0
    assert "30 rows in = 30 stored" in capsys.readouterr().out


def test_arcgis_into_a_profile_of_geojson(home, portal, capsys):
    replies.arcgis(portal, 25)
    profile = PROFILE.replace('start = "date"', 'start = "DAY"').replace(
        '"%Y-%m-%dT%H:%M:%S%.f"', '"%Y-%m-%dT%H:%M:%SZ"'
    )
    profile = (
        profile.replace('key = "id"', 'key = "OBJECTID"') + '\n[file]\nkind = "geojson"\n\n[where]\ngeometry = true\n'
    )
    (home / "layer.toml").write_text(profile, "utf-8")
    at = "/arcgis/rest/services/Police/FeatureServer/0"
    query = portal.answers[f"{at}/query"]

    def classed(request):
        content = json.loads(query(request).body)
        for feature in content.get("features", ()):
            feature["properties"]["primary_type"] = "THEFT"
        return Reply.of(content)

    portal.answers[f"{at}/query"] = classed
    assert run(home, "fetch", "arcgis", f"{portal.base}{at}", "--profile", str(home / "layer.toml")) == 0
    assert "25 rows in = 25 stored" in capsys.readouterr().out


@pytest.mark.parametrize("locale", ["en", "fr", "es"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["url", "https://169.254.169.254/latest/meta-data"], ["url", "http://data.example.org/x.csv"], ["url", "file:///etc/passwd"],
        ["url", "https://localhost/x.csv"], ["socrata", "https://data.example.org/d/nothing"], ["police-uk"], ["url"],
        ["ckan", "https://data.example.org/x", "--filter", "a"], ["police-uk", "--month", "2024-01", "--force", "x y"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_is_refused_is_said_with_a_remedy_and_a_code(home, capsys, locale, arguments):
    capsys.readouterr()
    assert run(home, "fetch", *arguments, "--language", locale) == 2
    told = capsys.readouterr().err
    assert told.startswith("beffroi: ")
    assert "Traceback" not in told
    assert "{" not in told
    assert not (home / "o" / "snapshots").exists()


def test_the_allowance_of_tests_is_needed_and_named_by_nothing_else(home, monkeypatch, capsys):
    with running() as made:
        made.answers["/x.csv"] = Reply(b"a\n1\n")
        for value in ("", "localhost", "127.0.0.1", "127.0.0.1:1", f"10.0.0.1:{made.server.server_port}"):
            monkeypatch.setenv("BEFFROI_FETCH_LOOPBACK", value)
            assert run(home, "fetch", "url", f"{made.base}/x.csv", "--plain-http") == 2
        assert made.asked == []


def test_a_text_that_is_not_for_publication_stays_out_of_messages(home, portal, capsys):
    """A portal's own words are quoted short, and a page of persons is not printed at all."""
    portal.answers["/incidents.csv"] = Reply(
        b"<html>" + town.PROFILE.encode() * 100, headers={"Content-Type": "text/html"}
    )
    capsys.readouterr()
    assert run(home, "fetch", "url", f"{portal.base}/incidents.csv") == 1
    assert len(capsys.readouterr().err) < 500
