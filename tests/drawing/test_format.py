"""Values as readers of seven locales write them, character by character."""

from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.drawing.dates import grain_of, hour_text, period_text, start_text, weekday_text
from beffroi.drawing.format import cell, cells, fill, header, number, percent, sentence
from beffroi.drawing.locales import d3_locale, full_locale
from beffroi.evidence import refusals
from beffroi.evidence.finding import Table
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column, p_value
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.text import text

N, T = "\u00a0", "\u202f"  # no-break space, narrow no-break space
LABEL = text("Label", "Libellé", "Etiqueta")
LOCALES = ("en_US", "en_GB", "fr_FR", "fr_CA", "es_MX", "es_ES", "es_CO")


def column(unit="1", **given):
    return Column(label=LABEL, unit=unit, **given)


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("en_US", ("1,234,567", "12,345.6", "12.5%", f"1,200{N}m", f"1{N}day")),
        ("en_GB", ("1,234,567", "12,345.6", "12.5%", f"1,200{N}m", f"1{N}day")),
        ("fr_FR", (f"1{T}234{T}567", f"12{T}345,6", f"12,5{N}%", f"1{T}200{N}m", f"1{N}jour")),
        ("fr_CA", (f"1{N}234{N}567", f"12{N}345,6", f"12,5{N}%", f"1{N}200{N}m", f"1{N}jour")),
        ("es_MX", ("1,234,567", "12,345.6", "12.5%", f"1,200{N}m", f"1{N}día")),
        ("es_ES", ("1.234.567", "12.345,6", f"12,5{N}%", f"1.200{N}m", f"1{N}día")),
        ("es_CO", ("1.234.567", "12.345,6", "12,5%", f"1.200{N}m", f"1{N}día")),
    ],
)
def test_numbers(locale, expected):
    written = (
        cell(1234567, lexicon.INCIDENTS, locale),
        cell(12345.6, column(decimals=1), locale),
        cell(12.5, column("%", decimals=1), locale),
        cell(1200.0, lexicon.DISTANCE, locale),
        cell(1, lexicon.LAG, locale),
    )
    assert written == expected
    assert percent(0.125, locale, decimals=1) == expected[2]


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (
            "en_US",
            ("March 1, 2018", "March 2018", "2nd quarter 2018", "January–July 2018", "January 1 – August 8, 2018"),
        ),
        ("en_GB", ("1 March 2018", "March 2018", "2nd quarter 2018", "January–July 2018", "1 January – 8 August 2018")),
        (
            "fr_FR",
            ("1er mars 2018", "mars 2018", "2e trimestre 2018", "janvier–juillet 2018", "1er janvier – 8 août 2018"),
        ),
        (
            "fr_CA",
            ("1er mars 2018", "mars 2018", "2e trimestre 2018", "janvier–juillet 2018", "1er janvier – 8 août 2018"),
        ),
        (
            "es_MX",
            (
                "1 de marzo de 2018",
                "marzo de 2018",
                "2.º trimestre de 2018",
                "enero–julio de 2018",
                "1 de enero – 8 de agosto de 2018",
            ),
        ),
        (
            "es_ES",
            (
                "1 de marzo de 2018",
                "marzo de 2018",
                "2.º trimestre de 2018",
                "enero–julio de 2018",
                "1 de enero – 8 de agosto de 2018",
            ),
        ),
        (
            "es_CO",
            (
                "1 de marzo de 2018",
                "marzo de 2018",
                "2.º trimestre de 2018",
                "enero–julio de 2018",
                "1 de enero – 8 de agosto de 2018",
            ),
        ),
    ],
)
def test_dates(locale, expected):
    written = (
        cell(date(2018, 3, 1), column("date"), locale),
        cell(date(2018, 3, 1), column("month"), locale),
        start_text(date(2018, 4, 1), "quarter", locale),
        cell("2018-01/2018-07", column("period"), locale),
        period_text(Period.parse("2018-01-01/2018-08-08"), locale),
    )
    assert written == expected


@pytest.mark.parametrize(
    ("written", "en", "fr"),
    [
        ("2018", "2018", "2018"),
        ("2014/2018", "2014–2018", "2014–2018"),
        ("2018-03", "March 2018", "mars 2018"),
        ("2017-11/2018-02", "November 2017 – February 2018", "novembre 2017 – février 2018"),
        ("2018-03-05", "5 March 2018", "5 mars 2018"),
        ("2017-12-30/2018-01-02", "30 December 2017 – 2 January 2018", "30 décembre 2017 – 2 janvier 2018"),
    ],
)
def test_periods(written, en, fr):
    assert period_text(Period.parse(written), "en_GB") == en
    assert period_text(Period.parse(written), "fr_FR") == fr


def test_hours_and_weekdays():
    assert [hour_text(h, "en_US") for h in (0, 9, 12, 23)] == [f"12{N}AM", f"9{N}AM", f"12{N}PM", f"11{N}PM"]
    assert [hour_text(h, "fr_CA") for h in (0, 9)] == [f"0{N}h", f"9{N}h"]
    assert hour_text(9, "es_ES") == hour_text(9, "en_GB") == "09:00"
    assert hour_text(14, "fr_FR", minute=5) == f"14{N}h{N}05"
    assert [weekday_text(d, "es_MX") for d in (0, 6)] == ["lunes", "domingo"]
    assert cell(0, lexicon.WEEKDAY, "fr_CA") == "lundi"
    assert cell(datetime(2018, 3, 5, 14, 30), column("date"), "en_GB") == "5 March 2018, 14:30"


def test_a_bare_language_takes_its_usual_region():
    assert [full_locale(x) for x in ("en", "fr", "es", "fr-ca", "ES_co")] == [
        "en_US",
        "fr_FR",
        "es_ES",
        "fr_CA",
        "es_CO",
    ]


def test_missing_and_withheld_differ():
    assert cell(None, lexicon.INCIDENTS, "fr_FR", withheld="< 5") == "< 5"
    assert cell(None, lexicon.INCIDENTS, "fr_FR") == "–"
    assert cell(None, lexicon.PLACE_NAME, "fr_FR", withheld="< 5") == "–"
    assert cell(float("nan"), column(), "en_US") == "–"


@pytest.mark.parametrize("locale", LOCALES)
@given(p=st.floats(1e-12, 1.0))
def test_a_p_value_is_never_zero(locale, p):
    shown = cell(p, column(decimals=3), locale)
    assert shown.strip("0.,") != ""
    assert shown != number(0.0, locale, decimals=3)


def test_small_and_negative_numbers():
    assert cell(0.00004, column(decimals=3), "fr_FR") == f"<{N}0,001"
    assert cell(0.0, column(decimals=3), "en_US") == "0.000"
    assert cell(-2.5, column(decimals=1), "en_GB") == "−2.5"
    assert number(-1234, "es_ES") == "−1.234"
    assert number(0.0123456, "en_US") == "0.0123"
    assert number(3.0, "en_US") == "3"
    assert number(123.456, "en_US") == "123"


@given(st.integers(-(10**12), 10**12))
def test_a_whole_number_reads_back(value):
    for locale in LOCALES:
        plain = number(value, locale).replace("−", "-")
        for mark in (N, T, ",", "."):
            plain = plain.replace(mark, "")
        assert int(plain) == value


def test_codes():
    assert cell("block", column("location_kind"), "fr_FR") == "arrondie au pâté de maisons"
    assert cell("mixed", column("recording"), "en_GB") == "partly reported, partly found by police activity"
    assert cell("file", column("counting_unit"), "es_MX") == "carpetas de investigación"
    assert cell(True, column("text"), "es_ES") == "sí"
    assert cell("0401", lexicon.OFFENCE, "fr_FR") != "0401"
    assert cell("homemade", lexicon.OFFENCE, "fr_FR") == "homemade"
    words = {"bad_date": text("Date not read", "Date illisible", "Fecha ilegible")}
    assert cell("bad_date", column("text"), "es_CO", words=words) == "Fecha ilegible"


def test_a_column_has_one_grain_and_one_number_of_decimals():
    frame = pl.DataFrame({"period": [date(2017, 1, 1), date(2018, 1, 1)], "value": [1.25, 10.0]})
    table = Table({"period": lexicon.PERIOD, "value": column()}, frame)
    assert cells(table, "period", "fr_FR") == ["2017", "2018"]
    assert cells(table, "value", "en_US") == ["1.2", "10.0"]


@pytest.mark.parametrize(
    ("days", "grain"),
    [
        ([date(2018, 1, 1)], "month"),
        ([date(2018, 1, 1), date(2018, 4, 1)], "quarter"),
        ([date(2018, 2, 1), date(2018, 5, 1)], "month"),
        ([date(2018, 1, 1), date(2018, 1, 8)], "week"),
        ([date(2018, 1, 1), date(2018, 1, 2)], "day"),
        ([date(2016, 1, 1), date(2018, 1, 1)], "year"),
        ([None], None),
    ],
)
def test_the_grain_of_first_days(days, grain):
    assert grain_of(days) == grain


def test_headers_say_the_unit_once():
    assert header(lexicon.DISTANCE, "fr_FR", unit=True) == f"Distance jusqu’à{N}(m)"
    assert header(lexicon.LOWER, "es_ES", unit=True) == "Límite inferior, 95 %"
    assert header(lexicon.COVERED_DAYS, "en_GB", unit=True) == "Days covered"
    assert header(column("%"), "en_GB", unit=True) == f"Label{N}(%)"


def test_sentences_are_filled_with_formatted_values():
    phrase = text(
        "Within {distance} and {lag} days: {n} (p = {p}).",
        "À moins de {distance} et {lag} jours : {n} (p = {p}).",
        "A menos de {distance} y {lag} días: {n} (p = {p}).",
    )
    row = {"distance": 400.0, "lag": 7, "n": 1234, "p": 0.0002}
    columns = {"distance": lexicon.DISTANCE, "lag": lexicon.LAG, "n": lexicon.INCIDENTS, "p": p_value("n")}
    assert fill(phrase, row, columns, locale="en_GB") == f"Within 400{N}m and 7 days: 1,234 (p <{N}0.001)."
    assert fill(phrase, row, columns, locale="fr_FR") == f"À moins de 400{N}m et 7 jours{N}: 1{T}234 (p <{N}0,001)."
    withheld = fill(phrase, row | {"n": None}, columns, locale="es_MX", withheld="< 5")
    assert withheld == f"A menos de 400{N}m y 7 días: < 5 (p <{N}0.001)."


@pytest.mark.parametrize(
    ("n", "en", "fr", "es"),
    [
        (0, f"0{N}incidents were", f"0{N}fait a été", f"0{N}incidentes fueron"),
        (1, f"1{N}incident was", f"1{N}fait a été", f"1{N}incidente fue"),
        (2, f"2{N}incidents were", f"2{N}faits ont été", f"2{N}incidentes fueron"),
    ],
)
def test_counted_nouns_agree(n, en, fr, es):
    phrase = text(
        "{n:incident|incidents} {n:=was|were}",
        "{n:fait|faits} {n:=a été|ont été}",
        "{n:incidente|incidentes} {n:=fue|fueron}",
    )
    for locale, expected in (("en_GB", en), ("fr_CA", fr), ("es_CO", es)):
        assert fill(phrase, {"n": n}, {"n": lexicon.INCIDENTS}, locale=locale) == expected


def test_a_refusal_is_said_with_its_words_and_periods():
    refusal = refusals.location_too_coarse(
        found=refusals.LOCATION_WORDS["area"], needed=refusals.LOCATION_WORDS["exact"], instead=LABEL
    )
    assert "connue par territoire seulement" in sentence(refusal.reason, refusal.values, "fr_FR")
    refusal = refusals.not_covered(period=Period.parse("2018-01/2018-07"))
    assert "enero–julio de 2018" in sentence(refusal.reason, refusal.values, "es_MX")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_drawing_writes_numbers_as_the_text_does(locale):
    marks = d3_locale(locale)["number"]
    by_hand = f"1{marks['thousands']}234{marks['decimal']}5"
    assert by_hand == number(1234.5, locale, decimals=1)
    assert len(d3_locale(locale)["time"]["months"]) == 12
    assert d3_locale(locale)["time"]["days"][1] == weekday_text(0, locale)


def test_a_share_that_rounds_to_nothing_or_to_everything_is_said_in_words():
    share = Column(label=text("Share", "Part", "Proporción"), unit="%", decimals=1)
    said = text("{s} of events", "{s} des faits", "{s} de los incidentes")
    assert fill(said, {"s": 0.04}, {"s": share}, locale="en") == "under 0.1% of events"
    assert fill(said, {"s": 99.98}, {"s": share}, locale="fr_CA") == "plus de 99,9\u00a0% des faits"
    assert fill(said, {"s": 100.0}, {"s": share}, locale="es_MX") == "100.0% de los incidentes"
    assert cell(99.98, share, "en") == ">\u00a099.9%"


def test_a_list_of_periods_is_written_as_periods():
    several = Column(label=text("With", "Avec", "Con"), unit="periods")
    assert cell("2016-07, 2017-07", several, "fr_FR") == "juillet 2016, juillet 2017"


def test_an_offence_that_is_not_classified_is_not_named_after_its_check():
    words = {"unmapped": text("Absent from the table", "Absent de la table", "Ausente de la tabla")}
    assert cell("unmapped", lexicon.OFFENCE, "es_MX", words=words) == "Sin clasificar"
    assert cell("unmapped", column("check"), "es_MX", words=words) == "Ausente de la tabla"
