"""Every file of the corpus: what becomes of it is what is expected, every row is accounted for, every refusal speaks."""

import hashlib
import tomllib
from datetime import UTC, datetime

import polars as pl
import pytest

from beffroi.errors import BeffroiError
from beffroi.sources.intake import read
from beffroi.sources.profile import DECIDE, Profile
from beffroi.sources.propose import propose
from beffroi.sources.reasons import REASONS
from tests.corpus.make import make, names, put
from tests.corpus.world import CITIES, LANGUAGES, File

RECEIVED = datetime(2026, 1, 1)


def taken(made: File, folder):
    """Read a file by its profile; the error when it is refused with one of ours."""
    path = put(made, folder)
    profile = Profile.model_validate(made.profile)
    try:
        return read(path, profile, crs=CITIES[made.language].crs, received=RECEIVED, **made.declared)
    except BeffroiError as error:
        return error


@pytest.mark.parametrize("name", names())
def test_a_file_comes_out_as_expected(name, tmp_path):
    examine(make(name), tmp_path)


def examine(made: File, folder):
    """Assert that what becomes of a file is what is expected."""
    expected = made.expected
    if expected.open:
        check_question(propose(put(made, folder)), expected.open)
        return
    found = taken(made, folder)
    if expected.error:
        check_refusal(found, expected.error)
    else:
        assert not isinstance(found, BeffroiError), found
        check_rows(found, expected)
        check_values(found.table, expected.values)


def check_question(proposal, keys):
    """A proposal that leaves a key to a person, and says why in three languages."""
    written = tomllib.loads(proposal.toml)
    for key in keys:
        section, _, name = key.partition(".")
        assert DECIDE in written[section][name]
    for wording, values in proposal.questions:
        assert all(wording(language, **values).strip() for language in LANGUAGES)


def check_refusal(error, wanted):
    """An error of the class that is expected (or one of its kind), with a message in three languages."""
    assert isinstance(error, BeffroiError), f"taken, and {wanted} was expected"
    assert wanted in {kind.__name__ for kind in type(error).__mro__}
    said = [error.say(language) for language in LANGUAGES]
    assert all(said)
    assert len(set(said)) == len(LANGUAGES)


def check_rows(found, expected):
    assert found.rows_in == found.table.height + found.quarantined.height + sum(found.dropped.values())
    quarantined = dict(found.quarantined["reason"].value_counts().iter_rows())
    assert (found.table.height, quarantined, found.dropped) == (
        expected.stored,
        expected.quarantined,
        expected.dropped,
    )
    counts = {check["check"]: check["n"] for check in found.checks}
    assert {name: counts.get(name) for name in expected.checks} == expected.checks
    assert set(expected.notes) <= {code for code, _ in found.notes}
    assert set(expected.not_kept) <= set(found.columns_not_kept)
    assert not set(expected.not_kept) & set(found.columns_kept)
    for code in (*quarantined, *found.dropped, *(code for code, _ in found.notes)):
        assert all(getattr(REASONS[code], language).strip() for language in LANGUAGES)


def check_values(table: pl.DataFrame, values):
    """Stored values by the row number that the record had in the file."""
    for column, wanted in values.items():
        stored = dict(zip(table["row"].to_list(), table[column].to_list(), strict=True))
        got = {row: plain(stored[row]) for row in wanted}
        wrong = {row: (got[row], value) for row, value in wanted.items() if got[row] != value}
        assert not wrong, f"{column}: {dict(list(wrong.items())[:3])}"


def plain(value):
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value


def test_the_corpus_is_large_and_covers_the_catalogue():
    cases = {name.split("-")[0] for name in names()}
    assert len(names()) >= 300
    assert len(cases) >= 50


def test_the_corpus_is_the_same_in_every_run():
    for name in names()[::17]:
        first, second = (hashlib.sha256(make.__wrapped__(name).content).hexdigest() for _ in range(2))
        assert first == second


def test_what_is_not_yet_as_wanted_is_counted(record_property):
    waiting = {
        f"{made.case} {made.title}": made.expected.not_yet for made in map(make, names()) if made.expected.not_yet
    }
    record_property("not_yet", len(waiting))
    print(f"\nnot yet as wanted: {len(waiting)} cases")
    for case, why in waiting.items():
        print(f"  {case}: {why}")
    assert not waiting
