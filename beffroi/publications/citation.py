"""How to cite an answer: the question as asked, the files it rests on, the version that answered."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from beffroi import __version__
from beffroi.governance.gate import Release
from beffroi.publications.parameters import shown
from beffroi.publications.sheet import question_json
from beffroi.publications.subject import titled, written_period
from beffroi.vocabulary.text import Text, text

CITED = text(
    "{title}. {data}, {period}. {source}. Answer {identifier}, Beffroi {version}{day}.",
    "{title}. {data}, {period}. {source}. Réponse {identifier}, Beffroi {version}{day}.",
    "{title}. {data}, {period}. {source}. Respuesta {identifier}, Beffroi {version}{day}.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One citation: a sentence, a record for reference managers, and what lets anyone ask again."""

    text: str
    identifier: str
    question: str
    deliveries: tuple[str, ...]
    version: str
    csl: dict[str, Any]

    def bibtex(self) -> str:
        """Return the citation as a BibTeX entry; the note holds question and hashes."""
        lines = {
            "title": self.csl["title"],
            "author": f"{{{self.csl['author'][0]['literal']}}}",
            "howpublished": f"Beffroi {self.version}",
            "note": self.csl["note"],
        }
        if "issued" in self.csl:
            lines["year"] = str(self.csl["issued"]["date-parts"][0][0])
        body = ",\n".join(f"  {name} = {{{_bibtex(value)}}}" for name, value in lines.items())
        return f"@misc{{beffroi-{self.identifier},\n{body}\n}}\n"


def cite(release: Release, *, locale: str = "en", version: str = __version__, made_at: date | None = None) -> Citation:
    """Return the citation of a released answer.

    The identifier is the start of the SHA-256 of question, delivery hashes and
    version: the same question of the same files gives the same identifier.
    """
    context = release.context
    question, deliveries = question_json(release), tuple(sorted(context.get("deliveries", ())))
    sealed = json.dumps([question, deliveries, version], ensure_ascii=False).encode()
    identifier = hashlib.sha256(sealed).hexdigest()[:16]
    title, data = _title(release, locale), titled(release, locale=locale)
    said = CITED(
        locale,
        title=title,
        data=data,
        period=written_period(release, locale=locale),
        source=str(context.get("source", "")).rstrip("."),
        identifier=identifier,
        version=version,
        day=f", {shown(made_at, locale=locale)}" if made_at else "",
    )
    hashes = ", ".join(f"sha256:{digest}" for digest in deliveries)
    csl: dict[str, Any] = {
        "id": f"beffroi-{identifier}",
        "type": "dataset",
        "title": f"{title}: {data}" if data else title,
        "author": [{"literal": str(context.get("source", "")) or data or "Beffroi"}],
        "version": version,
        "language": locale.replace("_", "-"),
        "note": f"{question} {hashes}".strip(),
    }
    if made_at:
        csl["issued"] = {"date-parts": [[made_at.year, made_at.month, made_at.day]]}
    return Citation(
        text=said, identifier=identifier, question=question, deliveries=deliveries, version=version, csl=csl
    )


def _title(release: Release, locale: str) -> str:
    question = release.finding.question
    title = getattr(getattr(question, "about", None), "title", None)
    return title(locale) if isinstance(title, Text) else type(question).__name__


def _bibtex(value: str) -> str:
    return value if value.startswith("{") and value.count("{") == 1 else re.sub(r"([{}%&#_$])", r"\\\1", value)
