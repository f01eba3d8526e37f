"""A bulletin laid out in one language, before it becomes a page or a document: words, cells, drawings.

Both HTML and PDF are made from it, so they cannot differ in a number.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from beffroi.evidence.finding import Figure, Refusal
from beffroi.governance.gate import Release
from beffroi.publications import cells, phrases
from beffroi.publications.code_words import CODES
from beffroi.publications.drawings import Drawing, drawing, says_something
from beffroi.publications.edition import Edition, Section, Source
from beffroi.publications.grids import BACKSTAGE, Grid, grid
from beffroi.publications.keypoints import Limits, Point, key_points, limits, withheld
from beffroi.publications.parameters import chosen, parameters, shown
from beffroi.publications.subject import counted_in, heading, offence_words, titled, titled_alike
from beffroi.vocabulary.text import Text, language_of

_COMMAND = re.compile(r"`|(^|\s)--\w")  # a command or an option, which only an analyst can use
SEVERAL = 3  # answers of one chapter from which their figures are drawn small, two side by side


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
    about: str = ""  # the data set, where the bulletin has several and the answers share one
    caveats: tuple[str, ...] = ()  # what all of several answers have in common, said once
    choices: tuple[tuple[str, str], ...] = ()
    small: bool = False  # many answers: figures are drawn small, two side by side


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
        grain=_grain(edition, locale=locale),
        chapters=chapters,
        deliveries=_deliveries(edition, locale=locale),
        sources=tuple(
            (source.titles.get(language_of(locale), source.title), _attributed(source, locale), source.url)
            for source in edition.sources
        ),
        version=edition.version,
        others=tuple(
            (code.replace("_", "-"), phrases.LANGUAGE_NAMES[language_of(code)], page_name(code))
            for code in edition.locales
        ),
        words=phrases.spoken(locale),
    )


def _grain(edition: Edition, *, locale: str) -> str:
    from beffroi.drawing.format import fill

    if edition.grain is None:
        return ""
    return fill(edition.grain, edition.grain_values, edition.grain_columns, locale=locale)


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
        answers = tuple(self._answer(section, nth) for nth in range(len(section.releases)))
        nothing = Answer(id=f"{section.name}-0", refused=phrases.NOT_ASKED(self.locale))
        answers, caveats, choices = _said_once(answers)
        return Chapter(
            id=section.name.replace("_", "-"),
            title=section.title(self.locale),
            question=section.question(self.locale),
            answers=answers or (nothing,),
            assumption=section.assumption(self.locale),
            minimum=shown(section.minimum, locale=self.locale),
            references=section.references,
            method=section.method(self.locale) if section.method else "",
            about=self._about(section),
            caveats=caveats,
            choices=choices,
            small=self._is_small(section),
        )

    def _about(self, section: Section) -> str:
        """Return the data set of a chapter, where another chapter is about another one."""
        every = {release.context.get("title") for part in self.edition.sections for release in part.releases}
        own = {titled(release, locale=self.locale) for release in section.releases}
        named = own.pop() if len(every) > 1 and len(own) == 1 else ""
        return "; ".join(part for part in (named, self._unit_of(section)) if part)

    def _unit_of(self, section: Section) -> str:
        """Return the counting unit of the only answer of a chapter, where its data set has others."""
        if len(section.releases) != 1:
            return ""
        (one,) = section.releases
        if one.finding.refusal:
            return ""
        same = [r for part in self.edition.sections for r in part.releases if titled_alike(r, one)]
        return counted_in(one, locale=self.locale) if len({r.context.get("unit") for r in same}) > 1 else ""

    def _is_small(self, section: Section) -> bool:
        return sum(bool(release.finding.figures) for release in section.releases) >= SEVERAL

    def _answer(self, section: Section, nth: int) -> Answer:
        release = section.releases[nth]
        finding = release.finding
        name = f"{section.name}-{nth}".replace("_", "-")
        one_kind = _one_kind(release)
        several = len(section.releases) > 1
        head = heading(release, section.releases, locale=self.locale) if several or one_kind else ""
        question = question_json(release)
        if finding.refusal:
            return Answer(id=name, heading=head, refused=self._refused(finding.refusal), question=question)
        numbers = {table: self.tables + n for n, table in enumerate(_in_order(release), start=1)}
        grids = tuple(self._grid(section, nth, table=table, number=n) for table, n in numbers.items())
        self.tables += len(numbers)
        units = {other.context.get("unit") for other in section.releases}
        said = [caveat for caveat in finding.caveats if len(units) < 2 or caveat.fields != {"unit"}]  # in the heading
        caveats = [self.said(caveat, release) for caveat in said]
        if one_kind:
            kind = offence_words(release, locale=self.locale)
            caveats.insert(0, phrases.ONE_KIND(self.locale, offences=lower(kind)))
        drawn = [figure for figure in finding.figures if says_something(release, figure)]
        if self._is_small(section):  # a grid of many cells does not read small: its table is crossed just as it is
            drawn = [figure for figure in drawn if figure.mark != "heatmap"]
        return Answer(
            id=name,
            heading=head,
            lede=(finding.headline and self.said(finding.headline, release)) or "",
            drawings=tuple(self._drawing(section, release, figure, numbers) for figure in drawn),
            grids=grids,
            caveats=tuple(sentence for sentence in caveats if sentence),
            choices=chosen(finding.question, finding.choices, locale=self.locale),
            parameters=parameters(finding.question, locale=self.locale),
            question=question,
        )

    def _refused(self, refusal: Refusal) -> str:
        """Return the reason and what would be possible, unless that is a command: readers of a bulletin have none."""
        values = dict(refusal.values)
        if "measure" in values:
            values["measure"] = CODES.get(str(values["measure"]), values["measure"])
        reason, instead = (self.filled(phrase, values) for phrase in (refusal.reason, refusal.instead))
        if _COMMAND.search(instead):
            return phrases.CANNOT_SAY(self.locale, reason=_inside(reason))
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
            small=self._is_small(section),
        )


def _said_once(
    answers: tuple[Answer, ...],
) -> tuple[tuple[Answer, ...], tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Take from several answers the caveats and choices that all of them share, to be said once for the chapter."""
    given = [answer for answer in answers if not answer.refused]
    if len(given) < 2:
        return answers, (), ()
    caveats = tuple(said for said in given[0].caveats if all(said in answer.caveats for answer in given))
    choices = given[0].choices if len({answer.choices for answer in given}) == 1 else ()
    kept = tuple(
        replace(
            answer,
            caveats=tuple(said for said in answer.caveats if said not in caveats),
            choices=() if choices else answer.choices,
        )
        for answer in answers
    )
    return kept, caveats, choices


def _in_order(release: Release) -> list[str]:
    """Tables as read: in brief, those of figures, the others, and last what the answer rests on; none that is empty."""
    drawn = [figure.table for figure in release.finding.figures]
    names = [name for name, table in release.finding.tables.items() if table.frame.height or name in drawn]
    body = [*dict.fromkeys(drawn), *(name for name in names if name not in drawn)]
    first, last = ["summary"] if "summary" in names else [], ["limits"] if "limits" in names else []
    return [*first, *(name for name in body if name not in BACKSTAGE), *last]


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
    if not source.attribution and not source.licence:
        return phrases.NO_SOURCE(locale)
    if source.licence:
        parts.append(f"{phrases.LICENCE(locale)}{colon}{source.licence.rstrip('.')}")
    if source.retrieved:
        parts.append(f"{phrases.RETRIEVED(locale)} {shown(source.retrieved, locale=locale)}")
    return "".join(f"{part}. " for part in parts if part).strip()


def _deliveries(edition: Edition, *, locale: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: dict[str, dict[str, None]] = {}
    for section in edition.sections:
        for release in section.releases:
            title = titled(release, locale=locale) or edition.name
            found.setdefault(title, {}).update(dict.fromkeys(release.context.get("deliveries", ())))
    return tuple((title, tuple(sorted(hashes))) for title, hashes in found.items() if hashes)


def _inside(sentence: str) -> str:
    """Prepare a sentence to stand inside another: no final stop, no opening capital."""
    return lower(sentence.strip().rstrip(".").replace(". ", "; "))


def lower(sentence: str) -> str:
    """Return a sentence without its opening capital, unless it opens with initials."""
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() or sentence[1:2] in " ’" else sentence
