"""The first page: five plain sentences, and what the figures do not say, both filled from released cells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from beffroi.governance.gate import Release
from beffroi.publications import cells, phrases
from beffroi.publications.edition import Edition, answered
from beffroi.vocabulary.text import LANGUAGES, Text, text

FIVE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One sentence with the section it comes from and the values that fill it."""

    sentence: str
    section: str
    values: Mapping[str, str]


def key_points(edition: Edition, *, locale: str) -> list[Point]:
    """Return up to five headlines: one a section in reading order, then second ones.

    A headline whose fields are withheld is skipped, in every language alike.
    """
    units = units_of(edition)
    spoken = [
        (section.name, point)
        for section, release in answered(edition)
        if (point := _point(release, section.name, locale=locale, units=units))
    ]
    first: dict[str, Point] = {}
    for name, point in spoken:
        first.setdefault(name, point)
    seconds = [point for _, point in spoken if point not in first.values()]
    chosen = [*first.values(), *seconds][:FIVE]
    order = [point for _, point in spoken]
    return sorted(chosen, key=order.index)


def _point(release: Release, section: str, *, locale: str, units: Mapping[str, set[str]]) -> Point | None:
    headline = release.finding.headline
    sentence = headline and cells.say(headline, release, locale=locale)
    if not headline or not sentence:
        return None
    row = release.finding.tables["summary"].row()
    if len(units.get(_title(release), ())) > 1:
        sentence = phrases.OF_UNIT(locale, unit=unit_word(release, locale=locale), sentence=sentence)
    return Point(
        sentence=sentence, section=section, values={name: cells.plain(row[name]) for name in sorted(headline.fields)}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a data set leaves unsaid, a sentence a gap; without a title, what all of them do."""

    title: str
    sentences: tuple[str, ...]


def limits(edition: Edition, *, locale: str) -> list[Limits]:
    """Return the computed box from the `limits` tables of the answers: what is common first, then each data set."""
    widest = _widest(edition, locale=locale)
    said = {title: list(_sentences(release, locale=locale)) for title, release in widest.items()}
    if len(said) < 2:
        return [Limits(title="", sentences=tuple(sentences)) for sentences in said.values()]
    common = [sentence for sentence in next(iter(said.values())) if all(sentence in own for own in said.values())]
    own = {title: tuple(s for s in sentences if s not in common) for title, sentences in said.items()}
    blocks = [Limits(title="", sentences=tuple(common))] if common else []
    return blocks + [Limits(title=title, sentences=sentences) for title, sentences in own.items() if sentences]


def withheld(edition: Edition, *, locale: str) -> str:
    """Return how many counts of the tables are withheld, in one sentence."""
    from beffroi.drawing.format import sentence

    hidden = shown = 0
    for _, release in answered(edition):
        for name, table in release.finding.tables.items():
            for column, about in table.columns.items():
                if about.role == "count":
                    hidden += int(release.hidden[name][column].sum()) if name in release.hidden else 0
                    shown += table.frame.height - table.frame[column].null_count()
    if not hidden:
        return phrases.NOTHING_WITHHELD(locale)
    return sentence(phrases.WITHHELD, {"hidden": hidden, "all": hidden + shown}, locale)


def _widest(edition: Edition, *, locale: str) -> dict[str, Release]:
    """For each data set and unit, the answer whose limits rest on the most events, then the most days.

    One about the period of the edition goes before those that look further back.
    """
    found: dict[str, tuple[tuple[float, float, float], Release]] = {}
    units = units_of(edition)
    for _, release in answered(edition):
        if "limits" not in release.finding.tables:
            continue
        row = release.finding.tables["limits"].row()
        inside = str(release.context.get("period", "")) == str(edition.period)
        size = (float(inside), row["events"] or 0, row["asked_days"] or 0)
        title = _title(release) or edition.name
        if len(units.get(title, ())) > 1:
            title = f"{title}, {unit_word(release, locale=locale)}"
        if title not in found or size > found[title][0]:
            found[title] = (size, release)
    return {title: release for title, (_, release) in found.items()}


def units_of(edition: Edition) -> dict[str, set[str]]:
    """Return the counting units of the answers of each data set: one, but for recorded counts of several."""
    found: dict[str, set[str]] = {}
    for _, release in answered(edition):
        found.setdefault(_title(release) or edition.name, set()).add(str(release.context.get("unit", "")))
    return found


def unit_word(release: Release, *, locale: str) -> str:
    """Return the counting unit of a release, as a reader of the locale calls it."""
    unit = str(release.context.get("unit", ""))
    return phrases.COUNTING_UNITS[unit](locale) if unit in phrases.COUNTING_UNITS else unit


def _title(release: Release) -> str:
    return str(release.context.get("title") or release.context.get("dataset") or "")


def _sentences(release: Release, *, locale: str) -> Iterator[str]:
    table = release.finding.tables["limits"]
    row = table.row() | {"unit": phrases.COUNTING_UNITS.get(table.row()["unit"], table.row()["unit"])}

    def said(phrase: Text, **more: object) -> str:
        from beffroi.drawing.format import fill

        return fill(phrase, row | more, table.columns, locale=locale)

    yield said(phrases.NOT_EVERYTHING)
    complete = row["covered_days"] == row["asked_days"]
    yield said(phrases.COVERED if complete else phrases.PARTLY_COVERED)
    if whole := [phrases.LACKING[count](locale) for count, _ in _GAPS if row[count] == 0]:
        yield phrases.NO_GAP(locale, what=", ".join(whole))
    for count, phrase in _GAPS:
        if row[count] == 0:
            continue
        few = row[count] is None or row[f"{count}_share"] is None
        small = phrases.FEWER(locale, least=release.policy.least)
        yield said(phrase, share=small if few else said(_share_of(count)))
    yield said(phrases.PRECISION_METRES if row["location_metres"] else phrases.PRECISION)
    yield phrases.RECORDING[row["recording"]](locale)
    if reason := release.policy.already_public:
        yield phrases.ALREADY_PUBLIC(locale, title=_title(release), reason=reason)


def _share_of(count: str) -> Text:
    wording = phrases.SHARE
    return text(*(getattr(wording, code).replace("{share}", f"{{{count}_share}}") for code in LANGUAGES))


_GAPS = (
    ("unmapped", phrases.UNMAPPED),
    ("unplaced", phrases.UNPLACED),
    ("hour_unknown", phrases.HOUR_UNKNOWN),
)
