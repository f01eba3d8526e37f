"""Street segments from lines: the report of what was cut, merged and left out, and a code for every segment."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from beffroi.errors.streets import NoStreets
from beffroi.kernels.streets import Chains, Cleaning, Noding, clean_streets
from beffroi.sources.geography import Note, code_texts, read_shapes
from beffroi.vocabulary.text import text

STREETS = {"place": pl.String, "name": pl.String, "wkb": pl.Binary}
ANY = "*"  # a filter that keeps every feature where the column has a value

MADE = text(
    "{segments} segments, {km} km, {nodes} ends, from {parts} lines.",
    "{segments} tronçons, {km} km, {nodes} extrémités, à partir de {parts} lignes.",
    "{segments} tramos, {km} km, {nodes} extremos, a partir de {parts} líneas.",
)
FILTERED = text(
    "Features that the filter leaves out ({n}).",
    "Éléments écartés par le filtre ({n}).",
    "Elementos que el filtro descarta ({n}).",
)
LEFT_OUT = text(
    "Left out: {no_line} without a line, {zero_length} of no length, {stray} far from all others, {duplicates} segments drawn "
    "twice.",
    "Écartés : {no_line} sans ligne, {zero_length} de longueur nulle, {stray} loin de toutes les autres, {duplicates} tronçons "
    "tracés deux fois.",
    "Descartados: {no_line} sin línea, {zero_length} de longitud nula, {stray} lejos de todas las demás, {duplicates} tramos "
    "trazados dos veces.",
)
CUT = text(
    "Lines cut where they meet others ({cut}); segments joined to their only neighbour ({chains}).",
    "Lignes coupées là où elles en rencontrent d’autres ({cut}) ; tronçons réunis à leur seul voisin ({chains}).",
    "Líneas cortadas donde se encuentran con otras ({cut}); tramos unidos a su único vecino ({chains}).",
)
ISLANDS = text(
    "The streets fall into {islands} groups that nothing joins; the largest holds {largest} % of their length.",
    "Les rues forment {islands} groupes que rien ne relie ; le plus grand réunit {largest} % de leur longueur.",
    "Las calles forman {islands} grupos sin conexión entre sí; el mayor reúne el {largest} % de su longitud.",
)
MANY_ISLANDS = text(
    "So many groups often mean that the lines are not joined where they cross: compare with --noding crossings.",
    "Autant de groupes signifient souvent que les lignes ne sont pas reliées là où elles se croisent : comparez avec "
    "--noding crossings.",
    "Tantos grupos suelen indicar que las líneas no están unidas donde se cruzan: compare con --noding crossings.",
)
MOST_ISLANDS = 100


def read_streets(
    path: Path,
    *,
    crs: str,
    code: str | None = None,
    name: str | None = None,
    noding: Noding = "vertices",
    chains: Chains = "kept",
    where: Mapping[str, str] | None = None,
    layer: str | None = None,
    source_crs: str | None = None,
) -> tuple[pl.DataFrame, Cleaning, tuple[Note, ...]]:
    """Read lines (GeoPackage, GeoJSON, Shapefile, an extract of OpenStreetMap) into segments, in metres of `crs`.

    `code` and `name` are columns of the file; without a code, a segment has the number of its line. Pieces of one
    code are numbered `code/1`, `code/2`. `where` keeps the features whose columns have these values; `*`: any.

    Raises
    ------
    NotReadable, ChooseLayer, UnknownColumn, NoReference, WrongReference
        As for outlines of places.
    NoStreets
        No line with a length is left.
    """
    import shapely

    kept = dict(where or {})
    wanted = list(dict.fromkeys([*kept, *(column for column in (code, name) if column)]))
    shapes, fields = read_shapes(path, columns=wanted, crs=crs, layer=layer, source_crs=source_crs)
    rows = [row for row in range(len(shapes)) if _is_kept(fields, kept, row)]
    lines = [None if shapes[row] is None else bytes(shapely.to_wkb(shapes[row])) for row in rows]
    made = clean_streets(lines, noding=noding, chains=chains)
    if not made.cleaning.segments:
        raise NoStreets(file=path.name, lines=made.cleaning.lines)
    line = [rows[number] for number in made.line]
    codes = code_texts(fields[code])[0] if code else [str(row + 1) for row in range(len(shapes))]
    names = code_texts(fields[name])[0] if name else codes
    frame = pl.DataFrame(
        {
            "place": _numbered([codes[row] or str(row + 1) for row in line]),
            "name": [names[row] or codes[row] or str(row + 1) for row in line],
            "wkb": made.wkb(),
        },
        schema=STREETS,
    )
    return frame, made.cleaning, _notes(made.cleaning, filtered=len(shapes) - len(rows))


def _is_kept(fields: Mapping[str, Sequence[Any]], kept: Mapping[str, str], row: int) -> bool:
    for column, value in kept.items():
        found = code_texts([fields[column][row]])[0][0]
        if found is None or value not in (ANY, found):
            return False
    return True


def _numbered(codes: Sequence[str]) -> list[str]:
    """Return codes that differ: those of several segments get a number, in order."""
    table = pl.DataFrame({"code": codes})
    several = pl.len().over("code") > 1
    number = pl.format("{}/{}", "code", pl.int_range(1, pl.len() + 1).over("code"))
    made = table.select(pl.when(several).then(number).otherwise("code").alias("code"))["code"]
    while made.n_unique() < made.len():  # a code that looks like the number of another
        made = pl.Series("code", [f"{each}#{at}" for at, each in enumerate(made, 1)])
    return made.to_list()


def _notes(told: Cleaning, *, filtered: int) -> tuple[Note, ...]:
    values = asdict(told) | {"km": round(told.metres / 1000, 1), "largest": round(100 * told.largest, 1)}
    notes: list[Note] = [(MADE, values)]
    if filtered:
        notes.append((FILTERED, {"n": filtered}))
    if told.no_line or told.zero_length or told.stray or told.duplicates:
        notes.append((LEFT_OUT, values))
    if told.cut or told.chains:
        notes.append((CUT, values))
    if told.islands > 1:
        notes.append((ISLANDS, values))
    if told.islands > MOST_ISLANDS:
        notes.append((MANY_ISLANDS, {}))
    return tuple(
        (wording, {name: values[name] for name in wording.fields if name in values}) for wording, values in notes
    )
