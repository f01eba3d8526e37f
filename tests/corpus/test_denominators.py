"""Case 59: names of zones that do not join are proposed, never joined silently."""

import random

import pytest

from beffroi.sources.exposure import join_report, read_exposure
from tests.corpus.world import LANGUAGES

ZONES = {
    "en": ("Hyde Park - Kenwood", "Near North Side", "Rogers Park"),
    "fr": ("Côte-des-Neiges–Notre-Dame", "Rosemont - La Petite-Patrie", "Saint-Léonard"),
    "es": ("Lavapiés - Embajadores", "Chamberí", "Peñagrande"),
}
SPELLINGS = (
    lambda name: name.replace(" - ", "–").replace("–", " – "),
    lambda name: name.upper(),
    lambda name: name.translate(str.maketrans("éèôíñ", "eeoin")),
)


@pytest.mark.parametrize("spelling", range(len(SPELLINGS)))
@pytest.mark.parametrize("language", LANGUAGES)
def test_names_that_do_not_join_are_proposed(language, spelling, tmp_path):
    zones = ZONES[language]
    spelled = [SPELLINGS[spelling](name) for name in zones]
    draw = random.Random(f"59/{language}/{spelling}")
    rows = [f'"{name}",{draw.randrange(1000, 90_000)}' for name in spelled]
    path = tmp_path / "people.csv"
    path.write_text("\n".join(["zone,people", *rows, ""]), "utf-8")
    codes = read_exposure(path, place="zone", value="people", measure="residents").frame["place"].to_list()
    report = join_report(codes, zones)
    differing = {written: name for written, name in zip(spelled, zones, strict=True) if written != name}
    assert set(report.joined) == set(zones) - set(differing.values())
    assert dict(report.proposed) == differing
    assert set(report.missing) == set(differing.values())
    assert set(report.unmatched) == set(differing)
