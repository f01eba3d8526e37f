"""Recorded counts: units apart, parent classes marked, nothing counted twice."""

from datetime import date

import polars as pl
import pytest

from beffroi.errors.profiles import ProfileDoesNotFit
from beffroi.sources import publishers
from beffroi.sources.intake import read
from beffroi.tables.incidents import RECORDED_COUNTS
from tests.sources.files import reasons, write

HEADER = "classe;annee;Code.département;unité.de.compte;faits;tauxpourmille"
PARENT, WITHIN, OTHERS = (
    "Coups et blessures volontaires",
    "Coups et blessures volontaires intrafamiliaux",
    "Autres coups et blessures volontaires",
)


def counts(tmp_path, *rows):
    content = "\ufeff" + "\n".join([HEADER, *rows, ""])
    found = read(write(tmp_path, content.encode()), publishers.profile("ssmsi"), crs="EPSG:2154")
    assert found.rows_in == found.table.height + found.quarantined.height + sum(found.dropped.values())
    return found


def test_counts_of_departements(tmp_path):
    found = counts(
        tmp_path,
        f"{PARENT};16;01;victime;1437;2,25",
        f"{WITHIN};16;01;victime;437;0,25",
        f"{OTHERS};16;2A;victime;1 000;2,0",
        "Vols de véhicules;22;974;véhicule;12,0;0,1",
    )
    assert dict(found.table.schema) == {name: pl.Series(dtype=dtype).dtype for name, dtype in RECORDED_COUNTS.items()}
    assert found.table["value"].to_list() == [1437, 437, 1000, 12]
    assert found.table["place_code"].to_list() == ["01", "01", "2A", "974"]
    assert found.table["aggregate"].to_list() == [True, False, False, False]
    assert found.table["unit"].to_list() == ["victim"] * 3 + ["vehicle"]
    assert found.table["period_start"][0] == date(2016, 1, 1)
    assert found.table["period_end"][0] == date(2017, 1, 1)
    assert [str(period) for period in found.covered] == ["2016", "2022"]
    assert (found.table["offence_status"] == "mapped").all()


def test_a_count_that_is_no_count_is_set_aside(tmp_path):
    found = counts(tmp_path, f"{PARENT};16;01;victime;-1;0", f"{PARENT};16;02;victime;1,5;0", f"{PARENT};MMXVI;03;victime;1;0",
                   f"{PARENT};16;04;victime;;0", f"{PARENT};16;05;victime;7;0")  # fmt: skip
    assert reasons(found) == ["bad_value", "bad_value", "bad_date", "bad_value"]
    assert found.table["place_code"].to_list() == ["05"]


def test_one_cell_is_counted_once(tmp_path):
    found = counts(tmp_path, f"{PARENT};16;01;victime;5;0", f"{PARENT};16;01;victime;5;0", f"{PARENT};16;01;victime;6;0",
                   f"{PARENT};16;01;infraction;6;0")  # fmt: skip
    assert found.dropped == {"exact_repeat_of_key": 1}
    assert reasons(found) == ["conflicting_key"]
    assert found.table["value"].to_list() == [5, 6]


def test_a_file_with_commas_does_not_fit(tmp_path):
    with pytest.raises(ProfileDoesNotFit):
        read(
            write(tmp_path, HEADER.replace(";", ",").encode() + b"\n1,2,3,4,5,6\n"),
            publishers.profile("ssmsi"),
            crs="EPSG:2154",
        )
