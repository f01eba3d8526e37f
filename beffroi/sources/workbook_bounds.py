"""How far the cells of a workbook are spread: its reader takes memory for the whole area, empty or not."""

import io
import re
import zipfile

from beffroi.errors.archives import BEYOND, SPREAD
from beffroi.errors.intake import KINDS, DamagedFile
from beffroi.vocabulary.text import filled

COLUMNS, ROWS = 16_384, 1_048_576  # of a sheet, by its standard
SPARSE = 20  # cells of area for one cell
SMALL = 2_000_000  # cells of area that any workbook may have
_PIECE = 1 << 20
_OVERLAP = 1 << 12  # bytes: longer than the beginning of a cell
_CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]{0,2000}?\br\s*=\s*[\"']\s*([A-Za-z]*)([0-9]*)")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)


def check_spread(content: bytes, *, name: str) -> None:
    """Refuse a workbook with a cell that no sheet has, or with cells too far apart.

    Raises
    ------
    DamagedFile
        A cell lies beyond column XFD or row 1,048,576; or the area that holds the cells of a sheet is of more than
        two million cells, and more than twenty times those it holds.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for info in archive.infolist():
            if not _SHEET.fullmatch(info.filename):
                continue
            with archive.open(info) as part:
                found = _Extent()
                while piece := part.read(_PIECE):
                    found.add(piece)
            if found.beyond:
                raise _refused(name, filled(BEYOND, sheet=info.filename, cell=found.beyond))
            if found.area > max(SMALL, SPARSE * found.cells):
                raise _refused(name, filled(SPREAD, sheet=info.filename, n=found.cells, area=found.area))


def _refused(name: str, why: object) -> DamagedFile:
    return DamagedFile(path=name, expected=KINDS["excel"], why=why)


class _Extent:
    """The cells of a sheet, counted piece by piece, and the area that holds them."""

    def __init__(self) -> None:
        self.cells = self.last_row = self.last_column = 0
        self.beyond = ""
        self._left = b""

    @property
    def area(self) -> int:
        return self.last_row * self.last_column

    def add(self, piece: bytes) -> None:
        text, end = self._left + piece, 0
        for found in _CELL.finditer(text):
            if found.end() == len(text):
                break  # its number may go on in the next piece
            end = found.end()
            self._count(*found.groups())
        self._left = text[max(end, len(text) - _OVERLAP) :]

    def _count(self, letters: bytes, digits: bytes) -> None:
        self.cells += 1
        column = 0
        for letter in letters[:8].upper():
            column = 26 * column + letter - 64
        row = int(digits[:12] or b"0")
        if column > COLUMNS or row > ROWS:
            self.beyond = (letters + digits)[:30].decode()
        self.last_column, self.last_row = max(self.last_column, column), max(self.last_row, row)
