"""From the text of an address to a point, by a local gazetteer: no call leaves the machine, and nothing is silent."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import polars as pl

from beffroi.sources.similarity import alike, name_similarity
from beffroi.sources.street_names import Asked, StreetName, read, street_name

LEAST = 0.85  # confidence from which a match is taken
WORTH_A_LOOK = 0.6  # confidence from which a candidate is shown in the review list
CLOSE = 0.03  # two candidates whose scores differ by less are the same guess
APART = 150.0  # metres between two such candidates from which the text is ambiguous
TOUCH = 30.0  # metres within which two streets that do not meet on the map still make an intersection
CORNER = 25.0  # metres: precision of an intersection
PLACE = 100.0  # metres: precision of a place that is a point on the map
NUMBER_GAP = 200  # numbers between which a missing block is placed on the line between its neighbours
OTHER_TYPE, NO_TYPE = 0.84, 0.97  # street for avenue (never taken unseen), and a type on one side only
OTHER_SIDE, NO_SIDE = 0.75, 0.95  # east for west, and a side on one side only
BETWEEN = 0.95  # a block that is not in the gazetteer, between two that are
UNTOUCHED = 0.95  # an intersection of streets that end near one another
Found = Literal["intersection", "number", "block", "place", "street"]
SEGMENT = {"intersection": "snapped", "number": "block", "block": "block", "place": "snapped", "street": "block"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The best answer of the gazetteer to a text; x and y are NaN where it has none.

    confidence
        From 0 to 1: how alike the names are, less for a missing or other type or side of the street, a number that
        lies between two known blocks, streets that only come near one another; halved where two places that are
        far apart fit equally well.
    """

    confidence: float = 0.0
    x: float = math.nan
    y: float = math.nan
    kind: str = ""
    metres: float = math.nan
    name: str = ""
    ambiguous: bool = False

    def taken(self, least: float) -> bool:
        """Whether the confidence is high enough for the match to be taken."""
        return self.confidence >= least and math.isfinite(self.x)


@dataclass(slots=True)
class _Street:
    """A street: its name, as written and taken apart, and its segments."""

    written: str
    name: StreetName
    rows: list[int] = field(default_factory=list)


class Geocoder:
    """Answers texts from a gazetteer table (see `gazetteer.GAZETTEER`); the same text has the same answer, always."""

    def __init__(self, table: pl.DataFrame) -> None:
        import shapely

        self.table = table
        self.shapes = shapely.from_wkb(table["wkb"].to_numpy())
        self.low, self.high = (table[name].to_list() for name in ("low", "high"))
        self._streets: dict[StreetName, _Street] = {}
        self._places: dict[StreetName, list[int]] = {}
        for at, (kind, written) in enumerate(zip(table["kind"], table["name"], strict=True)):
            name = street_name(written)
            if kind == "street":
                self._streets.setdefault(name, _Street(written, name)).rows.append(at)
            else:
                self._places.setdefault(name, []).append(at)
        self._known: dict[str, Match] = {}
        self._alike: dict[str, list[str]] = {}
        self._scored: dict[tuple[StreetName, bool], list[tuple[float, StreetName]]] = {}

    def find(self, written: str) -> Match:
        """Return the best match of a text, whatever its confidence."""
        if written not in self._known:
            self._known[written] = self._find(written)
        return self._known[written]

    def find_all(self, texts: pl.Series, *, least: float = LEAST, coarsest: float = math.inf) -> pl.DataFrame:
        """Return one row a text: text, x, y, kind, metres, confidence, name, status (matched | review | unmatched).

        `matched`: confidence of at least `least`, and a precision of at most `coarsest` metres. `review`: a
        candidate that needs a look. The rest is `unmatched`. x and y are null unless matched.
        """
        rows = [self._row(written, least=least, coarsest=coarsest) for written in texts.unique()]
        known = pl.DataFrame(rows, schema=FOUND)
        return (
            texts.alias("text").to_frame().join(known, on="text", how="left", maintain_order="left", nulls_equal=True)
        )

    def _row(self, written: str | None, *, least: float, coarsest: float) -> dict[str, Any]:
        match = self.find(written) if written else Match()
        matched = match.taken(least) and match.metres <= coarsest
        status = (
            "matched" if matched else "review" if match.ambiguous or match.confidence >= WORTH_A_LOOK else "unmatched"
        )
        return {
            "text": written, "x": match.x if matched else None, "y": match.y if matched else None,
            "kind": match.kind or None, "metres": match.metres if math.isfinite(match.metres) else None,
            "confidence": round(match.confidence, 4), "name": match.name or None, "status": status,
        }  # fmt: skip

    def _find(self, written: str) -> Match:
        asked = read(written)
        if asked is None:
            return Match()
        whole = street_name(written)
        candidates = [*self._answers(asked), *self._named(whole, exact=asked.kind != "name")]
        return _best(candidates)

    def _answers(self, asked: Asked) -> Iterable[Match]:
        if asked.kind == "intersection":
            return self._intersections(*asked.names)
        if asked.kind in ("number", "block"):
            return self._on_streets(asked)
        return self._whole_streets(asked.names[0])

    # names

    @cached_property
    def _weights(self) -> dict[str, float]:
        """Weight of each word: the more names it is in, the less it says. 1 / (1 + ln n), n the names."""
        held: dict[str, int] = {}
        for name in (*self._streets, *self._places):
            for word in set(name.words):
                held[word] = held.get(word, 0) + 1
        return {word: 1.0 / (1.0 + math.log(n)) for word, n in held.items()}

    @cached_property
    def _by_word(self) -> dict[str, list[StreetName]]:
        index: dict[str, list[StreetName]] = {}
        for name in dict.fromkeys((*self._streets, *self._places)):
            for word in name.words:
                index.setdefault(word, []).append(name)
        return index

    def _near_words(self, word: str) -> list[str]:
        if word not in self._alike:
            self._alike[word] = (
                [word] if word in self._by_word else [each for each in self._close(word) if alike(word, each)]
            )
        return self._alike[word]

    def _close(self, word: str) -> Iterable[str]:
        """Yield the words of the gazetteer that begin or end with the same letter: a slip rarely touches both."""
        return dict.fromkeys((*self._by_edge.get("^" + word[:1], ()), *self._by_edge.get(word[-1:] + "$", ())))

    @cached_property
    def _by_edge(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for word in self._by_word:
            index.setdefault("^" + word[:1], []).append(word)
            index.setdefault(word[-1:] + "$", []).append(word)
        return index

    def _candidates(self, asked: StreetName, *, streets: bool) -> list[tuple[float, StreetName]]:
        """Return the names that share a word with the one asked, most alike first, with their scores."""
        key = (asked, streets)
        if key not in self._scored:
            among = self._streets if streets else self._places
            near = {name for word in asked.words for each in self._near_words(word) for name in self._by_word[each]}
            scored = [(self._score(asked, name, streets=streets), name) for name in near if name in among]
            kept = [(score, name) for score, name in scored if score >= WORTH_A_LOOK]
            self._scored[key] = sorted(kept, key=lambda pair: (-pair[0], pair[1].words, pair[1].type, pair[1].side))
        return self._scored[key]

    def _score(self, asked: StreetName, known: StreetName, *, streets: bool) -> float:
        score = name_similarity(asked.words, known.words, self._weights)
        for one, other, differ, missing in (
            (asked.type, known.type, OTHER_TYPE, NO_TYPE),
            (asked.side, known.side, OTHER_SIDE, NO_SIDE),
        ):
            if one != other:
                score *= (differ if one and other else missing) if streets else missing
        return score

    # what is meant

    def _named(self, asked: StreetName, *, exact: bool) -> Iterable[Match]:
        """Yield places by name; beside a street that is asked for, only one whose name is the very text."""
        import shapely

        for score, name in self._candidates(asked, streets=False)[:5]:
            if exact and score < 1.0:
                continue
            for row in self._places[name]:
                shape = self.shapes[row]
                point = shape if shape.geom_type == "Point" else shapely.point_on_surface(shape)
                metres = max(math.sqrt(shape.area / math.pi), PLACE if shape.area == 0 else 0.0)
                yield Match(
                    confidence=score, x=point.x, y=point.y, kind="place", metres=metres, name=self.table["name"][row]
                )

    def _whole_streets(self, asked: StreetName) -> Iterable[Match]:
        for score, name in self._candidates(asked, streets=True)[:5]:
            street = self._streets[name]
            import shapely

            whole = shapely.union_all(self.shapes[street.rows])
            middle = (
                shapely.line_interpolate_point(whole, 0.5, normalized=True)
                if whole.geom_type == "LineString"
                else shapely.centroid(whole)
            )
            west, south, east, north = shapely.bounds(whole)
            metres = max(math.hypot(east - west, north - south) / 2, CORNER)
            yield Match(confidence=score, x=middle.x, y=middle.y, kind="street", metres=metres, name=street.written)

    def _on_streets(self, asked: Asked) -> Iterable[Match]:
        for score, name in self._candidates(asked.names[0], streets=True)[:8]:
            street = self._streets[name]
            found = self._numbered(street.rows, asked)
            if found is None:
                continue
            point, metres, certainty = found
            shown = (
                f"{asked.low}–{asked.high} {street.written}"
                if asked.high > asked.low
                else f"{asked.low} {street.written}"
            )
            yield Match(
                confidence=score * certainty, x=point[0], y=point[1], kind=asked.kind, metres=metres, name=shown
            )

    def _numbered(self, rows: Sequence[int], asked: Asked) -> tuple[tuple[float, float], float, float] | None:
        """Return where the numbers asked are on a street, the precision, and 1 or less where they are between blocks."""
        middle = (asked.low + asked.high) / 2
        spans = sorted((self.low[row], self.high[row], row) for row in rows if self.low[row] is not None)
        held = [span for span in spans if span[0] <= asked.high and asked.low <= span[1]]
        if held:
            nearest = min(held, key=lambda span: (abs((span[0] + span[1]) / 2 - middle), span))
            shape = self.shapes[nearest[2]]
            share = (middle - nearest[0]) / max(nearest[1] - nearest[0], 1)
            metres = max(shape.length / (2 if asked.kind == "number" else 1), CORNER) if shape.length else PLACE
            return _along(shape, min(max(share, 0.0), 1.0)), metres, 1.0
        before = [span for span in spans if span[1] < asked.low]
        after = [span for span in spans if span[0] > asked.high]
        if not before or not after or after[0][0] - before[-1][1] > NUMBER_GAP + asked.high - asked.low:
            return None
        one, other = before[-1], after[0]
        (x0, y0), (x1, y1) = _along(self.shapes[one[2]], 1.0), _along(self.shapes[other[2]], 0.0)
        share = (middle - one[1]) / max(other[0] - one[1], 1)
        metres = max(math.hypot(x1 - x0, y1 - y0) / 2, CORNER)  # it is between the two
        return (x0 + share * (x1 - x0), y0 + share * (y1 - y0)), metres, BETWEEN

    def _intersections(self, one: StreetName, other: StreetName) -> Iterable[Match]:
        for score, name in self._candidates(one, streets=True)[:6]:
            for second, beside in self._candidates(other, streets=True)[:6]:
                if name == beside:
                    continue
                crossing = self._crossing(self._streets[name], self._streets[beside])
                if crossing is not None:
                    x, y, metres, certainty = crossing
                    yield Match(
                        confidence=min(score, second) * certainty, x=x, y=y, kind="intersection", metres=metres,
                        name=f"{self._streets[name].written} / {self._streets[beside].written}",
                    )  # fmt: skip

    def _crossing(self, one: _Street, other: _Street) -> tuple[float, float, float, float] | None:
        """Return where two streets meet, the precision, and 1 or less where they only come near; None: they do not."""
        import shapely

        ours, theirs = (shapely.union_all(self.shapes[street.rows]) for street in (one, other))
        shared = shapely.get_coordinates(shapely.intersection(ours, theirs))
        certainty = 1.0
        if not len(shared):
            if shapely.distance(ours, theirs) > TOUCH:
                return None
            shared, certainty = shapely.get_coordinates(shapely.shortest_line(ours, theirs)), UNTOUCHED
        x, y = shared.mean(axis=0)
        spread = float(np.hypot(shared[:, 0] - x, shared[:, 1] - y).max())
        return float(x), float(y), max(spread, CORNER), certainty


FOUND = {
    "text": pl.String, "x": pl.Float64, "y": pl.Float64, "kind": pl.String, "metres": pl.Float64,
    "confidence": pl.Float64, "name": pl.String, "status": pl.String,
}  # fmt: skip


def _along(shape: Any, share: float) -> tuple[float, float]:
    """Return a point on a segment, from its beginning to its end; the middle of anything else."""
    import shapely

    line = shape if shape.geom_type == "LineString" else shapely.line_merge(shape) if shape.length else shape
    point = (
        shapely.line_interpolate_point(line, share, normalized=True)
        if line.geom_type == "LineString"
        else shapely.centroid(line)
    )
    return float(point.x), float(point.y)


def _best(candidates: Iterable[Match]) -> Match:
    """Return the most confident candidate; half as confident where another, far away, is as good."""
    ordered = sorted(candidates, key=lambda match: (-match.confidence, match.name, match.x, match.y))
    if not ordered:
        return Match()
    best = ordered[0]
    rivals = [
        match for match in ordered[1:]
        if best.confidence - match.confidence < CLOSE and math.hypot(match.x - best.x, match.y - best.y) > APART
    ]  # fmt: skip
    if rivals:
        from dataclasses import replace

        return replace(best, confidence=best.confidence / 2, ambiguous=True)
    return best
