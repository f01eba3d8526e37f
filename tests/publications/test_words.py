"""Phrases, key points, citations: complete, well typeset, filled from what was released."""

import re
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from beffroi.governance.gate import Policy
from beffroi.publications import code_words, phrases
from beffroi.publications import edition as editions
from beffroi.publications.citation import cite
from beffroi.publications.keypoints import key_points, limits, withheld
from beffroi.vocabulary.text import Text
from tests.publications.editions import BASIS, counted, edition, months, section, week

NARROW, BROAD = "\u202f", "\u00a0"


def every_phrase():
    for module in (phrases, code_words, editions):
        for name, value in vars(module).items():
            if isinstance(value, Text):
                yield name, value
            elif isinstance(value, dict):
                yield from ((f"{name}[{key}]", text) for key, text in value.items() if isinstance(text, Text))


@pytest.mark.parametrize(("name", "phrase"), list(every_phrase()))
def test_french_is_set_as_french(name, phrase):
    assert not re.search(rf"[^{NARROW}][;!?](\s|$)", phrase.fr)
    assert not re.search(rf"[^{BROAD}]:(\s|$)", phrase.fr)
    assert not re.search(rf"«[^{BROAD}]|[^{BROAD}]»", phrase.fr)
    assert "'" not in phrase.fr


@pytest.mark.parametrize(("name", "phrase"), list(every_phrase()))
def test_spanish_opens_its_questions(name, phrase):
    assert phrase.es.count("?") == phrase.es.count("¿")


def test_one_key_point_a_section_then_second_ones_five_at_most():
    many = edition(
        sections=(section("a", counted(), months()), section("b", week(), counted(), week()), section("c", months()))
    )
    points = key_points(many, locale="en")
    assert [point.section for point in points] == ["a", "a", "b", "b", "c"]


def test_each_data_set_and_each_unit_has_a_sentence_its_trend_first():
    def of(made, **context):
        return replace(made, context=made.context | context)

    first, second = of(counted(), title="A", unit="offence"), of(months(), title="B", unit="offence")
    third = of(week(), title="A", unit="victim")
    sections = (
        section("counts", first, second, third),
        section("rates", of(week(), title="A", unit="offence")),
        section("trends", of(months(), title="A", unit="offence"), of(counted(), title="B", unit="offence")),
        section("rhythms", of(months(), title="A", unit="offence")),
        section("hot_spots", of(week(), title="A", unit="offence")),
    )
    points = key_points(edition(sections=sections), locale="en")
    assert [(point.section, point.of) for point in points] == [
        ("counts", ("A", "offence")),
        ("counts", ("A", "victim")),
        ("trends", ("A", "offence")),
        ("trends", ("B", "offence")),
        ("hot_spots", ("A", "offence")),
    ]


def test_the_same_sentence_is_not_said_twice():
    points = key_points(edition(sections=(section("a", week(), week(), months()),)), locale="en")
    assert len(points) == 2


def test_a_withheld_headline_is_skipped_for_the_next():
    hidden = counted(policy=Policy(threshold=8_000))
    points = key_points(edition(sections=(section("a", hidden), section("b", months()))), locale="fr")
    assert [point.section for point in points] == ["b"]


def test_the_values_of_a_point_are_those_of_the_summary():
    point = key_points(edition(), locale="es")[0]
    assert point.values == {"incidents": "7630", "change": "-4.2"}
    assert "7.630" in point.sentence or "7630" in point.sentence


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("en", "Of the 212 days of the period, 205 days are covered"),
        ("fr", "Sur les 212 jours de la période, 205 jours sont couverts"),
        ("es", "De los 212 días del periodo, 205 días están cubiertos"),
    ],
)
def test_the_box_says_what_is_missing(locale, sentence):
    (block,) = limits(edition(), locale=locale)
    said = " ".join(block.sentences).replace(BROAD, " ").replace(NARROW, " ")
    assert sentence in said
    assert re.search(r"6[.,]5 ?%", said)
    assert "100 m" in said
    assert len(block.sentences) == 7


def test_the_box_takes_the_widest_answer_of_each_data_set():
    (block,) = limits(edition(sections=(section("b", months()), section("a", counted()))), locale="en")
    assert "0.5%" in " ".join(block.sentences)  # 812 of 151,234


def test_small_gaps_are_said_without_their_number():
    few = edition(sections=(section("a", replaced(hour_unknown=3)),))
    said = " ".join(limits(few, locale="en")[0].sentences)
    assert "default hour: fewer than 5 events." in said


def replaced(**changes):
    from beffroi.governance.gate import release
    from beffroi.tables.limits import limits as table
    from tests.publications.editions import ASKED, CONTEXT

    before = counted()
    tables = dict(before.finding.tables) | {"limits": table(replace(BASIS, **changes), asked=ASKED)}
    return release(replace(before.finding, tables=tables), Policy(), context=CONTEXT)


def test_withheld_counts_are_counted_and_missing_ones_are_not():
    assert withheld(edition(), locale="en").startswith("2 of ")
    assert "No count" in withheld(edition(sections=(section("a", months()),)), locale="en")


def test_a_citation_names_the_same_answer_whatever_the_language():
    english, french = (cite(counted(), locale=locale, made_at=date(2018, 9, 3)) for locale in ("en", "fr"))
    assert english.identifier == french.identifier
    assert english.text != french.text
    assert english.question == '{"bandwidth":400.0,"seed":1}'
    assert f"sha256:{'a' * 64}" in english.csl["note"]
    assert english.csl["issued"] == {"date-parts": [[2018, 9, 3]]}
    assert english.bibtex().count("{") == english.bibtex().count("}")


def test_another_question_or_version_is_another_answer():
    found = {cite(r, version=v).identifier for r in (counted(), months()) for v in ("0.1.0", "0.2.0")}
    assert len(found) == 4


def two_data_sets():
    from beffroi.governance.gate import release

    older = replaced(hour_unknown=0, recording="reported")
    context = {**older.context, "title": "Assaults", "period": "2010-01/2018-07", "deliveries": ("b" * 64,)}
    return edition(sections=(section("counts", counted(), release(older.finding, Policy(), context=context)),))


def test_what_two_data_sets_share_is_said_once():
    common, crimes, assaults = limits(two_data_sets(), locale="en")
    assert (common.title, crimes.title, assaults.title) == ("", "Riverton crimes", "Assaults")
    assert len(common.sentences) == 4
    assert not set(common.sentences) & set(crimes.sentences)
    assert [len(block.sentences) for block in (crimes, assaults)] == [3, 2]


def test_two_data_sets_make_a_document(tmp_path):
    from beffroi.publications import bulletin

    page, document, *_ = bulletin.write(two_data_sets(), locale="es", out=tmp_path)
    assert "Assaults, enero de 2010" in page.read_text(encoding="utf-8")
    assert document.read_bytes().startswith(b"%PDF")


def told(release_, **context):
    from beffroi.governance.gate import release

    return release(release_.finding, Policy(), context={**release_.context, **context})


def test_data_that_cannot_know_an_hour_do_not_boast_of_it():
    yearly = edition(sections=(section("a", replaced(hour_unknown=0, date_precision="year")),))
    said = " ".join(limits(yearly, locale="en")[0].sentences)
    assert "the hour" not in said
    assert "Hour unknown" not in said


def test_several_units_are_all_named_and_never_added():
    victims, offences = told(counted(), unit="victim"), told(months(), unit="offence")
    said = limits(edition(sections=(section("a", victims, offences),)), locale="fr")[0].sentences[0]
    assert "victimes, infractions" in said


def test_a_point_says_what_it_counts():
    (first, second) = key_points(
        edition(sections=(section("a", told(counted(), unit="victim")), section("b", told(months(), offences="0501")))),
        locale="en",
    )
    assert first.about == "Riverton crimes; counted in victims"
    assert second.about == "Riverton crimes, burglary"


def test_the_account_of_rows_is_a_key_point_only_where_nothing_else_is():
    both = edition(sections=(section("data_quality", week()), section("counts", *[counted()] * 3, months())))
    assert [p.section for p in key_points(both, locale="en")][-1] == "counts"
    assert "data_quality" not in {p.section for p in key_points(both, locale="en")[1:]}


@pytest.mark.parametrize(
    ("locale", "said"), [("en", "1 of "), ("fr", "1 effectif sur "), ("es", "Se suprime 1 de los ")]
)
def test_a_single_withheld_count_is_said_in_the_singular(locale, said):
    made = counted()
    first = True
    marks = {}
    for name, frame in made.hidden.items():
        kept = {}
        for column in frame.columns:
            values = frame[column].to_list()
            for at, value in enumerate(values):
                values[at], first = (first, False) if value else (False, first)
            kept[column] = values
        marks[name] = pl.DataFrame(kept, schema=frame.schema)
    sentence = withheld(edition(sections=(section("a", replace(made, hidden=marks)),)), locale=locale)
    assert sentence.startswith(said)
    assert " are " not in sentence
    assert "sont" not in sentence
