"""Characters that a keyboard did not mean: text encoded twice, digits of other scripts, invisible marks."""

import unicodedata

import polars as pl

from beffroi.sources.profile import Profile

Note = tuple[str, dict[str, object]]
_ORNAMENTS = frozenset("\u00a0«»°ºª¿¡’‘“”–—…€")  # what may stand beside letters in a value that was encoded twice
_MARKS = dict.fromkeys([0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF])
_MARKS_OF_NUMBERS = _MARKS | dict.fromkeys([0x00AD, 0x200C, 0x200D])  # between letters, these three have a meaning


def without_accidents(frame: pl.DataFrame, profile: Profile) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """Return records with accidents of encoding undone, and notes that count them.

    Everywhere, marks of direction, invisible spaces and byte-order marks are removed. In keys, dates and
    coordinates, digits of other scripts become 0 to 9. In every other text, a value that is UTF-8 read as
    Windows-1252 is read again, when the whole of it can be and only letters and usual signs come out.
    """
    w, p = profile.when, profile.where
    numbers = {profile.key, profile.event_key, w.start, w.start_time, w.end, w.end_time, w.reported, p.x, p.y}
    fixed, twice, tidied = [], 0, 0
    for column in frame.select(_beyond_ascii(frame)).iter_columns():
        beyond = column.filter((column.str.len_bytes() != column.str.len_chars()).fill_null(False)).unique().to_list()
        if column.name in numbers:
            again: dict[str, str] = {}
            plain = _changed(beyond, [plain_number(text) for text in beyond])
        else:
            again = _changed(beyond, [encoded_once(text) for text in beyond])
            plain = _changed(beyond, [again.get(text, text).translate(_MARKS) for text in beyond])
        twice += int(column.is_in(list(again)).sum())
        tidied += int(column.is_in([text for text in plain if text not in again]).sum())
        change = again | plain
        if change:
            fixed.append(column.replace(list(change), list(change.values())))
    notes: list[Note] = [("encoded_twice", {"n": twice})] if twice else []
    notes += [("characters_normalised", {"n": tidied})] if tidied else []
    return frame.with_columns(fixed), tuple(notes)


def _beyond_ascii(frame: pl.DataFrame) -> list[str]:
    """Return the names of the text columns where some sign takes more than one byte."""
    texts = frame.select(pl.col(pl.String))
    wider = texts.select((pl.all().str.len_bytes() - pl.all().str.len_chars()).sum()).row(0) if texts.width else ()
    return [name for name, more in zip(texts.columns, wider, strict=True) if more]


def _changed(before: list[str], after: list[str]) -> dict[str, str]:
    return {old: new for old, new in zip(before, after, strict=True) if old != new}


def plain_number(text: str) -> str:
    """Return text with the decimal digits of every script as 0 to 9, and without invisible marks.

    >>> plain_number("\\u200f\\u0662\\u0660\\u0662\\u0664-03")
    '2024-03'
    """
    plain = text.translate(_MARKS_OF_NUMBERS)
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in plain)


def encoded_once(text: str) -> str:
    """Return text that was UTF-8 read as Windows-1252 as it was meant; any other text as it is.

    >>> encoded_once("MÃ©fait"), encoded_once("Méfait"), encoded_once("Ã la carte")
    ('Méfait', 'Méfait', 'Ã la carte')
    """
    try:
        meant = b"".join(_byte(sign) for sign in text).decode("utf-8")
    except UnicodeError:
        return text
    usual = all(sign.isascii() or sign.isalpha() or sign in _ORNAMENTS for sign in meant)
    return meant if usual else text


def _byte(sign: str) -> bytes:
    """Return the byte of a character in Windows-1252, or in Latin-1 where Windows-1252 leaves a hole."""
    try:
        return sign.encode("cp1252")
    except UnicodeEncodeError:
        return sign.encode("latin-1")
