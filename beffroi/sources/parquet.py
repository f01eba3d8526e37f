"""Parquet of others: read once in a process of its own, for a damaged file may end the process that reads it."""

import subprocess
import sys

from beffroi.errors.intake import KINDS, STOPS_ITS_READER, DamagedFile

_READ = """
import io, sys
import polars as pl
content = sys.stdin.buffer.read()
try:
    for column in pl.read_parquet_schema(io.BytesIO(content)):  # one at a time: no more memory than that
        pl.read_parquet(io.BytesIO(content), columns=[column])
except BaseException:
    pass
"""


def check_readable(content: bytes, *, name: str) -> None:
    """Refuse a file that ends the process that reads it; whatever is only an error is left to the reader.

    Raises
    ------
    DamagedFile
        The reader died, for it asked for more memory than there is.
    """
    if not sys.executable:  # within another program there is none to start
        return
    done = subprocess.run([sys.executable, "-P", "-c", _READ], input=content, capture_output=True, check=False)
    if done.returncode:
        raise DamagedFile(path=name, expected=KINDS["parquet"], why=STOPS_ITS_READER)
