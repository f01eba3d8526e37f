"""The first page: five plain sentences, and what the figures do not say, both filled from released cells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from beffroi.governance.gate import Release
from beffroi.publications import cells, phrases
from beffroi.publications.edition import Edition, answered
from beffroi.publications.subject import subject, titled, told, unit_text, unit_word
from beffroi.vocabulary.text import LANGUAGES, Text, text

FIVE = 5
FIRST = ("counts", "trends", "hot_spots", "rates", "rhythms")  # what changed, where, how often, when
SECONDARY = ("concentration", "near_repeat")  # useful to a few readers: said where there is room
LAST = ("data_quality",)
OF_OTHERS = ("trends", "counts")  # what is said of a further data set or counting unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One sentence with the section it comes from and the values that fill it."""

    sentence: str
    section: str
    values: Mapping[str, str]
    about: str = ""
    of: tuple[str, str] = ("", "")  # data set and counting unit


def key_points(edition: Edition, *, locale: str) -> list[Point]:
    """Return up to five headlines, in reading order; one whose fields are withheld is skipped, in every language alike.

    Each data set, and each counting unit of one, has at least one sentence: its
    trend, else its count. The first of them has the rest, in the order of
    `FIRST`, then analyses named nowhere here, then those of `SECONDARY`. Room
    that is left goes to second sentences of the others, last to `LAST`.
    """
    spoken: list[Point] = []
    for section, release in answered(edition):
        point = _point(release, section.name, locale)
        if point and point not in spoken:
            spoken.append(point)
    subjects = list(dict.fromkeys(point.of for point in spoken))[:FIVE]
    own = [[point for point in spoken if point.of == of] for of in subjects]
    first = _ranked(own[0], FIRST) if own else []
    others = [_ranked(points, OF_OTHERS) for points in own[1:]]
    kept = first[: FIVE - len(others)] + [points[0] for points in others]
    room = [*first, *(point for points in others for point in points)]
    left = sorted((point for point in room if point not in kept), key=lambda point: point.section in LAST)
    return sorted(kept + left[: FIVE - len(kept)], key=spoken.index)


def _ranked(points: list[Point], order: tuple[str, ...]) -> list[Point]:
    """Sort the sentences of one subject: the first of each section, then second ones, last those of `LAST`."""
    firsts: dict[str, Point] = {}
    for point in points:
        firsts.setdefault(point.section, point)

    def rank(point: Point) -> tuple[bool, bool, int]:
        place = order.index(point.section) if point.section in order else len(order) + (point.section in SECONDARY)
        return point.section in LAST, firsts[point.section] is not point, place

    return sorted(points, key=rank)


def _point(release: Release, section: str, locale: str) -> Point | None:
    headline = release.finding.headline
    sentence = headline and cells.say(headline, release, locale=locale)
    if not headline or not sentence:
        return None
    row = release.finding.tables["summary"].row()
    return Point(
        sentence=sentence,
        section=section,
        values={name: cells.plain(row[name]) for name in sorted(headline.fields)},
        about=subject(release, locale=locale),
        of=(_title(release), str(release.context.get("unit", ""))),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a data set leaves unsaid, a sentence a gap; without a title, what all of them do."""

    title: str
    sentences: tuple[str, ...]


def limits(edition: Edition, *, locale: str) -> list[Limits]:
    """Return the computed box from the `limits` tables of the answers: what is common first, then each data set."""
    said = {
        titled(release, locale=locale) or title: list(_sentences(release, units=_units(edition, title), locale=locale))
        for title, release in _widest(edition).items()
    }
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
    words = phrases.ONE_WITHHELD if hidden == 1 else phrases.WITHHELD
    return sentence(words, {"hidden": hidden, "all": hidden + shown}, locale)


def _widest(edition: Edition) -> dict[str, Release]:
    """For each data set, the answer about the period itself whose limits rest on the most events, then days."""
    found: dict[str, tuple[tuple[bool, float, float], Release]] = {}
    for _, release in answered(edition):
        if "limits" not in release.finding.tables:
            continue
        row = release.finding.tables["limits"].row()
        about = getattr(type(release.finding.question), "about", None)
        size = (not getattr(about, "history", False), row["events"] or 0, row["asked_days"] or 0)
        title = _title(release) or edition.name
        if title not in found or size > found[title][0]:
            found[title] = (size, release)
    return {title: release for title, (_, release) in found.items()}


def _title(release: Release) -> str:
    return str(release.context.get("title") or release.context.get("dataset") or "")


def _units(edition: Edition, title: str) -> tuple[str, ...]:
    """Counting units of the answers from one data set, in reading order."""
    own = [release for _, release in answered(edition) if (_title(release) or edition.name) == title]
    return tuple(dict.fromkeys(str(release.context["unit"]) for release in own if release.context.get("unit")))


def _sentences(release: Release, *, units: tuple[str, ...], locale: str) -> Iterator[str]:
    table = release.finding.tables["limits"]
    row = table.row() | {"unit": unit_text(table.row()["unit"]) or table.row()["unit"]}

    def said(phrase: Text, **more: object) -> str:
        from beffroi.drawing.format import fill

        return fill(phrase, row | more, table.columns, locale=locale)

    if len(units) > 1:
        yield phrases.SEVERAL_UNITS(locale, units=", ".join(unit_word(unit, locale=locale) for unit in units))
    else:
        yield said(phrases.NOT_EVERYTHING)
    complete = row["covered_days"] == row["asked_days"]
    yield said(phrases.COVERED if complete else phrases.PARTLY_COVERED)
    if whole := [
        phrases.LACKING[count](locale) for count, _ in _GAPS if row[count] == 0 and _has(count, row, whole=True)
    ]:
        yield phrases.NO_GAP(locale, what=", ".join(whole))
    for count, phrase in _GAPS:
        if row[count] == 0 or not _has(count, row, whole=False):
            continue
        few = row[count] is None or row[f"{count}_share"] is None
        small = phrases.FEWER(locale, least=release.policy.least)
        yield said(phrase, share=small if few else said(_share_of(count)))
    yield said(phrases.PRECISION_METRES if row["location_metres"] else phrases.PRECISION)
    yield phrases.RECORDING[row["recording"]](locale)
    if release.policy.already_public:
        reason = told(release, "already_public", locale=locale) or release.policy.already_public
        yield f"{phrases.ALREADY_PUBLIC(locale, title=titled(release, locale=locale))} {reason.strip().rstrip('.')}."


def _has(count: str, row: Mapping[str, object], *, whole: bool) -> bool:
    """Whether the data could know the thing at all: a year has no hour, counts without place have no location."""
    if count == "hour_unknown":
        return row["date_precision"] in (("minute", "hour") if whole else ("minute", "hour", "day"))
    return count != "unplaced" or row["location_kind"] != "none"


def _share_of(count: str) -> Text:
    wording = phrases.SHARE
    return text(*(getattr(wording, code).replace("{share}", f"{{{count}_share}}") for code in LANGUAGES))


_GAPS = (
    ("unmapped", phrases.UNMAPPED),
    ("unplaced", phrases.UNPLACED),
    ("hour_unknown", phrases.HOUR_UNKNOWN),
)
