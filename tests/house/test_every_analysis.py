"""House rules that every analysis keeps, new ones included."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Literal, get_args, get_origin

import numpy as np
import polars as pl
import polars.selectors as cs
import pytest
from polars.testing import assert_frame_equal

from beffroi.analyses import Analysis, catalogue
from beffroi.drawing.format import fill
from beffroi.evidence.finding import Figure, Finding, Mark, Table
from beffroi.governance.gate import Policy, protect
from beffroi.publications import code_words
from beffroi.publications.grids import BACKSTAGE
from beffroi.tables.views import Basis
from beffroi.vocabulary.text import LANGUAGES, Text
from tests import views

ROOT = Path(__file__).resolve().parents[2]
FAR = {"east": 360_000.0, "north": 720_000.0}  # a multiple of any cell size in use: grids fall alike
HARSH = Policy(threshold=1000, sensitive_threshold=1000)

every_analysis = pytest.mark.parametrize("analysis", catalogue().values(), ids=catalogue())
every_language = pytest.mark.parametrize("language", LANGUAGES)


@cache
def answer(analysis: type[Analysis]) -> Finding:
    """The answer of the default question about the imaginary city."""
    question = analysis()
    return question.run(*views.views_for(question, views.city()))


def test_there_are_analyses():
    assert catalogue()


# the question


@every_analysis
def test_file_is_named_after_the_analysis(analysis):
    assert analysis.__module__ == f"beffroi.analyses.{analysis.name()}"


@every_analysis
def test_a_question_survives_a_round_trip_through_json(analysis):
    question = analysis()
    assert analysis.model_validate_json(question.model_dump_json()) == question
    assert hash(analysis.model_validate_json(question.model_dump_json())) == hash(question)


@every_analysis
def test_it_says_what_it_is(analysis):
    assert len((analysis.__doc__ or "").split()) >= 8, "the class docstring holds the formula for the method card"
    about = analysis.about
    assert about.needs
    assert about.references
    assert all(len(reference) > 20 for reference in about.references), "a reference can be looked up"
    assert analysis.run is not Analysis.run


@every_analysis
@every_language
def test_the_question_is_a_question(analysis, language):
    question = analysis.about.question.template(language)
    assert question.rstrip("\u202f\u00a0 ").endswith("?")
    if language == "fr":
        assert question.endswith("\u202f?"), "a narrow no-break space stands before the mark"
    if language == "es":
        assert "¿" in question
    assert not analysis.about.title.template(language).endswith((".", "?"))


@every_analysis
def test_every_parameter_has_a_unit_and_a_label_in_every_language(analysis):
    for name, field in analysis.model_fields.items():
        extra = field.json_schema_extra
        assert isinstance(extra, dict), f"{name} is not declared with parameter()"
        assert extra["unit"], name
        assert set(extra["label"]) == set(LANGUAGES)
        assert all(extra["label"].values()), name


@every_analysis
def test_it_asks_for_the_views_it_needs(analysis):
    assert tuple(request.view for request in analysis().requests()) == analysis.about.needs


@every_analysis
def test_grains_are_questions_of_the_same_kind_from_this_one_on(analysis):
    question = analysis()
    grains = question.grains()
    assert grains[0] == question
    assert all(isinstance(grain, analysis) for grain in grains)
    assert len(set(grains)) == len(grains)


# the answer


@every_analysis
def test_it_answers_about_ordinary_data(analysis):
    finding = answer(analysis)
    assert finding.refusal is None, finding.refusal
    assert finding.question == analysis()
    assert finding.level == analysis.about.level
    assert finding.headline is not None
    assert finding.figures


@every_analysis
def test_figures_name_existing_tables_columns_and_marks(analysis):
    finding = answer(analysis)
    for figure in finding.figures:
        assert figure.mark in get_args(Mark)
        assert figure.columns() <= set(finding.tables[figure.table].columns)
        assert figure.geography is None or figure.geography in finding.geographies


@every_analysis
def test_sentences_name_only_columns_of_the_summary(analysis):
    finding = answer(analysis)
    for said in (finding.headline, *finding.caveats):
        assert said.fields <= set(finding.tables["summary"].columns), said.en


@every_analysis
@every_language
def test_all_its_words_exist_in_every_language(analysis, language):
    for words in texts_of([analysis.about, answer(analysis)]):
        assert words.template(language).strip()


@every_analysis
def test_columns_of_a_kind_hold_that_kind(analysis):
    for name, table in answer(analysis).tables.items():
        for column, declared in table.columns.items():
            kind = table.frame.schema[column]
            if declared.role != "key":
                assert kind.is_numeric() or kind == pl.Null, f"{name}.{column} is {kind}"
            assert kind != pl.Object, f"{name}.{column} cannot be written down"


@every_analysis
def test_working_ratios_are_those_the_gate_recomputes(analysis):
    """Counts as they are; a ratio may rest on an estimate that leaves rounded to the digits shown."""
    for table in answer(analysis).tables.values():
        passed = protect(table, Policy(threshold=0, sensitive_threshold=0)).frame
        for name, column in table.columns.items():
            if column.role == "count":
                assert_frame_equal(passed.select(name), table.frame.select(name))
            elif column.role == "ratio":
                step = 10.0 ** -(column.decimals or 0) if column.decimals is not None else 0.0
                assert_frame_equal(passed.select(name), table.frame.select(name), rel_tol=1e-3, abs_tol=step / 2 + 1e-9)


# the data


@every_analysis
@pytest.mark.parametrize("n", [0, 1, 2])
def test_nearly_no_data_give_a_reason_never_a_traceback(analysis, n):
    question = analysis()
    city = views.city(n=n, seed=3)
    finding = question.run(*views.views_for(question, city))
    assert isinstance(finding, Finding)
    if views.basis(city).events < analysis.about.minimum:
        assert finding.refusal is not None
    if finding.refusal is not None:
        for language in LANGUAGES:
            assert said(finding.refusal.reason, finding.refusal.values, language)
            assert said(finding.refusal.instead, finding.refusal.values, language)


@every_analysis
def test_an_uncovered_period_is_refused(analysis):
    question = analysis()
    gap = views.Period.parse("2016-05")
    finding = question.run(*views.views_for(question, views.city(), period=gap))
    assert finding.refusal is not None
    assert finding.refusal.kind == "not_covered"


@every_analysis
def test_same_question_same_answer_in_any_order_of_rows(analysis):
    question = analysis()
    again = question.run(*views.views_for(question, views.city().shuffled(5)))
    assert_same(answer(analysis), again)


@every_analysis
def test_moving_the_city_changes_nothing_but_its_coordinates(analysis):
    question = analysis()
    moved = question.run(*views.views_for(question, views.city().moved(**FAR)))
    assert_same(answer(analysis), moved, apart_from=FAR)


@every_analysis
def test_views_are_not_modified(analysis):
    question = analysis()
    seen = views.views_for(question, views.city())
    before = fingerprint(seen)
    question.run(*seen)
    assert fingerprint(seen) == before


@every_analysis
def test_views_may_be_read_only(analysis):
    question = analysis()
    seen = views.views_for(question, views.city())
    for array in arrays_of(seen):
        array.flags.writeable = False
    assert_same(answer(analysis), question.run(*seen))


def test_same_answers_on_one_thread_and_on_two():
    assert printed(threads=1) == printed(threads=2)


def printed(*, threads: int) -> dict[str, str]:
    """Fingerprints of all answers, computed by a process with so many threads."""
    limits = dict.fromkeys(("NUMBA_NUM_THREADS", "POLARS_MAX_THREADS", "OMP_NUM_THREADS"), str(threads))
    ran = subprocess.run(
        [sys.executable, __file__],
        cwd=ROOT,
        env=os.environ | limits | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(ran.stdout))


# the gate


@every_analysis
def test_no_small_count_passes_a_harsh_policy(analysis):
    for name, table in answer(analysis).tables.items():
        frame = protect(table, HARSH).frame
        for column, declared in table.columns.items():
            values = frame[column].drop_nulls()
            if declared.role == "count":
                assert ((values == 0) | (values >= 1000)).all(), f"{name}.{column}"
            for part in declared.of if declared.role in ("ratio", "estimate") else ():
                resting = frame.filter(pl.col(part).is_null())[column]
                assert resting.null_count() == resting.len(), f"{name}.{column} outlives {part}"


@every_analysis
def test_a_number_about_incidents_is_never_a_key(analysis):
    """A key is published as it is: a column of floats or of changing integers must say what it is."""
    other = analysis().run(*views.views_for(analysis(), views.city(seed=2)))
    for name, table in answer(analysis).tables.items():
        if name == "limits" or table.frame.height != other.tables[name].frame.height:
            continue
        for column, declared in table.columns.items():
            if declared.role == "key" and column not in KNOWN_KEYS.get(analysis.name(), ()):
                same = table.frame[column].equals(other.tables[name].frame[column], null_equal=True)
                assert same, f"{name}.{column} changes with the incidents and passes the gate unprotected"


# Accounts of a file's rows, none of which describes an incident, and choices of method that are announced.
KNOWN_KEYS: Mapping[str, tuple[str, ...]] = {
    "data_quality": ("rows_in", "stored", "quarantined", "dropped", "rows"),
    "inhomogeneous_pattern": ("distance",),  # up to the bandwidth, which is announced
    "hot_spots": ("cell", "cells", "bandwidth", "permutations_needed"),
    "self_exciting": ("bandwidth",),
}


# helpers


def said(words: Text, values: Mapping[str, Any], language: str) -> str:
    """Fill a sentence as plainly as can be."""
    spoken = {name: value(language) if isinstance(value, Text) else value for name, value in values.items()}
    parts = Formatter().parse(words.template(language))
    return "".join(literal + (str(spoken[name]) if name else "") for literal, name, _, _ in parts)


def texts_of(value: Any) -> list[Text]:
    """Every phrase reachable from a value."""
    if isinstance(value, Text):
        return [value]
    if isinstance(value, Mapping):
        return [words for part in value.values() for words in texts_of(part)]
    if isinstance(value, list | tuple):
        return [words for part in value for words in texts_of(part)]
    if is_dataclass(value) and not isinstance(value, type):
        return [words for field in fields(value) for words in texts_of(getattr(value, field.name))]
    return []


def arrays_of(seen: tuple[Any, ...]) -> list[np.ndarray]:
    parts = [getattr(view, field.name) for view in seen for field in fields(view)]
    return [part for part in parts if isinstance(part, np.ndarray)]


def fingerprint(seen: tuple[Any, ...]) -> str:
    """Digest of every array and frame of some views."""
    digest = hashlib.sha256()
    for view in seen:
        for field in fields(view):
            part = getattr(view, field.name)
            if isinstance(part, np.ndarray):
                digest.update(part.tobytes())
            elif isinstance(part, pl.DataFrame):
                digest.update(part.with_columns(cs.binary().bin.encode("hex")).write_json().encode())
            elif isinstance(part, Basis):
                digest.update(repr(part).encode())
    return digest.hexdigest()


def assert_same(one: Finding, other: Finding, *, apart_from: Mapping[str, float] | None = None) -> None:
    """Two answers hold the same tables, rows in any order, words and figures."""
    shift = apart_from or {"east": 0.0, "north": 0.0}
    assert (one.headline, one.caveats) == (other.headline, other.caveats)
    assert set(one.tables) == set(other.tables)
    for name, table in one.tables.items():
        there = {"cell_x": shift["east"], "cell_y": shift["north"]} | {"x": shift["east"], "y": shift["north"]}
        back = [(pl.col(c) - there[c]).alias(c) for c in table.columns if c in there]
        assert_frame_equal(
            in_order(table, table.frame),
            in_order(table, other.tables[name].frame.with_columns(back)),
            rel_tol=1e-7,
            abs_tol=1e-6,
        )
    assert [about(figure) for figure in one.figures] == [about(figure) for figure in other.figures]


def about(figure: Figure) -> tuple[Any, ...]:
    return figure.mark, figure.table, sorted(figure.columns())


def in_order(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    keys = [name for name, column in table.columns.items() if column.role == "key"]
    return frame.sort(keys) if keys else frame


if __name__ == "__main__":
    made = {}
    for each in catalogue().values():
        frames = {name: table.frame.write_json() for name, table in answer(each).tables.items()}
        made[each.name()] = hashlib.sha256(json.dumps(frames, sort_keys=True).encode()).hexdigest()
    print(json.dumps(made))


@every_analysis
def test_every_table_has_a_title_or_is_drawn_by_a_figure(analysis):
    finding = answer(analysis)
    drawn = {figure.table for figure in finding.figures} | set(BACKSTAGE)
    assert not [name for name, table in finding.tables.items() if not table.title and name not in drawn]


@every_analysis
@every_language
def test_every_choice_and_parameter_is_said_in_words(analysis, language):
    finding = answer(analysis)
    for name, value in finding.choices.items():
        assert name in code_words.CHOSEN, f"code_words.CHOSEN lacks {name}"
        assert not code_words.CHOSEN[name](language).count("_")
        assert_worded(value, language)
    for field in analysis.model_fields.values():
        allowed = get_args(field.annotation) if get_origin(field.annotation) is Literal else (field.default,)
        for value in allowed:
            assert_worded(value, language)


def assert_worded(value, language):
    if isinstance(value, str):
        assert value in code_words.CODES, f"code_words.CODES lacks {value}"
        assert "_" not in code_words.CODES[value](language)


@every_analysis
@every_language
def test_alternatives_of_figures_are_filled_from_the_summary(analysis, language):
    finding = answer(analysis)
    summary = finding.tables["summary"]
    for figure in finding.figures:
        said = fill(figure.alt, summary.row(), summary.columns, locale=language)
        assert "{" not in said
        assert len(said) > 30
