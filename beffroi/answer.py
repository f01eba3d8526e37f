"""A working answer: a finding with what it was asked of, marked "not for publication"."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from beffroi.evidence.finding import Finding, Refusal
from beffroi.vocabulary.scope import Scope
from beffroi.vocabulary.text import text

NOT_FOR_PUBLICATION = text(
    "Working answer, not for publication",
    "Réponse de travail, à ne pas diffuser",
    "Respuesta de trabajo, no publicar",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What `Observatory.ask` returns; in a notebook it shows its table and figure."""

    finding: Finding
    scope: Scope
    context: Mapping[str, Any]

    @property
    def refusal(self) -> Refusal | None:
        """Why the question cannot be answered, or None."""
        return self.finding.refusal

    def frame(self, table: str | None = None) -> pl.DataFrame:
        """Return a table as a Polars frame: the named one, else the first that is not the summary."""
        names = [name for name in self.finding.tables if name not in ("summary", "limits")] or ["summary"]
        return self.finding.tables[table or names[0]].frame

    def svg(self, locale: str = "en", *, figure: int = 0) -> str:
        """Draw one of its figures."""
        from beffroi.drawing import figures

        chosen = self.finding.figures[figure]
        spec = figures.specification(
            chosen,
            self.finding.tables[chosen.table],
            locale,
            geographies=self.finding.geographies,
            summary=self.finding.tables["summary"],
        )
        return figures.svg(spec)

    def citation(self) -> dict[str, Any]:
        """Return what identifies the answer: question, scope, hashes of the data, version."""
        told = {name: self.context[name] for name in ("observatory", "title", "source", "licence", "period", "version")}
        question, scope = json.loads(self.context["question"]), json.loads(self.context["scope"])
        return {**told, "question": question, "scope": scope, "data_sha256": list(self.context["deliveries"])}

    def _repr_html_(self) -> str:
        if self.refusal:
            values = {
                name: value("en") if hasattr(value, "template") else value
                for name, value in self.refusal.values.items()
            }
            return f"<p>{self.refusal.reason('en', **values)}</p>"
        drawn = "".join(self.svg(figure=number) for number in range(len(self.finding.figures)))
        return f"<p><strong>{NOT_FOR_PUBLICATION('en')}</strong></p>{drawn}{self.frame()._repr_html_()}"
