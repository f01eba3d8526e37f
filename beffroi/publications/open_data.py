"""Open data beside a bulletin: one CSV a released table, described for machines (CSVW) and catalogues (DCAT)."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from beffroi.evidence.finding import Table
from beffroi.governance.gate import Release
from beffroi.publications import cells, phrases
from beffroi.publications.edition import Edition, Section
from beffroi.publications.grids import file_name
from beffroi.publications.sheet import question_json
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import LANGUAGES, Text, text

FORMULA = "=+-@\t\r\0＝＋－＠"  # what spreadsheets may take for the start of a formula
STATUS = text("Status of “{label}”", "État de « {label} »", "Estado de «{label}»")
DESCRIPTION = text(
    "Tables of the bulletin “{title}, {name}”. A withheld cell is empty and says so in its status column.",
    "Tableaux du bulletin « {title}, {name} ». Une case masquée est vide et sa colonne d’état le dit.",
    "Tablas del boletín «{title}, {name}». Una celda suprimida está vacía y su columna de estado lo indica.",
)
UCUM = {"m": "m", "km": "km", "m2": "m2", "km2": "km2", "d": "d", "h": "h", "wk": "wk", "mo": "mo", "a": "a", "%": "%"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One released table on its way to a file."""

    section: Section
    release: Release
    name: str
    file: str


def files_of(edition: Edition) -> dict[str, bytes]:
    """Return the open data of an edition, file name by content; the same for every language."""
    parts = list(_parts(edition))
    files = {part.file: as_csv(part.release, part.name) for part in parts}
    described = {
        "csv-metadata.json": _json(csvw(edition, parts)),
        "dcat.jsonld": _json(dcat(edition, files)),
    }
    return files | described


def as_csv(release: Release, name: str) -> bytes:
    """Return a released table as CSV (RFC 4180, UTF-8), each protected column followed by its status.

    Dates are ISO 8601, decimals take a point; text that a spreadsheet would run
    as a formula is led by an apostrophe.
    """
    table, mask = cells.ordered(release, name)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([heading for column in table.columns for heading in _headings(column, table)])
    for values, hidden in zip(table.frame.iter_rows(named=True), mask.iter_rows(named=True), strict=True):
        line: list[str] = []
        for column in table.columns:
            plain = cells.plain(values[column])
            line.append(safe(plain))
            if table.columns[column].role != "key":
                line.append("withheld" if hidden[column] else "released" if plain else "missing")
        writer.writerow(line)
    return written.getvalue().encode()


def safe(written: str) -> str:
    """Keep a spreadsheet from running a cell as a formula; numbers stay as they are.

    >>> safe("=1+1"), safe("-4.25"), safe("Uptown")
    ("'=1+1", '-4.25', 'Uptown')
    """
    is_number = re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", written)
    return f"'{written}" if written[:1] and written[0] in FORMULA and not is_number else written


def csvw(edition: Edition, parts: list[Part]) -> dict[str, Any]:
    """Return the description of every table (W3C Tabular Metadata): titles in each language, types, units."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": _each(edition.title),
        "dc:identifier": edition.slug(),
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "lineTerminators": ["\r\n"]},
        "tables": [_described(part) for part in parts],
    }


def dcat(edition: Edition, files: dict[str, bytes]) -> dict[str, Any]:
    """Return the catalogue entry (DCAT 3, JSON-LD): publisher, period, licences, provenance, files."""
    about: dict[str, Any] = {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "prov": "http://www.w3.org/ns/prov#",
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            "spdx": "http://spdx.org/rdf/terms#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@type": "dcat:Dataset",
        "dct:identifier": edition.slug(),
        "dct:title": [{"@language": code, "@value": f"{edition.title(code)}, {edition.name}"} for code in LANGUAGES],
        "dct:description": [
            {"@language": code, "@value": DESCRIPTION(code, title=edition.title(code), name=edition.name)}
            for code in LANGUAGES
        ],
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": edition.publisher or edition.name},
        "dct:language": sorted({code.split("_")[0] for code in edition.locales}),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(edition.period.start),
            "dcat:endDate": _day(edition.period.end),  # excluded
        },
        "dct:spatial": {"@type": "dct:Location", "rdfs:label": edition.name},
        "dct:license": sorted({source.licence for source in edition.sources}),
        "dct:accessRights": [{"@language": code, "@value": edition.protection(code)} for code in LANGUAGES],
        "prov:wasDerivedFrom": [_derived(source) for source in _sources(edition)],
        "prov:wasGeneratedBy": {"@type": "prov:Activity", "rdfs:label": f"Beffroi {edition.version}".strip()},
        "dcat:distribution": [_file(name, content) for name, content in sorted(files.items())],
    }
    return about | ({"dct:issued": _day(edition.made_at)} if edition.made_at else {})


def _parts(edition: Edition) -> Iterator[Part]:
    for section in edition.sections:
        for nth, release in enumerate(section.releases):
            for name in release.finding.tables:
                file = file_name(section.name, nth=nth, table=name)
                yield Part(section=section, release=release, name=name, file=file)


def _headings(name: str, table: Table) -> list[str]:
    return [name] if table.columns[name].role == "key" else [name, f"{name}_status"]


def _described(part: Part) -> dict[str, Any]:
    table = part.release.finding.tables[part.name]
    columns = [made for name, column in table.columns.items() for made in _column(name, column, table.frame)]
    title = table.title if table.title and not table.title.fields else part.section.title
    least = part.release.policy.least
    hashes = [f"sha256:{digest}" for digest in part.release.context.get("deliveries", ())]
    return {
        "url": part.file,
        "dc:title": _each(title),
        "dc:source": str(part.release.context.get("source", "")),
        "dc:license": str(part.release.context.get("licence", "")),
        "dc:provenance": " ".join([question_json(part.release), *hashes]),
        "notes": [] if least <= 1 else [_each(phrases.NOTE_SMALL, mark=f"< {least}", least=least)],
        "tableSchema": {"columns": columns},
    }


def _column(name: str, column: Column, frame: pl.DataFrame) -> list[dict[str, Any]]:
    labels = {code: column.label(code) for code in LANGUAGES}
    made: dict[str, Any] = {"name": name, "titles": {"und": name} | labels, "datatype": _type(frame.schema[name])}
    if column.unit in UCUM:
        made["http://qudt.org/schema/qudt/ucumCode"] = UCUM[column.unit]
    if column.role == "key":
        return [made]
    status = {
        "name": f"{name}_status",
        "titles": {"und": f"{name}_status"} | {code: STATUS(code, label=labels[code]) for code in LANGUAGES},
        "datatype": {"base": "string", "format": "released|withheld|missing"},
        "required": True,
    }
    return [made | {"dc:type": column.role, "dc:relation": list(column.of)}, status]


def _type(dtype: pl.DataType) -> str:
    kinds = {pl.Date: "date", pl.Boolean: "boolean"}
    if dtype.is_integer():
        return "integer"
    if dtype.is_numeric():
        return "number"
    return "dateTime" if isinstance(dtype, pl.Datetime) else kinds.get(type(dtype), "string")


def _sources(edition: Edition) -> list[dict[str, Any]]:
    named = [
        {
            "title": source.title,
            "by": source.attribution,
            "licence": source.licence,
            "url": source.url,
            "files": source.sha256,
        }
        for source in edition.sources
    ]
    told = {source.title for source in edition.sources}
    for section in edition.sections:
        for release in section.releases:
            title, files = str(release.context.get("title", "")), tuple(release.context.get("deliveries", ()))
            if title and title not in told:
                told.add(title)
                by, licence = (str(release.context.get(name, "")) for name in ("source", "licence"))
                named.append({"title": title, "by": by, "licence": licence, "url": "", "files": files})
    return named


def _derived(source: dict[str, Any]) -> dict[str, Any]:
    about: dict[str, Any] = {
        "@type": "prov:Entity",
        "dct:title": source["title"],
        "dct:rights": source["by"],
        "dct:license": source["licence"],
        "spdx:checksum": [_checksum(digest) for digest in source["files"]],
    }
    return about | ({"dct:source": source["url"]} if source["url"] else {})


def _file(name: str, content: bytes) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dct:title": name,
        "dcat:downloadURL": name,
        "dcat:mediaType": "text/csv",
        "dct:conformsTo": "http://www.w3.org/TR/tabular-data-model/",
        "dcat:byteSize": len(content),
        "spdx:checksum": _checksum(hashlib.sha256(content).hexdigest()),
    }


def _checksum(digest: str) -> dict[str, str]:
    return {"@type": "spdx:Checksum", "spdx:algorithm": "spdx:checksumAlgorithm_sha256", "spdx:checksumValue": digest}


def _each(phrase: Text, **values: Any) -> list[dict[str, str]]:
    return [{"@language": code, "@value": phrase(code, **values)} for code in LANGUAGES]


def _day(day: Any) -> dict[str, str]:
    return {"@type": "xsd:date", "@value": day.isoformat()}


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
