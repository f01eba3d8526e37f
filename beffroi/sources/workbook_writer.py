"""A plain workbook (xlsx) from rows of text: the minimised copy of a workbook, and nothing more than a reader needs."""

import io
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DAY = (1980, 1, 1, 0, 0, 0)  # of every part: the same rows give the same bytes

Rows = Iterable[Sequence[str | None]]


def workbook(sheets: Mapping[str, Rows], *, hidden: Collection[str] = ()) -> bytes:
    """Return a workbook with these sheets, every cell text; None leaves a cell empty.

    Source of the format: ECMA-376, Part 1, SpreadsheetML (workbook, worksheet, inline strings).

    >>> workbook({"May": [["date", "code"], ["2024-05-01", "007"]]})[:2]
    b'PK'
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in _parts(sheets, hidden):
            archive.writestr(zipfile.ZipInfo(name, _DAY), f'<?xml version="1.0" encoding="UTF-8"?>{part}', 8)
    return content.getvalue()


def _parts(sheets: Mapping[str, Rows], hidden: Collection[str]) -> Iterable[tuple[str, str]]:
    at = range(1, len(sheets) + 1)
    types = [f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in at]
    types.append(f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>')
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    yield "[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{default}{"".join(types)}</Types>'
    yield "_rels/.rels", _related([("officeDocument", "xl/workbook.xml")])
    entries = [
        f'<sheet name={quoteattr(name)} sheetId="{n}"{_state(name, hidden)} r:id="rId{n}"/>'
        for n, name in enumerate(sheets, 1)
    ]
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{"".join(entries)}</sheets></workbook>'
    yield "xl/workbook.xml", book
    yield "xl/_rels/workbook.xml.rels", _related([("worksheet", f"worksheets/sheet{n}.xml") for n in at])
    for n, rows in enumerate(sheets.values(), 1):
        yield f"xl/worksheets/sheet{n}.xml", _sheet(rows)


def _state(name: str, hidden: Collection[str]) -> str:
    return ' state="hidden"' if name in hidden else ""


def _related(targets: Iterable[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _sheet(rows: Rows) -> str:
    written = "".join(
        f'<row r="{n}">{"".join(_cell(value, f"{_letters(at)}{n}") for at, value in enumerate(row))}</row>'
        for n, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{written}</sheetData></worksheet>'


def _cell(value: str | None, reference: str) -> str:
    if value is None:
        return ""
    clean = "".join(letter for letter in value if letter >= " " or letter in "\t\n")
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(clean)}</t></is></c>'


def _letters(at: int) -> str:
    """Return the letters of a column, counted from 0: A … Z, AA …"""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name
