"""Zipped shapefiles: one whole shapefile out of an archive, and the encoding of its texts."""

import codecs
import io
import zipfile
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from beffroi.errors.archives import WANTS_NAMED, WANTS_ONE, ChooseMember, IncompleteShapefile
from beffroi.errors.intake import IntakeError
from beffroi.errors.profiles import UnknownEncoding
from beffroi.sources.archives import FAILURES, damaged
from beffroi.sources.decode import Note
from beffroi.sources.profile import Profile
from beffroi.vocabulary.text import filled

_NEEDED = (".shp", ".shx", ".dbf")
_KEPT = (*_NEEDED, ".prj")
_MARKS = 256  # bytes of a .cpg that are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapefile:
    """One shapefile in an archive of its own, the encoding of its texts, and what is to be said of it."""

    content: bytes
    encoding: str
    notes: tuple[Note, ...]


def one_shapefile(content: bytes, profile: Profile, *, name: str) -> Shapefile:
    """Return the one shapefile of a zip archive (checked before), or the one whose .shp matches `profile.file.member`.

    Its texts are in the encoding that its .cpg states; without one that can be understood, in that of the profile.

    Raises
    ------
    ChooseMember
        Not exactly one .shp can be meant.
    IncompleteShapefile
        The .shx or the .dbf of the same name is not in the archive.
    DamagedFile
        The archive is cut, or a checksum is wrong.
    """
    try:
        return _out_of(content, profile, name=name)
    except IntakeError:
        raise
    except FAILURES as error:
        raise damaged(error, name) from None


def _out_of(content: bytes, profile: Profile, *, name: str) -> Shapefile:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {info.filename: info for info in archive.infolist() if not info.is_dir()}
        stem = _chosen([path for path in files if path.lower().endswith(".shp")], profile.file.member, name=name)
        parts = {_suffix(path): path for path in files if path[: -len(_suffix(path))] == stem and _suffix(path)}
        missing = [suffix for suffix in _NEEDED if suffix not in parts]
        if missing:
            raise IncompleteShapefile(path=name, stem=PurePosixPath(stem).name, missing=", ".join(missing))
        stated = archive.read(parts[".cpg"])[:_MARKS].decode("ascii", "replace").strip() if ".cpg" in parts else ""
        flat = io.BytesIO()
        with zipfile.ZipFile(flat, "w") as out:
            for suffix in _KEPT:
                if suffix in parts:
                    out.writestr(f"shapefile{suffix}", archive.read(parts[suffix]))
    encoding, notes = _encoding(stated, profile.file.encoding)
    if ".prj" not in parts and profile.where.geometry:
        notes = (*notes, ("no_system_stated", {"crs": profile.where.crs}))
    return Shapefile(content=flat.getvalue(), encoding=encoding, notes=notes)


def _chosen(paths: list[str], member: str | None, *, name: str) -> str:
    """Return the path of the .shp that is meant, without its suffix."""
    files = [path for path in paths if not path.startswith("__MACOSX/")]
    meant = files
    if member is not None:
        meant = [path for path in files if fnmatchcase(path, member) or fnmatchcase(path.rsplit("/", 1)[-1], member)]
    if len(meant) == 1:
        return meant[0][: -len(".shp")]
    found = ", ".join(f"`{path[:60]}`" for path in files[:12]) or "–"
    wanted = WANTS_ONE if member is None else filled(WANTS_NAMED, member=member)
    raise ChooseMember(path=name, found=found, wanted=wanted)


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def _encoding(stated: str, pinned: str) -> tuple[str, tuple[Note, ...]]:
    """Return the encoding of texts: that of the .cpg where it names one, else that of the profile."""
    try:
        wanted = codecs.lookup(pinned).name
    except LookupError:
        raise UnknownEncoding(found=pinned) from None
    if not stated:
        return wanted, (("no_encoding_stated", {"encoding": pinned}),)
    said = codec_of(stated)
    if said is None:
        return wanted, (("encoding_not_understood", {"stated": stated[:40], "encoding": pinned}),)
    return said, () if said == wanted else (("encoding_stated", {"stated": stated[:40], "encoding": pinned}),)


def codec_of(stated: str) -> str | None:
    """Return the codec that a .cpg names; None when it cannot be understood.

    >>> codec_of("UTF-8"), codec_of("ANSI 1252"), codec_of("88591"), codec_of("LDID/87")
    ('utf-8', 'cp1252', 'iso8859-1', None)
    """
    plain = stated.strip().upper().removeprefix("ANSI").strip()
    if plain.startswith("8859") and plain[4:].isdigit():
        plain = f"ISO8859-{plain[4:]}"
    for tried in (plain, f"cp{plain}") if plain.isdigit() else (plain,):
        try:
            codec = codecs.lookup(tried)
            "".encode(codec.name)
        except (LookupError, ValueError):
            continue
        return codec.name
    return None
