"""Cards: what an analysis asks, assumes and needs; a citation to paste; the first commands to type."""

import json
from collections.abc import Iterator
from typing import Any

from beffroi.cli.grids import folded, width
from beffroi.cli.parameters import labelled, parameters, particulars
from beffroi.cli.phrases import colon, phrase

FIRST_STEPS = (
    ("step-demo", "beffroi demo"),
    ("step-start", "beffroi start my-city"),
    ("step-help", "beffroi --help"),
)


def welcome(locale: str) -> None:
    """Print what this is and the first commands to type."""
    from beffroi.cli.words import say

    print(f"{say('beffroi', locale)}\n\n{phrase('first-steps', locale)}")
    for key, command in FIRST_STEPS:
        print(f"  {command:<24}{phrase(key, locale)}")


def analysis(chosen: Any, locale: str) -> None:
    """Print the card of one analysis."""
    print("\n".join(_card(chosen, locale)))


def _card(chosen: Any, locale: str) -> Iterator[str]:
    about = chosen.about
    yield about.title(locale)
    yield from folded(about.question(locale), width())
    yield ""
    yield f"{phrase('assumption', locale)}{colon(locale)}"
    yield from folded(about.assumption(locale), width(), first="  ", rest="  ")
    yield ""
    yield f"{phrase('needs', locale)}{colon(locale)}"
    for need in _needs(about, locale):
        yield from folded(need, width(), first="  · ", rest="    ")
    yield ""
    yield f"{phrase('parameters', locale)}{colon(locale)}"
    given = list(parameters(chosen))
    if not given:
        yield f"  {phrase('none', locale)}"
    for option, schema in given:
        yield from folded(f"{option}  {labelled(schema, locale)}", width(), first="  ", rest="      ")
        yield from folded(particulars(schema, locale), width(), first="      ", rest="      ")
    yield ""
    yield f"{phrase('references', locale)}{colon(locale)}"
    for reference in about.references:
        yield from folded(reference, width(), first="  · ", rest="    ")


def _needs(about: Any, locale: str) -> Iterator[str]:
    from beffroi.evidence.refusals import DATE_WORDS, LOCATION_WORDS

    yield phrase("one-event", locale) if about.minimum <= 1 else phrase("at-least", locale, n=about.minimum)
    yield phrase("date-needed", locale, precision=DATE_WORDS[about.date_precision](locale))
    if about.location_kind != "none":
        said = phrase("location-needed", locale, precision=LOCATION_WORDS[about.location_kind](locale))
        near = about.location_metres < float("inf")
        yield said + (f", {phrase('within', locale, metres=f'{about.location_metres:.0f}')}" if near else "")
    yield f"{phrase('otherwise', locale)}{colon(locale)} {about.instead(locale)}"


def citation(answer: Any, locale: str) -> None:
    """Print a citation for a text: what was asked of which data, by which version, and the hashes that prove it."""
    from beffroi.cli.answers import written_period

    told = answer.citation()
    title = answer.finding.question.about.title(locale)
    period = written_period(told["period"], locale)
    head = f"{title}. {told['title']}, {period}. {told['source'].rstrip('.')}. {told['observatory']}, Beffroi {told['version']}."
    for line in folded(head, width()):
        print(line)
    question = {**told["question"], "scope": {key: value for key, value in told["scope"].items() if value}}
    for line in folded(f"{phrase('asked-as', locale)}{colon(locale)} {json.dumps(question, ensure_ascii=False)}", width(), first="  ", rest="  "):  # fmt: skip
        print(line)
    for digest in told["data_sha256"]:
        print(f"  {phrase('data-of', locale)}{colon(locale)} sha256:{digest}")
