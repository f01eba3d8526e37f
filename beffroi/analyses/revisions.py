"""Revisions: how did the count of each month grow, delivery after delivery, and which records were corrected?"""

import polars as pl

from beffroi.analyses import _revisions_words as words
from beffroi.analyses._base import About, Analysis, parameter
from beffroi.evidence import refusals
from beffroi.evidence.finding import Finding
from beffroi.tables.ratios import table
from beffroi.tables.views import Revisions as View
from beffroi.vocabulary.text import text


class Revisions(Analysis):
    """Revision triangle: the count of each month as it stood after each delivery that held days of it.

    With n(m, v) the count of month m after its v-th delivery, a share is n(m, v) / n(m, 1). The growth from
    version v − 1 to v is the ratio of sums over the months M that have both,
    Σ n(m, v) / Σ n(m, v − 1), m in M: the link ratio of the chain ladder. It pools months, so a large one weighs
    more. Counts are complete, not a sample: they have no interval, and none is given. The triangle says how much
    months that were delivered again have grown so far; it does not say how much the latest ones will grow. Records
    are told the same by their key: a corrected one is counted once, as the later delivery has it.
    """

    about = About(
        title=text("Revisions of earlier months", "Révisions des mois antérieurs", "Revisiones de meses anteriores"),
        question=text(
            "How did the count of each month grow, delivery after delivery, and what was corrected?",
            "Comment l’effectif de chaque mois a-t-il évolué, livraison après livraison, et qu’est-ce qui a été corrigé ?",
            "¿Cómo creció el recuento de cada mes, entrega tras entrega, y qué se corrigió?",
        ),
        needs=("revisions",),
        level="record",
        assumption=text(
            "A key names the same record in every delivery, and a delivery holds all that was known of its days.",
            "Une clé désigne le même enregistrement dans toutes les livraisons, et une livraison contient tout ce que l’on"
            " savait de ses jours.",
            "Una clave designa el mismo registro en todas las entregas, y una entrega contiene todo lo que se sabía de sus"
            " días.",
        ),
        minimum=1,
        method=words.METHOD,
        references=(
            "Mack, T. (1993). Distribution-free calculation of the standard error of chain ladder reserve estimates."
            " ASTIN Bulletin 23(2), 213–225.",
            "Höhle, M. and an der Heiden, M. (2014). Bayesian nowcasting during the STEC O104:H4 outbreak in Germany,"
            " 2011. Biometrics 70(4), 993–1002.",
        ),
    )
    months: int = parameter(
        24,
        unit="1",
        ge=2,
        le=120,
        en="most recent months shown (years, where months are unknown)",
        fr="mois les plus récents montrés (années, quand les mois sont inconnus)",
        es="meses más recientes mostrados (años, donde no se conocen los meses)",
    )

    def run(self, revisions: View) -> Finding:
        """Answer from the counts that stood after each delivery."""
        refusal = self.check_basis((revisions.basis,))
        if refusal:
            return self.refuse(refusal)
        frame = _supplied_again(revisions.frame)
        if not frame.height:
            return self.refuse(refusals.not_supplied_again())
        growth = _growth(frame)
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": table(words.SUMMARY, _summary(frame, revisions.changes)),
                "triangle": table(words.TRIANGLE, _latest(frame, months=self.months)),
                "growth": table(words.GROWTH, growth, title=words.GROWTH_TITLE),
                "changes": table(words.CHANGES, revisions.changes, title=words.CHANGES_TITLE),
                "requalified": table(words.REQUALIFIED, revisions.requalified, title=words.REQUALIFIED_TITLE),
            },
            figures=(words.FIGURE,),
            headline=words.HEADLINE,
            caveats=(words.NO_INTERVAL, words.ALL_RECORDS),
        )


def _supplied_again(frame: pl.DataFrame) -> pl.DataFrame:
    """Keep the months that were delivered at least twice, each row with the count of the first version and the last."""
    count = pl.col("n")
    versions = pl.len().over("period")
    return frame.sort("period", "version").filter(versions > 1).with_columns(
        count.first().over("period").alias("first"),
        count.last().over("period").alias("last"),
        count.shift(1).over("period").alias("before"),
    )  # fmt: skip


def _latest(frame: pl.DataFrame, *, months: int) -> pl.DataFrame:
    kept = frame["period"].unique().sort().tail(months)
    return frame.filter(pl.col("period").is_in(kept.implode())).rename({"n": "incidents"})


def _growth(frame: pl.DataFrame) -> pl.DataFrame:
    """Sum the months that have a version and the one before it."""
    again = frame.filter(pl.col("version") > 1).group_by("version", maintain_order=True)
    summed = again.agg(pl.len().alias("months"), pl.col("before", "n").sum())
    return summed.sort("version").rename({"n": "incidents"})


def _summary(frame: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    months = frame.unique("period")
    row = {
        "months": months.height,
        "versions": int(frame["version"].max()),  # type: ignore[arg-type]
        "first": int(months["first"].sum()),
        "incidents": int(months["last"].sum()),
        **{name: int(changes[name].sum()) for name in ("corrected", "requalified", "gone")},
    }
    return pl.DataFrame([row], schema=dict.fromkeys(row, pl.Int64))
