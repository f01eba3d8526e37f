"""Editions made by hand: small findings through the real gate, with one planted small count."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
from pydantic import BaseModel, Field

from beffroi.evidence import refusals
from beffroi.evidence.finding import Figure, Finding, Table
from beffroi.governance.gate import Policy, Release, release
from beffroi.publications.edition import Edition, Section, Source
from beffroi.tables.limits import limits
from beffroi.tables.views import Basis, Coverage
from beffroi.vocabulary.lexicon import (
    EXPOSURE,
    HOUR,
    INCIDENTS,
    LOWER,
    OFFENCE,
    PERIOD,
    PLACE,
    PLACE_NAME,
    RATE_PER_1000,
    UPPER,
    WEEKDAY,
    Column,
)
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.text import text

ASKED = Period.parse("2018-01/2018-07")
COVERED = Period.parse("2018-01-01/2018-07-24")
BASIS = Basis(
    dataset="crimes",
    title="Riverton crimes",
    source="City of Riverton",
    licence="Riverton data terms",
    unit="offence",
    period=COVERED,
    coverage=Coverage(periods=(COVERED,)),
    events=151_234,
    unplaced=812,
    unmapped=0,
    hour_unknown=9_811,
    location_kind="block",
    location_metres=100.0,
    deliveries=("a" * 64,),
)
CONTEXT = {
    "title": BASIS.title,
    "source": BASIS.source,
    "licence": BASIS.licence,
    "zones": "city",
    "offences": "all",
    "period": "2018-01/2018-07",
    "deliveries": BASIS.deliveries,
}
PLACES = (
    "Rogers Park",
    "West Ridge",
    "Uptown",
    "Lincoln Square",
    "North Center",
    "Lake View",
    "Lincoln Park",
    "Near North Side",
)
PLANTED = 3
COUNTS = (871, 655, 1204, 402, PLANTED, 1_518, 0, 2_977)
RESIDENTS = (54_991, 71_942, 56_362, 39_493, 31_867, 94_368, 64_116, 80_484)


class Question(BaseModel):
    bandwidth: float = Field(
        400.0,
        json_schema_extra={"unit": "m", "label": {"en": "Bandwidth", "fr": "Largeur de bande", "es": "Ancho de banda"}},
    )
    seed: int = 1


TOTAL = {
    "incidents": INCIDENTS,
    "change": Column(
        label=text("Change", "Évolution", "Variación"), unit="%", role="estimate", of=("incidents",), decimals=1
    ),
}
AREAS = {
    "place": PLACE,
    "name": PLACE_NAME,
    "incidents": INCIDENTS,
    "exposure": EXPOSURE,
    "rate": RATE_PER_1000,
    "lower": LOWER,
    "upper": UPPER,
}


def areas(counts=COUNTS, ranked=True) -> Table:
    frame = pl.DataFrame(
        {
            "place": [str(n + 1) for n in range(len(counts))],
            "name": PLACES,
            "incidents": counts,
            "exposure": RESIDENTS,
            "rate": [1000 * c / r for c, r in zip(counts, RESIDENTS, strict=True)],
            "lower": [max(0.0, 1000 * (c - 2 * c**0.5) / r) for c, r in zip(counts, RESIDENTS, strict=True)],
            "upper": [1000 * (c + 2 * c**0.5) / r for c, r in zip(counts, RESIDENTS, strict=True)],
        }
    )
    return Table(AREAS, frame.sort("incidents", descending=True) if ranked else frame)


def summary(n: int = 7_630) -> Table:
    return Table(TOTAL, pl.DataFrame({"incidents": [n], "change": [-4.25]}))


HEADLINE = text(
    "{incidents:incident|incidents} were recorded, {change} from the same months a year earlier.",
    "{incidents:fait a été enregistré|faits ont été enregistrés}, soit {change} par rapport aux mêmes mois un an plus tôt.",
    "Se {incidents:=registró|registraron} {incidents:incidente|incidentes}: {change} respecto de los mismos meses un año antes.",
)
CAVEAT = text(
    "The interval covers ordinary variation of what is recorded, not what goes unrecorded.",
    "L’intervalle couvre les variations ordinaires de ce qui est enregistré, non ce qui ne l’est pas.",
    "El intervalo cubre la variación ordinaria de lo que se registra, no lo que no se registra.",
)


def counted(counts=COUNTS, policy: Policy | None = None) -> Release:
    finding = Finding(
        question=Question(),
        level="small_area",
        tables={"summary": summary(), "areas": areas(counts), "limits": limits(BASIS, asked=ASKED)},
        figures=(
            Figure(
                mark="bar",
                table="areas",
                x="incidents",
                y="name",
                title=text("Incidents by community area", "Faits par quartier", "Incidentes por zona"),
                alt=text(
                    "Bars: incidents by area; {incidents} in all.",
                    "Barres : faits par quartier ; {incidents} au total.",
                    "Barras: incidentes por zona; {incidents} en total.",
                ),
            ),
        ),
        headline=HEADLINE,
        caveats=(CAVEAT,),
        choices={"bandwidth": 412.5},
    )
    return release(finding, policy or Policy(), context=CONTEXT)


def months() -> Release:
    columns = {"period": PERIOD, "offence": OFFENCE, "incidents": INCIDENTS}
    rows = [
        (date(2018, month, 1), offence, None if month == 7 else int(level + 40 * np.sin(month)))
        for offence, level in (("0501", 900), ("0401", 420))
        for month in range(1, 8)
    ]
    finding = Finding(
        question=Question(seed=2),
        level="aggregate",
        tables={
            "summary": summary(9_001),
            "series": Table(columns, pl.DataFrame(rows, schema=list(columns), orient="row")),
            "limits": limits(replace(BASIS, events=150_000), asked=ASKED),
        },
        figures=(
            Figure(
                mark="line",
                table="series",
                x="period",
                y="incidents",
                series="offence",
                title=text("Incidents a month", "Faits par mois", "Incidentes por mes"),
                alt=text("Lines by month.", "Courbes par mois.", "Líneas por mes."),
            ),
        ),
        headline=text(
            "Burglaries are steady.", "Les cambriolages sont stables.", "Los robos en viviendas se mantienen."
        ),
    )
    return release(finding, Policy(), context=CONTEXT)


def week() -> Release:
    columns = {"weekday": WEEKDAY, "hour": HOUR, "incidents": INCIDENTS}
    rows = [(day, hour, 300 + 20 * ((day * 7 + hour * 5) % 13)) for day in range(7) for hour in range(24)]
    finding = Finding(
        question=Question(seed=3),
        level="aggregate",
        tables={
            "summary": summary(60_000),
            "week": Table(columns, pl.DataFrame(rows, schema=list(columns), orient="row")),
        },
        figures=(
            Figure(
                mark="heatmap",
                table="week",
                x="hour",
                y="weekday",
                value="incidents",
                title=text("Hour and day of the week", "Heure et jour de la semaine", "Hora y día de la semana"),
                alt=text("Heat map, 24 hours by 7 days.", "Carte de chaleur.", "Mapa de calor."),
            ),
        ),
        headline=HEADLINE,
    )
    return release(finding, Policy(), context=CONTEXT)


def refused() -> Release:
    answer = Finding(question=Question(), level="aggregate", refusal=refusals.not_enough(found=PLANTED, minimum=50))
    return release(answer, Policy(), context=CONTEXT)


WORDS = {
    "0501": text("Burglary", "Cambriolage", "Robo en domicilio"),
    "0401": text("Robbery", "Vol avec violence", "Robo con violencia"),
}


def section(name: str, *releases: Release, title=None) -> Section:
    return Section(
        name=name,
        title=title or text("Counts", "Effectifs", "Recuentos"),
        question=text(
            "How many incidents were recorded, and is it more than before?",
            "Combien de faits ont été enregistrés, et est-ce davantage qu’avant ?",
            "¿Cuántos incidentes se registraron, y son más que antes?",
        ),
        assumption=text("Recording did not change.", "L’enregistrement n’a pas changé.", "El registro no cambió."),
        references=("Przyborowski and Wilenski 1940",),
        minimum=1,
        releases=releases,
        method=text(
            "Exact conditional interval of the ratio of two Poisson counts.",
            "Intervalle conditionnel exact du rapport de deux effectifs de Poisson.",
            "Intervalo condicional exacto de la razón de dos recuentos de Poisson.",
        ),
    )


def edition(**changes) -> Edition:
    given = {
        "name": "Riverton",
        "publisher": "Observatory of Riverton",
        "period": ASKED,
        "sections": (
            section("counts", counted()),
            section("trends", months(), title=text("Trends", "Tendances", "Tendencias")),
            section("rhythms", week(), title=text("Rhythms", "Rythmes", "Ritmos")),
            section(
                "near_repeat", refused(), title=text("Near repeats", "Répétitions rapprochées", "Repeticiones cercanas")
            ),
        ),
        "sources": (
            Source(
                title="Riverton crimes",
                attribution="City of Riverton, Department of Police",
                licence="Riverton data terms",
                sha256=("a" * 64,),
                retrieved=date(2024, 3, 1),
                url="https://data.riverton.example/",
            ),
        ),
        "grain": text(
            "Figures are shown by community area: {share} of positive cells are withheld.",
            "Les chiffres sont donnés par quartier : {share} des cases positives sont masquées.",
            "Las cifras se dan por zona: se suprime el {share} de las celdas positivas.",
        ),
        "grain_values": {"share": "8 %"},
        "version": "0.1.0",
        "made_at": date(2018, 9, 3),
        "words": WORDS,
    }
    return Edition(**(given | changes))
