"""From an observatory to an edition of its bulletin: every analysis asked once, released, laid in reading order."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from beffroi import __version__
from beffroi.analyses import Analysis, catalogue
from beffroi.errors.questions import BadPeriod
from beffroi.governance.gate import Release
from beffroi.observatory import Observatory, reason_words
from beffroi.publications import bulletin
from beffroi.publications.edition import Edition, Section, Source
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.scope import Scope
from beffroi.vocabulary.text import text

READING_ORDER = (
    "counts", "rates", "trends", "rhythms", "concentration", "hot_spots", "near_repeat", "data_quality",
)  # fmt: skip
OF_EVERY_DATASET = ("data_quality",)
GRAIN = text(
    "Maps of hot spots are drawn from squares of {side}, the finest at which at most 10 % of the squares with an event "
    "are withheld ({hidden} are).",
    "Les cartes de points chauds sont dessinées à partir de carrés de {side}, la plus fine des mailles où au plus 10 % "
    "des carrés touchés sont masqués (ici {hidden}).",
    "Los mapas de puntos calientes se dibujan a partir de cuadrados de {side}, los más finos en los que se suprime como "
    "máximo el 10 % de los cuadrados con algún incidente (aquí el {hidden}).",
)
GRAIN_WHOLE = text(
    "Maps of hot spots are drawn from squares of {side}, the finest that the precision of the locations and the threshold allow; none is withheld.",
    "Les cartes de points chauds sont dessinées à partir de carrés de {side}, la plus fine des mailles que permettent la précision des localisations et le seuil ; aucun n’est masqué.",
    "Los mapas de puntos calientes se dibujan a partir de cuadrados de {side}, los más finos que permiten la precisión de las ubicaciones y el umbral; no se suprime ninguno.",
)
GRAIN_COLUMNS = {
    "side": Column(label=text("Side of the squares", "Côté des carrés", "Lado de los cuadrados"), unit="m", decimals=0),
    "hidden": Column(label=text("Withheld", "Masqués", "Suprimidos"), unit="%", decimals=1),
}


def publish_bulletin(
    observatory: Observatory,
    *,
    out: Path,
    locales: Sequence[str],
    period: Period | str | None = None,
    datasets: Sequence[str] | None = None,
    offences: tuple[str, ...] = (),
    made_at: date | None = None,
) -> list[Path]:
    """Publish the bulletin of a period in several languages from the same releases; return the files written.

    Without `datasets`, the first data set answers every analysis and the
    others add their longer history; with it, every analysis is asked of each.
    """
    made = edition(observatory, period=period, datasets=datasets, offences=offences, locales=locales, made_at=made_at)
    return [path for locale in locales for path in bulletin.write(made, locale=locale, out=out)]


def edition(
    observatory: Observatory,
    *,
    period: Period | str | None = None,
    datasets: Sequence[str] | None = None,
    offences: tuple[str, ...] = (),
    locales: Sequence[str] = ("en", "fr", "es"),
    made_at: date | None = None,
) -> Edition:
    """Ask every analysis and gather its releases; they enter the ledger together."""
    asked = _period(period)
    named = list(datasets) if datasets else list(observatory.engine.datasets)
    for name in named:
        observatory.engine.dataset(Scope(dataset=name))
    scopes = {name: _scopes(observatory, name, asked, offences) for name in named}
    sections = tuple(
        _section(observatory, analysis, _asked_of(analysis, scopes, every=datasets is not None))
        for analysis in _in_order(catalogue())
        if analysis.about.in_bulletin
    )
    releases = [release for section in sections for release in section.releases]
    observatory.record(releases)
    side = next((release.context for release in releases if release.context.get("cell_side")), None)
    covered = [Period.parse(release.context["period"]) for release in releases if not _looks_back(release)]
    shown = Period(start=min(p.start for p in covered), end=max(p.end for p in covered)) if covered else asked
    return Edition(
        name=str(observatory.meta["name"]),
        period=shown or observatory.engine.coverage(named[0]).span(),
        sections=sections,
        locales=tuple(locales),
        grain=(GRAIN if side["cell_hidden"] else GRAIN_WHOLE) if side else None,
        grain_values={"side": side["cell_side"], "hidden": 100.0 * side["cell_hidden"]} if side else {},
        grain_columns=GRAIN_COLUMNS,
        sources=_sources(observatory, named),
        version=__version__,
        made_at=made_at or date.today(),
        words=reason_words(),
    )


def _looks_back(release: Release) -> bool:
    """Whether a release looks further back than the period of the bulletin."""
    return bool(release.finding.question.about.history)


def _period(written: Period | str | None) -> Period | None:
    if not isinstance(written, str):
        return written
    try:
        return Period.parse(written)
    except ValueError:
        raise BadPeriod(found=written) from None


def _in_order(known: dict[str, type[Analysis]]) -> list[type[Analysis]]:
    first = [name for name in READING_ORDER if name in known]
    return [known[name] for name in [*first, *(name for name in known if name not in first)]]


def _scopes(observatory: Observatory, dataset: str, period: Period | None, offences: tuple[str, ...]) -> list[Scope]:
    """One scope a data set, or one a counting unit where it has several."""
    scope = Scope(dataset=dataset, period=period, offences=offences)
    units = sorted(observatory.engine.units(dataset), key=lambda unit: (unit != "offence", unit))
    return [scope.narrowed(unit=unit) for unit in units] if len(units) > 1 else [scope]


def _asked_of(analysis: type[Analysis], scopes: dict[str, list[Scope]], *, every: bool) -> list[Scope]:
    names = list(scopes)
    if not every and not analysis.about.history and analysis.name() not in OF_EVERY_DATASET:
        names = names[:1]
    if (
        analysis.name() in OF_EVERY_DATASET
    ):  # about rows and coverage, which do not differ from one counting unit to another
        return [scopes[name][0] for name in names]
    return [scope for name in names for scope in scopes[name]]


def _section(observatory: Observatory, analysis: type[Analysis], scopes: list[Scope]) -> Section:
    about = analysis.about
    asked = (_of_one_kind(observatory, analysis, scope) for scope in scopes)
    pass_gate = observatory.kept_inside if about.level == "record" else observatory.protected
    releases = tuple(pass_gate(analysis(), scope) for scope in asked)
    return Section(
        name=analysis.name(),
        title=about.title,
        question=about.question,
        assumption=about.assumption,
        releases=_one_refusal(releases),
        references=about.references,
        minimum=about.minimum,
        method=about.method,
    )


def _of_one_kind(observatory: Observatory, analysis: type[Analysis], scope: Scope) -> Scope:
    """Narrow a scope that names no offence to the kind that the question is about, where the data hold it."""
    if scope.offences or not analysis.about.prefers:
        return scope
    held = observatory.engine.basis(scope).offences
    kind = next((code for code in analysis.about.prefers if any(offence.startswith(code) for offence in held)), None)
    return scope.narrowed(offences=(kind,)) if kind else scope


def _one_refusal(releases: tuple[Release, ...]) -> tuple[Release, ...]:
    """Say the same refusal once, and none where another data set answers."""
    answers = tuple(release for release in releases if release.finding.refusal is None)
    return answers or releases[:1]


def attributed(profile: Mapping[str, Any]) -> str:
    """Return whom the data come from, with the words that their licence wants printed."""
    parts = (profile["attribution"] or profile["publisher"], profile.get("notice", ""))
    return " ".join(f"{part.rstrip('.')}." for part in parts if part).removesuffix(".")


def _sources(observatory: Observatory, datasets: Sequence[str]) -> tuple[Source, ...]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for delivery in observatory.deliveries():
        told = delivery.profile
        if delivery.dataset in datasets:
            facts = {
                "title": told["title"],
                "titles": {code: said["title"] for code, said in told.get("translations", {}).items() if said["title"]},
                "attribution": attributed(told),
                "licence": told["licence"],
            }
        elif delivery.kind in ("places", "exposure"):
            told = delivery.account.get("source") or delivery.account.get(delivery.kind, {})
            facts = {
                "title": told.get("title") or delivery.file_name,
                "attribution": told.get("attribution", ""),
                "licence": told.get("licence", ""),
            }
        else:
            continue
        source = found.setdefault((delivery.kind, delivery.dataset), {**facts, "kind": delivery.kind, "sha256": []})
        source["sha256"].append(delivery.sha256)
    return tuple(Source(**{**source, "sha256": tuple(source["sha256"])}) for source in found.values())
