"""How often the gazetteer is right: texts of real files against the coordinates that the same files give.

python bench/geocoding.py --vancouver vancouver_crimes_2020.zip --chicago chicago_crimes_sample_2017_2019.csv.gz \
    --homicides chicago-homicides-2001-2018.csv.gz --records fgj_cuauhtemoc_puntos.csv.gz --colonias colonias_geo.json.gz

Chicago: the gazetteer is made of the blocks of one file, the texts are of another one. Vancouver: a fifth of the blocks
is held out; intersections are asked of lines drawn through the blocks. Mexico City: names of neighbourhoods.
"""

import argparse
import gzip
import json
import random
import re
import zipfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import shapely
from pyproj import Transformer

from beffroi.sources.gazetteer import GAZETTEER
from beffroi.sources.geocode import Geocoder
from beffroi.sources.street_names import read

FAR = 400.0  # metres from the source's own coordinates: another place


def main() -> None:
    """Print a line of figures for each question."""
    options = argparse.ArgumentParser(description=__doc__)
    for name in ("vancouver", "chicago", "homicides", "records", "colonias"):
        options.add_argument(f"--{name}", type=Path, required=True)
    given = options.parse_args()
    print("| what | texts | taken | to review | median m | 95 % m | further than 400 m |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    vancouver = vancouver_records(given.vancouver)
    blocks = blocks_of(vancouver)
    held_out(vancouver, blocks)
    misspelt(blocks)
    intersections(vancouver, blocks)
    chicago = chicago_records(given.chicago, block="block", lon="longitude", lat="latitude")
    homicides = chicago_records(given.homicides, block="Block", lon="Longitude", lat="Latitude")
    report("Chicago homicides, blocks of another file", coder(blocks_of(chicago)), homicides)
    elsewhere(blocks, chicago)
    neighbourhoods(given.records, given.colonias)


def vancouver_records(path: Path) -> pl.DataFrame:
    """Records with text, x, y; those that the police withheld or could not place are left out."""
    with zipfile.ZipFile(path) as archive:
        (name,) = [each for each in archive.namelist() if each.endswith("csv")]
        frame = pl.read_csv(archive.read(name))
    kept = (pl.col("X") > 0) & ~pl.col("HUNDRED_BLOCK").str.contains("NK_LOC")
    return frame.filter(kept).select(text="HUNDRED_BLOCK", x="X", y="Y")


def chicago_records(path: Path, *, block: str, lon: str, lat: str) -> pl.DataFrame:
    """Records with text, x, y in metres; coordinates outside Illinois are defaults of the source."""
    frame = pl.read_csv(path, infer_schema_length=0).with_columns(pl.col(lon, lat).cast(pl.Float64, strict=False))
    frame = frame.filter(pl.col(lat) > 41)
    x, y = Transformer.from_crs(4326, 32616, always_xy=True).transform(frame[lon].to_numpy(), frame[lat].to_numpy())
    return frame.select(text=block, x=pl.Series(x), y=pl.Series(y))


def blocks_of(records: pl.DataFrame) -> pl.DataFrame:
    """One street entry a hundred block, at the median of its records."""
    rows = []
    for text, x, y in records.group_by("text").agg(pl.col("x", "y").median()).sort("text").iter_rows():
        asked, named = read(text), re.match(r"^\s*\d*X*\s+(.*)$", text)
        if asked and named and asked.kind == "block":
            wkb = shapely.Point(x, y).wkb
            street = {"entry": len(rows), "kind": "street", "name": named[1], "low": asked.low, "high": asked.high}
            rows.append({**street, "wkb": wkb, "text": text})
    return pl.DataFrame(rows)


def coder(blocks: pl.DataFrame) -> Geocoder:
    """A geocoder of blocks."""
    return Geocoder(blocks.select(list(GAZETTEER)).cast({"entry": pl.UInt32}))


def report(what: str, known: Geocoder, asked: pl.DataFrame) -> None:
    """Print how many texts are taken, and how far from the source's own coordinates."""
    found = known.find_all(asked["text"])
    taken = (found["status"] == "matched").to_numpy()
    east, north = (found[axis].fill_null(0).to_numpy() - asked[axis].to_numpy() for axis in ("x", "y"))
    away = np.hypot(east, north)[taken]
    review = (found["status"] == "review").mean()
    figures = f"{np.median(away):.0f} | {np.quantile(away, 0.95):.0f} | {100 * (away > FAR).mean():.2f} %"
    print(f"| {what} | {asked.height:,} | {100 * taken.mean():.1f} % | {100 * review:.1f} % | {figures} |")


def held_out(records: pl.DataFrame, blocks: pl.DataFrame) -> None:
    """Ask for blocks that are not in the gazetteer."""
    rng = random.Random(1)
    apart = [text for text in blocks["text"] if rng.random() < 0.2]
    known = coder(blocks.filter(~pl.col("text").is_in(apart)))
    report("Vancouver, blocks held out", known, records.filter(pl.col("text").is_in(apart)))


def misspelt(blocks: pl.DataFrame) -> None:
    """Ask in other forms, with one slip in a word of five letters or more."""
    rng = random.Random(5)
    drawn = blocks.sample(3000, seed=2)
    places = shapely.from_wkb(drawn["wkb"].to_numpy())
    for what, slips in (("Vancouver, other forms of writing", False), ("the same with one slip of the pen", True)):
        texts = [written(row, rng, slips=slips) for row in drawn.iter_rows(named=True)]
        report(
            what, coder(blocks), pl.DataFrame({"text": texts, "x": shapely.get_x(places), "y": shapely.get_y(places)})
        )


def written(block: dict, rng: random.Random, *, slips: bool) -> str:
    """One of three ways to write a block."""
    name, low, high = block["name"], block["low"], block["high"]
    words = list(re.finditer(r"[A-Z]{5,}", name))
    if slips and words:
        word = rng.choice(words)
        at, letter = rng.randrange(word.start() + 1, word.end() - 1), chr(65 + rng.randrange(26))
        name = rng.choice(
            [name[:at] + letter + name[at:], name[:at] + name[at + 1 :], name[:at] + letter + name[at + 1 :],
             name[:at] + name[at + 1] + name[at] + name[at + 2 :]]
        )  # fmt: skip
    return rng.choice([f"{low} block of {name.title()}", f"{rng.randint(low, high)} {name}", f"{name} {low + 1}"])


def intersections(records: pl.DataFrame, blocks: pl.DataFrame) -> None:
    """Ask for crossings of lines drawn through the middles of blocks."""
    rows = []
    for (name,), street in blocks.sort("low").group_by("name", maintain_order=True):
        points = list(shapely.from_wkb(street["wkb"].to_numpy()))
        for one, other in pairwise(points):
            if 1 < one.distance(other) < FAR:
                line = shapely.LineString([one, other]).wkb
                rows.append(
                    {"entry": len(rows), "kind": "street", "name": name, "low": None, "high": None, "wkb": line}
                )
    known = Geocoder(pl.DataFrame(rows, schema=GAZETTEER))
    report("Vancouver, intersections", known, records.filter(pl.col("text").str.contains("/")))


def elsewhere(blocks: pl.DataFrame, chicago: pl.DataFrame) -> None:
    """Ask the gazetteer of one city for the texts of another: whatever is taken is wrong."""
    texts = chicago["text"].unique().sort().sample(5000, seed=1)
    names = {name.removesuffix(" ") for name in blocks["name"]}
    found = coder(blocks).find_all(texts)
    taken = found.filter(pl.col("status") == "matched")
    fuzzy = sum(not any(word in names for word in _endings(text)) for text in taken["text"])
    print(
        f"| Chicago texts asked of Vancouver | {texts.len():,} | {100 * taken.height / texts.len():.2f} % | | | | {fuzzy} |"
    )


def _endings(text: str) -> Sequence[str]:
    words = text.split()
    return [" ".join(words[at:]) for at in range(1, len(words))]


def neighbourhoods(records: Path, colonias: Path) -> None:
    """Ask for the names of colonias; right where most of their records lie in the outline found, or within 200 m."""
    project = Transformer.from_crs(4326, 32614, always_xy=True)
    with gzip.open(colonias) as file:
        features = [one for one in json.load(file)["features"] if one["properties"]["alcaldia"] == "CUAUHTEMOC"]
    shapes = [
        shapely.transform(shapely.geometry.shape(one["geometry"]), project.transform, interleaved=False)
        for one in features
    ]
    rows = [
        {
            "entry": at,
            "kind": "place",
            "name": one["properties"]["colonia"],
            "low": None,
            "high": None,
            "wkb": shape.wkb,
        }
        for at, (one, shape) in enumerate(zip(features, shapes, strict=True))
    ]
    known = Geocoder(pl.DataFrame(rows, schema=GAZETTEER))
    frame = pl.read_csv(records, infer_schema_length=0).with_columns(
        pl.col("longitud", "latitud").cast(pl.Float64, strict=False)
    )
    frame = frame.drop_nulls(["longitud", "latitud", "colonia"])
    by_name = dict(zip(known.table["name"], shapes, strict=True))
    taken = right = plain = 0
    asked = frame.partition_by("colonia")
    for part in asked:
        match = known.find(part["colonia"][0])
        plain += part["colonia"][0].casefold() in {name.casefold() for name in by_name}
        if match.taken(0.85):
            x, y = project.transform(part["longitud"].to_numpy(), part["latitud"].to_numpy())
            taken += 1
            right += (shapely.distance(shapely.points(x, y), by_name[match.name]) < 200).mean() > 0.5
    print(
        f"| Mexico City, colonias ({plain} are written the same) | {len(asked)} | {taken} | | | | {taken - right} wrong |"
    )


if __name__ == "__main__":
    main()
