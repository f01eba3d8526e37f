"""A bulletin laid out in one language, before it becomes a page or a document: words, cells, drawings.

Both HTML and PDF are made from it, so they cannot differ in a number.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from beffroi.evidence.finding import Figure, Refusal
from beffroi.governance.gate import Release
from beffroi.publications import cells, phrases
from beffroi.publications.drawings import Drawing, drawing
from beffroi.publications.edition import Edition, Section, Source
from beffroi.publications.grids import BACKSTAGE, Grid, grid
from beffroi.publications.keypoints import Limits, Point, key_points, limits, withheld
from beffroi.publications.subject import counted_in, offence_words
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.text import Text, language_of

PLAIN = Column(label=phrases.VALUE)
_AUTOMATIC = re.compile(r"\s*;\s+autom\w+.*$")  # what a label says of its automatic value


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One released answer, or the sentence that says why there is none."""

    id: str
    heading: str = ""
    refused: str = ""
    lede: str = ""
    drawings: tuple[Drawing, ...] = ()
    grids: tuple[Grid, ...] = ()
    caveats: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One analysis: its question as subtitle, its answers, its method card."""

    id: str
    title: str
    question: str
    answers: tuple[Answer, ...]
    assumption: str
    minimum: str
    references: tuple[str, ...]
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The whole bulletin in one language."""

    locale: str
    language: str
    title: str
    name: str
    publisher: str
    period: str
    issued: str
    points: tuple[Point, ...]
    about: str  # what the key points count, said once
    limits: tuple[Limits, ...]
    withheld: str
    protection: str
    grain: str
    chapters: tuple[Chapter, ...]
    deliveries: tuple[tuple[str, tuple[str, ...]], ...]
    sources: tuple[tuple[str, str, str], ...]  # title, attribution and licence, address
    version: str
    others: tuple[tuple[str, str, str], ...]  # locale, language name, file
    words: Mapping[str, str] = field(default_factory=dict)


def sheet(edition: Edition, *, locale: str, pictures: str = "both") -> Sheet:
    """Lay out an edition in one language; `pictures` is `both`, or `light` where there is no dark."""
    layout = _Layout(edition, locale=locale, pictures=pictures)
    chapters = tuple(layout.chapter(section) for section in edition.sections)
    points = tuple(key_points(edition, locale=locale))
    return Sheet(
        locale=locale.replace("_", "-"),
        language=language_of(locale),
        title=edition.title(locale),
        name=edition.name,
        publisher=edition.publisher,
        period=shown(edition.period, locale=locale),
        issued=phrases.ISSUED(locale, date=shown(edition.made_at, locale=locale)) if edition.made_at else "",
        points=points,
        about=points[0].about if points else "",
        limits=tuple(limits(edition, locale=locale)),
        withheld=withheld(edition, locale=locale),
        protection=edition.protection(locale),
        grain=layout.filled(edition.grain, edition.grain_values) if edition.grain else "",
        chapters=chapters,
        deliveries=_deliveries(edition),
        sources=tuple((source.title, _attributed(source, locale), source.url) for source in edition.sources),
        version=edition.version,
        others=tuple(
            (code.replace("_", "-"), phrases.LANGUAGE_NAMES[language_of(code)], page_name(code))
            for code in edition.locales
        ),
        words=phrases.spoken(locale),
    )


def page_name(locale: str, *, suffix: str = "html") -> str:
    """Return the file name of a bulletin in one language: `bulletin.fr.html`."""
    return f"bulletin.{locale.replace('_', '-')}.{suffix}"


class _Layout:
    """Counts figures and tables through the bulletin, so that each can be named."""

    def __init__(self, edition: Edition, *, locale: str, pictures: str) -> None:
        self.edition, self.locale, self.pictures = edition, locale, pictures
        self.figures = self.tables = 0

    def filled(self, phrase: Text, values: Mapping[str, Any]) -> str:
        from beffroi.drawing.format import sentence

        return sentence(phrase, values, self.locale)

    def said(self, phrase: Text, release: Release) -> str | None:
        return cells.say(phrase, release, locale=self.locale, words=self.edition.words)

    def chapter(self, section: Section) -> Chapter:
        several = len(section.releases) > 1
        answers = tuple(self._answer(section, nth, several=several) for nth in range(len(section.releases)))
        nothing = Answer(id=f"{section.name}-0", refused=phrases.NOT_ASKED(self.locale))
        return Chapter(
            id=section.name.replace("_", "-"),
            title=section.title(self.locale),
            question=section.question(self.locale),
            answers=answers or (nothing,),
            assumption=section.assumption(self.locale),
            minimum=shown(section.minimum, locale=self.locale),
            references=section.references,
            method=" ".join(section.method.split()),
        )

    def _answer(self, section: Section, nth: int, *, several: bool) -> Answer:
        release = section.releases[nth]
        finding = release.finding
        name = f"{section.name}-{nth}".replace("_", "-")
        one_kind = _one_kind(release)
        heading = self._heading(section, release) if several or one_kind else ""
        question = question_json(release)
        if finding.refusal:
            return Answer(id=name, heading=heading, refused=self._refused(finding.refusal), question=question)
        numbers = {table: self.tables + n for n, table in enumerate(_in_order(release), start=1)}
        grids = tuple(self._grid(section, nth, table=table, number=n) for table, n in numbers.items())
        self.tables += len(numbers)
        told = [self.said(caveat, release) for caveat in finding.caveats]
        if one_kind:
            kind = offence_words(release, locale=self.locale)
            told.insert(0, phrases.ONE_KIND(self.locale, offences=lower(kind)))
        return Answer(
            id=name,
            heading=heading,
            lede=(finding.headline and self.said(finding.headline, release)) or "",
            drawings=tuple(self._drawing(section, release, figure, numbers) for figure in finding.figures),
            grids=grids,
            caveats=tuple(sentence for sentence in told if sentence),
            choices=tuple(self._chosen(finding.question, key, value) for key, value in finding.choices.items()),
            parameters=tuple(self._parameter(finding.question, *item) for item in _parameters(finding.question)),
            question=question,
        )

    def _heading(self, section: Section, release: Release) -> str:
        """Return what tells an answer from the others of its chapter: data, kind of offence, unit, period."""
        units = {other.context.get("unit") for other in section.releases if _titled(other) == _titled(release)}
        unit = counted_in(release, locale=self.locale) if len(units) > 1 else ""
        parts = (
            _titled(release),
            lower(offence_words(release, locale=self.locale)) + (f" ({unit})" if unit else ""),
            written_period(release, locale=self.locale),
        )
        heading = ", ".join(part for part in parts if part).replace(",  (", " (")
        return heading[:1].upper() + heading[1:]

    def _refused(self, refusal: Refusal) -> str:
        reason, instead = (self.filled(phrase, refusal.values) for phrase in (refusal.reason, refusal.instead))
        return phrases.CANNOT(self.locale, reason=_inside(reason), instead=_inside(instead))

    def _grid(self, section: Section, nth: int, *, table: str, number: int) -> Grid:
        release = section.releases[nth]
        caption = self._caption(release, table)
        words, locale = self.edition.words, self.locale
        return grid(
            release, table, number=number, section=section.name, nth=nth, caption=caption, locale=locale, words=words
        )

    def _caption(self, release: Release, table: str) -> str:
        if table in BACKSTAGE:
            return {"summary": phrases.SUMMARY, "limits": phrases.BASIS}[table](self.locale)
        title = release.finding.tables[table].title
        if title:
            return self.said(title, release) or title.template(self.locale)
        for figure in release.finding.figures:
            if figure.table == table:
                return phrases.DATA(self.locale, title=lower(self._title(figure, release)))
        return phrases.FURTHER(self.locale)

    def _title(self, figure: Figure, release: Release) -> str:
        return self.said(figure.title, release) or phrases.FIGURE(self.locale, n=self.figures)

    def _drawing(self, section: Section, release: Release, figure: Figure, numbers: Mapping[str, int]) -> Drawing:
        self.figures += 1
        title = self._title(figure, release)
        return drawing(
            release,
            figure,
            number=self.figures,
            table=numbers[figure.table],
            title=title,
            alt=self.said(figure.alt, release) or f"{section.title(self.locale)}. {title}.",
            locale=self.locale,
            words=self.edition.words,
            dark=self.pictures == "both",
        )

    def _parameter(self, question: Any, name: str, value: Any) -> tuple[str, str]:
        about = type(question).model_fields.get(name) if hasattr(type(question), "model_fields") else None
        extra = about.json_schema_extra if about and isinstance(about.json_schema_extra, dict) else {}
        label = extra.get("label", {}).get(language_of(self.locale)) or name.replace("_", " ")
        if value is None:
            return _AUTOMATIC.sub("", label), phrases.AUTOMATIC(self.locale)
        column = Column(label=phrases.VALUE, unit="period" if name == "period" else extra.get("unit", "1"))
        words = phrases.CODES if column.unit != "period" else {}
        values = value if isinstance(value, tuple | list) else (value,)
        said = ", ".join(shown(one, column, locale=self.locale, words=words) for one in values)
        return _AUTOMATIC.sub("", label), said

    def _chosen(self, question: Any, name: str, value: Any) -> tuple[str, str]:
        label, said = self._parameter(question, name, value)
        return phrases.CHOSEN[name](self.locale) if name in phrases.CHOSEN else label, said


def _in_order(release: Release) -> list[str]:
    """Tables as read: in brief, those of figures, the others, and last what the answer rests on."""
    drawn = [figure.table for figure in release.finding.figures]
    names = list(release.finding.tables)
    body = [*dict.fromkeys(drawn), *(name for name in names if name not in drawn)]
    first, last = ["summary"] if "summary" in names else [], ["limits"] if "limits" in names else []
    return [*first, *(name for name in body if name not in BACKSTAGE), *last]


def shown(value: Any, column: Column = PLAIN, *, locale: str, words: Mapping[str, Text] | None = None) -> str:
    """Return a single value as a reader of the locale sees it."""
    from beffroi.drawing.format import cell

    return cell(value, column, locale, words=words)


def _parameters(question: Any) -> list[tuple[str, Any]]:
    fields = getattr(type(question), "model_fields", {})
    return [(name, getattr(question, name)) for name in fields]


def written_period(release: Release, *, locale: str) -> str:
    """Return the period that a release is about, as a reader of the locale writes it."""
    told = str(release.context.get("period", ""))
    try:
        return shown(Period.parse(told), locale=locale)
    except ValueError:
        return told


def _titled(release: Release) -> str:
    return str(release.context.get("title", ""))


def _one_kind(release: Release) -> bool:
    """Whether the answer is about the one kind of offence that its analysis prefers."""
    about = getattr(type(release.finding.question), "about", None)
    return about is not None and release.context.get("offences") in about.prefers


def question_json(release: Release) -> str:
    """Return the question and the scope it was asked of, as one line of JSON."""
    given = release.context.get("question")
    if isinstance(given, str):
        return given
    if given is not None:
        return json.dumps(given, ensure_ascii=False, sort_keys=True)
    question = release.finding.question
    return question.model_dump_json() if hasattr(question, "model_dump_json") else json.dumps(str(question))


def _attributed(source: Source, locale: str) -> str:
    colon = "\u00a0: " if language_of(locale) == "fr" else ": "
    parts = [source.attribution.strip().rstrip(".")]
    if source.licence:
        parts.append(f"{phrases.LICENCE(locale)}{colon}{source.licence.rstrip('.')}")
    if source.retrieved:
        parts.append(f"{phrases.RETRIEVED(locale)} {shown(source.retrieved, locale=locale)}")
    return "".join(f"{part}. " for part in parts if part).strip()


def _deliveries(edition: Edition) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: dict[str, dict[str, None]] = {}
    for section in edition.sections:
        for release in section.releases:
            title = str(release.context.get("title") or edition.name)
            found.setdefault(title, {}).update(dict.fromkeys(release.context.get("deliveries", ())))
    return tuple((title, tuple(sorted(hashes))) for title, hashes in found.items() if hashes)


def _inside(sentence: str) -> str:
    """Prepare a sentence to stand inside another: no final stop, no opening capital."""
    return lower(sentence.strip().rstrip(".").replace(". ", "; "))


def lower(sentence: str) -> str:
    """Return a sentence without its opening capital, unless it opens with initials."""
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() or sentence[1:2] in " ’" else sentence
