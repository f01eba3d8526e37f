"""What a bulletin is made from: releases in reading order, and the words around them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from beffroi.governance.gate import Release
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.text import LANGUAGES, Text, text

TITLE = text("Urban safety bulletin", "Bulletin de sécurité urbaine", "Boletín de seguridad urbana")
THRESHOLD_ONLY = text(
    "These figures are protected by threshold only: a small count is withheld unless its publisher has already "
    "released it, and no check has yet been made that a withheld count cannot be worked out from the others.",
    "Ces chiffres sont protégés par un seuil seulement : un petit effectif est masqué, sauf si son producteur l’a "
    "déjà diffusé, et il n’a pas encore été vérifié qu’un effectif masqué ne peut être retrouvé à partir des autres.",
    "Estas cifras están protegidas únicamente por un umbral: un recuento pequeño se suprime, salvo que quien lo "
    "produce ya lo haya publicado, y aún no se ha comprobado que un recuento suprimido no pueda deducirse de los demás.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where figures, outlines or denominators come from, as the licence asks it to be said.

    `kind` is free: `incidents`, `places`, `exposure`. `sha256` lists the files as
    they were received; `retrieved` is the day they were.
    """

    title: str
    attribution: str
    licence: str
    kind: str = "incidents"
    titles: Mapping[str, str] = field(default_factory=dict)  # in other languages, by code
    url: str = ""
    sha256: tuple[str, ...] = ()
    retrieved: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One analysis: what it asks, what it rests on, and its released answers.

    Every analysis of the catalogue has its section; one whose releases are all
    refusals says in one sentence why these data cannot answer.
    """

    name: str
    title: Text
    question: Text
    assumption: Text
    releases: tuple[Release, ...]
    references: tuple[str, ...] = ()
    minimum: int = 1
    method: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One issue of a bulletin: the same releases, whatever the language.

    Attributes
    ----------
    name
        The observatory, as its readers know it: `Surrey Heath`.
    period
        The period the edition is about, already cut to what is covered.
    locales
        Languages it appears in; each page links to the others.
    sections
        In reading order.
    grain, grain_values, grain_columns
        At which grain figures are shown and why; the values fill its fields, as their columns are written.
    sources
        Licences and attributions to print.
    made_at
        Day of issue, given by the caller so that the same input gives the same bytes.
    protection
        What protects the figures, printed on the first page.
    words
        Wording of codes that stand in tables, such as offences.
    """

    name: str
    period: Period
    sections: tuple[Section, ...]
    publisher: str = ""
    locales: tuple[str, ...] = LANGUAGES
    title: Text = TITLE
    grain: Text | None = None
    grain_values: Mapping[str, Any] = field(default_factory=dict)
    grain_columns: Mapping[str, Column] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    version: str = ""
    made_at: date | None = None
    protection: Text = THRESHOLD_ONLY
    words: Mapping[str, Text] = field(default_factory=dict)

    def slug(self) -> str:
        """Return the name and period in letters fit for a file or an identifier.

        >>> Edition(name="Montréal", period=Period.parse("2018-01"), sections=()).slug()
        'montreal-2018-01'
        """
        plain = unicodedata.normalize("NFKD", f"{self.name} {self.period}").encode("ascii", "ignore").decode()
        return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def answered(edition: Edition) -> list[tuple[Section, Release]]:
    """Return every release that is an answer, in reading order."""
    return [(s, r) for s in edition.sections for r in s.releases if r.finding.refusal is None]
