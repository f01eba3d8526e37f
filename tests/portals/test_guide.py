"""Every command of the guide is run against a portal of its kind on the loopback."""

import pytest

from beffroi.cli import main
from tests.house.documentation import ROOT, blocks
from tests.house.test_docs import console_steps
from tests.portals import replies
from tests.portals.server import Reply, ranged

GUIDE = ROOT / "docs" / "portals.md"
COMMANDS = [words for words, _ in console_steps(GUIDE)]


def prepare(portal):
    """One portal that speaks every form that the guide names."""
    replies.socrata(portal, 25, code="ijzp-q8t2")
    replies.opendatasoft(portal, 9)
    for path in [path for path in portal.answers if path.endswith("/faits") or "/faits/" in path]:
        portal.answers[path.replace("/faits", "/faits-constates")] = portal.answers[path]
    replies.arcgis(portal, 25)
    about = {
        "success": True,
        "result": {"resources": [replies.resource("/a.csv"), replies.resource("/a.zip", form="SHP")]},
    }
    portal.answers["/api/3/action/package_show"] = Reply.of(about)
    portal.answers["/a.csv"] = portal.answers["/crimes-2024.csv"] = ranged(b"id,kind\n1,theft\n")
    portal.answers["/data/archive/2024-01.zip"] = ranged(replies.police_archive(padding=10))


def here(words, portal):
    """The same command, its portal replaced by the one of the test."""
    moved = [portal.base + "/" + word.split("/", 3)[3] if word.startswith("https://") else word for word in words]
    return [*moved[:2], f"{portal.base}/data/archive/2024-01.zip", *moved[2:]] if moved[1] == "police-uk" else moved


def test_the_guide_shows_every_kind():
    assert {words[1] for words in COMMANDS} == {"police-uk", "socrata", "ckan", "opendatasoft", "arcgis", "url"}
    assert not blocks(GUIDE, "python")


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words[1:3]))
def test_a_command_of_the_guide_runs(portal, words, tmp_path, monkeypatch, capsys):
    prepare(portal)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BEFFROI_FETCH_LOOPBACK", portal.base.removeprefix("http://"))
    assert main(["init", "my-city", "--name", "My city", "--timezone", "Europe/London"]) == 0
    assert main(here(words, portal)) == 0, capsys.readouterr()
    assert "SHA-256" in capsys.readouterr().out
    assert len(list((tmp_path / "my-city" / "snapshots").glob("*/*/snapshot.json"))) == 1
