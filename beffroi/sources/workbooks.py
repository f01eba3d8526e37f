"""Workbooks (xlsx) to records: the sheets that are meant, one after the other, every cell as text."""

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import polars as pl

from beffroi.errors.archives import HiddenSheets, MissingSheet, ReaderNotInstalled
from beffroi.errors.intake import KINDS, DamagedFile, EmptyFile, IntakeError
from beffroi.sources._base import QUARANTINE, Records
from beffroi.sources.archives import FAILURES, damaged
from beffroi.sources.columns import resolve
from beffroi.sources.decode import RAW_LENGTH, Decoded, Note, Received
from beffroi.sources.parts import FOOTER, FOOTER_LINES
from beffroi.sources.profile import Profile
from beffroi.sources.workbook_bounds import check_spread

CLOCK = r"^1899-12-3[01] (\d{2}:\d{2}:\d{2})"  # how a time of day without a date is stored


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """The records of one sheet: columns row, line and those that the profile maps."""

    name: str
    frame: pl.DataFrame
    columns: tuple[str, ...]
    found: dict[str, str]
    rows_in: int
    dropped: dict[str, int]
    nameless: int  # columns that hold values and have no name


def read_workbook(received: Received, profile: Profile) -> Decoded:
    """Read the sheets that `profile.file.sheets` names, or all of them when none is hidden.

    Cells are text: dates as 2024-04-03 00:00:00, times as 13:05:00, whole numbers without decimals, formulas as their
    stored value; number formats are not applied, so a code 007 that was entered as a number is 7. `row` counts the
    rows below the header over all sheets, `line` is the row of the sheet. In every sheet, the first row with a value
    after `skip_lines` rows is the header.

    Raises
    ------
    IntakeError
        The reader is not installed, the workbook is damaged, a sheet is hidden or absent, a mapped column is missing.
    """
    name = received.path.name
    book = opened(received)
    tables = sheets_of(book, name=name)
    wanted, skipped = _wanted(tables, profile, name=name)
    sheets: list[_Sheet] = []
    for title in wanted:
        sheet = _records(title, tables[title][1], profile, path=f"{name} · {title}", after=_rows_of(sheets))
        sheets += [sheet] if sheet else []
    if not sheets or not any(sheet.frame.height for sheet in sheets):
        raise EmptyFile(path=name)
    columns = tuple(dict.fromkeys(column for sheet in sheets for column in sheet.columns if column))
    records = Records(
        frame=pl.concat([sheet.frame for sheet in sheets]),
        quarantined=pl.DataFrame(schema=QUARANTINE),
        dropped=_sums(sheets),
        rows_in=_rows_of(sheets),
        notes=_notes(sheets, skipped),
    )
    return Decoded(records=records, columns=columns, found=sheets[0].found, raw=_RawRows(sheets))


def opened(received: Received) -> Any:
    """Open a workbook, or refuse what is none."""
    try:
        import fastexcel
    except ModuleNotFoundError:
        raise ReaderNotInstalled(path=received.path.name, package="fastexcel") from None
    try:
        check_spread(received.content, name=received.path.name)
    except FAILURES as error:
        if isinstance(error, IntakeError):
            raise
        raise damaged(error, received.path.name) from None
    try:
        return fastexcel.read_excel(received.content)
    except fastexcel.FastExcelError as error:
        raise _damaged(error, received.path.name) from None


def sheets_of(book: Any, *, name: str) -> dict[str, tuple[bool, pl.DataFrame]]:
    """Return each sheet by name: whether it is visible, and all its cells as text without a header."""
    import fastexcel

    found = {}
    try:
        for title in book.sheet_names:
            sheet = book.load_sheet(title, header_row=None, skip_rows=0, dtypes="string")
            frame = sheet.to_polars() if sheet.width else pl.DataFrame()
            found[title] = (sheet.visible == "visible", frame)
    except (fastexcel.FastExcelError, pl.exceptions.PolarsError) as error:
        raise _damaged(error, name) from None
    return found


def _damaged(error: Exception, name: str) -> DamagedFile:
    return DamagedFile(path=name, expected=KINDS["excel"], why=str(error).splitlines()[0][:160])


def _wanted(
    tables: dict[str, tuple[bool, pl.DataFrame]], profile: Profile, *, name: str
) -> tuple[list[str], list[str]]:
    """Return the sheets to read and those left out, or ask which ones are meant."""
    visible = [title for title, (shown, _) in tables.items() if shown]
    hidden = [title for title, (shown, frame) in tables.items() if not shown and frame.height]
    if not profile.file.sheets:
        if hidden:
            raise HiddenSheets(path=name, hidden=_listed(hidden), visible=_listed(visible))
        return visible, []
    for pattern in profile.file.sheets:
        if not any(fnmatchcase(title, pattern) for title in tables):
            raise MissingSheet(path=name, wanted=pattern, found=_listed(list(tables)))
    wanted = [title for title in tables if _is_meant(title, title in visible, profile)]
    return wanted, [title for title in tables if title not in wanted]


def _is_meant(title: str, visible: bool, profile: Profile) -> bool:
    """Whether a sheet is named; a hidden one by its whole name, never by a pattern."""
    return any(title == pattern or (visible and fnmatchcase(title, pattern)) for pattern in profile.file.sheets)


def _listed(titles: list[str]) -> str:
    return ", ".join(f"`{title}`" for title in titles[:40]) or "–"


def _records(title: str, cells: pl.DataFrame, profile: Profile, *, path: str, after: int) -> _Sheet | None:
    """Return the records of one sheet, numbered after those of the sheets before it; None for an empty one."""
    text = pl.all().cast(pl.String).str.replace(CLOCK, "$1")
    cells = cells.select(text).with_row_index("line", offset=1).slice(profile.file.skip_lines)
    if cells.width == 1:
        return None
    filled = ~pl.all_horizontal(pl.exclude("line").fill_null("").str.strip_chars() == "")
    start = cells.select(filled.arg_true().first()).item()
    if start is None:
        return None
    header = [(value or "").strip() for value in cells.drop("line").row(start)]
    positions = resolve(profile, header, path=path)
    body = cells.slice(start + 1).with_row_index("row", offset=after + 1)
    drop = _why_drop(body, header)
    kept = body.filter(drop.is_null())
    names = kept.columns[2:]
    frame = kept.select(
        pl.col("row").cast(pl.UInt32),
        pl.col("line").cast(pl.UInt32),
        *(pl.col(names[at]).fill_null("").alias(wanted) for wanted, at in positions.items()),
    )
    nameless = [column for column, name in zip(names, header, strict=True) if not name]
    return _Sheet(
        name=title,
        frame=frame,
        columns=tuple(header),
        found={wanted: header[at] for wanted, at in positions.items()},
        rows_in=body.height,
        dropped=dict(drop.drop_nulls().value_counts().iter_rows()),
        nameless=sum(kept[column].null_count() < kept.height for column in nameless),
    )


def _why_drop(body: pl.DataFrame, header: list[str]) -> pl.Series:
    """Return why a row is no record at all: blank_line, repeated_header, footer_line, or null."""
    cells = body.drop("row", "line").select(pl.all().fill_null("").str.strip_chars())
    filled = cells.select(pl.sum_horizontal(pl.all() != "")).to_series()
    repeated = cells.select(
        pl.all_horizontal(pl.col(column) == name for column, name in zip(cells.columns, header, strict=True))
    ).to_series()
    last = filled.gt(0).arg_true().tail(FOOTER_LINES).to_list()
    footers = [at for at in last if filled[at] <= 2 and FOOTER.match(next(filter(None, cells.row(at))).encode())]
    position = pl.int_range(body.height, eager=True)
    return pl.select(
        pl.when(filled == 0)
        .then(pl.lit("blank_line"))
        .when(repeated)
        .then(pl.lit("repeated_header"))
        .when(position.is_in(footers))
        .then(pl.lit("footer_line"))
    ).to_series()


def _rows_of(sheets: list[_Sheet]) -> int:
    return sum(sheet.rows_in for sheet in sheets)


def _sums(sheets: list[_Sheet]) -> dict[str, int]:
    total: dict[str, int] = {}
    for sheet in sheets:
        for reason, n in sheet.dropped.items():
            total[reason] = total.get(reason, 0) + n
    return total


def _notes(sheets: list[_Sheet], skipped: list[str]) -> tuple[Note, ...]:
    nameless: list[Note] = [
        ("nameless_columns", {"n": sheet.nameless, "sheet": sheet.name}) for sheet in sheets if sheet.nameless
    ]
    read: list[Note] = [("sheets_read", {"n": len(sheets)})] if len(sheets) > 1 else []
    return (*read, *nameless, *([("sheets_not_read", {"sheets": ", ".join(skipped)})] if skipped else []))


class _RawRows:
    """Raw text of a record: its mapped cells as JSON, with the sheet that it comes from."""

    def __init__(self, sheets: list[_Sheet]) -> None:
        self._frames = [sheet.frame.with_columns(sheet=pl.lit(sheet.name)) for sheet in sheets]

    def __call__(self, rows: pl.Series) -> list[str]:
        wanted = pl.DataFrame({"row": rows.cast(pl.UInt32)})
        every = pl.concat([frame.filter(pl.col("row").is_in(rows.implode())) for frame in self._frames])
        found = wanted.join(every, on="row", how="left", maintain_order="left").drop("row")
        return [json.dumps(row, ensure_ascii=False)[:RAW_LENGTH] for row in found.iter_rows(named=True)]
