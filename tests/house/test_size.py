"""Every p-value of the library has a trial of its size under the null, and the page says what the trials gave."""

import re
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

from beffroi.analyses import catalogue
from beffroi.kernels import association
from tests import views
from tests.house.documentation import ROOT, script

size = script("size")
TRIALS = size.trials()
TESTS = list(size.tests())
FOUND = size.stored()
OF = {place for _, _, _, test in TESTS for place in test.of}
FEWEST = ("simulations", "permutations", "draws", "samples")  # as few as a question takes: its columns are the same
KERNELS = sorted(path.stem for path in (ROOT / "beffroi" / "kernels").glob("[!_]*.py"))

each_trial = pytest.mark.parametrize("trial", TRIALS.values(), ids=TRIALS)
each_test = pytest.mark.parametrize(("name", "test"), [(name, test) for name, _, _, test in TESTS])


def p_columns(analysis):
    """Return the columns of an answer that hold p-values, as `analysis.table.column`."""
    least = {
        name: min(mark.ge for mark in field.metadata if hasattr(mark, "ge"))
        for name, field in analysis.model_fields.items()
        if name in FEWEST
    }
    question = analysis(**least)
    tables = question.run(*views.views_for(question, views.city(n=4000))).tables
    return {
        f"{analysis.name()}.{table}.{name}"
        for table, content in tables.items()
        for name, column in content.columns.items()
        if column.unit == "p" or "p-value" in column.label.template("en")
    }


def names_of(kind):
    """Return the names of a class's fields and properties."""
    return {*getattr(kind, "__annotations__", ()), *vars(kind)}


def p_fields(module):
    """Return the fields of a kernel's results that hold p-values, as `kernel.Class.field`."""
    held = vars(import_module(f"beffroi.kernels.{module}")).values()
    own = [kind for kind in held if isinstance(kind, type) and kind.__module__ == f"beffroi.kernels.{module}"]
    return {
        f"{module}.{kind.__name__}.{field}"
        for kind in own
        for field in names_of(kind)
        if re.fullmatch(r"p(_\w+)?", field)
    }


@pytest.mark.parametrize("analysis", catalogue().values(), ids=catalogue())
def test_every_p_value_of_an_answer_has_a_trial(analysis):
    assert not p_columns(analysis) - OF, "add a trial to docs/sizes and run python3 docs/size.py --only it"


def test_every_p_value_of_a_kernel_has_a_trial():
    held = set().union(*(p_fields(module) for module in KERNELS))
    assert len(held) > 30
    assert not held - OF, "add a trial to docs/sizes and run python3 docs/size.py --only it"


def test_trials_name_what_exists():
    known = {module: import_module(f"beffroi.kernels.{module}") for module in KERNELS}
    for place in sorted(OF):
        first, *rest = place.split(".")
        if first in known and (len(rest) == 1 or rest[0][0].isupper()):
            assert hasattr(known[first], rest[0]), place
            assert len(rest) == 1 or rest[1] in names_of(getattr(known[first], rest[0])), place
        else:
            assert first in catalogue(), place
            assert len(rest) == 2, place


def test_every_test_was_run_2000_times_and_the_page_says_so():
    assert list(FOUND) == [name for name, _, _, _ in TESTS], "run python3 docs/size.py"
    assert {found.draws for found in FOUND.values()} == {2000}
    assert (ROOT / size.PAGE).read_text("utf-8") == size.page(), "run python3 docs/size.py --page"


@each_test
def test_a_size_lies_in_its_band_or_says_why_not(name, test):
    assert size.is_inside(test, FOUND[name]) is not bool(test.miss)
    assert test.kind == "exact" or test.why, "what makes it conservative or approximate"


def test_few_are_off_their_band():
    off = sum(bool(test.miss) for _, _, _, test in TESTS)
    assert off == 4  # Clark and Evans’s z, the widened funnel, trends of series with memory, Andresen’s form by samples


@each_trial
def test_the_first_draws_give_what_was_stored(trial):
    names = [name for name, one, _, _ in TESTS if one is trial]
    again = np.array([trial.p(number) for number in range(trial.quick)])
    for place, name in enumerate(names):
        assert len(FOUND[name].first) == trial.quick
        np.testing.assert_allclose(again[:, place], FOUND[name].first, rtol=2e-5)


def broken(draw):
    """Return the size of a test made wrong on purpose, from as many draws as the others."""
    one = replace(TRIALS["areas.moran"], draw=draw)
    return size.summed(np.array([one.p(number)[0] for number in range(2000)]), one)


def test_a_p_value_that_leaves_out_the_observed_arrangement_is_off_its_band():
    """M / R where (M + 1) / (R + 1) belongs, of 19 draws: 0.1 at 5 %."""

    def draw(rng, _):
        values = rng.random(20)
        return float((values[1:] >= values[0]).sum() / 19)

    exact = TESTS[0][3]
    assert not size.is_inside(exact, broken(draw))


def test_a_statistic_counted_twice_is_off_its_band():
    from scipy.special import ndtr

    near = association.from_pairs(20, np.arange(19), np.arange(1, 20))

    def draw(rng, _):
        return 2 * ndtr(-abs(2 * association.moran(rng.standard_normal(20), near, permutations=0).z))

    approximate = next(test for _, _, _, test in TESTS if test.kind == "approximate")
    assert not size.is_inside(approximate, broken(draw))


def test_a_conservative_test_may_reject_less_and_not_more():
    one = next(test for _, _, _, test in TESTS if test.kind == "conservative" and len(test.levels) == 2)
    seldom = size.Size(2000, {"0.05": 0, "0.01": 0}, [])
    often = size.Size(2000, {"0.05": 150, "0.01": 20}, [])
    assert size.is_inside(one, seldom)
    assert not size.is_inside(one, often)
    assert not size.is_inside(replace(one, kind="exact"), seldom)
    assert size.is_inside(replace(one, kind="bound"), often)


def test_the_band_is_that_of_the_binomial_corrected_for_all_shares():
    from scipy.stats import binom

    low, high = size.binomial_band(0.05, 2000, size.looks())
    tail = (1 - 0.95 ** (1 / size.looks())) / 2
    assert binom.cdf(2000 * low - 1, 2000, 0.05) <= tail < binom.cdf(2000 * low, 2000, 0.05)
    assert binom.sf(2000 * high, 2000, 0.05) <= tail < binom.sf(2000 * high - 1, 2000, 0.05)
    assert size.looks() == sum(len(test.levels) for _, _, _, test in TESTS)


def test_a_result_typed_by_hand_is_seen(monkeypatch):
    name = TESTS[0][0]
    good = FOUND[name]
    monkeypatch.setattr(size, "stored", lambda: {name: replace(good, rejected={"0.05": 400, "0.01": 30})})
    assert size.unexplained() == [name]
    assert size.unlike({name: good}) == [name]
