"""The classification is whole and consistent, and crosswalks give the codes a criminologist would sign."""

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.vocabulary import offences

CODES = offences.codes()


def test_the_published_tables_are_whole():
    # UNODC, ICCS version 1.0: 11 sections; the tables list 63 divisions, 148 groups and 98 classes
    by_length = {length: sum(len(code) == length for code in CODES) for length in (2, 4, 5, 6)}
    assert by_length == {2: 11, 4: 63, 5: 148, 6: 98}
    assert offences.sections() == tuple(f"{n:02d}" for n in range(1, 12))


def test_every_code_has_a_known_parent():
    for code in CODES:
        above = offences.parent(code)
        assert (above is None) == (len(code) == 2)
        assert above is None or offences.is_known(above)


@given(st.sampled_from(CODES), st.sampled_from((2, 4, 5, 6)))
def test_a_code_lies_within_its_own_truncation(code, digits):
    cut = offences.at_level(code, digits)
    assert offences.is_known(cut)
    assert offences.within(code, [cut])
    assert len(cut) == min(len(code), digits)


@given(st.lists(st.sampled_from(CODES), min_size=1, max_size=4))
def test_the_common_code_is_the_narrowest(codes):
    shared = offences.common(codes)
    holding = [each for each in CODES if all(offences.within(code, [each]) for code in codes)]
    assert shared == (max(holding, key=len) if holding else None)


def test_what_is_not_mapped_stays_so_at_every_level():
    assert offences.at_level("unmapped", 2) == "unmapped"
    assert not offences.within("unmapped", offences.sections())
    assert not offences.is_sensitive("unmapped")
    assert not offences.is_sensitive(None)
    with pytest.raises(ValueError, match="digits"):
        offences.at_level("0501", 3)
    with pytest.raises(KeyError):
        offences.level("0599")


@pytest.mark.parametrize(
    ("code", "en", "es"),
    [  # as printed in the tables of the English and Spanish editions
        ("01", "Acts leading to death or intending to cause death",
         "Actos que causan la muerte o que tienen la intención de causar la muerte"),
        ("0501", "Burglary", "Robo con entrada ilícita"),
        ("0502", "Theft", "Hurto"),
        ("05021", "Theft of a motorized vehicle or parts thereof", "Hurto de vehículos de motor o de sus piezas"),
        ("020111", "Serious assault", "Agresión grave"),
        ("0907", "Non-injurious traffic violations", "Infracciones de tráfico no lesivas"),
    ],
)  # fmt: skip
def test_titles_are_the_published_ones(code, en, es):
    assert (offences.label(code, "en"), offences.label(code, "es_MX")) == (en, es)


def test_short_names_differ_from_one_another_where_both_can_stand_in_one_chart():
    for locale in ("en", "fr", "fr_CA", "es", "es_MX"):
        for code in (None, *CODES):
            siblings = [offences.short(each, locale) for each in offences.children(code)]
            assert len(set(siblings)) == len(siblings), (code, locale)


def test_short_names_follow_the_words_of_a_region():
    assert offences.short("0501", "fr_FR") == "Cambriolage"
    assert offences.short("0501", "fr_CA") == "Introduction par effraction"
    assert offences.short("0502", "es_CO") == "Hurto"
    assert offences.short("0502", "es_MX") == "Robo sin violencia"
    assert offences.label("0502", "es_MX") == "Hurto"  # a title is the classification's own


def test_french_is_set_in_french():
    for code in CODES:
        french = offences.label(code, "fr") + offences.short(code, "fr")
        assert "'" not in french
        assert not re.search(r"\b(theft|assault|of the|robo|delito)\b", french)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("03", True),
        ("030121", True),
        ("0204", True),
        ("02021", True),
        ("020611", True),
        ("11029", True),
        ("02", False),  # holds sensitive parts, mixes many others: the source class says so instead
        ("0502", False),
        ("0401", False),
        ("0302", True),
    ],
)
def test_sensitive_codes(code, expected):
    assert offences.is_sensitive(code) is expected


@pytest.mark.parametrize("name", offences.crosswalk_names())
def test_crosswalks_hold_only_known_codes_under_normal_keys(name):
    table = offences.crosswalk(name)
    assert table
    for source, code in table.items():
        assert code == offences.NOT_AN_OFFENCE or offences.is_known(code), (source, code)
        assert source == offences.normalised(source)
    for listed in offences.sensitive_categories(name):
        assert listed == offences.normalised(listed)
    assert offences.aggregate_categories(name) <= set(table)


MAPPINGS = [
    ("chicago", "BURGLARY / FORCIBLE ENTRY", "0501"),
    ("chicago", "ROBBERY / ARMED: HANDGUN", "0401"),
    ("chicago", "ROBBERY / AGGRAVATED VEHICULAR HIJACKING", "040121"),
    ("chicago", "THEFT / RETAIL THEFT", "050231"),
    ("chicago", "THEFT / $500 AND UNDER", "0502"),
    ("chicago", "THEFT / POCKET-PICKING", "050221"),
    ("chicago", "MOTOR VEHICLE THEFT / AUTOMOBILE", "050211"),
    ("chicago", "MOTOR VEHICLE THEFT / CYCLE, SCOOTER, BIKE NO VIN", "0502"),
    ("chicago", "BATTERY / DOMESTIC BATTERY SIMPLE", "020112"),
    ("chicago", "BATTERY / AGGRAVATED: HANDGUN", "020111"),
    ("chicago", "ASSAULT / SIMPLE", "0201"),
    ("chicago", "HOMICIDE / FIRST DEGREE MURDER", "0101"),
    ("chicago", "HOMICIDE / RECKLESS HOMICIDE", "010321"),
    ("chicago", "CRIMINAL DAMAGE / TO VEHICLE", "05042"),
    ("chicago", "CRIMINAL TRESPASS / TO LAND", "0509"),
    ("chicago", "NARCOTICS / POSS: CRACK", "060111"),
    ("chicago", "NARCOTICS / MANU/DELIVER: HEROIN (WHITE)", "06012"),
    ("chicago", "WEAPONS VIOLATION / UNLAWFUL POSS OF HANDGUN", "090111"),
    ("chicago", "DECEPTIVE PRACTICE / CREDIT CARD FRAUD", "07011"),
    ("chicago", "OTHER OFFENSE / TELEPHONE THREAT", "02012"),
    ("chicago", "OTHER OFFENSE / VIOLATE ORDER OF PROTECTION", "08062"),
    ("chicago", "CRIM SEXUAL ASSAULT / PREDATORY", "03011"),
    ("chicago", "GAMBLING / GAME/DICE", "08043"),
    ("chicago", "ROBBERY / A WORDING OF ANOTHER YEAR", "0401"),
    ("chicago", "OTHER OFFENSE / A WORDING OF ANOTHER YEAR", None),
    ("chicago", "NON-CRIMINAL / LOST PASSPORT", offences.NOT_AN_OFFENCE),
    ("police_uk", "Violence and sexual offences", "02"),
    ("police_uk", "Vehicle crime", "0502"),
    ("police_uk", "Bicycle theft", "050229"),
    ("police_uk", "Possession of weapons", "0901"),
    ("police_uk", "Public disorder and weapons", None),  # mixes sections 08 and 09
    ("mexico_city", "ROBO A TRANSEUNTE EN VIA PUBLICA CON VIOLENCIA", "040111"),
    ("mexico_city", "ROBO A PASAJERO A BORDO DE METRO SIN VIOLENCIA", "050221"),
    ("mexico_city", "ROBO A PASAJERO A BORDO DE METRO CON VIOLENCIA", "040111"),
    ("mexico_city", "ROBO DE ACCESORIOS DE AUTO", "050213"),
    ("mexico_city", "ROBO A CASA HABITACION SIN VIOLENCIA", "05012"),
    ("mexico_city", "ROBO A NEGOCIO SIN VIOLENCIA", "05"),
    ("mexico_city", "FEMINICIDIO POR ARMA BLANCA", "0101"),
    ("mexico_city", "HOMICIDIO CULPOSO POR TRÁNSITO VEHICULAR (ATROPELLADO)", "010321"),
    ("mexico_city", "LESIONES CULPOSAS POR TRANSITO VEHICULAR", "02063"),
    ("mexico_city", "VIOLACION DE CORRESPONDENCIA", "02111"),
    ("mexico_city", "VIOLACION TUMULTUARIA", "03011"),
    ("mexico_city", "OMISION DE AUXILIO O DE CUIDADO ", "02061"),
    ("mexico_city", "ENCUBRIMIENTO", None),
    ("ssmsi", "Coups et blessures volontaires intrafamiliaux", "02011"),
    ("ssmsi", "Vols violents sans arme", "0401"),
    ("ssmsi", "Vols d’accessoires sur véhicules", "050213"),
    ("ssmsi", "Vols d'accessoires sur ve\u0301hicules", "050213"),
]


@pytest.mark.parametrize(("name", "source", "code"), MAPPINGS)
def test_mapping(name, source, code):
    assert offences.matched(source, offences.crosswalk(name)) == code


@pytest.mark.parametrize(
    "source",
    ["DENUNCIA DE HECHOS", "PERDIDA DE LA VIDA POR SUICIDIO", "PERDIDA DE LA VIDA POR SUICIDIO EN EL METRO",
     "TENTATIVA DE SUICIDIO", "PERDIDA DE LA VIDA POR ENFERMEDAD", "DDH FRVT", "PERSONAS EXTRAVIADAS Y AUSENTES"],
)  # fmt: skip
def test_what_is_no_offence_never_enters_a_total(source):
    assert offences.matched(source, offences.crosswalk("mexico_city")) == offences.NOT_AN_OFFENCE


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("chicago", "battery / domestic battery simple"),
        ("police_uk", "violence and sexual offences"),
        ("mexico_city", "violencia familiar"),
        ("ssmsi", "coups et blessures volontaires intrafamiliaux"),
    ],
)
def test_mixed_and_domestic_categories_take_the_stricter_threshold(name, category):
    assert category in offences.sensitive_categories(name)
    code = offences.crosswalk(name)[category]
    assert not offences.is_sensitive(code)  # the code alone would not say it


def test_an_aggregate_is_named_apart_from_its_parts():
    assert "coups et blessures volontaires" in offences.aggregate_categories("ssmsi")
    assert "autres coups et blessures volontaires" not in offences.aggregate_categories("ssmsi")


def test_all_police_uk_categories_are_known():
    # the fourteen categories that data.police.uk has published since 2013
    names = [
        "Anti-social behaviour",
        "Bicycle theft",
        "Burglary",
        "Criminal damage and arson",
        "Drugs",
        "Other crime",
        "Other theft",
        "Possession of weapons",
        "Public order",
        "Robbery",
        "Shoplifting",
        "Theft from the person",
        "Vehicle crime",
        "Violence and sexual offences",
    ]
    table = offences.crosswalk("police_uk")
    assert len(names) == 14
    assert all(offences.matched(name, table) for name in names)


def test_an_unknown_crosswalk_names_the_known_ones():
    with pytest.raises(KeyError, match="police_uk"):
        offences.crosswalk("atlantis")


def test_nothing_is_read_and_nothing_heavy_is_loaded_at_import():
    script = (
        "import sys; from beffroi.vocabulary import offences as o; "
        "assert o._titles.cache_info().currsize == 0; "
        "print([m for m in ('polars', 'numpy', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
