"""Near-duplicates of a data set are listed over all its deliveries, and each is still counted."""

import json

import pytest

from beffroi.cli import main
from beffroi.duplicates import duplicates
from beffroi.observatory import Observatory
from tests.observatory.test_resupply import FEBRUARY, JANUARY, deliver, text_of, total

TWICE = "x1,2018-01-05 14:04:00,-87.6402,41.84,THEFT,STREET"  # record 4, some 17 m away, under another key


@pytest.fixture
def city(tmp_path):
    made = Observatory.create(tmp_path / "city", name="City", languages=["en"], timezone="America/Chicago")
    yield made
    made.close()


def test_a_record_entered_twice_is_listed_and_still_counted(city):
    deliver(city, text_of([*JANUARY, TWICE]))
    found = duplicates(city)
    assert found.select("first_key", "second_key", "offence").rows() == [("4", "x1", "THEFT")]
    assert found["metres"].item() == pytest.approx(16.6, abs=0.5)
    assert duplicates(city, metres=10).height == 0
    assert total(city) == len(JANUARY) + 1
    (check,) = [one for one in city.deliveries()[0].account["checks"] if one["check"] == "near_duplicates"]
    assert (check["n"], check["of"]) == (1, 63)


def test_pairs_are_found_across_deliveries_of_what_stands(city):
    deliver(city, text_of(JANUARY))
    deliver(
        city,
        text_of([*FEBRUARY[:28], TWICE.replace("x1", "f99")]),
        name="later.csv",
        overlap="add",
        accept=["key_changed"],
    )
    assert duplicates(city)["second_key"].to_list() == ["f99"]
    deliver(
        city,
        text_of([*FEBRUARY[:28], "f99,2018-02-05 14:04:00,-87.64,41.84,THEFT,STREET"]),
        name="new.csv",
        overlap="newest",
    )
    assert duplicates(city).height == 0


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_command_lists_them(city, capsys, language):
    deliver(city, text_of([*JANUARY, TWICE]))
    asked = ["duplicates", "--observatory", str(city.folder), "--language", language]
    assert main(asked) == 0
    assert "x1" in capsys.readouterr().out
    assert main([*asked, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["second_key"] == "x1"
