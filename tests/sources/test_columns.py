"""Columns about persons never get in, whatever their language or spelling."""

import pytest

from beffroi.errors.profiles import PersonColumnMapped
from beffroi.sources.columns import check_no_person, describes_person
from beffroi.sources.intake import read
from tests.sources.files import CRS, lines, profile, write


@pytest.mark.parametrize(
    "name",
    [
        "PERP_RACE",
        "VIC_SEX",
        "victim age",
        "VicAgeGroup",
        "Race",
        "sexo",
        "Edad",
        "nom",
        "Prénom",
        "apellidos",
        "name",
        "phone",
        "License Plate",
        "date of birth",
        "Officer ID",
        "home_address",
        "email",
        "gender",
        "Self-defined ethnicity",
    ],
)
def test_columns_about_persons_are_recognised(name):
    assert describes_person(name)


@pytest.mark.parametrize(
    "name",
    [
        "LSOA name",
        "nombre de la colonia",
        "nom de la commune",
        "Location Description",
        "IUCR",
        "Case Number",
        "beat",
        "fecha_hecho",
        "delito",
        "unité.de.compte",
        "Community Area",
        "STATISTICAL_MURDER_FLAG",
        "average",
        "page",
        "village",
    ],
)
def test_columns_about_places_and_acts_are_not(name):
    assert not describes_person(name)


@pytest.mark.parametrize(
    "parts",
    [
        {"what": {"setting": "VIC_SEX"}},
        {"what": {"category": ["kind", "race"]}},
        {"key": "phone"},
        {"aliases": {"setting": ("perp_age",)}},
        {"refused": ("setting",)},
    ],
)
def test_a_profile_that_maps_one_is_refused_before_the_file_is_opened(tmp_path, parts):
    with pytest.raises(PersonColumnMapped):
        read(tmp_path / "absent.csv", profile(**parts), crs=CRS)


def test_the_plain_name_of_a_place_may_be_mapped():
    check_no_person(profile(where={"place_name": "name"}))
    with pytest.raises(PersonColumnMapped):
        check_no_person(profile(what={"setting": "name"}))


def test_refused_columns_are_read_around(tmp_path):
    content = lines().replace(b"setting", b"VIC_RACE")
    found = read(write(tmp_path, content), profile(what={"setting": None}, refused=("VIC_RACE",)), crs=CRS)
    assert found.columns_not_kept == ("VIC_RACE",)
    assert "STREET" not in found.table.write_csv()
