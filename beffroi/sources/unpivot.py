"""Wide tables, where one line holds the counts of many places or months: one record a cell."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

import polars as pl

from beffroi.errors.profiles import DuplicatedColumn, NameSaysNothing, PersonColumnMapped
from beffroi.sources._base import Records
from beffroi.sources.decode import Decoded, Note
from beffroi.sources.profile import Profile, Unpivot


def wide_columns(
    profile: Profile,
    spelled: Sequence[str],
    *,
    taken: Mapping[str, int],
    path: str,
    about_person: Callable[[str], bool],
) -> dict[str, int]:
    """Return the position of each column that holds counts: those whose names match, and that nothing else maps.

    Raises
    ------
    PersonColumnMapped, DuplicatedColumn
        A pattern takes a column about a person (name the others one by one); two of them have one name.
    """
    wide = profile.unpivot
    if wide is None:
        return {}
    found: dict[str, int] = {}
    for at, name in enumerate(spelled):
        if not name or at in taken.values() or not any(fnmatchcase(name, pattern) for pattern in wide.columns):
            continue
        if about_person(name) or name in profile.refused:
            raise PersonColumnMapped(profile=profile.name, column=name)
        if name in found:
            raise DuplicatedColumn(path=path, column=name, found=f"`{name[:60]}`, `{name[:60]}`")
        found[name] = at
    return found


def unpivoted(decoded: Decoded, profile: Profile, *, name: str) -> Decoded:
    """Return one record a cell of the wide columns, numbered along the lines.

    A line of k counts is k records; a line that the decoder set aside or left out stays one.
    rows_in = records + quarantined + dropped, as before. `name` is the name under which the file was delivered.

    Raises
    ------
    NameSaysNothing
        The name of the file does not hold what the profile reads in it.
    """
    wide, records = profile.unpivot, decoded.records
    if wide is None:
        return decoded
    fixed = [column for column in records.frame.columns if column in ("row", "line", *profile.columns())]
    cells = [column for column in records.frame.columns if column not in fixed]
    said = {column: _said(wide, column, name) for column in wide.from_name}
    frame = _long(records.frame, fixed, cells, wide).with_columns(pl.lit(text).alias(c) for c, text in said.items())
    n, k = records.frame.height, len(cells)
    note: Note = ("cells_as_records", {"lines": n, "columns": k, "n": n * k})
    longer = Records(
        frame=frame,
        quarantined=records.quarantined.with_columns(((pl.col("row") - 1) * k + 1).cast(pl.UInt32)),
        dropped=records.dropped,
        rows_in=records.rows_in - n + n * k,
        notes=(*records.notes, note),
    )
    return replace(decoded, records=longer, raw=lambda rows: decoded.raw(((rows - 1) // k + 1).cast(pl.UInt32)))


def _long(frame: pl.DataFrame, fixed: list[str], cells: list[str], wide: Unpivot) -> pl.DataFrame:
    """Return the cells under one another, line by line, as text."""
    from beffroi.sources.columns import texts

    k = len(cells)
    held = {f"\0{at}": column for at, column in enumerate(cells, 1)}  # a cell's own name may be that of a new column
    order = {name: at for at, name in enumerate(held, 1)}
    return (
        frame.select(*fixed, *(texts(frame[column]).alias(name) for name, column in held.items()))
        .unpivot(on=list(held), index=fixed, variable_name=wide.into, value_name=wide.value)
        .with_columns(
            row=((pl.col("row") - 1) * k + pl.col(wide.into).replace_strict(order, return_dtype=pl.UInt32)).cast(
                pl.UInt32
            )
        )
        .with_columns(pl.col(wide.into).replace_strict(held, return_dtype=pl.String))
        .sort("row")
    )


def _said(wide: Unpivot, column: str, name: str) -> str:
    """Return what the name of a file says, by the one group of a regular expression."""
    pattern = wide.from_name[column]
    try:
        found = re.search(pattern, name)
        said = found.group(1) if found else None
    except (re.error, IndexError):
        said = None
    if not said:
        raise NameSaysNothing(path=name, column=column, pattern=pattern)
    return said
