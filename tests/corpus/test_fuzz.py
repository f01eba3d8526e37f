"""A short run of the mutations in every test, a longer one in `dev.py check-all`; see `tests/corpus/fuzz.py`."""

import pytest

from beffroi.errors.intake import DamagedFile
from beffroi.sources.look import look
from beffroi.sources.parquet import check_readable
from tests.corpus.fuzz import case, examine, run
from tests.corpus.seeds import PARSERS, seeds_of

SHORT = {"delimited": 60, "wide": 40}  # cases; others fewer


@pytest.mark.parametrize("parser", PARSERS)
def test_every_file_that_mutations_start_from_is_read(parser, tmp_path):
    ends = {examine(seed.content, seed, tmp_path) for seed in seeds_of(parser)}
    assert "read" in ends
    assert parser == "delimited" or ends == {"read"}


@pytest.mark.parametrize("parser", PARSERS)
def test_mutated_files_are_read_or_refused(parser, tmp_path):
    ends = [examine(*case(parser, number, 0), tmp_path) for number in range(SHORT.get(parser, 25))]
    assert len(set(ends)) > 1


def test_mutations_are_the_same_in_every_run():
    assert [case("json", number, 3)[0] for number in range(5)] == [case("json", number, 3)[0] for number in range(5)]


@pytest.mark.slow
@pytest.mark.parametrize("parser", PARSERS)
def test_a_minute_of_mutations(parser):
    found = run(parser, seed=2, seconds=60)
    assert found.cases
    assert not [why for why, _, _ in found.broken]


@pytest.mark.parametrize("number", [99, 335, 3095, 15507])
def test_parquet_that_ends_the_process_of_its_reader_is_refused(number, tmp_path):
    """Found by mutation: the table engine asks for 2^61 bytes, and no handler of errors sees that."""
    content, _ = case("parquet", number, 7)
    for language, said in (("en", "impossible"), ("fr", "impossible"), ("es", "imposible")):
        with pytest.raises(DamagedFile) as refused:
            check_readable(content, name="a.parquet")
        assert said in refused.value.say(language)
    path = tmp_path / "a.parquet"
    path.write_bytes(content)
    with pytest.raises(DamagedFile):
        look(path)
