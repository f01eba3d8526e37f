"""What reading a source yields: canonical rows, and an account of every other row."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from beffroi.vocabulary.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What a decoder read: every value as text (or the file's own type for typed formats).

    `frame` starts with the column `row` (1 for the first record). `quarantined`
    has row, line, reason, raw (the record as received, at most 4,000 characters).
    `dropped` maps a reason code (repeated header, footer, blank line) to a count.
    rows_in = frame.height + quarantined.height + sum(dropped).
    """

    frame: pl.DataFrame
    quarantined: pl.DataFrame
    dropped: dict[str, int]
    rows_in: int
    notes: tuple[tuple[str, dict[str, Any]], ...] = ()  # (code in sources.reasons, values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What became of every record of a file.

    rows_in = stored + quarantined.height + sum(dropped.values()).
    """

    stored: int  # canonical rows
    quarantined: pl.DataFrame  # row, line, reason, raw
    dropped: dict[str, int]
    rows_in: int
    covered: tuple[Period, ...]
    checks: tuple[dict[str, Any], ...] = ()  # check, n, of, expected_share
    notes: tuple[tuple[str, dict[str, Any]], ...] = ()
    sha256: str = ""
    columns_kept: tuple[str, ...] = ()
    columns_not_kept: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake(Account):
    """The account of a file with its canonical rows."""

    table: pl.DataFrame  # schema of tables.incidents


QUARANTINE = {"row": pl.UInt32, "line": pl.UInt32, "reason": pl.String, "raw": pl.String}
