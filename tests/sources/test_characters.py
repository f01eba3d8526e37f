"""Accidents of encoding are undone where only one reading is possible, and nothing else is touched."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.sources.characters import encoded_once, plain_number, without_accidents
from tests.sources.files import lines, profile, take

LATIN = st.text(st.sampled_from("abc éèêëàâçñóúíïôœ«»’–€°"), min_size=1)


@given(LATIN)
def test_latin_text_encoded_twice_comes_back(text):
    twice = "".join(bytes([byte]).decode("cp1252", "replace") for byte in text.encode())
    if "\ufffd" not in twice:
        assert encoded_once(twice) == text


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_text_is_left_alone(text):
    assert encoded_once(text) == plain_number(text) == text


@pytest.mark.parametrize("text", ["Côte-des-Neiges", "Ñuñoa", "Ã", "Saint-Denis – été", "naïve", "Łódź", "東京"])
def test_sound_text_is_left_alone(text):
    assert encoded_once(text) == text


@pytest.mark.parametrize(
    ("written", "read"),
    [("٢٠٢٤", "2024"), ("１２", "12"), ("\u200b12\u200f-\ufeff3", "12-3"), ("½", "½"), ("12²", "12²")],
)
def test_digits_of_every_script_are_read(written, read):
    assert plain_number(written) == read


def test_text_keeps_its_digits_and_loses_its_marks():
    frame = pl.DataFrame({"id": ["１", None], "kind": ["１\u200b", "MÃ©fait"]})
    fixed, notes = without_accidents(frame, profile())
    assert fixed.to_dict(as_series=False) == {"id": ["1", None], "kind": ["１", "Méfait"]}
    assert dict(notes) == {"encoded_twice": {"n": 1}, "characters_normalised": {"n": 2}}
    assert frame["kind"][1] == "MÃ©fait"


def test_the_record_in_quarantine_stays_as_received(tmp_path):
    found = take(tmp_path, lines("４,never,-87.65,41.85,MÃ©fait,STREET"))
    assert found.quarantined["raw"].to_list() == ["４,never,-87.65,41.85,MÃ©fait,STREET"]
