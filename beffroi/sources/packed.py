"""Archives, workbooks and JSON records looked at before a profile is written: which file, which sheets, which list."""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from beffroi.errors.proposals import NothingToPropose
from beffroi.sources.archives import check_archive, extracted, is_workbook
from beffroi.sources.decode import Received, kind_of
from beffroi.sources.look import MOST_ABOVE, MOST_ROWS, NO_RECORDS, NO_TABLE, Look, decoded, delimited, separators_of
from beffroi.sources.parquet import check_readable
from beffroi.sources.workbooks import CLOCK, opened, sheets_of

TABLES = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".parquet")
TEXTS = (".csv", ".tsv", ".tab", ".txt")
_LEFT = ("__MACOSX/", ".")
MOSTLY = 0.6  # of the columns of the widest row, that a header names


def look_inside(path: Path, *, member: str | None) -> Look:
    """Look at the table of a zip archive: the one named, the only one, or the largest of several.

    Raises
    ------
    NothingToPropose
        No file of the archive is a table of records. Unsafe and damaged archives raise the intake's own errors.
    """
    content = path.read_bytes()
    named = [member] if member else _largest_first(content, path)
    for at, name in enumerate(named):
        try:
            first = _look_at(path, content, member=name)
        except NothingToPropose:
            continue
        others = [other for other in named[at + 1 :] if _may_be_table(content, other)]
        several = len(_files(content)) > 1
        return replace(first, members=(name, *others) if several else ())
    raise NothingToPropose(file=path.name, why=NO_TABLE)


def _may_be_table(content: bytes, name: str) -> bool:
    """Whether the beginning of a file of an archive reads as a table; the whole is not worth reading to ask which."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(name) as part:
        start = part.read(1 << 16)
    return not name.lower().endswith(TEXTS) or bool(separators_of(decoded(start)[1].rpartition("\n")[0]))


def _files(content: bytes) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [info for info in archive.infolist() if not info.is_dir() and not info.filename.startswith(_LEFT)]


def _largest_first(content: bytes, path: Path) -> list[str]:
    check_archive(content, name=path.name)
    files = sorted(_files(content), key=lambda info: -info.file_size)
    return [info.filename for info in files if info.filename.lower().endswith(TABLES)]


def _look_at(path: Path, content: bytes, *, member: str) -> Look:
    inside = extracted(content, name=path.name, member=member, archive_inside=True)
    if is_workbook(inside):
        seen = look_at_workbook(path, inside)
    elif kind_of(inside) == "parquet":
        from beffroi.sources.look import typed

        check_readable(inside, name=path.name)
        seen = typed(path, pl.read_parquet(io.BytesIO(inside), n_rows=MOST_ROWS), kind="parquet")
    else:
        seen = delimited(path, inside)
    return replace(seen, member=member)


def look_at_workbook(path: Path, content: bytes) -> Look:
    """Look at a workbook: the visible sheets that share the header of the largest one, as one table.

    Raises
    ------
    NothingToPropose
        No visible sheet holds a header with records below.
    """
    book = opened(Received(path=path, content=content, sha256=""))
    tables = sheets_of(book, name=path.name)
    hidden = tuple(title for title, (shown, cells) in tables.items() if not shown and cells.height)
    groups: dict[tuple[int, tuple[str, ...]], list[str]] = {}
    bodies: dict[str, pl.DataFrame] = {}
    for title, (shown, cells) in tables.items():
        found = _header(cells) if shown else None
        if found is not None:
            skip, names = found
            groups.setdefault((skip, tuple(sorted(filter(None, names)))), []).append(title)
            bodies[title] = _body(cells, skip, names)
    if not groups:
        raise NothingToPropose(file=path.name, why=NO_RECORDS)
    joined = _alike(groups, bodies)
    sizes = {key: sum(bodies[title].height for title in titles) for key, titles in joined.items()}
    best = max(sizes, key=lambda key: sizes[key])
    frame = pl.concat([bodies[title] for title in joined[best]], how="diagonal").fill_null("").head(MOST_ROWS)
    return Look(
        path=path, kind="excel", columns={name: frame[name].to_list() for name in frame.columns}, rows=frame.height,
        more=sizes[best] > MOST_ROWS, skip_lines=best[0], sheets=tuple(joined[best]), hidden_sheets=hidden,
        other_sheets=tuple(tuple(titles) for key, titles in joined.items() if key != best),
    )  # fmt: skip


def _header(cells: pl.DataFrame) -> tuple[int, list[str]] | None:
    """Return how many rows stand above the header, and its names; None where no records follow."""
    if cells.width < 2:
        return None
    filled = cells.select(pl.sum_horizontal(pl.all().fill_null("").str.strip_chars() != "")).to_series()
    widest = int(filled.head(200).max() or 0)  # type: ignore[arg-type]
    wide = [at for at in range(min(MOST_ABOVE, cells.height)) if filled[at] >= max(2, MOSTLY * widest)]
    if not wide or not filled[wide[0] + 1 :].gt(0).any():
        return None
    return wide[0], [(value or "").strip() for value in cells.row(wide[0])]


def _body(cells: pl.DataFrame, skip: int, names: Sequence[str]) -> pl.DataFrame:
    kept = {name: cells.columns[at] for at, name in enumerate(names) if name and name not in names[:at]}
    text = {
        name: pl.col(column).fill_null("").str.strip_chars().str.replace(CLOCK, "$1") for name, column in kept.items()
    }
    body = cells.slice(skip + 1).select(value.alias(name) for name, value in text.items())
    return body.filter(~pl.all_horizontal(pl.all() == ""))


def _alike(
    groups: dict[tuple[int, tuple[str, ...]], list[str]], bodies: dict[str, pl.DataFrame]
) -> dict[tuple[int, tuple[str, ...]], list[str]]:
    """Join the groups whose headers differ by a few columns only: the same table, with something added one month."""
    joined: dict[tuple[int, tuple[str, ...]], list[str]] = {}
    for (skip, names), titles in sorted(groups.items(), key=lambda each: -sum(bodies[t].height for t in each[1])):
        near = next((key for key in joined if key[0] == skip and _mostly_same(key[1], names)), (skip, names))
        joined.setdefault(near, []).extend(titles)
    order = list(bodies)
    return {key: sorted(titles, key=order.index) for key, titles in joined.items()}


def _mostly_same(one: Sequence[str], other: Sequence[str]) -> bool:
    return len(set(one) & set(other)) >= 0.8 * max(len(one), len(other))


def look_at_json(path: Path, content: bytes) -> Look | None:
    """Look at JSON that is a list of flat records, or a document with one such list; None for any other JSON."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if isinstance(document, list):
        lists = {"": document} if _are_records(document) else {}
    elif isinstance(document, dict) and document.get("type") != "FeatureCollection":
        lists = {name: value for name, value in document.items() if _are_records(value)}
    else:
        lists = {}
    if not lists:
        return None
    layer = max(lists, key=lambda name: len(lists[name]))
    records = lists[layer][:MOST_ROWS]
    names = dict.fromkeys(name for record in records for name in record)
    columns = {name: [_cell(record.get(name)) for record in records] for name in names}
    return Look(
        path=path, kind="json", columns=columns, rows=len(records), more=len(lists[layer]) > MOST_ROWS,
        layer=layer or None, layers=tuple(lists) if len(lists) > 1 else (),
    )  # fmt: skip


def _are_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
