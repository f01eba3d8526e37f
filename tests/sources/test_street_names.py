"""One place is written in many ways, in three languages; two places are never one."""

import pytest

from beffroi.sources.street_names import read, street_name

SAME = [
    ["Rue Sainte-Catherine Ouest", "rue Ste-Catherine O.", "STE CATHERINE OUEST, RUE", "Sainte Catherine O, rue"],
    ["Boulevard Saint-Laurent", "boul. St-Laurent", "BOUL ST LAURENT", "bd Saint-Laurent", "Blvd St. Laurent"],
    ["Av. de los Insurgentes Sur", "Avenida Insurgentes Sur", "AVDA. INSURGENTES S"],
    ["Main Street East", "E Main St", "MAIN ST E", "Main St. East", "East Main Street"],
    ["22nd Avenue", "22 Ave", "AVENUE 22", "22e Avenue", "22nd Av."],
    ["Chemin de la Côte-des-Neiges", "ch. Côte des Neiges", "CHEMIN COTE-DES-NEIGES"],
    ["Calle de Alcalá", "C/ Alcalá", "c. alcala", "CALLE ALCALÁ"],
    ["Paseo de la Reforma", "Ps. Reforma", "PASEO DE LA REFORMA"],
    ["Place d’Armes", "pl. d'Armes", "PLACE D ARMES"],
]


@pytest.mark.parametrize("written", SAME, ids=[names[0] for names in SAME])
def test_spellings_of_one_street_are_one_name(written):
    assert {street_name(each) for each in written} == {street_name(written[0])}


def test_different_streets_stay_different():
    names = [names[0] for names in SAME]
    names += ["Main Street West", "Main Avenue East", "23rd Avenue", "Rue Sainte-Catherine Est", "Rue Catherine"]
    assert len({street_name(each) for each in names}) == len(names)


@pytest.mark.parametrize(
    "written",
    [
        "angle Sainte-Catherine et Saint-Denis",
        "à l’angle de Sainte-Catherine et de Saint-Denis",
        "coin Ste-Catherine / St-Denis",
        "Sainte-Catherine & Saint-Denis",
        "corner of Sainte-Catherine and Saint-Denis",
        "at the intersection of Ste Catherine and St Denis",
        "Sainte-Catherine at Saint-Denis",
        "esquina de Sainte-Catherine y Saint-Denis",
        "Sainte-Catherine esq. Saint-Denis",
        "Sainte-Catherine esquina con Saint-Denis",
        "STE-CATHERINE @ ST-DENIS",
    ],
)
def test_intersections_in_three_languages(written):
    asked = read(written)
    assert asked.kind == "intersection"
    assert [name.words for name in asked.names] == [("saint", "catherine"), ("saint", "denis")]


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("2100 BLOCK MAIN ST", 2100, 2199),
        ("2100 block of Main Street", 2100, 2199),
        ("21XX MAIN ST", 2100, 2199),
        ("021XX Main St", 2100, 2199),
        ("0000X MAIN ST", 0, 9),
        ("8X MAIN ST", 80, 89),
        ("bloc 2100", 0, 0),
        ("2145 Main St", 2145, 2145),
        ("2145, Main St", 2145, 2145),
        ("2145-2151 Main St", 2145, 2151),
        ("Main St 2145", 2145, 2145),
        ("Main St # 2145", 2145, 2145),
    ],
)
def test_numbers_and_blocks(written, low, high):
    asked = read(written)
    if not high:
        assert asked is None or asked.names[0].words != ("main",)
        return
    assert (asked.low, asked.high) == (low, high)
    assert asked.kind == ("number" if low == high else "block")
    assert asked.names == (street_name("Main St"),)


def test_an_ordinal_is_not_a_number_in_a_street():
    assert read("22nd Avenue").kind == "name"
    assert read("5e Avenue").kind == "name"
    assert read("100 22nd Avenue").low == 100
    assert read("100 22nd Avenue").names[0].words == ("22",)
    assert read("22 nd Avenue").kind == "name"
    assert read("718 E 17th Ave").names == (street_name("E 17th Ave"),)
    assert read("2952 St Catherines St").names == (street_name("St Catherines St"),)


@pytest.mark.parametrize("written", ["", "  ", "&", "//", "-,;"])
def test_nothing_is_nothing(written):
    assert read(written) is None


@pytest.mark.parametrize("written", ["Station Berri-UQAM", "Parque México", "Gare du Nord"])
def test_other_texts_are_names(written):
    assert read(written).kind == "name"
