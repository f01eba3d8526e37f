"""A folder or a pattern of files as one series of deliveries."""

import re
from glob import glob, has_magic
from pathlib import Path

from beffroi.errors.intake import FileMissing, FolderGiven
from beffroi.sources.profile import Profile

_PACKED = (".gz", ".zip")
_ENDINGS = {
    "delimited": (".csv", ".tsv", ".tab", ".txt"),
    "parquet": (".parquet", ".parq", ".pq"),
    "geojson": (".geojson", ".json"),
    "json": (".json",),
    "geopackage": (".gpkg",),
    "shapefile": (".zip",),
    "flatgeobuf": (".fgb",),
    "excel": (".xlsx", ".xlsm"),
}


def files_of(path: Path, profile: Profile) -> list[Path]:
    """Return the files that a path means, in name order (file 2 before file 10).

    A file means itself. A folder means those directly in it whose name ends as files of the profile's kind do,
    packed (.gz, .zip) or not. A pattern (`2024/**/*-street.csv`) means the files it matches.

    Raises
    ------
    FolderGiven, FileMissing
        A folder holds no file of the kind; a pattern matches none.
    """
    if path.is_dir():
        found = [file for file in path.iterdir() if file.is_file() and _ends_right(file.name, profile.file.kind)]
        if not found:
            raise FolderGiven(
                path=path.name, found=", ".join(sorted(entry.name for entry in path.iterdir())[:5]) or "–"
            )
    elif has_magic(str(path)) and not path.exists():
        found = [Path(file) for file in glob(str(path), recursive=True) if Path(file).is_file()]  # noqa: PTH207
        if not found:
            raise FileMissing(path=str(path))
    else:
        found = [path]
    return sorted(found, key=_name_order)


def first_of(path: Path) -> Path:
    """Return the file that stands for a path: itself, or the first in a folder that may hold incidents.

    Raises
    ------
    FolderGiven
        No name in the folder ends as that of a file that can be read.
    """
    if not path.is_dir():
        return path
    found = [file for file in path.iterdir() if file.is_file() and any(_ends_right(file.name, k) for k in _ENDINGS)]
    if not found:
        raise FolderGiven(path=path.name, found=", ".join(sorted(entry.name for entry in path.iterdir())[:5]) or "–")
    return min(found, key=_name_order)


def _ends_right(name: str, kind: str) -> bool:
    if name.startswith((".", "~$")):  # hidden, or left by a spreadsheet that has the file open
        return False
    plain = name.lower()
    for packed in _PACKED:
        if plain.endswith(packed) and kind != "shapefile":
            return packed == ".zip" or plain.removesuffix(packed).endswith(_ENDINGS[kind])
    return plain.endswith(_ENDINGS[kind])


def _name_order(path: Path) -> tuple[tuple[str, int], ...]:
    """Return a key that orders names by their numbers where they have some."""
    parts = re.split(r"(\d+)", str(path).casefold())
    return tuple((part, 0) if at % 2 == 0 else ("", int(part)) for at, part in enumerate(parts))
