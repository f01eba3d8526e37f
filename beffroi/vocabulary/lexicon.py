"""Standard columns, each worded once: every table and figure borrows from here."""

from dataclasses import dataclass
from typing import Literal

from beffroi.vocabulary.text import Text, text

Role = Literal["key", "count", "ratio", "estimate", "surface"]
Dimension = Literal["place", "period", "offence", "filter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a column means, its unit, and what the gate must do with it.

    role
        `key` is published as is (a place, a date, a band, a public denominator,
        a parameter). `count` is a number of incidents or of pairs of them: the
        gate protects it. `ratio` is recomputed after the gate as
        `scale * of[0] / of[1]`. `estimate` falls when any count in `of` falls.
        `surface` smooths over many cells: it leaves only when it was computed
        from already protected cells, and falls whole otherwise.
    of
        Names of columns of the same table. For a `count`: the keys that
        restrict it, where a row holds several windows; none means all keys.
    dimension
        For keys: the axis of the base cell that the key restricts.
    only
        For counts: which events of its cell are counted, when not all of them
        (`unplaced`); written into the ledger.
    unit
        UCUM-like: `1`, `m`, `d`, `h`, `%`; `p`, a probability that is never 0; or `date`, `month`, `place`,
        `offence`, `weekday`, `text` for keys that are not numbers.
    decimals
        Digits after the mark when shown; None lets the formatter choose.
    codes
        Words of a column of whole numbers that stand for classes, in order.
    """

    label: Text
    unit: str = "1"
    role: Role = "key"
    of: tuple[str, ...] = ()
    scale: float = 1.0
    dimension: Dimension | None = None
    only: str = ""
    decimals: int | None = None
    codes: tuple[tuple[int, Text], ...] = ()

    def __post_init__(self) -> None:
        if self.role == "ratio" and len(self.of) != 2:
            msg = f"the ratio {self.label.en!r} must name its numerator and its denominator"
            raise ValueError(msg)
        if self.role == "estimate" and not self.of:
            msg = f"the estimate {self.label.en!r} must name the counts it rests on"
            raise ValueError(msg)


# keys
PLACE = Column(label=text("Code", "Code", "Código"), unit="text", dimension="place")
PLACE_NAME = Column(label=text("Place", "Lieu", "Lugar"), unit="text")
PERIOD = Column(label=text("Period", "Période", "Periodo"), unit="date", dimension="period")
OFFENCE = Column(label=text("Offence", "Infraction", "Delito"), unit="offence", dimension="offence")
HOUR = Column(label=text("Hour", "Heure", "Hora"), unit="hour", dimension="filter")
WEEKDAY = Column(
    label=text("Day of the week", "Jour de la semaine", "Día de la semana"), unit="weekday", dimension="filter"
)
DISTANCE = Column(
    label=text("Distance up to", "Distance jusqu’à", "Distancia hasta"), unit="m", dimension="filter", decimals=0
)
LAG = Column(label=text("Delay up to", "Délai jusqu’à", "Plazo hasta"), unit="d", dimension="filter", decimals=0)
CELL_X = Column(
    label=text("Cell centre, east", "Centre de la maille, est", "Centro de la celda, este"),
    unit="m",
    dimension="place",
    decimals=0,
)
CELL_Y = Column(
    label=text("Cell centre, north", "Centre de la maille, nord", "Centro de la celda, norte"),
    unit="m",
    dimension="place",
    decimals=0,
)
CELL_SIZE = Column(
    label=text("Cell size", "Côté de la maille", "Lado de la celda"), unit="m", dimension="place", decimals=0
)
COVERED_DAYS = Column(label=text("Days covered", "Jours couverts", "Días cubiertos"), unit="d", decimals=0)
EXPOSURE = Column(label=text("Exposure", "Dénominateur d’exposition", "Población expuesta"), decimals=0)
PERMUTATIONS = Column(label=text("Permutations", "Permutations", "Permutaciones"), decimals=0)

# counts
INCIDENTS = Column(label=text("Incidents", "Faits", "Incidentes"), role="count")
PAIRS = Column(label=text("Pairs observed", "Paires observées", "Pares observados"), role="count")

# ratios and estimates (always of named columns)
RATE_PER_1000 = Column(
    label=text("Rate per 1,000", "Taux pour 1 000", "Tasa por 1 000"),
    role="ratio",
    of=("incidents", "exposure"),
    scale=1000.0,
    decimals=1,
)
EXPECTED_PAIRS = Column(
    label=text("Pairs expected", "Paires attendues", "Pares esperados"), role="estimate", of=("pairs",), decimals=1
)
KNOX_RATIO = Column(
    label=text("Observed over expected (ratio)", "Observé sur attendu (rapport)", "Observado sobre esperado (razón)"),
    role="ratio",
    of=("pairs", "expected"),
    decimals=2,
)
LOWER = Column(
    label=text("Lower limit, 95 %", "Borne inférieure, 95 %", "Límite inferior, 95 %"),
    role="estimate",
    of=("incidents",),
    decimals=2,
)
UPPER = Column(
    label=text("Upper limit, 95 %", "Borne supérieure, 95 %", "Límite superior, 95 %"),
    role="estimate",
    of=("incidents",),
    decimals=2,
)


def p_value(*of: str) -> Column:
    """Return the column of a p-value that rests on the named counts."""
    return Column(label=text("p-value", "valeur p", "valor p"), unit="p", role="estimate", of=of, decimals=3)
