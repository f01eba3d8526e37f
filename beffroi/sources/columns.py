"""Which columns of a file are read, and which may never be: those that describe a person."""

import difflib
import re
import unicodedata
from collections.abc import Sequence

import polars as pl

from beffroi.errors.intake import BEGINS_AS_UTF16, EncodingContradicted
from beffroi.errors.profiles import DuplicatedColumn, PersonColumnMapped, ProfileDoesNotFit
from beffroi.sources.profile import Profile
from beffroi.sources.unpivot import wide_columns

# Whole words of a column name, in English, French, Spanish and the codes that police exports use.
_PERSON = re.compile(
    r"(^|_)(perp|perpetrator|offender|suspect|suspects|arrestee|vic|victim|victims|victime|victimes|victima|victimas|"
    r"complainant|witness|officer|agent|sospechoso|imputado|auteur|mis_en_cause|"
    r"race|raza|ethnic|ethnicity|ethnicite|etnia|sex|sexe|sexo|gender|genre|genero|age|edad|dob|birth|birthdate|"
    r"date_of_birth|naissance|nacimiento|nationality|nationalite|nacionalidad|religion|"
    r"firstname|lastname|surname|forename|first_name|last_name|full_name|middle_name|nom|prenom|nombre|nombres|"
    r"apellido|apellidos|phone|telephone|telefono|mobile|email|e_mail|courriel|correo|ssn|curp|rfc|dni|nie|passport|"
    r"passeport|pasaporte|plate|plates|license_plate|licence_plate|immatriculation|placa|placas|vin|"
    r"home_address|address_of_home|domicile|domicilio|self_defined_ethnicity|officer_defined_ethnicity)(_|$)"
)
_UTF16 = "\ufffd\ufffd"  # what is left of the first two bytes of UTF-16, read as UTF-8
_PLAIN_NAME = re.compile(r"^(name|person|person_name|persona|personne)$")
_BARE_NAME = re.compile(r"^(name|nom|nombre)$")
_PLACES = re.compile(
    r"(^|_)(lsoa|msoa|commune|colonia|barrio|comuna|quartier|arrondissement|ward|area|district|alcaldia)(_|$)"
)


def plain(name: str) -> str:
    """Return a column name in lower case, without accents, words joined by `_`.

    >>> plain("VicAgeGroup "), plain("Code.département")
    ('vic_age_group', 'code_departement')
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", unicodedata.normalize("NFKD", name.strip()))
    ascii_only = "".join(letter for letter in spaced if not unicodedata.combining(letter))
    return re.sub(r"[^0-9a-zA-Z]+", "_", ascii_only).strip("_").lower()


def describes_person(name: str) -> bool:
    """Whether a column name says that it describes a person.

    >>> describes_person("PERP_RACE"), describes_person("LSOA name"), describes_person("Nom de la commune")
    (True, False, False)
    """
    words = plain(name)
    if _PLAIN_NAME.match(words):
        return True
    return bool(_PERSON.search(words)) and not (
        _PLACES.search(words) and re.search(r"(^|_)(nom|nombre|name)(_|$)", words)
    )


def check_no_person(profile: Profile) -> None:
    """Refuse a profile that maps a column about a person, under any of its spellings.

    Raises
    ------
    PersonColumnMapped
        A mapped column, or one of its aliases, describes a person or is listed as refused.
    """
    named = {profile.where.place_name, profile.tally.value if profile.tally else None}  # French "nombre": a count
    for column in profile.columns():
        for name in (column, *profile.aliases.get(column, ())):
            harmless = column in named and _BARE_NAME.match(plain(name))
            if name in profile.refused or (describes_person(name) and not harmless):
                raise PersonColumnMapped(profile=profile.name, column=name)


def resolve(profile: Profile, columns: Sequence[str], *, path: str) -> dict[str, int]:
    """Return the position of each mapped column in the file, by name or by a declared alias.

    Raises
    ------
    ProfileDoesNotFit
        A mapped column is missing; the message lists what was found and the closest names.
    DuplicatedColumn
        A mapped column appears more than once.
    """
    spelled = [unicodedata.normalize("NFC", name).strip() for name in columns]
    positions: dict[str, int] = {}
    missing: list[str] = []
    for wanted in profile.columns():
        names = {unicodedata.normalize("NFC", name).strip() for name in (wanted, *profile.aliases.get(wanted, ()))}
        hits = [at for at, name in enumerate(spelled) if name in names]
        if len(hits) > 1:
            raise DuplicatedColumn(path=path, column=wanted, found=", ".join(_quoted(spelled[at]) for at in hits))
        if hits:
            positions[wanted] = hits[0]
        else:
            missing.append(wanted)
    wide = wide_columns(profile, spelled, taken=positions, path=path, about_person=describes_person)
    if profile.unpivot and not wide:
        missing += profile.unpivot.columns
    positions |= wide
    if missing and columns and columns[0].startswith(_UTF16):
        raise EncodingContradicted(path=path, declared=profile.file.encoding, why=BEGINS_AS_UTF16)
    if missing:
        raise ProfileDoesNotFit(
            path=path,
            profile=profile.name,
            missing=", ".join(_quoted(name) for name in missing),
            found=", ".join(_quoted(name) for name in spelled[:40]) or "–",
            closest=_closest(missing, spelled),
        )
    return positions


def _closest(missing: Sequence[str], found: Sequence[str]) -> str:
    by_plain = {plain(name): name for name in found}
    pairs = []
    for name in missing:
        near = difflib.get_close_matches(plain(name), list(by_plain), n=1, cutoff=0.6)
        if near:
            pairs.append(f"{name} → {by_plain[near[0]][:60]}")
    return ", ".join(pairs) or "–"


def _quoted(name: str) -> str:
    return f"`{name[:60]}`"


def cleaned(frame: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """Return records with outer spaces removed from text, and null where the profile says a text means missing.

    Dates and coordinates keep their spaces: their readers strip what they cannot read at once.
    """
    w, p = profile.when, profile.where
    measured = {w.start, w.start_time, w.end, w.end_time, w.reported, w.updated, p.x, p.y}
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    labels = [name for name in texts if name not in measured]
    spaced = _with_outer_spaces(frame.select(labels))
    frame = frame.with_columns(_clean(name, strip=name in spaced, na=profile.file.na) for name in texts)
    if p.code_digits and p.place_code in texts:
        return frame.with_columns(pl.col(p.place_code).str.zfill(p.code_digits))
    return frame


def texts(column: pl.Series) -> pl.Series:
    """Return a column as text, as written; floats that are whole codes without their decimal part."""
    return _whole(column) if column.dtype.is_float() else column.cast(pl.String)


def _whole(column: pl.Series) -> pl.Series:
    """Return floats as text; 25.0 is written 25 when every value is whole (a code read with gaps)."""
    values = column.drop_nulls()
    whole = bool((values == values.round(0)).all())
    return column.cast(pl.Int64, strict=False).cast(pl.String) if whole else column.cast(pl.String)


def _with_outer_spaces(frame: pl.DataFrame) -> set[str]:
    """Return the names of the text columns where some value begins or ends with a space or a tab."""
    if not frame.width:
        return set()
    tests = [end(mark) for mark in (" ", "\t") for end in (pl.all().str.starts_with, pl.all().str.ends_with)]
    found = (frame.select(test.any()).row(0) for test in tests)
    return {name for name, *spaced in zip(frame.columns, *found, strict=True) if any(spaced)}


def _clean(name: str, *, strip: bool, na: Sequence[str]) -> pl.Expr:
    column = pl.col(name).str.strip_chars() if strip else pl.col(name)
    missing = [text for text in na if text]
    if "" in na:
        column = pl.when(column != "").then(column).alias(name)
    return pl.when(~column.is_in(missing)).then(column).alias(name) if missing else column.alias(name)
