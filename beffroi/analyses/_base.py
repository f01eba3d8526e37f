"""The shape of an analysis: an immutable question that data can be asked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from beffroi.evidence import refusals
from beffroi.evidence.finding import Finding, Level, Refusal, Table
from beffroi.tables.views import DATE_PRECISIONS, LOCATION_KINDS, Basis, DatePrecision, LocationKind, Request
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import Text, text

COUNTS_POSSIBLE = text(
    "Counts by area and month are possible.",
    "Les effectifs par territoire et par mois sont possibles.",
    "Los recuentos por territorio y mes son posibles.",
)
View = Literal["points", "times", "counts", "series", "exposure", "quality", "revisions", "network"]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What every door says of an analysis; forgetting one is a TypeError at import.

    needs
        Views in the order `run` takes them.
    level
        Finest thing the answer may disclose; `record` is never public.
    minimum
        Fewest events for an answer; below, a typed "not enough data".
    date_precision, location_kind, location_metres
        Coarsest date, location kind and location precision that still answer.
    instead
        What would be possible with coarser data.
    prefers
        ICCS codes, in order: a question about one kind of offence is asked of
        the first that the data hold, where a bulletin names none.
    method
        Technical note of the method card: the computation in a few sentences,
        for a reader who knows statistics.
    history
        True when the answer gains from every earlier period of the same data.
    in_bulletin
        False for a specialist's question: asked at every other door, not in every bulletin.
    """

    title: Text
    question: Text
    needs: tuple[View, ...]
    level: Level
    assumption: Text
    references: tuple[str, ...]
    minimum: int = 1
    date_precision: DatePrecision = "year"
    location_kind: LocationKind = "none"
    location_metres: float = float("inf")
    instead: Text = COUNTS_POSSIBLE
    history: bool = False
    in_bulletin: bool = True
    prefers: tuple[str, ...] = ()
    method: Text | None = None


def parameter(default: Any, *, en: str, fr: str, es: str, unit: str = "1", **bounds: Any) -> Any:
    """Declare a parameter: default, unit, bounds and its label in every language."""
    label = Text(en=en, fr=fr, es=es)
    extra: dict[str, Any] = {"unit": unit, "label": {"en": label.en, "fr": label.fr, "es": label.es}}
    return Field(default, description=en, json_schema_extra=extra, **bounds)


def one_row(columns: Mapping[str, Column], row: dict[str, Any], **types: Any) -> Table:
    """Return the table of one row with these columns, in their order; what is missing is a missing number."""
    missing = {name: pl.Float64 for name, value in row.items() if value is None}
    return Table(columns, pl.DataFrame([row], schema_overrides=missing | types).select(list(columns)))


class Analysis(BaseModel):
    """A question with its parameters. One subclass a file; `run` answers it.

    Subclasses set `about` and define `run(self, view, ...) -> Finding`, one
    argument a view of `about.needs`. They may override `requests` to say which
    places, period grain or history each view should have.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, ignored_types=(About,))
    known: ClassVar[dict[str, type["Analysis"]]] = {}
    about: ClassVar[About]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        if not isinstance(vars(cls).get("about"), About):
            msg = f"{cls.__name__} must say what it is: about = About(...)"
            raise TypeError(msg)
        Analysis.known[cls.name()] = cls

    @classmethod
    def name(cls) -> str:
        """Name of the analysis everywhere: `near_repeat` for `NearRepeat`."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()

    def requests(self) -> tuple[Request, ...]:
        """Which views to hand to `run`, in order; of points, those on default locations as the parameter says."""
        asked = getattr(self, "default_locations", None)
        options = {"points": {"defaults": asked}} if asked else {}
        return tuple(
            Request(view=view, history=self.about.history, options=options.get(view, {})) for view in self.about.needs
        )

    def grains(self) -> tuple["Analysis", ...]:
        """Return this question at finer to coarser grains: a release takes the finest that hides little enough."""
        return (self,)

    def run(self, *views: Any) -> Finding:
        """Answer the question from its views."""
        raise NotImplementedError  # every subclass answers: a house test holds it

    def refuse(self, refusal: Refusal) -> Finding:
        """Return the typed answer "cannot, because"."""
        return Finding(question=self, level=self.about.level, refusal=refusal)

    def check_basis(self, bases: Sequence[Basis]) -> Refusal | None:
        """Return why data of this precision, coverage or size cannot answer, or None."""
        for basis in bases:
            refusal = self._check_one(basis)
            if refusal:
                return refusal
        return None

    def _check_one(self, basis: Basis) -> Refusal | None:
        about = self.about
        if basis.coverage.days(basis.period) == 0:
            return refusals.not_covered(period=basis.period)
        if DATE_PRECISIONS.index(basis.date_precision) > DATE_PRECISIONS.index(about.date_precision):
            return refusals.date_too_coarse(
                found=refusals.DATE_WORDS[basis.date_precision],
                needed=refusals.DATE_WORDS[about.date_precision],
                instead=about.instead,
            )
        if "points" in about.needs and basis.location_kind in ("none", "area"):
            return refusals.no_location()
        too_coarse = LOCATION_KINDS.index(basis.location_kind) > LOCATION_KINDS.index(about.location_kind)
        if too_coarse or basis.location_metres > about.location_metres:
            return refusals.location_too_coarse(
                found=refusals.LOCATION_WORDS[basis.location_kind],
                needed=refusals.LOCATION_NEEDS[about.location_kind],
                instead=about.instead,
            )
        if basis.events < about.minimum:
            return refusals.not_enough(found=basis.events, minimum=about.minimum)
        return None
