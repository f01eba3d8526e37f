"""What the data behind an answer cover and lack, as a table that passes the gate like any other."""

import polars as pl

from beffroi.evidence.finding import Table
from beffroi.tables.views import Basis
from beffroi.vocabulary.lexicon import COVERED_DAYS, Column
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.text import text


def limits(basis: Basis, *, asked: Period) -> Table:
    """Return the one-row table of coverage, precision and gaps behind an answer."""
    row = {
        "events": basis.events,
        "unplaced": basis.unplaced,
        "unplaced_share": None,
        "unmapped": basis.unmapped,
        "unmapped_share": None,
        "hour_unknown": basis.hour_unknown,
        "hour_unknown_share": None,
        "covered_days": basis.coverage.days(asked),
        "asked_days": asked.days,
        "period": str(basis.period),
        "unit": basis.unit,
        "date_precision": basis.date_precision,
        "location_kind": basis.location_kind,
        "location_metres": basis.location_metres,
        "recording": basis.recording,
    }
    shares = {name: pl.Float64 for name in row if name.endswith("_share")}
    return Table(LIMITS, pl.DataFrame([row], schema_overrides=shares))


def _share(of: str, en: str, fr: str, es: str) -> Column:
    return Column(label=text(en, fr, es), role="ratio", of=(of, "events"), scale=100.0, unit="%", decimals=1)


LIMITS = {
    "events": Column(
        label=text("Events in scope", "Faits retenus", "Incidentes considerados"), role="count", only="events"
    ),
    "unplaced": Column(
        label=text("Without a location", "Sans localisation", "Sin ubicación"), role="count", only="without_location"
    ),
    "unplaced_share": _share(
        "unplaced", "Share without a location", "Part sans localisation", "Proporción sin ubicación"
    ),
    "unmapped": Column(
        label=text("Offence not classified", "Infraction non classée", "Delito sin clasificar"),
        role="count",
        only="unmapped",
    ),
    "unmapped_share": _share("unmapped", "Share not classified", "Part non classée", "Proporción sin clasificar"),
    "hour_unknown": Column(
        label=text("Hour unknown", "Heure inconnue", "Hora desconocida"), role="count", only="hour_unknown"
    ),
    "hour_unknown_share": _share(
        "hour_unknown", "Share of unknown hours", "Part des heures inconnues", "Proporción de horas desconocidas"
    ),
    "covered_days": COVERED_DAYS,
    "asked_days": Column(label=text("Days asked", "Jours demandés", "Días solicitados"), unit="d", decimals=0),
    "period": Column(label=text("Period covered", "Période couverte", "Periodo cubierto"), unit="period"),
    "unit": Column(label=text("Counting unit", "Unité de compte", "Unidad de conteo"), unit="counting_unit"),
    "date_precision": Column(
        label=text("Precision of dates", "Précision des dates", "Precisión de las fechas"), unit="date_precision"
    ),
    "location_kind": Column(
        label=text("Kind of location", "Type de localisation", "Tipo de ubicación"), unit="location_kind"
    ),
    "location_metres": Column(
        label=text("Precision of locations", "Précision des localisations", "Precisión de las ubicaciones"),
        unit="m",
        decimals=0,
    ),
    "recording": Column(label=text("Recording", "Mode d’enregistrement", "Modo de registro"), unit="recording"),
}
